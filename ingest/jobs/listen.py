"""The job that listens to a live source: what is heard waits masked in the inbox until it is flushed."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd
import pyarrow as pa

from data.errors import Busy
from data.journal import JobRun, job_run, utc_now
from data.progress import Advance
from data.pseudonyms import Pseudonyms
from data.store import Store
from ingest.clean import Cleaned, Rules, clean_batch
from ingest.inbox import Heard, Inbox
from ingest.jobs import repeats
from ingest.jobs.intake import store_batch
from ingest.jobs.register import Source, register
from ingest.live.http import Waits
from ingest.live.source import Cursor, LiveSource, Page
from ingest.live.stop import Stopped


@dataclass(frozen=True)
class ListenResult:
    """What came of one listening; rows in are rows stored + repeats + rejected.

    Attributes:
        heard: posts that the service gave and that were asked for.
        rows_in: those that reached the warehouse, and any left waiting by an earlier listening.
        rows_waiting: those that wait in the inbox because the warehouse was busy.
        last_seen: when the newest of the kept posts was written, UTC.
    """

    source: str
    service: str
    asked: str
    heard: int
    rows_in: int
    rows_stored: int
    rows_repeat: int
    rows_rejected: int
    rows_waiting: int
    last_seen: datetime | None = None


def run(
    store: Store, live: LiveSource, source: str, advance: Advance, waits: Waits, region: str | None = None
) -> ListenResult:
    """Listen until the source is told to stop; nothing heard is lost, and nothing counts twice.

    Args:
        store: the warehouse.
        live: the service, ready to be asked.
        source: name the posts are stored under.
        advance: is told what was heard.
        waits: how long to wait for what.
        region: ISO 3166 alpha-2 code of posts that name none.

    Raises:
        BadInput: the service cannot be listened to so.
        Busy: another process holds the warehouse, so that nobody can tell where the last listening stopped.
    """
    rules = Rules(source, region, live.html, True, utc_now(), Pseudonyms.from_settings(store.settings))
    listening = _Listening(store, live, rules, advance, waits)
    try:
        with job_run(store, f"listen {live.service}", source=source) as job:
            listening.begin(job)
            listening.listen()
        repeats.run(store)
    except Busy:
        if not listening.began:
            raise
    return listening.result()


def flush(store: Store, job: JobRun) -> int:
    """Put everything that waits in the inbox into the warehouse, and return how many files that were.

    The rows and the cursor they reach land in one transaction; only then are the files deleted, so that a flush
    killed anywhere is made again and adds nothing twice.

    Raises:
        Busy: another process holds the warehouse; the files stay.
    """
    inbox = Inbox(store.settings.inbox)
    waiting = inbox.waiting()
    if waiting:
        with store.transaction():
            for heard in filter(None, map(inbox.read, waiting)):
                _store(store, heard, job)
    for path in waiting:
        path.unlink(missing_ok=True)
    return len(waiting)


def _store(store: Store, heard: Heard, job: JobRun) -> None:
    """Land one page: its posts, its refusals, and how far its source has come with them."""
    register(store, Source(heard.source, "posts"))
    store_batch(store, heard.service, heard.posts, heard.refused, heard.source, job)
    if heard.moved:
        moved = {**cursor_of(store, heard.source), **heard.moved}
        store.run("move_cursor", source=heard.source, cursor=json.dumps(moved))


def cursor_of(store: Store, source: str) -> Cursor:
    """Return how far a source was heard; empty where it was never listened to."""
    kept = store.read("source_cursor", source=source)["cursor"].dropna()
    return dict(json.loads(kept.iloc[0])) if len(kept) else {}


class _Listening:
    """One listening under way."""

    def __init__(self, store: Store, live: LiveSource, rules: Rules, advance: Advance, waits: Waits) -> None:
        self.store, self.live, self.rules, self.advance, self.waits = store, live, rules, advance, waits
        self.inbox = Inbox(store.settings.inbox)
        self.brisk = Store(store.settings.model_copy(update={"wait_s": waits.busy_s}))
        self.job = JobRun("listen")
        self.began = False
        self.heard = self.kept = self.waiting = 0
        self.last_seen: datetime | None = None
        self.flushed_s = time.monotonic()

    def begin(self, job: JobRun) -> None:
        """Put away what an earlier listening left, and see how far it came."""
        self.job = job
        with self.store.transaction():
            register(self.store, Source(self.rules.source, "posts", region=self.rules.region))
        if left := flush(self.store, job):
            self.advance.doing(f"{left} pages of an earlier listening were waiting and are in the warehouse now")
        self.cursor = cursor_of(self.store, self.rules.source)
        self.began = True

    def listen(self) -> None:
        """Keep every page; flush now and then, and at the end."""
        try:
            for page in self.live.pages(self.cursor):
                self._keep(page)
                if time.monotonic() - self.flushed_s > self.waits.flush_s:
                    self._flush(self.brisk)
        except Stopped:
            pass
        finally:
            self._flush(self.store)

    def result(self) -> ListenResult:
        """Return what came of it."""
        job = self.job
        counts = job.rows_in, job.rows_stored, job.rows_repeat, job.rows_rejected, self.waiting
        return ListenResult(
            self.rules.source, self.live.service, self.live.asked, self.heard, *counts, last_seen=self.last_seen
        )

    def _keep(self, page: Page) -> None:
        """Clean and mask a page, and put it into the inbox."""
        if not page.records and not page.moved:
            return
        raw = self.live.batch(page.records)
        cleaned = clean_batch(raw, replace(self.rules, now=utc_now()))
        refused = _placed(cleaned.refused, raw, page, self.rules.pseudonyms)
        self.inbox.put(Heard(self.rules.source, self.live.service, cleaned.posts, refused, page.moved))
        self._count(page, cleaned)

    def _count(self, page: Page, cleaned: Cleaned) -> None:
        """Count a page."""
        self.heard += len(page.records)
        self.kept += len(cleaned.posts)
        self.waiting += len(page.records)
        if len(cleaned.posts):
            newest = cleaned.posts["posted_at"].max().to_pydatetime()
            self.last_seen = max(newest, self.last_seen or newest)
        self.advance(len(page.records))

    def _flush(self, store: Store) -> None:
        """Put the inbox away; where the warehouse is busy, say so and leave it for later."""
        self.flushed_s = time.monotonic()
        try:
            flush(store, self.job)
            self.waiting = 0
            self.advance.doing(self._so_far())
        except Busy as error:
            self.advance.doing(f"{self._so_far()}; they wait in the inbox, for the warehouse is busy: {error}")

    def _so_far(self) -> str:
        """Say what was heard so far."""
        newest = f", the newest of {self.last_seen:%Y-%m-%d %H:%M} UTC" if self.last_seen else ""
        return f"{self.heard:,} posts heard, {self.kept:,} kept, {self.heard - self.kept:,} refused{newest}"


def _placed(refused: pd.DataFrame, raw: pa.RecordBatch, page: Page, pseudonyms: Pseudonyms) -> pd.DataFrame:
    """Return refusals with a keyed hash of the record in place of its row: the same record has the same place again."""
    named = dict(zip(raw["row"].to_pylist(), zip(raw["id"].to_pylist(), page.records, strict=True), strict=True))
    told = [name or json.dumps(record, sort_keys=True) for name, record in map(named.__getitem__, refused["row"])]
    return refused.assign(row=pd.Series([pseudonyms.hash("refused", one) for one in told], dtype=object))
