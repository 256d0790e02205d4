"""What a label goes with, in words: the surest pairs, those of each facet, and what may be one word read as two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.trends.together import LIMITS, surest
from dashboard.formats import count, plain
from dashboard.readings import facet_name
from dashboard.words import say, say_count

Row = Mapping[Any, Any]

DRAWN = 12
FACETS_NAMED, EACH = 5, 2
NAMED = 3
SAME_WORD = 0.9  # of those who show the rarer of two labels: from here on they may be one word


def pairs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of one label, tested, the surest first.

    Args:
        rows: of `page_companions`.
    """
    return surest(rows)


def sentences(name: str, tested: pd.DataFrame) -> list[str]:
    """Say what a label goes with most, what else by facet, and what may be one word read as two.

    Args:
        name: of the label, as Markdown shows it.
        tested: as `pairs` returns them, at least one.
    """
    sure = tested[tested["stands"]]
    first = _none(name, tested) if sure.empty else lead(name, sure.iloc[0].to_dict())
    return [sentence for sentence in (first, by_facet(sure), _same_words(name, tested)) if sentence]


def scope(row: Row) -> list[str]:
    """Say over what pairs are counted, where that is more than the trend's own slice."""
    if row["within_label_id"] != "all":
        return [say("goes_with.of_label", name=plain(row["name"]), within=plain(row["within_name"]))]
    narrowed = (row["region"], row["source"], row["audience"]) != ("all", "all", "all")
    return [say("goes_with.everywhere")] if narrowed else []


def lead(name: str, first: Row) -> str:
    """Return `Suede goes most with barn jackets: 4.2 times as often as chance, 61 people (38 the year before).`"""
    return say(
        "goes_with.lead", name=name, other=plain(first["name"]), times=times(first["lift"]),
        people=say_count("goes_with.people", first["authors"]), before=_before(first),
    )  # fmt: skip


def times(lift: float) -> str:
    """Write a lift with no more digits than it bears."""
    return f"{lift:.0f}" if lift >= 10 else f"{lift:.1f}"


def by_facet(sure: pd.DataFrame) -> str:
    """Return the surest two of each facet, the surest facet first; nothing where there is one pair."""
    if len(sure) < 2:
        return ""
    facets = sure.groupby("facet", sort=False).head(EACH).groupby("facet", sort=False)
    said = [
        say(
            "goes_with.facet",
            facet=plain(facet_name(str(facet))),
            pairs=", ".join(map(_short, rows.to_dict("records"))),
        )
        for facet, rows in list(facets)[:FACETS_NAMED]
    ]
    return " ".join(said)


def _short(row: Row) -> str:
    """Return `Camel (3.1 times)`."""
    return say("goes_with.short", name=plain(row["name"]), times=times(row["lift"]))


def _before(row: Row) -> str:
    """Say how many people showed the pair in the year before."""
    return say("goes_with.before", before=count(row["authors_before"]))


def _same_words(name: str, tested: pd.DataFrame) -> str:
    """Name the pairs that nearly everyone who shows the rarer label shows, since one word may stand for both."""
    rarer = tested[["people", "with_people"]].min(axis=1)
    is_same = (tested["authors"] >= SAME_WORD * rarer) & (tested["authors"] >= LIMITS.people)
    same = tested.loc[is_same, "name"].head(NAMED)
    return say("goes_with.same_word", name=name, others=", ".join(map(plain, same))) if len(same) else ""


def _none(name: str, tested: pd.DataFrame) -> str:
    """Say that nothing stands, and what is shown with it by most people."""
    most = tested.sort_values("authors", ascending=False, kind="stable").iloc[0]
    return say(
        "goes_with.none_sure", name=name, other=plain(most["name"]), times=times(most["lift"]),
        people=say_count("goes_with.people", most["authors"]),
    )  # fmt: skip
