"""The calendar as a heatmap: each label's coming year, week by week, against its own mean, with its dates."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import STILL, Chart, blank
from dashboard.formats import signed_percent, week_of_year
from dashboard.labels import axis_names
from dashboard.palette import THEMES, Theme
from dashboard.words import say

ROW_PX, TOP_PX, BOTTOM_PX = 24, 48, 84
LETTERS = 18
DATES = (("decide_by", "diamond-open"), ("in_store", "triangle-right"), ("peak_week", "circle"))
WEEKS_APART = 4  # of the numbers under the chart


def heatmap(rows: pd.DataFrame, theme_name: str) -> Chart:
    """Draw each label's coming weeks, above its own mean in red and below in blue, and its dates as marks.

    Args:
        rows: name, weeks, of_mean, decide_by, in_store, peak_week; at least one, the earliest peak first.
        theme_name: light or dark.
    """
    theme = THEMES[theme_name]
    weeks = sorted({pd.Timestamp(week) for row in rows["weeks"] for week in row})
    values = np.array([_on(weeks, row["weeks"], row["of_mean"]) for row in rows.to_dict("records")]) - 1
    names = axis_names(rows["name"], LETTERS)
    figure = blank(theme_name, height=TOP_PX + BOTTOM_PX + ROW_PX * len(rows))
    figure.add_trace(_cells(weeks, names, values, theme))
    for date, symbol in DATES:
        _add_dates(figure, rows, names, date, symbol, theme, weeks)
    figure.update_layout(hovermode="closest", legend=STILL, margin={"t": TOP_PX, "b": BOTTOM_PX})
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=theme.ink, tickvals=names, ticktext=names)
    _week_axis(figure, weeks)
    return Chart(figure, _alt(rows, weeks))


def _cells(weeks: list[pd.Timestamp], names: list[str], values: np.ndarray, theme: Theme) -> go.Heatmap:
    """Return the cells, on a scale that is as long above the mean as below it."""
    far = max(float(np.nanmax(np.abs(values))), 0.1)
    text = [
        [f"{name} · {week_of_year(week)}<br>{say('calendar.on_mean', change=signed_percent(value))}"
         if math.isfinite(value) else "" for week, value in zip(weeks, row, strict=True)]
        for name, row in zip(names, values, strict=True)
    ]  # fmt: skip
    bar = {
        "orientation": "h", "thickness": 8, "lenmode": "pixels", "len": 230, "x": 0, "xanchor": "left", "y": 0,
        "yref": "container", "yanchor": "bottom", "tickformat": "+.0%", "nticks": 5, "outlinewidth": 0, "ypad": 4,
    }  # fmt: skip
    return go.Heatmap(
        x=weeks, y=names, z=values, zmid=0, zmin=-far, zmax=far, xgap=1, ygap=2, hoverinfo="text", text=text,
        colorscale=[[0, theme.compared[2]], [0.5, theme.paper], [1, theme.red]], colorbar=bar,
    )  # fmt: skip


def _on(weeks: list[pd.Timestamp], own: Any, values: Any) -> list[float]:
    """Return a label's values on weeks that all labels share; NaN where it has none."""
    by_week = dict(zip((pd.Timestamp(week) for week in own), values, strict=True))
    return [by_week.get(week, math.nan) for week in weeks]


def _add_dates(
    figure: go.Figure, rows: pd.DataFrame, names: list[str], date: str, symbol: str, theme: Theme,
    weeks: list[pd.Timestamp],
) -> None:  # fmt: skip
    """Mark one of the dates of each label; one before the first week shown is left out."""
    shown = (rows[date] >= weeks[0]).to_numpy()
    figure.add_trace(
        go.Scatter(
            x=rows.loc[shown, date], y=[name for name, seen in zip(names, shown, strict=True) if seen], mode="markers",
            name=say(f"calendar.{date}"), hovertemplate=f"%{{y}} · {say(f'calendar.{date}')} %{{x}}<extra></extra>",
            marker={"symbol": symbol, "size": 9, "color": theme.ink, "line": {"width": 1.5, "color": theme.ink}},
        )
    )  # fmt: skip


def _week_axis(figure: go.Figure, weeks: list[pd.Timestamp]) -> None:
    """Number the weeks as buyers do, and name the year where it begins."""
    ticks = [week for week in weeks if week.isocalendar().week % WEEKS_APART == 1 and week.isocalendar().week < 53]
    texts, year = [], 0
    for week in ticks:
        number = week.isocalendar()
        texts.append(f"{number.week}<br>{number.year}" if number.year != year else str(number.week))
        year = number.year
    half = pd.Timedelta(days=3.5)
    figure.update_xaxes(
        range=[weeks[0] - half, weeks[-1] + half], tickvals=ticks, ticktext=texts, hoverformat=say("format.hover"),
        tickangle=0,
    )  # fmt: skip


def _alt(rows: pd.DataFrame, weeks: list[pd.Timestamp]) -> str:
    """Say what the heatmap shows: which weeks, and when the first and the last label peak."""
    first, last = rows.iloc[0], rows.iloc[-1]
    return say(
        "calendar.alt", count=len(rows), start=week_of_year(weeks[0]), end=week_of_year(weeks[-1]),
        first=first["name"], first_week=week_of_year(first["peak_week"]), last=last["name"],
        last_week=week_of_year(last["peak_week"]),
    )  # fmt: skip
