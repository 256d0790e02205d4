"""Assortment: the mix of colours, patterns, materials and silhouettes now and ahead, and the gap to a range plan."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import (
    assortment,
    assortment_book,
    assortment_charts,
    assortment_view,
    assortment_words,
    blocks,
    cached,
    notes,
    plan_box,
    range_gap,
)
from dashboard.address import settle
from dashboard.assortment_view import ALL, Shown, View
from dashboard.exports import PAGE_TABLES, csv_bytes
from dashboard.formats import count, error_percent, plain, short_day
from dashboard.plan_labels import Plan
from dashboard.readings import facet_name
from dashboard.words import say, say_count

MIX = ("name", "stage", "newness", "mix_now", "mix_before", "mix_ahead", "mix_lo80", "mix_hi80", "confidence", "basis",
       "authors")  # fmt: skip
GAP = ("name", "verdict", "plan_options", "suggested", "suggested_lo", "suggested_hi", "to_add", "plan_share",
       "mix_ahead", "mix_lo80", "mix_hi80", "gap_points", "mix_now", "stage", "newness", "confidence",
       "basis")  # fmt: skip
UNITS = ("plan_units", "units_share")
NEWNESS = ("facet", "labels_new", "mix_new", "plan_new")
USUAL = ("stage", "confidence", "authors")  # columns that are headed as everywhere


def page() -> None:
    """Show the page."""
    slices = cached.read("assortment_slices", facets=" ".join(assortment.FACETS))
    if slices.empty:
        blocks.heading(say("page.assortment"), [say("assortment.none")])
        return
    top = st.container()
    chooser = plan_box.chooser()
    plan = plan_box.chosen(settle(chooser))
    view = assortment_view.chosen(slices, chooser, plan)
    shown = assortment_view.shown(view, plan)
    with top:
        small = say("assortment.small_print") if len(shown.mix) else ""
        blocks.heading(say("page.assortment"), _lead(view, shown), small)
        _figures(shown)
    plan_box.box(view.plan_name, plan)
    if shown.has_gap:
        _take(view, shown)
    _facets(view, shown)
    _left_out(shown)
    if shown.has_gap:
        _newness(shown)


def _lead(view: View, shown: Shown) -> list[str]:
    """Say what it means for the buy: the plan's largest gaps where there is one, and what moves on the market."""
    if shown.mix.empty:
        return [say("assortment.none_mixed")]
    span = {"weeks": view.horizon.weeks, "first": short_day(view.horizon.first), "last": short_day(view.horizon.last)}
    moves = assortment_words.changes(shown.mix)
    said = [" ".join([say("assortment.lead_weeks", **span), *moves]) if moves else say("assortment.lead_none", **span)]
    if shown.plan is not None:
        said.insert(0, _plan_lead(view, shown))
    if view.garment != ALL and shown.mix["within_label_id"].eq(ALL).any():
        said.append(say("assortment.fallback_hint", garment=plain(view.within)))
    if view.horizon.weeks < view.horizon.of:
        said.append(say("assortment.lead_part", weeks=view.horizon.weeks, of=view.horizon.of, season=view.horizon.name))
    return said


def _plan_lead(view: View, shown: Shown) -> str:
    """Say how many labels the plan is off in, and in which most."""
    name = plain(view.plan_name)
    if not shown.has_gap:
        return say("assortment.lead_apart", name=name)
    off = assortment_words.furthest(shown.gap)
    names = {"off": count(len(range_gap.outside(shown.gap))), "names": ", ".join(off)}
    return say("assortment.lead_off", name=name, **names) if off else say("assortment.lead_on", name=name)


def _figures(shown: Shown) -> None:
    """Show the four figures: of the plan where it is compared, else of the mix."""
    if len(shown.mix):
        blocks.figures(_of_plan(shown.plan, shown.gap) if shown.plan is not None else _of_mix(shown.mix))


def _of_mix(mix: pd.DataFrame) -> list[blocks.Figure]:
    """Return how many labels there are, how many move, and how far off forecasts were."""
    moved = assortment.changes(mix)
    up = int((moved["mix_ahead"] > moved["mix_before"]).sum())
    known = mix["usual_error"].dropna()
    return [
        blocks.Figure(say("assortment.labels"), count(len(mix)), say("assortment.labels_help")),
        blocks.Figure(say("assortment.up"), count(up), say("assortment.moved_help")),
        blocks.Figure(say("assortment.down"), count(len(moved) - up), say("assortment.moved_help")),
        blocks.Figure(say("assortment.error"), f"±{error_percent(known.median())}" if len(known) else "–",
                      say("overview.error_help")),
    ]  # fmt: skip


def _of_plan(plan: Plan, gap: pd.DataFrame) -> list[blocks.Figure]:
    """Return how many options there are, how many labels are off, how many options are new, and what was not read."""
    new, carry = _marked(plan)
    marked = error_percent(new / (new + carry)) if new + carry else "–"
    return [
        blocks.Figure(say("assortment.options"), count(len(plan.options))),
        blocks.Figure(say("assortment.off"), count(len(range_gap.outside(gap))), say("assortment.off_help")),
        blocks.Figure(say("assortment.marked_new"), marked, say("assortment.marked_help", new=new, carry=carry)),
        blocks.Figure(say("assortment.unread"), count(len(plan.unmatched))),
    ]


def _facets(view: View, shown: Shown) -> None:
    """Show every facet, two abreast where there is room."""
    if shown.mix.empty:
        return
    st.caption(" ".join([say("assortment.mix_note"), *([say("assortment.plan_note")] if shown.has_gap else [])]))
    grid = st.grid(columns=2, min_column_width=380, gap="large")
    for facet in shown.mix["facet"].unique():
        with grid.cell():
            _facet(view, shown, str(facet))


def _facet(view: View, shown: Shown, facet: str) -> None:
    """Show one facet: what it means, the chart, and its rows as a table."""
    mix = shown.mix[shown.mix["facet"] == facet]
    gap = shown.gap[shown.gap["facet"] == facet]
    rows = (gap if len(gap) else mix).reset_index(drop=True)
    blocks.section(facet_name(facet))
    if view.garment != ALL:
        st.markdown(_place(view, shown, facet))
    said = [*_said(rows, shown.plan), assortment_words.newness(rows)]
    st.markdown("\n".join(f"- {each}" for each in said))
    _chart(view, shown, rows, facet)
    st.caption(notes.of_trends(mix, view.region))
    _table(rows, facet)


def _place(view: View, shown: Shown, facet: str) -> str:
    """Say within which garment the shares are, or that those over all garments stand in."""
    garment, there = plain(view.within), int(shown.within["facet"].eq(facet).sum())
    if (shown.mix.loc[shown.mix["facet"] == facet, "within_label_id"] != ALL).any():
        return say("assortment.within", garment=garment)
    if (view.region, view.source) != (ALL, ALL):
        return say("assortment.fallback_slice")
    if not there:
        return say("assortment.fallback_none", garment=garment)
    labels = say_count("assortment.fallback_labels", there)
    return say("assortment.fallback", garment=garment, labels=labels, least=assortment.LEAST_LABELS)


def _said(rows: pd.DataFrame, plan: Plan | None) -> list[str]:
    """Say how far the plan is off in one facet, or what moves in it."""
    if plan is None or "verdict" not in rows:
        return assortment_words.changes(rows) or [say("assortment.still")]
    off = assortment_words.gaps(rows) or [say("assortment.in_line")]
    return [*off, assortment_words.counted(rows, len(plan.options))]


def _chart(view: View, shown: Shown, rows: pd.DataFrame, facet: str) -> None:
    """Draw one facet."""
    drawn = assortment.drawn(rows, assortment_charts.DRAWN)
    if len(drawn) < (labels := int(rows["mix_ahead"].notna().sum())):
        st.caption(say("assortment.drawn", drawn=count(len(drawn)), labels=count(labels)))
    theme = blocks.theme_name()
    draw = partial(assortment_charts.mix, drawn, facet_name(facet), theme)
    blocks.chart(cached.chart(("assortment", theme, *shown.key, facet), draw), f"assortment-{facet}")


def _table(rows: pd.DataFrame, facet: str) -> None:
    """Show the rows of one facet, folded under its chart."""
    is_gap = "verdict" in rows
    columns = (*GAP, *(UNITS if rows["units_share"].notna().any() else ())) if is_gap else MIX
    heads = {name: say(f"assortment.{name}") for name in columns if name not in USUAL}
    configs = {"to_add": st.column_config.NumberColumn(heads["to_add"], format="%+.3g")} if is_gap else {}
    with st.expander(say("block.rows")):
        blocks.table(
            rows, columns, f"assortment-{facet}", "assortment-gap" if is_gap else "assortment", is_trends=True,
            heads=heads, configs=configs,
        )  # fmt: skip


def _left_out(shown: Shown) -> None:
    """Name the labels that are in no mix: for want of a forecast, or of another label of their facet."""
    alone = shown.chosen[~shown.chosen["facet"].duplicated(keep=False)]
    whole = shown.whole
    missing = whole[whole["ahead"].isna() & whole["facet"].isin(assortment.FACETS)]
    for key, rows in (("alone", alone), ("left_out", missing)):
        if len(rows):
            st.caption(say(f"assortment.{key}", names=", ".join(plain(name) for name in rows["name"])))


def _newness(shown: Shown) -> None:
    """Show how new the plan is, and how new the market."""
    blocks.section(say("assortment.newness_title"), say("assortment.newness_note"))
    new, carry = _marked(shown.plan) if shown.plan is not None else (0, 0)
    marked = {"share": error_percent(new / max(new + carry, 1)), "new": count(new), "carry": count(carry)}
    st.markdown(say("assortment.newness_marked", **marked) if new + carry else say("assortment.newness_unmarked"))
    heads = {name: say(f"assortment.{name}") for name in NEWNESS[1:]}
    blocks.table(range_gap.newness(shown.gap), NEWNESS, "assortment-newness", "assortment-newness", heads=heads)


def _marked(plan: Plan) -> tuple[int, int]:
    """Return how many options of a plan are marked new, and how many carry-over."""
    counts = plan.options["newness"].value_counts()
    return int(counts.get(assortment.NEW, 0)), int(counts.get(assortment.CARRY_OVER, 0))


def _take(view: View, shown: Shown) -> None:
    """Offer the gap as CSV and everything as a workbook."""
    gap, plan, told = shown.gap, shown.plan, assortment_view.noted(view, shown.mix)
    if plan is None:
        return
    with st.container(horizontal=True, gap="medium"):
        blocks.file_button(
            say("assortment.take_csv"), lambda: csv_bytes(gap, PAGE_TABLES["assortment-gap"]),
            "hemline-assortment-gap.csv", "csv-assortment-take",
        )  # fmt: skip
        blocks.file_button(
            say("assortment.take_xlsx"), lambda: assortment_book.book(gap, plan, told), "hemline-assortment.xlsx",
            "xlsx-assortment-take",
        )  # fmt: skip


if __name__ == "__main__":
    page()
