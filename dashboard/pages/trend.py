"""Trend: one trend's history and forecast, its doubts, company, reasons and record, its regions and its evidence."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import (
    blocks,
    cached,
    charts,
    doubts,
    evidence,
    goes_with,
    goes_with_charts,
    growth_charts,
    history,
    keeping,
    queries,
    reception,
    record,
    sheet,
    why,
)
from dashboard.address import Filter, filter_row, settle
from dashboard.charts import Chart
from dashboard.followed import Followed, followed
from dashboard.formats import plain
from dashboard.readings import (
    facet_name,
    interval_words,
    named,
    reading,
    region_name,
    rule,
    stage_words,
)
from dashboard.words import language, say, say_or

REGIONS_SHOWN = 8
GOES_WITH = ("name", "facet", "stage", "lift", "lift_lo", "lift_hi", "authors", "authors_before", "stands")
COMPARE_PAGE = "dashboard/pages/compare.py"
REGION_ROWS = ("region", "stage", "share", "growth", "growth_lo", "growth_hi", "confidence", "posts", "authors")
SOURCE_ROWS = ("name", *REGION_ROWS[1:])

Row = dict[Any, Any]


def page() -> None:
    """Show the page."""
    known = followed()
    if not known.rows:
        blocks.heading(say("page.trend"), [say("trend.none")])
        return
    top = st.container()
    row = _picked(known)
    line = sheet.trend_note(cached.read, row)
    with top:
        blocks.heading(named(row), [reading(row)], say("trend.rule", stage=stage_words(row), rule=rule(row)))
        with st.container(horizontal=True):
            keeping.button(row)
            _one_pager(row)
        _figures(row)
    st.page_link(COMPARE_PAGE, label=say("compare.open"), query_params={"label": blocks.trend_id(row)})
    history.section(row, line)
    _doubts(row)
    _goes_with(row, line)
    reception.section(row, line)
    why.section(row, line)
    record.section(row, line)
    _regions(row, line)
    _sources(row, line)
    evidence.section(row, line)


def _picked(known: Followed) -> Row:
    """Return the trend that the address or the boxes name: a label, then where it is seen."""
    first = known.largest[0]
    trend = Filter("trend", say("filter.trend"), {first: known.options[first]} | known.options, wide=True)
    label = known.rows[settle(trend)]
    views = cached.read("views", label_id=label["label_id"], within=label["within_label_id"])
    slices: dict[str, Row] = {blocks.view_id(row): row for row in views.to_dict("records")}
    view = Filter("view", say("filter.view"), {key: _slice_name(row) for key, row in slices.items()})
    return slices[filter_row([trend, view])["view"]]


def _slice_name(row: Row) -> str:
    """Return where a trend is seen: region, source and audience, as far as they are narrowed."""
    parts = [region_name(row["region"])]
    if row["source"] != "all":
        titles = cached.read("sources").set_index("source")["title"].to_dict()
        parts.append(str(titles.get(row["source"], row["source"])))
    if row["audience"] != "all":
        parts.append(say_or(f"audience.{row['audience']}", row["audience"]))
    return " · ".join(parts)


def _figures(row: Row) -> None:
    """Show share, growth, the next peak and the year ahead."""
    blocks.figures([blocks.Figure(each.label, each.value, each.help) for each in sheet.figures(row)])


def _one_pager(row: Row) -> None:
    """Show the button that makes the trend's page as a PDF."""
    snapshot, settings, code = cached.snapshot(), cached.settings(), language()

    def made() -> bytes:
        from dashboard import one_pager  # what draws it is loaded when it is asked for

        return one_pager.pdf(snapshot, settings, row, code)

    st.download_button(
        say("one_pager.button"), made, f"hemline-{sheet.file_name(row)}.pdf", "application/pdf", key="one-pager",
        on_click="ignore", icon=":material/picture_as_pdf:", type="tertiary", help=say("one_pager.help"),
    )  # fmt: skip


def _doubts(row: Row) -> None:
    """Show how the reading could be wrong."""
    blocks.section(say("doubt.title"), say("doubt.note"))
    snapshot_id, broken = cached.snapshot().snapshot_id, history.broken(row)
    told = cached.once(("doubts", row["series_id"]), lambda: doubts.sentences(cached.read, row, snapshot_id, broken))
    st.markdown("\n".join(f"- {sentence}" for sentence in told) or doubts.nothing(row))


def _goes_with(row: Row, line: str) -> None:
    """Show what people show it with, the surest pairs first; selecting one opens its trend."""
    blocks.section(say("goes_with.title"))
    if row["facet"] == "series":
        st.markdown(say("goes_with.none_series"))
        return
    rows = cached.read("companions", label_id=row["label_id"])
    if rows.empty:
        st.markdown(say("goes_with.none"))
        return
    tested = cached.once(("goes-with", row["label_id"]), lambda: goes_with.pairs(rows))
    st.markdown(" ".join(goes_with.sentences(plain(row["name"]), tested)))
    st.caption(" ".join([say("goes_with.note"), *goes_with.scope(row)]))
    drawn = _of_facet(tested[tested["stands"]]).head(goes_with.DRAWN)
    if len(drawn):
        theme = blocks.theme_name()
        key = ("goes-with", row["label_id"], theme, tuple(drawn["label_id"]))
        chart = cached.chart(key, lambda: goes_with_charts.pairs(str(row["name"]), drawn, theme))
        blocks.chart(chart, "goes-with", drawn)
    blocks.rows_beside(tested, GOES_WITH, "goes-with", "goes-with", line, is_trends=True)


def _of_facet(sure: pd.DataFrame) -> pd.DataFrame:
    """Let the reader keep the pairs of one facet, where there are several."""
    facets = {"all": facet_name("all")} | {facet: facet_name(facet) for facet in sorted(set(sure["facet"]))}
    if len(facets) < 3:
        return sure
    picked = filter_row([Filter("with", say("goes_with.filter"), facets)])["with"]
    return sure if picked == "all" else sure[sure["facet"] == picked]


def _regions(row: Row, line: str) -> None:
    """Show the regions on one axis."""
    blocks.section(say("trend.regions"))
    regions = cached.read("regions", label_id=row["label_id"], within=row["within_label_id"])
    regions = regions[regions["recent"].notna()]
    if regions.empty:
        st.markdown(say("trend.regions_none"))
        return
    st.caption(say("trend.regions_note", weeks=queries.SMOOTH_WEEKS))
    lines = [queries.smoothed(values) for values in regions["recent"].head(REGIONS_SHOWN)]
    top = max(max(values) for values in lines)
    grid = st.grid(columns=4, min_column_width=190)
    for place, values in zip(regions.head(REGIONS_SHOWN).to_dict("records"), lines, strict=True):
        with grid.cell():
            st.markdown(
                f"**{plain(region_name(place['region']))}** {sheet.change(place['growth'])}{interval_words(place)}"
            )
            blocks.chart(_region(row, place, values, top, blocks.theme_name()), f"region-{place['region']}")
    with_key = regions.assign(
        label_id=row["label_id"], within_label_id=row["within_label_id"], source="all", audience="all"
    )
    blocks.rows_beside(with_key, REGION_ROWS, "regions", "regions", line, is_trends=True)


def _region(row: Row, place: Row, values: list[float], top: float, theme_name: str) -> Chart:
    """Return the chart of one region."""
    weeks, is_share = list(place["weeks"])[-len(values) :], place["magnitude"] != "value"
    return cached.chart(
        ("region", row["label_id"], row["within_label_id"], place["region"], theme_name),
        lambda: charts.small_history(
            str(row["name"]), region_name(place["region"]), weeks, values, top, theme_name, is_share
        ),
    )


def _sources(row: Row, line: str) -> None:
    """Show whether the sources agree: the change in each that is followed on its own."""
    views = cached.read("views", label_id=row["label_id"], within=row["within_label_id"])
    rows = views[(views["source"] != "all") & (views["audience"] == "all") & (views["region"] == row["region"])]
    if row["magnitude"] == "value" or row["source"] != "all":
        return
    blocks.section(say("trend_sources.title"), say("trend_sources.note"))
    if rows.empty:
        st.markdown(say("trend_sources.none"))
        return
    titles = cached.read("sources").set_index("source")["title"].to_dict()
    named_rows = rows.assign(name=[titles.get(source, source) for source in rows["source"]])
    drawn = named_rows[named_rows["growth"].notna()]
    if len(drawn):
        theme = blocks.theme_name()
        key = ("by-source", row["label_id"], row["within_label_id"], row["region"], theme)
        blocks.chart(cached.chart(key, lambda: growth_charts.movers(drawn, theme)), "by-source", drawn)
    blocks.rows_beside(named_rows, SOURCE_ROWS, "by-source", "trend-sources", line, is_trends=True)


if __name__ == "__main__":
    page()
