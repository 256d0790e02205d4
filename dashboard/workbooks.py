"""Workbooks: tables as sheets of one XLSX file, with their documented columns, in which no text ever runs."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.units import IMPORTED, IN_UNITS, PERCENTS, SIGNED
from data.cells import inert_value
from data.errors import BadInput

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575  # of a sheet, below its head
LONGEST_TEXT = 32_767  # characters of a cell
NARROW, WIDE = 9, 44  # characters a column is wide
FORMATS = {
    "head": {"bold": True, "bottom": 1, "text_wrap": False},
    "percent": {"num_format": "0.0%"},
    "signed": {"num_format": "+0.0%;-0.0%;0.0%"},
    "day": {"num_format": "yyyy-mm-dd"},
    "time": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "number": {"num_format": "General"},
}


@dataclass(frozen=True)
class Sheet:
    """One table.

    Attributes:
        name: of the sheet, at most 31 characters.
        frame: the rows.
        columns: what stands in it, in this order; one that the frame lacks is left empty.
    """

    name: str
    frame: pd.DataFrame
    columns: Sequence[str]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return tables as the bytes of an XLSX file.

    Numbers stay numbers; parts of a whole are shown in per cent; days and times are dates of the spreadsheet, times in
    UTC; text is written as text, with an apostrophe before what a spreadsheet would run, as in a CSV; lists as their
    parts with spaces between. The head of each sheet stays in view and can be filtered by.

    Raises:
        BadInput: a table has more rows than a sheet holds.
    """
    for sheet in sheets:
        if len(sheet.frame) > MOST_ROWS:
            raise BadInput(
                f"'{sheet.name}' has {len(sheet.frame):,} rows and a sheet holds {MOST_ROWS:,}; export it as CSV."
            )
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": True}) as book:
        formats = {name: book.add_format(look) for name, look in FORMATS.items()}
        for sheet in sheets:
            _fill(book.add_worksheet(sheet.name), sheet, formats)
    return made.getvalue()


def _fill(page: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    """Write one table, row by row, since no row is kept in memory."""
    shown = sheet.frame.reindex(columns=list(sheet.columns))
    looks = [formats[_look(name, shown[name])] for name in shown.columns]
    for at, name in enumerate(shown.columns):
        page.set_column(at, at, _width(name, shown[name]))
        page.write_string(0, at, str(name), formats["head"])
    plain = _is_imported(sheet.frame)
    in_units = [name in IN_UNITS for name in shown.columns]
    for number, cells in enumerate(_rows(shown)):
        for at, value in enumerate(cells):
            look = formats["number"] if in_units[at] and plain[number] else looks[at]
            _write(page, number + 1, at, value, look)
    page.freeze_panes(1, 0)
    if len(shown.columns):
        page.autofilter(0, 0, max(len(shown), 1), len(shown.columns) - 1)


def _rows(shown: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of each row."""
    return shown.itertuples(index=False, name=None)


def _write(page: Worksheet, row: int, at: int, value: Any, look: Format) -> None:
    """Write one cell; what is not known stays empty."""
    value = None if value is pd.NA or value is pd.NaT else inert_value(value)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        page.write_boolean(row, at, value)
    elif isinstance(value, int | float):
        page.write_number(row, at, value, look)
    elif isinstance(value, pd.Timestamp):
        page.write_datetime(row, at, value.to_pydatetime(), look)
    else:
        page.write_string(row, at, value if len(value) <= LONGEST_TEXT else f"{value[: LONGEST_TEXT - 1]}…")


def _look(name: str, column: pd.Series[Any]) -> str:
    """Return how a column's numbers and dates are shown."""
    if pd.api.types.is_datetime64_any_dtype(column):
        known = column.dropna()
        return "day" if (known == known.dt.normalize()).all() else "time"
    if name in SIGNED:
        return "signed"
    return "percent" if name in PERCENTS or name in IN_UNITS else "number"


def _is_imported(frame: pd.DataFrame) -> list[bool]:
    """Tell of each row whether its numbers are an imported series' values, which are no parts of a whole."""
    imported = pd.Series(False, index=frame.index)
    if "magnitude" in frame:
        imported |= frame["magnitude"].eq("value")
    for name in {"label_id", "series_id"} & set(frame.columns):
        imported |= frame[name].astype(str).str.startswith(IMPORTED)
    return [bool(each) for each in imported]


def _width(name: str, column: pd.Series[Any]) -> float:
    """Return how wide a column is, by its head and its first rows."""
    longest = max((len(str(value)) for value in column.head(50) if isinstance(value, str)), default=0)
    dates = 19 if _look(name, column) == "time" else 10 if _look(name, column) == "day" else 0
    return min(max(NARROW, len(name) + 2, longest, dates), WIDE)
