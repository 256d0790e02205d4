"""Styles and words on the rise that a brief can be about, and the label in each that carries figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.briefs.material import Reads
from analysis.briefs.phrases import table
from analysis.briefs.subjects import Lead
from analysis.briefs.themes import RISING


def leads(rows: Reads, language: str) -> dict[str, Lead]:
    """Return every visual style and every word on the rise by its theme.

    A style's figures are its looks and the share of them that shows its first label; a word's are its people.
    """
    return {**_styles(rows, language), **_terms(rows)}


def label_of(theme: str, rows: Reads, trends: pd.DataFrame) -> str | None:
    """Return the label whose figures a brief about a style or a word gives; None where it has none with a trend.

    A style goes by the label it has most more of than other styles; a word by the rising label that most of its posts
    are evidence of, the fastest first.
    """
    known = {str(key): (stage in RISING, growth) for key, stage, growth in _courses(trends)}
    if theme.startswith("style:"):
        return next((label_id for label_id in _named_after(rows, theme)[:1] if label_id in known), None)
    seen = rows.read("brief_terms")
    counts = seen.loc[seen["theme"] == theme, "label_id"].value_counts()
    rated = [((known[str(key)][0], n, known[str(key)][1]), str(key)) for key, n in counts.items() if str(key) in known]
    return max(rated)[1] if rated else None


def lead_of(theme: str, label_id: str, rows: Reads, language: str) -> Lead:
    """Return a style or a word as a brief with the figures of one label speaks of it."""
    lead = leads(rows, language)[theme]
    if lead.kind == "style":
        return lead
    seen = rows.read("brief_terms")
    evidence = seen.loc[(seen["theme"] == theme) & (seen["label_id"] == label_id), "evidence_id"]
    return Lead(lead.theme, lead.name, lead.columns, tuple(evidence))


def _courses(trends: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return each label with its stage and growth."""
    return list(zip(trends["label_id"], trends["stage"], trends["growth"].fillna(0.0), strict=True))


def _styles(rows: Reads, language: str) -> dict[str, Lead]:
    """Return the visual styles."""
    found = {}
    for theme, looks, listed in _rows(rows.read("brief_styles"), ("theme", "looks", "named_after")):
        first = json.loads(listed)[:1]
        columns = {
            "series_id": theme, "label_id": theme, "looks": int(looks), "share": first[0]["share"] if first else None,
        }  # fmt: skip
        name = str(table(language)["words"]["style"]).format(theme.partition(":")[2])
        found[str(theme)] = Lead(str(theme), name, columns)
    return found


def _named_after(rows: Reads, theme: str) -> list[str]:
    """Return the labels a style is named after."""
    styles = rows.read("brief_styles").set_index("theme")["named_after"]
    return [str(one["label_id"]) for one in json.loads(styles.get(theme, "[]"))]


def _terms(rows: Reads) -> dict[str, Lead]:
    """Return the words on the rise."""
    seen = rows.read("brief_terms").drop_duplicates("theme")
    return {
        str(theme): Lead(str(theme), str(name), _people(theme, recent, before))
        for theme, name, recent, before in _rows(seen, ("theme", "name", "authors_recent", "authors_before"))
    }


def _people(theme: str, recent: int, before: int) -> Mapping[str, Any]:
    """Return the figures of a word."""
    return {"series_id": theme, "label_id": theme, "authors_recent": int(recent), "authors_before": int(before)}


def _rows(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return list(zip(*(frame[column] for column in columns), strict=True))
