"""A brief as a file: opened again, it holds words, swatches, credits and sources, and nothing in it is live."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture

from dashboard import brief_files
from dashboard.brief_sheet import Colour, Line, LookCredit, Part, Sheet
from dashboard.exports import PAGE_TABLES, csv_text

HOSTILE = '=1+1 <script>alert(1)</script> <b>&amp; **bold** [link](http://127.0.0.1) <font size="90">'
SHEET = Sheet(
    title="Suede, for a soft season",
    under=("SS27 · everywhere · everybody", "Written by the template; 100 % of its claims stand on rows"),
    parts=(
        Part("story", "Story", (Line("Suede leads – “softly”.", refs=(1,), evidence_ids=("t-a",)),)),
        Part("why_now", "Why now", (Line("It grew 61 %.", False, "growth 61 %", ("t-a", "p-b"), (1, 2)),)),
        Part("risks", "Risks", (Line("I would test it first.", is_own=True),)),
    ),
    palette_head="Palette",
    palette=(Colour("Cherry red", "#98092B", 0.6), Colour("Butter", "#F3E5A3", 0.39), Colour("Plum", "#5C2A4D", 0.01)),
    looks_head="Looks",
    looks=(),
    sources_head="What it rests on",
    sources=("Trend: Suede", f"bluesky, 3 Nov 2025: {HOSTILE}"),
    own_words="your words, not checked",
)
CHINESE = replace(
    SHEET, title="麂皮：柔软的一季", palette_head="色板",
    parts=(Part("story", "故事", (Line("麂皮领先，比去年增长 61 %。" * 12, refs=(1,)),)),),
)  # fmt: skip


def opened(sheet: Sheet) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(brief_files.pdf(sheet))


def words_of(document: pypdfium2.PdfDocument) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.fixture
def looks(tmp_path: Path) -> tuple[LookCredit, ...]:
    """Six looks: upright, broad, one whose thumbnail is gone and one that is no picture."""
    for number, size in enumerate(((200, 300), (900, 100), (240, 240), (200, 300))):
        Picture.new("RGB", size, "#5C2A4D").save(tmp_path / f"{number}.jpg")
    (tmp_path / "4.jpg").write_bytes(b"not a picture")
    paths = [*(tmp_path / f"{number}.jpg" for number in range(5)), None]
    return tuple(LookCredit(f"look{n}", f"Marrow & Finch · SS25 · look {n}", path) for n, path in enumerate(paths))


def test_a_pdf_opens_and_holds_the_brief(looks: tuple[LookCredit, ...]) -> None:
    document = opened(replace(SHEET, looks=looks))
    words = words_of(document)
    assert 1 <= len(document) <= 2
    for said in (SHEET.title, "Suede leads – “softly”. [1]", "It grew 61 %. [1, 2]", "Cherry red", "#98092B"):
        assert said in words
    assert "I would test it first. [your words, not checked]" in words
    assert "Marrow & Finch · SS25 · look 1" in words and "1. Trend: Suede" in words


def test_looks_keep_their_proportions_and_unreadable_ones_are_left_out(looks: tuple[LookCredit, ...]) -> None:
    images = [each for page in opened(replace(SHEET, looks=looks)) for each in page.get_objects(filter=[3])]
    sizes = []
    for image in images:
        left, bottom, right, top = image.get_bounds()
        sizes.append((right - left) / (top - bottom))
    assert sizes == pytest.approx([200 / 300, 9, 1, 200 / 300], rel=0.01)


def test_swatches_are_drawn_in_their_colours_and_proportions() -> None:
    picture = opened(SHEET)[0].render(scale=1).to_pil().convert("RGB")
    colours = {each.hex: tuple(int(each.hex[i : i + 2], 16) for i in (1, 3, 5)) for each in SHEET.palette}
    seen = dict(picture.getcolors(1 << 24) or [])
    areas = {name: count for count, colour in seen.items() for name, wanted in colours.items() if colour == wanted}
    assert areas["#98092B"] / areas["#F3E5A3"] == pytest.approx(0.6 / 0.39, rel=0.05)


def test_scraped_text_is_shown_as_it_is() -> None:
    hostile = replace(SHEET, title=HOSTILE, parts=(Part("story", HOSTILE, (Line(HOSTILE),)),))
    assert words_of(opened(hostile)).count(HOSTILE) == 3
    assert "2. bluesky, 3 Nov 2025: =1+1 <script>alert(1)</script>" in words_of(opened(SHEET))


def test_the_longest_brief_takes_two_pages(looks: tuple[LookCredit, ...]) -> None:
    line = Line(
        "Over the year 266 people showed it, in a usual week 4.5 % of those who post, and more of late than before.",
        refs=(1, 2, 3),
    )
    parts = tuple(Part(name, name, (line,) * 3) for name in "abcdefghi")
    assert len(opened(replace(SHEET, looks=looks, parts=parts, sources=(SHEET.sources[1],) * 60))) == 2


def test_chinese_is_set_in_a_font_that_has_it_and_breaks_its_lines() -> None:
    document = opened(CHINESE)
    assert "麂皮：柔软的一季" in words_of(document) and "比去年增长 61 %" in words_of(document)
    for page in document:
        text = page.get_textpage()
        boxes = [text.get_rect(n) for n in range(text.count_rects())]
        assert boxes and all(right <= page.get_width() for _, _, right, _ in boxes)


def test_a_letter_that_no_type_draws_leaves_a_box() -> None:
    assert "Ser□ka, naïve" in words_of(opened(replace(SHEET, title="Serčka, naïve")))


def test_a_brief_with_nothing_but_a_title_is_a_page() -> None:
    bare = replace(SHEET, parts=(), palette=(), sources=())
    assert len(opened(bare)) == 1 and brief_files.rows(bare).empty


def test_the_same_sheet_gives_the_same_file() -> None:
    assert brief_files.pdf(SHEET) == brief_files.pdf(SHEET)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_a_pdf(title: str, sentence: str) -> None:
    sheet = replace(SHEET, title=title, parts=(Part("story", "Story", (Line(sentence, refs=(1,)),)),))
    assert brief_files.pdf(sheet).startswith(b"%PDF")


def test_markdown_holds_the_brief_and_no_live_mark() -> None:
    text = brief_files.markdown(SHEET)
    assert text.startswith("# Suede, for a soft season\n")
    assert "\n## Why now\n\n- It grew 61 %. (1, 2)\n" in text
    assert "- I would test it first. (your words, not checked)" in text
    assert "- Cherry red `#98092B` 60\u00a0%" in text
    assert r"\<script\>" in text and r"\*\*bold\*\*" in text and "<b>" not in text
    for first, shown in {"- x": r"\- x", "1. x": r"1\. x", "+ x": r"\+ x", "# x": r"\# x"}.items():
        assert f"- {shown}" in brief_files.markdown(replace(SHEET, parts=(Part("s", "S", (Line(first),)),)))


def test_rows_hold_every_sentence_colour_and_look(looks: tuple[LookCredit, ...]) -> None:
    rows = brief_files.rows(replace(SHEET, looks=looks))
    assert rows["section"].tolist() == ["story", "why_now", "risks"] + ["palette"] * 3 + ["looks"] * 6
    assert rows.loc[1, "figures"] == "growth 61 %" and rows["is_own"].sum() == 1
    text = csv_text(rows.assign(text=HOSTILE), PAGE_TABLES["brief"])
    assert "'=1+1" in text and text.startswith("section,number,text,is_own,figures,hex,area,evidence_ids\n")


def test_the_picture_of_a_page_is_not_empty() -> None:
    buffer = io.BytesIO()
    opened(SHEET)[0].render(scale=0.5).to_pil().save(buffer, "PNG")
    assert len(buffer.getvalue()) > 4000
