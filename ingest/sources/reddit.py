"""Reddit: listings as the API gives them, and lines of the public dumps, one submission or comment each."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from ingest.sources.container import Member
from ingest.sources.jsonl import records_batch
from ingest.sources.leaf import Fields, Leaf
from ingest.sources.raw import Reading
from ingest.sources.records import numbered_records, shown

FIELDS: Fields = {
    "id": (Leaf("name"), Leaf("id"), Leaf("permalink")),
    "author": (Leaf("author"),),
    "date": (Leaf("created_utc"),),
    "title": (Leaf("title"),),
    "text": (Leaf("selftext"), Leaf("body")),
    "media": (Leaf("media"),),
    "original": (Leaf("crosspost_parent"),),
    "audience": (Leaf("subreddit"),),
    "likes": (Leaf("score"),),
    "reposts": (Leaf("num_crossposts"),),
    "replies": (Leaf("num_comments"),),
}
KINDS = ("t1", "t3")  # a comment, a submission
GONE = ("[deleted]", "[removed]", "[deleted by user]", "[ removed by reddit ]", "[removed by reddit]")
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif")
OWN_PAGE = "u_"  # how the community begins that is one person's own page


def recognises(record: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a listing, a thing of one, or a submission or comment of a dump."""
    if record.get("kind") in ("Listing", *KINDS):
        return isinstance(record.get("data"), Mapping)
    return "created_utc" in record and "subreddit" in record and ("title" in record or "body" in record)


def reading(member: Member) -> Reading:
    """Return the reading of a file of listings or dump lines."""
    return Reading("reddit", {**shown(FIELDS), "media": "preview, media_metadata or url"}, lambda: _batches(member))


def batch(records: Sequence[Any], numbers: Sequence[int] | None = None) -> pa.RecordBatch:
    """Return submissions, comments or things of a listing, read already, as one raw batch."""
    return records_batch([_flat(record) for record in records], FIELDS, numbers)


def children(listing: Any) -> list[Any]:
    """Return the things of a listing; an object that is no listing is its own only thing."""
    if not isinstance(listing, dict) or listing.get("kind") != "Listing":
        return [listing]
    inner = listing.get("data")
    found = inner.get("children") if isinstance(inner, dict) else None
    return found if isinstance(found, list) else [None]


def _batches(member: Member) -> Iterator[pa.RecordBatch]:
    """Yield the things of a file; the row of each is its line, or its place in a listing."""
    for numbers, records in numbered_records(member):
        things = [(number, thing) for number, one in zip(numbers, records, strict=True) for thing in children(one)]
        yield batch([thing for _, thing in things], [number for number, _ in things])


def _flat(thing: Any) -> dict[str, Any] | None:
    """Return a submission or comment with just what the fields need; None where it is none."""
    kind = thing.get("kind") if isinstance(thing, dict) else None
    post = thing.get("data") if kind in KINDS else thing
    if not isinstance(post, dict):
        return None
    flat = {leaf.path: post.get(leaf.path) for leaves in FIELDS.values() for leaf in leaves}
    flat["name"] = flat["name"] or _full_name(post, kind)
    flat["media"] = _media(post)
    flat["author"] = None if _is_gone(flat["author"]) else flat["author"]
    flat["subreddit"] = None if str(flat["subreddit"]).startswith(OWN_PAGE) else flat["subreddit"]
    if any(_is_gone(flat[name]) for name in ("title", "selftext", "body")):
        flat.update(title=None, selftext=None, body=None)
    return flat


def _full_name(post: Mapping[str, Any], kind: str | None) -> str | None:
    """Return the name the API gives a thing of which a dump holds only the id."""
    if not isinstance(post.get("id"), str):
        return None
    return f"{kind or ('t3' if 'title' in post else 't1')}_{post['id'].removeprefix('t3_').removeprefix('t1_')}"


def _is_gone(value: Any) -> bool:
    """Tell whether a text or author was taken back."""
    return isinstance(value, str) and value.strip().casefold() in GONE


def _media(post: Mapping[str, Any]) -> str | None:
    """Return the pictures of a submission as JSON text: those of its gallery, else its preview, else its link."""
    found = _gallery(post) or _preview(post) or _link(post)
    return json.dumps(found, ensure_ascii=False) if found else None


def _gallery(post: Mapping[str, Any]) -> list[dict[str, str | None]]:
    known = post.get("media_metadata")
    items = _inner(post, "gallery_data").get("items")
    if not isinstance(known, dict):
        return []
    order = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    captions = {item.get("media_id"): item.get("caption") for item in order} or dict.fromkeys(known)
    sources = ((known.get(name), caption) for name, caption in captions.items())
    found = ((_inner(one, "s").get("u"), caption) for one, caption in sources)
    return [_picture(url, caption) for url, caption in found if isinstance(url, str)]


def _preview(post: Mapping[str, Any]) -> list[dict[str, str | None]]:
    images = _inner(post, "preview").get("images")
    sources = (_inner(one, "source").get("url") for one in images) if isinstance(images, list) else ()
    return [_picture(url, None) for url in sources if isinstance(url, str)]


def _link(post: Mapping[str, Any]) -> list[dict[str, str | None]]:
    url = post.get("url_overridden_by_dest") or post.get("url")
    pictured = isinstance(url, str) and url.partition("?")[0].casefold().endswith(PICTURES)
    return [_picture(str(url), None)] if pictured else []


def _inner(value: Any, key: str) -> Mapping[str, Any]:
    """Return the object below a key, an empty one where there is none."""
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _picture(url: str, alt: Any) -> dict[str, str | None]:
    """Return a picture; the API writes addresses with HTML entities."""
    return {"url": html.unescape(url), "alt": alt if isinstance(alt, str) else None}
