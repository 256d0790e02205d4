"""Interest series: long tables of series id, date and value, brought to one value a week."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow as pa

from data.errors import BadInput
from ingest.dates import is_day_first, readable_share
from ingest.sources.sheet import Sheet

BATCH_ROWS = 200_000
SAMPLE_ROWS = 1000
NAMES: Mapping[str, tuple[str, ...]] = {
    "ds": ("ds", "date", "week", "weekstart", "weekof", "time", "timestamp", "day", "period"),
    "y": ("y", "value", "interest", "index", "searches", "volume", "count", "visibility", "share", "sales", "score"),
    "unique_id": ("unique_id", "uniqueid", "series", "seriesid", "id", "name", "term", "keyword", "query", "label"),
}
WEEK_DAYS = (6.5, 10.0)  # median step between two dates of a weekly series
DATES_LEAST = 0.6
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?")


@dataclass(frozen=True)
class InterestFile:
    """One long table, its columns recognised.

    Attributes:
        columns: unique_id, ds, y to the columns they are read from; without a unique_id the file is one series,
            named after its value column.
        day_first: how 03/04/2024 is meant.
    """

    sheet: Sheet
    columns: Mapping[str, str]
    day_first: bool

    @classmethod
    def of(cls, path: Path) -> InterestFile:
        """Recognise a file.

        Raises:
            BadInput: there is no such file, no column can be the date or the value.
        """
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "does not exist"
            raise BadInput(f"'{path}' {what}; give a CSV file with the columns unique_id, ds and y.")
        sheet = Sheet.of(path)
        sample = sheet.sample(SAMPLE_ROWS)
        columns = _columns(sample, path.name)
        dates = pa.array(sample[columns["ds"]], pa.string())
        return cls(sheet, columns, is_day_first(dates))

    def batches(self) -> Iterator[pd.DataFrame]:
        """Yield frames of row (line), unique_id, ds, y, all text as it stands; broken is set for unreadable rows."""
        places = {role: self.sheet.header.index(column) for role, column in self.columns.items()}
        rows = self.sheet.rows()
        while chunk := list(islice(rows, BATCH_ROWS)):
            frame = pd.DataFrame({"row": [line for line, _ in chunk], "broken": [row is None for _, row in chunk]})
            for role, at in places.items():
                frame[role] = pd.Series([row[at] if row is not None else None for _, row in chunk], dtype=object)
            if "unique_id" not in places:
                frame["unique_id"] = self.columns["y"]
            yield frame


def refuse_unless_weekly(frame: pd.DataFrame, name: str) -> None:
    """Refuse a table whose series step by days or months, since every row of it would fall into the wrong week.

    Args:
        frame: columns unique_id and ds (datetime64, NaT where unreadable).
        name: of the file.
    """
    ordered = (
        frame.dropna(subset=["unique_id", "ds"]).drop_duplicates(["unique_id", "ds"]).sort_values(["unique_id", "ds"])
    )
    step_days = ordered.groupby("unique_id")["ds"].diff().dropna().dt.total_seconds().median() / 86_400
    if step_days < WEEK_DAYS[0] or step_days > WEEK_DAYS[1]:
        raise BadInput(f"The rows of '{name}' lie {step_days:.3g} days apart; sum or average them to one a week first.")


def _columns(sample: Mapping[str, Sequence[str | None]], name: str) -> dict[str, str]:
    """Find the columns by name, then by shape."""
    columns: dict[str, str] = {}
    for role in NAMES:
        if found := _find(role, sample, set(columns.values())):
            columns[role] = found
        elif role != "unique_id":
            what = "dates" if role == "ds" else "numbers"
            listed = ", ".join(f"'{column}'" for column in list(sample)[:20])
            raise BadInput(
                f"No column of '{name}' holds {what}, which a weekly series needs; the columns are {listed}. "
                f"Name one '{role}'."
            )
    return columns


def _find(role: str, sample: Mapping[str, Sequence[str | None]], taken: set[str]) -> str | None:
    """Return the free column whose header and values fit a role."""
    free = [column for column in sample if column not in taken]
    plain = {column: re.sub(r"[^a-z0-9_]", "", column.lower()) for column in free}
    named = [column for name in NAMES[role] for column in free if plain[column] == name]
    return next((column for column in named + free if _fits(role, sample[column])), None)


def _fits(role: str, values: Sequence[str | None]) -> bool:
    """Tell whether a column's values can be dates, numbers or ids."""
    filled = [value for value in values if value and value.strip()]
    if role == "ds":
        return readable_share(pa.array(filled, pa.string())) >= DATES_LEAST
    if role == "y":
        return bool(filled) and sum(bool(NUMBER.fullmatch(value.strip())) for value in filled) >= DATES_LEAST * len(
            filled
        )
    return bool(filled)
