"""How numbers, weeks and names are written on a page: no more digits than the sample supports, no live Markdown."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

from dashboard.words import language, say

GAP = "\u00a0"  # a number keeps its unit on the same line
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&^=\"'@/])")


def is_known(value: Any) -> bool:
    """Tell whether a cell holds something: not None, NaN or NaT."""
    return value is not None and not bool(pd.isna(value))


def percent(value: float, authors: float | None = None) -> str:
    """Write a share or a ratio as a percentage.

    Args:
        value: 0.61 for 61 %.
        authors: how many people it rests on; a small share gets a decimal only from a hundred of them on.
    """
    points = abs(value) * 100
    sharp = authors is None or authors >= 100
    digits = 0 if points >= 10 or (points >= 1 and not sharp) else 1
    if 0 < points < 0.1:
        digits = 2 if sharp else 1
    text = f"{points:,.{digits}f}"
    return f"{'−' if value < 0 and float(text.replace(',', '')) else ''}{text}{GAP}%"


def error_percent(value: float) -> str:
    """Write how far off a forecast was, in whole per cent."""
    return percent(value, authors=0)


def signed_percent(value: float) -> str:
    """Write a change as a whole percentage with its sign; beyond tenfold as a multiple."""
    if value >= 9:
        return f"×{value + 1:.0f}"
    points = round(value * 100)
    return f"{'+' if points > 0 else '−' if points < 0 else ''}{abs(points)}{GAP}%"


def amount(value: float) -> str:
    """Write a plain number with three figures."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "–"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def count(value: float) -> str:
    """Write a whole number with thousands separators."""
    return format_decimal(round(value), locale=language())


def day(value: date | datetime | pd.Timestamp) -> str:
    """Write a date as `22 December 2025`."""
    return format_date(value, say("format.day"), language())


def short_day(value: date | datetime | pd.Timestamp) -> str:
    """Write a date as `22 Dec 2025`."""
    return format_date(value, say("format.short_day"), language())


def month(value: date | datetime | pd.Timestamp) -> str:
    """Write a month as `Dec 2025`."""
    return format_date(value, say("format.month"), language())


def week_of_year(value: date | datetime | pd.Timestamp) -> str:
    """Write a week as buyers name it: `week 18, 2026`."""
    year, week, _ = value.isocalendar()
    return say("format.week", week=week, year=year)


def plain(text: Any) -> str:
    """Escape text that did not come from Hemline, so that Markdown shows it as it is.

    Every mark is preceded by a backslash; colons and at-signs are followed by a word joiner as well, since emoji
    codes and automatic links are read after the backslashes are gone.
    """
    line = re.sub(r"[^\S\u00a0]+", " ", str(text)).strip().replace(" %", f"{GAP}%")
    return MARKDOWN.sub(r"\\\1", re.sub(r"([:@]|www)(?=\S)", "\\1\u2060", line))


def inert(name: Any) -> str:
    """Make a name inert for Plotly, which reads a few HTML tags in its texts."""
    return str(name).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
