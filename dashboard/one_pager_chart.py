"""The history chart of the one-pager, drawn as lines on a reportlab canvas in the house style."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from dashboard.formats import GAP, amount
from dashboard.palette import LIGHT
from dashboard.sheet import Sheet
from dashboard.type_runs import runs
from dashboard.words import say

TICKS = 4
SMALL = 7.0
BANDS = {"95": 0.10, "80": 0.20}  # how much of the red, the outer one first
LEFT, BELOW, ABOVE = 30.0, 14.0, 16.0
Place = Callable[[pd.Timestamp, float], tuple[float, float]]


def history(canvas: Canvas, sheet: Sheet, box: tuple[float, float, float, float]) -> None:
    """Draw what was seen, the forecast with its bands, and the year before.

    Args:
        canvas: of the page.
        sheet: has the weeks.
        box: left, bottom, width and height in points.
    """
    left, bottom, wide, high = box
    plot = (left + LEFT, bottom + BELOW, wide - LEFT, high - BELOW - ABOVE)
    _legend(canvas, sheet, left + LEFT, bottom + high - SMALL)
    weeks = pd.concat([sheet.seen["week"], sheet.ahead["week"]])
    if weeks.empty:
        return
    top = _top(sheet)
    place = _places(weeks, top, plot)
    _grid(canvas, sheet, place, top, plot)
    _years(canvas, weeks, place, plot)
    for level, opacity in BANDS.items():
        _band(canvas, sheet.ahead, level, opacity, place)
    whole = sheet.seen[sheet.seen["complete"].astype(bool)]
    _line(canvas, sheet.before, "y", LIGHT.grey, 0.8, place, dash=(1.5, 1.8))
    _line(canvas, whole, "y", LIGHT.ink, 0.9, place)
    _line(canvas, _joined(whole, sheet.ahead), "yhat", LIGHT.red, 1.4, place)


def write(canvas: Canvas, x: float, y: float, text: str, size: float, colour: str, is_right: bool = False) -> float:
    """Write one line of plain text, each letter in a type that holds it; return where it ends."""
    parts = runs(text)
    if is_right:
        x -= sum(stringWidth(run, name, size) for name, run in parts)
    canvas.setFillColor(HexColor(colour))
    for name, run in parts:
        canvas.setFont(name, size)
        canvas.drawString(x, y, run)
        x += stringWidth(run, name, size)
    return x


def round_step(top: float, ticks: int = TICKS) -> float:
    """Return a round distance (1, 2 or 5 times a power of ten) at which at most so many ticks reach the top."""
    power = 10.0 ** math.floor(math.log10(top / ticks))
    return next(times * power for times in (1, 2, 5, 10) if top / (times * power) <= ticks)


def _top(sheet: Sheet) -> float:
    """Return the tallest value drawn; the outer band counts as far as twice all else."""
    values = [float(sheet.seen["y"].max()), float(sheet.before["y"].max()) if len(sheet.before) else 0.0]
    if len(sheet.ahead):
        values.append(float(sheet.ahead["hi80"].max()))
    known = max(value for value in values if value == value)
    outer = float(sheet.ahead["hi95"].max()) if len(sheet.ahead) else 0.0
    return max(min(outer, 2 * known), known) or 1.0


def _places(weeks: pd.Series[pd.Timestamp], top: float, plot: tuple[float, float, float, float]) -> Place:
    """Return what places a week and a value on the page; a value beyond the top is drawn at the top."""
    left, bottom, wide, high = plot
    first, days = weeks.min(), max((weeks.max() - weeks.min()).days, 1)

    def place(week: pd.Timestamp, value: float) -> tuple[float, float]:
        return left + wide * (week - first).days / days, bottom + high * min(max(value, 0.0), top) / top

    return place


def _grid(canvas: Canvas, sheet: Sheet, place: Place, top: float, plot: tuple[float, float, float, float]) -> None:
    """Draw faint lines at round values, with their units."""
    step = round_step(top * 100 if sheet.is_share else top)
    for number in range(TICKS + 1):
        value = number * step / 100 if sheet.is_share else number * step
        if value > top:
            break
        y = place(sheet.seen["week"].iloc[0] if len(sheet.seen) else sheet.ahead["week"].iloc[0], value)[1]
        canvas.setStrokeColor(HexColor(LIGHT.grid))
        canvas.setLineWidth(0.5)
        canvas.line(plot[0], y, plot[0] + plot[2], y)
        text = f"{number * step:g}{GAP}%" if sheet.is_share else amount(value)
        write(canvas, plot[0] - 4, y - 2.2, text, SMALL, LIGHT.grey, is_right=True)


def _years(
    canvas: Canvas, weeks: pd.Series[pd.Timestamp], place: Place, plot: tuple[float, float, float, float]
) -> None:
    """Write each year below the week in which it begins, and July as a tick between."""
    for year in range(weeks.min().year, weeks.max().year + 1):
        for month, text in ((1, str(year)), (7, "")):
            day = pd.Timestamp(year, month, 1)
            if weeks.min() <= day <= weeks.max() or (text and year == weeks.min().year):
                x = place(max(day, weeks.min()), 0)[0]
                canvas.setStrokeColor(HexColor(LIGHT.grey))
                canvas.line(x, plot[1], x, plot[1] - (3 if text else 2))
                write(canvas, x + 2, plot[1] - 10, text, SMALL, LIGHT.grey)


def _band(canvas: Canvas, ahead: pd.DataFrame, level: str, opacity: float, place: Place) -> None:
    """Fill between the ends of one band."""
    if ahead.empty:
        return
    upper = [place(week, value) for week, value in zip(ahead["week"], ahead[f"hi{level}"], strict=True)]
    lower = [place(week, value) for week, value in zip(ahead["week"], ahead[f"lo{level}"], strict=True)]
    canvas.saveState()
    canvas.setFillColor(HexColor(LIGHT.red), alpha=opacity)
    canvas.drawPath(_path(canvas, [*upper, *reversed(lower)]), stroke=0, fill=1)
    canvas.restoreState()


def _line(
    canvas: Canvas, rows: pd.DataFrame, column: str, colour: str, width: float, place: Place,
    dash: tuple[float, float] | None = None,
) -> None:  # fmt: skip
    """Draw one line through the rows that have a value."""
    known = rows.dropna(subset=[column])
    if len(known) < 2:
        return
    canvas.setStrokeColor(HexColor(colour))
    canvas.setLineWidth(width)
    canvas.setDash(*((list(dash), 0) if dash else ([], 0)))
    canvas.setLineJoin(1)
    points = [place(week, value) for week, value in zip(known["week"], known[column], strict=True)]
    canvas.drawPath(_path(canvas, points), stroke=1, fill=0)
    canvas.setDash([], 0)


def _path(canvas: Canvas, points: Sequence[tuple[float, float]]) -> object:
    """Return a path through points."""
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    return path


def _joined(whole: pd.DataFrame, ahead: pd.DataFrame) -> pd.DataFrame:
    """Return the forecast led in by the last week seen."""
    if ahead.empty or whole.empty:
        return ahead.reindex(columns=["week", "yhat"])
    last = whole.iloc[[-1]][["week", "y"]].rename(columns={"y": "yhat"})
    return pd.concat([last, ahead[["week", "yhat"]]], ignore_index=True)


def _legend(canvas: Canvas, sheet: Sheet, x: float, y: float) -> None:
    """Name the lines, each behind a piece of it."""
    shown: list[tuple[str, str, float, tuple[float, float] | None, float]] = [
        ("seen", LIGHT.ink, 0.9, None, 1.0), ("last_year", LIGHT.grey, 0.8, (1.5, 1.8), 1.0),
    ]  # fmt: skip
    if len(sheet.ahead):
        shown.append(("forecast", LIGHT.red, 1.4, None, 1.0))
        shown += [(f"band{level}", LIGHT.red, 5.0, None, 1.5 * BANDS[level]) for level in ("80", "95")]
    for name, colour, width, dash, opacity in shown:
        canvas.saveState()
        canvas.setStrokeColor(HexColor(colour), alpha=opacity)
        canvas.setLineWidth(width)
        canvas.setDash(*((list(dash), 0) if dash else ([], 0)))
        canvas.line(x, y + 2.2, x + 14, y + 2.2)
        canvas.restoreState()
        x = write(canvas, x + 17, y, say(f"legend.{name}"), SMALL, LIGHT.grey) + 12
