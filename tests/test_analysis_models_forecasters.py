"""Every forecaster keeps the protocol, and the fast ones equal their naive twins."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import numpy.typing as npt
import pytest

from analysis.models import harmonic_forecaster
from analysis.registry import load
from data.settings import Settings

Floats = npt.NDArray[np.float64]

NAMES = ("seasonal-naive", "level", "harmonic", "stats", "prophet")
SEASONAL = {"window-average", "mstl", "mfles", "harmonic"}  # these need two seasons


def history(*lengths: int, season: int = 12) -> Floats:
    """Return a seasonal series of each length, all ending in the last column."""
    rng = np.random.default_rng(0)
    values = np.full((len(lengths), max(lengths)), np.nan)
    for row, length in enumerate(lengths):
        t = np.arange(length)
        values[row, -length:] = 5 + np.sin(2 * np.pi * t / season) + 0.05 * rng.standard_normal(length)
    return values


@pytest.mark.parametrize("name", NAMES)
def test_a_forecaster_gives_a_row_of_the_horizon_for_each_series(name: str, settings: Settings) -> None:
    said = load(name, settings).forecast(history(60, 30, 15), 5, 12)
    assert {model: ahead.shape for model, ahead in said.items()} == dict.fromkeys(said, (3, 5))
    assert {model for model, ahead in said.items() if np.isnan(ahead).any()} <= SEASONAL


@pytest.mark.parametrize("name", NAMES)
def test_a_forecaster_follows_a_clear_season_better_than_a_flat_line(name: str, settings: Settings) -> None:
    came = 5 + np.sin(2 * np.pi * np.arange(72, 84) / 12)
    for model, ahead in load(name, settings).forecast(history(72), 12, 12).items():
        if model == "damped":
            continue  # it has no season
        error = np.abs(ahead[0] - came).mean()
        assert error < np.abs(5 - came).mean() * (1.0 if model == "theta" else 0.6), model


@pytest.mark.parametrize("name", NAMES)
def test_a_series_forecast_alone_gets_the_same_forecast(name: str, settings: Settings) -> None:
    model, both = load(name, settings), history(60, 45)
    alone = model.forecast(both[1:, -45:], 6, 12)
    for column, together in model.forecast(both, 6, 12).items():
        assert together[1] == pytest.approx(alone[column][0], rel=1e-9, nan_ok=True), column


@pytest.mark.parametrize("name", NAMES)
def test_the_size_of_a_series_changes_only_the_size_of_its_forecast(name: str, settings: Settings) -> None:
    model, values = load(name, settings), history(60)
    small = model.forecast(values * 1e-5, 6, 12)
    for column, usual in model.forecast(values, 6, 12).items():
        assert small[column] * 1e5 == pytest.approx(usual, rel=1e-4, nan_ok=True), column


def test_seasonal_naive_and_the_window_average_equal_their_twins(settings: Settings) -> None:
    values = history(30, 15, 9)
    ahead = load("seasonal-naive", settings).forecast(values, 15, 12)
    for row, y in enumerate(known[~np.isnan(known)] for known in values):
        for step in range(15):
            naive = y[len(y) - 12 + step % 12] if len(y) >= 12 else y[-1]
            average = (naive + y[len(y) - 24 + step % 12]) / 2 if len(y) >= 24 else np.nan
            assert ahead["seasonal-naive"][row, step] == naive
            assert ahead["window-average"][row, step] == pytest.approx(average, nan_ok=True)


def test_the_level_model_equals_its_twin(settings: Settings) -> None:
    values = history(40, 20)
    ahead = load("level", settings).forecast(values, 14, 12)["level"]
    for row, y in enumerate(known[~np.isnan(known)] for known in values):
        seasons = [y[len(y) - 12 * k : len(y) - 12 * (k - 1)] for k in range(1, 4) if len(y) >= 12 * k]
        shape = np.mean([part - part.mean() for part in seasons], axis=0) if len(seasons) > 1 else np.zeros(12)
        level = np.mean([y[len(y) - k] - shape[-k] for k in range(1, 7)])
        assert ahead[row] == pytest.approx([level + shape[step % 12] for step in range(14)])


def test_a_series_below_two_seasons_gets_only_models_without_a_season(settings: Settings) -> None:
    said = load("stats", settings).forecast(history(23), 4, 12)
    assert not np.isnan(said["theta"]).any() and not np.isnan(said["ces"]).any()
    assert np.isnan(said["mstl"]).all() and np.isnan(said["mfles"]).all()


def test_the_damped_trend_equals_its_twin(settings: Settings) -> None:
    y = np.array([-3.0, *np.cumsum(np.random.default_rng(3).standard_normal(40))])  # below zero: no logarithm
    size = np.abs(y).mean()
    tries = [smoothed(y / size, *each) for each in zip(*harmonic_forecaster._grid(), strict=True)]
    expected = min(tries, key=lambda one: one[0])[1] * size
    ahead = load("harmonic", settings).forecast(y[None], 5, 52)["damped"]
    assert ahead[0] == pytest.approx(expected)


def smoothed(y: Floats, gain: float, trend_gain: float, damping: float) -> tuple[float, Floats]:
    """Return the sum of squared one-step errors and five steps ahead of one damped trend."""
    level, trend, squares = y[:8].mean(), 0.0, 0.0
    for step, value in enumerate(y):
        error = value - level - damping * trend
        squares += error**2 if step >= 8 else 0.0
        level, trend = level + damping * trend + gain * error, damping * trend + trend_gain * error
    return squares, level + trend * np.cumsum(damping ** np.arange(1, 6))


def wandering(series: int, length: int, seed: int = 0) -> Floats:
    """Return series that share a rule: each step is 0.9 of the last one's distance from 5, plus noise."""
    rng = np.random.default_rng(seed)
    values = np.full((series, length), 5.0)
    for step in range(1, length):
        values[:, step] = 5 + 0.9 * (values[:, step - 1] - 5) + 0.1 * rng.standard_normal(series)
    return values


def test_a_pooled_regression_finds_the_rule_that_all_series_share(settings: Settings) -> None:
    values, truth = wandering(60, 120), 0.9 ** np.arange(1, 7)
    said = load("pooled", settings).forecast(values, 6, 12)
    for model in ("pooled-change", "pooled-level"):
        error = np.abs(said[model] - (5 + (values[:, -1:] - 5) * truth)).mean()
        assert error < 0.8 * np.abs(values[:, -1:] - 5 - (values[:, -1:] - 5) * truth).mean(), model


def test_a_pooled_regression_answers_only_where_it_can(settings: Settings) -> None:
    values = np.vstack([wandering(60, 120), wandering(2, 120, seed=1)])
    values[60, :110] = np.nan
    values[61] -= 6
    said = load("pooled", settings).forecast(values, 6, 12)
    assert np.isnan(said["pooled-change"][60]).all() and not np.isnan(said["pooled-change"][61]).any()
    assert np.isnan(said["pooled-level"][61]).all(), "values below zero have no logarithm"
    assert all(np.isnan(ahead).all() for ahead in load("pooled", settings).forecast(values[:2], 6, 52).values())


def test_a_pooled_regression_does_not_know_units_or_order(settings: Settings) -> None:
    model, values = load("pooled", settings), wandering(60, 100)
    usual, tiny, turned = (model.forecast(each, 6, 12) for each in (values, values * 1e-6, values[::-1]))
    for name, ahead in usual.items():
        assert tiny[name] * 1e6 == pytest.approx(ahead, rel=1e-6)
        assert turned[name][::-1] == pytest.approx(ahead, rel=1e-6)


def test_fingerprints_tell_the_models_apart(settings: Settings) -> None:
    prints = {str(load(name, settings).fingerprint) for name in NAMES}
    assert len(prints) == len(NAMES)


def test_prophet_says_nothing_even_on_its_first_use() -> None:
    code = (
        "import numpy as np; from analysis.models.prophet_forecaster import ProphetForecaster as P;"
        "P().forecast(np.array([[1.0, 2, 4, 3, 5] * 6]), 2, 12)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
