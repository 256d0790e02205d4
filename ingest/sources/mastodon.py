"""Mastodon: statuses as the API gives them, as JSON; a boost is read as the status it boosts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from ingest.sources.attached import Attached
from ingest.sources.container import Member
from ingest.sources.jsonl import records_batch
from ingest.sources.leaf import Fields, Leaf, without_media
from ingest.sources.raw import Reading
from ingest.sources.records import read_records

PICTURES = Attached(("url",), alt="description", only=("type", "image"))


def _own(path: str, kind: Any = "text") -> tuple[Leaf, ...]:
    """Look in the boosted status first, then in the status."""
    return Leaf(f"reblog.{path}", kind), Leaf(path, kind)


FIELDS: Fields = {
    "id": (*_own("uri"), *_own("url"), *_own("id")),
    "author": (*_own("account.url"), *_own("account.acct"), *_own("account.id")),
    "handle": (*_own("account.acct"), *_own("account.username")),
    "display_name": _own("account.display_name"),
    "date": _own("created_at"),
    "text": _own("content"),
    "media": _own("media_attachments", PICTURES),
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


def reading(member: Member, media: bool = False) -> Reading:
    """Return the reading of a file of Mastodon statuses; pictures cost time and are read only where asked for."""
    fields = FIELDS if media else without_media(FIELDS)
    shown = {role: leaves[-1].path if role != "id" else "uri" for role, leaves in fields.items()}
    return Reading("mastodon", shown, lambda: read_records(member, fields), html=True)


def batch(records: Sequence[Any]) -> pa.RecordBatch:
    """Return statuses that are read already as one raw batch, without their pictures."""
    return records_batch(records, without_media(FIELDS))
