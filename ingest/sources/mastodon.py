"""Mastodon: statuses as the API gives them, as JSON; a boost is read as the status it boosts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.sources.container import Member
from ingest.sources.leaf import Fields, Leaf
from ingest.sources.raw import Reading
from ingest.sources.records import read_records


def _own(path: str, kind: Any = "text") -> tuple[Leaf, ...]:
    """Look in the boosted status first, then in the status."""
    return Leaf(f"reblog.{path}", kind), Leaf(path, kind)


FIELDS: Fields = {
    "id": (*_own("uri"), *_own("url"), *_own("id")),
    "author": (*_own("account.url"), *_own("account.acct"), *_own("account.id")),
    "date": _own("created_at"),
    "text": _own("content"),
    "tags": _own("tags[].name", "words"),
    "original": (Leaf("reblog.uri"),),
    "language": _own("language"),
    "region": _own("region"),
    "audience": _own("audience"),
    "likes": _own("favourites_count", "number"),
    "reposts": _own("reblogs_count", "number"),
    "replies": _own("replies_count", "number"),
}


def recognises(record: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a Mastodon status."""
    return "content" in record and "created_at" in record and ("account" in record or "favourites_count" in record)


def reading(member: Member) -> Reading:
    """Return the reading of a file of Mastodon statuses."""
    shown = {role: leaves[-1].path if role != "id" else "uri" for role, leaves in FIELDS.items()}
    return Reading("mastodon", shown, lambda: read_records(member, FIELDS), html=True)
