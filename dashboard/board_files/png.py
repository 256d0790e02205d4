"""A board as one PNG, its pages below each other, by Pillow and the fonts that are here."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image, ImageDraw, ImageFont

from dashboard.board_files import fonts
from dashboard.board_files.layout import (
    EDGE,
    GREY,
    HEIGHT,
    MARGIN,
    PAPER,
    SMALL_SIZE,
    WIDTH,
    Box,
    Page,
    Patch,
    Picture,
    Words,
    pages,
)  # fmt: skip
from dashboard.board_files.lines import LEADING
from dashboard.board_files.sheet import Sheet

SCALE = 2  # pixels a point
UNKNOWN = "?"
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def png(sheet: Sheet) -> bytes:
    """Return a board as the bytes of a PNG file; what no font here draws is a question mark, and the file says so."""
    drawn = pages(sheet)
    if undrawable(sheet):
        drawn[-1] = replace(drawn[-1], items=(*drawn[-1].items, _note(sheet)))
    whole = Image.new("RGB", (round(WIDTH * SCALE), round(HEIGHT * SCALE) * len(drawn)), PAPER)
    for number, page in enumerate(drawn):
        whole.paste(_page(page, sheet), (0, round(HEIGHT * SCALE) * number))
    written = io.BytesIO()
    whole.save(written, "PNG")
    return written.getvalue()


def undrawable(sheet: Sheet) -> str:
    """Return the characters of a board that no font of this machine draws, each once, in order."""
    texts = (item.text for page in pages(sheet) for item in page.items if isinstance(item, Words))
    asked = dict.fromkeys(character for text in texts for character in text)
    return "".join(character for character in asked if _path(character, "plain") is None)


def _note(sheet: Sheet) -> Words:
    """Return the line that says what question marks stand for."""
    box = Box(MARGIN, HEIGHT - 34, WIDTH - 2 * MARGIN, SMALL_SIZE * LEADING)
    return Words(box, sheet.undrawn, (sheet.undrawn,), SMALL_SIZE, colour=GREY)


def _page(page: Page, sheet: Sheet) -> Image.Image:
    """Draw one page."""
    picture = Image.new("RGB", (round(WIDTH * SCALE), round(HEIGHT * SCALE)), PAPER)
    pen = ImageDraw.Draw(picture)
    for item in page.items:
        _draw(picture, pen, item, sheet)
    return picture


def _draw(page: Image.Image, pen: ImageDraw.ImageDraw, item: Words | Patch | Picture, sheet: Sheet) -> None:
    """Draw one thing of a page."""
    if isinstance(item, Words):
        _write(pen, item)
    elif isinstance(item, Patch):
        left, top, right, bottom = _place(item.box)
        pen.rectangle((left, top, right - 1, bottom - 1), fill=item.colour, outline=EDGE)
    elif (jpeg := item.file.jpeg(sheet.pixel_limit)) is not None:
        _show(page, jpeg, item.box)
    else:
        for part in item.instead():
            _draw(page, pen, part, sheet)


def _show(page: Image.Image, jpeg: bytes, box: Box) -> None:
    """Draw a picture in its box."""
    left, top, right, bottom = _place(box)
    with Image.open(io.BytesIO(jpeg)) as opened:
        page.paste(opened.resize((right - left, bottom - top), Image.Resampling.LANCZOS), (left, top))


def _place(box: Box) -> tuple[int, int, int, int]:
    """Return the left, upper, right and lower edge of a box, in pixels."""
    left, top = round(box.x * SCALE), round(box.y * SCALE)
    right, bottom = round((box.x + box.w) * SCALE), round((box.y + box.h) * SCALE)
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _write(pen: ImageDraw.ImageDraw, words: Words) -> None:
    """Write lines, smaller where a font of this machine is too wide for one."""
    for number, line in enumerate(words.lines):
        parts = _runs(line, words.style)
        size = words.size * SCALE
        wide = sum(_length(part, path, size) for path, part in parts)
        size *= min(1.0, words.box.w * SCALE / max(wide, 1.0))
        left, below = words.box.x * SCALE, (words.box.y + words.size * (LEADING * number + 0.95)) * SCALE
        for path, part in parts:
            pen.text((left, below), part, fill=words.colour, font=_font(path, size), anchor="ls")
            left += _length(part, path, size)


def _runs(line: str, style: str) -> Sequence[tuple[str | None, str]]:
    """Return a line in parts, each with the path of its font."""
    runs: list[tuple[str | None, str]] = []
    for character in line:
        path = _path(character, style)
        shown = UNKNOWN if path is None else character
        path = path or _usual(style)
        if runs and runs[-1][0] == path:
            runs[-1] = (path, runs[-1][1] + shown)
        else:
            runs.append((path, shown))
    return runs


def _length(text: str, path: str | None, size: float) -> float:
    return float(_font(path, size).getlength(text))


def _font(path: str | None, size: float) -> Font:
    """Return a font of this machine, Pillow's own where there is none."""
    return fonts.sized(path, size) if path else ImageFont.load_default(size)


def _path(character: str, style: str) -> str | None:
    """Return the font of a character, an empty path for Pillow's own; None where nobody draws it."""
    usual = _usual(style)
    if usual is None and ord(character) < 256:
        return ""
    return fonts.drawing(character, usual)


def _usual(style: str) -> str | None:
    """Return the font of a style, None where this machine has none of them."""
    return fonts.found(fonts.SERIF if style == "head" else fonts.SANS)
