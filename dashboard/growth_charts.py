"""Charts of growth: who moves, how many stand at which stage, and share against growth."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import Chart, blank
from dashboard.formats import GAP, count, inert, is_known, percent, signed_percent
from dashboard.labels import Point, axis_names, place_labels
from dashboard.palette import STAGES, SYMBOLS, THEMES, Theme
from dashboard.words import say

Row: TypeAlias = "Mapping[Hashable, Any] | pd.Series[Any]"
GROWTH_TICKS = (-0.9, -0.75, -0.5, -0.25, 0.0, 0.5, 1.0, 2.0, 4.0, 9.0, 19.0, 49.0)
CROWD = 80  # from this many points on, marks are smaller
NAMED = 12  # the most points a quadrant names
LONGEST = 26  # letters of a name on an axis


def movers(rows: pd.DataFrame, theme_name: str) -> Chart:
    """Draw the growth of some trends as dots on their intervals, the furthest at the top.

    Args:
        rows: name, stage, growth, growth_lo, growth_hi, series_id, in the order shown.
        theme_name: light or dark.
    """
    theme = THEMES[theme_name]
    figure = blank(theme_name, height=64 + 34 * len(rows))
    names, colours = axis_names(rows["name"], LONGEST), [theme.stages[stage] for stage in rows["stage"]]
    figure.add_trace(
        go.Scatter(
            x=_growth_scale(rows["growth"]),
            y=names,
            mode="markers",
            showlegend=False,
            customdata=rows["series_id"],
            marker={
                "size": 11,
                "color": colours,
                "symbol": [SYMBOLS[s] for s in rows["stage"]],
                "line": {"width": 2, "color": colours},
            },
            error_x=_growth_bars(rows, theme),
            hovertext=[_growth_text(row) for _, row in rows.iterrows()],
            hoverinfo="text",
        )
    )
    figure.update_layout(hovermode="closest", margin_t=12)
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=theme.ink, ticklabelstandoff=8)
    _growth_axis(figure.update_xaxes, rows, theme, showgrid=True, gridcolor=theme.grid)
    figure.add_vline(0, line={"color": theme.ink, "width": 1.4})
    return Chart(figure, _movers_alt(rows))


def stages(counts: pd.DataFrame, theme_name: str) -> Chart:
    """Draw how many trends stand at each stage.

    Args:
        counts: stage, count, one row per stage.
        theme_name: light or dark.
    """
    theme = THEMES[theme_name]
    figure = blank(theme_name, height=300)
    figure.add_trace(
        go.Bar(
            x=counts["count"],
            y=[say(f"stage.{stage}") for stage in counts["stage"]],
            orientation="h",
            width=0.55,
            marker_color=[theme.stages[stage] for stage in counts["stage"]],
            text=[count(n) for n in counts["count"]],
            textposition="outside",
            cliponaxis=False,
            textfont={"color": theme.ink},
            hoverinfo="skip",
        )
    )
    figure.update_layout(margin_t=12, margin_r=44)
    figure.update_xaxes(visible=False, rangemode="tozero")
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=theme.ink, ticklabelstandoff=8)
    said = ", ".join(f"{say(f'stage_plain.{row.stage}')} {row.count_}" for row in _renamed(counts))
    return Chart(figure, say("alt.stages", counts=said))


def quadrant(rows: pd.DataFrame, theme_name: str, picked: str | None = None) -> Chart:
    """Draw share (log axis) against growth (log of the ratio), coloured and shaped by stage.

    Args:
        rows: name, stage, share, growth, growth_lo, growth_hi, series_id; shares above 0.
        theme_name: light or dark.
        picked: a series to name whatever its rank.
    """
    theme = THEMES[theme_name]
    figure = blank(theme_name, height=480)
    for stage in STAGES:
        _add_stage(figure, rows[rows["stage"] == stage], stage, theme, 10 if len(rows) <= CROWD else 7)
    points = [_point(row) for row in rows.to_dict("records")]
    for label in place_labels(points, picked, NAMED):
        figure.add_annotation(
            x=label.point.x,
            y=label.point.y,
            text=label.text,
            showarrow=False,
            xanchor=label.anchor,
            xshift=label.shift,
            yshift=label.lift,
            font={"size": 13, "color": theme.ink},
        )
    figure.add_hline(0, line={"color": theme.ink, "width": 1.4})
    figure.update_layout(hovermode="closest", clickmode="event+select")
    _growth_axis(figure.update_yaxes, rows, theme, nticks=None)
    figure.update_yaxes(title={"text": say("axis.growth"), "font": {"color": theme.grey, "size": 13}})
    figure.update_xaxes(
        **_share_axis(rows), title={"text": say("axis.share"), "font": {"color": theme.grey, "size": 13}}
    )
    return Chart(figure, say("alt.quadrant", count=len(rows)))


def _point(row: Row) -> Point:
    """Place one trend in the quadrant."""
    low, at, high = (float(_growth_scale(row[name])) for name in ("growth_lo", "growth", "growth_hi"))
    low, high = (at if math.isnan(end) else end for end in (low, high))
    return Point(str(row["name"]), math.log10(row["share"] * 100), at, row["series_id"], low, high)


def _movers_alt(rows: pd.DataFrame) -> str:
    """Say what the movers chart shows."""
    ends = [f"{row['name']} {signed_percent(row['growth'])}" for _, row in rows.iloc[[0, -1]].iterrows()]
    return say("alt.movers", count=len(rows), first=ends[0], last=ends[-1])


def _add_stage(figure: go.Figure, rows: pd.DataFrame, stage: str, theme: Theme, size_px: int) -> None:
    """Add the points of one stage, each on its growth interval."""
    if rows.empty:
        return
    figure.add_trace(
        go.Scatter(
            x=np.log10(rows["share"] * 100),
            y=_growth_scale(rows["growth"]),
            mode="markers",
            name=say(f"legend.{stage}"),
            customdata=rows["series_id"],
            hoverinfo="text",
            error_y=_growth_bars(rows, theme),
            hovertext=[
                f"{inert(row['name'])}<br>{percent(row['share'])} · {_growth_text(row)}" for _, row in rows.iterrows()
            ],
            marker={
                "size": size_px,
                "color": theme.stages[stage],
                "symbol": SYMBOLS[stage],
                "line": {"width": 2, "color": theme.stages[stage]},
            },
            unselected={"marker": {"opacity": 0.85}},
        )
    )


def _growth_scale(growth: Any) -> Any:
    """Place a growth on the axis: the log of the ratio, so that doubling and halving lie as far from zero."""
    return np.log2(np.maximum(1 + growth, 0.05))


def _growth_bars(rows: pd.DataFrame, theme: Theme) -> dict[str, Any]:
    """Return the growth intervals as error bars; a missing end draws none."""
    at = _growth_scale(rows["growth"])
    over = (_growth_scale(rows["growth_hi"]) - at).fillna(0).clip(lower=0)
    under = (at - _growth_scale(rows["growth_lo"])).fillna(0).clip(lower=0)
    return {"type": "data", "array": over, "arrayminus": under, "color": theme.whisker, "thickness": 1.1, "width": 0}


def _growth_axis(update: Any, rows: pd.DataFrame, theme: Theme, **more: Any) -> None:
    """Set the ticks of a growth axis to round changes, with room beyond the furthest interval."""
    edges = [*_growth_scale(rows["growth"]), *_growth_scale(rows["growth_lo"].dropna())]
    edges += [*_growth_scale(rows["growth_hi"].dropna()), 0.0]
    low, high = min(edges), max(edges)
    room = 0.08 * max(high - low, 0.5)
    ticks = [t for t in _ticks(high - low) if low - room <= _growth_scale(t) <= high + room]
    update(
        range=[low - room, high + room],
        tickvals=[float(_growth_scale(t)) for t in ticks],
        ticktext=[signed_percent(t) for t in ticks],
        **{k: v for k, v in more.items() if v is not None},
    )


def _ticks(span: float) -> tuple[float, ...]:
    """Return round growths for an axis `span` doublings long."""
    if span < 0.5:
        return (-0.2, -0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
    if span < 1.2:
        return (-0.5, -0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.4, 0.6, 0.8)
    return GROWTH_TICKS


def _share_axis(rows: pd.DataFrame) -> dict[str, Any]:
    """Return range and round ticks of the share axis, with room for names at both ends."""
    low, high = math.log10(rows["share"].min() * 100), math.log10(rows["share"].max() * 100)
    room = max(0.08 * (high - low), 0.12)
    steps = [m * 10.0**p for p in range(-4, 3) for m in (1, 2, 5)]
    every = 1 if high - low < 1.6 else 3
    ticks = [s for s in steps[::every] if low - room <= math.log10(s) <= high + room]
    return {
        "range": [low - room, high + room],
        "tickvals": [math.log10(s) for s in ticks],
        "ticktext": [f"{s:g}{GAP}%" for s in ticks],
    }


def _growth_text(row: Row) -> str:
    """Write a growth with its interval for the hover."""
    text = signed_percent(row["growth"])
    if is_known(row["growth_lo"]) and is_known(row["growth_hi"]):
        text += f" ({signed_percent(row['growth_lo'])} … {signed_percent(row['growth_hi'])})"
    return f"{text} · {say('stage.' + row['stage'])}"


def _renamed(counts: pd.DataFrame) -> Any:
    """Return the rows as tuples whose count has a name of its own."""
    return counts.rename(columns={"count": "count_"}).itertuples()
