"""A designer's path in a real browser: search by a picture, pin five looks, take the board along, open the files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from board_setting import looks_home
from playwright.sync_api import Browser, Page, expect
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from benchmarks.browser import served
from benchmarks.screenshots import settle
from data import boards
from data.desk import Desk
from data.settings import Settings

IMAGE = 3  # what PDF calls a picture


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A season whose looks have vectors."""
    made = Settings(home=looks_home(tmp_path_factory, "boards"))
    Desk(made).write(("tour_end", [{"ended_at": "2026-01-05T08:00:00Z"}]))
    return made


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """The address of the served season."""
    with served(settings.home) as where:
        yield where


def downloaded(page: Page, key: str, folder: Path) -> Path:
    """Press the button of a file and return the file."""
    settle(page)
    with page.expect_download() as caught:
        page.locator(f".st-key-{key}").get_by_role("button").click()
    file = folder / caught.value.suggested_filename
    caught.value.save_as(file)
    return file


def test_a_picture_finds_looks_that_are_pinned_and_taken_along(
    page: Page, browser: Browser, address: str, settings: Settings, tmp_path: Path
) -> None:
    sha = "05" + "0" * 62
    page.goto(f"{address}/runway")
    page.locator(".st-key-runway-upload input[type=file]").set_input_files(settings.thumbs / sha[:2] / f"{sha}.jpg")
    pins = page.locator("[class*=st-key-found-pin-]").get_by_role("button")
    expect(pins).to_have_count(24)
    for number in range(5):
        pins.nth(number).click()
        expect(page.get_by_text("is pinned to My board.").first).to_be_visible()
        page.wait_for_timeout(300)
    page.locator(".st-key-pin-to").get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("My board")
    expect(page.locator(".st-key-board-pins img")).to_have_count(5)
    board = boards.boards(Desk(settings))[0]
    assert board.pins == 5 and board.board_id in page.url

    document = pypdfium2.PdfDocument(downloaded(page, "board-pdf", tmp_path))
    text = " ".join(" ".join(part.get_textpage().get_text_range() for part in document).split())
    assert sum(len(list(part.get_objects(filter=[IMAGE]))) for part in document) == 5
    assert text.count("by permission of the houses") == 5
    slides = Presentation(str(downloaded(page, "board-pptx", tmp_path))).slides
    shapes = [shape for slide in slides for shape in slide.shapes]
    assert sum(shape.shape_type == MSO_SHAPE_TYPE.PICTURE for shape in shapes) == 5
    assert sum("by permission of the houses" in s.text_frame.text for s in shapes if s.has_text_frame) == 5

    other = browser.new_page()
    other.goto(page.url)
    expect(other.locator("h1")).to_have_text("My board")
    other.close()


@pytest.mark.parametrize("where", ["runway?words=navy", "boards", "palette"])
def test_nothing_is_cut_off_on_a_phone(page: Page, address: str, where: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/{where}")
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_timeout(1500)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
