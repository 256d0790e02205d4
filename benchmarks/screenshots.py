"""Screenshots of every page of a home, for the README and the documents.

Run `python -m benchmarks.screenshots [--home FOLDER] [--out docs/img] [--theme light] [--width 1440]`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.browser import INSTALL, chromium_path, launch, served
from dashboard.credits import look_title
from dashboard.pages import ADDRESSES
from data import boards
from data.boards import Thing
from data.desk import Desk
from data.settings import Settings, default_home
from data.snapshot import Snapshot

TALLEST_PX = 2600
LOOKS_PINNED = 6
DRAW_S = 180


def main() -> None:
    """Serve the home, take the pictures, and print where they lie."""
    asked = _arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    started_s = time.monotonic()
    with sync_playwright() as playwright, sample_board(asked.home), served(asked.home) as address:
        path = chromium_path(playwright)
        if path is None:
            raise SystemExit(f"There is no Chromium here; install it: {INSTALL}")
        browser = launch(playwright, path)
        close_hints(browser, address)
        files = [shoot(browser, f"{address}/{where}", asked, name) for name, where in ADDRESSES.items()]
        browser.close()
    for file in files:
        print(f"{file}  {file.stat().st_size / 1024:,.0f} KiB")
    print(json.dumps({"files": [str(file) for file in files], "seconds": round(time.monotonic() - started_s, 1)}))


@contextmanager
def sample_board(home: Path) -> Iterator[None]:
    """Pin looks to a board for as long as the pictures are taken, where nobody has made one yet."""
    settings = Settings(home=home)
    desk = Desk(settings)
    if boards.boards(desk):
        yield
        return
    board_id = boards.make(desk, "Sample board")
    for row in Snapshot.current(settings).read("page_looks").head(LOOKS_PINNED).to_dict("records"):
        boards.pin(desk, board_id, Thing("look", str(row["image_id"]), look_title(row)))
    try:
        yield
    finally:
        boards.drop(desk, board_id)


def close_hints(browser: Browser, address: str) -> None:
    """Put the hints of a first visit away, which would stand in every picture."""
    page = browser.new_page()
    page.goto(address)
    settle(page)
    if page.locator(".st-key-tour-close").count():
        page.locator(".st-key-tour-close").get_by_role("button").click()
        settle(page)
    page.close()


def shoot(browser: Browser, address: str, asked: argparse.Namespace, name: str) -> Path:
    """Take one page from its top, as high as its content up to a limit."""
    viewport = {"width": asked.width, "height": 900}
    page = browser.new_page(color_scheme=asked.theme, viewport=viewport)  # type: ignore[arg-type]
    page.goto(address)
    grow(page, asked.width)
    suffix = "" if (asked.theme, asked.width) == ("light", 1440) else f"-{asked.theme}-{asked.width}"
    file: Path = asked.out / f"{name}{suffix}.png"
    page.screenshot(path=file, timeout=DRAW_S * 1000)
    page.close()
    return file


def grow(page: Page, width: int) -> None:
    """Make the window as high as the page, until neither grows any more; a page that is composed comes in parts."""
    height, before = 900, 0
    while before < height <= TALLEST_PX:
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        tall = page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
        before, height = height, min(max(height, int(tall)), TALLEST_PX)


def settle(page: Page) -> None:
    """Wait until the page has run, its charts and tables are drawn and their lines have come to rest."""
    page.wait_for_selector("h1", timeout=DRAW_S * 1000)
    drawn(page)
    page.wait_for_timeout(1500)


def drawn(page: Page) -> None:
    """Wait until the page has run and no placeholder is left."""
    page.wait_for_function(
        "!document.querySelector('[data-testid=stSkeleton], [data-testid=stStatusWidget]')", timeout=DRAW_S * 1000
    )


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=default_home())
    parser.add_argument("--out", type=Path, default=Path("docs/img"))
    parser.add_argument("--theme", choices=["light", "dark"], default="light")
    parser.add_argument("--width", type=int, default=1440)
    return parser.parse_args()


if __name__ == "__main__":
    main()
