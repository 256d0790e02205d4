"""The warehouse written to a new file in the old one's place, so that nothing of what was deleted lingers in it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb

from data.database import attach, empty_connection
from data.settings import Settings
from data.store import Store, waited

SETTLE_S = 1.0  # a process that had opened the old file's name meanwhile finds it locked within this, and opens anew


def rewrite(settings: Settings, made: Settings | None = None) -> None:
    """Write the warehouse anew and let it take the old one's place.

    The old file is held for reading all the while, so that nobody writes to it; readers that have it open keep it until
    they close it. A rewriting that is killed leaves the old warehouse as it was.

    Args:
        settings: name the home, and the key the old file has, if any.
        made: settings whose key the new file gets; those of the old one without it.

    Raises:
        Busy: another process holds the warehouse.
    """
    fresh = settings.home / f"rewriting-{os.getpid()}.duckdb"
    for left in settings.home.glob("rewriting-*"):
        left.unlink()
    with _held(settings) as con:
        attach(con, fresh, "rewritten", made or settings)
        con.execute("COPY FROM DATABASE warehouse TO rewritten")
        con.execute("CHECKPOINT rewritten")
        con.execute("DETACH rewritten")
        _sync(fresh)
        fresh.replace(settings.warehouse)
        _sync(settings.home)
        time.sleep(SETTLE_S)


@contextmanager
def _held(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that keeps every writer out, once no log of changes lies beside the file.

    A log is found by the file's name: beside the new file it would be taken for that one's.
    """
    while True:
        with Store(settings).connection() as con:
            con.execute("CHECKPOINT")
        con = empty_connection(settings)
        try:
            waited(settings, partial(attach, con, settings.warehouse, "warehouse", settings, read_only=True))
            if not list(settings.home.glob(f"{settings.warehouse.name}*wal*")):
                yield con
                return
        finally:
            con.close()


def _sync(path: Path) -> None:
    """Have the disk keep a file or a folder's names before anything builds on them."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
