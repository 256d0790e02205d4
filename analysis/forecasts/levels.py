"""Breaks of level: a series, or a whole feed, that stands higher or lower from one step to the next, and stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from analysis.forecasts.panel import Panel

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BEFORE, AFTER = 26, 8  # steps that must lie before and after a break
SEASONS = 3  # seasons back over which breaks matter: no model learns a shape from older ones
JUMP = float(np.log(1.6))  # least change of level
SUDDEN = 0.6  # least part of the change that comes in a single step
NOISES = 6.0  # least change, in usual step-to-step changes
DRIFT = 0.35  # largest change inside either side, and largest change a season before, as parts of the change
MOST_BREAKS = 3

TOGETHER = 5  # least number of series from which a whole feed is told…
TOGETHER_PART = 0.8  # …and their least part of those that could have shown it
JUMP_TOGETHER = float(np.log(1.4))  # the least change there: of the series' median


@dataclass(frozen=True)
class Levelled:
    """Series brought to the level of their end.

    Attributes:
        values: shape (series, steps).
        since: steps since the latest break, 0 for none; shape (series,).
        factor: level after that break ÷ level before it; shape (series,).
        whole_feed: whether most series broke in the same step; shape (series,).
    """

    values: Floats
    since: Integers
    factor: Floats
    whole_feed: Flags


def levelled(panel: Panel, season: int) -> Levelled:
    """Bring each series to the level of its end: what lies before a break is multiplied by the break's factor.

    Args:
        panel: without holes.
        season: steps of one season; a change that the season before shows too is no break.
    """
    count, width = panel.values.shape
    shown = min(width, max(SEASONS * season, 2 * BEFORE) + 2 * season + BEFORE)
    found = Levelled(panel.values, np.zeros(count, dtype=np.int64), np.ones(count), np.zeros(count, dtype=np.bool_))
    if shown < BEFORE + AFTER:
        return found
    recent = replace(panel, values=panel.values[:, -shown:])
    found = _applied(found, _shared_break(recent, season))
    rows = np.arange(count)
    for _ in range(MOST_BREAKS):  # a series without a break has no second one
        recent = replace(panel, values=found.values[:, -shown:]).take(rows)
        breaks = _own_breaks(recent, season)
        rows = rows[breaks.rows]
        if not len(rows):
            break
        found = _applied(found, replace(breaks, rows=rows))
    return found


@dataclass(frozen=True)
class _Breaks:
    """Breaks: the row, the steps since, the change of the log level, and whether the whole feed shows it."""

    rows: Integers
    since: Integers
    change: Floats
    whole_feed: bool


def _applied(found: Levelled, breaks: _Breaks) -> Levelled:
    values, since, factor = found.values.copy(), found.since.copy(), found.factor.copy()
    whole, rows = found.whole_feed.copy(), breaks.rows
    before = np.arange(values.shape[1]) < (values.shape[1] - breaks.since)[:, None]
    values[rows] = np.where(before, values[rows] * np.exp(breaks.change)[:, None], values[rows])
    latest = (since[rows] == 0) | (breaks.since < since[rows])
    newer = rows[latest]
    since[newer], factor[newer] = breaks.since[latest], np.exp(breaks.change[latest])
    whole[newer] = breaks.whole_feed
    return Levelled(values, since, factor, whole)


def _own_breaks(panel: Panel, season: int) -> _Breaks:
    """Return the clearest break of each series that has one."""
    logs = _Logs.from_values(panel.values, season)
    rows, columns = logs.clearest(JUMP, _recent(panel, season))
    change = logs.level_change(rows, columns)
    kept = np.abs(change) >= JUMP
    return _Breaks(rows[kept], panel.values.shape[1] - columns[kept], change[kept], whole_feed=False)


def _shared_break(panel: Panel, season: int) -> _Breaks:
    """Return the clearest break that most series with the same last step show, with their usual change for all."""
    none = _Breaks(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0), whole_feed=True)
    rows = _largest_group(panel)
    if len(rows) < TOGETHER:
        return none
    logs = _Logs.from_values(panel.values[rows], season)
    usual = _Logs.from_values(np.exp(_common(logs))[None, :], season)
    found, columns = usual.clearest(JUMP_TOGETHER, _recent(panel, season))
    if not len(found) or not logs.mostly(int(columns[0])):
        return none
    there = np.flatnonzero(~np.isnan(logs.change[:, columns[0]]))
    change = np.median(logs.level_change(there, np.repeat(columns, len(there))))
    since = np.full(len(rows), panel.values.shape[1] - columns[0], dtype=np.int64)
    return _Breaks(rows, since, np.full(len(rows), change), whole_feed=True)


def _largest_group(panel: Panel) -> Integers:
    """Return the rows of the most series that end in the same step."""
    if not len(panel.ids):
        return np.zeros(0, dtype=np.int64)
    ends, member = np.unique(np.stack([panel.ends, panel.steps, panel.dated]), axis=1, return_inverse=True)
    return np.flatnonzero(member.ravel() == np.bincount(member.ravel(), minlength=ends.shape[1]).argmax())


def _common(logs: _Logs) -> Floats:
    """Return the log level of a usual series: the sum of the median changes from step to step."""
    there = logs.known[:, 1:] & logs.known[:, :-1]
    changes = np.where(there, logs.jump[:, 1:], np.nan)
    enough = there.sum(axis=0) >= TOGETHER
    usual = np.zeros(changes.shape[1] + 1)
    usual[1:][enough] = np.nanmedian(changes[:, enough], axis=0)
    return np.cumsum(usual)


def _recent(panel: Panel, season: int) -> Flags:
    """Flag the columns whose breaks matter."""
    back = panel.values.shape[1] - np.arange(panel.values.shape[1])
    return np.asarray((back >= AFTER) & (back <= max(SEASONS * season, 2 * BEFORE)))


@dataclass(frozen=True)
class _Logs:
    """Logarithms of many series, and by how much they change around every step.

    Attributes:
        values: shape (series, steps); 0 where there is none.
        known: whether there is one.
        change: mean of the `AFTER` steps from a cell on, minus that of the steps before it; NaN where one is missing.
        jump: from the step before.
        season: steps of one season.
    """

    values: Floats
    known: Flags
    change: Floats
    jump: Floats
    season: int

    @classmethod
    def from_values(cls, values: Floats, season: int) -> _Logs:
        known = np.nan_to_num(values) > 0
        return cls.of(np.log(np.where(known, values, 1.0)), known, season)

    @classmethod
    def of(cls, logs: Floats, known: Flags, season: int) -> _Logs:
        change = _mean(logs, known, 0, AFTER) - _mean(logs, known, -AFTER, 0)
        jump = np.zeros(logs.shape)
        jump[:, 1:] = np.where(known[:, 1:] & known[:, :-1], np.diff(logs, axis=1), 0.0)
        return cls(logs, known, change, jump, season)

    def clearest(self, least: float, where: Flags) -> tuple[Integers, Integers]:
        """Return the rows in which a new level clearly begins, and the columns in which it does most clearly.

        A break shows in the values as they are, or in what they differ from those a season before.
        """
        some = np.flatnonzero((self._sudden(least / 2) & where).any(axis=1))
        some = some[self._take(some)._stand_out()]
        raw = self._take(some)
        beside = raw._beside_season()
        same = np.sign(beside.change) * raw.change >= np.abs(beside.change) / 2  # not the echo of a break back then
        flags = (raw._clear(least) | (beside._clear(least) & same)) & where
        rows = np.flatnonzero(flags.any(axis=1))
        size = np.where(flags[rows] & ~raw._take(rows)._seasonal(), np.abs(raw.change[rows]), 0.0)
        kept = size.max(axis=1, initial=0.0) > 0
        return some[rows[kept]], size[kept].argmax(axis=1)

    def _sudden(self, least: float) -> Flags:
        """Flag the changes of level that may be large enough, of which a good part comes in one step."""
        size = np.abs(self.change)
        return np.asarray((size >= least) & (np.sign(self.change) * self.jump >= SUDDEN / 2 * size), dtype=np.bool_)

    def _stand_out(self) -> Flags:
        """Flag the series with any change of level that, beside a season, could rise out of their noise."""
        largest = np.abs(np.nan_to_num(self.change)).max(axis=1, initial=0.0)
        return np.asarray(2 * largest >= NOISES * self._noise(), dtype=np.bool_)

    def _take(self, rows: Integers) -> _Logs:
        return _Logs(self.values[rows], self.known[rows], self.change[rows], self.jump[rows], self.season)

    def _clear(self, least: float) -> Flags:
        """Flag the cells with which a change of level begins that is large, sudden, and stays."""
        size, sign = np.abs(self.change), np.sign(self.change)
        flags = (size >= least) & (sign * self.jump >= SUDDEN * size)
        flags &= np.cumsum(self.known, axis=1) - self.known >= BEFORE
        rows = np.flatnonzero(flags.any(axis=1))
        few = self._take(rows)
        flags[rows] &= few._apart(sign[rows]) & (size[rows] >= NOISES * few._noise()[:, None])
        for drift in few._drifts():
            flags[rows] &= np.abs(drift) <= DRIFT * size[rows]
        return np.asarray(flags, dtype=np.bool_)

    def _beside_season(self) -> _Logs:
        """Return the differences from one season before."""
        width = self.values.shape[1]
        if not BEFORE <= self.season < width:
            return _Logs.of(np.zeros_like(self.values), np.zeros_like(self.known), self.season)
        then, known = np.zeros_like(self.values), np.zeros_like(self.known)
        then[:, self.season :], known[:, self.season :] = self.values[:, : -self.season], self.known[:, : -self.season]
        return _Logs.of(np.where(known & self.known, self.values - then, 0.0), known & self.known, self.season)

    def level_change(self, rows: Integers, columns: Integers) -> Floats:
        """Return by how much the level changed at each (row, column), by up to half a year on either side.

        What changed a season before is taken off where it is known.
        """
        steps = np.arange(BEFORE)
        after, before = (self._gathered(rows, columns[:, None] + at) for at in (steps, -1 - steps))
        if self.season >= BEFORE:
            then, earlier = (self._gathered(rows, columns[:, None] + at - self.season) for at in (steps, -1 - steps))
            known = ~np.isnan(earlier).any(axis=1, keepdims=True)
            after, before = after - np.where(known, then, 0.0), before - np.where(known, earlier, 0.0)
        return np.asarray(_mean_of(after) - _mean_of(before))

    def mostly(self, column: int) -> bool:
        """Tell whether most of the series that are known at a column change in the same direction."""
        change = self.change[~np.isnan(self.change[:, column]), column]
        parts = [(sign * change >= JUMP_TOGETHER / 2).sum() for sign in (1, -1)]
        return len(change) >= TOGETHER and bool(max(parts) >= TOGETHER_PART * len(change))

    def _gathered(self, rows: Integers, columns: Integers) -> Floats:
        inside = (columns >= 0) & (columns < self.values.shape[1])
        at = rows[:, None], np.clip(columns, 0, self.values.shape[1] - 1)
        return np.where(inside & self.known[at], self.values[at], np.nan)

    def _noise(self) -> Floats:
        """Return the usual change from one step to the next: the median, as the standard deviation of a normal."""
        there = self.known[:, 1:] & self.known[:, :-1]
        noise = np.full(len(there), np.inf)
        some = there.any(axis=1)
        noise[some] = 1.4826 * np.nanmedian(np.where(there, np.abs(self.jump[:, 1:]), np.nan)[some], axis=1)
        return noise

    def _apart(self, sign: Floats) -> Flags:
        """Flag the cells from which on every value is beyond every one of the quarter before."""
        low = np.where(self.known, self.values, np.inf)
        high = np.where(self.known, -self.values, np.inf)
        up = _lowest(low, 0, AFTER) > -_lowest(high, -BEFORE // 2, 0)
        down = -_lowest(high, 0, AFTER) < _lowest(low, -BEFORE // 2, 0)
        return np.where(sign > 0, up, down)

    def _drifts(self) -> list[Floats]:
        """Return the changes of level inside the steps after and before each cell; infinite where one is missing."""
        half = AFTER // 2
        parts = ((half, AFTER), (0, half)), ((-half, 0), (-AFTER, -half)), ((-AFTER, 0), (-BEFORE, -AFTER))
        drifts = [_mean(self.values, self.known, *one) - _mean(self.values, self.known, *two) for one, two in parts]
        return [np.where(np.isnan(drift), np.inf, drift) for drift in drifts]

    def _seasonal(self) -> Flags:
        """Flag the cells whose change another season shows too, a few steps earlier or later."""
        flags = np.zeros(self.change.shape, dtype=np.bool_)
        backs = [seasons * self.season + shift for seasons in (1, 2) for shift in range(-2, 3)]
        for back in (at for at in backs if 2 < at < self.change.shape[1]):
            then = np.full(self.change.shape, np.nan)
            then[:, back:] = self.change[:, :-back]
            flags |= (np.sign(then) == np.sign(self.change)) & (np.abs(then) > DRIFT * np.abs(self.change))
        return flags


def _mean_of(values: Floats) -> Floats:
    """Return the mean of what is known in each row; zero where nothing is."""
    known = ~np.isnan(values)
    return np.asarray(np.where(known, values, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1))


def _mean(values: Floats, known: Flags, first: int, last: int) -> Floats:
    """Return the mean over the steps from `first` up to, not including, `last` around each cell; NaN if one lacks."""
    mean = np.full(values.shape, np.nan)
    start, stop = max(-first, 0), values.shape[1] - max(last - 1, 0)  # cells whose steps all lie inside
    if start < stop:
        total = _sums(values, last - first)[:, start + first :][:, : stop - start]
        missing = _sums(~known, last - first)[:, start + first :][:, : stop - start]
        mean[:, start:stop] = np.where(missing == 0, total / (last - first), np.nan)
    return mean


def _sums(values: npt.NDArray[Any], length: int) -> npt.NDArray[Any]:
    """Return the sum of `length` cells from each one on, as far as there are so many."""
    total = np.cumsum(values, axis=1)
    sums = total[:, length - 1 :].copy()
    sums[:, 1:] -= total[:, :-length]
    return sums


def _lowest(values: Floats, first: int, last: int) -> Floats:
    """Return the lowest of the steps from `first` up to, not including, `last` around each cell."""
    before, after = max(-first, 0), max(last, 0)
    padded = np.pad(values, ((0, 0), (before, after)), constant_values=np.inf)
    windows = sliding_window_view(padded, last - first, axis=1)[:, before + first :][:, : values.shape[1]]
    return np.asarray(windows.min(axis=2), dtype=np.float64)
