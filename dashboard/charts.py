"""Charts in the house style: one Plotly template per theme, and one function per chart over time or of parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.formats import GAP, inert, percent, short_day
from dashboard.palette import THEMES, Theme
from dashboard.words import say

CONFIG = {"displayModeBar": False, "scrollZoom": False, "responsive": True}
FONT = '"Source Sans", "Source Sans Pro", sans-serif'
CLEAR = "rgba(0, 0, 0, 0)"
SEEN_PX, FORECAST_PX = 1.6, 2.2
STILL = {"itemclick": False, "itemdoubleclick": False}  # a legend that names and does not switch
RANKS = {"seen": 1, "forecast": 2, "last_year": 5}  # order in the legend; the bands stand at 3 and 4


@dataclass(frozen=True)
class Chart:
    """A figure and what it shows in words, for those who cannot see it."""

    figure: go.Figure
    alt: str


@cache
def template(theme_name: str) -> go.layout.Template:
    """Return the Plotly template of one theme: no frame, no vertical grid, faint horizontal grid, legend above."""
    theme = THEMES[theme_name]
    axis = {"zeroline": False, "showline": False, "ticks": "", "automargin": True, "title": {"standoff": 8}}
    layout = go.Layout(
        font={"family": FONT, "size": 14, "color": theme.ink},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        colorway=list(theme.lines),
        margin={"l": 8, "r": 12, "t": 36, "b": 8},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom", "bgcolor": CLEAR},
        xaxis={**axis, "showgrid": False, "tickfont": {"color": theme.grey}},
        yaxis={**axis, "showgrid": True, "gridcolor": theme.grid, "tickfont": {"color": theme.grey}},
        hoverlabel={"bgcolor": theme.paper, "bordercolor": theme.grey, "font": {"color": theme.ink, "family": FONT}},
        hovermode="x unified",
        dragmode=False,
    )
    return go.layout.Template(layout=layout)


def history(
    name: str, seen: pd.DataFrame, forecast: pd.DataFrame, before: pd.DataFrame, theme_name: str, is_share: bool
) -> Chart:
    """Draw what was seen, the forecast with its two bands, and the year before.

    Args:
        name: the trend, for the words that stand for the chart.
        seen: week, y, complete.
        forecast: week, yhat, lo80, hi80, lo95, hi95; may be empty.
        before: week, y: the value 52 weeks earlier.
        theme_name: light or dark.
        is_share: whether y is a share, drawn in per cent.
    """
    theme, times = THEMES[theme_name], 100 if is_share else 1
    figure = blank(theme_name, height=420)
    _add_bands(figure, forecast, theme, times)
    _add_line(figure, before, "y", "last_year", {"color": theme.grey, "width": 1.4, "dash": "dot"}, times)
    whole, open_weeks = seen[seen["complete"].astype(bool)], seen[~seen["complete"].astype(bool)]
    _add_line(figure, whole, "y", "seen", {"color": theme.ink, "width": SEEN_PX}, times)
    _add_line(figure, _joined(whole, forecast), "yhat", "forecast", {"color": theme.red, "width": FORECAST_PX}, times)
    _add_hollow(figure, open_weeks, theme, times)
    figure.update_yaxes(ticksuffix=f"{GAP}%" if is_share else "", rangemode="tozero", nticks=6, hoverformat=".3~g")
    figure.update_xaxes(
        hoverformat=say("format.hover"),
        tickformat=say("format.axis_month"),
        nticks=9,
        ticklabelposition="outside right",
    )
    return Chart(figure, _history_alt(name, seen, forecast))


def small_history(
    name: str, region: str, weeks: list[Any], values: list[float], top: float, theme_name: str, is_share: bool
) -> Chart:
    """Draw two years of one region as a small multiple on the axis that all regions share."""
    theme, times = THEMES[theme_name], 100 if is_share else 1
    figure = blank(theme_name, height=150)
    frame = pd.DataFrame({"week": weeks, "y": values})
    _add_line(figure, frame, "y", "seen", {"color": theme.ink, "width": SEEN_PX}, times)
    figure.update_layout(showlegend=False, margin={"t": 8, "r": 4})
    figure.update_yaxes(
        range=[0, top * times * 1.08 or 1], nticks=3, ticksuffix=f"{GAP}%" if is_share else "", hoverformat=".3~g"
    )
    figure.update_xaxes(
        dtick="M12",
        tickformat="%Y",
        hoverformat=say("format.hover"),
        ticklabelposition="outside right",
        ticklabelstandoff=6,
    )
    return Chart(figure, say("alt.spark", name=name, region=region))


def swatches(colours: pd.DataFrame, theme_name: str) -> Chart:
    """Draw colours side by side, widths in proportion, and below them each one's name and hex.

    Args:
        colours: name, hex, area.
        theme_name: light or dark.
    """
    theme = THEMES[theme_name]
    figure = blank(theme_name, height=210)
    ends = colours["area"].cumsum()
    for number, (start, row) in enumerate(zip(ends - colours["area"], colours.to_dict("records"), strict=True)):
        name = f"{inert(row['name'])} {row['hex']}"
        figure.add_trace(
            go.Bar(
                x=[row["area"]],
                y=[""],
                base=[start],
                orientation="h",
                width=1,
                name=name,
                marker={"color": row["hex"], "line": {"color": theme.paper, "width": 1}},
                hovertext=f"{name} · {percent(row['area'], authors=0)}",
                hoverinfo="text",
                legendrank=number + 1,
            )
        )
    figure.update_layout(barmode="overlay", hovermode="closest", margin={"t": 4, "l": 0, "r": 0, "b": 4})
    figure.update_layout(legend={"y": -0.06, "yanchor": "top", "maxheight": 130, "font_size": 12, **STILL})
    figure.update_layout(showlegend=True)  # Plotly hides the legend of a single colour
    figure.update_xaxes(visible=False, range=[0, float(colours["area"].sum()) or 1])
    figure.update_yaxes(visible=False, range=[-0.5, 0.5])
    said = ", ".join(f"{row['name']} {percent(row['area'])}" for row in colours.to_dict("records"))
    return Chart(figure, say("alt.palette", colours=said))


def coverage(weeks: pd.DataFrame, theme_name: str) -> Chart:
    """Draw posts a week, stacked by source.

    Args:
        weeks: week, source, title, posts.
        theme_name: light or dark.
    """
    theme = THEMES[theme_name]
    figure = blank(theme_name, height=300)
    for number, (title, rows) in enumerate(weeks.groupby("title", sort=True)):
        colour = theme.lines[number % len(theme.lines)]
        figure.add_trace(
            go.Scatter(
                x=rows["week"],
                y=rows["posts"],
                name=inert(title),
                stackgroup="posts",
                mode="lines",
                line={"width": 0.8, "color": colour},
                fillcolor=_faded(colour),
            )
        )
    figure.update_layout(showlegend=weeks["title"].nunique() > 1)
    figure.update_xaxes(hoverformat=say("format.hover"), tickformat=say("format.axis_month"), nticks=9)
    figure.update_yaxes(rangemode="tozero", nticks=5, tickformat=",d")
    return Chart(figure, say("alt.coverage", sources=", ".join(sorted(set(weeks["title"])))))


def backtest(scores: pd.DataFrame, theme_name: str) -> Chart:
    """Draw past errors on the mean of the window by horizon: Hemline's, published and replayed, beside last year's.

    Args:
        scores: kind (published or replayed), model (ours or seasonal-naive), horizon in weeks, season_error.
        theme_name: light or dark.
    """
    theme = THEMES[theme_name]
    figure = blank(theme_name, height=240)
    looks = {
        ("replayed", "seasonal-naive"): ("naive", theme.grey, "circle-open"),
        ("replayed", "ours"): ("replayed", theme.red, "circle"),
        ("published", "ours"): ("published", theme.ink, "diamond"),
    }
    for (kind, model), (name, colour, symbol) in looks.items():
        rows = scores[(scores["kind"] == kind) & (scores["model"] == model)]
        if rows.empty:
            continue
        figure.add_trace(
            go.Scatter(
                x=rows["season_error"] * 100,
                y=[say("trend.weeks", count=h) for h in rows["horizon"]],
                mode="markers",
                name=say(f"legend.{name}"),
                hovertemplate="%{x:.0f} %",
                marker={"size": 11, "symbol": symbol, "color": colour, "line": {"width": 2, "color": colour}},
            )
        )
    horizons = sorted(set(scores["horizon"]))
    figure.update_layout(hovermode="closest")
    figure.update_yaxes(
        categoryorder="array", categoryarray=[say("trend.weeks", count=h) for h in horizons], autorange="reversed",
        tickfont_color=theme.ink, ticklabelstandoff=8,
    )  # fmt: skip
    figure.update_xaxes(ticksuffix=f"{GAP}%", rangemode="tozero", nticks=6)
    return Chart(figure, say("alt.backtest", horizons=", ".join(map(str, horizons))))


def blank(theme_name: str, height: int) -> go.Figure:
    """Return an empty figure of one theme and height in pixels."""
    return go.Figure(layout={"template": template(theme_name), "height": height})


def _add_line(
    figure: go.Figure, rows: pd.DataFrame, column: str, name: str, line: Mapping[str, Any], times: float
) -> None:
    """Add one line, in per cent where `times` is 100; nothing where there are no rows."""
    if len(rows):
        figure.add_trace(
            go.Scatter(
                x=rows["week"],
                y=rows[column] * times,
                name=say(f"legend.{name}"),
                mode="lines",
                line=line,
                legendrank=RANKS[name],
            )
        )


def _add_bands(figure: go.Figure, forecast: pd.DataFrame, theme: Theme, times: float) -> None:
    """Add the 95 % band and the 80 % band inside it, each as one closed shape."""
    for level, fill in (("95", theme.band95), ("80", theme.band80)):
        if len(forecast):
            weeks = [*forecast["week"], *forecast["week"][::-1]]
            edge = [*(forecast[f"hi{level}"] * times), *(forecast[f"lo{level}"][::-1] * times)]
            figure.add_trace(
                go.Scatter(
                    x=weeks,
                    y=edge,
                    fill="toself",
                    fillcolor=fill,
                    mode="lines",
                    line={"width": 0},
                    name=say(f"legend.band{level}"),
                    legendrank=3 if level == "80" else 4,
                    hoverinfo="skip",
                )
            )


def _add_hollow(figure: go.Figure, rows: pd.DataFrame, theme: Theme, times: float) -> None:
    """Add the weeks that are not over, as hollow dots."""
    if len(rows):
        figure.add_trace(
            go.Scatter(
                x=rows["week"],
                y=rows["y"] * times,
                name=say("legend.incomplete"),
                legendrank=6,
                mode="markers",
                marker={"symbol": "circle-open", "size": 8, "color": theme.ink, "line": {"width": 1.4}},
            )
        )


def _joined(whole: pd.DataFrame, forecast: pd.DataFrame) -> pd.DataFrame:
    """Return the forecast led in by the last week seen, so that no gap stands between the two lines."""
    if forecast.empty or whole.empty:
        return forecast
    last = whole.iloc[[-1]][["week", "y"]].rename(columns={"y": "yhat"})
    return pd.concat([last, forecast[["week", "yhat"]]], ignore_index=True)


def _history_alt(name: str, seen: pd.DataFrame, forecast: pd.DataFrame) -> str:
    """Say what the history chart shows."""
    if seen.empty:
        return name
    first, last = short_day(seen["week"].min()), short_day(seen["week"].max())
    if forecast.empty:
        return say("alt.history_only", name=name, first=first, last=last)
    return say("alt.history", name=name, first=first, last=last, end=short_day(forecast["week"].max()))


def _faded(colour: str) -> str:
    """Return a hex colour as a translucent fill."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.30)"
