"""Cells of the files that Hemline writes: text that a spreadsheet would run is made inert."""

from __future__ import annotations

from datetime import datetime
from typing import Any

LIVE = tuple("=+-@＝＋－＠")  # the last four: a spreadsheet reads the wide forms too


def is_live(text: str) -> bool:
    """Tell whether text begins with what a spreadsheet takes for a formula, or with a control character."""
    return text.startswith(LIVE) or (text != "" and (ord(text[0]) < 32 or text[0] == "\x7f"))


def inert_cell(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula; numbers stay as they are."""
    return f"'{text}" if is_live(text) and not _is_number(text) else text


def inert_value(value: Any) -> Any:
    """Make a value safe for a cell: numbers, dates and blanks as they are, lists joined, live text made inert."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, bool | int | float | datetime) or value is None:
        return value
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if is_live(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isprintable()
