"""The history of the Trend page: what was seen, the forecast, last year, and the events it is read against."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, charts, doubts, event_charts, events, queries, reception
from dashboard.charts import Chart
from dashboard.choices import Several, several
from dashboard.formats import plain
from dashboard.words import say
from data.events import calendar, own

Row = dict[Any, Any]

SHOWN = ("week", "complete", "y", "authors", "base", "yhat", "lo80", "hi80", "lo95", "hi95")


def section(row: Row, line: str) -> None:
    """Show what was seen, the forecast, the year before, and the events that are chosen."""
    seen, ahead = (cached.read(name, series_id=row["series_id"]) for name in ("history", "forecast"))
    blocks.section(say("trend.history"), say("trend.history_note") if len(ahead) else "")
    marks = _marks(row, seen, ahead)
    theme = blocks.theme_name()
    key = ("history", row["series_id"], theme, tuple(marks))
    blocks.chart(cached.chart(key, lambda: _drawn(row, seen, ahead, marks, theme)), "history")
    if loud := reception.loud_sentence(row):
        st.caption(loud)
    rows = pd.concat([seen, ahead], ignore_index=True).assign(magnitude=row["magnitude"])
    blocks.rows_beside(rows, SHOWN, "history", "history", line)
    if marks:
        blocks.rows_beside(events.table(marks), events.COLUMNS, "events", "trend-events", "", title=say("event.table"))


def broken(row: Row) -> tuple[int, float]:
    """Return how many weeks ago a trend last broke its level, 0 where it did not, and level after ÷ before."""
    seen = cached.read("history", series_id=row["series_id"])
    return cached.once(("break", row["series_id"]), lambda: doubts.last_break(seen))


def _drawn(row: Row, seen: pd.DataFrame, ahead: pd.DataFrame, marks: list[events.Mark], theme_name: str) -> Chart:
    """Draw the history with what is marked on it."""
    before = queries.with_year_before(seen, ahead)
    drawn = charts.history(str(row["name"]), seen, ahead, before, theme_name, row["magnitude"] != "value")
    return event_charts.marked(drawn, marks, theme_name)


def _marks(row: Row, seen: pd.DataFrame, ahead: pd.DataFrame) -> list[events.Mark]:
    """Let the reader choose what is marked, and return it; rows of the user's file that cannot be used are told."""
    names = events.kinds()
    chosen = several(Several("events", say("event.box"), names, events.RESTING, len(names)))
    weeks = pd.concat([seen["week"], ahead["week"]])
    if weeks.empty:
        return []
    mine = own(cached.settings().home)
    for sentence in mine.refused:
        st.warning(plain(sentence))
    if set(chosen) - {events.BREAK}:
        st.caption(say("event.note"))
    span = calendar(weeks.min().date(), weeks.max().date())
    inside = [event for event in mine.events if weeks.min().date() <= event.last and event.first <= weeks.max().date()]
    breaks = events.break_marks(seen, broken(row)) if events.BREAK in chosen else []
    return events.marks([*span, *inside], chosen, row["region"]) + breaks
