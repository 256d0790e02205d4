"""What the sentences of a brief rest on: the trends, posts and looks behind them, and the figures they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analysis.briefs.brief import Claim
from dashboard import blocks, cached
from dashboard.formats import is_known, plain, short_day
from dashboard.readings import plain_name, region_name
from dashboard.words import say, say_or

POSTS, LOOKS, TRENDS = 8, 4, 4  # shown of one section

Row = dict[Any, Any]


def popover(section: str, claims: Sequence[Claim], language: str) -> None:
    """Show a button that opens what the sentences of a section rest on."""
    ids = list(dict.fromkeys(evidence_id for claim in claims for evidence_id in claim.evidence_ids))
    if not ids:
        return
    opened = st.popover(
        say("brief.evidence"), type="tertiary", key=f"rests-{section}", icon=":material/format_quote:",
        on_change="rerun",
    )  # fmt: skip
    if opened.open:
        with opened:
            _rests_on(claims, ids, language)


def _rests_on(claims: Sequence[Claim], ids: Sequence[str], language: str) -> None:
    """Show the figures of each sentence, the trends behind them, and the posts and looks."""
    for claim in claims:
        if claim.numbers:
            st.markdown(f"{plain(claim.text)}  \n:gray[{plain(figures(claim, language))}]")
    for row in trends(ids)[:TRENDS]:
        words = say("brief.open_trend", name=_trend_words(row))
        st.page_link(blocks.TREND_PAGE, label=plain(words), query_params=blocks.trend_address(row))
    _shown(_rows(ids))


def figures(claim: Claim, language: str) -> str:
    """Return the figures of a sentence with what each of them is."""
    said = [
        f"{say_or(f'brief_figure.{number.name}', number.name)} {number.written(language)}" for number in claim.numbers
    ]
    return " · ".join(said)


def sources(evidence_ids: Iterable[str]) -> dict[str, str]:
    """Return one line of plain text for each piece of evidence, by its id, in the order of the ids."""
    ids = list(dict.fromkeys(evidence_ids))
    named = _leads() | {
        f"t-{row['series_id']}": say("brief.source_trend", name=_trend_words(row)) for row in trends(ids)
    }
    named |= {str(row["evidence_id"]): _source(row) for row in _rows(ids).to_dict("records")}
    return {evidence_id: named.get(evidence_id, evidence_id) for evidence_id in ids}


def trends(evidence_ids: Iterable[str]) -> list[Row]:
    """Return the rows of the trends that are named as evidence, in the order in which they are named."""
    asked = [evidence_id[2:] for evidence_id in evidence_ids if evidence_id.startswith("t-")]
    found = {row["series_id"]: row for row in cached.read("watched", series_ids=tuple(asked)).to_dict("records")}
    return [found[series_id] for series_id in asked if series_id in found]


def _leads() -> dict[str, str]:
    """Return the words for visual styles and new words as evidence."""
    styles, terms = (cached.read(name).to_dict("records") for name in ("styles", "terms"))
    named = {f"t-style:{row['style_id']}": say("brief.source_style", name=row["name"]) for row in styles}
    return named | {f"t-term:{row['term']}": say("brief.source_term", term=row["term"]) for row in terms}


def _rows(ids: Sequence[str]) -> pd.DataFrame:
    """Return the posts and looks among the evidence."""
    return cached.read("brief_evidence", evidence_ids=tuple(sorted(i for i in ids if not i.startswith("t-"))))


def _shown(rows: pd.DataFrame) -> None:
    """Show posts as they were written, then looks."""
    for post in rows[rows["subject_kind"] == "post"].head(POSTS).to_dict("records"):
        st.text(post["excerpt"] or "")
        st.caption(f"{plain(post['source'])} · {short_day(post['week'])} · {plain(post['name'])}")
    pictures = blocks.sized(rows[rows["sha256"].notna()])
    if len(pictures):
        blocks.gallery(pictures.head(LOOKS))


def _trend_words(row: Row) -> str:
    """Return a trend's name with its region where that is narrowed; plain text."""
    return plain_name(row) if row["region"] == "all" else f"{plain_name(row)} · {region_name(row['region'])}"


def _source(row: Row) -> str:
    """Return one line for a post or a look."""
    if row["subject_kind"] == "post":
        return say("brief.source_post", source=row["source"], week=short_day(row["week"]), excerpt=row["excerpt"] or "")
    return " · ".join(part for part in blocks.look_name(row) if part) if is_known(row["sha256"]) else str(row["name"])
