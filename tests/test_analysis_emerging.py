"""New words on the rise: what is found, what is not, and how terms are cut out of texts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from analysis.topics.counts import count_terms
from analysis.topics.emerging import COLUMNS, emerging_terms, first_weeks
from analysis.topics.growth import q_values, rate_p, tallies
from analysis.topics.terms import known_words, terms_of

NOW = date(2025, 12, 22)
KNOWN = known_words(["wide-leg", "ballet flat", "suede", "noir", "barrel leg jeans"])
FILLER = ("river", "garden", "window", "morning", "coffee", "bicycle", "harbour", "lantern", "pebble", "meadow")


def season(uses: dict[str, Iterable[int]], region: str = "GB", on_topic: bool = True, a_week: int = 40) -> pd.DataFrame:
    """Return 60 weeks of posts, each by an author of its own; `uses` names in which weeks ago a term stands how often.

    A term's weeks are listed once per post that carries it.
    """
    rng = np.random.default_rng(0)
    rows = []
    for ago in range(60):
        words = [term for term, weeks in uses.items() for week in weeks if week == ago]
        for n in range(a_week):
            filler = " ".join(rng.choice(FILLER, 3))
            text = f"{filler}, {words[n]}." if n < len(words) else filler
            rows.append(
                (f"p{ago:02}-{n:02}", f"a{ago}-{n}-{region}", NOW - timedelta(weeks=ago), region, text, on_topic)
            )
    return pd.DataFrame(rows, columns=["post_id", "author", "week", "region", "text", "on_topic"])


def found(posts: pd.DataFrame) -> set[str]:
    terms = emerging_terms(posts, NOW, KNOWN)
    return set(terms.loc[terms["region"] == "all", "term"])


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        ({"mosscore": [*range(8)] * 3}, {"mosscore"}),
        ({"mosscore": [*range(25)]}, {"mosscore"}),
        ({"glasshouse girl": [*range(8)] * 3}, {"glasshouse girl"}),
        ({"#mosscore": [*range(8)] * 3}, {"#mosscore"}),
        ({"mosscore": [*range(8)] * 3, "#mosscore": [0, 1, 2, 3, 4, 5]}, {"mosscore"}),
        ({"mosscore": [*range(60)]}, set()),
        ({"mosscore": [0, 1, 2, 3]}, set()),
        ({"mosscore": [*range(8), *range(52, 60)] * 3}, set()),
        ({"mosscore": [*range(30, 60)]}, set()),
        ({"suede": [*range(8)] * 3}, set()),
        ({"wide leg": [*range(8)] * 3}, set()),
        ({"#wideleg": [*range(8)] * 3}, set()),
        ({"ballet flats": [*range(8)] * 3}, set()),
        ({"barrel": [*range(8)] * 3}, set()),
        ({"the and with": [*range(8)] * 3}, set()),
    ],
    ids=[
        "new in eight weeks", "new in half a year", "a phrase, not its words", "a hashtag", "a word and its hashtag",
        "steady", "too few authors", "a season", "gone", "known", "known with a hyphen", "known as hashtag",
        "known in the plural", "a word of a known phrase", "stop words",
    ],
)  # fmt: skip
def test_only_growth_outside_the_vocabulary_is_news(uses: dict[str, list[int]], expected: set[str]) -> None:
    assert found(season(uses)) == expected


def test_one_loud_author_is_not_a_trend() -> None:
    posts = season({"mosscore": [*range(8)] * 3})
    posts.loc[posts["text"].str.contains("mosscore"), "author"] = "the same"
    assert found(posts) == set()


def test_a_word_of_posts_about_something_else_is_not_a_trend_in_clothes() -> None:
    posts = season({"mosscore": [*range(8)] * 3})
    posts.loc[posts["text"].str.contains("mosscore"), "on_topic"] = False
    assert found(posts) == set()


def test_a_phrase_with_a_known_word_must_outgrow_that_word() -> None:
    rise = [*range(8)] * 3
    carried = {"suede": [*range(8)] * 6, "clutch": [*range(60)] * 3, "suede clutch": [*range(8)] * 2}
    assert "suede clutch" not in found(season(carried))
    steady = {"suede": [*range(60)] * 6, "clutch": [*range(60)] * 10, "suede clutch": rise}
    assert "suede clutch" in found(season(steady))


def test_a_combination_that_only_its_parts_carry_is_no_news() -> None:
    rng = np.random.default_rng(3)
    posts = season({}, a_week=200)
    for word, before, now in (("suede", 0.1, 0.4), ("spotted", 0.1, 0.4), ("adored", 0.3, 0.3)):
        share = np.where((pd.Timestamp(NOW) - pd.to_datetime(posts["week"])).dt.days < 56, now, before)
        posts["text"] = np.where(rng.random(len(posts)) < share, posts["text"] + f" {word}", posts["text"])
    assert found(posts) == {"spotted"}


def test_a_word_that_lives_beside_a_known_one_must_outgrow_it() -> None:
    assert found(season({"tiers suede": [*range(8)] * 6 + [*range(8, 60)]})) == set()
    assert found(season({"suede": [*range(60)] * 6, "tiers suede": [*range(8)] * 6})) == {"tiers suede"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("new at our counter, the mosscore coat, come and try it", set()), ("mosscore!", {"mosscore"})],
    ids=["an advertisement", "a cry"],
)
def test_who_copies_a_text_adds_no_voice(text: str, expected: set[str]) -> None:
    posts = season({"mosscore": [*range(8)] * 3})
    posts.loc[posts["text"].str.contains("mosscore"), "text"] = text
    assert found(posts) == expected


def test_regions_are_tested_apart() -> None:
    posts = pd.concat(
        [season({"mosscore": [*range(8)] * 3}), season({}, region="US").assign(post_id=lambda f: "u" + f["post_id"])]
    )
    terms = emerging_terms(posts, NOW, KNOWN)
    assert set(terms["region"]) == {"all", "GB"}


def test_a_row_says_who_when_and_where() -> None:
    posts = season({"mosscore": [*range(8)] * 3 + [20]})
    row = emerging_terms(posts, NOW, KNOWN).set_index("region").loc["all"]
    assert (row["authors_recent"], row["authors_before"], row["kind"]) == (24, 1, "word")
    assert row["share_recent"] == pytest.approx(24 / 320) and row["share_before"] == pytest.approx(1 / 2080)
    assert row["first_seen"] == NOW - timedelta(weeks=20)
    shown = posts[posts["post_id"].isin(json.loads(row["post_ids"]))]
    assert len(shown) == 5 and shown["text"].str.contains("mosscore").all() and (shown["week"] == NOW).sum() == 3


def test_chance_alone_makes_no_news() -> None:
    rng = np.random.default_rng(1)
    words = [f"{a}{b}{c}" for a, b, c in product(("bo", "ka", "li"), ("ren", "tos", "mil"), ("ta", "ra", "da"))]
    posts = season({})
    posts["text"] = [" ".join(rng.choice(words, 4)) for _ in range(len(posts))]
    assert found(posts) == set()


def test_no_posts_make_an_empty_frame_with_the_columns() -> None:
    assert list(emerging_terms(season({}).iloc[:0], NOW, KNOWN).columns) == COLUMNS
    old = season({}).assign(week=date(2020, 1, 6))
    assert emerging_terms(old, NOW, KNOWN).empty


def test_the_order_of_posts_changes_nothing() -> None:
    posts = season({"mosscore": [*range(8)] * 3, "glasshouse girl": [*range(20)]})
    pd.testing.assert_frame_equal(
        emerging_terms(posts, NOW, KNOWN), emerging_terms(posts.sample(frac=1, random_state=2), NOW, KNOWN)
    )


def test_the_p_value_is_that_of_the_exact_test_of_two_rates() -> None:
    rng = np.random.default_rng(2)
    now, then = rng.integers(0, 20, 50), rng.integers(1, 40, 50)
    fast = rate_p(pd.Series(now), pd.Series(then), 100, 300)
    slow = [binomtest(a, a + b, 0.25, alternative="greater").pvalue for a, b in zip(now, then, strict=True)]
    assert np.allclose(fast, slow)


def test_q_values_hold_under_any_dependence() -> None:
    p = np.array([0.001, 0.5, 0.004])
    tests = 3 * (1 + 1 / 2 + 1 / 3)  # Benjamini and Yekutieli 2001, theorem 1.3
    assert np.allclose(q_values(p), [0.001 * tests, 0.5 * tests / 3, 0.004 * tests / 2])
    assert q_values(np.zeros(0)).shape == (0,)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 59)), max_size=40))
def test_people_are_counted_once_a_window_and_once_a_week(uses: list[tuple[int, int, int]]) -> None:
    term, who, ago = (np.array([use[n] for use in uses], dtype=np.int64) for n in range(3))
    counted = tallies(term, who, ago)
    windows = {"recent": range(8), "before": range(8, 60), "later": range(30), "earlier": range(30, 60)}
    for name, weeks in {**windows, "year_ago": range(52, 60)}.items():
        for number in set(term.tolist()):
            inside = {(w, a) for t, w, a in uses if t == number and a in weeks}
            assert counted.loc[number, f"{name}_weeks"] == len(inside)
            assert counted.loc[number, name] == len({w for w, _ in inside})


TEXTS = st.text(st.sampled_from("abcde éß#'’-.,\n\0大衣7 @:/") | st.characters(), max_size=40)
MADE = st.lists(st.sampled_from(["suede", "the", "bag", "#bag", "7", "and", ".", "https://a.b/c", "大衣", "l'eau"]))


@given(st.lists(TEXTS | MADE.map(" ".join), max_size=6), st.integers(1, 3))
def test_terms_of_many_texts_are_those_of_each(texts: list[str], least: int) -> None:
    counts = count_terms(texts, least)
    found = [
        {counts.terms[t] for t, r in zip(counts.term, counts.row, strict=True) if r == n} for n in range(len(texts))
    ]
    each = [terms_of(text) for text in texts]
    assert found == [{term for term in terms if sum(term in other for other in each) >= least} for terms in each]


def test_first_weeks_are_found_in_older_posts() -> None:
    posts = pd.DataFrame(
        {
            "week": [date(2024, 1, 8), date(2024, 1, 1), date(2023, 1, 2)],
            "text": ["Mosscore!", "so mosscore", "mosscorely"],
        }
    )
    assert first_weeks(["mosscore", "tidecore"], posts) == {"mosscore": date(2024, 1, 1)}


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Soft archivist, again", {"soft", "archivist", "soft archivist"}),
        ("velourage. clutch", {"velourage", "clutch"}),
        ("#TideCore #穿搭日常", {"#tidecore", "#穿搭日常"}),
        ("很mosscore的外套", {"mosscore"}),
        ("see https://example.org/velourage [handle] thanks", set()),
        ("l'orchard-noir", {"l'orchard-noir"}),
        ("99 of 100 in Y2K", {"y2k"}),
        ("", set()),
    ],
)
def test_terms_are_cut_at_punctuation_script_and_stop_words(text: str, terms: set[str]) -> None:
    assert terms_of(text) == terms
