"""The chart of what a label goes with: each companion's lift on its interval, the surest at the top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import Chart, blank
from dashboard.formats import count, inert
from dashboard.goes_with import times
from dashboard.labels import axis_names
from dashboard.palette import SYMBOLS, THEMES
from dashboard.readings import facet_name
from dashboard.words import say

TICKS = (1, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
LONGEST = 26  # letters of a name on an axis
ROOM = 1.12  # beyond the furthest interval


def pairs(name: str, rows: pd.DataFrame, theme_name: str) -> Chart:
    """Draw lifts as dots on their intervals, on a log axis on which 1 is chance.

    Args:
        name: the label whose companions they are.
        rows: name, facet, stage (missing where a companion has no trend), lift, lift_lo, lift_hi, authors, series_id.
        theme_name: light or dark.
    """
    theme = THEMES[theme_name]
    figure = blank(theme_name, height=64 + 34 * len(rows))
    colours = [theme.stages.get(stage, theme.grey) for stage in rows["stage"]]
    over, under = rows["lift_hi"] - rows["lift"], rows["lift"] - rows["lift_lo"]
    figure.add_trace(
        go.Scatter(
            x=rows["lift"],
            y=axis_names(rows["name"], LONGEST),
            mode="markers",
            showlegend=False,
            customdata=rows["series_id"],
            marker={
                "size": 11,
                "color": colours,
                "symbol": [SYMBOLS.get(stage, "circle") for stage in rows["stage"]],
                "line": {"width": 2, "color": colours},
            },
            error_x={"type": "data", "array": over, "arrayminus": under, "color": theme.whisker, "thickness": 1.1,
                     "width": 0},
            hovertext=[_hover(row) for row in rows.to_dict("records")],
            hoverinfo="text",
        )
    )  # fmt: skip
    figure.update_layout(hovermode="closest", margin_t=12)
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=theme.ink, ticklabelstandoff=8)
    figure.update_xaxes(**_axis(rows), showgrid=True, gridcolor=theme.grid)
    figure.add_vline(1, line={"color": theme.ink, "width": 1.4})
    return Chart(figure, _alt(name, rows))


def _axis(rows: pd.DataFrame) -> dict[str, Any]:
    """Return a log axis from chance to beyond the furthest interval, with round ticks."""
    low, high = min(1.0, float(rows["lift_lo"].min())) / ROOM, float(rows["lift_hi"].max()) * ROOM
    ticks = [tick for tick in TICKS if low <= tick <= high]
    kept = ticks if len(ticks) <= 7 else [tick for tick in ticks if tick not in (1.5, 3, 20, 200)]
    return {"type": "log", "range": [float(np.log10(low)), float(np.log10(high))], "tickvals": kept,
            "ticktext": [f"×{tick:g}" for tick in kept]}  # fmt: skip


def _hover(row: Mapping[Any, Any]) -> str:
    """Write a pair for the hover: name, facet, lift with its interval, people."""
    lift = f"×{times(row['lift'])} ({times(row['lift_lo'])} … {times(row['lift_hi'])})"
    people = say("goes_with.hover", authors=count(row["authors"]), before=count(row["authors_before"]))
    return f"{inert(row['name'])} · {inert(facet_name(row['facet']))}<br>{lift}<br>{people}"


def _alt(name: str, rows: pd.DataFrame) -> str:
    """Say what the chart shows."""
    said = ", ".join(f"{row['name']} {times(row['lift'])}" for row in rows.to_dict("records"))
    return say("goes_with.alt", name=name, pairs=said)
