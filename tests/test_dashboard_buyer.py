"""A buyer's Monday in a real browser, on a desk and a phone: filter, pick, compare, take the rows along, come back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from dashboard_season import build_season
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from benchmarks.browser import served
from benchmarks.screenshots import settle
from dashboard.exports import PAGE_TABLES
from data.desk import Desk
from data.settings import Settings

FIRST_ROW_PX = 54


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served season."""
    settings = Settings(home=tmp_path_factory.mktemp("buyer") / "home")
    build_season(settings)
    Desk(settings).write(("tour_end", [{"ended_at": "2026-01-05T08:00:00Z"}]))
    with served(settings.home) as where:
        yield where


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_a_buyer_goes_from_monday_to_a_comparison_and_back_to_the_same_view(
    page: Page, address: str, tmp_path: Path, theme: str, width: int
) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    expect(page.locator("h1")).to_have_text("Monday")

    choose(page, "region", "Great Britain")
    page.wait_for_url("**region=GB**")
    choose(page, "facet", "Colour")
    page.wait_for_url("**facet=colour**")
    expect(page.get_by_test_id("stMetric").first).to_contain_text("5")
    rows = downloaded(page, "trends", tmp_path)
    assert tuple(rows.columns) == PAGE_TABLES["overview"] and rows["growth"].dtype == float
    assert set(rows["region"]) == {"GB"} and set(rows["facet"]) == {"colour"}

    pick_first_row(page, "table-trends")
    expect(page.locator("h1")).to_have_text("Red")
    assert "trend=colour%3Ared" in page.url and "view=GB.all.all" in page.url

    page.get_by_test_id("stPageLink").get_by_text("Compare").click()
    expect(page.locator("h1")).to_have_text("Compare")
    for name in ("Navy", "Camel"):
        add_label(page, name)
    page.wait_for_url("**label=colour%3Ared&label=colour%3Anavy&label=colour%3Acamel**")
    assert set(downloaded(page, "compare", tmp_path)["name"]) == {"Red", "Navy", "Camel"}

    said = lead(page)
    page.reload()
    settle(page)
    assert chips(page).all_inner_texts() == ["Red · Colour", "Navy · Colour", "Camel · Colour"]
    assert lead(page) == said


def test_a_range_plan_is_laid_beside_the_mix_and_taken_along(page: Page, address: str, tmp_path: Path) -> None:
    plan = tmp_path / "spring.csv"
    plan.write_text("option,category,colour,newness\nA,Trench coat,Red,new\nB,Trench coat,Navy,carry-over\n")
    page.goto(f"{address}/assortment")
    settle(page)
    page.get_by_text("Upload a range plan").click()
    page.locator("input[type=file]").set_input_files(plan)
    page.get_by_role("button", name="Keep this plan").click()
    page.wait_for_url("**plan=spring**")
    settle(page)
    gap = downloaded(page, "assortment-take", tmp_path)
    assert tuple(gap.columns) == PAGE_TABLES["assortment-gap"]
    with page.expect_download() as caught:
        page.locator(".st-key-xlsx-assortment-take").get_by_role("button").click()
    caught.value.save_as(tmp_path / "mix.xlsx")
    assert CalamineWorkbook.from_path(str(tmp_path / "mix.xlsx")).sheet_names
    page.reload()
    settle(page)
    expect(page.locator(".st-key-filter-plan").get_by_role("combobox")).to_have_value("spring")


def choose(page: Page, name: str, words: str) -> None:
    """Choose one of a filter's options."""
    page.locator(f".st-key-filter-{name}").get_by_role("combobox").click()
    page.get_by_role("option", name=words, exact=True).click()


def pick_first_row(page: Page, key: str) -> None:
    """Select the first row of a table."""
    table = page.locator(f".st-key-{key}").get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    table.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    table.click(position={"x": 16, "y": FIRST_ROW_PX})


def add_label(page: Page, name: str) -> None:
    """Add a label to those that are compared."""
    box = page.locator(".st-key-several-label").get_by_role("combobox")
    box.click()
    box.fill(name)
    page.get_by_role("option", name=f"{name} · Colour").click()
    expect(chips(page).get_by_text(f"{name} · Colour")).to_be_visible()
    page.keyboard.press("Escape")  # while the list is open, nothing else can be reached


def chips(page: Page) -> Locator:
    """Return the labels that are chosen."""
    return page.locator(".st-key-several-label span[title]")


def lead(page: Page) -> str:
    """Return the sentences under the title."""
    return page.get_by_test_id("stMarkdown").nth(1).inner_text()


def downloaded(page: Page, key: str, folder: Path) -> pd.DataFrame:
    """Download a table as CSV and read it."""
    settle(page)
    with page.expect_download() as caught:
        page.locator(f".st-key-csv-{key}").get_by_role("button").click()
    file = folder / caught.value.suggested_filename
    caught.value.save_as(file)
    return pd.read_csv(file)
