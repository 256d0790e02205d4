"""Mastodon: statuses as the API gives them, one JSON object a line; a boost is read as the status it boosts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from ingest.sources.attached import Attached
from ingest.sources.jsonl import Fields, Leaf, read_jsonl, records_batch
from ingest.sources.raw import Reading

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


def reading(path: Path, media: bool = False) -> Reading:
    """Return the reading of a JSONL file of statuses; pictures cost time and are read only where asked for."""
    fields = {role: leaves for role, leaves in FIELDS.items() if media or role != "media"}
    shown = {role: leaves[-1].path if role != "id" else "uri" for role, leaves in fields.items()}
    return Reading("mastodon", shown, lambda: read_jsonl(path, fields), html=True)


def batch(records: Sequence[Any]) -> pa.RecordBatch:
    """Return statuses that are read already as one raw batch, without their pictures."""
    return records_batch(records, {role: FIELDS[role] for role in FIELDS if role != "media"})
