"""TikTok: videos as the Research API gives them, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.sources.container import Member
from ingest.sources.leaf import Fields, Leaf
from ingest.sources.raw import Reading
from ingest.sources.records import read_records, shown

FIELDS: Fields = {
    "id": (Leaf("id", "number"),),
    "author": (Leaf("username"),),
    "date": (Leaf("create_time", "number"),),
    "text": (Leaf("video_description"),),
    "tags": (Leaf("hashtag_names", "words"),),
    "region": (Leaf("region_code"),),
    "likes": (Leaf("like_count", "number"),),
    "reposts": (Leaf("share_count", "number"),),
    "replies": (Leaf("comment_count", "number"),),
}


def recognises(record: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a video of the Research API."""
    return "video_description" in record and "create_time" in record


def reading(member: Member) -> Reading:
    """Return the reading of a file of TikTok videos."""
    return Reading("tiktok", shown(FIELDS), lambda: read_records(member, FIELDS))
