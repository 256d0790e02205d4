"""What people show together: counted by people, not by posts, with a lift and evidence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import permutations

import pandas as pd
import pytest

from analysis.jobs import companions
from data.store import Store

NOW = date(2025, 12, 22)
TRENDS = pd.DataFrame({"now_week": [NOW]})
FACETS = {"suede": "material", "denim": "material", "coat": "category", "bag": "category"}
POSTS = [  # author, weeks ago, labels
    ("ann", 1, "suede coat"), ("ann", 2, "suede coat"), ("bea", 3, "suede coat"), ("cat", 4, "suede"),
    ("dee", 5, "coat"), ("eve", 6, "coat denim"), ("hal", 7, "bag denim"),
    ("ann", 51, "denim suede"), ("ann", 52, "suede denim"), ("bea", 60, "suede coat"),
    ("fay", 104, "suede coat"), ("gil", -1, "suede coat"),
]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    """Posts of a few people, evidence of the newest."""
    source = {"source": "s", "kind": "posts", "title": "S", "added_at": datetime(2025, 1, 1)}
    store.add("source", pd.DataFrame([source]))
    reader = {"reader": "r", "kind": "text", "name": "vocabulary", "version": "1", "settings": "{}", "active": True}
    store.add("reader", pd.DataFrame([{**reader, "added_at": datetime(2025, 1, 1)}]))
    posts = [
        {"post_id": f"p{n}", "native_id": str(n), "source": "s", "author": author, "week": NOW - timedelta(weeks=ago),
         "posted_at": NOW - timedelta(weeks=ago), "text": "worn", "text_hash": str(n)}
        for n, (author, ago, _) in enumerate(POSTS)
    ]  # fmt: skip
    store.add("post", pd.DataFrame(posts))
    named = pd.DataFrame({"label_id": list(FACETS), "facet": list(FACETS.values()), "name": list(FACETS)})
    store.add("label", named.assign(names="{}", origin="user"))
    tags = [(f"p{n}", label) for n, (_, _, labels) in enumerate(POSTS) for label in labels.split()]
    tagged = pd.DataFrame(tags, columns=["subject_id", "label_id"])
    store.add("tag", tagged.assign(reader="r", subject_kind="post", polarity="for", score=1.0))
    shown = tagged[tagged["subject_id"].isin(["p0", "p1", "p2"])]
    evidence = shown.assign(evidence_id=shown["subject_id"] + ":" + shown["label_id"], week=NOW, subject_kind="post")
    store.add("evidence", evidence.assign(source="s", polarity="for", excerpt="worn"))
    return store


def pairs_of(store: Store) -> dict[tuple[str, str], tuple[int, int, float]]:
    with store.connection() as con:
        rows = con.execute("SELECT label_id, with_label_id, authors, before, lift FROM companion").fetchall()
    return {(one, other): tuple(rest) for one, other, *rest in rows}


def people(ago: range, *labels: str) -> set[str]:
    """Return who shows all of the labels in one post, the slow way."""
    return {who for who, weeks, shown in POSTS if weeks in ago and set(labels) <= set(shown.split())}


def test_pairs_are_counted_by_people_in_the_year_and_in_the_year_before(filled: Store) -> None:
    companions.count(filled, TRENDS)
    year, before = range(52), range(52, 104)
    met = {pair: len(people(year, *pair)) for pair in permutations(FACETS, 2)}
    naive = {
        pair: (together, len(people(before, *pair)), together / by_chance(met, *pair))
        for pair, together in met.items() if together
    }  # fmt: skip
    assert pairs_of(filled) == {pair: pytest.approx(row) for pair, row in naive.items()}
    assert naive["suede", "coat"] == (2, 1, 2 * 4 / (2 * 3))  # materials and garments meet four times
    assert naive["suede", "denim"][2] == 1.0  # no other two materials meet


def by_chance(met: dict[tuple[str, str], int], one: str, other: str) -> float:
    """Return how many would show both if it were left to chance: one is drawn, then the other; in either order."""
    own, others = added(met, one, FACETS[other]), added(met, other, FACETS[one])
    whole, alike = added(met, FACETS[one], FACETS[other]), FACETS[one] == FACETS[other]
    return own * others * (1 / (whole - alike * own) + 1 / (whole - alike * others)) / 2


def added(met: dict[tuple[str, str], int], one: str, other: str) -> int:
    """Add up who shows any pair of two labels or facets, the slow way."""
    return sum(n for (a, b), n in met.items() if one in (a, FACETS[a]) and other in (b, FACETS[b]))


def test_the_evidence_of_a_pair_comes_from_posts_that_show_both(filled: Store) -> None:
    companions.count(filled, TRENDS)
    with filled.connection() as con:
        rows = con.execute("SELECT * FROM companion_evidence ORDER BY ALL").df()
    assert set(zip(rows["label_id"], rows["with_label_id"], strict=True)) == {("coat", "suede"), ("suede", "coat")}
    assert (rows.groupby("label_id").size() == 3).all() and set(rows["place"]) == {1, 2, 3}


def test_a_second_count_replaces_the_first_and_without_trends_nothing_stays(filled: Store) -> None:
    companions.count(filled, TRENDS)
    companions.count(filled, TRENDS)
    assert len(pairs_of(filled)) == 8
    companions.count(filled, pd.DataFrame())
    assert pairs_of(filled) == {}
