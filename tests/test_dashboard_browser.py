"""The pages in a real browser: in both themes and on a phone, accessible, clicked through, with a quiet console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import needed
from dashboard_season import build_season
from playwright.sync_api import Locator, Page, expect

from benchmarks.browser import served
from benchmarks.screenshots import drawn
from dashboard.pages import ADDRESSES
from dashboard.words import say
from data.desk import Desk
from data.settings import Settings

AXE = Path(__file__).resolve().parent.parent / ".ci" / "axe-core" / "axe.min.js"
TITLES = {name: say(f"page.{name}") for name in ADDRESSES} | {"trend": "Suede"}

# What axe finds in markup that is Streamlit's alone, by rule and the part of the page it lies in.
FADE_MS, LOOKS = 1500, 4
STREAMLITS_OWN = {
    "list": "[data-testid=stSidebarNavItems]",  # groups of pages stand as <div> between <ul> and <li>
    "listitem": "[data-testid=stSidebarNavItems] li",
}
FOCUSED = """() => {
    const at = document.activeElement, key = at.closest('[class*=st-key-]');
    const named = key && [...key.classList].find(each => each.startsWith('st-key-')).slice(7);
    return at.dataset.testid === 'stSidebarNavLink' ? new URL(at.href).pathname.slice(1) : named || at.tagName;
}"""
RUN_AXE = """async own => {
    const found = await axe.run(document, {preload: false, resultTypes: ['violations']});
    const isOwn = (rule, target) =>
        own.some(([id, where]) => id === rule && document.querySelector(target)?.matches(where));
    return found.violations.filter(each => ['serious', 'critical'].includes(each.impact)).flatMap(each => each.nodes
        .map(node => [each.id, node.target.join(' '), node.failureSummary])
        .filter(([rule, target]) => !isOwn(rule, target)));
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served season."""
    settings = Settings(home=tmp_path_factory.mktemp("browser") / "home")
    build_season(settings)
    Desk(settings).write(("tour_end", [{"ended_at": "2026-01-05T08:00:00Z"}]))
    with served(settings.home) as where:
        yield where


@pytest.fixture(scope="module")
def axe() -> str:
    """The accessibility checker; without it the tests are skipped, except where CI must have it."""
    if not AXE.is_file():
        needed("axe-core is not here; fetch it: .ci/axe")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_reads_well_on_a_desk_and_on_a_phone(
    page: Page, address: str, axe: str, theme: str, width: int
) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.wait_for_selector("h1")
    page.evaluate(axe)
    for name, title in TITLES.items():
        go_to(page, name)
        expect(page.locator("h1")).to_have_text(title)
        expect(page.get_by_text("Sample data.").first).to_be_visible()
        drawn(page)
        assert page.get_by_role("alert").count() == 0, name
        assert (_light_of(page.locator("h1")) > 380) == (theme == "dark")
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width, name
        assert violations(page) == [], name


def go_to(page: Page, name: str) -> None:
    """Choose a page among the names beside them, which a phone folds away."""
    unfold = page.get_by_test_id("stExpandSidebarButton")
    if unfold.is_visible():
        unfold.click()
    page.locator(f"[data-testid=stSidebarNavLink][href$='/{ADDRESSES[name]}']").click()


def _light_of(words: Locator) -> int:
    """Return how light the ink of some words is, up to 765."""
    ink = words.evaluate("e => getComputedStyle(e).color")
    return sum(map(int, ink.removeprefix("rgb(").removesuffix(")").split(",")))


def violations(page: Page) -> list[tuple[str, str, str]]:
    """Return the serious and critical violations as rule, selector and reason, but for Streamlit's own.

    What a run leaves behind fades and comes back, so what is found counts only if it is still there after a while.
    """
    for _ in range(LOOKS):
        found: list[list[str]] = page.evaluate(RUN_AXE, list(STREAMLITS_OWN.items()))
        if not found:
            return []
        page.wait_for_timeout(FADE_MS)
    return [(rule, target, why) for rule, target, why in found]


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


def test_the_keyboard_reaches_every_box_button_and_table_and_opens_a_trend(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("h1")
    drawn(page)
    reached = set()
    page.keyboard.press("Tab")
    while (at := page.evaluate(FOCUSED)) != "BODY":
        reached.add(at)
        page.keyboard.press("Tab")
    assert {*ADDRESSES.values(), *(f"filter-{name}" for name in ("lang", "region", "facet", "stage"))} <= reached
    assert {"table-trends", "csv-trends", "tour-again", "rows-stages"} <= reached
    opens_its_trend(page, ".st-key-table-trends")


def test_a_folded_table_is_unfolded_by_keyboard_and_opens_a_trend(page: Page, address: str) -> None:
    page.goto(address)
    drawn(page)
    page.locator(".st-key-rows-movers-up summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-rows-movers-up canvas").first).to_be_visible()
    drawn(page)
    opens_its_trend(page, ".st-key-rows-movers-up")


def opens_its_trend(page: Page, table: str) -> None:
    """Select a table's first row by keyboard and see its trend."""
    page.locator(f"{table} canvas").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    page.wait_for_url("**/trend?trend=**")


def test_a_hostile_post_runs_nothing(page: Page, address: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail("a post opened a dialogue"))
    page.goto(f"{address}/trend?trend=colour:red")
    post = page.get_by_text("<script>alert(1)</script>").first
    expect(post).to_be_visible()
    assert page.locator("section a[href*='127.0.0.1']:not([href^='http://127.0.0.1:'])").count() == 0
