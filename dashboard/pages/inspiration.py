"""Inspiration: the season's palette, its looks, and briefs with what they rest on."""

from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, charts, queries
from dashboard.address import Filter, filter_row
from dashboard.formats import count, percent, plain
from dashboard.readings import growth_words
from dashboard.words import say, say_count

LOOKS_A_PAGE = 24
STYLES_SHOWN = 6
CLAIMS = ("story", "why_now", "silhouettes", "materials", "leave_out", "risks")

Row = dict[Any, Any]


def page() -> None:
    """Show the page."""
    looks, labels, briefs = cached.read("looks"), cached.read("labels"), cached.read("briefs")
    if looks.empty and briefs.empty:
        blocks.heading(say("page.inspiration"), [say("inspiration.none")])
        return
    lead = say(
        "inspiration.lead",
        looks=say_count("inspiration.looks_count", len(looks)),
        designers=say_count("inspiration.designers_count", looks["designer"].nunique()),
        briefs=say_count("inspiration.briefs_count", len(briefs)),
    )
    blocks.heading(say("page.inspiration"), [lead])
    picked = filter_row(_filters(looks, labels))
    shown = queries.filtered_looks(looks, picked["designer"], picked["season"], picked["colour"])
    _palette(shown, labels)
    _looks(shown, len(looks))
    _styles(picked["season"])
    _seasons(picked)
    _briefs(briefs, looks)


def _filters(looks: pd.DataFrame, labels: pd.DataFrame) -> list[Filter]:
    """Return the filters of the gallery with what this snapshot knows."""
    designers, seasons = (sorted(looks[name].dropna().unique()) for name in ("designer", "season"))
    seen = {label for ids in looks["label_ids"] for label in ids}
    colours = labels[(labels["facet"] == "colour") & labels["label_id"].isin(seen)]
    names = dict(zip(colours["label_id"], colours["name"], strict=True))
    return [
        Filter("designer", say("filter.designer"), {"all": say("filter.all_designers")} | {d: d for d in designers}),
        Filter("season", say("filter.season"), {"all": say("filter.all_seasons")} | {s: s for s in seasons}),
        Filter("colour", say("filter.colour"), {"all": say("filter.all_colours")} | names),
    ]


def _palette(looks: pd.DataFrame, labels: pd.DataFrame) -> None:
    """Show the colours of the looks in proportion."""
    blocks.section(say("inspiration.palette"), say("inspiration.palette_note"))
    colours = queries.palette(looks, labels)
    if colours.empty:
        st.markdown(say("inspiration.palette_none"))
        return
    blocks.chart(charts.swatches(colours, blocks.theme_name()), "palette")
    note = say("inspiration.lead_filtered", shown=count(len(looks)), looks=count(len(cached.read("looks"))))
    blocks.rows_beside(colours, ("name", "hex", "area", "looks"), "palette", "palette", note)


def _looks(looks: pd.DataFrame, total: int) -> None:
    """Show the gallery, a page at a time."""
    blocks.section(say("inspiration.looks"))
    if looks.empty:
        st.markdown(say("inspiration.looks_none"))
        return
    st.caption(say("inspiration.lead_filtered", shown=count(len(looks)), looks=count(total)))
    pages = -(-len(looks) // LOOKS_A_PAGE)
    spot = st.container()
    number = st.pagination(pages, key="looks-page") if pages > 1 else 1
    with spot:
        blocks.gallery(looks.iloc[(number - 1) * LOOKS_A_PAGE : number * LOOKS_A_PAGE])
    blocks.download(looks, "looks", "looks")


def _styles(season: str) -> None:
    """Show the visual styles: the largest with the looks that show them best, all of them as rows."""
    styles = cached.read("styles")
    if styles.empty:
        return
    by_pixels = styles["model"].iloc[0].startswith("pixel-look")
    blocks.section(say("inspiration.styles"), say(f"inspiration.styles_{'pixels' if by_pixels else 'model'}"))
    rows, best = queries.style_rows(styles, cached.read("seasons"), season), cached.read("style_looks")
    for row in rows.head(STYLES_SHOWN).to_dict("records"):
        st.markdown(f"**{plain(row['name'])}** · {_style_words(row)}")
        blocks.gallery(best[best["style_id"] == row["style_id"]])
    columns = ("name", "looks", "season", "share", "before")
    blocks.rows_beside(rows, columns, "styles", "styles", "", title=say("inspiration.styles_all"))


def _style_words(row: Row) -> str:
    """Say how large a style is, now and a year before."""
    if pd.isna(row["share"]):
        return say_count("inspiration.style_looks", row["looks"])
    now = say("inspiration.style_share", share=percent(row["share"]), season=plain(row["season"]))
    return now if pd.isna(row["before"]) else f"{now}, {say('inspiration.style_before', before=percent(row['before']))}"


def _seasons(picked: dict[str, str]) -> None:
    """Show what a season's looks show beside the same season a year before, and one colour by designer and city."""
    shares = cached.read("seasons")
    rows = queries.season_rows(shares, picked["designer"], picked["season"])
    if rows.empty:
        return
    blocks.section(say("inspiration.seasons"), say("inspiration.seasons_note", season=plain(rows["season"].iloc[0])))
    columns = ("name", "facet", "season", "looks", "of_looks", "share", "before")
    blocks.table(rows, columns, "by-season", "by-season")
    label_id = rows["label_id"].iloc[0] if picked["colour"] == "all" else picked["colour"]
    places = queries.place_rows(shares, label_id, picked["season"])
    if len(places):
        title = say("inspiration.places", name=plain(places["name"].iloc[0]))
        columns = ("scope", "place", "season", "looks", "of_looks", "share", "before")
        blocks.rows_beside(places, columns, "by-place", "by-place", "", title=title)


def _briefs(briefs: pd.DataFrame, looks: pd.DataFrame) -> None:
    """Show the briefs, each folded, the first one open."""
    blocks.section(say("inspiration.briefs"))
    if briefs.empty:
        st.markdown(say("inspiration.briefs_none"))
        return
    for number, row in enumerate(briefs.to_dict("records")):
        with st.expander(_title(row), expanded=number == 0):
            _brief(row, looks)


def _title(row: Row) -> str:
    """Return a brief's title with how fast its theme moves."""
    change: str = f" · {growth_words(row['growth'])}" if pd.notna(row["growth"]) else ""
    return f"**{plain(row['title'])}**{change}"


def _brief(row: Row, looks: pd.DataFrame) -> None:
    """Show one brief: who wrote it, its palette and looks, its claims, and its evidence."""
    body = json.loads(row["body"])
    writer = row["writer_name"] or re.sub(r"-[0-9a-f]{8,}$", "", str(row["writer"]))
    st.caption(say("inspiration.written", season=plain(row["season"]), writer=plain(writer),
                   faithful=percent(row["faithfulness"])))  # fmt: skip
    _claims("story", body)
    colours = _brief_colours(body.get("palette") or [])
    if len(colours):
        blocks.chart(charts.swatches(colours, blocks.theme_name()), f"palette-{row['brief_id']}")
    ids = [str(image_id) for image_id in body.get("looks") or []]
    if ids:
        blocks.gallery(looks[looks["image_id"].isin(ids)])
    for part in CLAIMS[1:]:
        _claims(part, body)
    _rests_on(row, body)
    if row["series_id"]:
        st.page_link(blocks.TREND_PAGE, label=say("inspiration.open_trend"), query_params={"trend": row["theme"]})


def _claims(part: str, body: dict[str, Any]) -> None:
    """Show one part of a brief as a list of its claims."""
    claims = body.get(part) or []
    if claims:
        st.markdown(f"**{say(f'inspiration.{part}')}**\n" + "\n".join(f"- {plain(c['text'])}" for c in claims))


def _brief_colours(palette: list[dict[str, Any]]) -> pd.DataFrame:
    """Return a brief's colours with their names."""
    names = cached.read("labels").set_index("label_id")["name"].to_dict()
    rows = [
        (names.get(c["label_id"], c["label_id"]), c["hex"], float(c.get("area") or 1)) for c in palette if c.get("hex")
    ]
    return pd.DataFrame(rows, columns=["name", "hex", "area"])


def _rests_on(row: Row, body: dict[str, Any]) -> None:
    """Show the evidence that the claims name."""
    ids = sorted({i for part in CLAIMS for claim in body.get(part) or [] for i in claim.get("evidence_ids", [])})
    found = cached.read("brief_evidence", evidence_ids=tuple(ids))
    with st.popover(say("inspiration.evidence")):
        if any(i.startswith("t-") for i in ids):
            st.markdown(say("inspiration.trend_row", name=plain(row["name"])))
        for post in found[found["subject_kind"] == "post"].head(12).to_dict("records"):
            st.text(post["excerpt"] or "")
            st.caption(f"{plain(post['source'])} · {plain(post['name'])}")
        pictures = blocks.sized(found[found["sha256"].notna()])
        if len(pictures):
            blocks.gallery(pictures.head(8))
        elif found.empty and not ids:
            st.markdown(say("inspiration.no_evidence"))


if __name__ == "__main__":
    page()
