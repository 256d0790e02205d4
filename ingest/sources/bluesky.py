"""Bluesky: post records (`app.bsky.feed.post`) and the posts that a search or a feed returns, as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.sources.container import Member
from ingest.sources.leaf import Fields, Leaf
from ingest.sources.raw import Reading
from ingest.sources.records import read_records, shown

FIELDS: Fields = {
    "id": (Leaf("uri"), Leaf("cid")),
    "author": (Leaf("author.did"), Leaf("did"), Leaf("author.handle")),
    "date": (Leaf("record.createdAt"), Leaf("createdAt")),
    "seen": (Leaf("indexedAt"),),
    "text": (Leaf("record.text"), Leaf("text")),
    "tags": (
        Leaf("record.tags", "words"),
        Leaf("record.facets[].features[].tag", "words"),
        Leaf("tags", "words"),
        Leaf("facets[].features[].tag", "words"),
    ),
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


def reading(member: Member) -> Reading:
    """Return the reading of a file of Bluesky posts."""
    return Reading("bluesky", shown(FIELDS), lambda: _batches(member))


def _batches(member: Member) -> Iterator[pa.RecordBatch]:
    """Yield the posts; a record that does not name its author has the account of its uri."""
    for batch in read_records(member, FIELDS):
        account = pc.struct_field(pc.extract_regex(batch["id"], ACCOUNT_OF_URI), "account")
        yield batch.set_column(batch.schema.get_field_index("author"), "author", pc.coalesce(batch["author"], account))
