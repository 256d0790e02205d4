"""RSS and Atom: every field of each form, asked for only what changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.errors import BadInput, HemlineError
from data.store import Store
from ingest.live.feeds import Feeds
from ingest.live.http import Http
from ingest.sources import feeds
from ingest.sources.container import Member
from tests.listened import http_of, listened, rows
from tests.local_service import Asked, Reply, Service, in_turn, serving

RSS2 = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Looks</title><language>en-gb</language>
<item><title>Barrel jeans</title><link>https://b.example/1</link><guid>https://b.example/1</guid>
<pubDate>Wed, 01 May 2024 12:00:00 +0200</pubDate><dc:creator>Ann Lee</dc:creator>
<description>short</description><content:encoded><![CDATA[<p>Ann Lee wears <b>barrel</b> jeans</p>]]></content:encoded>
<category>wide leg</category><category>denim</category>
<enclosure url="https://b.example/1.jpg" type="image/jpeg" length="9"/>
<enclosure url="https://b.example/1.mp3" type="audio/mpeg" length="9"/>
<media:content url="https://b.example/2.png" medium="image"/></item>
<item><title>No date</title><guid>2</guid><description>a coat</description></item></channel></rss>"""
RSS1 = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://b.example"><title>Looks</title>
<link>https://b.example</link><description>d</description><dc:language>fr</dc:language></channel>
<item rdf:about="https://b.example/1"><title>Un manteau</title><link>https://b.example/1</link>
<description>long et rouge</description><dc:date>2024-05-01T10:00:00Z</dc:date><dc:creator>Ann Lee</dc:creator>
<dc:subject>manteau</dc:subject></item></rdf:RDF>"""
ATOM = b"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Looks</title><id>urn:f</id>
<updated>2024-05-03T00:00:00Z</updated><author><name>Ann Lee</name><email>ann@b.example</email></author>
<entry><id>urn:1</id><title>Mantel</title><link href="https://b.example/1"/><updated>2024-05-02T00:00:00Z</updated>
<published>2024-05-01T10:00:00Z</published><summary>kurz</summary>
<content type="html">&lt;p&gt;Ein &lt;i&gt;langer&lt;/i&gt; Mantel&lt;/p&gt;</content><category term="wolle"/>
<link rel="enclosure" type="image/png" href="https://b.example/1.png"/></entry></feed>"""
PICTURES = {
    "rss2": ["https://b.example/2.png", "https://b.example/1.jpg"], "rss1": [], "atom": ["https://b.example/1.png"],
}  # fmt: skip
FORMS = {"rss2": RSS2, "rss1": RSS1, "atom": ATOM}
EXPECTED = {
    "rss2": ("https://b.example/1", "Barrel jeans", "wears", "#wideleg #denim", "en-gb"),
    "rss1": ("https://b.example/1", "Un manteau", "long et rouge", "#manteau", "fr"),
    "atom": ("urn:1", "Mantel", "langer", "#wolle", "de"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_field_of_an_entry_is_read(tmp_path: Path, form: str) -> None:
    (tmp_path / "feed.xml").write_bytes(FORMS[form])
    assert feeds.recognises(FORMS[form])
    reading = feeds.reading(Member.of(tmp_path / "feed.xml"))
    (batch,) = reading.batches()
    row: dict[str, Any] = batch.slice(0, 1).to_pylist()[0]
    name, title, text, tags, language = EXPECTED[form]
    assert reading.html and (row["row"], row["id"], row["title"], row["tags"]) == (1, name, title, tags)
    assert text in row["text"] and (row["author"], row["language"]) == ("Ann Lee", language)
    assert pd.Timestamp(row["date"]) == pd.Timestamp("2024-05-01T10:00:00Z")
    assert [one["url"] for one in json.loads(row["media"] or "[]")] == PICTURES[form]


@pytest.mark.parametrize(
    "other", [b"<html><body>no feed</body></html>", b"id,text\n1,a\n", b"", b"\x00\xff", b"/etc/hosts"]
)
def test_what_is_no_feed_is_said_to_be_none(tmp_path: Path, other: bytes) -> None:
    (tmp_path / "x.xml").write_bytes(other)
    assert not feeds.recognises(other)
    with pytest.raises(BadInput, match=r"'x\.xml' is no RSS or Atom feed"):
        list(feeds.reading(Member.of(tmp_path / "x.xml")).batches())


SPOILED = st.builds(lambda at, odd: RSS2[:at] + odd + RSS2[at:], st.integers(0, 900), st.binary(max_size=20))


@given(st.binary(max_size=300) | SPOILED)
@example(RSS2.replace(b'xmlns:content="http', b'xmlns:content="h ttp'))
@examples(max_examples=60, deadline=None)
def test_any_bytes_are_entries_or_a_sentence(body: bytes) -> None:
    try:
        records = feeds.entries(body, "fuzz")
    except HemlineError:
        return
    assert len(feeds.batch(records)) == len(records)


def of(service: Service, *paths: str, words: tuple[str, ...] = ()) -> Callable[[Http], Feeds]:
    return lambda http: Feeds(http, [f"{service.url}/{path}" for path in paths or ("feed.xml",)], words)


def test_entries_are_cleaned_and_counted_once(store: Store) -> None:
    with serving(lambda asked: Reply(RSS2)) as service:
        result, _ = listened(store, of(service), rounds=2)
    assert (result.heard, result.rows_stored, result.rows_repeat, result.rows_rejected) == (4, 1, 1, 2)
    kept = rows(store).iloc[0]
    assert kept["text"].startswith("Barrel jeans. [author] wears barrel jeans") and kept["language"] == "en"
    assert rows(store, "rejected")["reason"].tolist() == ["no date"]
    assert not rows(store).astype(str).apply(lambda column: column.str.contains("Ann")).any(axis=None)


def test_a_feed_is_asked_only_for_what_changed(store: Store) -> None:
    said = {"ETag": '"v1"', "Last-Modified": "Wed, 01 May 2024 10:00:00 GMT"}

    def answer(asked: Asked) -> Reply:
        same = asked.headers.get("if-none-match") == '"v1"'
        return Reply(status=304, headers={"Content-Length": "0"}) if same else Reply(ATOM, headers=said)

    with serving(answer) as service:
        first, _ = listened(store, of(service))
        again, _ = listened(store, of(service), rounds=2)
    assert (first.heard, again.heard) == (1, 0)
    assert service.asked[-1].headers["if-modified-since"] == said["Last-Modified"]
    assert "127.0.0.1" not in rows(store, "source")["cursor"].iloc[0]


def test_another_query_does_not_take_the_feed_for_unchanged(store: Store) -> None:
    with serving(lambda asked: Reply(RSS2, headers={"ETag": '"v1"'})) as service:
        listened(store, of(service, words=("coat",)))
        listened(store, of(service))
        listened(store, of(service))
    assert ["if-none-match" in one.headers for one in service.asked] == [False, False, True]


def test_only_entries_with_a_word_are_kept_when_words_are_given(store: Store) -> None:
    with serving(lambda asked: Reply(RSS2)) as service:
        result, _ = listened(store, of(service, words=("coat",)))
    assert (result.heard, result.rows_rejected) == (1, 1)


def test_a_bad_feed_is_left_out_and_the_others_go_on(store: Store) -> None:
    def answer(asked: Asked) -> Reply:
        return {"/gone": Reply(status=410), "/page": Reply(b"<html></html>")}.get(asked.path, Reply(ATOM))

    with serving(answer) as service:
        _, told = listened(store, of(service, "gone", "page", "feed.xml"), rounds=2)
    assert len(rows(store)) == 1 and sum("is left out" in line for line in told.said) == 2


def test_a_password_in_an_address_is_used_and_never_shown(store: Store) -> None:
    with serving(lambda asked: Reply(ATOM) if "authorization" in asked.headers else Reply(status=401)) as service:
        guarded = service.url.replace("//", "//me:hidden@")
        _, told = listened(store, lambda http: Feeds(http, [f"{guarded}/feed.xml", f"{service.url}/open", guarded]))
        assert len(rows(store)) == 1
        with pytest.raises(BadInput) as refused:
            listened(store, lambda http: Feeds(http, [f"{service.url}/open"]))
    assert not any("hidden" in said for said in (*told.said, str(refused.value), Feeds(http_of()[0], [guarded]).asked))


def test_when_no_feed_is_left_the_last_reason_is_said(store: Store) -> None:
    with serving(in_turn(Reply(b"<html></html>"))) as service, pytest.raises(BadInput, match="no RSS or Atom feed"):
        listened(store, of(service))


@pytest.mark.parametrize("address", ["feed.xml", "ftp://b.example/feed", "https://", "file:///etc/passwd"])
def test_an_address_that_is_none_is_named(address: str, store: Store) -> None:
    with pytest.raises(BadInput, match="is no address of a feed"):
        listened(store, lambda http: Feeds(http, [address]))
