"""A board's files: opened again, they hold its pictures unstretched, its palette, its notes, and every credit."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from dashboard.board_files import fonts
from dashboard.board_files.layout import (
    CELL_W,
    HEIGHT,
    MARGIN,
    WIDTH,
    Box,
    Patch,
    Picture,
    Words,
    fitted,
    pages,
)
from dashboard.board_files.lines import broken
from dashboard.board_files.pdf import pdf
from dashboard.board_files.png import SCALE, png, undrawable
from dashboard.board_files.pptx import pptx
from dashboard.board_files.sheet import Cell, Print, Sheet

PALETTE = (("Red", "#B3392F", 0.6), ("Navy", "#1F2A44", 0.3), ("White", "#F4F1EA", 0.1))
SIZES = [(60, 90), (90, 60), (200, 20), (20, 200), (64, 64)]


def print_of(folder: Path, number: int) -> Print:
    """Draw a picture in one colour, and return it as it goes into a file."""
    size, path = SIZES[number % len(SIZES)], folder / f"{number}.png"
    Image.new("RGB", size, (180, 40 + number * 9, 30)).save(path)
    return Print((path,), *size)


def sheet(cells: list[Cell], note: str = "Warm reds, soft tailoring", title: str = "Spring") -> Sheet:
    return Sheet(
        title,
        note,
        "Hemline · 22 December 2025",
        PALETTE,
        tuple(cells),
        "In full",
        "Cannot be opened",
        "Lost letters",
        10**7,
    )


@pytest.fixture
def board(tmp_path: Path) -> Sheet:
    """A board of seven looks, a palette, a trend, and a look whose picture is gone."""
    looks = [
        Cell(f"Atelier Vane · SS25 · look {n}", f"Atelier Vane · SS25 · look {n} · Paris · from Runway looks · by "
             f"permission {n}", f"Note {n}", print_of(tmp_path, n))
        for n in range(7)
    ]  # fmt: skip
    gone = Cell("Lost look", "credit unknown · from Runway looks", "", Print((tmp_path / "gone.jpg",), 60, 90))
    return sheet([*looks, Cell("A palette", "Palette of 3 colours", "", None, PALETTE), Cell("Red", "Rising"), gone])


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def images_of(content: bytes) -> list[tuple[float, float]]:
    """Return the width and height at which each picture of a PDF stands."""
    found = [
        image.get_bounds()
        for page in pypdfium2.PdfDocument(content)
        for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
    ]
    return [(right - left, top - bottom) for left, bottom, right, top in found]


def slides_of(content: bytes) -> list[object]:
    return list(Presentation(io.BytesIO(content)).slides)


def test_a_pdf_holds_every_picture_unstretched_and_every_credit(board: Sheet) -> None:
    content = pdf(board)
    text = " ".join(text_of(content).split())
    for cell in board.cells:
        assert cell.title in text and cell.note in text
    assert all(f"by permission {n}" in text for n in range(7)) and "credit unknown" in text
    assert "Spring" in text and "Warm reds" in text and "#B3392F 60 %" in text and "Cannot be opened" in text
    shapes = [wide / high for wide, high in images_of(content)]
    assert shapes == pytest.approx([SIZES[n % 5][0] / SIZES[n % 5][1] for n in range(7)], rel=0.02)


def test_slides_hold_pictures_palettes_and_words_that_can_be_edited(board: Sheet) -> None:
    slides = slides_of(pptx(board))
    shapes = [shape for slide in slides for shape in slide.shapes]  # type: ignore[attr-defined]
    pictures = [shape for shape in shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert [picture.width / picture.height for picture in pictures] == pytest.approx(
        [SIZES[n % 5][0] / SIZES[n % 5][1] for n in range(7)], rel=0.02
    )
    words = "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    for cell in board.cells:
        assert cell.title in words and cell.credit in words and cell.note in words
    swatches = [shape for shape in shapes if shape.name.startswith("Red #")]
    assert [str(shape.fill.fore_color.rgb) for shape in swatches] == ["B3392F", "B3392F"]
    spoken = "\n".join(slide.notes_slide.notes_text_frame.text for slide in slides)  # type: ignore[attr-defined]
    assert all(cell.credit in spoken for cell in board.cells)


def painted(drawn: np.ndarray, colour: tuple[int, int, int], off: int = 0) -> int:
    """Count the pixels of a colour."""
    near = [np.abs(drawn[..., channel].astype(np.int16) - wanted) <= off for channel, wanted in enumerate(colour)]
    return int((near[0] & near[1] & near[2]).sum())


def test_a_png_shows_the_pages_below_each_other(board: Sheet) -> None:
    with Image.open(io.BytesIO(png(board))) as picture:
        assert picture.size == (round(WIDTH * SCALE), round(HEIGHT * SCALE) * len(pages(board)))
        drawn = np.asarray(picture.convert("RGB"))
    assert painted(drawn, (0xB3, 0x39, 0x2F)) > 50_000 and painted(drawn, (0x1F, 0x2A, 0x44)) > 25_000
    assert painted(drawn, (180, 40, 30), off=5) > 10_000


def test_chinese_stays_text_in_pdf_and_slides() -> None:
    board = sheet([Cell("麂皮外套 · SS25", "出处不详", "领子很好看")], note="温暖的红色。", title="春季")
    text = text_of(pdf(board))
    assert all(part in text for part in ("春季", "温暖的红色。", "麂皮外套", "出处不详", "领子很好看"))
    words = [s.text_frame.text for s in slides_of(pptx(board))[0].shapes if s.has_text_frame]  # type: ignore[attr-defined]
    assert "春季" in words and "领子很好看" in words


def test_a_png_without_a_font_for_chinese_has_question_marks_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "OTHERS", ())
    monkeypatch.setattr(fonts, "SANS", ())
    monkeypatch.setattr(fonts, "SERIF", ())
    board = sheet([Cell("Red", "Rising")], title="春季 26")
    assert undrawable(board) == "春季"
    assert undrawable(sheet([], title="Spring é")) == ""
    with Image.open(io.BytesIO(png(board))) as picture:
        drawn = np.asarray(picture.convert("L"))
    assert (drawn[: round(80 * SCALE)] < 128).any()
    note = slice(round((HEIGHT - 34) * SCALE), round((HEIGHT - 26) * SCALE))
    assert (drawn[note] < 160).any()


def test_characters_that_no_file_may_hold_are_left_out() -> None:
    board = sheet([Cell("a\x00b\ud800", "c\x0bd", "e\x1f")], title="<b>T</b> & \x07")
    assert "<b>T</b> &" in text_of(pdf(board))
    words = "".join(s.text_frame.text for s in slides_of(pptx(board))[0].shapes if s.has_text_frame)  # type: ignore[attr-defined]
    assert "<b>T</b> &" in words and "ab" in words
    assert png(board).startswith(b"\x89PNG")


def test_words_without_room_follow_in_full_on_a_page_of_their_own() -> None:
    licence = "Licensed for this board only, " + "no reproduction without the house's leave, " * 8 + "for ever."
    board = sheet([Cell("A look", licence, "note " * 200), Cell("Another", "short")])
    first, last = pages(board)[0], pages(board)[-1]
    cut = [item.text for item in first.items if isinstance(item, Words) and item.text.endswith("…")]
    assert len(cut) == 2
    full = " ".join(" ".join(item.lines) for item in last.items if isinstance(item, Words))
    assert licence in full and ("note " * 200).strip() in full and "short" not in full
    assert len(pages(sheet([Cell("Another", "short")]))) == 1


@pytest.mark.parametrize(("things", "made"), [(0, 1), (1, 1), (4, 1), (5, 2), (12, 2), (13, 3), (120, 16)])
def test_a_board_has_a_first_row_and_then_eight_things_a_page(things: int, made: int) -> None:
    assert len(pages(sheet([Cell(f"Thing {n}", "credit") for n in range(things)]))) == made


@settings(deadline=None)
@given(st.integers(1, 5000), st.integers(1, 5000))
def test_a_picture_keeps_its_shape_inside_its_frame(width: int, height: int) -> None:
    frame = Box(10, 20, CELL_W, 158)
    box = fitted(frame, width, height)
    assert box.w / box.h == pytest.approx(width / height)
    assert box.w <= frame.w + 1e-6 and box.h <= frame.h + 1e-6 and box.y + box.h == pytest.approx(frame.y + frame.h)


TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z")), max_size=400)
SHORT = st.one_of(st.text(max_size=40), st.sampled_from(["", "a word " * 60, "麂皮外套" * 40]))


@settings(deadline=None)
@given(TEXTS, st.integers(1, 5))
def test_lines_are_no_more_than_asked_and_lose_nothing_where_there_is_room(text: str, most: int) -> None:
    assert len(broken(text, 7, CELL_W, most)) <= most
    whole = "".join("".join(broken(text, 7, CELL_W, 10_000)).split())
    kept = "".join(c for c in text if c.isprintable())
    assert whole == "".join(kept.split())


@settings(deadline=None, max_examples=40)
@given(st.lists(st.builds(Cell, SHORT, SHORT, SHORT, st.none(), st.sampled_from([(), PALETTE])), max_size=14))
def test_everything_stands_on_its_page_and_no_cell_over_another(cells: list[Cell]) -> None:
    for page in pages(sheet(cells)):
        for item in page.items:
            assert item.box.x >= 0 and item.box.x + item.box.w <= WIDTH - MARGIN + 1
            assert item.box.y >= 0 and item.box.y + item.box.h <= HEIGHT
        frames = [item.box for item in page.items if isinstance(item, Patch | Picture) and item.box.h > 100]
        assert len({(round(box.x), round(box.y)) for box in frames}) == len(frames)
