"""Calendar: when each label that comes back every year peaks, when to be in store, and by when to decide."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, calendar, calendar_charts, choices, notes, queries
from dashboard.address import Filter, filter_row
from dashboard.formats import count, short_day, week_of_year
from dashboard.readings import facet_name, named, peak_words, region_name
from dashboard.words import say, say_count

SHOWN = ("name", "decide", "decide_by", "in_store", "peak_week", "peak_lo", "peak_hi", "confidence",
         "usual_error")  # fmt: skip
BY_WEEK = ("name", "week", "of_mean")
WITHOUT = ("name", "why", "stage", "seasonal_strength", "facet")


def page() -> None:
    """Show the page."""
    slices = cached.read("slices")
    if slices.empty:
        blocks.heading(say("page.calendar"), [say("calendar.none")])
        return
    top = st.container()
    region, facet, lead = _picked(slices)
    with blocks.waiting(top):
        every = queries.chosen(cached.read("calendar", region=region), facet, "all")
    has_dates = every["weeks"].notna()
    rows = calendar.dated(every[has_dates], lead)
    with top:
        blocks.heading(say("page.calendar"), [_lead(rows, lead)])
        _figures(rows)
    if len(rows):
        line = notes.of_trends(rows, region)
        _dates(rows, line)
        _heatmap(rows, line, (blocks.theme_name(), region, facet, lead))
    _without(every[~has_dates])


def _picked(slices: pd.DataFrame) -> tuple[str, str, int]:
    """Show the boxes and return the region, the facet and the lead time in weeks."""
    regions = sorted(set(slices["region"]), key=lambda code: (code != "all", region_name(code)))
    facets = sorted(set(cached.read("names")["facet"]), key=facet_name)
    left, right = st.columns([2, 1])
    with left:
        picked = filter_row(
            [
                Filter("region", say("filter.region"), {code: region_name(code) for code in regions}),
                Filter(
                    "facet", say("filter.facet"), {"all": say("filter.all_facets")} | {f: facet_name(f) for f in facets}
                ),
            ]
        )
    with right:
        lead = choices.number(
            choices.Number(
                "lead", say("calendar.lead_time"), calendar.LEAD, calendar.LEAST_LEAD, calendar.MOST_LEAD,
                say("calendar.lead_help"),
            )
        )  # fmt: skip
    return picked["region"], picked["facet"], lead


def _lead(rows: pd.DataFrame, lead: int) -> str:
    """Say what is to be decided next, and for how many labels it is too late."""
    if rows.empty:
        return say("calendar.lead_none")
    late, weeks = int(rows["late"].sum()), say_count("calendar.weeks", lead)
    said = [say("calendar.lead_all_late", weeks=weeks)]
    if not rows["late"].iloc[0]:
        first = rows.iloc[0].to_dict()
        said = [
            say("calendar.lead_first", name=named(first), day=short_day(first["decide_by"]), decide=first["decide"],
                store=week_of_year(first["in_store"]), peak=peak_words(first))
        ]  # fmt: skip
        said += [say("calendar.lead_late", late=say_count("calendar.labels_late", late), weeks=weeks)] if late else []
    return " ".join(said)


def _figures(rows: pd.DataFrame) -> None:
    """Show the four figures."""
    ahead = rows[rows["peak_week"] > rows["now_week"]]
    soon = rows["weeks_left"].between(0, calendar.SOON)
    blocks.figures(
        [
            blocks.Figure(say("calendar.seasonal"), count(len(rows)), say("calendar.seasonal_help")),
            blocks.Figure(say("calendar.soon", weeks=calendar.SOON), count(soon.sum()), say("calendar.soon_help")),
            blocks.Figure(say("calendar.too_late"), count(rows["late"].sum()), say("calendar.too_late_help")),
            blocks.Figure(say("calendar.next_peak"), _next_peak(ahead)),
        ]
    )


def _next_peak(rows: pd.DataFrame) -> str:
    """Return the calendar week of the first peak that is still to come."""
    return say("calendar.week", week=rows["peak_week"].min().isocalendar().week) if len(rows) else "–"


def _dates(rows: pd.DataFrame, line: str) -> None:
    """Show every label with its dates."""
    blocks.section(say("calendar.dates"), say("calendar.dates_note"))
    heads = {name: say(f"calendar.{name}") for name in ("decide", "decide_by", "in_store", "peak_lo", "peak_hi")}
    blocks.table(rows, SHOWN, "calendar", "calendar", is_trends=True, heads=heads)
    st.caption(line)


def _heatmap(rows: pd.DataFrame, line: str, key: tuple[str | int, ...]) -> None:
    """Show the coming year by week."""
    drawn = calendar.drawn(rows)
    more = say("calendar.drawn", drawn=count(len(drawn)), labels=count(len(rows))) if len(drawn) < len(rows) else ""
    blocks.section(say("calendar.year"), f"{say('calendar.year_note')} {more}".strip())
    blocks.chart(cached.chart(("calendar", *key), partial(calendar_charts.heatmap, drawn, str(key[0]))), "calendar")
    st.caption(line)
    with st.expander(say("block.rows")):
        blocks.table(
            calendar.by_week(drawn), BY_WEEK, "calendar-weeks", "calendar-weeks",
            heads={"of_mean": say("calendar.of_mean")},
        )  # fmt: skip


def _without(rows: pd.DataFrame) -> None:
    """List the labels that have no dates, and why."""
    if rows.empty:
        return
    blocks.section(say("calendar.without"), say("calendar.without_note"))
    why = [say("calendar.no_peak" if seasonal else "calendar.no_season") for seasonal in rows["seasonal"]]
    heads = {"why": say("calendar.why"), "seasonal_strength": say("calendar.strength")}
    shown = rows.assign(why=why).sort_values(["authors", "series_id"], ascending=[False, True], ignore_index=True)
    blocks.table(shown, WITHOUT, "calendar-without", "calendar-without", is_trends=True, heads=heads)


if __name__ == "__main__":
    page()
