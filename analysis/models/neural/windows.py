"""Windows of many series for one network: which there are, how they are scaled, drawn and mixed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int64]

LEAST_SPREAD = 0.1  # in units of the series' scale: what a window's spread is taken for where it stood still
FAR = 20.0  # spreads from the level beyond which a step says no more
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
        level: shape (windows, 1).
        spread: shape (windows, 1).
    """

    steps: Singles
    level: Floats
    spread: Floats


def series_scale(values: Floats, season: int) -> Floats:
    """Return what MASE divides by: the mean of |y_t - y_(t-season)|, shape (series,).

    Where a series is too short for it, or repeats itself, the mean step change stands in; 0 for one that never moves.
    """
    seasonal = _mean_change(values, season)
    return np.where(seasonal > 0, seasonal, _mean_change(values, 1))


def seen(windows: Floats, sizes: Sizes) -> Seen:
    """Return windows as distances from their level in units of their spread.

    Args:
        windows: in units of their series' scale, shape (windows, look); NaN before a series begins.
        sizes: of the windows.
    """
    level = known_mean(windows[:, -sizes.level :])
    recent = windows[:, -sizes.span :]
    spread = np.maximum(known_mean(np.abs(recent - known_mean(recent))), LEAST_SPREAD)
    steps = np.nan_to_num((windows - level) / spread, nan=0.0)
    return Seen(np.clip(steps, -FAR, FAR).astype(np.float32), level, spread)


def known_mean(values: Floats) -> Floats:
    """Return the mean of each row's known values, shape (rows, 1); 0 where none is known."""
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    return np.asarray(np.where(known, values, 0.0).sum(axis=1, keepdims=True) / count)


def last_steps(values: Floats, steps: int) -> Floats:
    """Return the last steps of each row, with NaN before the first where there are fewer."""
    return np.pad(values[:, -steps:], ((0, 0), (max(steps - values.shape[1], 0), 0)), constant_values=np.nan)


class Pool:
    """All windows of all series, to be drawn from.

    Args:
        values: in units of each series' scale, shape (series, steps); NaN before a series begins, or for all of one
            that nothing can be learnt from.
        sizes: of the windows.
    """

    def __init__(self, values: Floats, sizes: Sizes) -> None:
        self.sizes = sizes
        self._padded = np.pad(values, ((0, 0), (sizes.look, 0)), constant_values=np.nan)
        known = (~np.isnan(values)).sum(axis=1)
        self._counts = np.maximum(known - sizes.span - sizes.horizon + 1, 0)
        self._upto = np.cumsum(self._counts)  # windows of a series and of all before it
        self._last = values.shape[1] - sizes.horizon  # the latest origin whose whole continuation is known

    def __len__(self) -> int:
        """Return the number of windows."""
        return int(self._upto[-1]) if len(self._upto) else 0

    def draw(self, number: int, rng: np.random.Generator, mixed: int, evenness: float) -> Floats:
        """Return windows with their continuation, each the mean of windows of several series.

        Windows of one origin are added up in shares drawn from a Dirichlet distribution (mixup for series: Ansari et
        al., 2024, section 4.1), so that far more than one course of things is learnt from the same weeks. A series that
        had not begun by then gives a window of its own origin.

        Args:
            number: windows to draw.
            rng: what chance comes from.
            mixed: series in a window.
            evenness: parameter of the distribution; the higher, the more equal the shares.

        Returns:
            Shape (number, look + horizon); NaN before all of them have begun.
        """
        shares = rng.dirichlet(np.full(mixed, evenness), number)
        row, origin = self._at(rng.integers(0, len(self), number))
        windows = shares[:, :1] * self._window(row, origin)
        for share in shares.T[1:]:
            other, own = self._at(rng.integers(0, len(self), number))
            begun = origin > self._last - self._counts[other]
            windows += share[:, None] * self._window(other, np.where(begun, origin, own))
        return windows

    def _at(self, index: Whole) -> tuple[Whole, Whole]:
        """Return the series and the origin (the first step of the continuation) of windows given by number."""
        row = np.searchsorted(self._upto, index, side="right")
        return row, self._last - (self._upto[row] - 1 - index)

    def _window(self, row: Whole, origin: Whole) -> Floats:
        columns = origin[:, None] + np.arange(self.sizes.look + self.sizes.horizon)
        return np.asarray(self._padded[row[:, None], columns])


def _mean_change(values: Floats, steps: int) -> Floats:
    if values.shape[1] <= steps:
        return np.zeros(len(values))
    return known_mean(np.abs(values[:, steps:] - values[:, :-steps]))[:, 0]
