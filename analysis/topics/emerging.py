"""New words on the rise: terms outside the vocabulary that more people use now than chance explains."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.topics.terms import Counts, bare, count_terms, is_known, kind_of, parts_of, parts_of_known, terms_of

RECENT_WEEKS = 8
BEFORE_WEEKS = 52
HALF_WEEKS = (RECENT_WEEKS + BEFORE_WEEKS) // 2
FEWEST_AUTHORS = 5  # distinct authors in the recent weeks
FEWEST_TESTED = 4  # distinct authors in both windows together: below it no result could be told from chance
FALSE_DISCOVERY = 0.05
YEAR_AGO_P = 0.05
ON_TOPIC = 0.5  # of the recent posts with a term must carry a label of the vocabulary
SAME = 0.9  # of a word's authors use it inside the phrase: then the phrase is the term
SHOWN_POSTS = 5

_LOOKS = ("recent", "before", "later", "earlier")
COLUMNS = ["term", "region", "kind", "first_seen", "authors_recent", "authors_before"]
COLUMNS += ["share_recent", "share_before", "q_value", "post_ids"]

Floats = npt.NDArray[np.float64]


def emerging_terms(posts: pd.DataFrame, now_week: date, known: frozenset[str]) -> pd.DataFrame:
    """Find the terms whose share of distinct authors grew beyond chance and is larger now than in the year before.

    Two looks at the 60 weeks, because a word that came half a year ago has spread into the 52 weeks it is
    measured against: the last 8 against the 52 before, and the last 30 against the 30 before. Each is Fisher's
    exact test, one-sided, of authors with and without the term; the smaller p is doubled, and Benjamini-Hochberg
    runs over every term that at least 4 authors used, in all regions together and in each. A new term also
    stands higher in the last 8 weeks than in the 52 before, is used by at least 5 authors there, and beats the
    same 8 weeks a year ago (p at most 0.05), so that a season is not news. A phrase that holds a word of the
    vocabulary must grow against that word's own authors.

    Args:
        posts: columns post_id, author (never empty), week (date), region, text, on_topic; 60 weeks up to now.
        now_week: the last complete week.
        known: words of the vocabulary, as `known_words` makes them.

    Returns:
        The columns of the table `emerging_term`; first_seen is the first week within `posts`.
    """
    posts = _windowed(posts, now_week)
    counts = count_terms(posts["text"])
    if not counts.terms or not posts["recent"].any():
        return pd.DataFrame(columns=COLUMNS)
    uses = _uses(posts, counts)
    regions = [region for region in sorted(posts["region"].dropna().unique()) if region != "all"]
    tests = [_tested(posts, uses, counts.terms, known, region) for region in ["all", *regions]]
    tested = pd.concat(tests, ignore_index=True)
    found = _without_repeats(tested)
    return _described(found, posts, uses, counts.terms) if len(found) else pd.DataFrame(columns=COLUMNS)


def first_weeks(terms: Iterable[str], posts: pd.DataFrame) -> dict[str, date]:
    """Return the first week in which each of the terms stands in `posts` (columns week, text), where it does."""
    wanted, seen = set(terms), dict[str, date]()
    for week, text in zip(posts["week"], posts["text"], strict=True):
        for term in wanted.intersection(terms_of(text)):
            seen[term] = min(week, seen.get(term, week))
    return seen


def _windowed(posts: pd.DataFrame, now_week: date) -> pd.DataFrame:
    """Keep the 60 weeks up to now and mark the recent ones and the same ones a year ago."""
    week = pd.to_datetime(posts["week"])
    ago = ((pd.Timestamp(now_week) - week).dt.days // 7).to_numpy()
    kept = (ago >= 0) & (ago < RECENT_WEEKS + BEFORE_WEEKS)
    windows = {"recent": ago < RECENT_WEEKS, "later": ago < HALF_WEEKS, "year_ago": ago >= BEFORE_WEEKS}
    marked = posts.assign(**windows, week=week.dt.date)
    return marked[kept].reset_index(drop=True)


def _uses(posts: pd.DataFrame, counts: Counts) -> pd.DataFrame:
    """Return one row per use of a term: its number, the post's row, author, windows and region."""
    columns: dict[str, Any] = {"term": counts.term, "row": counts.row}
    who = pd.factorize(posts["author"])[0].astype(np.int32)
    for name, values in {"who": who, **posts[["recent", "later", "year_ago"]]}.items():
        columns[name] = np.asarray(values)[counts.row]
    columns["region"] = pd.Categorical(posts["region"]).codes[counts.row]
    return pd.DataFrame(columns)


def _tested(
    posts: pd.DataFrame, uses: pd.DataFrame, terms: list[str], known: frozenset[str], region: str
) -> pd.DataFrame:
    """Count the authors of each term in one region's windows and test their growth."""
    here = posts
    if region != "all":
        here = posts[posts["region"] == region]
        uses = uses[uses["region"] == list(pd.Categorical(posts["region"]).categories).index(region)]
    base = {name: here.loc[window, "author"].nunique() for name, window in _windows(here).items()}
    counted = pd.DataFrame({name: _authors(uses[window]) for name, window in _windows(uses).items()})
    counted = counted.fillna(0).astype(int)
    counted = counted[counted["recent"] + counted["before"] >= FEWEST_TESTED]
    counted["term"] = [terms[number] for number in counted.index]
    counted["number"], counted["region"] = counted.index, region
    for window in ("recent", "before"):
        counted[f"share_{window}"] = counted[window] / max(base[window], 1)
    counted["p"] = _growth_p(counted, base)
    counted["p_year"] = _fisher_p(counted["recent"], counted["year_ago"], base["recent"], base["year_ago"])
    return _judged(_beyond_known(counted, known))


def _windows(frame: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """Return the masks of the two looks' windows and of the recent weeks a year ago, by name."""
    return {
        "recent": frame["recent"],
        "before": ~frame["recent"],
        "later": frame["later"],
        "earlier": ~frame["later"],
        "year_ago": frame["year_ago"],
    }


def _authors(uses: pd.DataFrame) -> pd.Series[int]:
    """Return the number of distinct authors by term number."""
    pairs = np.unique(uses["term"].to_numpy(np.int64) << 32 | uses["who"].to_numpy(np.int64))
    term, authors = np.unique(pairs >> 32, return_counts=True)
    return pd.Series(authors.astype(np.int64), index=term)


def _growth_p(counted: pd.DataFrame, base: Mapping[str, Any]) -> Floats:
    """Return the p value of growth in either look, corrected for there being two (Bonferroni)."""
    quick = _fisher_p(counted["recent"], counted["before"], base["recent"], base["before"])
    slow = _fisher_p(counted["later"], counted["earlier"], base["later"], base["earlier"])
    p: Floats = np.minimum(1.0, 2 * np.minimum(quick, slow))
    return p


def _fisher_p(now: pd.Series[int], then: pd.Series[int], base_now: Any, base_then: Any) -> Floats:
    """Return the one-sided p of Fisher's exact test that the share now is no larger than the share then."""
    from scipy.stats import hypergeom

    everyone = np.asarray(base_now) + np.asarray(base_then)
    p: Floats = hypergeom.sf(now.to_numpy() - 1, everyone, (now + then).to_numpy(), np.asarray(base_now))
    return p


def _beyond_known(counted: pd.DataFrame, known: frozenset[str]) -> pd.DataFrame:
    """Drop the vocabulary's own words, and make phrases that hold one beat that word's growth too."""
    by_term = counted.set_index("term")
    parts = parts_of_known(known)
    own = [is_known(term, known) or is_known(term, parts) for term in counted["term"]]
    counted = counted[~np.asarray(own, dtype=bool)].copy()
    spread = by_term["recent"].to_dict()
    held = [(at, part) for at, term in counted["term"].items() for part in _explaining(term, spread, known)]
    if held:
        rows, base = counted.loc[[at for at, _ in held]], by_term.loc[[part for _, part in held]]
        p = _growth_p(rows, {name: base[name].to_numpy() for name in _LOOKS})
        worst = pd.Series(p, index=rows.index).groupby(level=0).max()
        counted.loc[worst.index, "p"] = np.maximum(counted.loc[worst.index, "p"], worst)
    return counted


def _explaining(term: str, spread: Mapping[Any, Any], known: frozenset[str]) -> list[str]:
    """Return the vocabulary's words in a phrase, unless another of its words lives nowhere but in the phrase."""
    parts = [part for part in parts_of(term) if part in spread]
    held = [part for part in parts if is_known(part, known)]
    own = [part for part in parts if part not in held and spread[term] >= SAME * spread[part]]
    return [] if own else held


def _judged(counted: pd.DataFrame) -> pd.DataFrame:
    """Add q values over all tested terms and whether a term is new."""
    from scipy.stats import false_discovery_control

    q = false_discovery_control(counted["p"].clip(0, 1)) if len(counted) else np.zeros(0)
    counted["q_value"] = q
    many = (counted["recent"] >= FEWEST_AUTHORS) & (counted["share_recent"] > counted["share_before"])
    counted["new"] = many & (counted["q_value"] <= FALSE_DISCOVERY) & (counted["p_year"] <= YEAR_AGO_P)
    return counted


def _without_repeats(tested: pd.DataFrame) -> pd.DataFrame:
    """Keep the new terms, one for each novelty: the phrase or its word, the word or its hashtag."""
    found = tested[tested["new"]]
    spread = tested[tested["region"] == "all"].set_index("term")["recent"]
    names = set(found["term"])
    dropped = set()
    for term in names:
        for part in names.intersection(parts_of(term)):
            dropped.add(part if spread[term] >= SAME * spread[part] else term)
    for _, same in found["term"].drop_duplicates().groupby(found["term"].map(bare)):
        dropped |= set(same) - {min(set(same) - dropped or set(same), key=lambda term: (-spread[term], term))}
    return found[~found["term"].isin(dropped)]


def _described(found: pd.DataFrame, posts: pd.DataFrame, uses: pd.DataFrame, terms: list[str]) -> pd.DataFrame:
    """Add kind, first week and example posts, and drop terms that most posts use for something else than clothes."""
    uses = uses[uses["term"].isin(found["number"])]
    uses = uses.assign(**{name: posts[name].to_numpy()[uses["row"]] for name in ("week", "post_id", "on_topic")})
    uses = uses.assign(place=posts["region"].to_numpy()[uses["row"]])
    by_term = uses.groupby("term")
    about = uses[uses["recent"]].groupby("term")["on_topic"].mean()
    found = found[found["number"].map(about) >= ON_TOPIC]
    found = found.rename(columns={"recent": "authors_recent", "before": "authors_before"})
    recent = uses[uses["recent"]].sort_values(["week", "post_id"], ascending=[False, True])
    shown = [_examples(recent, *key) for key in zip(found["number"], found["region"], strict=True)]
    first, kind = found["number"].map(by_term["week"].min()), found["term"].map(kind_of)
    described = found.assign(first_seen=first, kind=kind, post_ids=[json.dumps(ids) for ids in shown])
    return described[COLUMNS].sort_values(["region", "q_value", "term"]).reset_index(drop=True)


def _examples(recent: pd.DataFrame, number: int, region: str) -> list[str]:
    """Return up to five of the newest posts with a term, each by another author where there are enough."""
    uses = recent[(recent["term"] == number) & ((region == "all") | (recent["place"] == region))]
    return list(pd.concat([uses.drop_duplicates("who"), uses]).drop_duplicates("post_id")["post_id"][:SHOWN_POSTS])
