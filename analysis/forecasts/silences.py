"""Zeros and spikes that are not the series' own: a feed that was silent for a while, and lone slips."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d

from analysis.forecasts.panel import MAX_GAP_STEPS, Panel

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

AROUND = 26  # steps before a zero that say what was usual for the series just then; at least half must be known
STEADY = 0.5  # a series whose lowest usual value is at least this part of their median is not zero by chance…
LIVELY = 0.2  # …and one with this part not for `LONG_ZERO` steps in a row
LONG_ZERO = 3
LAST = 4  # steps right before a zero that must still be as high, on average, as `STEADY` of what was usual
TOGETHER = 5  # least number of series from which a whole feed is told…
TOGETHER_PART = 0.8  # …and their least part of those that could have shown it
FEED_STOP = 26  # zeros in a row that may still be a whole feed's silence; of a single series only MAX_GAP_STEPS

SPIKE = 8.0  # times the highest other value within `SPIKE_AROUND` steps to either side
SPIKE_AROUND = 52
SPIKE_STEPS = 2  # a longer one is no slip


def silent(panel: Panel, season: int) -> tuple[Flags, Flags]:
    """Find the zeros of a feed that had dropped out.

    A run of zeros counts after steps that were never zero and all well above it, if the series then stands as high as
    before or the run is at its end; or if most series that were hardly ever zero fall to zero in the same step. The
    same weeks must not be zero in the season before or after.

    Returns:
        Flags of such cells, shape (series, steps), and of the series in which it was the whole feed's, shape (series,).
    """
    flags = np.zeros(panel.values.shape, dtype=np.bool_)
    whole = np.zeros(len(panel.ids), dtype=np.bool_)
    rows, starts, lengths = _candidates(panel.values, season)
    before = _before(panel.values, rows, starts)
    usual, lowest, zeros = _usual(before)
    single = (lengths <= MAX_GAP_STEPS) & (zeros == 0) & (usual > 0)
    single &= lowest >= np.where(lengths < LONG_ZERO, STEADY, LIVELY) * usual
    single &= np.nan_to_num(before[:, :LAST]).mean(axis=1) >= STEADY * usual
    single &= _recovered(panel.values, rows, starts + lengths, LIVELY * usual)
    alive = zeros <= AROUND // 10
    together = np.zeros(len(rows), dtype=np.bool_)
    together[alive] = _together(panel, rows[alive], starts[alive])
    for at in np.flatnonzero(single | together):
        flags[rows[at], starts[at] : starts[at] + lengths[at]] = True
    whole[rows[together]] = True
    return flags, whole


def spikes(values: Floats) -> Flags:
    """Find single steps, or two in a row, that stand far above everything within a year to either side."""
    if values.shape[1] < AROUND:
        return np.zeros(values.shape, dtype=np.bool_)
    size = np.nan_to_num(np.abs(values - _floor(values)[:, None]))
    others = np.maximum(_highest_before(size), _highest_before(size[:, ::-1])[:, ::-1])
    high = (size > SPIKE * others) & (others > 0)
    high &= _many_before(size) + _many_before(size[:, ::-1])[:, ::-1] >= AROUND
    rows, starts, lengths = runs(size > SPIKE / 2 * others)
    for at in np.flatnonzero(lengths > SPIKE_STEPS):
        high[rows[at], starts[at] : starts[at] + lengths[at]] = False
    return np.asarray(high, dtype=np.bool_)


def runs(flags: Flags) -> tuple[Integers, Integers, Integers]:
    """Return the row, the first column and the length of every run of flagged cells."""
    padded = np.zeros((flags.shape[0], flags.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = flags
    change = np.diff(padded, axis=1)
    rows, starts = np.nonzero(change == 1)
    return rows, starts, np.asarray(np.nonzero(change == -1)[1] - starts, dtype=np.int64)


def _candidates(values: Floats, season: int) -> tuple[Integers, Integers, Integers]:
    rows, starts, lengths = runs(values == 0)
    kept = (lengths <= FEED_STOP) & (starts >= AROUND // 2)
    rows, starts, lengths = rows[kept], starts[kept], lengths[kept]
    known = (~np.isnan(_before(values, rows, starts))).sum(axis=1) >= AROUND // 2
    kept = known & ~_zero_every_season(values, rows, starts, season)
    return rows[kept], starts[kept], lengths[kept]


def _before(values: Floats, rows: Integers, starts: Integers) -> Floats:
    columns = starts[:, None] - np.arange(1, AROUND + 1)
    return np.where(columns >= 0, values[rows[:, None], np.maximum(columns, 0)], np.nan)


def _usual(before: Floats) -> tuple[Floats, Floats, Integers]:
    """Return the median, the lowest and the number of zeros of each row."""
    ordered = np.sort(before, axis=1)  # NaN last
    known = (~np.isnan(before)).sum(axis=1)
    rows = np.arange(len(before))
    median = ordered[rows, np.maximum(known - 1, 0) // 2]
    return np.nan_to_num(median), np.nan_to_num(ordered[:, 0]), (before == 0).sum(axis=1)


def _zero_every_season(values: Floats, rows: Integers, starts: Integers, season: int) -> Flags:
    """Flag the runs near whose first step the series is zero a season before or after, too."""
    flags = np.zeros(len(rows), dtype=np.bool_)
    for shift in (-season, season) if season > MAX_GAP_STEPS else ():
        columns = starts[:, None] + shift + np.arange(-1, 2)
        inside = (columns >= 0) & (columns < values.shape[1])
        flags |= (inside & (values[rows[:, None], np.clip(columns, 0, values.shape[1] - 1)] == 0)).any(axis=1)
    return flags


def _recovered(values: Floats, rows: Integers, after: Integers, least: Floats) -> Flags:
    """Flag runs behind which the series stands as high as before; a run at the end has nothing behind it yet."""
    last = after >= values.shape[1]
    came = values[rows, np.minimum(after, values.shape[1] - 1)]
    return np.asarray(last | np.isnan(came) | (came >= least), dtype=np.bool_)


def _together(panel: Panel, rows: Integers, starts: Integers) -> Flags:
    """Flag the runs that begin in the same step in most of the series that were alive just before."""
    moments = panel.ends[rows] - panel.steps[rows] * (panel.values.shape[1] - 1 - starts)
    alive = _alive(panel.values)
    flags = np.zeros(len(rows), dtype=np.bool_)
    for moment in [at for at, count in zip(*np.unique(moments, return_counts=True), strict=True) if count >= TOGETHER]:
        same = moments == moment
        flags |= same & (same.sum() >= TOGETHER_PART * _count_at(panel, alive, moment))
    return flags


def _alive(values: Floats) -> Flags:
    """Flag the cells before which a series was hardly ever zero."""
    known, zeros = (_count_before(flags) for flags in (~np.isnan(values), values == 0))
    return np.asarray((known >= AROUND // 2) & (zeros <= AROUND // 10), dtype=np.bool_)


def _count_before(flags: Flags) -> Integers:
    """Return how many of the `AROUND` cells before each one are flagged."""
    total = np.cumsum(np.pad(flags, ((0, 0), (AROUND + 1, 0))), axis=1)
    return np.asarray(total[:, AROUND:-1] - total[:, : -AROUND - 1], dtype=np.int64)


def _count_at(panel: Panel, alive: Flags, moment: int) -> int:
    """Count the flagged cells of one moment, wherever each series has it."""
    back, off = np.divmod(panel.ends - moment, panel.steps)
    column = panel.values.shape[1] - 1 - back
    there = np.flatnonzero((off == 0) & (back >= 0) & (column >= 0))
    return int(alive[there, column[there]].sum())


def _floor(values: Floats) -> Floats:
    """Return zero for series that are never negative, else their median."""
    signed = np.flatnonzero((np.nan_to_num(values) < 0).any(axis=1))
    floor = np.zeros(len(values))
    floor[signed] = np.nanmedian(values[signed], axis=1) if len(signed) else 0.0
    return floor


def _highest_before(size: Floats) -> Floats:
    """Return the highest of the year that ends two steps before each cell."""
    padded = np.pad(size, ((0, 0), (SPIKE_AROUND + 1, 0)))
    windows = maximum_filter1d(padded, SPIKE_AROUND, axis=1, mode="constant", origin=-(SPIKE_AROUND // 2))
    return np.asarray(windows[:, : size.shape[1]], dtype=np.float64)


def _many_before(size: Floats) -> Integers:
    """Return how many of the steps in the year that ends two steps before each cell are not zero."""
    total = np.cumsum(np.pad(size != 0, ((0, 0), (SPIKE_AROUND + 2, 0))), axis=1)
    return np.asarray(total[:, SPIKE_AROUND:-2] - total[:, : -SPIKE_AROUND - 2], dtype=np.int64)
