"""Why a series stands where it stands: its parts (level, season, rest), and what once looked like it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

YEAR_WEEKS = 52
HALF_WEEKS = 26
LEVEL_WEEKS = 39  # to either side of a week, through which its level is drawn
PASSES = 3  # of drawing the level; after the first, weeks far from it count less
BIN_WEEKS = 4  # a shape is drawn from means of so many weeks, since single weeks of few people jump about
MOST_CHANGE = 2.0  # log change beyond which one surge is like another
ANALOGUES = 10
MOST_PAST = 100_000  # past years looked through; of more, every second, third … is taken
PAIRS_AT_ONCE = 10_000_000  # distances held in memory

COMPONENT = ["series_id", "week", "level", "season", "rest"]
ANALOGUE = ["series_id", "place", "analogue_id", "until", "likeness", "change_then", "growth"]


def components(measured: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Take each series apart, in its own unit: level + season + rest is the value of the week.

    The season is that of the regression that tests for one (`analysis.trends.seasonality`), and none where none is
    proven. The level is a robust local line through what is left without it, three quarters of a year to either side,
    as the trend of STL is (Cleveland, Cleveland, McRae and Terpenning 1990, sections 2.2 and 2.4).

    Args:
        measured: as `lifecycle.measure` returns it.
        history: unique_id, ds, y: the same series, complete weeks.

    Returns:
        series_id, week, level, season, rest; none for a series that falls below zero, which has no such parts.
    """
    below = history.loc[history["y"] < 0, "unique_id"].unique()
    rows = measured[~measured["unique_id"].isin(below)]
    if rows.empty:
        return pd.DataFrame(columns=COMPONENT)
    weeks = history[history["unique_id"].isin(rows["unique_id"])].sort_values(["unique_id", "ds"])
    values = {str(key): y.to_numpy(dtype=np.float64) for key, y in weeks.groupby("unique_id")["y"]}
    parts = [_parts(block, values) for _, block in rows.groupby("weeks", sort=True)]
    found = pd.concat(parts, ignore_index=True).sort_values("series_id", kind="stable", ignore_index=True)
    return found.assign(week=weeks["ds"].to_numpy())[COMPONENT]


def _parts(block: pd.DataFrame, values: dict[str, Array]) -> pd.DataFrame:
    """Return the parts of series of one length, each series' weeks in order."""
    y = np.stack([values[key] for key in block["unique_id"]])
    flat = np.ones(y.shape[1])
    factor = np.stack(
        [factor if is_proven else flat for factor, is_proven in zip(block["factor"], block["seasonal"], strict=True)]
    )
    level = np.maximum(_local_lines(y / factor), 0.0)
    season = level * (factor - 1)
    parts = {"level": level, "season": season, "rest": y - level - season}
    frame = pd.DataFrame({"series_id": np.repeat(block["unique_id"].to_numpy(dtype=object), y.shape[1])})
    return frame.assign(**{name: part.ravel() for name, part in parts.items()})


def _local_lines(y: Array) -> Array:
    """Return robust local lines through rows of one length: weighted least squares, outliers weighed down twice.

    In a row that is mostly zero every week with anybody in it would pass for an outlier; there all weeks count alike.
    """
    near, apart = _windows(y.shape[1])
    trust = np.ones_like(y)
    rare = np.median(y, axis=1, keepdims=True) <= 0
    for _ in range(PASSES):
        line = _weighted_lines(y, trust, near, apart)
        left = np.abs(y - line)
        usual = np.maximum(np.median(left, axis=1, keepdims=True), 1e-12)
        trust = np.where(rare, 1.0, np.clip(1 - (left / (6 * usual)) ** 2, 0, 1) ** 2)
    return line


def _windows(weeks: int) -> tuple[Array, Array]:
    """Return each week's weight in the line of each other (T, T), and how far they lie apart."""
    at = np.arange(weeks)
    apart = (at[None, :] - at[:, None]).astype(np.float64)
    reach = np.maximum(LEVEL_WEEKS, 2 * LEVEL_WEEKS - np.minimum(at, weeks - 1 - at))[:, None] + 1.0
    return np.clip(1 - np.abs(apart / reach) ** 3, 0, 1) ** 3, apart


def _weighted_lines(y: Array, trust: Array, near: Array, apart: Array) -> Array:
    """Return the value at each week of the line fitted round it, for all rows at once."""
    count, first, second = (trust @ (near * apart**power).T for power in range(3))
    total, moment = ((trust * y) @ (near * apart**power).T for power in range(2))
    spread = count * second - first**2
    flat = total / np.maximum(count, 1e-12)
    sound = spread > 1e-9 * count * second
    lines: Array = np.where(sound, (second * total - first * moment) / np.where(sound, spread, 1.0), flat)
    return lines


def analogues(history: pd.DataFrame, groups: pd.Series[str], most: int = ANALOGUES) -> pd.DataFrame:
    """Find the years of other series, or of the same one earlier, that looked most like each series' last 52 weeks.

    Two years are compared by their shape (the correlation of their four-week means) and by how far their level moved
    (the log of their second half over their first): their distance is 1 - correlation + |difference of the moves|.
    Only years with 52 known weeks behind them count, so none of them overlaps the year that asks.

    Args:
        history: unique_id, ds, y: complete weeks, none missing; series of less than a year are not compared.
        groups: by unique_id, what only one year may be named of, such as the label: slices of a label are much alike.
        most: how many are named for each series.

    Returns:
        series_id, place (1 for the nearest), analogue_id, until (last week of its year), likeness (the correlation),
        change_then (its second half against its first), growth (the 52 weeks that followed against its year).
    """
    years = _years(history)
    asking = years.take(np.flatnonzero(years.back == 0))
    known = np.flatnonzero(years.back >= YEAR_WEEKS)
    past = years.take(known[:: -(-len(known) // MOST_PAST) or 1])
    if not len(past.series) or not len(asking.series):
        return pd.DataFrame(columns=ANALOGUE)
    codes, _ = pd.factorize(groups.reindex(years.ids).to_numpy())
    past = past.take(np.argsort(codes[past.series], kind="stable"))
    starts = np.flatnonzero(np.diff(codes[past.series], prepend=-1))
    size = max(PAIRS_AT_ONCE // len(past.series), 1)
    pieces = [asking.take(slice(at, at + size)) for at in range(0, len(asking.series), size)]
    return pd.concat([_nearest(piece, past, starts, most) for piece in pieces], ignore_index=True)


@dataclass(frozen=True)
class _Years:
    """Years of 52 weeks, one a row.

    Attributes:
        ids: unique_id of each series; `series` counts in it.
        ends: last week of each series.
        back: weeks from the year's end to the series' end.
        shape: its four-week means, centred and of length 1, shape (years, 13).
        change: log of the second half over the first.
        growth: mean of the 52 weeks that followed over its own, minus 1; NaN where they are not known yet.
    """

    ids: npt.NDArray[np.object_]
    ends: npt.NDArray[np.datetime64]
    series: Integers
    back: Integers
    shape: Array
    change: Array
    growth: Array

    def take(self, rows: Integers | slice) -> _Years:
        """Return some of the years."""
        return replace(
            self,
            series=self.series[rows],
            back=self.back[rows],
            shape=self.shape[rows],
            change=self.change[rows],
            growth=self.growth[rows],
        )


def _years(history: pd.DataFrame) -> _Years:
    """Cut every series into all its years with a mean above zero and nothing below it."""
    ordered = history.sort_values(["unique_id", "ds"])
    codes, ids = pd.factorize(ordered["unique_id"])
    length = np.bincount(codes, minlength=len(ids))
    first = np.cumsum(length) - length
    total = np.concatenate([[0.0], ordered["y"].to_numpy(dtype=np.float64).cumsum()])
    negative = np.concatenate([[0], (ordered["y"] < 0).to_numpy().cumsum()])
    count = np.maximum(length - YEAR_WEEKS + 1, 0)
    series = np.repeat(np.arange(len(ids)), count)
    start = np.arange(len(series)) - np.repeat(np.cumsum(count) - count, count) + first[series]
    own = total[start + YEAR_WEEKS] - total[start]
    sound = (own > 0) & (negative[start + YEAR_WEEKS] == negative[start])
    series, start, own = series[sound], start[sound], own[sound]
    back = (first + length)[series] - YEAR_WEEKS - start
    ends = ordered["ds"].to_numpy(dtype="datetime64[D]")[first + length - 1] if len(ids) else np.array([], "M8[D]")
    after = total[np.minimum(start + 2 * YEAR_WEEKS, len(total) - 1)] - total[start + YEAR_WEEKS]
    growth = np.where(back >= YEAR_WEEKS, after / own - 1, np.nan)
    return _Years(np.asarray(ids), ends, series, back, _shapes(total, start), _changes(total, start), growth)


def _shapes(total: Array, start: Integers) -> Array:
    """Return the centred four-week means of each year, of length 1, or 0 for a year without any shape."""
    edges = total[start[:, None] + np.arange(0, YEAR_WEEKS + 1, BIN_WEEKS)]
    means = np.diff(edges, axis=1)
    centred = means - means.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    shape: Array = np.divide(centred, length, out=np.zeros_like(centred), where=length > 1e-9 * means.max(initial=0))
    return shape


def _changes(total: Array, start: Integers) -> Array:
    """Return the log of each year's second half over its first."""
    middle = total[start + HALF_WEEKS]
    halves = middle - total[start], total[start + YEAR_WEEKS] - middle
    small = 1e-3 * (halves[0] + halves[1])
    change: Array = np.log((halves[1] + small) / (halves[0] + small))
    return np.clip(change, -MOST_CHANGE, MOST_CHANGE)


def _nearest(asking: _Years, past: _Years, starts: Integers, most: int) -> pd.DataFrame:
    """Return the nearest years for some of the series; `starts` says where each group of past years begins."""
    likeness = asking.shape @ past.shape.T
    distance = 1 - likeness + np.abs(asking.change[:, None] - past.change)
    best = np.minimum.reduceat(distance, starts, axis=1)
    groups = np.argsort(best, axis=1, kind="stable")[:, :most]
    ends = np.append(starts[1:], len(past.series))
    found = [
        (row, place + 1, starts[group] + distance[row, starts[group] : ends[group]].argmin())
        for row, named in enumerate(groups)
        for place, group in enumerate(named)
    ]
    rows, places, at = (np.array(part) for part in zip(*found, strict=True))
    return pd.DataFrame(
        {
            "series_id": asking.ids[asking.series[rows]],
            "place": places,
            "analogue_id": past.ids[past.series[at]],
            "until": pd.to_datetime(past.ends[past.series[at]] - past.back[at] * np.timedelta64(7, "D")),
            "likeness": likeness[rows, at],
            "change_then": np.expm1(past.change[at]),
            "growth": past.growth[at],
        }
    )
