"""Repeats and spam: what says nearly the same, who says it too often, and what still counts of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from datasketch import MinHash
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.settings import Settings
from data.store import Store
from ingest.jobs import posts, repeats
from ingest.repeats import BURST_POSTS, CAMPAIGN_AUTHORS, repeats_of
from ingest.sketches import LIKENESS, SHINGLE, leaders, shingle_hashes, sketches, wording

COAT = "wore my grandmother's burgundy trench coat to the market and it rained all day"
SPAM = "Huge warehouse sale today only, designer bags from 19.99, follow the link in our bio to win"
MONDAY = pd.Timestamp("2024-05-06 10:00:00")


def week(*rows: tuple[str | None, str], source: str = "s", original: str | None = None) -> pd.DataFrame:
    """Posts of one week, an hour apart: (author, text)."""
    return pd.DataFrame(
        {
            "post_id": [f"{source}{at}" for at in range(len(rows))],
            "source": source,
            "author": pd.Series([author for author, _ in rows], dtype=object),
            "posted_at": [MONDAY + pd.Timedelta(hours=at) for at in range(len(rows))],
            "original": pd.Series([original] * len(rows), dtype=object),
            "text": [text for _, text in rows],
        }
    )


def found(frame: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """The repeats as post_id to (kind, of_post_id)."""
    return {row.post_id: (row.kind, row.of_post_id) for row in repeats_of(frame).itertuples()}


def jaccard(one: str, other: str) -> float:
    a, b = ({text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)} for text in (one, other))
    return len(a & b) / len(a | b)


def naive_leaders(texts: Sequence[str]) -> list[int]:
    lead: list[int] = []
    for at, text in enumerate(texts):
        lead.append(next((j for j in range(at) if lead[j] == j and jaccard(texts[j], text) >= LIKENESS), at))
    return lead


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("So OVER it!!  #SkinnyJeans 🔥", "so over it skinnyjeans"),
        ("hi [handle], mail [email]", "hi mail"),
        ("わたしのコート。最高", "わたしのコート 最高"),
        ("👗👗", ""),
    ],
)
def test_texts_are_compared_by_their_words(text: str, words: str) -> None:
    assert wording(text) == words


def test_a_sketch_is_the_one_that_datasketch_gives() -> None:
    texts = ["a red coat in the rain", "短い文章です。", COAT.lower(), "aaaaaaaaaaaaaaa"]
    hashes, starts = shingle_hashes(texts)
    for sketch, own in zip(sketches(hashes, starts), np.split(hashes, starts[1:]), strict=True):
        one = MinHash(num_perm=len(sketch), hashfunc=int, scheme="affine32")
        one.update_batch(own)
        assert (one.digest() == sketch).all()


def test_shingles_never_reach_from_one_text_into_the_next() -> None:
    alone = [set(shingle_hashes([text])[0].tolist()) for text in ("abcdefg", "hijklmn")]
    hashes, starts = shingle_hashes(["abcdefg", "hijklmn"])
    assert [set(part.tolist()) for part in np.split(hashes, starts[1:])] == alone


VOCABULARY = [
    "red",
    "blue",
    "coat",
    "dress",
    "with",
    "a",
    "worn",
    "to",
    "market",
    "today",
    "so",
    "大衣",
    "コート",
    "über",
]
WORD = st.sampled_from(VOCABULARY)
EDIT = st.tuples(st.integers(0, 30), WORD)


@examples(max_examples=60, deadline=None)
@given(
    base=st.lists(WORD, min_size=12, max_size=30),
    edits=st.lists(st.lists(EDIT, max_size=4), min_size=1, max_size=8),
)
def test_near_duplicates_are_those_of_the_naive_twin(base: list[str], edits: list[list[tuple[int, str]]]) -> None:
    texts = [" ".join(base)]
    for edit in edits:
        words = list(base)
        for at, word in edit:
            words[at % len(words)] = word
        texts.append(" ".join(words))
    texts = list(dict.fromkeys(texts))
    assert leaders(texts).tolist() == naive_leaders(texts)


def test_a_post_that_says_nearly_the_same_as_its_author_did_is_near() -> None:
    frame = week(("ann", COAT), ("bob", COAT), ("ann", COAT + " again"), ("ann", "something else entirely, a hat"))
    assert found(frame) == {"s2": ("near", "s0")}


def test_without_authors_any_near_duplicate_of_the_week_is_near() -> None:
    assert found(week((None, COAT), (None, COAT + "!"), (None, "a green beret, three euros"))) == {"s1": ("near", "s0")}


def test_a_text_too_short_to_tell_repeats_nothing() -> None:
    assert found(week(*[(None, "love this dress")] * 9)) == {}


def test_likeness_is_not_handed_on_from_text_to_text() -> None:
    words = [f"word{at}" for at in range(40)]
    chain = [" ".join(words[step:] + [f"more{at}" for at in range(step)]) for step in range(0, 20, 3)]
    lead = leaders(chain).tolist()
    assert lead == naive_leaders(chain) and len(set(lead)) > 1


@pytest.mark.parametrize(("count", "kind"), [(BURST_POSTS - 1, "near"), (BURST_POSTS, "burst")])
def test_one_text_by_one_author_again_and_again_is_a_burst(count: int, kind: str) -> None:
    kinds = found(week(*[("bot", f"{COAT} {at}") for at in range(count)], ("ann", COAT)))
    assert kinds == {f"s{at}": (kind, "s0") for at in range(1, count)}


@pytest.mark.parametrize(
    ("authors", "text", "is_campaign"),
    [
        (CAMPAIGN_AUTHORS, SPAM, True),
        (CAMPAIGN_AUTHORS - 1, SPAM, False),
        (CAMPAIGN_AUTHORS, "happy friday everyone, stay warm", False),
    ],
)
def test_one_long_text_by_very_many_authors_is_a_campaign(authors: int, text: str, is_campaign: bool) -> None:
    frame = week(*[(f"shill{at}", text) for at in range(authors)], ("ann", COAT))
    expected = {f"s{at}": ("campaign", "s0") for at in range(1, authors)} if is_campaign else {}
    assert found(frame) == expected


def test_reposts_are_told_apart_from_a_campaign() -> None:
    frame = pd.concat([week(("ann", SPAM)), week(*[(f"fan{at}", SPAM) for at in range(30)], source="r", original="s0")])
    assert set(found(frame.reset_index(drop=True)).values()) == {("repost", "s0")}


def test_the_same_post_in_a_second_export_is_a_copy() -> None:
    both = pd.concat([week(("ann", COAT)), week(("ann-elsewhere", COAT), source="t")], ignore_index=True)
    assert found(both) == {"t0": ("copy", "s0")}
    assert found(both.assign(posted_at=MONDAY.normalize())) == {}, "a day without a time tells nothing"
    assert found(both.assign(source="s")) == {}, "two people of one source may write alike"


TEXT = st.sampled_from([COAT, COAT + " again", SPAM, "short", "hat " * 9])
ROW = st.tuples(st.sampled_from([None, "ann", "bob"]), TEXT)


@examples(max_examples=40, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=25))
def test_a_post_repeats_once_and_only_one_that_does_not_repeat_itself(rows: list[tuple[str | None, str]]) -> None:
    frame = week(*rows)
    kinds = repeats_of(frame)
    assert kinds["post_id"].is_unique and set(kinds["of_post_id"]) <= set(frame["post_id"])
    assert not set(kinds["of_post_id"]) & set(kinds["post_id"])


def stored(store: Store, folder: Path, frame: pd.DataFrame, name: str = "feed") -> None:
    """Take posts in by way of a file."""
    lines = [
        {"id": f"{name}-{at}", "user": row.author, "date": str(row.posted_at), "text": row.text}
        for at, row in enumerate(frame.itertuples())
    ]
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    posts.run(store, folder / f"{name}.jsonl", source=name)


def base(store: Store, source: str = "all") -> int:
    """The people of the whole base."""
    rows = store.read("series_base")
    return int(rows.loc[(rows["source"] == source) & (rows["region"] == "all"), "base"].sum())


def kinds(store: Store) -> dict[str, int]:
    with store.connection() as con:
        return dict(con.execute("SELECT kind, count(*) FROM repeat GROUP BY kind").fetchall())


def test_a_campaign_speaks_with_one_voice(store: Store, tmp_path: Path) -> None:
    stored(store, tmp_path, week(*[(f"shill{at}", SPAM) for at in range(30)], ("ann", COAT), ("bob", "a linen dress")))
    assert kinds(store) == {"campaign": 29}
    assert base(store) == 3


def test_what_follows_the_first_post_of_a_burst_does_not_count(store: Store, tmp_path: Path) -> None:
    stored(store, tmp_path, week(*[("bot", f"{COAT} {at}") for at in range(BURST_POSTS)], ("ann", "a linen dress")))
    with store.connection() as con:
        counted = con.execute("SELECT count(*), count(DISTINCT who) FROM counted_post").fetchall()
    assert kinds(store) == {"burst": BURST_POSTS - 1} and counted == [(2, 2)]


def test_near_duplicates_without_an_author_are_one_person(store: Store, tmp_path: Path) -> None:
    stored(store, tmp_path, week((None, COAT), (None, COAT + " again"), (None, "a linen dress for the summer")))
    assert kinds(store) == {"near": 1} and base(store) == 2


def test_a_second_export_adds_nobody_but_counts_within_its_own_source(store: Store, tmp_path: Path) -> None:
    frame = week(("ann", COAT), ("bob", "a linen dress for the whole summer"))
    stored(store, tmp_path, frame, "one")
    stored(store, tmp_path, frame, "two")
    assert kinds(store) == {"copy": 2}
    assert (base(store), base(store, "one"), base(store, "two")) == (2, 2, 2)


def test_only_weeks_whose_posts_changed_are_looked_at_again(store: Store, tmp_path: Path) -> None:
    frame = week(("ann", COAT), ("ann", COAT + " again"))
    stored(store, tmp_path, frame)
    assert repeats.run(store) == repeats.RepeatsResult()
    later = frame.assign(posted_at=frame["posted_at"] + pd.Timedelta(weeks=1))
    (tmp_path / "more").mkdir()
    stored(store, tmp_path / "more", later, "later")
    assert kinds(store) == {"near": 2}
    with store.connection() as con:
        con.execute("DELETE FROM post WHERE source = 'later'")
    assert repeats.run(store).weeks == 1 and kinds(store) == {"near": 1}


def test_the_order_in_which_posts_come_in_makes_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMLINE_SECRET", "the same in both homes")
    frame = week(*[("bot", f"{COAT} {at}") for at in range(6)], ("ann", COAT), (None, SPAM), (None, SPAM + "!"))
    parts = {"whole": frame, "b": frame.iloc[4:], "a": frame.iloc[:4]}
    tables = []
    for order in (["whole", "b", "a"], ["a", "b", "whole"]):
        store = Store(Settings(home=tmp_path / "-".join(order)))
        for name in order:
            stored(store, tmp_path, parts[name].reset_index(drop=True), name)
        with store.connection() as con:
            tables.append(con.execute("SELECT * FROM repeat ORDER BY ALL").df())
    pd.testing.assert_frame_equal(*tables)
    assert set(tables[0]["kind"]) == {"burst", "copy", "near"}
