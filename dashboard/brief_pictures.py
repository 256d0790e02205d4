"""The palette and the looks of a brief on the page, each shown and edited in place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, brief_parts, cached, charts
from dashboard.brief_bench import Bench
from dashboard.brief_draft import Draft
from dashboard.formats import percent, plain
from dashboard.words import say

HEX = re.compile(r"#[0-9A-Fa-f]{6}")
MOST_LOOKS, MOST_COLOURS = 12, 10


def palette(bench: Bench, draft: Draft, doubts: Mapping[str, Sequence[str]]) -> None:
    """Show the colours in proportion, or a table to change them in."""
    with st.container(key="section-palette", gap="xsmall"):
        if brief_parts.header(bench, "palette"):
            _palette_editor(bench, draft)
            return
        colours = _colours(draft)
        if colours.empty:
            st.caption(say("brief.nothing"))
            return
        theme = blocks.theme_name()
        drawn = tuple(colours.itertuples(index=False, name=None))
        blocks.chart(
            cached.chart(("brief-palette", theme, drawn), lambda: charts.swatches(colours, theme)), "brief-palette"
        )
        st.caption(" · ".join(f"{plain(name)} {percent(area)}" for name, _, area in drawn))
        for number, swatch in enumerate(draft.brief.palette, 1):
            if draft.is_own("palette", swatch.name):
                st.caption(say("brief.own_colour", name=plain(swatch.name)))
            else:
                brief_parts.doubt(False, doubts.get(f"palette {number}", ()))


def looks(bench: Bench, draft: Draft) -> None:
    """Show the looks with their credits, or a box to choose others in."""
    every = cached.read("looks")
    if every.empty:
        return
    with st.container(key="section-looks", gap="xsmall"):
        if brief_parts.header(bench, "looks"):
            _looks_editor(bench, draft, every)
            return
        shown = chosen_looks(draft, every)
        if shown.empty:
            st.caption(say("brief.nothing"))
        else:
            blocks.gallery(shown)


def chosen_looks(draft: Draft, every: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the brief's looks, in its order; one that is not in this snapshot is left out."""
    order = {image_id: place for place, image_id in enumerate(draft.brief.looks)}
    found = every[every["image_id"].isin(list(order))]
    return found.assign(place=found["image_id"].map(order)).sort_values("place", ignore_index=True)


def credit(look: Mapping[Any, Any]) -> str:
    """Return a look's designer, season and number on one line."""
    return " · ".join(part for part in blocks.look_name(look) if part)


def _colours(draft: Draft) -> pd.DataFrame:
    """Return the brief's colours: name, hex, area."""
    rows = [(swatch.name or swatch.label_id, swatch.hex, swatch.area) for swatch in draft.brief.palette]
    return pd.DataFrame(rows, columns=["name", "hex", "area"])


def _palette_editor(bench: Bench, draft: Draft) -> None:
    """Show the colours as a table of name, hex and part."""
    configs = {
        "name": st.column_config.TextColumn(say("column.colour"), required=True, max_chars=60),
        "hex": st.column_config.TextColumn(say("column.hex"), required=True, validate=f"^{HEX.pattern}$"),
        "area": st.column_config.NumberColumn(say("column.area"), required=True, min_value=1, max_value=100, step=1),
    }
    given = _colours(draft)
    with st.form("form-palette", border=False):
        edited = st.data_editor(
            given.assign(area=(given["area"] * 100).round()), column_config=configs, num_rows="dynamic",
            key="text-palette", hide_index=True, alt=say("alt.table", what=say("brief.palette")),
        )  # fmt: skip
        st.caption(say("brief.palette_help"))
        done, cancelled = brief_parts.buttons()
    chosen, wrong = swatches(edited)
    if done and wrong:
        st.error(say("brief.palette_wrong", row=plain(wrong), most=MOST_COLOURS))
        return
    brief_parts.end(bench, draft.with_palette(chosen) if done else None, cancelled)


def swatches(edited: pd.DataFrame) -> tuple[list[tuple[str, str, float]], str]:
    """Return the swatches of a table, and the first row that is none."""
    found = []
    for number, row in enumerate(edited.to_dict("records"), 1):
        name, hex_, area = str(row["name"] or "").strip(), str(row["hex"] or ""), row["area"]
        if not name or not HEX.fullmatch(hex_) or pd.isna(area) or area <= 0 or number > MOST_COLOURS:
            return [], f"{number}: {name} {hex_}"
        found.append((name, hex_, float(area)))
    return found, ""


def _looks_editor(bench: Bench, draft: Draft, every: pd.DataFrame) -> None:
    """Show a box in which looks are added, taken out and put in order."""
    names = {str(row["image_id"]): credit(row) for row in every.to_dict("records")}
    with st.form("form-looks", border=False):
        chosen = st.multiselect(
            say("brief.looks"), list(names), [one for one in draft.brief.looks if one in names], key="text-looks",
            format_func=lambda image_id: names[image_id], max_selections=MOST_LOOKS, label_visibility="collapsed",
        )  # fmt: skip
        done, cancelled = brief_parts.buttons()
    brief_parts.end(bench, draft.with_looks(chosen) if done else None, cancelled)
