"""Snapshots: read-only copies of what pages show, each a new file, with a pointer to the current one."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from data.errors import NothingThere
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

    @classmethod
    def current(cls, settings: Settings) -> Snapshot:
        """Open the snapshot the pointer names.

        Raises:
            NothingThere: nothing was published yet, or an older or newer Hemline published it.
        """
        path = settings.snapshots / f"{current_id(settings)}.duckdb"
        if not path.is_file():
            raise NothingThere(f"The snapshot {path.name} is gone; run 'hemline publish' to make a new one.")
        snapshot = cls(path.stem, path, duckdb.connect(path, read_only=True))
        made_with = int(snapshot.read("snapshot_schema")["schema"].iloc[0])
        if made_with != migrations()[-1][0]:
            raise NothingThere(
                f"The snapshot {path.stem} has schema {made_with}, this Hemline reads {migrations()[-1][0]}; "
                "run 'hemline publish' to make a new one."
            )
        return snapshot

    def read(self, name: str, **params: Any) -> pd.DataFrame:
        """Return the rows of `data/sql/<name>.sql`; safe to call from many threads at once."""
        with self._con.cursor() as cursor:
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


def publish(store: Store) -> str:
    """Write a new snapshot from the warehouse, move the pointer to it, and return its id.

    Raises:
        NothingThere: no warehouse was made yet.
    """
    settings = store.settings
    if not settings.warehouse.is_file():
        raise NothingThere("There is nothing to publish; run 'hemline ingest posts FILE' or 'hemline demo' first.")
    settings.snapshots.mkdir(parents=True, exist_ok=True)
    building = settings.snapshots / f"building-{os.getpid()}.duckdb"
    building.unlink(missing_ok=True)
    _copy(store, building)
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    snapshot_id = f"{now}-{hashlib.sha256(building.read_bytes()).hexdigest()[:8]}"
    building.rename(settings.snapshots / f"{snapshot_id}.duckdb")
    _point_to(settings.snapshots, snapshot_id)
    _prune(settings.snapshots)
    return snapshot_id


def _copy(store: Store, building: Path) -> None:
    """Mark the forecasts as published and copy what pages show into a new file, in one transaction each."""
    with store.connection() as con:
        con.execute(statement("mark_published"), {"now": datetime.now(UTC).replace(tzinfo=None)})
        con.execute(f"ATTACH '{str(building).replace(chr(39), chr(39) * 2)}' AS snapshot")
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


def _prune(snapshots: Path) -> None:
    """Delete all but the newest snapshots and what an interrupted publish left behind."""
    for old in sorted(snapshots.glob("[0-9]*.duckdb"))[:-KEPT]:
        old.unlink()
    for left in snapshots.glob("building-*"):
        left.unlink()
