"""Charts of the track record: errors by group beside repeating last year, and how often the bands held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import STILL, Chart, blank
from dashboard.formats import GAP, count, error_percent
from dashboard.labels import axis_names
from dashboard.palette import THEMES, Theme
from dashboard.words import say

GROUPS_DRAWN = 12
ROW_PX, ROOM_PX = 30, 84
LETTERS = 20
KINDS = {"published": "diamond", "replayed": "circle"}
BAND_MARKS = {0.8: "circle", 0.95: "square"}
APART = 0.16  # of a row, between the two bands of one horizon


def groups(rows: pd.DataFrame, names: Sequence[str], kind: str, theme_name: str) -> Chart:
    """Draw the typical error of each group, with a line to what repeating last year would have given.

    Args:
        rows: season_error, naive_error (NaN where it was not replayed), forecasts; the largest group first.
        names: one for each row.
        kind: published or replayed.
        theme_name: light or dark.
    """
    theme = THEMES[theme_name]
    rows, labels = rows.head(GROUPS_DRAWN), axis_names(list(names)[:GROUPS_DRAWN], LETTERS)
    figure = blank(theme_name, height=ROOM_PX + ROW_PX * len(rows))
    _add_gaps(figure, rows, labels, theme)
    naive = rows["naive_error"].notna().to_numpy()
    if naive.any():
        _add_dots(figure, rows[naive], [n for n, has in zip(labels, naive, strict=True) if has], "naive_error",
                  say("legend.naive"), {"symbol": "circle-open", "color": theme.grey})  # fmt: skip
    colour = theme.ink if kind == "published" else theme.red
    _add_dots(figure, rows, labels, "season_error", say(f"legend.{kind}"), {"symbol": KINDS[kind], "color": colour})
    figure.update_layout(hovermode="closest", legend=STILL)
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=labels,
        autorange="reversed",
        tickfont_color=theme.ink,
        ticklabelstandoff=8,
        tickvals=labels,
        ticktext=labels,
    )
    figure.update_xaxes(ticksuffix=f"{GAP}%", rangemode="tozero", nticks=6)
    said = ", ".join(
        f"{name} {error_percent(off)}"
        for name, off in zip(names, rows["season_error"], strict=False)
        if pd.notna(off)
    )  # fmt: skip
    return Chart(figure, say("track.groups_alt", kind=say(f"record.{kind}"), groups=said))


def calibration(rows: pd.DataFrame, theme_name: str) -> Chart:
    """Draw for each horizon how much of what came lay in the 80 and the 95 % band, beside what they promise.

    Args:
        rows: horizon, nominal, covered, low, high, forecasts, of one kind.
        theme_name: light or dark.
    """
    theme = THEMES[theme_name]
    horizons = sorted(set(rows["horizon"]))
    figure = blank(theme_name, height=ROOM_PX + 56 * len(horizons))
    for side, (nominal, symbol) in zip((-1, 1), BAND_MARKS.items(), strict=True):
        colour = theme.red if nominal == 0.8 else theme.ink
        band = rows[rows["nominal"] == nominal]
        _add_held(figure, band, [horizons.index(h) + side * APART for h in band["horizon"]], nominal, symbol, colour)
        figure.add_vline(100 * nominal, line={"color": colour, "width": 1.4, "dash": "dot"})
    figure.update_layout(hovermode="closest", legend=STILL)
    figure.update_yaxes(
        tickvals=list(range(len(horizons))), ticktext=[say("trend.weeks", count=h) for h in horizons],
        range=[len(horizons) - 0.5, -0.5], showgrid=False, tickfont_color=theme.ink, ticklabelstandoff=8,
    )  # fmt: skip
    lowest = min(100 * float(rows["low"].min()), 75.0)
    figure.update_xaxes(ticksuffix=f"{GAP}%", range=[lowest - 2, 101], nticks=6, showgrid=True, gridcolor=theme.grid)
    said = "; ".join(_held_words(row) for row in rows.to_dict("records"))
    return Chart(figure, say("track.calibration_alt", held=said))


def _add_gaps(figure: go.Figure, rows: pd.DataFrame, labels: Sequence[str], theme: Theme) -> None:
    """Join each group's two errors by a thin line."""
    xs: list[float | None] = []
    ys: list[str | None] = []
    for label, row in zip(labels, rows.to_dict("records"), strict=True):
        xs += [row["season_error"] * 100, row["naive_error"] * 100, None]
        ys += [label, label, None]
    line = {"color": theme.grid, "width": 3}
    figure.add_trace(go.Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip", showlegend=False))


def _add_dots(
    figure: go.Figure, rows: pd.DataFrame, labels: Sequence[str], column: str, name: str, mark: dict[str, str]
) -> None:
    """Add one error of each group."""
    figure.add_trace(
        go.Scatter(
            x=rows[column] * 100, y=list(labels), mode="markers", name=name,
            customdata=[count(n) for n in rows["forecasts"]],
            hovertemplate=f"%{{y}} · %{{x:.0f}}{GAP}% · {say('track.of_forecasts')}<extra></extra>",
            marker={"size": 10, "line": {"width": 2, "color": mark["color"]}, **mark},
        )
    )  # fmt: skip


def _add_held(
    figure: go.Figure, band: pd.DataFrame, places: Sequence[float], nominal: float, symbol: str, colour: str
) -> None:
    """Add how often one band held at each horizon, on its interval."""
    over, under = 100 * (band["high"] - band["covered"]), 100 * (band["covered"] - band["low"])
    figure.add_trace(
        go.Scatter(
            x=100 * band["covered"],
            y=list(places),
            mode="markers",
            name=say("track.band", level=error_percent(nominal)),
            hovertext=[_held_words(row) for row in band.to_dict("records")],
            hoverinfo="text",
            marker={"size": 10, "symbol": symbol, "color": colour},
            error_x={"type": "data", "array": over, "arrayminus": under, "color": colour, "thickness": 1.3, "width": 4},
        )
    )


def _held_words(row: dict[Any, Any]) -> str:
    """Say how often one band held at one horizon, and how sure that is."""
    return say(
        "track.held",
        level=error_percent(row["nominal"]),
        weeks=count(row["horizon"]),
        held=error_percent(row["covered"]),
        low=error_percent(row["low"]),
        high=error_percent(row["high"]),
        forecasts=count(row["forecasts"]),
    )
