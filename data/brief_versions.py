"""Versions of briefs: what somebody kept of a brief on the desk, each under a number of its own."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.desk import Desk
from data.errors import BadInput, UnknownName
from data.journal import utc_now

LONGEST_BODY = 400_000  # characters; a brief has about 10,000


@dataclass(frozen=True)
class Version:
    """One kept version of a brief.

    Attributes:
        brief_key: names what was asked for; the versions of one key stand beside each other.
        number: 1, 2, … within the key, never given twice.
        parent: the number it was made from, None for one that was written anew.
        made_at: ISO 8601, UTC.
        request: what the writer was asked.
        faithfulness: supported claims ÷ claims of what the writer wrote.
        edited: the sections a person edited.
        body: the sections as the page holds them.
    """

    brief_key: str
    number: int
    parent: int | None
    made_at: str
    title: str
    request: Mapping[str, Any]
    writer: str
    faithfulness: float
    edited: tuple[str, ...]
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Kept:
    """The newest version of a brief, as a list names it."""

    brief_key: str
    number: int
    title: str
    request: Mapping[str, Any]
    made_at: str


def keep(
    desk: Desk,
    brief_key: str,
    title: str,
    request: Mapping[str, Any],
    writer: str,
    faithfulness: float,
    body: Mapping[str, Any],
    edited: Sequence[str] = (),
    parent: int | None = None,
) -> int:
    """Keep a version of a brief and return its number; see `Version` for what each part is.

    Raises:
        BadInput: it has no key, or is longer than any brief.
    """
    written = _written(body)
    if not brief_key:
        raise BadInput("A version needs the key of its brief; choose a theme first.")
    if len(written) > LONGEST_BODY:
        raise BadInput(f"The brief has {len(written):,} characters, {LONGEST_BODY:,} can be kept; shorten a section.")
    row = {
        "version_id": uuid.uuid4().hex, "brief_key": brief_key, "parent": parent, "title": title, "writer": writer,
        "made_at": f"{utc_now():%Y-%m-%dT%H:%M:%SZ}", "faithfulness": faithfulness, "body": written,
        "request": _written(request), "edited": _written(sorted(edited)),
    }  # fmt: skip
    desk.write(("brief_version_keep", [row]))
    return int(desk.read("brief_version_kept", version_id=row["version_id"])[0]["number"])


def versions(desk: Desk, brief_key: str) -> list[Version]:
    """Return the kept versions of one brief, the first kept first."""
    return [_read(row) for row in desk.read("brief_version_list", brief_key=brief_key)]


def version(desk: Desk, brief_key: str, number: int) -> Version:
    """Return one version.

    Raises:
        UnknownName: the brief has no such version.
    """
    kept = {each.number: each for each in versions(desk, brief_key)}
    if number not in kept:
        raise UnknownName.among("version", str(number), [str(each) for each in kept])
    return kept[number]


def recent(desk: Desk, most: int = 20) -> list[Kept]:
    """Return the newest version of each brief, the brief that was kept last first."""
    rows = desk.read("brief_version_recent", most=most)
    return [Kept(**{**row, "request": json.loads(row["request"])}) for row in rows]


def drop(desk: Desk, brief_key: str, number: int) -> bool:
    """Drop a version; return whether it was there. Its number stays taken."""
    return desk.write(("brief_version_drop", [{"brief_key": brief_key, "number": number}])) > 0


def _written(part: Any) -> str:
    return json.dumps(part, ensure_ascii=False)


def _read(row: Mapping[str, Any]) -> Version:
    """Return a version from its row."""
    parts = {name: json.loads(row[name]) for name in ("request", "edited", "body")}
    same = ("brief_key", "number", "parent", "made_at", "title", "writer", "faithfulness")
    return Version(**{name: row[name] for name in same}, **(parts | {"edited": tuple(parts["edited"])}))
