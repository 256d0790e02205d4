"""What the looks add up to, on the Runway page: visual styles, and what a season shows beside the year before."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, queries
from dashboard.formats import percent, plain
from dashboard.words import say, say_count

STYLES_SHOWN = 6

Row = dict[Any, Any]


def styles(season: str) -> None:
    """Show the visual styles: the largest with the looks that show them best, all of them as rows."""
    known = cached.read("styles")
    if known.empty:
        return
    by_pixels = known["model"].iloc[0].startswith("pixel-look")
    blocks.section(say("runway.styles"), say(f"runway.styles_{'pixels' if by_pixels else 'model'}"))
    rows, best = queries.style_rows(known, cached.read("seasons"), season), cached.read("style_looks")
    for row in rows.head(STYLES_SHOWN).to_dict("records"):
        st.markdown(f"**{plain(row['name'])}** · {_style_words(row)}")
        blocks.gallery(best[best["style_id"] == row["style_id"]])
    columns = ("name", "looks", "season", "share", "before")
    blocks.rows_beside(rows, columns, "styles", "styles", "", title=say("runway.styles_all"))


def seasons(designer: str, season: str, colour: str) -> None:
    """Show what a season's looks show beside the same season a year before, and one colour by designer and city."""
    shares = cached.read("seasons")
    rows = queries.season_rows(shares, designer, season)
    if rows.empty:
        return
    blocks.section(say("runway.seasons"), say("runway.seasons_note", season=plain(rows["season"].iloc[0])))
    columns = ("name", "facet", "season", "looks", "of_looks", "share", "before")
    blocks.table(rows, columns, "by-season", "by-season")
    label_id = rows["label_id"].iloc[0] if colour == "all" else colour
    places = queries.place_rows(shares, label_id, season)
    if len(places):
        title = say("runway.places", name=plain(places["name"].iloc[0]))
        columns = ("scope", "place", "season", "looks", "of_looks", "share", "before")
        blocks.rows_beside(places, columns, "by-place", "by-place", "", title=title)


def _style_words(row: Row) -> str:
    """Say how large a style is, now and a year before."""
    if pd.isna(row["share"]):
        return say_count("runway.style_looks", row["looks"])
    now = say("runway.style_share", share=percent(row["share"]), season=plain(row["season"]))
    return now if pd.isna(row["before"]) else f"{now}, {say('runway.style_before', before=percent(row['before']))}"
