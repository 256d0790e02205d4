"""Feeds: RSS 2.0, RSS 1.0 and Atom, as files or as bytes from a server."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import feedparser
import pyarrow as pa

from data.errors import BadInput
from ingest.sources.container import Member
from ingest.sources.jsonl import records_batch
from ingest.sources.leaf import Fields, Leaf
from ingest.sources.raw import Reading

FIELDS: Fields = {
    "id": (Leaf("id"), Leaf("link")),
    "author": (Leaf("author"),),
    "date": (Leaf("date"),),
    "title": (Leaf("title"),),
    "text": (Leaf("text"),),
    "tags": (Leaf("tags"),),
    "media": (Leaf("media"),),
    "language": (Leaf("language"),),
}
SHOWN = {
    "id": "id, guid or link", "author": "author or creator", "date": "published or updated", "title": "title",
    "text": "content or summary", "tags": "category", "media": "enclosure or media:content", "language": "language",
}  # fmt: skip
ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF|RDF)[\s>]")
FEED_BYTES = 64 << 20
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif")


def recognises(head: bytes) -> bool:
    """Tell whether a file that begins so is a feed."""
    return ROOT.search(head[:4096]) is not None


def reading(member: Member) -> Reading:
    """Return the reading of a feed kept in a file."""
    return Reading("feeds", SHOWN, lambda: _batches(member), html=True)


def batch(records: Sequence[Any]) -> pa.RecordBatch:
    """Return entries as one raw batch."""
    return records_batch(records, FIELDS)


def entries(body: bytes, name: str, content_type: str = "") -> list[dict[str, Any]]:
    """Return the entries of a feed as flat records.

    Args:
        body: the feed.
        name: where it came from, for messages.
        content_type: what the server calls it, which may name its encoding.

    Raises:
        BadInput: it is no feed.
    """
    read = _parsed(body, content_type)
    if read is None or (not read.get("version") and not read.entries):
        raise BadInput(f"'{name}' is no RSS or Atom feed; give the address or file of the feed itself.")
    feed = {"author": _author(read.feed), "language": read.feed.get("language") or None}
    return [_record(entry, feed) for entry in read.entries]


def _batches(member: Member) -> Iterator[pa.RecordBatch]:
    """Yield the entries, numbered from 1."""
    with member.open() as file:
        body = file.read(FEED_BYTES + 1)
    if len(body) > FEED_BYTES:
        raise BadInput(f"'{member.name}' is larger than {FEED_BYTES >> 20} MB; split the feed into smaller files.")
    yield batch(entries(body, member.name))


def _parsed(body: bytes, content_type: str) -> Any:
    """Return what feedparser makes of a feed; None where its parser breaks on it, as it does on odd namespaces."""
    headers = {"content-type": content_type} if content_type else {}
    try:
        return feedparser.parse(io.BytesIO(body), response_headers=headers)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _record(entry: Any, feed: dict[str, str | None]) -> dict[str, Any]:
    """Flatten one entry; what it does not say of itself, the feed says."""
    content = next((one for one in entry.get("content", []) if one.get("value")), None)
    return {
        "id": entry.get("id") or None,
        "link": entry.get("link") or None,
        "author": _author(entry) or feed["author"],
        "date": _date(entry, "published") or _date(entry, "updated"),
        "title": entry.get("title"),
        "text": content["value"] if content else entry.get("summary"),
        "tags": " ".join(_hashtag(tag.get("term")) for tag in entry.get("tags", []) if tag.get("term")) or None,
        "media": _media(entry),
        "language": (content or {}).get("language") or entry.get("language") or feed["language"],
    }


def _date(entry: Any, name: str) -> str | None:
    """Return a date in UTC where feedparser can read it, else as the feed wrote it."""
    read = entry.get(f"{name}_parsed")
    try:
        return datetime(*read[:6]).replace(tzinfo=UTC).isoformat() if read else entry.get(name)
    except ValueError:
        return str(entry.get(name))


def _author(said: Any) -> str | None:
    """Return the author's name, else the address, else whatever the feed wrote."""
    detail = said.get("author_detail") or {}
    return detail.get("name") or detail.get("email") or said.get("author") or None


def _hashtag(term: str) -> str:
    """Return a category as a hashtag, so that one of several words stays one."""
    return "#" + re.sub(r"\W+", "", term)


def _media(entry: Any) -> str | None:
    """Return the pictures of an entry as JSON text."""
    found: dict[str, dict[str, str | None]] = {}
    for one in (*entry.get("media_content", []), *entry.get("enclosures", [])):
        url = one.get("url") or one.get("href")
        if isinstance(url, str) and _is_picture(one, url):
            found.setdefault(url, {"url": url, "alt": None})
    return json.dumps(list(found.values()), ensure_ascii=False) if found else None


def _is_picture(one: Any, url: str) -> bool:
    """Tell whether an enclosure is a picture, by its type or medium, else by its name."""
    kind = str(one.get("type") or one.get("medium") or "")
    return kind.startswith("image") if kind else url.partition("?")[0].casefold().endswith(PICTURES)
