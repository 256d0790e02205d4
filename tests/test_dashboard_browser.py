"""The pages in a real browser: opened, filtered, clicked through and downloaded from, with a quiet console."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from dashboard_season import build_season
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from benchmarks.browser import INSTALL, chromium_path, launch, served
from dashboard.exports import PAGE_TABLES
from data.settings import Settings

WAIT_MS = 60_000
PAGES = {
    "": "Monday",
    "trend": "Suede",
    "compare": "Compare",
    "calendar": "Calendar",
    "inspiration": "Inspiration",
    "accuracy": "Accuracy",
    "data": "Data",
}
expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; without one the tests are skipped, except where CI must have it."""
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        if path is None:
            sentence = f"there is no Chromium here; install it: {INSTALL}"
            pytest.fail(sentence) if os.environ.get("CI") == "true" else pytest.skip(sentence)
        running = launch(playwright, path)
        yield running
        running.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served season."""
    home = tmp_path_factory.mktemp("browser") / "home"
    build_season(Settings(home=home))
    with served(home) as where:
        yield where


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab whose console must stay quiet."""
    tab = browser.new_page(viewport={"width": 1440, "height": 1100})
    tab.set_default_timeout(WAIT_MS)
    heard: list[str] = []
    tab.on("console", lambda message: heard.append(message.text) if _is_error(message) else None)
    tab.on("pageerror", lambda error: heard.append(str(error)))
    yield tab
    tab.close()
    assert heard == []


def _is_error(message: ConsoleMessage) -> bool:
    """Tell whether a message is an error of the page; Streamlit's client probes for its server at deep addresses."""
    probe = message.location.get("url", "").endswith(("/_stcore/health", "/_stcore/host-config"))
    return message.type == "error" and not probe


@pytest.mark.parametrize(("where", "title"), PAGES.items())
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_opens_at_its_address_in_both_themes(
    page: Page, address: str, where: str, title: str, theme: str
) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto(f"{address}/{where}")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.get_by_text("Sample data.").first).to_be_visible()
    assert page.get_by_role("alert").count() == 0
    ink = page.locator("h1").evaluate("e => getComputedStyle(e).color")
    assert (sum(map(int, ink.removeprefix("rgb(").removesuffix(")").split(","))) > 380) == (theme == "dark")


def test_charts_are_drawn_in_the_ink_of_the_theme(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/trend")
    line = page.locator(".js-plotly-plot .scatterlayer path.js-line").first
    expect(line).to_be_attached()
    strokes = page.locator(".js-plotly-plot .scatterlayer path.js-line").evaluate_all(
        "lines => lines.map(line => getComputedStyle(line).stroke)"
    )
    assert "rgb(239, 234, 224)" in strokes
    assert "rgb(23, 21, 18)" not in strokes


def test_selecting_a_row_opens_its_trend_and_the_address_can_be_shared(page: Page, address: str) -> None:
    page.goto(f"{address}/?facet=colour")
    expect(page.locator("h1")).to_have_text("Monday")
    page.get_by_text("All trends", exact=True).scroll_into_view_if_needed()
    table = page.locator(".st-key-table-trends").get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    table.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    table.click(position={"x": 16, "y": 54})
    expect(page.locator("h1")).to_have_text("Red")
    assert "trend=colour" in page.url
    page.goto(page.url)
    expect(page.locator("h1")).to_have_text("Red")


@pytest.mark.parametrize(("chart", "title"), [("movers-up", "Suede"), ("quadrant", "Stripe")])
def test_a_point_of_a_chart_opens_its_trend(page: Page, address: str, chart: str, title: str) -> None:
    page.goto(address if chart == "movers-up" else f"{address}/?stage=peaking")
    point = page.locator(f".st-key-{chart} .scatterlayer .point").first
    expect(point).to_be_attached()
    point.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    box = point.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2 - 30, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.wait_for_timeout(300)
    page.mouse.down()
    page.mouse.up()
    expect(page.locator("h1")).to_have_text(title)


def test_a_table_downloads_as_csv_with_its_documented_columns(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/?region=GB&facet=material")
    button = page.locator(".st-key-csv-trends").get_by_role("button")
    with page.expect_download() as caught:
        button.click()
    file = tmp_path / caught.value.suggested_filename
    caught.value.save_as(file)
    frame = pd.read_csv(file)
    assert file.name == "hemline-overview.csv"
    assert tuple(frame.columns) == PAGE_TABLES["overview"]
    assert set(frame["region"]) == {"GB"} and set(frame["facet"]) == {"material"}
    assert frame["growth"].dtype == float


def test_a_filter_goes_into_the_address_and_comes_back_from_it(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".st-key-filter-stage").get_by_role("combobox").click()
    page.get_by_role("option", name="▲ Rising").click()
    page.wait_for_url("**stage=rising**")
    page.goto(page.url)
    expect(page.locator(".st-key-filter-stage").get_by_role("combobox")).to_have_value("▲ Rising")
    expect(page.get_by_test_id("stMetric").first).to_contain_text("4")


def test_an_unknown_filter_in_the_address_is_named_and_removed(page: Page, address: str) -> None:
    page.goto(f"{address}/?region=ATLANTIS&facet=colour&stage=%3Cb%3Ebold%3C%2Fb%3E")
    expect(page.get_by_text("ATLANTIS")).to_be_visible()
    expect(page.get_by_text("<b>bold</b>")).to_be_visible()
    expect(page.get_by_test_id("stMetric").first).to_contain_text("5")
    page.wait_for_url("**/?facet=colour")


def test_the_address_changes_with_the_trend_and_forgets_a_view_it_lacks(page: Page, address: str) -> None:
    page.goto(f"{address}/trend?trend=colour:red&view=GB.all.all")
    expect(page.locator("h1")).to_have_text("Red")
    expect(page.locator(".st-key-filter-view").get_by_role("combobox")).to_have_value("Great Britain")
    page.locator(".st-key-filter-trend").get_by_role("combobox").click()
    page.get_by_role("option", name="Navy · Colour").click()
    expect(page.locator("h1")).to_have_text("Navy")
    page.wait_for_url("**trend=colour*navy**")


def test_a_hostile_post_runs_nothing(page: Page, address: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail("a post opened a dialogue"))
    page.goto(f"{address}/trend?trend=colour:red")
    post = page.get_by_text("<script>alert(1)</script>").first
    expect(post).to_be_visible()
    assert page.locator("section a[href*='127.0.0.1']:not([href^='http://127.0.0.1:'])").count() == 0


@pytest.mark.parametrize("where", PAGES)
def test_nothing_is_cut_off_on_a_phone(page: Page, address: str, where: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/{where}")
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_timeout(1500)
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390
