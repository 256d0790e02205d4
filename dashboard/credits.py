"""Whose a picture is and where it comes from: the line that stands under it, on pages and in files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.blocks import look_name
from dashboard.formats import is_known
from dashboard.words import say


def look_title(row: Mapping[Any, Any]) -> str:
    """Return a look's name on one line: designer, season and number, as far as they are known."""
    return " · ".join(part for part in look_name(row) if part)


def look_credit(row: Mapping[Any, Any], sources: pd.DataFrame) -> str:
    """Return what stands under a look's title as its credit: where it was shown, its source, and the source's licence.

    Args:
        row: source, designer, city.
        sources: source, title, licence_note.
    """
    known = sources[sources["source"] == row["source"]]
    licence = known["licence_note"].iloc[0] if len(known) else None
    parts = [
        "" if is_known(row["designer"]) else say("credit.unknown"),
        row["city"] if is_known(row["city"]) else "",
        say("credit.source", title=known["title"].iloc[0] if len(known) else row["source"]),
        licence if is_known(licence) and licence else say("credit.no_licence"),
    ]
    return " · ".join(part for part in parts if part)


def upload_credit(name: str) -> str:
    """Return the credit of a picture that somebody uploaded."""
    return f"{say('credit.uploaded', name=name)} · {say('credit.unknown')}"
