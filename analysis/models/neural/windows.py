"""Windows of many series for one network: which there are, how they are scaled and drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.forecasts.market import Market, standardised
from analysis.forecasts.matrix import known_mean

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int64]

SPANS = 3  # seasons that a network sees
LEAST_SPAN = 8  # steps that a spread is measured over, where the season is shorter


@dataclass(frozen=True)
class Sizes:
    """How much of a series a window holds, in steps.

    Attributes:
        look: steps that the network sees.
        horizon: steps that it continues.
        season: after so many steps a series changes little, as far as is known; 1 for none.
        span: last steps over which the spread is measured; a window knows at least so many.
        level: last steps whose mean is the level.
    """

    look: int
    horizon: int
    season: int
    span: int
    level: int

    @classmethod
    def of(cls, horizon: int, season: int) -> Sizes:
        """Return the sizes for a horizon and a season: three seasons are seen, and the level is a half of one."""
        span = max(season, min(horizon, 2 * season), LEAST_SPAN)
        return cls(SPANS * span, horizon, season, span, max(min(horizon, span) // 2, 1))


@dataclass(frozen=True)
class Seen:
    """Windows as a network is given them.

    Attributes:
        steps: distance from the level ÷ spread, 0 before a series begins; float32, shape (windows, look).
        market: the same of all series together, over the last span; float32, shape (windows, span).
        level: shape (windows, 1).
        spread: shape (windows, 1).
    """

    steps: Singles
    market: Singles
    level: Floats
    spread: Floats


def series_scale(values: Floats, season: int) -> Floats:
    """Return what MASE divides by: the mean of |y_t - y_(t-season)|, shape (series,).

    Where a series is too short for it, or repeats itself, the mean step change stands in; 0 for one that never moves.
    """
    seasonal = _mean_change(values, season)
    return np.where(seasonal > 0, seasonal, _mean_change(values, 1))


def seen(windows: Floats, market: Floats, sizes: Sizes) -> Seen:
    """Return windows as distances from their level in units of their spread.

    Args:
        windows: in units of their series' scale, shape (windows, look); NaN before a series begins.
        market: the mean of all series over the last span of each window, shape (windows, span).
        sizes: of the windows.
    """
    steps, level, spread = standardised(windows, sizes.level, sizes.span)
    together, _, _ = standardised(market, sizes.level, sizes.span)
    return Seen(steps.astype(np.float32), together.astype(np.float32), level, spread)


def last_steps(values: Floats, steps: int) -> Floats:
    """Return the last steps of each row, with NaN before the first where there are fewer."""
    return np.pad(values[:, -steps:], ((0, 0), (max(steps - values.shape[1], 0), 0)), constant_values=np.nan)


class Pool:
    """All windows of all series, to be drawn from.

    Args:
        values: in units of each series' scale, shape (series, steps), all ending together; NaN before a series begins,
            or for all of one that nothing can be learnt from.
        sizes: of the windows.
    """

    def __init__(self, values: Floats, sizes: Sizes) -> None:
        self.sizes = sizes
        self._padded = np.pad(values, ((0, 0), (sizes.look, 0)), constant_values=np.nan)
        self._market = Market(values)
        known = (~np.isnan(values)).sum(axis=1)
        self._counts = np.maximum(known - sizes.span - sizes.horizon + 1, 0)
        self._upto = np.cumsum(self._counts)  # windows of a series and of all before it
        self._end = values.shape[1]

    def __len__(self) -> int:
        """Return the number of windows."""
        return int(self._upto[-1]) if len(self._upto) else 0

    def draw(self, number: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Return windows with their continuation, and how all series together went before it.

        Args:
            number: windows to draw.
            rng: what chance comes from.

        Returns:
            Shapes (number, look + horizon), NaN before a series begins, and (number, span).
        """
        index = rng.integers(0, len(self), number)
        row = np.searchsorted(self._upto, index, side="right")
        origin = self._end - self.sizes.horizon - (self._upto[row] - 1 - index)  # first step of the continuation
        columns = origin[:, None] + np.arange(self.sizes.look + self.sizes.horizon)
        return self._padded[row[:, None], columns], self._market.before(origin, self.sizes.span)

    def latest(self, windows: Floats) -> Seen:
        """Return the windows that end with the series, as a network is given them.

        Args:
            windows: in units of their series' scale, shape (windows, any).
        """
        market = self._market.before(np.full(len(windows), self._end), self.sizes.span)
        return seen(last_steps(windows, self.sizes.look), market, self.sizes)


def _mean_change(values: Floats, steps: int) -> Floats:
    if values.shape[1] <= steps:
        return np.zeros(len(values))
    return np.nan_to_num(known_mean(np.abs(values[:, steps:] - values[:, :-steps]), 1))
