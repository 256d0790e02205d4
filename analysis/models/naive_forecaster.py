"""Seasonal naive and its two-season average: the forecasts every other model has to beat."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt

from analysis.protocols import Fingerprint
from data.settings import Settings

Floats = npt.NDArray[np.float64]


class SeasonalNaive:
    """Repeats the last season, and the average of the last two.

    Columns: `seasonal-naive` and `window-average`. A series shorter than one season repeats its last value; one
    shorter than two has no window average (NaN).
    """

    pooled = False
    slow = False

    def __init__(self) -> None:
        self.fingerprint = Fingerprint("forecast", "seasonal-naive", "1")

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it; nothing needs setting."""
        return cls()

    def forecast(self, values: Floats, horizon: int, season: int) -> dict[str, Floats]:
        """Continue each series; see `analysis.protocols.Forecaster`."""
        return {
            "seasonal-naive": _seasonal_naive(values, horizon, season),
            "window-average": _window_average(values, horizon, season),
        }


def _seasonal_naive(values: Floats, horizon: int, season: int) -> Floats:
    long_enough = _steps(values) >= season
    repeated = _repeat(values[:, -season:], horizon, season)
    return np.where(long_enough[:, None], repeated, values[:, -1:])


def _window_average(values: Floats, horizon: int, season: int) -> Floats:
    if values.shape[1] < 2 * season:
        return np.full((len(values), horizon), np.nan)
    average = (values[:, -season:] + values[:, -2 * season : -season]) / 2
    return np.where((_steps(values) >= 2 * season)[:, None], _repeat(average, horizon, season), np.nan)


def _repeat(last: Floats, horizon: int, season: int) -> Floats:
    if last.shape[1] < season:
        return np.full((len(last), horizon), np.nan)
    return np.tile(last, (1, -(-horizon // season)))[:, :horizon]


def _steps(values: Floats) -> npt.NDArray[Any]:
    return np.asarray((~np.isnan(values)).sum(axis=1))
