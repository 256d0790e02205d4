"""A board as PDF, by reportlab: text stays text, Chinese too."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from dashboard.board_files import fonts
from dashboard.board_files.layout import EDGE, HEIGHT, PAPER, WIDTH, Box, Patch, Picture, Words, pages
from dashboard.board_files.lines import LEADING, is_wide
from dashboard.board_files.sheet import Sheet

FONTS = {"head": "Times-Roman", "plain": "Helvetica", "note": "Helvetica-Oblique"}  # every reader has them
CHINESE = "STSong-Light"  # and this one, as part of its Asian fonts
UNKNOWN = "?"


def pdf(sheet: Sheet) -> bytes:
    """Return a board as the bytes of a PDF file."""
    written = io.BytesIO()
    registerFont(UnicodeCIDFont(CHINESE))
    canvas = Canvas(written, pagesize=(WIDTH, HEIGHT), invariant=True)
    canvas.setTitle(sheet.title)
    canvas.setCreator("Hemline")
    for page in pages(sheet):
        canvas.setFillColor(PAPER)
        canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
        for item in page.items:
            _draw(canvas, item, sheet)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _draw(canvas: Canvas, item: Words | Patch | Picture, sheet: Sheet) -> None:
    """Draw one thing of a page."""
    if isinstance(item, Words):
        _write(canvas, item)
    elif isinstance(item, Patch):
        canvas.setFillColor(item.colour)
        canvas.setStrokeColor(EDGE)
        canvas.setLineWidth(0.4)
        canvas.rect(*_place(item.box), stroke=1, fill=1)
    elif (jpeg := item.file.jpeg(sheet.pixel_limit)) is not None:
        canvas.drawImage(ImageReader(io.BytesIO(jpeg)), *_place(item.box))
    else:
        for part in item.instead():
            _draw(canvas, part, sheet)


def _place(box: Box) -> tuple[float, float, float, float]:
    """Return a box as PDF counts: from the lower left corner, upwards."""
    return box.x, HEIGHT - box.y - box.h, box.w, box.h


def _write(canvas: Canvas, words: Words) -> None:
    """Write lines, each character in a font that has it."""
    canvas.setFillColor(words.colour)
    for number, line in enumerate(words.lines):
        left, below = words.box.x, HEIGHT - words.box.y - words.size * (LEADING * number + 0.95)
        for font, part in _runs(line, FONTS[words.style]):
            canvas.setFont(font, words.size)
            canvas.drawString(left, below, part)
            left += stringWidth(part, font, words.size)


def _runs(line: str, usual: str) -> Iterator[tuple[str, str]]:
    """Yield a line in parts, each with its font."""
    fitting = ((_font(character, usual), character) for character in line)
    for font, part in groupby(fitting, key=lambda pair: pair[0]):
        text = "".join(character for _, character in part)
        yield font or usual, text if font else UNKNOWN * len(text)


def _font(character: str, usual: str) -> str | None:
    """Return a font that has a character: the usual one, the Chinese one, or one of this machine; None without any."""
    if _encodes(character, "cp1252"):
        return usual
    if is_wide(character) and _encodes(character, "gbk"):
        return CHINESE
    path = fonts.drawing(character, None)
    return _embedded(path) if path else None


def _encodes(character: str, code: str) -> bool:
    """Tell whether a code has a character."""
    try:
        return bool(character.encode(code))
    except UnicodeEncodeError:
        return False


def _embedded(path: str) -> str | None:
    """Return a font of this machine by the name it is embedded under, None where PDF takes none of its kind."""
    try:
        registerFont(TTFont(path, path))
    except TTFError:
        return None
    return path
