"""The intermittent model: series that are zero in many steps go on at how often they are not, times how high then."""

from __future__ import annotations

from typing import Self

import numpy as np
import numpy.typing as npt

from analysis.protocols import Fingerprint
from data.settings import Settings

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEAST_INTERVAL = 1.32  # mean steps from one value to the next above which a series is intermittent
RECENT = 2, 52  # seasons, and at least so many steps, that say whether a series is intermittent now
LEAST_VALUES = 2  # values that are not zero, without which there is nothing to smooth
OFTEN = (0.01, 0.02, 0.05, 0.1, 0.2)  # smoothing of the probability of a value…
HIGH = (0.02, 0.05, 0.1, 0.2)  # …and of its height; of each pair the one that foretold the series best


class IntermittentForecaster:
    """Smooths the probability of a value and its height apart (Teunter, Syntetos and Babai, 2011, section 3).

    Column: `tsb`, only for series that are intermittent as Syntetos, Boylan and Croston (2005) draw the line and never
    negative; NaN for all others. The forecast is flat: the mean to expect, not the most frequent value.
    """

    pooled = False
    slow = False

    def __init__(self) -> None:
        settings = {"interval": LEAST_INTERVAL, "often": OFTEN, "high": HIGH}
        self.fingerprint = Fingerprint("forecast", "intermittent", "1", settings)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it; nothing needs setting."""
        return cls()

    def forecast(self, values: Floats, horizon: int, season: int) -> dict[str, Floats]:
        """Continue each intermittent series; see `analysis.protocols.Forecaster`."""
        ahead = np.full((len(values), horizon), np.nan)
        rows = is_intermittent(values, season)
        if rows.any():
            ahead[rows] = _best(values[rows])[:, None]
        return {"tsb": ahead}


def is_intermittent(values: Floats, season: int) -> Flags:
    """Flag the series, shape (series, steps), whose values of late come more than `LEAST_INTERVAL` steps apart."""
    recent = values[:, -max(RECENT[0] * season, RECENT[1]) :]
    steps, there = (~np.isnan(recent)).sum(axis=1), (np.nan_to_num(recent) != 0).sum(axis=1)
    negative = (np.nan_to_num(values) < 0).any(axis=1)
    return np.asarray((there >= LEAST_VALUES) & (steps > LEAST_INTERVAL * there) & ~negative, dtype=np.bool_)


def _best(values: Floats) -> Floats:
    """Return the forecast of each series by the pair of smoothings with the least squared error one step ahead."""
    tried = [_smoothed(values, often, high) for often in OFTEN for high in HIGH]
    errors = np.array([error for error, _ in tried])
    levels = np.array([level for _, level in tried])
    return np.asarray(levels[errors.argmin(axis=0), np.arange(len(values))])


def _smoothed(values: Floats, often: float, high: float) -> tuple[Floats, Floats]:
    """Return each series' mean squared error one step ahead and its level at the end."""
    known = ~np.isnan(values)
    there = known & (values > 0)
    chance = there.sum(axis=1) / known.sum(axis=1)
    height = np.where(there, values, 0.0).sum(axis=1) / there.sum(axis=1)
    error = np.zeros(len(values))
    for step in range(values.shape[1]):
        seen, came = known[:, step], there[:, step]
        error += np.where(seen, (np.nan_to_num(values[:, step]) - chance * height) ** 2, 0.0)
        chance = np.where(seen, chance + often * (came - chance), chance)
        height = np.where(came, height + high * (values[:, step] - height), height)
    return error / known.sum(axis=1), chance * height
