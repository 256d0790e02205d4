"""The one-pager: a trend on one A4 page as a PDF, with its chart as lines, not as a picture."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, Spacer

from dashboard.one_pager_chart import history
from dashboard.palette import LIGHT
from dashboard.sheet import Sheet, found, gathered
from dashboard.type_runs import LATIN, NO_TYPE, from_markdown, from_plain, is_asian, register, runs
from dashboard.words import ENGLISH, LANGUAGES, said_in, say
from data.errors import BadInput, UnknownName
from data.settings import Settings
from data.snapshot import Snapshot

Row = Mapping[Any, Any]

WIDTH, HEIGHT = A4
EDGE, GAP = 42.0, 18.0
INNER = WIDTH - 2 * EDGE
SERIF = "Times-Roman"
TITLE, RULE, READING = 66.0, 26.0, 62.0  # heights of the parts, in points
FIGURES, CHART, LOOKS, FOOT = 60.0, 190.0, 118.0, 66.0
CAPTION = 20.0
SIGN = 4.2  # half a stage's sign


def export(settings: Settings, label: str | None, region: str, language: str, out: Path | None) -> Path:
    """Write the one-pager of one trend of the current snapshot and return its file.

    Args:
        settings: names the home.
        label: a label_id, or `colour:red in category:coat`.
        region: a region's code, or `all`.
        language: en or zh.
        out: the PDF to write.

    Raises:
        BadInput: no label or file is given, there is no such trend, or the file cannot be written.
        UnknownName: no such language.
        NothingThere: nothing is published yet.
    """
    if not label or out is None:
        raise BadInput(
            "A one-pager needs a label and a file: hemline export trend --label material:suede --out suede.pdf."
        )
    if language not in LANGUAGES:
        raise UnknownName.among("language", language, LANGUAGES)
    snapshot = Snapshot.current(settings)
    with said_in(language):
        row = found(snapshot, label, region)
    try:
        out.write_bytes(pdf(snapshot, settings, row, language))
    except OSError as error:
        raise BadInput(f"{out} cannot be written ({error.strerror}); give a file in a folder that exists.") from error
    return out


def pdf(snapshot: Snapshot, settings: Settings, row: Row, language: str = ENGLISH) -> bytes:
    """Return the one-pager of one trend as a PDF; the same snapshot and trend give the same bytes.

    Args:
        snapshot: what it is read from.
        settings: name the home, which holds the thumbnails.
        row: the trend, a row of `page_views` named in the language.
        language: en or zh; may be called on any thread.
    """
    with said_in(language):
        return drawn(gathered(snapshot, settings, row))


def drawn(sheet: Sheet) -> bytes:
    """Draw the sheet on one A4 page."""
    register()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(f"{sheet.title} · Hemline")
    canvas.setAuthor("Hemline")
    top = _figures(canvas, sheet, _head(canvas, sheet, HEIGHT - EDGE) - GAP / 2) - GAP / 2
    looks = LOOKS if sheet.looks else 0.0
    chart = CHART + (LOOKS - looks) / 2
    history(canvas, sheet, (EDGE, top - chart, INNER, chart))
    _columns(canvas, sheet, top - chart - GAP, EDGE + FOOT + looks + GAP / 2)
    _looks(canvas, sheet.looks, EDGE + FOOT)
    _foot(canvas, sheet)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _head(canvas: Canvas, sheet: Sheet, top: float) -> float:
    """Draw name, stage and reading; return where they end."""
    name = [_paragraph(from_plain(sheet.kicker), 8.5, LIGHT.grey), _paragraph(from_plain(sheet.title), 23, font=SERIF)]
    end = _fitted(canvas, name, (EDGE, top, INNER, TITLE)) - 5
    _sign(canvas, sheet.stage, EDGE + SIGN, end - 7.5)
    rule = [_paragraph(from_markdown(sheet.stage_line), 9, LIGHT.grey)]
    end = _fitted(canvas, rule, (EDGE + 4 * SIGN, end, INNER - 4 * SIGN, RULE)) - 5
    return _fitted(canvas, [_paragraph(from_markdown(sheet.reading), 10.5)], (EDGE, end, INNER, READING))


def _figures(canvas: Canvas, sheet: Sheet, top: float) -> float:
    """Draw the figures side by side; return where they end."""
    wide = (INNER - (len(sheet.figures) - 1) * 8) / len(sheet.figures)
    for number, figure in enumerate(sheet.figures):
        left = EDGE + number * (wide + 8)
        _rule(canvas, left, top, wide)
        parts = [_paragraph(from_plain(figure.label), 7.5, LIGHT.grey), _paragraph(from_plain(figure.value), 14)]
        parts += [_paragraph(from_plain(figure.help), 6.5, LIGHT.grey)] if figure.help else []
        _fitted(canvas, parts, (left, top - 3, wide, FIGURES - 3))
    return top - FIGURES


def _columns(canvas: Canvas, sheet: Sheet, top: float, bottom: float) -> None:
    """Draw what it goes with and its doubts at the left, its evidence at the right."""
    wide = (INNER - GAP) / 2
    left = [_title("one_pager.goes_with"), *(_paragraph(from_markdown(text), 9) for text in sheet.goes_with)]
    left += [Spacer(0, 8), _title("one_pager.doubts"), *(_paragraph(from_markdown(text), 9) for text in sheet.doubts)]
    right = [_title("one_pager.evidence")]
    for excerpt, line in sheet.posts:
        right += [_paragraph(from_plain(excerpt), 9), _paragraph(from_plain(line), 7.5, LIGHT.grey), Spacer(0, 4)]
    if not sheet.posts:
        right.append(_paragraph(from_markdown(say("one_pager.evidence_none")), 9))
    for parts, x in ((left, EDGE), (right, EDGE + wide + GAP)):
        _fitted(canvas, parts, (x, top, wide, top - bottom))


def _looks(canvas: Canvas, looks: Sequence[tuple[Path, str]], bottom: float) -> None:
    """Draw the looks at one height, never stretched, each with its caption."""
    tall = LOOKS - CAPTION - GAP / 2
    for number, (path, caption) in enumerate(looks):
        left, room = EDGE + number * INNER / len(looks), INNER / len(looks) - 8
        picture = ImageReader(str(path))
        wide, high = picture.getSize()
        canvas.drawImage(
            picture, left, bottom + CAPTION, min(wide * tall / high, room), tall, preserveAspectRatio=True, anchor="sw"
        )
        _fitted(
            canvas, [_paragraph(from_plain(caption), 7, LIGHT.grey)], (left, bottom + CAPTION - 2, room, CAPTION - 2)
        )


def _foot(canvas: Canvas, sheet: Sheet) -> None:
    """Draw what it rests on, where it is from and how to check it."""
    _rule(canvas, EDGE, EDGE + FOOT - 6, INNER)
    texts = [excerpt for excerpt, _ in sheet.posts] + [sheet.title, *(caption for _, caption in sheet.looks)]
    missing = [say("one_pager.missing")] if any(_is_missing(text) for text in texts) else []
    parts = [_paragraph(from_markdown(text), 7, LIGHT.grey) for text in (*sheet.foot, *missing)]
    _fitted(canvas, parts, (EDGE, EDGE + FOOT - 9, INNER, FOOT - 9))


def _rule(canvas: Canvas, left: float, y: float, wide: float) -> None:
    """Draw a thin line."""
    canvas.setStrokeColor(HexColor(LIGHT.grid))
    canvas.setLineWidth(0.8)
    canvas.line(left, y, left + wide, y)


def _is_missing(text: str) -> bool:
    """Tell whether a letter of a text has no type."""
    return any(NO_TYPE in run for _, run in runs(text)) and NO_TYPE not in text


def _fitted(canvas: Canvas, parts: Sequence[Flowable], box: tuple[float, float, float, float]) -> float:
    """Draw parts below each other inside a box (left, top, width, height), smaller where they are too many for it.

    Returns:
        Where they end.
    """
    left, top, wide, high = box
    kept = KeepInFrame(wide, high, list(parts), mode="shrink", hAlign="LEFT", vAlign="TOP")
    _, used = kept.wrapOn(canvas, wide, high)
    kept.drawOn(canvas, left, top - used)
    return top - float(used)


def _title(key: str) -> Paragraph:
    """Return the head of a part."""
    return _paragraph(from_plain(say(key)), 12, font=SERIF)


def _paragraph(markup: str, size: float, colour: str = LIGHT.ink, font: str = LATIN) -> Paragraph:
    """Return a paragraph; one with Asian letters may break between any two of them."""
    style = ParagraphStyle(
        "own", fontName=font, fontSize=size, leading=size * 1.28, textColor=HexColor(colour), spaceAfter=size / 4,
        wordWrap="CJK" if is_asian(markup) else None, splitLongWords=1,
    )  # fmt: skip
    return Paragraph(markup, style)


def _sign(canvas: Canvas, stage: str, x: float, y: float) -> None:
    """Draw a stage's sign, which the built-in types do not hold."""
    canvas.setStrokeColor(HexColor(LIGHT.stages[stage]))
    canvas.setFillColor(HexColor(LIGHT.stages[stage]))
    canvas.setLineWidth(1.2)
    if stage == "peaking":
        canvas.circle(x, y, SIGN, fill=1)
        return
    corners, is_filled = SIGNS[stage]
    path = canvas.beginPath()
    for number, (across, up) in enumerate(corners):
        (path.moveTo if (stage == "fading" and number % 2 == 0) or number == 0 else path.lineTo)(
            x + across * SIGN, y + up * SIGN
        )
    if stage != "fading":
        path.close()
    canvas.drawPath(path, stroke=1, fill=int(is_filled))


SIGNS: dict[str, tuple[tuple[tuple[float, float], ...], bool]] = {  # corners round the middle, and whether it is filled
    "emerging": (((0, 1), (1, 0), (0, -1), (-1, 0)), False),
    "rising": (((-1, -0.9), (1, -0.9), (0, 1)), True),
    "steady": (((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)), True),
    "declining": (((-1, 0.9), (1, 0.9), (0, -1)), False),
    "fading": (((-0.8, -0.8), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8)), False),
}
