"""The warehouse written to a new file in the old one's place, so that nothing of what was deleted lingers in it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb

from data.database import attach, empty_connection, is_encrypted, make_ready_to_write
from data.errors import BadInput, NothingThere
from data.settings import Settings
from data.snapshot import published_anew
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


def encrypt(settings: Settings) -> str | None:
    """Write a plain home anew with the key of the settings; return its new snapshot, None where none was published.

    Raises:
        BadInput: there is no key, or the home is encrypted already.
        MissingPart: this DuckDB cannot write encrypted files.
        NothingThere: there is no warehouse.
    """
    if settings.key is None:
        raise BadInput("HEMLINE_KEY is not set; give it the key to encrypt this home with, and keep it somewhere safe.")
    if not settings.warehouse.is_file():
        raise NothingThere(
            f"There is no warehouse at {settings.warehouse} yet; with HEMLINE_KEY set it is made encrypted."
        )
    with empty_connection(settings) as con:
        make_ready_to_write(con, settings)
    plain_snapshots = [path for path in settings.snapshots.glob("*.duckdb") if not is_encrypted(path)]
    if not is_encrypted(settings.warehouse):
        rewrite(settings.model_copy(update={"key": None}), settings)
    elif not plain_snapshots:
        raise BadInput(f"{settings.warehouse} is encrypted already; a second key cannot be put on it.")
    return published_anew(Store(settings))


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
