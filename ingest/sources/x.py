"""X: posts as version 2 of the API gives them, as JSON: alone, in pages of `data`, or one `data` a line of a stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.sources.container import Member
from ingest.sources.leaf import Fields, Leaf
from ingest.sources.raw import Reading
from ingest.sources.records import read_records


def _own(path: str, kind: Any = "text") -> tuple[Leaf, ...]:
    """Look in the post, then in the `data` of a stream's line."""
    return Leaf(path, kind), Leaf(f"data.{path}", kind)


FIELDS: Fields = {
    "id": _own("id"),
    "author": (*_own("author_id"), *_own("username")),
    "handle": _own("username"),
    "date": _own("created_at"),
    "text": (*_own("note_tweet.text"), *_own("text")),
    "tags": _own("entities.hashtags[].tag", "words"),
    "original": _own("referenced_tweets[type=retweeted].id", "first"),
    "language": _own("lang"),
    "likes": _own("public_metrics.like_count", "number"),
    "reposts": (*_own("public_metrics.retweet_count", "number"), *_own("public_metrics.repost_count", "number")),
    "replies": _own("public_metrics.reply_count", "number"),
}
MARKS = ("public_metrics", "edit_history_tweet_ids", "author_id", "referenced_tweets")


def recognises(record: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a post of the API's version 2."""
    post = record["data"] if isinstance(record.get("data"), Mapping) else record
    return "text" in post and "id" in post and any(mark in post for mark in MARKS)


def reading(member: Member) -> Reading:
    """Return the reading of a file of posts from X."""
    shown = {role: leaves[0].path for role, leaves in FIELDS.items()} | {"text": "text"}
    return Reading("x", shown, lambda: read_records(member, FIELDS))
