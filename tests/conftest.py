"""Fixtures every room's tests share: a fresh home, the shared real data where it is there, a browser."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data.settings import Settings
from data.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

WAIT_MS = 60_000
SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a fresh home that waits only a moment for a busy warehouse."""
    return Settings(home=tmp_path / "home", wait_s=0.5)


@pytest.fixture
def store(settings: Settings) -> Store:
    """An empty warehouse."""
    return Store(settings)


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data for measuring; the test is skipped where it is not there."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real data in {SHARED}, which is not on this machine")
    return SHARED


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; without one the tests are skipped, except where CI must have it."""
    from playwright.sync_api import expect, sync_playwright

    from benchmarks.browser import INSTALL, chromium_path, launch

    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        if path is None:
            needed(f"there is no Chromium here; install it: {INSTALL}")
        running = launch(playwright, path)
        yield running
        running.close()


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


def needed(sentence: str) -> None:
    """Skip a test that lacks a program, saying which; fail it where CI must have it."""
    pytest.fail(sentence) if os.environ.get("CI") == "true" else pytest.skip(sentence)


def _is_error(message: ConsoleMessage) -> bool:
    """Tell whether a message is an error of the page; Streamlit's client probes for its server at deep addresses."""
    probe = message.location.get("url", "").endswith(("/_stcore/health", "/_stcore/host-config"))
    return message.type == "error" and not probe


def pytest_sessionfinish() -> None:
    """Let go of the snapshots that pages under test keep open, so that DuckDB is not torn down under them."""
    if "streamlit" in sys.modules:
        sys.modules["streamlit"].cache_resource.clear()
        gc.collect()
