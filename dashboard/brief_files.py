"""A brief as a file: a PDF of one or two pages, Markdown, and rows for a spreadsheet."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from typing import Any

import pandas as pd
from PIL import Image as Picture
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from dashboard.brief_sheet import Colour, Line, LookCredit, Sheet
from dashboard.formats import percent
from dashboard.palette import LIGHT
from dashboard.type_runs import from_plain, is_asian, register

MARGIN = 17 * mm
WIDTH = A4[0] - 2 * MARGIN - 12  # the frame keeps six points on each side
BAR, LOOK_HEIGHT = 15 * mm, 37 * mm
EXCERPT = 90  # characters of a source on paper; the page shows it whole
MARKS = re.compile(r"([\\`*_{}\[\]<>#|~:@$&])")


def pdf(sheet: Sheet) -> bytes:
    """Return the sheet as a PDF in A4."""
    styles = _styles(is_asian(sheet.title + sheet.palette_head))
    story = [
        Paragraph(from_plain(sheet.title), styles["title"]),
        *(Paragraph(from_plain(line), styles["small"]) for line in sheet.under),
        Spacer(0, 3 * mm),
        *_part(sheet, 0, styles),
        *_palette(sheet, styles),
        *_looks(sheet, styles),
        *(flowable for place in range(1, len(sheet.parts)) for flowable in _part(sheet, place, styles)),
        *_sources(sheet, styles),
    ]
    file = io.BytesIO()
    SimpleDocTemplate(
        file, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=sheet.title, author="Hemline", invariant=1,
    ).build(story, onFirstPage=_foot, onLaterPages=_foot)  # fmt: skip
    return file.getvalue()


def markdown(sheet: Sheet) -> str:
    """Return the sheet as Markdown in which no text is live."""
    return "\n".join(_markdown_lines(sheet)) + "\n"


def rows(sheet: Sheet) -> pd.DataFrame:
    """Return one row for each sentence, colour and look of the sheet.

    Returns:
        section, number, text, is_own, figures, hex, area, evidence_ids.
    """
    said = [
        {"section": part.section, "number": number, "text": line.text, "is_own": line.is_own, "figures": line.figures,
         "evidence_ids": line.evidence_ids}
        for part in sheet.parts
        for number, line in enumerate(part.lines, 1)
    ]  # fmt: skip
    colours = [
        {"section": "palette", "number": number, "text": each.name, "is_own": False, "hex": each.hex,
         "area": each.area, "evidence_ids": each.evidence_ids}
        for number, each in enumerate(sheet.palette, 1)
    ]  # fmt: skip
    looks = [
        {"section": "looks", "number": number, "text": each.credit, "is_own": False,
         "evidence_ids": (f"i-{each.image_id}",)}
        for number, each in enumerate(sheet.looks, 1)
    ]  # fmt: skip
    columns = ["section", "number", "text", "is_own", "figures", "hex", "area", "evidence_ids"]
    return pd.DataFrame([*said, *colours, *looks], columns=columns)


@cache
def _styles(is_chinese: bool) -> dict[str, ParagraphStyle]:
    """Return the styles of the sheet: serif headlines, plain text, one red."""
    register()
    wrap: dict[str, Any] = {"wordWrap": "CJK"} if is_chinese else {}
    ink, grey, red = HexColor(LIGHT.ink), HexColor(LIGHT.grey), HexColor(LIGHT.red)
    base = ParagraphStyle("text", fontName="Helvetica", fontSize=9, leading=12.2, textColor=ink, **wrap)
    return {
        "text": ParagraphStyle("line", base, leftIndent=9, bulletIndent=0, spaceAfter=1.5),
        "title": ParagraphStyle("title", base, fontName="Times-Bold", fontSize=22, leading=26, spaceAfter=4),
        "head": ParagraphStyle(
            "head", base, fontName="Times-Bold", fontSize=12, leading=15, spaceBefore=6, spaceAfter=2, textColor=red
        ),
        "small": ParagraphStyle("small", base, fontSize=7.5, leading=9.6, textColor=grey),
        "credit": ParagraphStyle("credit", base, fontSize=6.6, leading=8, textColor=grey),
    }


def _part(sheet: Sheet, place: int, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    """Return one section: its heading stays with its first sentence."""
    if place >= len(sheet.parts):
        return []
    part = sheet.parts[place]
    lines = [Paragraph(_line(line, sheet.own_words), styles["text"], bulletText="–") for line in part.lines]
    return [KeepTogether([Paragraph(from_plain(part.head), styles["head"]), *lines[:1]]), *lines[1:]]


def _line(line: Line, own_words: str) -> str:
    """Return a sentence with its note or the numbers of its sources, small behind it."""
    note = own_words if line.is_own else ", ".join(map(str, line.refs))
    behind = f' <font size="6.5" color="{LIGHT.grey}">[{from_plain(note)}]</font>' if note else ""
    return f"{from_plain(line.text)}{behind}"


def _palette(sheet: Sheet, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    """Return the palette: a bar in proportion, and under it each colour's name, hex and part."""
    if not sheet.palette:
        return []
    names = [
        Paragraph(f"<b>{from_plain(each.name)}</b><br/>{from_plain(each.hex)} · {percent(each.area)}", styles["credit"])
        for each in sheet.palette
    ]
    wide = [WIDTH / max(len(names), 4)] * len(names)
    legend = Table([names], colWidths=wide, style=[("LEFTPADDING", (0, 0), (-1, -1), 0)], hAlign="LEFT")
    return [KeepTogether([Paragraph(from_plain(sheet.palette_head), styles["head"]), _bar(sheet.palette), legend])]


def _bar(palette: tuple[Colour, ...]) -> Drawing:
    """Return swatches side by side, each as wide as its part, in a thin frame so that white shows on paper."""
    drawing, left, whole = Drawing(WIDTH, BAR), 0.0, sum(each.area for each in palette) or 1.0
    for each in palette:
        wide = WIDTH * each.area / whole
        frame = HexColor(LIGHT.grid)
        drawing.add(Rect(left, 0, wide, BAR, fillColor=HexColor(each.hex), strokeColor=frame, strokeWidth=0.5))
        left += wide
    return drawing


def _looks(sheet: Sheet, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    """Return the looks in one row of one height, never stretched, each with its credit."""
    drawn = [(each, _image(each)) for each in sheet.looks]
    shown = [(each, image) for each, image in drawn if image is not None]
    if not shown:
        return []
    wide = WIDTH / max(len(shown), 4)
    fitted = [_fitting(image, wide - 6) for _, image in shown]
    credits = [Paragraph(from_plain(each.credit), styles["credit"]) for each, _ in shown]
    plain = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
             ("VALIGN", (0, 1), (-1, 1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]  # fmt: skip
    table = Table([fitted, credits], colWidths=[wide] * len(shown), style=plain, hAlign="LEFT")
    return [KeepTogether([Paragraph(from_plain(sheet.looks_head), styles["head"]), table])]


def _image(look: LookCredit) -> Image | None:
    """Return a look's thumbnail at the row's height, None where it is gone or cannot be read."""
    if look.path is None:
        return None
    try:
        with Picture.open(look.path) as picture:
            width, height = picture.size
            picture.verify()
    except (OSError, SyntaxError, ValueError):
        return None
    return Image(str(look.path), width=LOOK_HEIGHT * width / height, height=LOOK_HEIGHT)


def _fitting(image: Image, widest: float) -> Image:
    """Make a look that is too wide for its place smaller, in proportion."""
    shrunk = min(1.0, widest / image.drawWidth)
    image.drawWidth, image.drawHeight = image.drawWidth * shrunk, image.drawHeight * shrunk
    return image


def _sources(sheet: Sheet, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    """Return the list that the numbers behind the sentences point to, in two columns."""
    if not sheet.sources:
        return []
    cut = [each if len(each) <= EXCERPT else f"{each[: EXCERPT - 1]}…" for each in sheet.sources]
    listed = [Paragraph(f"{number}. {from_plain(each)}", styles["credit"]) for number, each in enumerate(cut, 1)]
    half = -(-len(listed) // 2)
    columns = [[left, right] for left, right in zip_longest(listed[:half], listed[half:], fillvalue="")]
    tight = [("LEFTPADDING", (0, 0), (0, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP"),
             ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]  # fmt: skip
    table = Table(columns, colWidths=[WIDTH / 2] * 2, style=tight, hAlign="LEFT")
    return [Paragraph(from_plain(sheet.sources_head), styles["head"]), table]


def _foot(canvas: Any, document: Any) -> None:
    """Number a page."""
    canvas.setFont("Helvetica", 7)
    canvas.setFillColor(HexColor(LIGHT.grey))
    canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, f"Hemline · {document.page}")


def _markdown_lines(sheet: Sheet) -> Iterator[str]:
    """Yield the lines of the Markdown file."""
    yield f"# {inert(sheet.title)}"
    yield from ("", *(inert(line) + "  " for line in sheet.under))
    for part in sheet.parts:
        yield from ("", f"## {inert(part.head)}", "")
        yield from (f"- {inert(line.text)}{_behind(line, sheet.own_words)}" for line in part.lines)
    if sheet.palette:
        yield from ("", f"## {inert(sheet.palette_head)}", "")
        yield from (f"- {inert(c.name)} `{c.hex}` {percent(c.area)}" for c in sheet.palette)
    if sheet.looks:
        yield from ("", f"## {inert(sheet.looks_head)}", "")
        yield from (f"- {inert(look.credit)}" for look in sheet.looks)
    if sheet.sources:
        yield from ("", f"## {inert(sheet.sources_head)}", "")
        yield from (f"{number}. {inert(each)}" for number, each in enumerate(sheet.sources, 1))


def _behind(line: Line, own_words: str) -> str:
    """Return what stands behind a sentence in Markdown."""
    note = inert(own_words) if line.is_own else ", ".join(map(str, line.refs))
    return f" ({note})" if note else ""


def inert(text: str) -> str:
    """Return text on one line with every mark of Markdown taken as it is, also one that begins a list or a heading."""
    line = MARKS.sub(r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", line)
