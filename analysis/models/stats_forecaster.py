"""Statistical models of the statsforecast package: Theta, CES, CES on a seasonal-trend split, and MFLES."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from analysis.protocols import Fingerprint
from data.settings import Settings

Floats = npt.NDArray[np.float64]

SEASONAL = ("theta", "ces", "mstl", "mfles")
MAX_SEASONS = 10  # what lies further back moves no forecast, but costs time


class StatsForecaster:
    """Fits four models to each series.

    Columns: `theta` (dynamic optimised Theta: Fiorucci et al., 2016), `ces` (complex exponential smoothing with a
    partial season: Svetunkov and Kourentzes, 2015), `mstl` (loess season, CES on what remains: Bandara et al., 2021)
    and `mfles` (boosted Fourier terms and medians). A series shorter than two seasons gets Theta and CES without a
    season; the other two are NaN. So is a model that finds no finite answer.
    """

    pooled = False
    slow = True

    def __init__(self) -> None:
        settings = {"statsforecast": version("statsforecast"), "max_seasons": MAX_SEASONS}
        self.fingerprint = Fingerprint("forecast", "stats", "1", settings)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it; nothing needs setting."""
        return cls()

    def forecast(self, values: Floats, horizon: int, season: int) -> dict[str, Floats]:
        """Continue each series; see `analysis.protocols.Forecaster`."""
        said = {name: np.full((len(values), horizon), np.nan) for name in SEASONAL}
        seasonal, plain = _models(season), _models(1)
        for row, series in enumerate(values):
            known = series[~np.isnan(series)]
            models = seasonal if season > 1 and len(known) >= 2 * season else plain
            for name, fit in models.items():
                said[name][row] = _continued(fit, known[-MAX_SEASONS * max(season, 52) :], horizon)
        return said


def _models(season: int) -> dict[str, Callable[[], Any]]:
    """Return what builds each model afresh: a fitted one would carry its state into the next series."""
    from statsforecast.models import MFLES, MSTL, AutoCES, DynamicOptimizedTheta

    if season == 1:
        return {
            "theta": lambda: DynamicOptimizedTheta(season_length=1),
            "ces": lambda: AutoCES(season_length=1, model="N"),
        }
    return {
        "theta": lambda: DynamicOptimizedTheta(season_length=season),
        "ces": lambda: AutoCES(season_length=season, model="P"),
        "mstl": lambda: MSTL(season_length=season, trend_forecaster=AutoCES(season_length=1, model="N")),
        "mfles": lambda: MFLES(season_length=season),
    }


def _continued(build: Callable[[], Any], values: Floats, horizon: int) -> Floats:
    """Return one model's forecast of one series, fitted at a mean size of 1; NaN where it has no finite answer."""
    size = float(np.abs(values).mean()) or 1.0
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            ahead = np.asarray(build().forecast(values / size, horizon)["mean"], dtype=np.float64) * size
    except (ValueError, ZeroDivisionError, IndexError, RuntimeError, np.linalg.LinAlgError):
        return np.full(horizon, np.nan)
    return ahead if np.isfinite(ahead).all() else np.full(horizon, np.nan)
