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
from dashboard.assortment_view import ALL, View
from dashboard.exports import PAGE_TABLES, csv_bytes
from dashboard.formats import count, error_percent, is_known, plain, short_day
from dashboard.plan_labels import Plan
from dashboard.readings import facet_name
from dashboard.words import say, say_count

MIX = ("name", "stage", "newness", "mix_now", "mix_before", "mix_ahead", "mix_lo80", "mix_hi80", "confidence", "basis",
       "authors")  # fmt: skip
GAP = ("name", "verdict", "plan_options", "plan_share", "mix_ahead", "mix_lo80", "mix_hi80", "gap_points", "suggested",
       "suggested_lo", "suggested_hi", "to_add", "mix_now", "stage", "newness", "confidence", "basis")  # fmt: skip
UNITS = ("plan_units", "units_share")
NEWNESS = ("facet", "labels_new", "mix_new", "plan_new")


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
    whole, within = _rows(view, ALL), _rows(view, view.garment)
    chosen = assortment.chosen(within if view.garment != ALL else within.head(0), whole)
    mix = assortment.mix(chosen)
    inside = plan.of_garment(view.garment) if plan is not None else None
    gap = range_gap.gap(mix, inside.parts) if inside is not None else None
    if mix.empty:
        with top:
            blocks.heading(say("page.assortment"), [say("assortment.none_mixed")])
        return
    with top:
        blocks.heading(say("page.assortment"), _lead(view, mix, gap), say("assortment.small_print"))
        _figures(mix, gap, inside)
    plan_box.box(view.plan_name, plan)
    if gap is not None and inside is not None and len(gap):
        _take(view, gap, inside, mix)
    st.caption(" ".join([say("assortment.mix_note"), *([say("assortment.plan_note")] if plan is not None else [])]))
    grid = st.grid(columns=2, min_column_width=380, gap="large")
    for facet in mix["facet"].unique():
        with grid.cell():
            _facet(view, mix[mix["facet"] == facet], gap, inside, within)
    _left_out(chosen, whole)
    if gap is not None and inside is not None and len(gap):
        _newness(gap, inside)


def _rows(view: View, within: str) -> pd.DataFrame:
    """Read the shares of one slice over the weeks bought for."""
    first, last = (f"{week:%Y-%m-%d}" for week in (view.horizon.first, view.horizon.last))
    return cached.read("assortment", region=view.region, source=view.source, within=within, first=first, last=last)


def _lead(view: View, mix: pd.DataFrame, gap: pd.DataFrame | None) -> list[str]:
    """Say what it means for the buy: the plan's largest gaps where there is one, and what moves on the market."""
    span = {"weeks": view.horizon.weeks, "first": short_day(view.horizon.first), "last": short_day(view.horizon.last)}
    moves = assortment_words.changes(mix)
    said = [" ".join([say("assortment.lead_weeks", **span), *moves]) if moves else say("assortment.lead_none", **span)]
    if gap is not None and len(gap):
        off, name = assortment_words.furthest(gap), plain(view.plan_name)
        lead = say("assortment.lead_off", off=count(len(range_gap.outside(gap))), name=name, names=", ".join(off))
        said.insert(0, lead if off else say("assortment.lead_on", name=name))
    if view.garment != ALL and mix["within_label_id"].eq(ALL).any():
        said.append(say("assortment.fallback_hint", garment=plain(view.within)))
    if view.horizon.weeks < view.horizon.of:
        said.append(say("assortment.lead_part", weeks=view.horizon.weeks, of=view.horizon.of, season=view.horizon.name))
    return said


def _figures(mix: pd.DataFrame, gap: pd.DataFrame | None, plan: Plan | None) -> None:
    """Show the four figures: of the plan where there is one, else of the mix."""
    if gap is None or plan is None:
        moved = assortment.changes(mix)
        up = int((moved["mix_ahead"] > moved["mix_before"]).sum())
        error = mix["usual_error"].median()
        shown = [
            blocks.Figure(say("assortment.labels"), count(len(mix)), say("assortment.labels_help")),
            blocks.Figure(say("assortment.up"), count(up), say("assortment.moved_help")),
            blocks.Figure(say("assortment.down"), count(len(moved) - up), say("assortment.moved_help")),
            blocks.Figure(say("assortment.error"), f"±{error_percent(error)}" if is_known(error) else "–",
                          say("overview.error_help")),
        ]  # fmt: skip
    else:
        new, carry = _marked(plan)
        marked = error_percent(new / (new + carry)) if new + carry else "–"
        shown = [
            blocks.Figure(say("assortment.options"), count(len(plan.options))),
            blocks.Figure(say("assortment.off"), count(len(range_gap.outside(gap))), say("assortment.off_help")),
            blocks.Figure(say("assortment.marked_new"), marked, say("assortment.marked_help", new=new, carry=carry)),
            blocks.Figure(say("assortment.unread"), count(len(plan.unmatched))),
        ]
    blocks.figures(shown)


def _facet(view: View, mix: pd.DataFrame, gap: pd.DataFrame | None, plan: Plan | None, within: pd.DataFrame) -> None:
    """Show one facet: what it means, the chart, and its rows as a table."""
    facet = str(mix["facet"].iloc[0])
    blocks.section(facet_name(facet))
    _place(view, mix, within)
    rows = gap[gap["facet"] == facet] if gap is not None else mix.head(0)
    has_plan = plan is not None and len(rows) > 0
    still = [say("assortment.still")]
    said = _gap_words(rows, plan) if has_plan and plan is not None else assortment_words.changes(mix) or still
    st.markdown("\n".join(f"- {each}" for each in (*said, assortment_words.newness(rows if has_plan else mix))))
    _chart(view, (rows if has_plan else mix).reset_index(drop=True), facet, has_plan)
    line = notes.of_trends(mix, view.region)
    _table(rows.reset_index(drop=True) if has_plan else mix.reset_index(drop=True), facet, has_plan, line)


def _place(view: View, mix: pd.DataFrame, within: pd.DataFrame) -> None:
    """Say within which garment the shares are, and where those over all garments stand in."""
    if view.garment == ALL:
        return
    garment, facet = plain(view.within), str(mix["facet"].iloc[0])
    there = int(within["facet"].eq(facet).sum())
    if (mix["within_label_id"] != ALL).any():
        said = say("assortment.within", garment=garment)
    elif (view.region, view.source) != (ALL, ALL):
        said = say("assortment.fallback_slice")
    elif there:
        labels = say_count("assortment.fallback_labels", there)
        said = say("assortment.fallback", garment=garment, labels=labels, least=assortment.LEAST_LABELS)
    else:
        said = say("assortment.fallback_none", garment=garment)
    st.markdown(said)


def _gap_words(rows: pd.DataFrame, plan: Plan) -> list[str]:
    """Say how far the plan is off in one facet."""
    off = assortment_words.gaps(rows) or [say("assortment.in_line")]
    return [*off, assortment_words.counted(rows, len(plan.options))]


def _chart(view: View, rows: pd.DataFrame, facet: str, has_plan: bool) -> None:
    """Draw one facet."""
    drawn = assortment.drawn(rows, assortment_charts.DRAWN)
    if len(drawn) < (labels := int(rows["mix_ahead"].notna().sum())):
        st.caption(say("assortment.drawn", drawn=count(len(drawn)), labels=count(labels)))
    theme = blocks.theme_name()
    shares = tuple(rows["plan_share"].fillna(-1)) if has_plan else ()
    draw = partial(assortment_charts.mix, drawn, facet_name(facet), theme)
    blocks.chart(cached.chart(("assortment", theme, *view.key, facet, shares), draw), f"assortment-{facet}")


def _table(rows: pd.DataFrame, facet: str, has_plan: bool, line: str) -> None:
    """Show the rows of one facet, folded under its chart."""
    st.caption(line)
    columns = (*GAP, *(UNITS if rows["units_share"].notna().any() else ())) if has_plan else MIX
    heads = {name: say(f"assortment.{name}") for name in columns if name not in _USUAL}
    configs = {"to_add": st.column_config.NumberColumn(heads["to_add"], format="%+.3g")} if has_plan else {}
    with st.expander(say("block.rows")):
        blocks.table(
            rows, columns, f"assortment-{facet}", "assortment-gap" if has_plan else "assortment",
            is_trends=not has_plan, heads=heads, configs=configs,
        )  # fmt: skip


def _left_out(chosen: pd.DataFrame, whole: pd.DataFrame) -> None:
    """Name the labels that are in no mix: for want of a forecast, or of another label of their facet."""
    alone = chosen[~chosen["facet"].duplicated(keep=False)]
    missing = whole[whole["ahead"].isna() & whole["facet"].isin(assortment.FACETS)]
    for key, rows in (("alone", alone), ("left_out", missing)):
        if len(rows):
            st.caption(say(f"assortment.{key}", names=", ".join(plain(name) for name in rows["name"])))


def _newness(gap: pd.DataFrame, plan: Plan) -> None:
    """Show how new the plan is, and how new the market."""
    blocks.section(say("assortment.newness_title"), say("assortment.newness_note"))
    new, carry = _marked(plan)
    marked = {"share": error_percent(new / max(new + carry, 1)), "new": count(new), "carry": count(carry)}
    st.markdown(say("assortment.newness_marked", **marked) if new + carry else say("assortment.newness_unmarked"))
    heads = {name: say(f"assortment.{name}") for name in NEWNESS[1:]}
    blocks.table(range_gap.newness(gap), NEWNESS, "assortment-newness", "assortment-newness", heads=heads)


def _marked(plan: Plan) -> tuple[int, int]:
    """Return how many options of a plan are marked new, and how many carry-over."""
    counts = plan.options["newness"].value_counts()
    return int(counts.get(assortment.NEW, 0)), int(counts.get(assortment.CARRY_OVER, 0))


def _take(view: View, gap: pd.DataFrame, plan: Plan, mix: pd.DataFrame) -> None:
    """Offer the gap as CSV and everything as a workbook."""
    told = assortment_view.noted(view, mix)
    with st.container(horizontal=True, gap="medium"):
        blocks.file_button(
            say("assortment.take_csv"), lambda: csv_bytes(gap, PAGE_TABLES["assortment-gap"]),
            "hemline-assortment-gap.csv", "csv-assortment-take",
        )  # fmt: skip
        blocks.file_button(
            say("assortment.take_xlsx"), lambda: assortment_book.book(gap, plan, told), "hemline-assortment.xlsx",
            "xlsx-assortment-take",
        )  # fmt: skip


_USUAL = ("stage", "confidence", "authors")  # columns that are headed as everywhere

if __name__ == "__main__":
    page()
