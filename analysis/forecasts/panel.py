"""The panel: many checked series side by side in one matrix, and the sentences on those that were refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.errors import BadInput

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

COLUMNS = ("unique_id", "ds", "y")
MIN_STEPS = 8  # below this nothing can be said about a series
MAX_GAP_STEPS = 8  # up to so many missing steps in a row are filled; behind a longer gap the history begins anew


@dataclass(frozen=True)
class Panel:
    """Regular series in one matrix, each ending in the last column.

    Attributes:
        ids: unique_id of each row, ascending.
        values: float64, shape (series, steps); NaN before a series' first value and where a value is missing.
        ends: position of each last value: days since 1970-01-01, or the integer step; shape (series,).
        steps: distance between two positions of a series; shape (series,).
        dated: whether a series' positions are dates; shape (series,).
    """

    ids: npt.NDArray[np.object_]
    values: Floats
    ends: Integers
    steps: Integers
    dated: Flags

    @property
    def lengths(self) -> Integers:
        """Steps from each series' first value to its last."""
        begun = np.logical_or.accumulate(~np.isnan(self.values), axis=1)
        return np.asarray(begun.sum(axis=1), dtype=np.int64)

    def take(self, rows: npt.NDArray[Any]) -> Panel:
        """Return the series of the given rows, by index or by flag."""
        parts = (self.ids, self.values, self.ends, self.steps, self.dated)
        return Panel(*(part[rows] for part in parts))

    def before(self, back: int) -> Panel:
        """Return the panel as it stood `back` steps before its end."""
        if not back:
            return self
        return replace(self, values=self.values[:, :-back], ends=self.ends - back * self.steps)

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
        dates = positions.astype("datetime64[D]").astype("datetime64[ns]")
        if self.dated.all():
            return pd.Series(dates.ravel())
        if not self.dated.any():
            return pd.Series(positions.ravel())
        mixed = np.where(self.dated[:, None], dates.astype("datetime64[D]").astype(object), positions.astype(object))
        return pd.Series(mixed.ravel(), dtype=object)


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
        frame: columns unique_id, ds (dates or integer steps) and y; in any order.
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
    rows = _after_long_gaps(rows, notes)
    rows = _long_enough(rows, refused, min_steps)
    return Checked(_matrix(rows), refused, {key: note for key, note in notes.items() if key not in refused})


def positions(ds: pd.Series[Any]) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Return each ds as a position (days since 1970-01-01, or its integer step; NaN if unreadable) and if it is a date.

    Text that is a whole number is a step; other text is read as an ISO 8601 date.
    """
    if pd.api.types.is_datetime64_any_dtype(ds):
        return _days(ds), pd.Series(True, index=ds.index)
    number = pd.to_numeric(ds, errors="coerce") if not _holds_dates(ds) else pd.Series(np.nan, index=ds.index)
    number = number.where(number % 1 == 0)
    dates = pd.to_datetime(ds.where(number.isna()), errors="coerce", format="ISO8601")
    return number.fillna(_days(dates)), number.isna()


def _holds_dates(ds: pd.Series[Any]) -> bool:
    return bool(len(ds)) and pd.api.types.infer_dtype(ds) in {"date", "datetime"}


def _days(dates: pd.Series[Any]) -> pd.Series[Any]:
    zoneless = dates.dt.tz_localize(None) if getattr(dates.dt, "tz", None) is not None else dates
    days: pd.Series[Any] = (zoneless.dt.normalize() - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return days


def _readable(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise BadInput(f"The series have no column '{missing[0]}'; give the columns unique_id, ds and y.")
    if frame.empty:
        raise BadInput("There is no row in the series; give at least one row with unique_id, ds and y.")
    position, dated = positions(frame["ds"])
    y = pd.to_numeric(frame["y"], errors="coerce")
    rows = pd.DataFrame({"id": frame["unique_id"].astype(str), "position": position, "dated": dated, "y": y})
    rows = rows.assign(ds=frame["ds"].astype(str), text=frame["y"].astype(str))
    refused: dict[str, str] = {}
    _refuse(rows[rows["position"].isna()], refused, _unreadable_date)
    _refuse(rows[rows["y"].isna() & frame["y"].notna()], refused, _unreadable_value)
    _refuse(rows[np.isinf(rows["y"])], refused, _unreadable_value)
    kinds = rows.groupby("id")["dated"].transform("nunique")
    _refuse(rows[kinds > 1], refused, _mixed_kinds)
    return rows[~rows["id"].isin(list(refused))], refused


def _refuse(rows: pd.DataFrame, refused: dict[str, str], sentence: Any) -> None:
    for row in rows.drop_duplicates("id").itertuples():
        refused.setdefault(str(row.id), sentence(row))


def _unreadable_date(row: Any) -> str:
    return f"Series '{row.id}' has the ds '{row.ds}'; write ISO dates such as 2024-01-01, or whole steps."


def _unreadable_value(row: Any) -> str:
    return f"Series '{row.id}' has the value '{row.text}' at {row.ds}; give a finite number or leave the cell empty."


def _mixed_kinds(row: Any) -> str:
    return f"Series '{row.id}' mixes dates and whole steps in ds; use one of them."


def _sorted(rows: pd.DataFrame, notes: dict[str, str]) -> pd.DataFrame:
    backwards = (rows["position"].diff() < 0) & (rows["id"] == rows["id"].shift())
    for key in rows.loc[backwards, "id"].unique():
        notes[key] = f"Series '{key}' was not in the order of ds; it was sorted."
    return rows.sort_values(["id", "position"], kind="stable")


def _without_repeats(rows: pd.DataFrame, refused: dict[str, str]) -> pd.DataFrame:
    twice = rows[rows.duplicated(["id", "position"])]
    _refuse(twice, refused, lambda row: f"Series '{row.id}' has {row.ds} more than once; keep one row for each ds.")
    return rows[~rows["id"].isin(list(refused))]


def _without_missing(rows: pd.DataFrame, refused: dict[str, str], notes: dict[str, str]) -> pd.DataFrame:
    empty = rows[rows["y"].isna()]
    for key, count in empty.groupby("id").size().items():
        _add(notes, str(key), f"Series '{key}' has {count} empty values; they are treated as missing steps.")
    kept = rows[rows["y"].notna()]
    for key in set(empty["id"]) - set(kept["id"]):
        refused[key] = f"Series '{key}' has no value at all; fill its column y."
    return kept


def _with_steps(rows: pd.DataFrame, refused: dict[str, str]) -> pd.DataFrame:
    rows = rows.assign(gap=rows.groupby("id")["position"].diff())
    counts = rows.dropna(subset="gap").groupby(["id", "gap"]).size().rename("count").reset_index()
    usual = counts.sort_values(["id", "count", "gap"], ascending=[True, False, True]).drop_duplicates("id")
    rows = rows.assign(step=rows["id"].map(usual.set_index("id")["gap"]).fillna(1.0))
    odd = rows[(rows["gap"] % rows["step"] > 0)]
    _refuse(odd, refused, _mixed_steps)
    return rows[~rows["id"].isin(list(refused))]


def _mixed_steps(row: Any) -> str:
    unit = "days" if row.dated else "steps"
    return (
        f"Series '{row.id}' mixes frequencies: mostly {row.step:g} {unit} apart, but {row.gap:g} before {row.ds}; "
        "give one row for each step."
    )


def _after_long_gaps(rows: pd.DataFrame, notes: dict[str, str]) -> pd.DataFrame:
    missing = rows["gap"] / rows["step"] - 1
    starts = (missing > MAX_GAP_STEPS).astype(int).groupby(rows["id"]).cumsum()
    kept = rows[starts == starts.groupby(rows["id"]).transform("max")]
    for row in kept[kept["gap"] / kept["step"] - 1 > MAX_GAP_STEPS].itertuples():
        _add(notes, str(row.id), f"Series '{row.id}' misses more than {MAX_GAP_STEPS} steps before {row.ds}; "
             "only what follows is used.")  # fmt: skip
    first = kept["id"] != kept["id"].shift()
    inner = missing.reindex(kept.index).where(~first, 0).fillna(0).groupby(kept["id"]).sum()
    for key, count in inner[inner > 0].items():
        _add(notes, str(key), f"Series '{key}' misses {count:g} steps; they are filled on a straight line.")
    return kept


def _long_enough(rows: pd.DataFrame, refused: dict[str, str], min_steps: int) -> pd.DataFrame:
    span = rows.groupby("id").agg(first=("position", "min"), last=("position", "max"), step=("step", "first"))
    lengths = (span["last"] - span["first"]) / span["step"] + 1
    for key, length in lengths[lengths < min_steps].items():
        refused[str(key)] = f"Series '{key}' has {length:g} steps of history; give at least {min_steps}."
    return rows[~rows["id"].isin(list(refused))]


def _add(notes: dict[str, str], key: str, note: str) -> None:
    notes[key] = f"{notes[key]} {note}" if key in notes else note


def _matrix(rows: pd.DataFrame) -> Panel:
    codes, ids = pd.factorize(rows["id"])  # the rows are sorted by id, so the codes ascend
    span = rows.groupby(codes).agg(last=("position", "max"), step=("step", "first"), dated=("dated", "first"))
    ends, steps = span["last"].to_numpy(np.int64), span["step"].to_numpy(np.int64)
    back = ((ends[codes] - rows["position"].to_numpy()) / steps[codes]).astype(np.int64)
    width = int(back.max()) + 1 if len(back) else 0
    values = np.full((len(ids), width), np.nan)
    values[codes, width - 1 - back] = rows["y"].to_numpy(np.float64)
    return Panel(np.asarray(ids, dtype=object), values, ends, steps, span["dated"].to_numpy(np.bool_))


def _without_holes(row: Floats) -> Floats:
    seen = np.flatnonzero(~np.isnan(row))
    inside = np.arange(seen[0], len(row))
    filled = row.copy()
    filled[inside] = np.interp(inside, seen, row[seen])
    return filled
