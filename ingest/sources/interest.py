"""Interest series in any of their shapes: a row a value, a column a series, or a column a week."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import pyarrow as pa

from data.errors import BadInput
from ingest.dates import is_day_first, readable_share
from ingest.sources import google_trends, pinterest_trends
from ingest.sources.container import Member
from ingest.sources.form import form_of
from ingest.sources.raw import chunks
from ingest.sources.sheet import Sheet

BATCH_VALUES = 200_000
SAMPLE_ROWS = 1000
NAMES: Mapping[str, tuple[str, ...]] = {
    "ds": ("ds", "date", "week", "weekstart", "weekof", "time", "timestamp", "day", "period"),
    "y": ("y", "value", "interest", "index", "searches", "volume", "count", "visibility", "share", "sales", "score"),
    "unique_id": ("unique_id", "uniqueid", "series", "seriesid", "id", "name", "term", "keyword", "query", "label"),
}
WEEK_DAYS = (6.5, 10.0)  # median step between two dates of a weekly series
DATES_LEAST = 0.6
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?")
InterestFormat = Literal["table", "google-trends", "pinterest-trends"]
Value = tuple[str, str | None, str | None, str | None]  # place in the file, series, date and value as they stand
Values = Callable[[int, list[str]], Iterator[Value]]  # of one line


@dataclass(frozen=True)
class InterestFile:
    """One file of series, its shape recognised.

    Attributes:
        columns: unique_id, ds, y to what they are read from.
        day_first: how 03/04/2024 is meant.
        values: takes one line apart.
        days_late: days by which the weeks begin before the Monday they stand for.
        notes: what was assumed.
    """

    format: InterestFormat
    sheet: Sheet
    columns: Mapping[str, str]
    day_first: bool
    values: Values
    days_late: int = 0
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, member: Member) -> InterestFile:
        """Recognise a file.

        Raises:
            BadInput: it is no sheet, or no column can be the date or the value.
        """
        if form_of(member) not in ("sheet", "workbook"):
            raise BadInput(f"'{member.name}' is no sheet; give the series as CSV or XLSX.")
        sheet = Sheet.of(member)
        if google_trends.recognises(sheet):
            return _google(sheet)
        return _pinterest(sheet) if pinterest_trends.recognises(sheet) else _table(sheet)

    def batches(self) -> Iterator[pd.DataFrame]:
        """Yield frames of row (place), unique_id, ds, y, all text as it stands; broken is set for unreadable rows.

        Raises:
            BadInput: the file breaks off.
        """
        for chunk, broken in chunks(self._all_values(), BATCH_VALUES):
            frame = pd.DataFrame(chunk, columns=["row", "unique_id", "ds", "y"], dtype=object)
            frame["broken"] = frame[["unique_id", "ds", "y"]].isna().all(axis=1)
            yield frame
            if broken is not None:
                raise broken

    def _all_values(self) -> Iterator[Value]:
        for line, cells in self.sheet.rows():
            if cells is None:
                yield str(line), None, None, None
            else:
                yield from self.values(line, cells)


def refuse_unless_weekly(frame: pd.DataFrame, file: InterestFile) -> None:
    """Refuse a table whose series step by days or months, since every row of it would fall into the wrong week.

    Args:
        frame: columns unique_id and ds (datetime64, NaT where unreadable).
        file: whose rows they are.
    """
    ordered = (
        frame.dropna(subset=["unique_id", "ds"]).drop_duplicates(["unique_id", "ds"]).sort_values(["unique_id", "ds"])
    )
    step_days = ordered.groupby("unique_id")["ds"].diff().dropna().dt.total_seconds().median() / 86_400
    if step_days < WEEK_DAYS[0] or step_days > WEEK_DAYS[1]:
        is_google = file.format == "google-trends"
        remedy = google_trends.REMEDY if is_google else "sum or average them to one a week first"
        raise BadInput(f"The rows of '{file.sheet.name}' lie {step_days:.3g} days apart; {remedy}.")


def _google(sheet: Sheet) -> InterestFile:
    """Read a column a term; its weeks begin on the Sunday before the Monday they stand for."""
    terms = list(google_trends.terms_of(sheet).values())

    def values(line: int, cells: list[str]) -> Iterator[Value]:
        for at, term in enumerate(terms, 1):
            yield f"{line}:{at + 1}", term, cells[0], google_trends.value_of(cells[at])

    columns = {"unique_id": _few(terms), "ds": sheet.header[0], "y": _few(list(sheet.header[1:]))}
    dates = pa.array(sheet.sample(SAMPLE_ROWS)[sheet.header[0]], pa.string())
    if google_trends.is_by_months(dates.to_pylist()):
        raise BadInput(f"'{sheet.name}' has a row a month; {google_trends.REMEDY}.")
    notes = (*sheet.notes, *google_trends.NOTES)
    return InterestFile("google-trends", sheet, columns, is_day_first(dates), values, days_late=1, notes=notes)


def _pinterest(sheet: Sheet) -> InterestFile:
    """Read a row a trend and a column a week."""
    name, market = pinterest_trends.name_column(sheet) or "", pinterest_trends.market_column(sheet)
    weeks = [(sheet.header.index(week), week) for week in pinterest_trends.week_columns(sheet)]
    at_name, at_market = sheet.header.index(name), sheet.header.index(market) if market else None

    def values(line: int, cells: list[str]) -> Iterator[Value]:
        trend = cells[at_name] if at_market is None else f"{cells[at_name]} ({cells[at_market]})"
        for at, week in weeks:
            yield f"{line}:{at + 1}", trend, week, cells[at]

    columns = {"unique_id": name, "ds": _few([week for _, week in weeks]), "y": "the cells below them"}
    day_first = is_day_first(pa.array([week for _, week in weeks], pa.string()))
    notes = (*sheet.notes, *pinterest_trends.NOTES)
    return InterestFile("pinterest-trends", sheet, columns, day_first, values, notes=notes)


def _table(sheet: Sheet) -> InterestFile:
    """Read a row a value, or a column a series where several hold numbers and none names the series."""
    sample = sheet.sample(SAMPLE_ROWS)
    columns = _columns(sample, sheet.name)
    at = {role: sheet.header.index(column) for role, column in columns.items()}
    numbers = [sheet.header.index(name) for name in _number_columns(sample, columns)]

    def long(line: int, cells: list[str]) -> Iterator[Value]:
        series = cells[at["unique_id"]] if "unique_id" in at else columns["y"]
        yield str(line), series, cells[at["ds"]], cells[at["y"]]

    def wide(line: int, cells: list[str]) -> Iterator[Value]:
        for here in numbers:
            yield f"{line}:{here + 1}", sheet.header[here], cells[at["ds"]], cells[here]

    day_first = is_day_first(pa.array(sample[columns["ds"]], pa.string()))
    if len(numbers) < 2:
        return InterestFile("table", sheet, columns, day_first, long, notes=sheet.notes)
    shown = {**columns, "y": _few([sheet.header[here] for here in numbers])}
    return InterestFile("table", sheet, shown, day_first, wide, notes=sheet.notes)


def _number_columns(sample: Mapping[str, Sequence[str | None]], columns: Mapping[str, str]) -> list[str]:
    """Return the columns that are a series each: none where a column names the series or the value."""
    if _is_named("y", columns["y"]) or "unique_id" in columns:
        return []
    return [name for name in sample if name != columns["ds"] and _fits("y", sample[name])]


def _is_named(role: str, column: str) -> bool:
    """Tell whether a column's header is one of a role's."""
    return re.sub(r"[^a-z0-9_]", "", column.lower()) in NAMES[role]


def _few(names: Sequence[str]) -> str:
    """List names, the first three of them."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _columns(sample: Mapping[str, Sequence[str | None]], name: str) -> dict[str, str]:
    """Find the columns by name, then by shape."""
    columns: dict[str, str] = {}
    for role in NAMES:
        found = _find(role, sample, set(columns.values()))
        if role == "unique_id" and found and _is_another_series(found, sample, columns):
            continue
        if found:
            columns[role] = found
        elif role != "unique_id":
            what = "dates" if role == "ds" else "numbers"
            listed = ", ".join(f"'{column}'" for column in list(sample)[:20])
            raise BadInput(
                f"No column of '{name}' holds {what}, which a weekly series needs; the columns are {listed}. "
                f"Name one '{role}'."
            )
    return columns


def _is_another_series(column: str, sample: Mapping[str, Sequence[str | None]], columns: Mapping[str, str]) -> bool:
    """Tell whether a column is one of several of numbers, none of which is named as the value or as the series."""
    is_named = _is_named("unique_id", column) or _is_named("y", columns["y"])
    return not is_named and _fits("y", sample[column])


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
