"""Monday, the first page: what changed and what moves, where each trend stands, how big and how fast."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeAlias

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, changed, growth_charts, keeping, notes, queries
from dashboard.address import Filter, filter_row
from dashboard.formats import count, error_percent
from dashboard.palette import STAGES
from dashboard.readings import facet_name, growth_words, interval_words, named, region_name
from dashboard.words import say, say_or

SHOWN = ("name", "stage", "recent", "share", "growth", "growth_lo", "growth_hi", "peak_week", "confidence",
         "usual_error", "facet")  # fmt: skip
Key: TypeAlias = "tuple[Any, ...]"  # the theme and the filters
MOVING = ("name", "stage", "growth", "growth_lo", "growth_hi", "share")


def page() -> None:
    """Show the page."""
    slices = cached.read("slices")
    if slices.empty:
        blocks.heading(say("page.overview"), [say("overview.lead_none")])
        return
    top = st.container()
    picked = filter_row(_filters(slices))
    with blocks.waiting(top):
        trends = cached.read("trends", **{name: picked[name] for name in ("region", "source", "audience")})
    shown = queries.chosen(trends, picked["facet"], picked["stage"]).reset_index(drop=True)
    with top:
        blocks.heading(say("page.overview"), [_lead(shown)])
        changed.section(picked)
        _figures(shown)
    if len(shown):
        note = notes.of_trends(shown, picked["region"])
        key = (blocks.theme_name(), *sorted(picked.items()))
        _movers(shown, note, key)
        _standing(shown, note, key)
        _table(shown, note)
    _terms()
    _topics()


def _filters(slices: pd.DataFrame) -> list[Filter]:
    """Return the row of filters with what this snapshot knows."""
    titles = {"all": say("filter.all_sources")}
    titles |= {str(row["source"]): str(row["title"]) for row in cached.read("sources").to_dict("records")}
    facets = sorted(set(cached.read("names")["facet"]), key=facet_name)
    regions, sources, audiences = (_ordered(slices[name]) for name in ("region", "source", "audience"))
    return [
        Filter("region", say("filter.region"), {code: region_name(code) for code in regions}),
        Filter("facet", say("filter.facet"), {"all": say("filter.all_facets")} | {f: facet_name(f) for f in facets}),
        Filter(
            "stage", say("filter.stage"), {"all": say("filter.all_stages")} | {s: say(f"stage.{s}") for s in STAGES}
        ),
        Filter("source", say("filter.source"), {source: titles.get(source, source) for source in sources}),
        Filter("audience", say("filter.audience"), {a: say_or(f"audience.{a}", a) for a in audiences}),
    ]


def _ordered(values: pd.Series[str]) -> list[str]:
    """Return the distinct values, `all` first."""
    return sorted(set(values), key=lambda value: (value != "all", value))


def _lead(trends: pd.DataFrame) -> str:
    """Say what there is to know: who rises most, who falls most, how many do."""
    if trends.empty:
        return say("overview.lead_filtered")
    said = []
    for up, key in ((True, "overview.lead_up"), (False, "overview.lead_down")):
        for row in queries.movers(trends, up, most=1).to_dict("records"):
            said.append(say(key, name=named(row), growth=growth_words(row["growth"]), interval=interval_words(row)))
    return " ".join([*said, _counts(trends)])


def _counts(trends: pd.DataFrame) -> str:
    """Say how many rise and how many fall."""
    if len(trends) == 1:
        return say("overview.lead_one")
    rising, falling = (int(trends["stage"].isin(stages).sum()) for stages in (queries.RISING, queries.FALLING))
    return say("overview.lead_counts", trends=count(len(trends)), up=count(rising), down=count(falling))


def _figures(trends: pd.DataFrame) -> None:
    """Show the four figures."""
    error = trends["usual_error"].median()
    blocks.figures(
        [
            blocks.Figure(say("overview.trends"), count(len(trends))),
            blocks.Figure(say("overview.up"), count(trends["stage"].isin(queries.RISING).sum())),
            blocks.Figure(say("overview.down"), count(trends["stage"].isin(queries.FALLING).sum())),
            blocks.Figure(
                say("overview.error"),
                f"±{error_percent(error)}" if pd.notna(error) else "–",
                help=say("overview.error_help"),
            ),
        ]
    )


def _movers(trends: pd.DataFrame, note: str, key: Key) -> None:
    """Show who rises and who falls most."""
    grid = st.grid(columns=2, min_column_width=320, gap="large")
    for up, side in ((True, "up"), (False, "down")):
        rows = queries.movers(trends, up)
        with grid.cell():
            blocks.section(say(f"overview.movers_{side}"), say("overview.movers_note"))
            if rows.empty:
                st.markdown(say(f"overview.movers_{side}_none"))
                continue
            drawn = cached.chart((side, *key), partial(growth_charts.movers, rows, key[0]))
            blocks.chart(drawn, f"movers-{side}", rows)
            blocks.rows_beside(rows, MOVING, f"movers-{side}", "overview", note, is_trends=True)


def _standing(trends: pd.DataFrame, note: str, key: Key) -> None:
    """Show share against growth, and how many stand at each stage."""
    left, right = st.columns([2, 1], gap="large")
    with right:
        blocks.section(say("overview.stages"))
        counts = queries.stage_counts(trends, STAGES)
        blocks.chart(cached.chart(("stages", *key), partial(growth_charts.stages, counts, key[0])), "stages")
        blocks.rows_beside(counts, ("stage", "count"), "stages", "stages", note)
    points = queries.drawn(trends)
    with left:
        blocks.section(say("overview.quadrant"), say("overview.quadrant_note"))
        if points.empty or (trends["magnitude"] == "value").any():
            st.markdown(say("overview.quadrant_none"))
            return
        drawn = cached.chart(("quadrant", *key), partial(growth_charts.quadrant, points, key[0]))
        blocks.chart(drawn, "quadrant", points)
        if len(points) < len(trends):
            st.caption(say("overview.quadrant_some", shown=count(len(points)), trends=count(len(trends))))
        blocks.rows_beside(points, MOVING, "quadrant", "overview", note, is_trends=True)


def _table(trends: pd.DataFrame, note: str) -> None:
    """Show every trend."""
    blocks.section(say("overview.table"), say("block.open_hint"))
    keeping.table(trends, SHOWN, "trends", "overview")
    st.caption(note)


def _terms() -> None:
    """Show the new words, if there are any."""
    terms = cached.read("terms")
    if len(terms):
        blocks.section(say("overview.terms"), say("overview.terms_note"))
        columns = ("term", "used_like", "kind", "first_seen", "authors_recent", "authors_before")
        blocks.table(terms, columns, "terms", "terms")


def _topics() -> None:
    """Show what posts talk about, if topics were made."""
    topics = cached.read("topics")
    if len(topics):
        reader = str(topics["model"].iloc[0]).partition("-")[0]
        by = say_or(f"topics_by.{reader}", reader)
        blocks.section(say("overview.topics"), say("overview.topics_note", reader=by))
        heads = {name: say(f"overview.topics_{name}") for name in ("recent", "share")}
        blocks.table(topics, ("topic", "recent", "share", "posts"), "topics", "topics", heads=heads)


if __name__ == "__main__":
    page()
