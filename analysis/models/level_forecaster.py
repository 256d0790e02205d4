"""The level model: the mean seasonal shape of recent years on the level of the last half season."""

from __future__ import annotations

from typing import Self

import numpy as np
import numpy.typing as npt

from analysis.forecasts.usual import SEASONS, continued
from analysis.protocols import Fingerprint
from data.settings import Settings

Floats = npt.NDArray[np.float64]


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
        return {"level": continued(values, horizon, season)}
