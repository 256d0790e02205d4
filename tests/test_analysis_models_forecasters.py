"""Every forecaster keeps the protocol, and the fast ones equal their naive twins."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from analysis.registry import load
from data.settings import Settings

NAMES = ("seasonal-naive", "level", "stats", "prophet")


def history(lengths: dict[str, int], season: int = 12) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    frames = []
    for name, length in lengths.items():
        t = np.arange(length)
        y = 5 + np.sin(2 * np.pi * t / season) + 0.05 * rng.standard_normal(length)
        frames.append(pd.DataFrame({"unique_id": name, "ds": t - length + 1, "y": y}))
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_forecaster_goes_on_from_the_last_step_in_the_order_of_the_series(name: str, settings: Settings) -> None:
    frame = load(name, settings).forecast(history({"b": 60, "a": 30, "c": 15}), 5, 12)
    assert frame["unique_id"].tolist() == ["b"] * 5 + ["a"] * 5 + ["c"] * 5
    assert frame["ds"].tolist() == [1, 2, 3, 4, 5] * 3


@pytest.mark.parametrize("name", NAMES)
def test_a_forecaster_continues_dates_by_their_step(name: str, settings: Settings) -> None:
    frame = history({"a": 40}).assign(ds=pd.date_range("2024-01-07", periods=40, freq="7D"))
    ahead = load(name, settings).forecast(frame, 2, 12)
    assert ahead["ds"].tolist() == [pd.Timestamp("2024-10-13"), pd.Timestamp("2024-10-20")]


@pytest.mark.parametrize("name", NAMES)
def test_a_forecaster_follows_a_clear_season_better_than_a_flat_line(name: str, settings: Settings) -> None:
    frame = load(name, settings).forecast(history({"a": 72}), 12, 12)
    came = 5 + np.sin(2 * np.pi * np.arange(72, 84) / 12)
    for model in frame.columns.drop(["unique_id", "ds"]):
        error = np.abs(frame[model] - came).mean()
        assert error < np.abs(5 - came).mean() * (1.0 if model == "theta" else 0.6), model


@pytest.mark.parametrize("name", NAMES)
def test_a_series_forecast_alone_gets_the_same_forecast(name: str, settings: Settings) -> None:
    model, both = load(name, settings), history({"a": 60, "b": 45})
    together = model.forecast(both, 6, 12)
    alone = model.forecast(both[both["unique_id"] == "b"], 6, 12)
    pd.testing.assert_frame_equal(
        together[together["unique_id"] == "b"].reset_index(drop=True), alone, check_exact=False, rtol=1e-9
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_size_of_a_series_changes_only_the_size_of_its_forecast(name: str, settings: Settings) -> None:
    model, frame = load(name, settings), history({"a": 60})
    small = model.forecast(frame.assign(y=frame["y"] * 1e-5), 6, 12).drop(columns=["unique_id", "ds"])
    usual = model.forecast(frame, 6, 12).drop(columns=["unique_id", "ds"])
    assert small.to_numpy() * 1e5 == pytest.approx(usual.to_numpy(), rel=1e-4, nan_ok=True)


def test_seasonal_naive_and_the_window_average_equal_their_twins(settings: Settings) -> None:
    frame = history({"long": 30, "one": 15, "short": 9})
    ahead = load("seasonal-naive", settings).forecast(frame, 15, 12)
    for name, y in frame.groupby("unique_id")["y"]:
        values, said = y.to_numpy(), ahead[ahead["unique_id"] == name]
        for step in range(15):
            naive = values[len(values) - 12 + step % 12] if len(values) >= 12 else values[-1]
            assert said["seasonal-naive"].iloc[step] == naive
            if len(values) < 24:
                assert np.isnan(said["window-average"].iloc[step])
            else:
                assert said["window-average"].iloc[step] == pytest.approx(
                    (naive + values[len(values) - 24 + step % 12]) / 2
                )


def test_the_level_model_equals_its_twin(settings: Settings) -> None:
    frame = history({"long": 40, "short": 20})
    ahead = load("level", settings).forecast(frame, 14, 12)
    for name, y in frame.groupby("unique_id")["y"]:
        values = y.to_numpy()
        seasons = [
            values[len(values) - 12 * k : len(values) - 12 * (k - 1)] for k in range(1, 4) if len(values) >= 12 * k
        ]
        shape = np.mean([part - part.mean() for part in seasons], axis=0) if len(seasons) > 1 else np.zeros(12)
        level = np.mean([values[len(values) - k] - shape[-k] for k in range(1, 7)])
        assert ahead.loc[ahead["unique_id"] == name, "level"].tolist() == pytest.approx(
            [level + shape[step % 12] for step in range(14)]
        )


def test_a_series_below_two_seasons_gets_only_models_without_a_season(settings: Settings) -> None:
    frame = load("stats", settings).forecast(history({"a": 23}), 4, 12)
    assert frame[["theta", "ces"]].notna().all(axis=None)
    assert frame[["mstl", "mfles"]].isna().all(axis=None)


def test_fingerprints_tell_the_models_apart(settings: Settings) -> None:
    prints = {str(load(name, settings).fingerprint) for name in NAMES}
    assert len(prints) == len(NAMES)


def test_prophet_says_nothing_even_on_its_first_use() -> None:
    code = (
        "import pandas as pd; from analysis.models.prophet_forecaster import ProphetForecaster as P;"
        "P().forecast(pd.DataFrame({'unique_id': 'a', 'ds': range(30), 'y': [1, 2, 4, 3, 5] * 6}), 2, 12)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
