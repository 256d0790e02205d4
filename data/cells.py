"""Cells of the CSV files that Hemline writes: text that a spreadsheet would run is made inert."""

from __future__ import annotations

LIVE = tuple("=+-@＝＋－＠")  # the last four: a spreadsheet reads the wide forms too


def inert_cell(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula; numbers stay as they are."""
    live = text.startswith(LIVE) or (text != "" and (ord(text[0]) < 32 or text[0] == "\x7f"))
    return f"'{text}" if live and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isprintable()
