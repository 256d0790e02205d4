"""Google Trends: the CSV of interest over time, one row a week and one column a search term."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.sources.sheet import Sheet

TERM = re.compile(r"(?P<term>.+?): \((?P<place>[^()]+)\)")
FIRST_HEADERS = ("week", "time", "day", "month")
EVERYWHERE = "Worldwide"
BELOW_ONE = "<1"
HALF = "0.5"
NUMBER = re.compile(r"<?\d+")
MONTH = re.compile(r"\d{4}-\d{2}")
NOTES = (
    "Google's '<1' counts as 0.5.",
    "Google's weeks begin on a Sunday; each is the week of the Monday after, with which it shares six days.",
)
REMEDY = "choose a range of nine months to five years in Google Trends, which gives weeks"


def recognises(sheet: Sheet) -> bool:
    """Tell whether a sheet is Google's: terms with a place in its header, or its own first column and preamble."""
    first, *others = sheet.header
    if any(TERM.fullmatch(name) for name in others):
        return True
    is_own = first == "Time" or (bool(sheet.preamble) and first.lower() in FIRST_HEADERS)
    return is_own and bool(others) and _is_all_numbers(sheet)


def terms_of(sheet: Sheet) -> dict[str, str]:
    """Return the series of each column but the first: the term, with its place unless that is the world."""
    return {name: _term(name) for name in sheet.header[1:]}


def value_of(cell: str) -> str:
    """Return a value as a number can be read."""
    return HALF if cell.replace(" ", "") == BELOW_ONE else cell


def is_by_months(dates: Sequence[str | None]) -> bool:
    """Tell whether dates are months, such as 2024-05."""
    filled = [date for date in dates if date]
    return bool(filled) and all(MONTH.fullmatch(date.strip()) for date in filled)


def _term(name: str) -> str:
    found = TERM.fullmatch(name)
    if found is None:
        return name
    return found["term"] if found["place"] == EVERYWHERE else f"{found['term']} ({found['place']})"


def _is_all_numbers(sheet: Sheet) -> bool:
    columns = list(sheet.sample(50).values())[1:]
    return all(NUMBER.fullmatch(value.replace(" ", "")) for values in columns for value in values if value)
