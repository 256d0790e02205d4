"""Net stance, and the share beside the share by echo, as two small charts over time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import SEEN_PX, STILL, Chart, blank
from dashboard.formats import GAP
from dashboard.palette import THEMES
from dashboard.words import say

HEIGHT_PX = 240


def stance(name: str, rows: pd.DataFrame, theme_name: str) -> Chart:
    """Draw net stance between all against and all for; the zero line is the only heavy one.

    Args:
        name: the trend, for the words that stand for the chart.
        rows: week, stance (-1 to 1, missing where too few speak).
        theme_name: light or dark.
    """
    theme = THEMES[theme_name]
    figure = blank(theme_name, HEIGHT_PX)
    ink = {"color": theme.ink, "width": SEEN_PX}
    _add(figure, rows["week"], rows["stance"] * 100, say("reception.stance"), ink)
    figure.update_layout(showlegend=False, margin={"t": 8, "r": 4})
    figure.update_yaxes(
        range=[-105, 105], dtick=50, ticksuffix=f"{GAP}%", hoverformat=".0f",
        zeroline=True, zerolinecolor=theme.grey, zerolinewidth=1.6,
    )  # fmt: skip
    _weeks(figure)
    return Chart(figure, say("alt.stance", name=name))


def echo(name: str, rows: pd.DataFrame, theme_name: str) -> Chart:
    """Draw the share and the share by echo on one scale.

    Args:
        name: the trend, for the words that stand for the chart.
        rows: week, share, echo_share.
        theme_name: light or dark.
    """
    theme = THEMES[theme_name]
    figure = blank(theme_name, HEIGHT_PX)
    _add(figure, rows["week"], rows["share"] * 100, say("legend.share"), {"color": theme.ink, "width": SEEN_PX})
    answered = {"color": theme.lines[1], "width": SEEN_PX, "dash": "dash"}
    _add(figure, rows["week"], rows["echo_share"] * 100, say("legend.echo_share"), answered)
    figure.update_layout(margin={"r": 4}, legend=STILL)
    figure.update_yaxes(ticksuffix=f"{GAP}%", rangemode="tozero", nticks=5, hoverformat=".3~g")
    _weeks(figure)
    return Chart(figure, say("alt.echo", name=name))


def _add(figure: go.Figure, weeks: pd.Series[pd.Timestamp], values: pd.Series[float], name: str, line: object) -> None:
    figure.add_trace(go.Scatter(x=weeks, y=values, name=name, mode="lines", line=line))


def _weeks(figure: go.Figure) -> None:
    figure.update_xaxes(dtick="M12", tickformat="%Y", hoverformat="%-d %b %Y", ticklabelposition="outside right")
