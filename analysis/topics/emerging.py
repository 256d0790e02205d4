"""New words on the rise: terms outside the vocabulary that more people use now than chance explains."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from analysis.topics.counts import count_terms
from analysis.topics.growth import RECENT_WEEKS, WEEKS, growth_p, q_values, rate_p, tallies
from analysis.topics.phrases import outgrown, without_repeats
from analysis.topics.terms import is_known, kind_of, parts_of_known, terms_of

FEWEST_AUTHORS = 5  # distinct authors in the recent weeks
FEWEST_TESTED = 4  # distinct authors in both windows together: below it no result could be told from chance
FALSE_DISCOVERY = 0.01  # it is looked for anew every week, mostly in the same posts
GROWN = 2.0  # times the share of before: among many posts a growth nobody would notice is beyond chance
YEAR_AGO_P = 0.05
ON_TOPIC = 0.5  # of the recent posts with a term must carry a label of the vocabulary
SHOWN_POSTS = 5
TEMPLATE_WORDS = 6  # from which on two people who write the same have copied it

COLUMNS = ["term", "region", "kind", "first_seen", "authors_recent", "authors_before"]
COLUMNS += ["share_recent", "share_before", "q_value", "post_ids"]


def emerging_terms(posts: pd.DataFrame, now_week: date, known: frozenset[str]) -> pd.DataFrame:
    """Find the terms whose share of people grew beyond chance and is larger now than in the year before.

    Two looks at the 60 weeks, because a word that came half a year ago has spread into the 52 weeks it is measured
    against: the last 8 against the 52 before, and the last 30 against the 30 before. Each is the exact test of two
    Poisson rates of `growth_p`; Benjamini and Yekutieli's q runs over every term that at least 4 authors used, in all
    regions together and in each. A new term also has twice the share in the last 8 weeks that it had in the 52 before,
    is used by at least 5 authors there, and beats the same 8 weeks a year ago (p at most 0.05), so that a season is not
    news. A phrase must outgrow what its parts explain (`outgrown`).

    Args:
        posts: columns post_id, author (never empty), week (date), region, text, on_topic; 60 weeks up to now.
        now_week: the last complete week.
        known: words of the vocabulary, as `known_words` makes them.

    Returns:
        The columns of the table `emerging_term`; first_seen is the first week within `posts`.
    """
    posts = _windowed(posts, now_week)
    counts = count_terms(posts["text"].tolist(), FEWEST_TESTED)
    if not counts.terms or not (posts["ago"] < RECENT_WEEKS).any():
        return pd.DataFrame(columns=COLUMNS)
    uses = pd.DataFrame({"term": counts.term, "row": counts.row})
    uses = uses.join(posts[["who", "ago", "region"]], on="row")
    ours = _of_the_vocabulary(counts.terms, known)
    regions = [region for region in sorted(posts["region"].dropna().unique()) if region != "all"]
    tests = [_tested(posts, uses, counts.terms, ours, region) for region in ["all", *regions]]
    tested = pd.concat(tests, ignore_index=True)
    everywhere = tested[tested["region"] == "all"]
    spread = dict(zip(everywhere["term"], everywhere["recent"], strict=True))
    found = without_repeats(tested[tested["new"]], spread)
    return _described(found, posts, uses) if len(found) else pd.DataFrame(columns=COLUMNS)


def first_weeks(terms: Iterable[str], posts: pd.DataFrame) -> dict[str, date]:
    """Return the first week in which each of the terms stands in `posts` (columns week, text), where it does."""
    wanted, seen = set(terms), dict[str, date]()
    for week, text in zip(posts["week"], posts["text"], strict=True):
        for term in wanted.intersection(terms_of(text)):
            seen[term] = min(week, seen.get(term, week))
    return seen


def _windowed(posts: pd.DataFrame, now_week: date) -> pd.DataFrame:
    """Keep the 60 weeks up to now, and number their authors and how many weeks ago they wrote."""
    posts = posts.reset_index(drop=True)
    week = pd.to_datetime(posts["week"])
    ago = (pd.Timestamp(now_week) - week).dt.days // 7
    kept = posts.assign(ago=ago, week=week.dt.date)[(ago >= 0) & (ago < WEEKS) & ~_said_before(posts)]
    kept = kept.reset_index(drop=True)
    return kept.assign(who=pd.factorize(kept["author"])[0], region=kept["region"].astype("category"))


def _said_before(posts: pd.DataFrame) -> pd.Series[bool]:
    """Tell which posts repeat an earlier one, word for word and longer than a cry: who copies adds no voice."""
    in_order = posts.sort_values(["week", "post_id"])
    again = in_order.duplicated("text").reindex(posts.index)
    return again & (posts["text"].str.count(r"\w+") >= TEMPLATE_WORDS)


def _of_the_vocabulary(terms: list[str], known: frozenset[str]) -> pd.DataFrame:
    """Tell which terms the vocabulary has (`known`), and which are but a word of one of its phrases (`part`)."""
    parts = parts_of_known(known)
    return pd.DataFrame(
        {"known": [is_known(term, known) for term in terms], "part": [is_known(term, parts) for term in terms]},
        dtype=bool,
    )


def _tested(posts: pd.DataFrame, uses: pd.DataFrame, terms: list[str], ours: pd.DataFrame, region: str) -> pd.DataFrame:
    """Count the people who use each term in one region's windows and test their growth."""
    here, used = posts, uses
    if region != "all":
        here, used = posts[posts["region"] == region], uses[uses["region"] == region]
    base = tallies(np.zeros(len(here), dtype=np.int64), here["who"].to_numpy(), here["ago"].to_numpy()).iloc[0]
    counted = tallies(used["term"].to_numpy(), used["who"].to_numpy(), used["ago"].to_numpy())
    counted = counted[counted["recent"] + counted["before"] >= FEWEST_TESTED]
    counted = counted.assign(term=[terms[number] for number in counted.index], number=counted.index, region=region)
    for window in ("recent", "before"):
        counted[f"share_{window}"] = counted[window] / max(base[window], 1)
    counted["p"] = growth_p(counted, base)
    counted["p_year"] = rate_p(
        counted["recent"], counted["year_ago_weeks"], base["recent_weeks"], base["year_ago_weeks"]
    )
    return _judged(counted.join(ours), base)


def _judged(counted: pd.DataFrame, base: pd.Series[int]) -> pd.DataFrame:
    """Drop the vocabulary's own words, and tell of the others how sure their growth is and whether they are new."""
    tested = counted[~counted["known"] & ~counted["part"]].copy()
    grown = _rate(tested, base, "recent") >= GROWN * _rate(tested, base, "before")
    maybe = (
        (tested["recent"] >= FEWEST_AUTHORS)
        & grown
        & (tested["p"] <= FALSE_DISCOVERY)
        & (tested["p_year"] <= YEAR_AGO_P)
    )
    beyond = outgrown(tested.loc[maybe, "term"], counted, base)
    tested.loc[maybe, "p"] = np.maximum(tested.loc[maybe, "p"], beyond)
    tested["q_value"] = q_values(tested["p"].to_numpy())
    return tested.assign(new=maybe & (tested["q_value"] <= FALSE_DISCOVERY))


def _rate(tested: pd.DataFrame, base: pd.Series[int], window: str) -> pd.Series[float]:
    """Return the share of the people of a window, counted once a week, who use each term."""
    return tested[f"{window}_weeks"] / max(base[f"{window}_weeks"], 1)


def _described(found: pd.DataFrame, posts: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    """Add kind, first week and example posts, and drop terms that most posts use for something else than clothes."""
    uses = uses[uses["term"].isin(found["number"])].join(posts[["week", "post_id", "on_topic"]], on="row")
    recent = uses[uses["ago"] < RECENT_WEEKS].sort_values(["week", "post_id"], ascending=[False, True])
    found = found[found["number"].map(recent.groupby("term")["on_topic"].mean()) >= ON_TOPIC]
    found = found.rename(columns={"recent": "authors_recent", "before": "authors_before"})
    shown = [_examples(recent, *key) for key in zip(found["number"], found["region"], strict=True)]
    first, kind = found["number"].map(uses.groupby("term")["week"].min()), found["term"].map(kind_of)
    described = found.assign(first_seen=first, kind=kind, post_ids=[json.dumps(ids) for ids in shown])
    return described[COLUMNS].sort_values(["region", "q_value", "term"]).reset_index(drop=True)


def _examples(recent: pd.DataFrame, number: int, region: str) -> list[str]:
    """Return up to five of the newest posts with a term, each by another author where there are enough."""
    uses = recent[(recent["term"] == number) & ((region == "all") | (recent["region"] == region))]
    return list(pd.concat([uses.drop_duplicates("who"), uses]).drop_duplicates("post_id")["post_id"][:SHOWN_POSTS])
