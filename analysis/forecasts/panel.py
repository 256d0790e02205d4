"""The panel: many checked series side by side in one matrix, and the sentences on those that were refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.forecasts.positions import FIRST_DAY, LAST_DAY, day_of, month_of, positions
from data.errors import BadInput

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

COLUMNS = ("unique_id", "ds", "y")
SIGNAL = "x"  # the column that a frame may have besides
MIN_STEPS = 8  # below this nothing can be said about a series
MAX_GAP_STEPS = 8  # up to so many missing steps in a row are filled; behind a longer gap the history begins anew
LARGEST = 1e100  # beyond this sums of squares overflow


@dataclass(frozen=True)
class Panel:
    """Regular series in one matrix, each ending in the last column.

    Attributes:
        ids: unique_id of each row, ascending.
        values: float64, shape (series, steps); NaN before a series' first value and where a value is missing.
        ends: position of each last value: days since 1970-01-01, months since January 1970 where `month_day` is not
            0, or the integer step; shape (series,).
        steps: distance between two positions of a series; shape (series,).
        dated: whether a series' positions are dates; shape (series,).
        month_day: the day of the month on which a monthly series falls, 31 for its last; 0 for any other series;
            shape (series,).
        signal: an outside signal of the same steps, such as search interest, laid out as `values`; NaN where none is
            known; None where no series has one.
    """

    ids: npt.NDArray[np.object_]
    values: Floats
    ends: Integers
    steps: Integers
    dated: Flags
    month_day: Integers
    signal: Floats | None = None

    @property
    def lengths(self) -> Integers:
        """Steps from each series' first value to its last."""
        begun = np.logical_or.accumulate(~np.isnan(self.values), axis=1)
        return np.asarray(begun.sum(axis=1), dtype=np.int64)

    def take(self, rows: npt.NDArray[Any]) -> Panel:
        """Return the series of the given rows, by index or by flag."""
        parts = (self.ids, self.values, self.ends, self.steps, self.dated, self.month_day)
        signal = None if self.signal is None else self.signal[rows]
        return replace(Panel(*(part[rows] for part in parts)), signal=signal)

    def before(self, back: int) -> Panel:
        """Return the panel as it stood `back` steps before its end."""
        if not back:
            return self
        signal = None if self.signal is None else self.signal[:, :-back]
        return replace(self, values=self.values[:, :-back], ends=self.ends - back * self.steps, signal=signal)

    def filled(self) -> Panel:
        """Return the panel without inner holes.

        A hole is filled on the straight line between its neighbours; at the end, where the next value is not known
        yet, the last one is repeated. So nothing later than the panel's own end is ever used.
        """
        seen = ~np.isnan(self.values)
        holes = np.flatnonzero((~seen & np.logical_or.accumulate(seen, axis=1)).any(axis=1))
        values = self.values.copy()
        for row in holes:
            values[row] = _without_holes(values[row])
        return replace(self, values=values)

    def ahead(self, horizon: int) -> Integers:
        """Return the positions of the next `horizon` steps, shape (series, horizon)."""
        return self.ends[:, None] + self.steps[:, None] * np.arange(1, horizon + 1)

    def labels(self, positions: npt.NDArray[Any]) -> pd.Series[Any]:
        """Return positions of shape (series, n) as one column of ds: dates, integers, or objects where both occur."""
        monthly = (self.month_day > 0)[:, None]
        days = np.where(monthly, day_of(np.where(monthly, positions, 0), self.month_day[:, None]), positions)
        dates = days.astype("datetime64[D]").astype("datetime64[ns]")
        if self.dated.all():
            return pd.Series(dates.ravel())
        if not self.dated.any():
            return pd.Series(positions.ravel())
        mixed = np.where(self.dated[:, None], dates.astype("datetime64[D]").astype(object), positions.astype(object))
        return pd.Series(mixed.ravel(), dtype=object)

    def steps_after(self, rows: Integers, position: Floats) -> Floats:
        """Return how many steps behind the end of its series each position lies; not whole where it is between two.

        Args:
            rows: the series of each position.
            position: days since 1970-01-01 or integer steps, as `positions` reads them; of the shape of `rows`.
        """
        monthly = self.month_day[rows] > 0
        at = np.where(monthly, month_of(np.where(monthly, position, 0))[0], position)
        return np.asarray((at - self.ends[rows]) / self.steps[rows])


@dataclass(frozen=True)
class Checked:
    """What reading a frame of series gave.

    Attributes:
        panel: the series that can be used.
        refused: by unique_id, the sentence that says why a series is left out and what to do.
        notes: by unique_id, the sentence that says what was mended.
    """

    panel: Panel
    refused: dict[str, str]
    notes: dict[str, str]


def read_panel(frame: pd.DataFrame, min_steps: int = MIN_STEPS) -> Checked:
    """Check a long frame and lay its sound series side by side.

    Args:
        frame: columns unique_id, ds (dates or integer steps) and y, and x where an outside signal is known; in any
            order. A signal only stands beside the steps of its series: nothing of it is read behind their end.
        min_steps: series with fewer steps are refused.

    Raises:
        BadInput: a column is missing or the frame is empty.
    """
    rows, refused = _readable(frame)
    notes: dict[str, str] = {}
    rows = _sorted(rows, notes)
    rows = _without_repeats(rows, refused)
    rows = _without_missing(rows, refused, notes)
    rows = _with_steps(rows, refused)
    rows = _with_signal(rows, notes)
    rows = _after_long_gaps(rows, notes)
    rows = _long_enough(rows, refused, min_steps)
    return Checked(_matrix(rows), refused, {key: note for key, note in notes.items() if key not in refused})


def weekly(weeks: pd.Series[Any], values: pd.Series[Any]) -> Panel:
    """Lay one series into a panel without the checks of `read_panel`, which cost more than any use of a single series.

    Args:
        weeks: the first days of weeks, ascending, at least one.
        values: float, one for each; only what follows the last long gap is used.
    """
    days = weeks.to_numpy().astype("datetime64[D]").astype(np.int64)
    places = (days - days[0]) // 7
    begins = np.flatnonzero(np.diff(places, prepend=places[0]) > MAX_GAP_STEPS + 1)[-1:]
    start = int(begins[0]) if len(begins) else 0
    laid = np.full(places[-1] - places[start] + 1, np.nan)
    laid[places[start:] - places[start]] = values.to_numpy(np.float64)[start:]
    flag = np.array([True])
    return Panel(np.array([""], object), laid[None], days[-1:], np.array([7]), flag, np.array([0]))


def _readable(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise BadInput(f"The series have no column '{missing[0]}'; give the columns unique_id, ds and y.")
    if frame.empty:
        raise BadInput("There is no row in the series; give at least one row with unique_id, ds and y.")
    frame = frame.reset_index(drop=True)
    nameless = int(frame["unique_id"].isna().sum())
    if nameless:
        raise BadInput(f"The series have {nameless} rows without a unique_id; name the series of every row.")
    position, dated = positions(frame["ds"])
    y = pd.to_numeric(frame["y"], errors="coerce").astype(np.float64)
    rows = pd.DataFrame({"id": _names(frame["unique_id"]), "position": position, "dated": dated, "y": y})
    rows = rows.assign(ds=frame["ds"], text=frame["y"], signal=frame.get(SIGNAL, np.nan))
    refused: dict[str, str] = {}
    _refuse(rows[rows["position"].isna()], refused, _unreadable_date)
    _refuse(rows[rows["y"].isna() & frame["y"].notna()], refused, _unreadable_value)
    _refuse(rows[rows["dated"] & ~rows["position"].between(FIRST_DAY, LAST_DAY)], refused, _far_date)
    _refuse(rows[np.isinf(rows["y"])], refused, _unreadable_value)
    _refuse(rows[rows["y"].abs() > LARGEST], refused, _huge_value)
    kinds = rows.groupby("id")["dated"].transform("nunique")
    _refuse(rows[kinds > 1], refused, _mixed_kinds)
    return rows[~rows["id"].isin(list(refused))], refused


def _names(ids: pd.Series[Any]) -> npt.NDArray[np.object_]:
    codes, names = pd.factorize(ids)
    return np.array([str(name) for name in names], dtype=object)[codes]


def _refuse(rows: pd.DataFrame, refused: dict[str, str], sentence: Any) -> None:
    for row in _legible(rows.drop_duplicates("id")).itertuples():
        refused.setdefault(str(row.id), sentence(row))


def _legible(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with ds and value as text: dates without a time of day."""
    return rows.astype({"ds": str, "text": str})


def _unreadable_date(row: Any) -> str:
    return f"Series '{row.id}' has the ds '{row.ds}'; write ISO dates such as 2024-01-01, or whole steps."


def _far_date(row: Any) -> str:
    return f"Series '{row.id}' has the ds '{row.ds}'; give dates from the years 1700 to 2200."


def _huge_value(row: Any) -> str:
    return f"Series '{row.id}' has the value {row.y:g} at {row.ds}; give it in a larger unit, below {LARGEST:g}."


def _unreadable_value(row: Any) -> str:
    return f"Series '{row.id}' has the value '{row.text}' at {row.ds}; give a finite number or leave the cell empty."


def _mixed_kinds(row: Any) -> str:
    return f"Series '{row.id}' mixes dates and whole steps in ds; use one of them."


def _sorted(rows: pd.DataFrame, notes: dict[str, str]) -> pd.DataFrame:
    backwards = (rows["position"].diff() < 0) & (rows["id"] == rows["id"].shift())
    for key in rows.loc[backwards, "id"].unique():
        notes[key] = f"Series '{key}' was not in the order of ds; sorted."
    return rows.sort_values(["id", "position"], kind="stable")


def _without_repeats(rows: pd.DataFrame, refused: dict[str, str]) -> pd.DataFrame:
    twice = rows[rows.duplicated(["id", "position"])]
    _refuse(twice, refused, lambda row: f"Series '{row.id}' has {row.ds} more than once; keep one row for each day, "
            "week or step.")  # fmt: skip
    return rows[~rows["id"].isin(list(refused))]


def _without_missing(rows: pd.DataFrame, refused: dict[str, str], notes: dict[str, str]) -> pd.DataFrame:
    """Leave empty values out, but for a few at the end: these say that the series goes on and was not seen."""
    empty = rows["y"].isna()
    behind = (~empty)[::-1].groupby(rows["id"][::-1]).cumsum()[::-1] == 0  # nothing follows but empty values
    tail = behind.groupby(rows["id"]).sum()
    for key in tail[tail == rows.groupby("id").size()].index:
        refused[str(key)] = f"Series '{key}' has no value at all; fill its column y."
    unseen = behind & rows["id"].map(tail <= MAX_GAP_STEPS).astype(bool)
    for key, count in rows[empty & ~behind].groupby("id").size().items():
        _add(notes, str(key), f"Series '{key}' has {_many(count, 'empty value')}; taken as missing steps.")
    for key, count in tail[tail > 0].items():
        done = "filled for now" if count <= MAX_GAP_STEPS else "the forecast begins behind its last value"
        _add(notes, str(key), f"Series '{key}' ends in {_many(count, 'empty value')}; {done}.")
    return rows[(~empty | unseen) & ~rows["id"].isin(list(refused))]


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _with_steps(rows: pd.DataFrame, refused: dict[str, str]) -> pd.DataFrame:
    rows = _in_months(rows)
    rows = rows.assign(gap=rows.groupby("id")["position"].diff())
    counts = rows.dropna(subset="gap").groupby(["id", "gap"]).size().rename("count").reset_index()
    usual = counts.sort_values(["id", "count", "gap"], ascending=[True, False, True]).drop_duplicates("id")
    rows = rows.assign(step=rows["id"].map(usual.set_index("id")["gap"]).fillna(1.0))
    odd = rows[(rows["gap"] % rows["step"] > 0)]
    _refuse(odd, refused, _mixed_steps)
    return rows[~rows["id"].isin(list(refused))]


def _in_months(rows: pd.DataFrame) -> pd.DataFrame:
    """Count in months where every date of a series is the same day of the month, or the month's last."""
    month, day, length = month_of(rows["position"].where(rows["dated"], 0).to_numpy())
    anchor = pd.Series(day, index=rows.index).groupby(rows["id"]).transform("max").to_numpy()
    fits = rows["dated"].to_numpy() & (day == np.minimum(anchor, length))
    monthly = pd.Series(fits, index=rows.index).groupby(rows["id"]).transform("all")
    monthly &= rows.groupby("id")["position"].transform("size") > 1
    return rows.assign(position=rows["position"].where(~monthly, month), month_day=np.where(monthly, anchor, 0))


def _with_signal(rows: pd.DataFrame, notes: dict[str, str]) -> pd.DataFrame:
    """Read the signal as numbers; what is none is not known."""
    read = pd.to_numeric(rows["signal"], errors="coerce").astype(np.float64)
    read = read.where(read.abs() <= LARGEST)
    for row in rows[rows["signal"].notna() & read.isna()].drop_duplicates("id").astype({"ds": str}).itertuples():
        _add(notes, str(row.id), f"Series '{row.id}' has the signal '{row.signal}' at {row.ds}; taken as not known.")
    return rows.assign(signal=read)


def _mixed_steps(row: Any) -> str:
    unit = "months" if row.month_day else "days" if row.dated else "steps"
    return (
        f"Series '{row.id}' mixes frequencies: mostly {row.step:g} {unit} apart, but {row.gap:g} before {row.ds}; "
        "give one row for each step."
    )


def _after_long_gaps(rows: pd.DataFrame, notes: dict[str, str]) -> pd.DataFrame:
    missing = rows["gap"] / rows["step"] - 1
    starts = (missing > MAX_GAP_STEPS).astype(int).groupby(rows["id"]).cumsum()
    kept = rows[starts == starts.groupby(rows["id"]).transform("max")]
    for row in _legible(kept[kept["gap"] / kept["step"] - 1 > MAX_GAP_STEPS]).itertuples():
        _add(notes, str(row.id), f"Series '{row.id}' misses more than {MAX_GAP_STEPS} steps before {row.ds}; "
             "only what follows is used.")  # fmt: skip
    first = kept["id"] != kept["id"].shift()
    inner = missing.reindex(kept.index).where(~first, 0).fillna(0).groupby(kept["id"]).sum()
    for key, count in inner[inner > 0].items():
        _add(notes, str(key), f"Series '{key}' misses {_many(int(count), 'step')}; filled on a straight line.")
    return kept


def _long_enough(rows: pd.DataFrame, refused: dict[str, str], min_steps: int) -> pd.DataFrame:
    span = rows.groupby("id").agg(first=("position", "min"), last=("position", "max"), step=("step", "first"))
    lengths = (span["last"] - span["first"]) / span["step"] + 1
    for key, length in lengths[lengths < min_steps].items():
        refused[str(key)] = f"Series '{key}' has {_many(int(length), 'step')} of history; give at least {min_steps}."
    return rows[~rows["id"].isin(list(refused))]


def _add(notes: dict[str, str], key: str, note: str) -> None:
    notes[key] = f"{notes[key]} {note}" if key in notes else note


def _matrix(rows: pd.DataFrame) -> Panel:
    codes, ids = pd.factorize(rows["id"])  # the rows are sorted by id, so the codes ascend
    span = rows.groupby(codes).agg(
        last=("position", "max"), step=("step", "first"), dated=("dated", "first"), month_day=("month_day", "first")
    )
    ends, steps = span["last"].to_numpy(np.int64), span["step"].to_numpy(np.int64)
    back = ((ends[codes] - rows["position"].to_numpy()) / steps[codes]).astype(np.int64)
    width = int(back.max()) + 1 if len(back) else 0
    values, signal = (np.full((len(ids), width), np.nan) for _ in range(2))
    values[codes, width - 1 - back] = rows["y"].to_numpy(np.float64)
    signal[codes, width - 1 - back] = rows["signal"].to_numpy(np.float64)
    dated, month_day = span["dated"].to_numpy(np.bool_), span["month_day"].to_numpy(np.int64)
    beside = None if np.isnan(signal).all() else signal
    return Panel(np.asarray(ids, dtype=object), values, ends, steps, dated, month_day, beside)


def _without_holes(row: Floats) -> Floats:
    seen = np.flatnonzero(~np.isnan(row))
    inside = np.arange(seen[0], len(row))
    filled = row.copy()
    filled[inside] = np.interp(inside, seen, row[seen])
    return filled
