"""Feedback on briefs: the thumbs beside a section, and the table of what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TypeAlias

import pandas as pd
import streamlit as st

from dashboard import blocks, cached
from dashboard.brief_draft import Draft
from dashboard.words import say, say_count, say_or
from data import feedback

Given: TypeAlias = "dict[tuple[str, str, str], int]"

COLUMNS = ("theme", "section", "useful", "not_useful", "liked")


def given() -> Given:
    """Return the votes as the thumbs show them, by theme, section and words: 1 for useful, 0 for not."""
    return {(vote.theme, vote.section, vote.text_id): int(vote.useful) for vote in feedback.votes(cached.desk())}


def thumbs(draft: Draft, section: str, votes: Given) -> None:
    """Show the thumbs of one section, as they were given; a press gives, changes or takes back the vote.

    Args:
        draft: the brief.
        section: the section's name.
        votes: from `given`.
    """
    theme, said = draft.brief.theme, feedback.text_id(draft.sentences(section))
    key = f"vote-{section}-{said}"
    st.session_state[key] = votes.get((theme, section, said))
    st.feedback("thumbs", key=key, on_change=_vote, args=(key, draft, section, said))


def table() -> None:
    """Show what was said of each theme's sections, where anything was."""
    found = rows(feedback.votes(cached.desk()))
    blocks.section(say("brief_vote.title"), say("brief_vote.note"))
    if found.empty:
        st.markdown(say("brief_vote.none"))
        return
    st.caption(say_count("brief_vote.votes", found[["useful", "not_useful"]].to_numpy().sum()))
    names = {row["label_id"]: row["name"] for row in cached.read("labels").to_dict("records")}
    shown = found.assign(
        theme=[names.get(theme, theme.partition(":")[2] or theme) for theme in found["theme"]],
        section=[say_or(f"brief.{section}", section) for section in found["section"]],
    )
    blocks.table(shown, COLUMNS, "brief-feedback", "brief-feedback")


def rows(votes: Sequence[feedback.Vote]) -> pd.DataFrame:
    """Return one row per theme and section, the most liked theme first.

    Returns:
        theme, section, useful, not_useful (votes), liked (of the theme, -1 to 1), voted_at (the last).
    """
    columns = ["theme", "section", "useful", "not_useful", "liked", "voted_at"]
    if not votes:
        return pd.DataFrame(columns=columns)
    seen = pd.DataFrame([asdict(vote) for vote in votes])
    of_section = seen.assign(not_useful=~seen["useful"]).groupby(["theme", "section"], as_index=False)
    summed = of_section.agg({"useful": "sum", "not_useful": "sum", "voted_at": "max"})
    summed["liked"] = summed["theme"].map(feedback.liked_themes(votes))
    return summed.sort_values(["liked", "theme", "section"], ascending=[False, True, True], ignore_index=True)[columns]


def _vote(key: str, draft: Draft, section: str, said: str) -> None:
    """Keep the vote that was pressed, or take it back."""
    pressed, theme = st.session_state[key], draft.brief.theme
    if pressed is None:
        feedback.take_back(cached.desk(), theme, section, said)
    else:
        phrases = draft.phrase_ids(section)
        feedback.give(cached.desk(), theme, section, said, bool(pressed), draft.brief.writer, phrases)
