"""What changed between two snapshots: stages, what came and went, how growth moved; nothing knows of a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.formats import count, signed_percent
from dashboard.readings import named
from dashboard.words import say, say_count

MOVED = 0.1  # ten points: a growth that differs by less has not moved, however narrow its interval was
NAMED = 3  # the most names in one sentence
KINDS = ("stage", "entered", "left", "moved")
MEASURES = ("stage", "share", "growth")
RANGE = ("growth_lo", "growth_hi")
KEYS = ["series_id", "label_id", "name", "facet", "within_label_id", "region", "source", "audience", "magnitude"]


def between(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return what changed, one row for each trend that did.

    Args:
        before: rows of `page_standing` or `page_watched` of the earlier snapshot.
        now: the same of the later one.

    Returns:
        The keys of a trend; change (stage, entered, left, or moved: the growth lies ten points or more from where it
        was, and outside the interval it had; of several the first); stage, share and growth, and as they were
        (`_before`); growth_change in points (0.1 is +10 points). Ordered by change in this order, then by how much the
        growth moved.
    """
    both = compared(before, now)
    both["change"] = _kinds(both)
    both["size"] = both["growth_change"].abs().fillna(both["share"])
    both["rank"] = both["change"].map({kind: rank for rank, kind in enumerate(KINDS)})
    changed = both[both["change"].notna()].sort_values(["rank", "size", "series_id"], ascending=[True, False, True])
    return changed.drop(columns=["rank", "size"]).reset_index(drop=True)


def compared(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return every trend of either snapshot with its measures then and now, and how the growth moved."""
    measures = [*MEASURES, *RANGE]
    both = now[[*KEYS, *measures]].merge(
        before[["series_id", *measures]], on="series_id", how="outer", suffixes=("", "_before")
    )
    keys = pd.concat([now[KEYS], before[KEYS]]).drop_duplicates("series_id").set_index("series_id")
    for name in KEYS[1:]:
        both[name] = both["series_id"].map(keys[name])
    return both.assign(growth_change=both["growth"] - both["growth_before"])


def _kinds(both: pd.DataFrame) -> pd.Series[str]:
    """Return how each trend changed, None where it did not."""
    inside = both["growth"].between(both["growth_lo_before"], both["growth_hi_before"])
    kinds = pd.Series(None, index=both.index, dtype=object)
    kinds[(both["growth_change"].abs() >= MOVED) & ~inside] = "moved"
    kinds[both["stage"].ne(both["stage_before"])] = "stage"
    kinds[both["stage"].isna()] = "left"
    kinds[both["stage_before"].isna()] = "entered"
    return kinds


def sentences(changed: pd.DataFrame, since: str) -> list[str]:
    """Return what changed as sentences of Markdown, the changes of stage first.

    Args:
        changed: as `between` gives it.
        since: when the earlier snapshot was published.
    """
    if changed.empty:
        return [say("changes.none", since=since)]
    said = [_sentence(kind, changed[changed["change"] == kind]) for kind in KINDS]
    return [say("changes.since", since=since), *(sentence for sentence in said if sentence)]


def _sentence(kind: str, rows: pd.DataFrame) -> str:
    """Say one kind of change, naming the first few and counting the others."""
    if rows.empty:
        return ""
    names = ", ".join(_named(kind, row) for row in rows.head(NAMED).to_dict("records"))
    if len(rows) > NAMED:
        names = say("changes.more", names=names, count=count(len(rows) - NAMED))
    return say(f"changes.{kind}", trends=say_count(f"changes.{kind}_trends", len(rows)), names=names)


def _named(kind: str, row: Mapping[Any, Any]) -> str:
    """Name a trend and what happened to it."""
    name = named(row)
    if kind == "stage":
        before, now = (say(f"stage_plain.{row[stage]}") for stage in ("stage_before", "stage"))
        return say("changes.from_to", name=name, before=before, now=now)
    if kind == "moved":
        before, now = (signed_percent(row[growth]) for growth in ("growth_before", "growth"))
        return say("changes.from_to", name=name, before=before, now=now)
    return f"**{name}**"
