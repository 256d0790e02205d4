"""Why rows were refused, with one masked example each and what would mend it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

FIXES: Mapping[str, str] = {
    "no text": "name the column of the text with --map text=COLUMN, or leave such rows out",
    "no date": "name the column of the date with --map date=COLUMN",
    "unreadable date": "write dates like 2025-03-31, or name another column with --map date=COLUMN",
    "impossible date": "a date before 2000 or after now; check the column, or the clock that wrote it",
    "no label": "fill the column given with --label",
    "unreadable line": "the line is cut, or does not match the header; export the file again",
    "unreadable file": "the file inside the archive or folder cannot be read; export it again",
    "unreadable value": "write plain numbers",
    "unreadable image": "the picture is broken; save it again",
    "image too large": "save the picture smaller, or raise HEMLINE_PIXEL_LIMIT",
    "not an image": "leave the file out, or save it as JPEG or PNG",
    "no such file": "mend the path in the manifest",
    "outside the folder": "move the picture into the folder, or give the folder above",
    "repeated week": "keep one value a week and series",
    "no series id": "fill the column of the series",
    "address not allowed": "the picture's address leads into a private network or is none of http and https",
    "picture gone": "the picture is no longer there; nothing mends that",
    "refused by its server": "the server gives the picture to nobody, or not to us",
    "server busy": "take the file in again later",
    "no answer": "take the file in again later",
    "too many redirects": "give the picture's own address",
    "too many pictures": "the first pictures of a post are kept; nothing is to be done",
}


@dataclass(frozen=True)
class Refusals:
    """The rows of one source that were refused for one reason.

    Attributes:
        place: of one of them, the file and the line or record.
        example: its masked fields by name; empty where nothing of it was kept.
        fix: what would mend it.
    """

    source: str
    reason: str
    rows: int
    place: str
    example: Mapping[str, object]
    fix: str

    @property
    def shown(self) -> str:
        """Where one of them stood and what of it was kept."""
        fields = ", ".join(f"{name} {str(value)[:60]!r}" for name, value in self.example.items())
        return f"for example {self.place}" + (f" ({fields})" if fields else "")

    @property
    def sentence(self) -> str:
        """What a reader is told."""
        return f"{self.rows:,} × {self.reason}, {self.shown}"


def refusals_of(reasons: pd.DataFrame) -> tuple[Refusals, ...]:
    """Return the rows of `rejected_reasons`, each with its fix."""
    return tuple(_of(**{str(name): value for name, value in row.items()}) for row in reasons.to_dict("records"))


def _of(source: str, reason: str, rows: int, place: str, fields: str) -> Refusals:
    """Return one row with its fix."""
    return Refusals(source, reason, int(rows), place, json.loads(fields), FIXES.get(reason, ""))
