"""Charts of up to six labels: one line each, named at its end, seen and forecast, on axes that can be shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import FORECAST_PX, SEEN_PX, Chart, blank
from dashboard.compare import INDEX, Line
from dashboard.formats import inert, short_day
from dashboard.palette import THEMES, Theme
from dashboard.words import say

MARKS = (("circle", "●"), ("square", "■"), ("triangle-up", "▲"), ("diamond", "◆"), ("triangle-down", "▼"), ("x", "✕"))
WIDE_PX = 300  # a chart that is higher stands alone
BANDS_OF = 3  # the most lines whose bands can be told apart
LETTER_PX, NAME_PX = 7.2, 17
TOP_PX, BOTTOM_PX = 22, 46
ROOM = 0.05  # of the axis, beyond its lowest and highest value


@dataclass(frozen=True)
class Frame:
    """How a chart of lines is framed, so that several can share their axes.

    Attributes:
        low, high: the ends of the value axis.
        first, last: the ends of the week axis.
        now: the last week seen.
        suffix: behind each number of the value axis.
        height_px: of the chart.
        letters: the most letters of a name at the end of a line.
        banded: whether 80 % bands are drawn.
    """

    low: float
    high: float
    first: pd.Timestamp
    last: pd.Timestamp
    now: pd.Timestamp
    suffix: str
    height_px: int
    letters: int
    banded: bool

    @classmethod
    def around(
        cls,
        lines: Sequence[Line],
        now: pd.Timestamp,
        scale: str,
        suffix: str,
        height_px: int,
        letters: int,
        banded: bool,
    ) -> Frame:
        """Return the frame that holds all lines, and their bands if they are drawn."""
        values = pd.concat([part for each in lines for part in _values(each, banded)])
        weeks = pd.concat([part["week"] for each in lines for part in (each.seen, each.ahead)])
        low = float(values.min()) if scale == INDEX else min(float(values.min()), 0.0)
        room = ROOM * (float(values.max()) - low or 1.0)
        low = low if low == 0 else low - room
        return cls(low, float(values.max()) + room, weeks.min(), weeks.max(), now, suffix, height_px, letters, banded)


def lines(drawn: Sequence[Line], frame: Frame, theme_name: str, what: str, where: str) -> Chart:
    """Draw the lines of one region.

    Args:
        drawn: at least one line, in the order they were chosen.
        frame: the axes.
        theme_name: light or dark.
        what: what the values are, in words.
        where: the region's name, for the words that stand for the chart.
    """
    theme = THEMES[theme_name]
    figure = blank(theme_name, height=frame.height_px)
    for each in drawn if frame.banded else ():
        _add_band(figure, each, theme)
    for each in drawn:
        _add_line(figure, each, theme, frame)
    _name_ends(figure, drawn, theme, frame)
    _add_now(figure, theme, frame)
    names = [_cut(each.name, frame.letters) for each in drawn]
    right = round(LETTER_PX * (max(map(len, names)) + 2)) + 12
    figure.update_layout(showlegend=False, margin={"t": TOP_PX, "r": right, "b": BOTTOM_PX, "l": 8})
    figure.update_yaxes(range=[frame.low, frame.high], nticks=6, ticksuffix=frame.suffix, hoverformat=".3~g")
    wide = frame.height_px > WIDE_PX
    figure.update_xaxes(
        range=[frame.first, frame.last],
        hoverformat=say("format.hover"),
        tickformat=say("format.axis_month") if wide else "%Y",
        **({"nticks": 8} if wide else {"dtick": "M12"}),
        automargin=False,
        ticklabelposition="outside right",
    )
    return Chart(figure, _alt(drawn, frame, what, where))


def spread(heights: Sequence[float], gap: float, top: float) -> list[float]:
    """Return heights moved apart so that each lies at least `gap` from the next and all lie between 0 and `top`.

    The order is kept; where there is no room for all, they lie evenly from top to bottom.
    """
    if not heights:
        return []
    order = sorted(range(len(heights)), key=lambda n: (heights[n], n))
    gap = min(gap, top / max(len(heights) - 1, 1))
    placed = [0.0] * len(heights)
    floor = 0.0
    for n in order:
        placed[n] = floor = max(heights[n], floor)
        floor += gap
    ceiling = top
    for n in reversed(order):
        placed[n] = min(placed[n], ceiling)
        ceiling = placed[n] - gap
    return placed


def _values(each: Line, banded: bool) -> list[pd.Series[float]]:
    """Return every value drawn of a line."""
    return [each.seen["y"], *(each.ahead[name] for name in (("yhat", "lo80", "hi80") if banded else ("yhat",)))]


def _add_band(figure: go.Figure, each: Line, theme: Theme) -> None:
    """Add the 80 % band of one line, as one closed shape."""
    if len(each.ahead):
        figure.add_trace(
            go.Scatter(
                x=[*each.ahead["week"], *each.ahead["week"][::-1]],
                y=[*each.ahead["hi80"], *each.ahead["lo80"][::-1]],
                fill="toself", fillcolor=_faint(theme.compared[each.place]), mode="lines", line={"width": 0},
                hoverinfo="skip",
            )
        )  # fmt: skip


def _add_line(figure: go.Figure, each: Line, theme: Theme, frame: Frame) -> None:
    """Add one label: solid with its mark as far as it was seen, dotted where it is forecast."""
    colour, name = theme.compared[each.place], inert(each.name)
    mark = {
        "symbol": MARKS[each.place][0],
        "size": 8,
        "color": colour,
        "maxdisplayed": 7 if frame.height_px > WIDE_PX else 3,
    }
    text = f"%{{y:.3~g}}{frame.suffix}<extra>{name}</extra>"
    figure.add_trace(
        go.Scatter(
            x=each.seen["week"], y=each.seen["y"], name=name, mode="lines+markers", marker=mark, hovertemplate=text,
            line={"color": colour, "width": SEEN_PX},
        )
    )  # fmt: skip
    if len(each.ahead):
        joined = pd.concat([each.seen.tail(1), each.ahead.rename(columns={"yhat": "y"})])
        figure.add_trace(
            go.Scatter(
                x=joined["week"], y=joined["y"], name=name, mode="lines", hovertemplate=text,
                line={"color": colour, "width": FORECAST_PX, "dash": "dot"},
            )
        )  # fmt: skip


def _name_ends(figure: go.Figure, drawn: Sequence[Line], theme: Theme, frame: Frame) -> None:
    """Write each line's mark and name beside its end, none over another."""
    plot_px = frame.height_px - TOP_PX - BOTTOM_PX
    per_unit = plot_px / (frame.high - frame.low)
    at = [(float(_end(each)) - frame.low) * per_unit for each in drawn]
    for each, height in zip(drawn, spread(at, NAME_PX, plot_px), strict=True):
        mark = f'<span style="color:{theme.compared[each.place]}">{MARKS[each.place][1]}</span>'
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=frame.low + height / per_unit, yanchor="middle",
            text=f"{mark} {inert(_cut(each.name, frame.letters))}", showarrow=False,
            font={"size": 13, "color": theme.ink},
        )  # fmt: skip


def _add_now(figure: go.Figure, theme: Theme, frame: Frame) -> None:
    """Mark where what was seen ends and the forecast begins."""
    if frame.last > frame.now:
        figure.add_vline(frame.now, line={"color": theme.grey, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=frame.now, y=1, yref="paper", xanchor="left", yanchor="bottom", xshift=2, showarrow=False,
            text=say("compare.ahead"), font={"size": 12, "color": theme.grey},
        )  # fmt: skip


def _end(each: Line) -> Any:
    """Return the last value of a line."""
    return each.ahead["yhat"].iloc[-1] if len(each.ahead) else each.seen["y"].iloc[-1]


def _cut(name: str, letters: int) -> str:
    """Shorten a name to what fits beside a chart."""
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"


def _alt(drawn: Sequence[Line], frame: Frame, what: str, where: str) -> str:
    """Say what the chart shows, and where each line stands now."""
    stand = ", ".join(f"{each.name} {each.seen['y'].iloc[-1]:.3g}{frame.suffix}" for each in drawn)
    return say("compare.alt", what=what, where=where, stand=stand, first=short_day(frame.first),
               now=short_day(frame.now), last=short_day(frame.last))  # fmt: skip


def _faint(colour: str) -> str:
    """Return a hex colour as the fill of a band."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.16)"
