"""The mix of one facet as dots: each label's part now, in the weeks ahead with its range, and in a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import STILL, Chart, blank
from dashboard.formats import GAP, is_known, percent
from dashboard.labels import axis_names
from dashboard.palette import THEMES, Theme
from dashboard.words import say

ROW_PX, TOP_PX, BOTTOM_PX = 28, 40, 34
LETTERS = 18
DRAWN = 14  # the most labels of one chart
PARTS = ("mix_now", "mix_hi80", "plan_share")


def mix(rows: pd.DataFrame, what: str, theme_name: str) -> Chart:
    """Draw the parts of one facet, the largest on top.

    Args:
        rows: name, stage, mix_now, mix_ahead, mix_lo80, mix_hi80 and, where there is a plan, plan_share; at least one.
        what: the facet's name.
        theme_name: light or dark.
    """
    theme = THEMES[theme_name]
    names = axis_names([_signed(row["name"], row["stage"]) for row in rows.to_dict("records")], LETTERS)
    figure = blank(theme_name, height=TOP_PX + BOTTOM_PX + ROW_PX * len(rows))
    figure.add_trace(_now(rows, names, theme))
    figure.add_trace(_ahead(rows, names, theme))
    if "plan_share" in rows:
        figure.add_trace(_plan(rows, names, theme))
    figure.update_layout(hovermode="closest", legend=STILL, margin={"t": TOP_PX, "b": BOTTOM_PX})
    figure.update_yaxes(
        autorange="reversed", tickfont_color=theme.ink, tickvals=names, ticktext=names, ticklabelstandoff=8,
        showgrid=True, gridcolor=theme.grid,
    )  # fmt: skip
    far = max(rows[name].max() for name in PARTS if name in rows) * 100
    figure.update_xaxes(ticksuffix=f"{GAP}%", range=[-0.025 * far, 1.03 * far], nticks=5)
    return Chart(figure, _alt(rows, what))


def _now(rows: pd.DataFrame, names: list[str], theme: Theme) -> go.Scatter:
    """Return the last 52 weeks, hollow."""
    return _dots(rows, names, "mix_now", {"symbol": "circle-open", "color": theme.ink, "size": 9, "line_width": 1.6})


def _ahead(rows: pd.DataFrame, names: list[str], theme: Theme) -> go.Scatter:
    """Return the forecast with its range."""
    dots = _dots(rows, names, "mix_ahead", {"symbol": "circle", "color": theme.red, "size": 10})
    over, under = rows["mix_hi80"] - rows["mix_ahead"], rows["mix_ahead"] - rows["mix_lo80"]
    return dots.update(
        error_x={
            "type": "data", "array": over.fillna(0) * 100, "arrayminus": under.fillna(0) * 100, "color": theme.red,
            "thickness": 1.6, "width": 0,
        },
        hovertext=[_range_text(row) for row in rows.to_dict("records")],
    )  # fmt: skip


def _plan(rows: pd.DataFrame, names: list[str], theme: Theme) -> go.Scatter:
    """Return the plan's own parts."""
    mark = {"symbol": "diamond-open", "color": theme.compared[2], "size": 11, "line_width": 2.2}
    return _dots(rows, names, "plan_share", mark)


def _dots(rows: pd.DataFrame, names: list[str], column: str, mark: dict[str, object]) -> go.Scatter:
    """Return one column as dots; a label without a value has none."""
    what = say(f"assortment.legend_{column}")
    texts = [
        f"{name} · {what} {percent(value, authors=0)}" if is_known(value) else ""
        for name, value in zip(names, rows[column], strict=True)
    ]
    return go.Scatter(
        x=rows[column] * 100, y=names, mode="markers", name=what, marker=mark, hovertext=texts, hoverinfo="text"
    )


def _range_text(row: Mapping[Any, Any]) -> str:
    """Write a forecast with its range for the hover."""
    if not is_known(row["mix_ahead"]):
        return ""
    part, low, high = (percent(row[name], authors=0) for name in ("mix_ahead", "mix_lo80", "mix_hi80"))
    return say("assortment.hover", name=row["name"], share=part, lo=low, hi=high)


def _signed(name: str, stage: object) -> str:
    """Return a label's name behind the sign of its stage; one that is not followed has none."""
    return f"{say(f'stage.{stage}')[0]} {name}" if isinstance(stage, str) else name


def _alt(rows: pd.DataFrame, what: str) -> str:
    """Say what the chart shows."""
    followed = rows[rows["mix_ahead"].notna()]
    said = ", ".join(
        f"{row['name']} {percent(row['mix_ahead'], authors=0)}" for row in followed.head(5).to_dict("records")
    )
    return say("assortment.alt", what=what.lower(), count=len(rows), said=said)
