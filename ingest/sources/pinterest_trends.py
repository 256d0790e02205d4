"""Pinterest Trends: the CSV of trends, one row a trend and one column a week."""

from __future__ import annotations

import re

import pyarrow as pa

from ingest.dates import readable_share
from ingest.sources.sheet import Sheet

NAMES = ("trend", "keyword", "searchterm", "term", "query")
MARKETS = ("market", "region", "country")
WEEKS_LEAST = 2
NOTES = ("Pinterest's weekly, monthly and yearly change are no series and are not read.",)


def recognises(sheet: Sheet) -> bool:
    """Tell whether a sheet has a column of trends and columns named by dates."""
    return name_column(sheet) is not None and len(week_columns(sheet)) >= WEEKS_LEAST


def name_column(sheet: Sheet) -> str | None:
    """Return the column that names the trend."""
    return _named(sheet, NAMES)


def market_column(sheet: Sheet) -> str | None:
    """Return the column that names the market, where a file holds several."""
    return _named(sheet, MARKETS)


def week_columns(sheet: Sheet) -> list[str]:
    """Return the columns that are named by a date."""
    return [name for name in sheet.header if readable_share(pa.array([name], pa.string())) == 1]


def _named(sheet: Sheet, names: tuple[str, ...]) -> str | None:
    plain = {re.sub(r"[^a-z]", "", name.lower()): name for name in sheet.header}
    return next((plain[name] for name in names if name in plain), None)
