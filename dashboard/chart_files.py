"""A chart as a PNG file: drawn by the Chromium of this machine, if it has one, when somebody asks for it."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from threading import Lock

import plotly.graph_objects as go

from dashboard.charts import Chart
from dashboard.formats import inert
from dashboard.palette import THEMES
from data.errors import Fault, MissingPart

NO_CHROMIUM = "none"  # as HEMLINE_CHROMIUM: draw no PNG files, whatever is installed
SCALE = 2
WIDE_PX, SMALL_PX, SMALL_HEIGHT_PX = 1100, 560, 220  # a small multiple stays small
LETTER_PX = 8.2  # width of a letter of the title, on average
TITLE_PX, FOOT_PX, LINE_PX, EDGE_PX = 16, 12, 22, 24
DRAW_S = 60
WIDE = "[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]"  # Asian letters and their stops
_one_at_a_time = Lock()  # a Chromium takes a few hundred megabytes


def chromium(named: str = "") -> Path | None:
    """Return the Chromium that draws, None where there is none.

    Args:
        named: the path or name of the one to use, `none` for none; without it `$BROWSER_PATH`, else a Chrome, Chromium
            or one of their kin where such are usually installed.
    """
    if named == NO_CHROMIUM:
        return None
    found = shutil.which(named) if named else _installed()
    return Path(found) if found else None


@cache
def _installed() -> str | None:
    """Look once for what is installed."""
    from choreographer.browsers.chromium import Chromium

    found: str | None = Chromium.find_browser(skip_local=False)
    return found


def png(drawn: Chart, theme_name: str, footer: str, browser: Path | None) -> bytes:
    """Return the chart as a PNG at twice its size, on the paper of its theme, with its words above it.

    Args:
        drawn: the chart; it is not changed.
        theme_name: light or dark.
        footer: the small line under the words: what it comes from.
        browser: the Chromium to draw with, as `chromium` returns it.

    Raises:
        MissingPart: there is no Chromium.
        Fault: it did not draw.
    """
    import kaleido

    if browser is None:
        raise MissingPart("No Chromium is here to draw the chart; install one, or set HEMLINE_CHROMIUM to its path.")
    figure = framed(drawn, theme_name, footer)
    options = {"format": "png", "width": figure.layout.width, "height": figure.layout.height, "scale": SCALE}
    started = {"path": browser, "mathjax": False, "timeout": DRAW_S}
    try:
        with _one_at_a_time:
            return bytes(kaleido.calc_fig_sync(figure, opts=options, kopts=started))
    except (RuntimeError, OSError, ValueError, TimeoutError) as error:
        raise Fault(f"{browser} did not draw the chart ({type(error).__name__}); try another Chromium.") from error


def framed(drawn: Chart, theme_name: str, footer: str) -> go.Figure:
    """Return a copy of the figure on paper, with its words and what it comes from above it, and the room they take."""
    theme, height = THEMES[theme_name], int(drawn.figure.layout.height or 400)
    width = SMALL_PX if height <= SMALL_HEIGHT_PX else WIDE_PX
    lines = [inert(line) for line in wrapped(drawn.alt, int((width - 2 * EDGE_PX) / LETTER_PX))]
    title = {
        "text": "<br>".join(lines), "font": {"size": TITLE_PX, "color": theme.ink}, "x": EDGE_PX / width,
        "subtitle": {"text": inert(footer), "font": {"size": FOOT_PX, "color": theme.grey}},
        "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top", "pad": {"t": EDGE_PX},
    }  # fmt: skip
    above = 2 * EDGE_PX + LINE_PX * (len(lines) + 1)
    figure = go.Figure(drawn.figure)
    edges = {side: max(_margin(figure, side), EDGE_PX) for side in ("l", "r", "b")}
    return figure.update_layout(
        width=width, height=height + above + EDGE_PX, paper_bgcolor=theme.paper, title=title,
        margin=edges | {"t": _margin(figure, "t") + above},
    )  # fmt: skip


def wrapped(text: str, letters: int) -> list[str]:
    """Break a text into lines of so many letters at most; a wide letter counts twice, and a line may end at it."""
    lines, used = [""], 0
    for part in re.findall(rf"{WIDE}|(?:(?!{WIDE})\S)+|\s+", text):
        size = sum(2 if re.match(WIDE, letter) else 1 for letter in part)
        if used + size > letters and lines[-1]:
            lines, used = [*lines, ""], 0
        if lines[-1] or not part.isspace():
            lines[-1], used = lines[-1] + part, used + size
    return [line.rstrip() for line in lines]


def _margin(figure: go.Figure, side: str) -> float:
    """Return the figure's margin at one side, its own or its template's."""
    own = figure.layout.margin[side]
    return float(figure.layout.template.layout.margin[side] if own is None else own)
