"""The designer's path in a real browser: a theme, its brief, changed, written again, kept, compared, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from dashboard_season import build_season
from playwright.sync_api import Page, expect

from benchmarks.browser import served
from benchmarks.screenshots import settle
from data.desk import Desk
from data.settings import Settings


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served season, in which nobody kept a brief yet."""
    settings = Settings(home=tmp_path_factory.mktemp("inspiration-browser") / "home")
    build_season(settings)
    Desk(settings).write(("tour_end", [{"ended_at": "2026-01-05T08:00:00Z"}]))
    with served(settings.home) as where:
        yield where


def press(page: Page, key: str) -> None:
    page.locator(f".st-key-{key}").get_by_role("button").first.click()


def test_a_designer_takes_a_theme_to_a_brief_on_paper(page: Page, address: str, tmp_path: Path) -> None:
    page.on("dialog", lambda dialog: pytest.fail("a sentence opened a dialogue"))
    page.goto(f"{address}/inspiration")
    expect(page.locator(".st-key-brief-head h2")).to_be_visible()

    theme = page.locator(".st-key-filter-theme").get_by_role("combobox")
    theme.click()
    theme.fill("trench coats in red")
    theme.press("Enter")
    expect(page.locator(".st-key-brief-head h2")).to_contain_text("trench", ignore_case=True)
    page.wait_for_url("**theme=trench*coats*in*red**")

    press(page, "edit-story")
    area = page.locator(".st-key-text-story textarea")
    written = area.input_value().splitlines()
    area.fill("\n".join([*written[:2], "Ask for 40 % more, <img src=x onerror=alert(1)>."]))
    page.get_by_role("button", name="Done").click()
    story = page.locator(".st-key-section-story")
    expect(story.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    expect(story.get_by_text("Your words, not checked.")).to_contain_text("40")

    said = page.locator(".st-key-section-leave_out li")
    first = said.first.inner_text()
    press(page, "again-leave_out")
    expect(said.first).not_to_have_text(first)
    expect(story.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()

    press(page, "brief-keep")
    page.wait_for_url("**version=1**")
    expect(page.get_by_text("Version 1, as it was kept.")).to_be_visible()
    press(page, "edit-title")
    page.locator(".st-key-text-title input").fill("A coat for the rain")
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".st-key-brief-head h2")).to_have_text("A coat for the rain")
    press(page, "brief-keep")
    page.wait_for_url("**version=2**")

    page.locator(".st-key-brief-compare summary").click()
    compared = page.locator(".st-key-brief-compare")
    expect(compared.get_by_text("These two say the same.")).to_be_visible()
    before = page.locator(".st-key-compare-before").get_by_role("combobox")
    settle(page)
    before.click()
    page.get_by_role("option", name="Version 1").click()
    expect(compared.get_by_text("One section differs")).to_be_visible()
    expect(compared.locator("strong").filter(has_text="rain")).to_be_visible()

    settle(page)
    with page.expect_download() as caught:
        press(page, "brief-pdf")
    file = tmp_path / caught.value.suggested_filename
    caught.value.save_as(file)
    document = pypdfium2.PdfDocument(file)
    words = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in document).split())
    assert 1 <= len(document) <= 2 and file.name == "hemline-brief-category-trench-coat.pdf"
    assert "A coat for the rain" in words and "<img src=x onerror=alert(1)>" in words
    assert "your words, not checked" in words and "SS25 · look" in words
    assert len([each for sheet in document for each in sheet.get_objects(filter=[3])]) >= 3

    page.goto(page.url)
    expect(page.locator(".st-key-brief-head h2")).to_have_text("A coat for the rain")


def test_a_phone_shows_the_whole_brief(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/inspiration?theme=material:suede")
    expect(page.locator(".st-key-section-risks")).to_be_visible()
    page.wait_for_timeout(1000)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
