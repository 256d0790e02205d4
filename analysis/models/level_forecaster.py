"""The level model: the mean seasonal shape of recent years on the level of the last half season."""

from __future__ import annotations

from typing import Self

import numpy as np
import numpy.typing as npt

from analysis.protocols import Fingerprint
from data.settings import Settings

Floats = npt.NDArray[np.float64]

SEASONS = 3  # seasons whose shapes are averaged, chosen on the sneakers at the ends of 2020 and 2021


class LevelForecaster:
    """Separates how high a series stands from how it moves within a season.

    Column: `level`. The shape is the mean over the last seasons of each season's distance from its own mean; the
    level is the mean of the last half season after taking the shape away. A series shorter than two seasons has no
    shape: its level goes on.
    """

    pooled = False
    slow = False

    def __init__(self) -> None:
        self.fingerprint = Fingerprint("forecast", "level", "1", {"seasons": SEASONS})

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it; nothing needs setting."""
        return cls()

    def forecast(self, values: Floats, horizon: int, season: int) -> dict[str, Floats]:
        """Continue each series; see `analysis.protocols.Forecaster`."""
        shape = _shape(values, season)
        window = max(season // 2, 1)
        recent = values[:, -window:]
        level = np.nanmean(recent - shape[:, -recent.shape[1] :], axis=1)
        ahead = np.tile(shape, (1, -(-horizon // season)))[:, :horizon]
        return {"level": level[:, None] + ahead}


def _shape(values: Floats, season: int) -> Floats:
    """Return each series' mean distance from its season's mean, shape (series, season); zeros below two seasons."""
    complete = min(values.shape[1] // season, SEASONS)
    if complete < 2:
        return np.zeros((len(values), season))
    seasons = values[:, -complete * season :].reshape(len(values), complete, season)
    distance = seasons - seasons.mean(axis=2, keepdims=True)  # NaN in every season a series does not cover
    known = ~np.isnan(distance[:, :, :1])
    mean = np.where(known, distance, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.where(known.sum(axis=1) >= 2, mean, 0.0)
