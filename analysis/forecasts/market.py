"""How all series of a run went together: one more thing that models of single series can learn from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.forecasts.matrix import known_mean

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

LEAST_SPREAD = 0.1  # what the spread of a window that stood still is taken for
FAR = 20.0  # spreads from the level beyond which a step says no more


class Market:
    """The mean of all series, step by step.

    Args:
        units: every series in a unit of its own, shape (series, steps), all ending together; NaN where it is not known.
    """

    def __init__(self, units: Floats) -> None:
        self._mean = known_mean(units, axis=0)

    def before(self, origin: Whole, steps: int) -> Floats:
        """Return the steps before each origin, shape (origins, steps); no origin may lie nearer to the beginning."""
        return np.asarray(self._mean[origin[:, None] - steps + np.arange(steps)])


def standardised(windows: Floats, level_steps: int, spread_steps: int) -> tuple[Floats, Floats, Floats]:
    """Return windows as distances from their level in units of their spread.

    Args:
        windows: shape (windows, steps); NaN before a series begins.
        level_steps: last steps whose mean is the level.
        spread_steps: last steps whose mean distance from their mean is the spread, at least `LEAST_SPREAD`.

    Returns:
        The distances, 0 where nothing is known and none beyond `FAR`; level and spread, each of shape (windows, 1).
    """
    level, recent = _mean(windows[:, -level_steps:]), windows[:, -spread_steps:]
    spread = np.maximum(_mean(np.abs(recent - _mean(recent))), LEAST_SPREAD)
    steps = np.nan_to_num((windows - level) / spread, nan=0.0)
    return np.clip(steps, -FAR, FAR), level, spread


def _mean(values: Floats) -> Floats:
    """Return the mean of each row's known values, shape (rows, 1); 0 where none is known."""
    return np.nan_to_num(known_mean(values, axis=1))[:, None]
