"""Pictures in a record's nested lists come out the same by the fast way and by the careful one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from ingest.sources import bluesky, mastodon
from ingest.sources.attached import Attached
from ingest.sources.container import Member

DEEP = Attached(("full", "image.ref.$link"), only=("type", "image"))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(['"', "\\", "\x1f", "a\tb\n"])
items = st.fixed_dictionaries(
    {},
    optional={
        "full": st.none() | texts,
        "alt": st.none() | texts,
        "type": st.sampled_from(["image", "video", None]),
        "image": st.none() | st.fixed_dictionaries({"ref": st.fixed_dictionaries({"$link": st.none() | texts})}),
    },
)
lists = st.none() | st.lists(st.none() | items, max_size=4)


@trials(deadline=None)
@given(st.lists(lists, max_size=6))
def test_columns_and_records_give_the_same_text(values: list[Any]) -> None:
    column = pa.array(values, DEEP.arrow_type)
    assert DEEP.of_column(column).to_pylist() == [DEEP.of_value(value) for value in values]
    assert DEEP.of_column(column.slice(1)).to_pylist() == [DEEP.of_value(value) for value in values[1:]]


@pytest.mark.parametrize("value", [None, [], {}, "text", 7, [1], [{"full": 7, "type": "image"}], [{"type": "image"}]])
def test_what_is_no_list_of_pictures_is_nothing(value: Any) -> None:
    assert DEEP.of_value(value) is None


def media_of(tmp_path: Path, source: Any, records: list[dict[str, Any]]) -> list[Any]:
    """Read the role of each record, once the fast way and once the careful way, which must agree."""
    fast, careful = tmp_path / "fast.jsonl", tmp_path / "careful.jsonl"
    lines = [json.dumps(record) for record in records]
    fast.write_text("\n".join(lines) + "\n")
    careful.write_text("\n".join([*lines, "no record"]) + "\n")
    read = [
        value for batch in source.reading(Member.of(fast), media=True).batches() for value in batch["media"].to_pylist()
    ]
    again = [
        value
        for batch in source.reading(Member.of(careful), media=True).batches()
        for value in batch["media"].to_pylist()
    ]
    assert [*read, None] == again
    return [json.loads(value) if value else None for value in read]


BLOB = {"$type": "blob", "ref": {"$link": "bafkreiexample1"}, "mimeType": "image/jpeg", "size": 4000}
RAW = {"$type": "app.bsky.embed.images", "images": [{"alt": "a coat", "image": BLOB}, {"alt": "", "image": BLOB}]}
SEEN = {
    "$type": "app.bsky.embed.images#view",
    "images": [{"thumb": "https://cdn.example/t", "fullsize": "https://cdn.example/f", "alt": 'a "red" coat'}],
}
AT_CDN = "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:abc/bafkreiexample1@jpeg"
BOTH = [{"url": AT_CDN, "alt": "a coat"}, {"url": AT_CDN, "alt": ""}]
URI = "at://did:plc:abc/app.bsky.feed.post/3k"
STAMP = {"createdAt": "2025-03-03T10:00:00Z", "text": "coat"}


@pytest.mark.parametrize(
    ("record", "media"),
    [
        ({"uri": URI, **STAMP, "embed": RAW}, BOTH),
        ({"uri": URI, "record": {**STAMP, "embed": RAW}}, BOTH),
        ({"did": "did:plc:abc", **STAMP, "embed": {"media": RAW}}, BOTH),
        (
            {"uri": URI, "embed": SEEN, "record": {**STAMP, "embed": RAW}},
            [{"url": "https://cdn.example/f", "alt": 'a "red" coat'}],
        ),
        (
            {"uri": URI, "embed": {"$type": "app.bsky.embed.recordWithMedia#view", "media": SEEN}, "record": STAMP},
            [{"url": "https://cdn.example/f", "alt": 'a "red" coat'}],
        ),
        ({"uri": URI, "record": STAMP, "embed": {"external": {"uri": "https://x.example", "thumb": "t"}}}, None),
        ({"uri": URI, "record": STAMP, "embed": {"images": []}}, None),
        ({"uri": URI, "record": STAMP}, None),
    ],
)
def test_bluesky_pictures_have_addresses(tmp_path: Path, record: dict[str, Any], media: Any) -> None:
    assert media_of(tmp_path, bluesky, [record]) == [media]


def test_each_bluesky_picture_is_served_by_its_own_author(tmp_path: Path) -> None:
    other = {"uri": "at://did:plc:xyz/app.bsky.feed.post/1", **STAMP, "embed": RAW}
    first, second = media_of(tmp_path, bluesky, [{"uri": URI, **STAMP, "embed": RAW}, other])
    assert first[0]["url"] == AT_CDN and second[0]["url"] == AT_CDN.replace("abc", "xyz")


def attached(kind: str, url: str | None = "https://files.example/1.jpg") -> dict[str, Any]:
    """Return a Mastodon attachment."""
    return {"id": "1", "type": kind, "url": url, "preview_url": "p", "remote_url": None, "description": "a coat"}


STATUS = {"id": "9", "created_at": "2025-03-03T10:00:00Z", "content": "<p>coat</p>", "account": {"acct": "x"}}
PHOTO = [{"url": "https://files.example/1.jpg", "alt": "a coat"}]


@pytest.mark.parametrize(
    ("status", "media"),
    [
        (STATUS | {"media_attachments": [attached("image"), attached("video"), attached("gifv")]}, PHOTO),
        (STATUS | {"media_attachments": [attached("image", None)]}, None),
        (STATUS | {"media_attachments": []}, None),
        (STATUS | {"media_attachments": [], "reblog": STATUS | {"media_attachments": [attached("image")]}}, PHOTO),
        (STATUS | {"media_attachments": [attached("image") | {"description": None}]}, [PHOTO[0] | {"alt": ""}]),
    ],
)
def test_mastodon_pictures_are_those_of_the_status_or_of_the_boosted_one(
    tmp_path: Path, status: dict[str, Any], media: Any
) -> None:
    assert media_of(tmp_path, mastodon, [status]) == [media]


def test_a_record_of_another_shape_sends_its_block_the_careful_way(tmp_path: Path) -> None:
    odd = STATUS | {"media_attachments": {"type": "image", "url": "https://files.example/1.jpg"}}
    assert media_of(tmp_path, mastodon, [odd, STATUS | {"media_attachments": [attached("image")]}]) == [None, PHOTO]
