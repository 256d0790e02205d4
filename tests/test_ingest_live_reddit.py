"""Reddit: listings, dump lines, and the newest submissions of communities with the keys of an app."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.errors import BadInput
from data.store import Store
from ingest.live.http import Http
from ingest.live.reddit import RedditCommunities
from ingest.sources import reddit
from ingest.sources.container import Member
from tests.listened import listened, rows
from tests.local_service import Asked, Reply, Service, serving

MADE = 1_714_557_600


def submission(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "id": f"a{number}", "name": f"t3_a{number}", "title": f"Coat {number}", "selftext": "a long coat",
        "created_utc": MADE + number, "score": 5, "num_comments": 2, "num_crossposts": 1, "subreddit": "fashion",
        "author": "ann_lee", "permalink": f"/r/fashion/comments/a{number}/coat/", "url": "https://b.example/page",
        **changed,
    }  # fmt: skip


def comment(**changed: Any) -> dict[str, Any]:
    return {
        "id": "c1", "body": "ann_lee wears loafers", "created_utc": str(MADE), "score": -3, "subreddit": "fashion",
        "author": "ann_lee", "permalink": "/r/fashion/comments/a1/coat/c1/", "link_id": "t3_a1", **changed,
    }  # fmt: skip


def listing(*things: Any, after: str | None = None) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": list(things), "after": after, "before": None}}


def thing(post: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "t1" if "body" in post else "t3", "data": post}


def read(path: Path, content: str) -> list[dict[str, Any]]:
    path.write_text(content)
    return [row for batch in reddit.reading(Member.of(path)).batches() for row in batch.to_pylist()]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_listing_is_read_on_one_line_or_on_many(tmp_path: Path, indent: int | None) -> None:
    made = listing(thing(submission(1)), thing(comment()))
    found = read(tmp_path / "listing.json", json.dumps(made, indent=indent))
    assert [row["id"] for row in found] == ["t3_a1", "t1_c1"]
    assert [row["row"] for row in found] == [1, 2]


def test_every_field_of_a_submission_and_of_a_comment_is_read(tmp_path: Path) -> None:
    post = submission(
        1, crosspost_parent="t3_zz", preview={"images": [{"source": {"url": "https://p.example/1?a&amp;b"}}]}
    )
    first, second = read(tmp_path / "dump.jsonl", "\n".join(map(json.dumps, [post, comment()])))
    assert {role: first[role] for role in ("id", "author", "date", "title", "text", "original", "audience")} == {
        "id": "t3_a1", "author": "ann_lee", "date": str(MADE + 1), "title": "Coat 1", "text": "a long coat",
        "original": "t3_zz", "audience": "fashion",
    }  # fmt: skip
    assert (first["likes"], first["reposts"], first["replies"]) == ("5", "1", "2")
    assert json.loads(first["media"]) == [{"url": "https://p.example/1?a&b", "alt": None}]
    assert (second["id"], second["text"], second["title"], second["likes"]) == (
        "t1_c1",
        "ann_lee wears loafers",
        None,
        "-3",
    )


PICTURES: list[tuple[dict[str, Any], list[tuple[str, str | None]]]] = [
    ({"url": "https://i.example/a.JPG?x=1"}, [("https://i.example/a.JPG?x=1", None)]),
    ({"url": "https://v.example/a.mp4"}, []),
    ({"url_overridden_by_dest": "https://i.example/b.png"}, [("https://i.example/b.png", None)]),
    (
        {"media_metadata": {"m1": {"s": {"u": "u1"}}, "m2": {"s": {"u": "u2"}}, "m3": {"status": "failed"}},
         "gallery_data": {"items": [{"media_id": "m2", "caption": "back"}, {"media_id": "m1"}, {"media_id": "m3"}]}},
        [("u2", "back"), ("u1", None)],
    ),
    ({"media_metadata": {"m1": {"s": {"u": "u1"}}}}, [("u1", None)]),
    ({"media_metadata": [1], "gallery_data": 3, "preview": "x"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("given", "found"), PICTURES)
def test_pictures_come_from_the_gallery_the_preview_or_the_link(
    given: dict[str, Any], found: list[tuple[str, str | None]]
) -> None:
    (row,) = reddit.batch([submission(1, **given)]).to_pylist()
    assert [(one["url"], one["alt"]) for one in json.loads(row["media"] or "[]")] == found


GONE = [
    (submission(1, selftext="[deleted]"), (None, None, "ann_lee")),
    (submission(1, selftext="[removed]", author="[deleted]"), (None, None, None)),
    (submission(1, title="[deleted by user]", selftext=""), (None, None, "ann_lee")),
    (comment(body="[removed]"), (None, None, "ann_lee")),
    (submission(1, author="[deleted]"), ("Coat 1", "a long coat", None)),
    (submission(1, selftext=""), ("Coat 1", "", "ann_lee")),
]


@pytest.mark.parametrize(("post", "left"), GONE)
def test_what_was_taken_back_is_no_text_and_nobody(post: dict[str, Any], left: tuple[str | None, ...]) -> None:
    (row,) = reddit.batch([post]).to_pylist()
    assert (row["title"], row["text"], row["author"]) == left


def test_the_page_of_one_person_is_no_audience() -> None:
    (row,) = reddit.batch([submission(1, subreddit="u_ann_lee")]).to_pylist()
    assert row["audience"] is None


RECOGNISED = [
    (listing(), True), (thing(submission(1)), True), (submission(1), True), (comment(), True),
    ({"kind": "Listing"}, False), ({"created_utc": 1, "text": "x"}, False), ({"kind": "t5", "data": {}}, False),
]  # fmt: skip


@pytest.mark.parametrize(("record", "is_one"), RECOGNISED)
def test_listings_and_dump_lines_are_recognised(record: dict[str, Any], is_one: bool) -> None:
    assert reddit.recognises(record) is is_one


NAMES = [*submission(1), "body", "media_metadata", "gallery_data", "preview", "kind", "data"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=8,
)


@given(
    st.lists(JSON | st.dictionaries(st.sampled_from([*submission(1), "media_metadata", "preview"]), JSON), max_size=4)
)
@examples(max_examples=80, deadline=None)
def test_any_records_make_as_many_rows(records: list[Any]) -> None:
    assert len(reddit.batch(records)) == len(records)


class Site:
    """The API: a token for the right keys, and a listing that pages two submissions at a time."""

    def __init__(self, posts: list[dict[str, Any]], token: str = "t1") -> None:
        self.posts, self.token = posts, token

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/api/v1/access_token":
            good = asked.headers["authorization"] == "Basic a2V5OnNlY3JldA=="  # key:secret
            return Reply({"access_token": self.token, "expires_in": 3600}) if good else Reply(status=401)
        if asked.headers["authorization"] != f"bearer {self.token}":
            return Reply(status=401)
        if not asked.path.startswith("/r/fashion/"):
            return Reply(status=404)
        found = sorted(self.posts, key=lambda one: -float(one["created_utc"]))
        names = [one["name"] for one in found]
        at = names.index(asked.params["after"]) + 1 if "after" in asked.params else 0
        page = found[at : at + 2]
        return Reply(listing(*map(thing, page), after=page[-1]["name"] if at + 2 < len(found) else None))


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMLINE_REDDIT_ID", "key")
    monkeypatch.setenv("HEMLINE_REDDIT_SECRET", "secret")


def communities(service: Service, *names: str, words: tuple[str, ...] = ()) -> Callable[[Http], RedditCommunities]:
    return lambda http: RedditCommunities(http, service.url, service.url, names or ("r/Fashion",), words)


def test_new_submissions_are_read_until_what_was_heard_before(store: Store) -> None:
    site = Site([submission(number) for number in range(1, 10)])
    with serving(site) as service:
        listened(store, communities(service))
        site.posts += [submission(number) for number in range(10, 13)]
        result, _ = listened(store, communities(service), rounds=2)
    assert len(rows(store)) == 9 and result.rows_stored == 3
    assert sum(one.path.endswith("access_token") for one in service.asked) == 2
    assert not rows(store).astype(str).apply(lambda column: column.str.contains("ann_lee")).any(axis=None)


def test_a_token_that_ended_is_renewed(store: Store) -> None:
    site = Site([submission(1)])

    def answer(asked: Asked) -> Reply:
        if len(service.asked) == 3:
            site.token = "t2"
        return site(asked)

    with serving(answer) as service:
        listened(store, communities(service), rounds=2)
    assert sum(one.path.endswith("access_token") for one in service.asked) == 2


def test_submissions_of_the_future_do_not_move_the_cursor(store: Store) -> None:
    site = Site([submission(1), submission(2, created_utc=datetime.now(UTC).timestamp() + 9e6)])
    with serving(site) as service:
        listened(store, communities(service))
        site.posts.append(submission(3))
        listened(store, communities(service))
    assert len(rows(store)) == 2 and rows(store, "rejected")["reason"].tolist() == ["impossible date"]


def test_only_submissions_with_a_word_are_kept_when_words_are_given(store: Store) -> None:
    with serving(Site([submission(1), submission(2, title="Hats", selftext="")])) as service:
        result, _ = listened(store, communities(service, words=("hat",)))
    assert (result.heard, result.rows_stored) == (1, 1)


def test_missing_and_wrong_keys_are_a_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMLINE_REDDIT_SECRET", "wrong")
    with serving(Site([])) as service:
        with pytest.raises(BadInput, match="answered 401 to the keys in HEMLINE_REDDIT_ID"):
            listened(store, communities(service))
        monkeypatch.delenv("HEMLINE_REDDIT_SECRET")
        with pytest.raises(BadInput, match="set HEMLINE_REDDIT_ID and HEMLINE_REDDIT_SECRET to its id and secret"):
            listened(store, communities(service))


def test_a_community_that_is_gone_is_left_out(store: Store) -> None:
    with serving(Site([submission(1)])) as service:
        _, told = listened(store, communities(service, "gone", "fashion"))
    assert len(rows(store)) == 1 and any("'gone' is left out" in line for line in told.said)


@pytest.mark.parametrize("name", ["", "r/", "two words", "../api", "r/a?b"])
def test_a_name_that_is_none_is_named(store: Store, name: str) -> None:
    with serving(Site([])) as service, pytest.raises(BadInput, match="is no community of Reddit"):
        listened(store, communities(service, name))
