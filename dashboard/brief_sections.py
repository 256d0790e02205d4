"""The sections of a brief on the page: read, edited in place, written again, voted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import brief_evidence, brief_parts, brief_pictures, brief_votes
from dashboard.brief_bench import Bench
from dashboard.brief_draft import Draft
from dashboard.formats import plain
from dashboard.words import say

LEFT, RIGHT = ("silhouettes", "materials", "details", "patterns"), ("ideas", "leave_out", "risks")
LINE_PX, LEAST_PX = 80, 120


def show(bench: Bench, draft: Draft, doubts: Mapping[str, Sequence[str]]) -> None:
    """Show every section of a brief.

    Args:
        bench: where changes go.
        draft: the brief.
        doubts: what the rows of today do not bear out, by place, such as `why_now 2`.
    """
    votes = brief_votes.given()
    _section(bench, draft, "story", doubts, votes)
    brief_pictures.palette(bench, draft, doubts)
    brief_pictures.looks(bench, draft)
    _section(bench, draft, "why_now", doubts, votes)
    for column, sections in zip(st.columns(2, gap="large"), (LEFT, RIGHT), strict=True):
        with column:
            for section in sections:
                _section(bench, draft, section, doubts, votes)


def _section(
    bench: Bench, draft: Draft, section: str, doubts: Mapping[str, Sequence[str]], votes: brief_votes.Given
) -> None:
    """Show one section of sentences."""
    with st.container(key=f"section-{section}", gap="xsmall"):
        if brief_parts.header(bench, section):
            _editor(bench, draft, section)
            return
        claims = getattr(draft.brief, section)
        if not claims:
            st.caption(say("brief.nothing"))
            return
        for number, claim in enumerate(claims, 1):
            st.markdown(plain(claim.text) if section == "story" else f"- {plain(claim.text)}")
            brief_parts.doubt(draft.is_own(section, claim.text), doubts.get(f"{section} {number}", ()))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            brief_evidence.popover(section, claims, draft.brief.language)
            brief_votes.thumbs(draft, section, votes)


def _editor(bench: Bench, draft: Draft, section: str) -> None:
    """Show the section as a text area, a sentence a line."""
    sentences = draft.sentences(section)
    with st.form(f"form-{section}", border=False):
        text = st.text_area(
            say(f"brief.{section}"), "\n".join(sentences), key=f"text-{section}", label_visibility="collapsed",
            height=max(LEAST_PX, LINE_PX * len(sentences)),
        )  # fmt: skip
        st.caption(say("brief.edit_help"))
        done, cancelled = brief_parts.buttons()
    brief_parts.end(bench, draft.with_sentences(section, text or "") if done else None, cancelled)
