"""The parts of a series as small charts on one scale: its level, its season, and the rest."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import SEEN_PX, Chart, blank
from dashboard.formats import GAP
from dashboard.palette import THEMES
from dashboard.words import say

PARTS = ("level", "season_part", "rest")
HEIGHT_PX = 210
ROOM = 1.06  # of the tallest value


def part(name: str, rows: pd.DataFrame, which: str, theme_name: str, is_share: bool) -> Chart:
    """Draw one part of a series; all three span the same height, so that their sizes compare.

    Args:
        name: the trend, for the words that stand for the chart.
        rows: week, y, level, season_part, rest.
        which: one of `PARTS`.
        theme_name: light or dark.
        is_share: whether the values are shares, drawn in per cent.
    """
    theme, times = THEMES[theme_name], 100 if is_share else 1
    figure = blank(theme_name, height=HEIGHT_PX)
    if which == "level":
        _add(figure, rows["week"], rows["y"] * times, say("legend.seen"), {"color": theme.grey, "width": 1})
    ink = {"color": theme.ink, "width": SEEN_PX if which == "rest" else 2.2}
    _add(figure, rows["week"], rows[which] * times, say(f"why.{which}"), ink)
    figure.update_layout(showlegend=False, margin={"t": 8, "r": 4})
    figure.update_yaxes(
        range=_range(rows, which, times), nticks=5, ticksuffix=f"{GAP}%" if is_share else "", hoverformat=".3~g",
        zeroline=which != "level", zerolinecolor=theme.grey, zerolinewidth=1,
    )  # fmt: skip
    figure.update_xaxes(
        dtick="M12", tickformat="%Y", hoverformat=say("format.hover"), ticklabelposition="outside right"
    )
    return Chart(figure, say(f"alt.part_{which}", name=name))


def _add(figure: go.Figure, weeks: pd.Series[pd.Timestamp], values: pd.Series[float], name: str, line: object) -> None:
    figure.add_trace(go.Scatter(x=weeks, y=values, name=name, mode="lines", line=line))


def _range(rows: pd.DataFrame, which: str, times: float) -> list[float]:
    """Return the ends of the axis, of one height for all parts: from 0 for the level, round 0 for the others."""
    around = float(rows[["season_part", "rest"]].abs().to_numpy().max())
    tallest = max(float(rows[["y", "level"]].to_numpy().max()), 2 * around)
    height = times * ROOM * (tallest or 1.0)
    return [0.0, height] if which == "level" else [-height / 2, height / 2]
