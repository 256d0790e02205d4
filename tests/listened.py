"""One listening for tests: its waits are short, and it ends by itself when the service has nothing more to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from data.store import Store
from ingest.jobs import listen
from ingest.live.http import Http, Waits
from ingest.live.source import Cursor, LiveSource, Page
from ingest.live.stop import Stop, Stopped
from tests.told import Told

SHORT = Waits(
    poll_s=0.0, first_s=0.01, longest_s=0.05, tries=3, silence_s=2.0, answer_s=5.0, page_s=0.2, flush_s=0.0, busy_s=0.0
)


class Rounds:
    """A live source that is stopped after some rounds of its own."""

    def __init__(self, live: Any, stop: Stop, rounds: int) -> None:
        self.live, self.stop, self.left = live, stop, rounds
        self.service, self.asked, self.html, self.batch = live.service, live.asked, live.html, live.batch

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        for page in self.live.pages(cursor):
            yield page
            self.left -= not page.records and not page.moved
            if not self.left:
                raise Stopped


def http_of(waits: Waits = SHORT, for_s: float | None = 20.0) -> tuple[Http, Told]:
    """Return a client with short waits, and what it says."""
    told = Told()
    return Http(Stop(for_s), waits, told.doing), told


def listened(
    store: Store, make: Callable[[Http], LiveSource], rounds: int = 1, source: str = "live", waits: Waits = SHORT
) -> tuple[listen.ListenResult, Told]:
    """Listen for some rounds; return what came of it and what was said."""
    http, told = http_of(waits)
    live = Rounds(make(http), http.stop, rounds)
    try:
        return listen.run(store, live, source, told, waits), told
    finally:
        http.close()


def rows(store: Store, table: str = "post") -> pd.DataFrame:
    """Return a table's rows in one order."""
    with store.connection() as con:
        return con.execute(f"SELECT * FROM {table} ORDER BY ALL").df()


def patient(**changed: float) -> Waits:
    """Return the short waits with some changed."""
    return replace(SHORT, **changed)  # type: ignore[arg-type]
