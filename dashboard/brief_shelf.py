"""The versions of a brief: kept, opened again, dropped, and two of them side by side with what changed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard import blocks, brief_pictures, cached, differences
from dashboard.brief_bench import NOW, Bench
from dashboard.brief_draft import Draft, changed_sections, writer_name
from dashboard.words import say, say_count, say_or
from data import brief_versions
from data.brief_versions import Version

COLUMNS = ("number", "made_at", "title", "writer", "tone", "edited", "faithfulness")


def show(bench: Bench, draft: Draft) -> None:
    """Show the kept versions of this brief, and two of them side by side."""
    kept = brief_versions.versions(cached.desk(), bench.key)
    blocks.section(say("brief.versions"), say("brief.versions_note"))
    if not kept:
        st.markdown(say("brief.versions_none"))
        return
    heads = {"title": say("column.brief_title")}
    blocks.table(rows(kept), COLUMNS, "brief-versions", "brief-versions", heads=heads)
    if bench.number is not None:
        st.button(
            say("brief.drop", number=bench.number), key="brief-drop", type="tertiary", icon=":material/delete:",
            on_click=bench.drop,
        )  # fmt: skip
    opened = st.expander(say("brief.compare"), key="brief-compare", on_change="rerun")
    if opened.open:
        with opened:
            _compare({NOW: draft} | {str(each.number): _draft(each) for each in kept})


def rows(kept: Sequence[Version]) -> pd.DataFrame:
    """Return one row per version: number, parent, made_at, title, writer, tone, edited, faithfulness."""
    found = [
        {
            "number": each.number,
            "parent": each.parent,
            "made_at": pd.Timestamp(each.made_at).tz_localize(None),
            "title": each.title,
            "writer": say_or(f"brief.by_{writer_name(each.writer)}", writer_name(each.writer)),
            "tone": say(f"brief.tone_{each.request['tone']}"),
            "edited": ", ".join(say(f"brief.{section}") for section in each.edited),
            "faithfulness": each.faithfulness,
        }
        for each in kept
    ]
    return pd.DataFrame(found).astype({"parent": "Int64"})


def label(number: str) -> str:
    """Return how a box names a version."""
    return say("brief.now") if number == NOW else say("brief.version", number=number)


def _draft(version: Version) -> Draft:
    return Draft.from_body(version.body, version.faithfulness, version.number)


def _compare(drafts: dict[str, Draft]) -> None:
    """Show two versions beside each other: the sections that differ, with what is gone and what is new."""
    names = list(drafts)
    boxes = st.columns(2)
    one = boxes[0].selectbox(say("brief.before"), names, len(names) - 1, format_func=label, key="compare-before")
    other = boxes[1].selectbox(say("brief.after"), names, 0, format_func=label, key="compare-after")
    before, after = drafts[str(one)], drafts[str(other)]
    changed = changed_sections(before, after)
    if not changed:
        st.markdown(say("brief.alike"))
        return
    st.caption(say_count("brief.differ", len(changed)))
    for section in changed:
        _section(section, _lines(section, before), _lines(section, after))


def _section(section: str, before: Sequence[str], after: Sequence[str]) -> None:
    """Show one section of two versions, like sentences beside each other."""
    st.markdown(f"**{say(f'brief.{section}')}**")
    for old, new in differences.pairs(before, after):
        left, right = differences.side_by_side(old, new)
        for column, text in zip(st.columns(2), (left, right), strict=True):
            column.markdown(text or say("brief.none_here"))


def _lines(section: str, draft: Draft) -> list[str]:
    """Return the words of a section; looks by their credits."""
    if section != "looks":
        return draft.sentences(section)
    shown = brief_pictures.chosen_looks(draft, cached.read("looks"))
    return [brief_pictures.credit(row) for row in shown.to_dict("records")]
