"""Snapshots: read-only copies of what pages show, each a new file, with a pointer to the current one."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from data.database import MAIN, attach, open_database
from data.errors import Fault, HemlineError, NothingThere
from data.journal import job_run, utc_now
from data.settings import Settings
from data.statements import folder, migrations, statement
from data.store import Store

KEPT = 3


@dataclass(frozen=True)
class Snapshot:
    """One published snapshot, open for reading.

    Attributes:
        snapshot_id: `<utc>-<hash>`, the key of every cache.
        path: its DuckDB file, which never changes.
    """

    snapshot_id: str
    path: Path
    _con: duckdb.DuckDBPyConnection = field(repr=False, compare=False)
    _encrypted: bool = field(default=False, repr=False, compare=False)

    @classmethod
    def current(cls, settings: Settings) -> Snapshot:
        """Open the snapshot the pointer names.

        Raises:
            NothingThere: nothing was published yet, or an older or newer Hemline published it.
            Fault: its file cannot be read.
        """
        current = current_id(settings)
        try:
            return cls._opened(settings.snapshots / f"{current}.duckdb", settings)
        except NothingThere:
            if current_id(settings) == current:
                raise
            return cls.current(settings)  # others were published meanwhile, and this one was removed

    @classmethod
    def before(cls, snapshot_id: str, settings: Settings) -> Snapshot | None:
        """Open the newest kept snapshot that was published before another; None where there is none to compare with."""
        older = sorted(path for path in settings.snapshots.glob("[0-9]*.duckdb") if path.stem < snapshot_id)
        try:
            return cls._opened(older[-1], settings) if older else None
        except HemlineError:  # it was removed meanwhile, an older Hemline published it, or its file is broken
            return None

    @classmethod
    def _opened(cls, path: Path, settings: Settings) -> Snapshot:
        """Open a snapshot's file.

        Raises:
            NothingThere: it is gone, or an older or newer Hemline published it.
            Fault: it cannot be read.
        """
        if not path.is_file():
            raise NothingThere(f"The snapshot {path.name} is gone; run 'hemline publish' to make a new one.")
        try:
            con = open_database(path, settings, read_only=True)
            snapshot = cls(path.stem, path, con, settings.key is not None)
            made_with = int(snapshot.read("snapshot_schema")["schema"].iloc[0])
        except duckdb.Error as error:
            raise Fault(
                f"The snapshot {path} cannot be read ({error}); run 'hemline publish' to make a new one."
            ) from error
        if made_with != migrations()[-1][0]:
            raise NothingThere(
                f"The snapshot {path.stem} has schema {made_with}, this Hemline reads {migrations()[-1][0]}; "
                "run 'hemline publish' to make a new one."
            )
        return snapshot

    def in_one_thread(self) -> Snapshot:
        """Read in the thread that asks from now on: for a page's small queries others cost more than they save."""
        self._con.execute("SET threads = 1")
        return self

    def read(self, name: str, **params: Any) -> pd.DataFrame:
        """Return the rows of `data/sql/<name>.sql`; safe to call from many threads at once."""
        with self._con.cursor() as cursor:
            if self._encrypted:  # a cursor begins outside the file
                cursor.execute(f"USE {MAIN}")
            return cursor.execute(statement(name), params or None).df()


def current_id(settings: Settings) -> str:
    """Return the id of the current snapshot.

    Raises:
        NothingThere: nothing was published yet.
    """
    pointer = settings.snapshots / "CURRENT"
    if not pointer.is_file():
        raise NothingThere("Nothing is published yet; run 'hemline run', or 'hemline demo' for a sample season.")
    return pointer.read_text(encoding="utf-8").strip()


def is_published(settings: Settings) -> bool:
    """Tell whether the pointer names a snapshot whose file is there."""
    try:
        return (settings.snapshots / f"{current_id(settings)}.duckdb").is_file()
    except NothingThere:
        return False


def publish(store: Store, state: str | None = None, kept: int = KEPT) -> str:
    """Write a new snapshot from the warehouse, move the pointer to it, and return its id.

    Args:
        store: the warehouse.
        state: what the warehouse held when the steps before this one began, written into the journal.
        kept: how many snapshots stay, the new one among them.

    Raises:
        NothingThere: no warehouse was made yet.
    """
    settings = store.settings
    if not settings.warehouse.is_file():
        raise NothingThere("There is nothing to publish; run 'hemline ingest posts FILE' or 'hemline demo' first.")
    settings.snapshots.mkdir(parents=True, exist_ok=True)
    with job_run(store, "publish") as job:
        job.state, job.detail = state, _publish(store, kept)
    return job.detail


def published_anew(store: Store) -> str | None:
    """Put one new snapshot in place of all those before; return its id, None where nothing was published yet."""
    if not any(store.settings.snapshots.glob("*.duckdb")):
        return None
    return publish(store, kept=1)


def _publish(store: Store, kept: int) -> str:
    """Build, name and point to a snapshot, holding the warehouse, so that two never publish at once."""
    snapshots = store.settings.snapshots
    building = snapshots / f"building-{os.getpid()}.duckdb"
    building.unlink(missing_ok=True)
    now = utc_now()
    with store.connection() as con:
        _copy(con, building, now, store.settings)
        snapshot_id = f"{now:%Y%m%dT%H%M%S}-{hashlib.sha256(building.read_bytes()).hexdigest()[:8]}"
        building.rename(snapshots / f"{snapshot_id}.duckdb")
        _point_to(snapshots, snapshot_id)
        con.execute(statement("mark_published"), {"now": now})
        _prune(snapshots, snapshot_id, kept)
    return snapshot_id


def _copy(con: duckdb.DuckDBPyConnection, building: Path, now: datetime, settings: Settings) -> None:
    """Copy what pages show into a new file; forecasts shown for the first time carry `now` as their publication.

    The warehouse marks them only once the pointer has moved, so that a killed publish never counts as one.
    """
    con.execute(f"SET VARIABLE published_now = TIMESTAMP '{now.isoformat(sep=' ')}'")
    attach(con, building, "snapshot", settings)
    try:
        for table, sql in folder("snapshot").items():
            con.execute(f'CREATE TABLE snapshot."{table}" AS {sql}')
        con.execute("CHECKPOINT snapshot")
    finally:
        con.execute("DETACH snapshot")


def _point_to(snapshots: Path, snapshot_id: str) -> None:
    """Replace the pointer in one step, so that a reader sees the old one or the new one."""
    fresh = snapshots / "CURRENT.new"
    fresh.write_text(snapshot_id, encoding="utf-8")
    fresh.replace(snapshots / "CURRENT")


def _prune(snapshots: Path, current: str, kept: int) -> None:
    """Delete all but the newest snapshots, never the current one, and what an interrupted publish left behind."""
    others = sorted(path for path in snapshots.glob("[0-9]*.duckdb") if path.stem != current)
    for old in others[: max(len(others) - kept + 1, 0)]:
        old.unlink()
    for left in snapshots.glob("building-*"):
        left.unlink()
