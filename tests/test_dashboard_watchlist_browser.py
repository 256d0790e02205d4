"""The watchlist in a real browser: kept from a table, removed, put back, its limits edited in place and saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from dashboard_season import build_season
from playwright.sync_api import Locator, Page, expect

from benchmarks.browser import served
from benchmarks.screenshots import settle
from data.desk import Desk
from data.settings import Settings
from data.watchlist import Watch, watches

FIRST_ROW_PX, HEADER_PX = 54, 18


@pytest.fixture(scope="module")
def settings_served(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A season whose watchlist is empty."""
    settings = Settings(home=tmp_path_factory.mktemp("watchlist") / "home")
    build_season(settings)
    Desk(settings).write(("tour_end", [{"ended_at": "2026-01-05T08:00:00Z"}]))
    return settings


@pytest.fixture(scope="module")
def address(settings_served: Settings) -> Iterator[str]:
    """Its address."""
    with served(settings_served.home) as where:
        yield where


def table(page: Page, where: str) -> Locator:
    """Return a table once it is drawn."""
    settle(page)
    found = page.locator(where).get_by_test_id("stDataFrame")
    expect(found).to_be_visible()
    found.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    return found


def kept(settings: Settings, when: Callable[[list[Watch]], bool]) -> list[Watch]:
    """Return what is kept once that is so, or after a minute."""
    deadline = time.monotonic() + 60
    while not when(found := watches(Desk(settings))) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def test_a_trend_is_kept_from_a_sorted_table_then_removed_put_back_and_given_a_limit(
    page: Page,
    address: str,
    settings_served: Settings,
) -> None:
    page.goto(address)
    trends = table(page, ".st-key-table-trends")
    trends.click(position={"x": 60, "y": HEADER_PX})
    page.wait_for_timeout(1000)
    trends.click(position={"x": 165, "y": FIRST_ROW_PX})
    assert [watch.name for watch in kept(settings_served, lambda found: len(found) == 1)] == ["Blazer"]

    page.goto(f"{address}/watchlist")
    mine = table(page, ".st-key-table-watchlist")
    mine.click(position={"x": 165, "y": FIRST_ROW_PX})
    expect(page.get_by_text("Blazer was removed.")).to_be_visible()
    assert kept(settings_served, lambda found: not found) == []
    page.get_by_role("button", name="Undo").click()
    assert len(kept(settings_served, lambda found: len(found) == 1)) == 1

    expect(page.get_by_text("Blazer was removed.")).to_have_count(0)
    limits = table(page, "[data-testid=stForm]")
    limits.click(position={"x": 330, "y": FIRST_ROW_PX})
    page.keyboard.press("Enter")
    page.locator("#portal input").fill("75")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1000)
    page.get_by_role("button", name="Save limits").click()
    (saved,) = kept(settings_served, lambda found: found[0].limits.growth_above == 0.75)
    assert saved.limits.growth_above == 0.75 and saved.limits.growth_below == -0.3
