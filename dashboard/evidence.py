"""The evidence of the Trend page: the posts and looks that stand behind a trend, all of them or one week's."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, cached
from dashboard.formats import count, is_known, plain, short_day
from dashboard.readings import region_name
from dashboard.words import say, say_count

Row = dict[Any, Any]

POSTS_SHOWN, LOOKS_SHOWN = 8, 12
SHOWN = ("week", "source", "region", "polarity", "excerpt", "words", "designer", "season", "look", "engagement")


@st.fragment
def section(row: Row, line: str) -> None:
    """Show the posts and looks that stand behind the trend, of the week that is picked; a slide draws nothing else."""
    blocks.section(say("trend.evidence"))
    rows = cached.read("evidence", label_id=row["label_id"], region=row["region"], source=row["source"])
    if rows.empty:
        st.markdown(say("trend.evidence_none"))
        return
    week = _picked(row, rows)
    shown = rows if week is None else rows[rows["week"] == pd.Timestamp(week)]
    posts, looks = shown[shown["subject_kind"] == "post"], shown[shown["sha256"].notna()]
    st.caption(_counted(week, posts, looks))
    if len(looks):
        blocks.gallery(blocks.sized(looks.head(LOOKS_SHOWN)))
    if len(posts):
        _posts(posts)
    blocks.rows_beside(rows, SHOWN, "evidence", "trend-evidence", line)


def _picked(row: Row, rows: pd.DataFrame) -> date | None:
    """Let the reader slide to a week that has evidence; None for all weeks, where the slider rests."""
    weeks = [week.date() for week in sorted(rows["week"].dropna().unique())]
    if len(weeks) < 2:
        return None
    options: list[date | None] = [*weeks, None]
    picked: date | None = st.select_slider(
        say("trend_evidence.week"), options, value=None, key=f"evidence-week-{row['series_id']}",
        format_func=lambda week: short_day(week) if week else say("trend_evidence.all"),
    )  # fmt: skip
    return picked


def _counted(week: date | None, posts: pd.DataFrame, looks: pd.DataFrame) -> str:
    """Say how much there is, and of what week."""
    of_posts = say_count("trend_evidence.posts", len(posts))
    of_looks = say_count("trend_evidence.looks", looks["sha256"].nunique())
    if week is not None:
        return say("trend_evidence.of_week", week=short_day(week), posts=of_posts, looks=of_looks)
    return say("trend_evidence.of_all", shown=count(min(POSTS_SHOWN, len(posts))), posts=of_posts, looks=of_looks)


def _posts(posts: pd.DataFrame) -> None:
    """Show the first posts side by side."""
    grid = st.grid(columns=2, min_column_width=300, gap="medium")
    for post in posts.head(POSTS_SHOWN).to_dict("records"):
        with grid.cell():
            _post(post)


def _post(post: Row) -> None:
    """Show one post as plain text: scraped words are never read as Markdown."""
    st.text(post["excerpt"] or "")
    place = region_name(post["region"]) if is_known(post["region"]) else ""
    parts = [say(f"polarity.{post['polarity']}"), plain(post["source"]), place, short_day(post["week"])]
    st.caption(" · ".join(part for part in parts if part))
