"""A board as slides, by python-pptx: pictures, palettes and words that can be moved and edited."""

from __future__ import annotations

import io
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.util import Pt

from dashboard.board_files.layout import EDGE, HEIGHT, PAPER, WIDTH, Box, Patch, Picture, Words, pages
from dashboard.board_files.lines import clean
from dashboard.board_files.sheet import Sheet

BLANK = 6  # the empty layout of the usual template
FONTS = {"head": "Georgia", "plain": "Arial", "note": "Arial"}
SPARE = 3.0  # points that a box is wider and higher than its lines, for another machine's fonts


def pptx(sheet: Sheet) -> bytes:
    """Return a board as the bytes of a PPTX file, a page a slide; what was said of its things is in the notes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    deck.core_properties.title = clean(sheet.title)
    deck.core_properties.author = "Hemline"
    for page in pages(sheet):
        slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = _colour(PAPER)
        for item in page.items:
            _add(slide.shapes, item, sheet)
        if page.spoken:
            slide.notes_slide.notes_text_frame.text = page.spoken
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


def _add(shapes: Any, item: Words | Patch | Picture, sheet: Sheet) -> None:
    """Put one thing on a slide."""
    if isinstance(item, Words):
        _write(shapes, item)
    elif isinstance(item, Patch):
        patch = shapes.add_shape(MSO_SHAPE.RECTANGLE, *_place(item.box))
        patch.fill.solid()
        patch.fill.fore_color.rgb = _colour(item.colour)
        patch.line.width, patch.line.color.rgb = Pt(0.4), _colour(EDGE)
        patch.shadow.inherit = False
        patch.name = item.name or patch.name
    elif (jpeg := item.file.jpeg(sheet.pixel_limit)) is not None:
        picture = shapes.add_picture(io.BytesIO(jpeg), *_place(item.box))
        picture._element.nvPicPr.cNvPr.set("descr", item.alt)
    else:
        for part in item.instead():
            _add(shapes, part, sheet)


def _place(box: Box) -> tuple[int, int, int, int]:
    """Return left, top, width and height in the units of slides."""
    return Pt(box.x), Pt(box.y), Pt(box.w), Pt(box.h)


def _write(shapes: Any, words: Words) -> None:
    """Add a box of words, a paragraph a line of the text as it is; the program breaks them itself."""
    box = Box(words.box.x, words.box.y, words.box.w + SPARE, words.box.h + SPARE)
    frame = shapes.add_textbox(*_place(box)).text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = words.text
    for paragraph in frame.paragraphs:
        font = paragraph.font
        font.size, font.name, font.italic = Pt(words.size), FONTS[words.style], words.style == "note"
        font.color.rgb = _colour(words.colour)


def _colour(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour[1:]))  # type: ignore[no-untyped-call]
