"""Bluesky: post records (`app.bsky.feed.post`) and the posts that a search or a feed returns, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.sources.attached import Attached
from ingest.sources.container import Member
from ingest.sources.jsonl import records_batch
from ingest.sources.leaf import Fields, Leaf, without_media
from ingest.sources.raw import Reading
from ingest.sources.records import read_records, shown

PICTURES = Attached(("fullsize", "image.ref.$link"))  # as a search shows them; as the record itself holds them
FIELDS: Fields = {
    "id": (Leaf("uri"), Leaf("cid")),
    "author": (Leaf("author.did"), Leaf("did"), Leaf("author.handle")),
    "handle": (Leaf("author.handle"), Leaf("handle")),
    "display_name": (Leaf("author.displayName"),),
    "date": (Leaf("record.createdAt"), Leaf("createdAt")),
    "seen": (Leaf("indexedAt"),),
    "text": (Leaf("record.text"), Leaf("text")),
    "media": (
        Leaf("embed.images", PICTURES),
        Leaf("embed.media.images", PICTURES),
        Leaf("record.embed.images", PICTURES),
        Leaf("record.embed.media.images", PICTURES),
    ),
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
BLOB = r'"url": "([a-z0-9]+)"'  # the id of a picture's content, where an address is wanted
DID = "\x1f"  # stands for the author's account for a moment; no JSON text holds it
CDN = rf'"url": "https://cdn.bsky.app/img/feed_fullsize/plain/{DID}/\1@jpeg"'


def recognises(record: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a Bluesky record or a post of a search."""
    inner = record.get("record", record)
    return isinstance(inner, Mapping) and "createdAt" in inner and "text" in inner


def reading(member: Member, media: bool = False) -> Reading:
    """Return the reading of a file of Bluesky posts; pictures cost time and are read only where asked for."""
    fields = FIELDS if media else without_media(FIELDS)
    return Reading("bluesky", shown(fields), lambda: map(_with_account, read_records(member, fields)))


def batch(records: Sequence[Any]) -> pa.RecordBatch:
    """Return posts that are read already as one raw batch, without their pictures."""
    return _with_account(records_batch(records, without_media(FIELDS)))


def _with_account(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Give a record that does not name its author the account of its uri."""
    account = pc.struct_field(pc.extract_regex(batch["id"], ACCOUNT_OF_URI), "account")
    author = pc.coalesce(batch["author"], account)
    media = _with_addresses(batch["media"], pc.coalesce(account, author))
    return _with(_with(batch, "author", author), "media", media)


def _with_addresses(media: pa.Array, account: pa.Array) -> pa.Array:
    """Return the pictures with addresses in place of content ids, which the network serves by account and id."""
    if not pc.any(pc.match_substring_regex(media, BLOB)).as_py():
        return media
    parts = pc.split_pattern(pc.replace_substring_regex(media, BLOB, CDN), DID)
    return pc.binary_join(parts, pc.fill_null(account, ""))


def _with(batch: pa.RecordBatch, role: str, values: pa.Array) -> pa.RecordBatch:
    return batch.set_column(batch.schema.get_field_index(role), role, values)
