"""Where everything of a board stands on its pages: the one layout of the PDF, the PNG and the slides.

Lengths are points, from the upper left corner of a page of A4 on its side. Lines are broken
once, so that all three kinds of files say the same on the same page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.board_files.lines import LEADING, broken, clean
from dashboard.board_files.sheet import Cell, Print, Sheet, Swatch

WIDTH, HEIGHT = 842.0, 595.0
MARGIN, GAP = 36.0, 14.0
COLUMNS, ROWS = 4, 2
CELL_W = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
PICTURE_H, BAND_H = 158.0, 38.0
TITLE_SIZE, HEADLINE_SIZE, NOTE_SIZE, NAME_SIZE, SMALL_SIZE = 26.0, 16.0, 10.0, 9.0, 7.0
CREDIT_LINES, CELL_NOTE_LINES, BOARD_NOTE_LINES, SWATCH_LINES = 3, 4, 6, 2
FULL_LINES = 58  # of the pages with what had no room
INK, GREY, PAPER, FRAME, EDGE = "#211F1C", "#6F6B63", "#FAF8F4", "#F1EDE5", "#D9D2C5"

Style = Literal["head", "plain", "note"]


@dataclass(frozen=True)
class Box:
    """A rectangle: its upper left corner, width and height."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Words:
    """A text: as it is, and in the lines it takes."""

    box: Box
    text: str
    lines: tuple[str, ...]
    size: float
    style: Style = "plain"
    colour: str = INK


@dataclass(frozen=True)
class Patch:
    """A rectangle filled with a colour, a hairline round it; `name` says which colour, where it is one of a palette."""

    box: Box
    colour: str
    name: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture, in a box of its own shape; `lost` is written there where it cannot be opened."""

    box: Box
    file: Print
    alt: str
    lost: str

    def instead(self) -> tuple[Patch, Words]:
        """Return what stands there where it cannot be opened."""
        middle = Box(self.box.x + 8, self.box.y + self.box.h / 2, self.box.w - 16, 0)
        return Patch(self.box, FRAME), _words(self.lost, middle, SMALL_SIZE, 3, colour=GREY)


Item = Words | Patch | Picture


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        items: what stands on it, the lowest first.
        spoken: the words of its cells in full, for the speaker's notes of a slide.
    """

    items: tuple[Item, ...]
    spoken: str = ""


def pages(sheet: Sheet) -> list[Page]:
    """Return the pages of a board: its head with the first row, rows of four, and last what had no room in full."""
    head, below = _head(sheet)
    first, rest = sheet.cells[:COLUMNS], sheet.cells[COLUMNS:]
    made = [
        Page((*head, *_row(first, 0, below, sheet)), "\n\n".join([clean(sheet.note), *map(_spoken, first)]).strip())
    ]
    for start in range(0, len(rest), COLUMNS * ROWS):
        made.append(_page(rest[start : start + COLUMNS * ROWS], COLUMNS + start, sheet))
    return made + _in_full(sheet)


def fitted(box: Box, width: float, height: float) -> Box:
    """Return the largest box of a shape that stands in another, at its left and its bottom."""
    scale = min(box.w / max(width, 1), box.h / max(height, 1))
    w, h = max(width, 1) * scale, max(height, 1) * scale
    return Box(box.x, box.y + box.h - h, w, h)


def _page(cells: Sequence[Cell], number: int, sheet: Sheet) -> Page:
    """Return a page of rows; `number` of the board's things stand before it."""
    items: list[Item] = [_foot(sheet)]
    below = MARGIN
    for start in range(0, len(cells), COLUMNS):
        row = _row(cells[start : start + COLUMNS], number + start, below, sheet)
        items += row
        below += PICTURE_H + _text_height() + GAP
    return Page(tuple(items), "\n\n".join(map(_spoken, cells)))


def _head(sheet: Sheet) -> tuple[list[Item], float]:
    """Return the title, the note and the palette, and where they end."""
    wide, below = WIDTH - 2 * MARGIN, MARGIN
    title = _words(sheet.title, Box(MARGIN, below, wide, 0), TITLE_SIZE, 1, "head")
    items: list[Item] = [_foot(sheet), title]
    below += title.box.h + 6
    if sheet.note:
        note = _words(sheet.note, Box(MARGIN, below, wide * 0.75, 0), NOTE_SIZE, BOARD_NOTE_LINES)
        items.append(note)
        below += note.box.h + 10
    if sheet.palette:
        items += _swatches(sheet.palette, Box(MARGIN, below, wide, BAND_H), named=True)
        below += BAND_H + SWATCH_LINES * SMALL_SIZE * LEADING + GAP
    return items, below + 4


def _row(cells: Sequence[Cell], number: int, below: float, sheet: Sheet) -> list[Item]:
    """Return cells side by side."""
    return [
        item
        for place, cell in enumerate(cells)
        for item in _cell(cell, number + place + 1, MARGIN + place * (CELL_W + GAP), below, sheet)
    ]


def _cell(cell: Cell, number: int, left: float, below: float, sheet: Sheet) -> Iterator[Item]:
    """Yield what a cell shows: a picture or a palette, and under it the words."""
    frame = Box(left, below, CELL_W, PICTURE_H)
    if cell.picture is not None:
        yield Picture(
            fitted(frame, cell.picture.width, cell.picture.height), cell.picture, clean(cell.title), sheet.lost
        )
    elif cell.colours:
        yield from _swatches(cell.colours, frame, named=False)
    else:
        yield Patch(frame, FRAME)
        inside = Box(left + 10, below + PICTURE_H / 2 - 10, CELL_W - 20, 0)
        yield _words(cell.title, inside, HEADLINE_SIZE, 3, "head")
    below += PICTURE_H + 4
    for text, size, most, style, colour in _under(cell, number):
        words = _words(text, Box(left, below, CELL_W, 0), size, most, style, colour)
        yield words
        below += words.box.h


def _under(cell: Cell, number: int) -> list[tuple[str, float, int, Style, str]]:
    """Return the texts under a cell: each with its size, its most lines, its style and its colour."""
    credit = "\n".join(part for part in (cell.credit, _said(cell.colours)) if part)
    rows: list[tuple[str, float, int, Style, str]] = [
        (f"{number}  {cell.title}", NAME_SIZE, 1, "plain", INK),
        (credit, SMALL_SIZE, CREDIT_LINES, "plain", GREY),
        (cell.note, SMALL_SIZE, CELL_NOTE_LINES, "note", INK),
    ]
    return [row for row in rows if row[0]]


def _swatches(colours: Sequence[Swatch], box: Box, named: bool) -> Iterator[Item]:
    """Yield a palette side by side, widths in proportion, with names and hexes under them."""
    total, left = sum(area for _, _, area in colours) or 1.0, box.x
    for name, colour, area in colours:
        wide = box.w * area / total
        yield Patch(Box(left, box.y, wide, box.h), colour, clean(f"{name} {colour}"))
        if named and wide > 40:
            under = Box(left, box.y + box.h + 2, wide - 3, 0)
            text = f"{name}\n{colour.upper()} {round(100 * area / total)} %"
            yield _words(text, under, SMALL_SIZE, SWATCH_LINES, colour=GREY)
        left += wide


def _in_full(sheet: Sheet) -> list[Page]:
    """Return the pages with all words of the cells and of the palette that had no room."""
    wide = WIDTH - 2 * MARGIN
    texts = [f"{n}  {_spoken(cell)}" for n, cell in enumerate(sheet.cells, 1) if _is_cut(cell, n)]
    if len(broken(sheet.note, NOTE_SIZE, wide * 0.75, BOARD_NOTE_LINES + 1)) > BOARD_NOTE_LINES:
        texts.insert(0, sheet.note)
    if any(wide * area < 40 * sum(a for *_, a in sheet.palette) for *_, area in sheet.palette):
        texts.insert(
            0, ", ".join(f"{name} {colour.upper()} {round(100 * area)} %" for name, colour, area in sheet.palette)
        )
    lines = [line for text in texts for line in (*broken(text, SMALL_SIZE, wide, 10_000), "")]
    made = []
    for start in range(0, len(lines), FULL_LINES):
        part = lines[start : start + FULL_LINES]
        head = _words(sheet.in_full, Box(MARGIN, MARGIN, wide, 0), NOTE_SIZE, 1, "head")
        body = Words(Box(MARGIN, MARGIN + 18, wide, len(part) * SMALL_SIZE * LEADING), "\n".join(part).rstrip(),
                     tuple(part), SMALL_SIZE)  # fmt: skip
        made.append(Page((_foot(sheet), head, body)))
    return made


def _is_cut(cell: Cell, number: int) -> bool:
    """Tell whether some of a cell's words have no room in it."""
    return any(len(broken(text, size, CELL_W, most + 1)) > most for text, size, most, *_ in _under(cell, number))


def _spoken(cell: Cell) -> str:
    """Return all words of a cell."""
    return clean("\n".join(part for part in (cell.title, cell.credit, _said(cell.colours), cell.note) if part))


def _said(colours: Sequence[Swatch]) -> str:
    """Return a palette in words."""
    total = sum(area for *_, area in colours) or 1.0
    return ", ".join(f"{name} {colour.upper()} {round(100 * area / total)} %" for name, colour, area in colours)


def _foot(sheet: Sheet) -> Words:
    """Return the small line at the bottom of a page."""
    return _words(sheet.made, Box(MARGIN, HEIGHT - 24, WIDTH - 2 * MARGIN, 0), SMALL_SIZE, 1, colour=GREY)


def _words(text: str, box: Box, size: float, most: int, style: Style = "plain", colour: str = INK) -> Words:
    """Return a text in its lines; the box becomes as high as they are."""
    lines = broken(text, size, box.w, most)
    is_cut = len(broken(text, size, box.w, most + 1)) > most
    shown = "\n".join(lines) if is_cut else clean(text)
    return Words(Box(box.x, box.y, box.w, len(lines) * size * LEADING), shown, lines, size, style, colour)


def _text_height() -> float:
    """Return the height of the words under a picture."""
    return 4 + LEADING * (NAME_SIZE + (CREDIT_LINES + CELL_NOTE_LINES) * SMALL_SIZE)
