"""The model for series that are zero in many steps: who gets it, and that it equals its twin."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from analysis.models.intermittent_forecaster import HIGH, OFTEN, is_intermittent
from analysis.registry import load
from data.settings import Settings

Floats = npt.NDArray[np.float64]


def counts(rate: float, series: int = 1, steps: int = 120) -> Floats:
    return np.random.default_rng(2).poisson(rate, (series, steps)).astype(np.float64)


def test_only_series_that_are_often_zero_and_never_negative_get_an_answer(settings: Settings) -> None:
    rows = [counts(0.4), counts(6.0) + 1, -counts(0.4), np.zeros((1, 120)), counts(0.4)]
    values = np.vstack(rows)
    values[4, :100] = np.nan
    ahead = load("intermittent", settings).forecast(values, 5, 52)["tsb"]
    assert (~np.isnan(ahead)).all(axis=1).tolist() == [True, False, False, False, True]
    assert np.isnan(ahead).any(axis=1).tolist() == [False, True, True, True, False]


def test_a_series_that_became_lively_is_no_longer_intermittent() -> None:
    values = counts(0.2, steps=260)
    values[:, -104:] = 3 + counts(2.0, steps=104)
    assert is_intermittent(values, 52).tolist() == [False]
    assert is_intermittent(values[:, :156], 52).tolist() == [True]


def twin(y: Floats, often: float, high: float) -> tuple[float, float]:
    chance, height, errors = (y > 0).mean(), y[y > 0].mean(), []
    for value in y:
        errors.append((value - chance * height) ** 2)
        chance += often * ((value > 0) - chance)
        height += high * (value - height) if value > 0 else 0.0
    return float(np.mean(errors)), float(chance * height)


def test_the_forecast_equals_its_twin_and_the_mean_to_expect(settings: Settings) -> None:
    values = counts(0.5, series=4)
    ahead = load("intermittent", settings).forecast(values, 3, 52)["tsb"]
    for row, said in zip(values, ahead, strict=True):
        _, best = min(twin(row, often, high) for often in OFTEN for high in HIGH)
        assert said == pytest.approx(best)
        assert 0.1 < said[0] < 1.5


def test_its_size_follows_the_series(settings: Settings) -> None:
    model, values = load("intermittent", settings), counts(0.5, series=3)
    one, other = (model.forecast(values * size, 3, 52)["tsb"] for size in (1.0, 1e-6))
    assert other * 1e6 == pytest.approx(one)
