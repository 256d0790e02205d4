"""Where a brief can start from: the ones that the last run wrote, and the ones that somebody kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analysis.briefs.request import Request
from dashboard import cached
from dashboard.brief_bench import open_brief
from dashboard.brief_draft import Draft
from dashboard.formats import plain, short_day
from dashboard.readings import growth_words
from dashboard.words import say
from data import brief_versions

KEPT = 12


def show() -> None:
    """Show both lists, folded away; a press opens a brief."""
    ready, kept = cached.read("briefs").to_dict("records"), brief_versions.recent(cached.desk(), KEPT)
    if not ready and not kept:
        st.caption(say("brief.starts_none"))
        return
    with st.expander(say("brief.starts"), key="brief-starts"):
        columns = st.columns(2, gap="large")
        with columns[0], st.container(gap="xxsmall"):
            st.markdown(f"**{say('brief.starts_ready')}**")
            for row in ready:
                _button(f"ready-{row['brief_id']}", _ready_words(row), _open_ready, row)
        with columns[1], st.container(gap="xxsmall"):
            st.markdown(f"**{say('brief.starts_kept')}**")
            for each in kept:
                words = say("brief.starts_version", title=each.title, number=each.number, when=_day(each.made_at))
                _button(f"kept-{each.brief_key}", words, _open_kept, each)


def draft_of(row: Mapping[Any, Any]) -> Draft:
    """Return a brief of the table `brief` as a draft."""
    names = ("theme", "season", "language", "writer", "title")
    known = {"run_id": "", "label_id": row["theme"], **{name: row[name] for name in names}}
    return Draft.from_body({**known, **json.loads(row["body"])}, row["faithfulness"], None)


def _button(key: str, words: str, on_click: Any, what: Any) -> None:
    """Show one brief as a line that opens it."""
    st.button(plain(words), key=key, type="tertiary", on_click=on_click, args=(what,))


def _ready_words(row: Mapping[Any, Any]) -> str:
    """Return a brief's title with how fast its theme moves."""
    change = f" · {growth_words(row['growth'])}" if pd.notna(row["growth"]) else ""
    return f"{row['title']} · {row['season']}{change}"


def _open_ready(row: Mapping[Any, Any]) -> None:
    """Lay a brief of the last run on the bench."""
    draft = draft_of(row)
    brief = draft.brief
    request = Request(brief.theme, "", brief.market, brief.customer, brief.language, brief.tone)
    open_brief(request, draft=draft)


def _open_kept(kept: brief_versions.Kept) -> None:
    """Open the newest version of a brief that was kept."""
    open_brief(Request(**kept.request), kept.number)


def _day(made_at: str) -> str:
    return short_day(pd.Timestamp(made_at))
