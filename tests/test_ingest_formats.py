"""Each format's documented fields land where they belong; one fixture a format, one test a field."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from data.errors import BadInput
from ingest.jobs import posts
from ingest.sources.container import Member
from ingest.sources.raw import ROLES
from ingest.sources.recognise import KNOWN, recognise
from tests.workbooks import write_workbook

BLUESKY = {
    "uri": "at://did:plc:aaa/app.bsky.feed.post/3k", "cid": "bafy",
    "author": {"did": "did:plc:aaa", "handle": "a.example"},
    "record": {
        "$type": "app.bsky.feed.post", "text": "barrel jeans #denim", "createdAt": "2024-05-01T10:00:00Z",
        "langs": ["pt-BR", "en"], "tags": ["ootd", "fall"],
        "facets": [
            {"index": {"byteStart": 13, "byteEnd": 19},
             "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "denim"}]},
            {"index": {"byteStart": 0, "byteEnd": 1},
             "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://x.example"}]},
        ],
    },
    "likeCount": 3, "repostCount": 2, "replyCount": 1, "quoteCount": 4, "indexedAt": "2024-05-01T10:00:02Z",
}  # fmt: skip
MASTODON = {
    "id": "7", "uri": "https://m.example/users/a/statuses/7", "url": "https://m.example/@a/7", "reblog": None,
    "created_at": "2024-05-01T10:00:00.000Z", "language": "de", "content": "<p>Ein <b>Mantel</b></p>",
    "account": {"id": "1", "acct": "a", "url": "https://m.example/@a"}, "media_attachments": [],
    "tags": [{"name": "mantel", "url": "https://m.example/tags/mantel"}, {"name": "ootd", "url": "x"}],
    "favourites_count": 4, "reblogs_count": 1, "replies_count": 0,
}  # fmt: skip
BOOST = {**MASTODON, "id": "8", "uri": "https://o.example/8", "content": "", "tags": [], "reblog": MASTODON}
TIKTOK = {
    "id": 702874395068494965, "video_description": "thrifted a trench coat", "create_time": 1714557600,
    "region_code": "GB", "share_count": 5, "view_count": 900, "like_count": 70, "comment_count": 6, "music_id": 2,
    "hashtag_names": ["thrift", "trenchcoat"], "username": "a_person", "voice_to_text": "so I found",
}  # fmt: skip
X = {
    "id": "1460323737035677698", "text": "RT: a cape is back", "created_at": "2024-05-01T10:00:00.000Z", "lang": "en",
    "author_id": "2244994945", "edit_history_tweet_ids": ["1460323737035677698"],
    "public_metrics": {"retweet_count": 8, "reply_count": 2, "like_count": 40, "quote_count": 1, "impression_count": 9},
    "entities": {"hashtags": [{"start": 0, "end": 5, "tag": "cape"}, {"start": 6, "end": 9, "tag": "fw24"}]},
    "referenced_tweets": [{"type": "quoted", "id": "11"}, {"type": "retweeted", "id": "12"}],
}  # fmt: skip
CROWDTANGLE_HEADER = (
    "Page Name", "User Name", "Facebook Id", "Page Category", "Page Admin Top Country", "Page Description",
    "Page Created", "Likes at Posting", "Followers at Posting", "Post Created", "Post Created Date",
    "Post Created Time", "Type", "Total Interactions", "Likes", "Comments", "Shares", "Love", "URL", "Message", "Link",
    "Image Text", "Link Text", "Description", "Total Interactions (weighted  —  Likes 1x Shares 1x )",
)  # fmt: skip
CROWDTANGLE_ROW = (
    "A Shop", "ashop", "100", "BRAND", "FR", "we sell hats", "2011-01-01 00:00:00 EST", "99000", "98000",
    "2020-04-16 09:48:29 EDT", "2020-04-16", "09:48:29", "Photo", "1,234", "1,000", "34", "200", "5",
    "https://www.facebook.com/100/posts/7", "A new cloche", "https://a.example", "SALE", "Hats", "All hats", "4,321",
)  # fmt: skip
INSTAGRAM = {
    "Account": "A Shop", "User Name": "ashop", "Followers at Posting": "98000", "Created": "2020-12-01 09:48:29 PST",
    "Type": "Photo", "Total Interactions": "12,345", "Likes": "12,000", "Comments": "345",
    "URL": "https://www.instagram.com/p/x", "Title": "New in", "Description": "a beret", "Image Text": "",
}  # fmt: skip


def rows_of(path: Path, format_: str = "auto") -> tuple[str, list[dict[str, Any]]]:
    """Return the format that was recognised, and the rows with the roles they fill."""
    reading = recognise(Member.of(path), format_)
    rows = pa.Table.from_batches(list(reading.batches())).to_pylist()
    return reading.format, [{role: row[role] for role in ROLES if row[role] is not None} for row in rows]


def json_file(path: Path, *documents: Any) -> Path:
    path.write_text("\n".join(map(json.dumps, documents)))
    return path


def csv_text(header: tuple[str, ...], *rows: tuple[str, ...]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows([header, *rows])
    return file.getvalue()


BLUESKY_ROW = {
    "id": "at://did:plc:aaa/app.bsky.feed.post/3k", "author": "did:plc:aaa", "handle": "a.example",
    "date": "2024-05-01T10:00:00Z", "seen": "2024-05-01T10:00:02Z",
    "text": "barrel jeans #denim", "tags": "ootd fall denim", "language": "pt-BR",
    "likes": "3", "reposts": "2", "replies": "1",
}  # fmt: skip
MASTODON_ROW = {
    "id": "https://m.example/users/a/statuses/7", "author": "https://m.example/@a", "handle": "a",
    "date": "2024-05-01T10:00:00.000Z",
    "text": "<p>Ein <b>Mantel</b></p>", "tags": "mantel ootd", "language": "de", "likes": "4", "reposts": "1",
    "replies": "0",
}  # fmt: skip
TIKTOK_ROW = {
    "id": "702874395068494965", "author": "a_person", "date": "1714557600", "text": "thrifted a trench coat",
    "tags": "thrift trenchcoat", "region": "GB", "likes": "70", "reposts": "5", "replies": "6",
}  # fmt: skip
X_ROW = {
    "id": "1460323737035677698", "author": "2244994945", "date": "2024-05-01T10:00:00.000Z",
    "text": "RT: a cape is back", "tags": "cape fw24", "original": "12", "language": "en",
    "likes": "40", "reposts": "8", "replies": "2",
}  # fmt: skip
EXPECTED = {
    "bluesky": (BLUESKY, BLUESKY_ROW),
    "mastodon": (MASTODON, MASTODON_ROW),
    "tiktok": (TIKTOK, TIKTOK_ROW),
    "x": (X, X_ROW),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_field_of_a_record_lands_in_its_role(tmp_path: Path, name: str) -> None:
    record, expected = EXPECTED[name]
    assert rows_of(json_file(tmp_path / "a.jsonl", record)) == (name, [expected])


@pytest.mark.parametrize("name", EXPECTED)
def test_a_field_that_is_absent_or_of_another_type_leaves_the_others(tmp_path: Path, name: str) -> None:
    record, expected = EXPECTED[name]
    odd = {
        key: {"odd": 1} if key in ("langs", "tags", "entities", "hashtag_names") else value
        for key, value in record.items()
    }
    kept = {role: value for role, value in expected.items() if role not in ("tags", "language")}
    for row in rows_of(json_file(tmp_path / "a.jsonl", record, odd), name)[1]:
        assert row.items() >= kept.items()


@pytest.mark.parametrize("name", EXPECTED)
def test_the_fast_and_the_careful_way_read_every_field_alike(tmp_path: Path, name: str) -> None:
    record, expected = EXPECTED[name]
    careful = tmp_path / "c.jsonl"
    careful.write_text(json.dumps(record) + "\nbroken\n")
    assert rows_of(careful, name)[1][0] == rows_of(json_file(tmp_path / "f.jsonl", record), name)[1][0] == expected


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("bluesky", [BLUESKY]),
        ("bluesky", {"cursor": "10", "hitsTotal": 1, "posts": [BLUESKY]}),
        ("bluesky", {"feed": [{"post": BLUESKY, "reason": {"$type": "app.bsky.feed.defs#reasonRepost"}}]}),
        ("mastodon", [MASTODON]),
        ("mastodon", {"accounts": [{"acct": "a"}], "statuses": [MASTODON], "hashtags": [{"name": "x"}]}),
        ("tiktok", {"data": {"videos": [TIKTOK], "cursor": 1, "has_more": False}, "error": {"code": "ok"}}),
        ("x", {"data": [X], "includes": {"users": [{"id": "1"}]}, "meta": {"result_count": 1}}),
        ("x", {"includes": {"tweets": [{"id": "9", "text": "of another"}]}, "data": [X]}),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_what_a_service_answers_is_unwrapped(tmp_path: Path, name: str, document: Any, indent: int | None) -> None:
    (tmp_path / "a.json").write_text(json.dumps(document, indent=indent))
    assert rows_of(tmp_path / "a.json") == (name, [EXPECTED[name][1]])
    assert rows_of(json_file(tmp_path / "pages.jsonl", document, document))[1] == [EXPECTED[name][1]] * 2


def test_a_boost_is_the_status_it_boosts_and_says_so(tmp_path: Path) -> None:
    _, rows = rows_of(json_file(tmp_path / "a.jsonl", MASTODON, BOOST))
    assert rows[1] == {**MASTODON_ROW, "original": MASTODON_ROW["id"]}


def test_a_line_of_the_stream_of_x_holds_one_post(tmp_path: Path) -> None:
    long = {**X, "note_tweet": {"text": "a cape is back, and longer than before"}}
    format_, rows = rows_of(json_file(tmp_path / "a.jsonl", {"data": X, "matching_rules": []}, {"data": long}))
    assert (format_, rows[0]) == ("x", X_ROW)
    assert rows[1]["text"] == "a cape is back, and longer than before"


def test_a_quote_or_reply_on_x_repeats_nothing(tmp_path: Path) -> None:
    quote = {**X, "referenced_tweets": [{"type": "quoted", "id": "11"}, {"type": "replied_to", "id": "13"}]}
    assert "original" not in rows_of(json_file(tmp_path / "a.jsonl", quote))[1][0]


CROWDTANGLE_EXPECTED = {
    "id": "https://www.facebook.com/100/posts/7", "author": "ashop", "date": "2020-04-16 09:48:29 EDT",
    "text": "A new cloche", "region": "FR", "engagement": "1,234", "likes": "1,000", "reposts": "200", "replies": "34",
}  # fmt: skip


def test_every_field_of_a_crowdtangle_table_lands_in_its_role(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(csv_text(CROWDTANGLE_HEADER, CROWDTANGLE_ROW))
    assert rows_of(tmp_path / "a.csv") == ("crowdtangle", [CROWDTANGLE_EXPECTED])
    write_workbook(tmp_path / "a.xlsx", {"Posts": [CROWDTANGLE_HEADER, CROWDTANGLE_ROW]})
    assert rows_of(tmp_path / "a.xlsx") == ("crowdtangle", [CROWDTANGLE_EXPECTED])


def test_crowdtangles_columns_are_known_in_any_order_and_older_spelling(tmp_path: Path) -> None:
    order = sorted(range(len(CROWDTANGLE_HEADER)), key=lambda at: CROWDTANGLE_HEADER[at][::-1])
    header = tuple(
        {"Post Created": "created"}.get(CROWDTANGLE_HEADER[at], CROWDTANGLE_HEADER[at].upper()) for at in order
    )
    (tmp_path / "a.csv").write_text(csv_text(header, tuple(CROWDTANGLE_ROW[at] for at in order)))
    assert rows_of(tmp_path / "a.csv") == ("crowdtangle", [CROWDTANGLE_EXPECTED])


def test_an_instagram_table_of_crowdtangle_has_its_caption_and_its_zone(store: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(csv_text(tuple(INSTAGRAM), tuple(INSTAGRAM.values())))
    assert posts.run(store, tmp_path / "a.csv").format == "crowdtangle"
    with store.connection() as con:
        kept = con.execute("SELECT text, posted_at::VARCHAR, engagement FROM post").fetchall()
    assert kept == [("New in. a beret", "2020-12-01 17:48:29", 12345)]


def test_a_crowdtangle_post_without_a_message_has_its_links_words(tmp_path: Path) -> None:
    row = dict(zip(CROWDTANGLE_HEADER, CROWDTANGLE_ROW, strict=True)) | {"Message": "", "Description": ""}
    (tmp_path / "a.csv").write_text(csv_text(tuple(row), tuple(row.values())))
    assert rows_of(tmp_path / "a.csv")[1][0]["text"] == "SALE"


CHICTOPIA = """
CREATE TABLE posts (id INTEGER PRIMARY KEY, chictopia_id integer, user_id integer, type varchar(255), votes integer,
  title varchar(255), date date, description text, style_id integer, occasion_id integer, comments_count integer,
  bookmarks_count integer, created_at datetime, updated_at datetime);
CREATE TABLE garments (id INTEGER PRIMARY KEY, clothing_id integer, color_id integer, brand_id integer,
  trend_id integer, store_id integer, post_id integer);
CREATE TABLE tags (id INTEGER PRIMARY KEY, name varchar(255), type varchar(255));
CREATE TABLE trends (id INTEGER PRIMARY KEY, name varchar(255), chictopia_id integer);
CREATE TABLE taggings (id INTEGER PRIMARY KEY, post_id integer, trend_id integer);
CREATE TABLE color_taggings (id INTEGER PRIMARY KEY, post_id integer, color_id integer);
CREATE TABLE photos (id INTEGER PRIMARY KEY, post_id integer, path varchar(255));
INSERT INTO tags VALUES (1, 'dress', 'Clothing'), (2, 'Navy', 'Color'), (3, 'a%26b house', 'Brand'),
  (4, 'Retro', 'Style'), (5, 'Work', 'Occasion'), (6, 'cream', 'Color');
INSERT INTO trends VALUES (1, 'maxi skirt', 9), (2, 'Retro', 8);
INSERT INTO posts VALUES
  (1, 501, 77, 'Post', 12, 'Monday', '2012-03-05', 'a navy dress', 4, 5, 3, 2, '2012-10-01 00:00:00', '2012-10-01'),
  (2, 502, 78, 'Post', 0, NULL, NULL, 'plain', NULL, NULL, 0, 0, '2012-10-02 00:00:00', '2012-10-02');
INSERT INTO garments VALUES (1, 1, 2, 3, 1, NULL, 1), (2, 1, 2, NULL, NULL, NULL, 1);
INSERT INTO taggings VALUES (1, 1, 2);
INSERT INTO color_taggings VALUES (1, 1, 6);
"""


def database(path: Path, script: str = CHICTOPIA) -> Path:
    with sqlite3.connect(path) as con:
        con.executescript(script)
    return path


def test_every_field_of_chictopia_lands_in_its_role(tmp_path: Path) -> None:
    format_, rows = rows_of(database(tmp_path / "chictopia.sqlite3"))
    tags = rows[0].pop("tags")
    assert format_ == "chictopia"
    assert rows == [
        {"id": "501", "author": "77", "date": "2012-03-05", "title": "Monday", "text": "a navy dress", "likes": "12",
         "replies": "3"},
        {"id": "502", "author": "78", "date": "2012-10-02 00:00:00", "text": "plain", "likes": "0", "replies": "0"},
    ]  # fmt: skip
    assert sorted(tags.split()) == ["a&b-house", "cream", "dress", "maxi-skirt", "navy", "retro", "work"]


def test_a_chictopia_database_without_its_tags_is_read_all_the_same(tmp_path: Path) -> None:
    script = CHICTOPIA + "DROP TABLE tags; DROP TABLE taggings; ALTER TABLE posts DROP COLUMN votes;"
    _, rows = rows_of(database(tmp_path / "c.db", script))
    assert [row["text"] for row in rows] == ["a navy dress", "plain"] and "likes" not in rows[0]


def test_a_database_is_only_read(tmp_path: Path) -> None:
    path = database(tmp_path / "c.db")
    before = path.read_bytes()
    rows_of(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("format_", sorted(KNOWN))
def test_a_file_that_cannot_have_the_format_that_was_named_says_so(tmp_path: Path, format_: str) -> None:
    wrong: dict[str, Callable[[], Any]] = {
        "json": lambda: (tmp_path / "a").write_text("date,text\n2024-05-01,a\n"),
        "sheet": lambda: (tmp_path / "a").write_text("{}"),
        "sqlite": lambda: (tmp_path / "a").write_text("{}"),
        "xml": lambda: (tmp_path / "a").write_text("{}"),
    }
    wrong[KNOWN[format_].lies_in]()
    with pytest.raises(BadInput, match=f"as the {format_} format is"):
        recognise(Member.of(tmp_path / "a"), format_)


def test_hashtags_of_a_table_are_parted_by_blanks(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("date,text,hashtags\n2024-05-01,a,\"['denim', 'ootd']\"\n2024-05-01,b,#a #b\n")
    assert [row["tags"] for row in rows_of(tmp_path / "a.csv")[1]] == ["denim ootd", "a b"]
    records = [{"date": "2024-05-01", "text": "a", "hashtags": ["denim", "ootd"]}]
    (tmp_path / "a.json").write_text(json.dumps(records))
    assert rows_of(tmp_path / "a.json")[1][0]["tags"] == "denim ootd"
