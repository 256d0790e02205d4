"""Events on a chart over time: a strip above it with a lane for each kind, and a faint mark through the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import Chart
from dashboard.events import BREAK, KINDS, Mark
from dashboard.formats import inert
from dashboard.palette import THEMES, Theme
from dashboard.words import say

LANE_PX, LETTER_PX = 20, 6.0
NARROWEST_PX = 290  # of the plot on a phone: names that fit there fit everywhere
SHORTEST = 5  # letters of a name that are worth showing
MARGIN_PX = 96  # what legend and dates take of the height
GAP_DAYS = dict.fromkeys(KINDS, -1) | {"season": 10}  # seasons follow each other; a gap tells them apart
LINED = ("own", BREAK)  # days, not weeks: a line through the chart


def marked(drawn: Chart, marks: Sequence[Mark], theme_name: str) -> Chart:
    """Return the chart with its events above it; the chart itself where there are none in its span.

    Args:
        drawn: a chart with weeks on its x axis.
        marks: the events, in any order.
        theme_name: light or dark.
    """
    first, last = _span(drawn.figure)
    inside = sorted((m for m in (_cut(mark, first, last) for mark in marks) if m), key=lambda mark: mark.first_day)
    lanes = [kind for kind in KINDS if any(mark.kind == kind for mark in inside)]
    if not lanes:
        return drawn
    figure = go.Figure(drawn.figure)
    _make_room(figure, len(lanes))
    for lane, kind in enumerate(lanes):
        own = [mark for mark in inside if mark.kind == kind]
        _add_lane(figure, own, lane, colour(kind, THEMES[theme_name]))
        _name(figure, own, lane, (first.date(), last.date()), THEMES[theme_name])
        _add_through(figure, own, THEMES[theme_name])
    said = say("event.alt", kinds=", ".join(say(f"event.{kind}") for kind in lanes))
    return replace(drawn, figure=figure, alt=drawn.alt + said)


def colour(kind: str, theme: Theme) -> str:
    """Return the colour of a kind of events; never the forecast's red."""
    _, blue, ochre, purple, grey = theme.lines
    own = {"women": purple, "men": blue, "couture": ochre, "season": grey, "sale": theme.grey}
    return own.get(kind, theme.ink)


def names(marks: Sequence[Mark], px_a_day: float, first: date, last: date) -> list[tuple[str, str]]:
    """Return what is written beside each mark of one lane, and which edge of it stands at the mark's first day.

    A label goes to the right, cut to the room before the next mark; where there is none, to the left, if what is
    written there leaves room; else it is left out.

    Args:
        marks: in the order of their days.
        px_a_day: how wide a day is where the chart is narrowest.
        first, last: the days at the chart's edges.
    """
    written, free, days = [], first, [mark.first_day for mark in marks]
    for mark, after in zip(marks, [*days[1:], last][: len(marks)], strict=True):
        text, anchor = _fitted(mark.label, px_a_day * (after - mark.first_day).days), "left"
        free_px = len(text) * LETTER_PX
        if not text:
            text, anchor = _fitted(mark.label, px_a_day * (mark.first_day - free).days), "right"
        written.append((text, anchor))
        free = mark.first_day + timedelta(days=free_px / px_a_day)
    return written


def _fitted(label: str, room_px: float) -> str:
    """Cut a label to the room; nothing where too little would be left."""
    letters = int(room_px / LETTER_PX) - 1
    if len(label) <= letters:
        return label
    return f"{label[: letters - 1]}…" if letters > SHORTEST else ""


def _span(figure: go.Figure) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last week that a chart shows."""
    weeks = [pd.Timestamp(week) for trace in figure.data for week in (trace.x if trace.x is not None else ())]
    return (min(weeks), max(weeks)) if weeks else (pd.Timestamp.max, pd.Timestamp.min)


def _cut(mark: Mark, first: pd.Timestamp, last: pd.Timestamp) -> Mark | None:
    """Return the part of a mark that lies on the chart, None where none does."""
    begins, ends = max(mark.first_day, first.date()), min(mark.last_day, last.date())
    return replace(mark, first_day=begins, last_day=ends) if begins <= ends else None


def _make_room(figure: go.Figure, lanes: int) -> None:
    """Add a strip of lanes above the plot."""
    height = figure.layout.height + lanes * LANE_PX
    strip = lanes * LANE_PX / (height - MARGIN_PX)
    figure.update_layout(
        height=height,
        yaxis_domain=[0, 1 - strip - 0.02],
        yaxis2={"domain": [1 - strip, 1], "range": [lanes - 0.5, -0.5], "visible": False, "fixedrange": True},
    )


def _add_lane(figure: go.Figure, marks: Sequence[Mark], lane: int, line: str) -> None:
    """Draw the events of one kind as bars in their lane, a point for each week so that a hover finds them."""
    days, texts = [], []
    for mark in marks:
        begins = pd.Timestamp(mark.first_day)
        ends = max(begins + pd.Timedelta(days=1), pd.Timestamp(mark.last_day) - pd.Timedelta(days=GAP_DAYS[mark.kind]))
        every = [*pd.date_range(begins, ends, freq="7D"), ends, None]
        days += every
        texts += [inert(mark.event)] * len(every)
    at = [None if day is None else lane + 0.36 for day in days]
    figure.add_trace(
        go.Scatter(
            x=days, y=at, yaxis="y2", mode="lines", line={"width": 4, "color": line}, text=texts, connectgaps=False,
            hovertemplate="%{text}<extra></extra>", name=say(f"event.{marks[0].kind}"), legendrank=10 + lane,
        )
    )  # fmt: skip


def _name(figure: go.Figure, marks: Sequence[Mark], lane: int, span: tuple[date, date], theme: Theme) -> None:
    """Write the labels that fit above the bars of one lane."""
    px_a_day = NARROWEST_PX / ((span[1] - span[0]).days or 1)
    for mark, (text, anchor) in zip(marks, names(marks, px_a_day, *span), strict=True):
        if text:
            figure.add_annotation(
                x=mark.first_day, y=lane - 0.08, yref="y2", text=inert(text), showarrow=False, xanchor=anchor,
                yanchor="middle", xshift=-2, font={"size": 11, "color": theme.grey},
            )  # fmt: skip


def _add_through(figure: go.Figure, marks: Sequence[Mark], theme: Theme) -> None:
    """Draw days as dotted lines and show weeks as faint bands through the chart; seasons and sales stay above it."""
    for mark in marks:
        if mark.kind in LINED:
            figure.add_shape(
                type="line", x0=mark.first_day, x1=mark.first_day, y0=0, y1=1, yref="y domain",
                line={"color": theme.grey, "width": 1, "dash": "dot"},
            )  # fmt: skip
        elif mark.kind not in ("season", "sale"):
            figure.add_shape(
                type="rect", x0=mark.first_day, x1=mark.last_day, y0=0, y1=1, yref="y domain", layer="below",
                line_width=0, fillcolor=theme.grid, opacity=0.55,
            )  # fmt: skip
