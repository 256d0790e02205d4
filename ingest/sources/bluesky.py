"""Bluesky: post records (`app.bsky.feed.post`) and the posts a search returns, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.sources.jsonl import Fields, Leaf, read_jsonl, records_batch
from ingest.sources.raw import Reading

FIELDS: Fields = {
    "id": (Leaf("uri"), Leaf("cid")),
    "author": (Leaf("author.did"), Leaf("did"), Leaf("author.handle")),
    "handle": (Leaf("author.handle"), Leaf("handle")),
    "display_name": (Leaf("author.displayName"),),
    "date": (Leaf("record.createdAt"), Leaf("createdAt")),
    "seen": (Leaf("indexedAt"),),
    "text": (Leaf("record.text"), Leaf("text")),
    "language": (Leaf("record.langs", "first"), Leaf("langs", "first")),
    "region": (Leaf("region"),),
    "audience": (Leaf("audience"),),
    "likes": (Leaf("likeCount", "number"),),
    "reposts": (Leaf("repostCount", "number"),),
    "replies": (Leaf("replyCount", "number"),),
}
ACCOUNT_OF_URI = r"^at://(?P<account>[^/]+)/"


def recognises(record: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a Bluesky record or a post of a search."""
    inner = record.get("record", record)
    return isinstance(inner, Mapping) and "createdAt" in inner and "text" in inner


def reading(path: Path) -> Reading:
    """Return the reading of a JSONL file of Bluesky posts."""
    shown = {role: " or ".join(leaf.path for leaf in leaves) for role, leaves in FIELDS.items()}
    return Reading("bluesky", shown, lambda: _batches(path))


def batch(records: Sequence[Any]) -> pa.RecordBatch:
    """Return posts that are read already as one raw batch."""
    return _with_account(records_batch(records, FIELDS))


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    """Yield the posts of a file."""
    return map(_with_account, read_jsonl(path, FIELDS))


def _with_account(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Give a record that does not name its author the account of its uri."""
    account = pc.struct_field(pc.extract_regex(batch["id"], ACCOUNT_OF_URI), "account")
    return batch.set_column(batch.schema.get_field_index("author"), "author", pc.coalesce(batch["author"], account))
