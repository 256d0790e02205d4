"""The warehouse: one DuckDB file that jobs write, held only for as long as a statement runs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import duckdb
import pandas as pd
import pyarrow as pa

from data.database import open_database
from data.errors import Busy, Fault, NothingThere
from data.settings import Settings
from data.statements import migrations, statement

Frame: TypeAlias = "pd.DataFrame | pa.Table"
T = TypeVar("T")
POLL_S = 0.2
KEYS = {"post": "post_id"}  # kept by the insert: an index over millions of text keys costs more than the rows


class Store:
    """The warehouse of one home.

    Every verb opens the file, runs, and closes it again, so that no process keeps the others out while it
    computes. Inside `transaction()` the verbs share one connection and land together or not at all.

    Args:
        settings: names the home, the wait for a busy warehouse, and DuckDB's memory limit.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._held: duckdb.DuckDBPyConnection | None = None
        self._migrated = False

    def add(self, table: str, frame: Frame) -> int:
        """Insert the rows of `frame` that are not there yet, and return how many were new.

        Args:
            table: a table of the schema.
            frame: columns named as the table's; missing ones become NULL; JSON columns hold JSON text.
        """
        if len(frame) == 0:
            return 0
        with self._writing() as con:
            return _insert(con, table, frame)

    def replace(self, table: str, frame: Frame) -> int:
        """Put the rows of `frame` in place of all rows of a derived table, in one transaction."""
        with self.transaction(), self._writing() as con:
            con.execute(f'DELETE FROM "{table}"')
            return _insert(con, table, frame) if len(frame) else 0

    def run(self, name: str, **params: Any) -> None:
        """Run the writing statement `data/sql/<name>.sql`."""
        with self._writing() as con:
            con.execute(statement(name), params or None)

    def read(self, name: str, **params: Any) -> pd.DataFrame:
        """Return the rows of `data/sql/<name>.sql` as a frame.

        Raises:
            NothingThere: no warehouse was made yet.
        """
        with self._reading() as con:
            return con.execute(statement(name), params or None).df()

    def batches(self, name: str, size: int, **params: Any) -> Iterator[pd.DataFrame]:
        """Yield the rows of a statement in frames of at most `size` rows, closing the file between two frames.

        The statement takes `$after` and `$limit`, and orders by its first column, a unique text key.
        """
        after = ""
        while len(frame := self.read(name, after=after, limit=size, **params)):
            yield frame
            after = str(frame.iloc[-1, 0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the warehouse and make every verb inside part of one transaction."""
        if self._held is not None:
            yield
            return
        with self._writing() as con:
            self._held = con
            con.begin()
            try:
                yield
                con.commit()
            except BaseException:
                con.rollback()
                raise
            finally:
                self._held = None

    @contextmanager
    def connection(self, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give the open connection to the rest of this room, for writing unless it is said otherwise."""
        with self._reading() if read_only else self._writing() as con:
            yield con

    @contextmanager
    def _writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        if self._held is not None:
            yield self._held
            return
        self.settings.make_home()
        con = _open(self.settings, read_only=False)
        try:
            if not self._migrated:
                _migrate(con)
                self._migrated = True
            yield con
        finally:
            con.close()

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        if self._held is not None:
            yield self._held
            return
        if not self.settings.warehouse.is_file():
            raise NothingThere(
                f"There is no warehouse at {self.settings.warehouse} yet; "
                "run 'hemline ingest posts FILE' or 'hemline demo' first."
            )
        con = _open(self.settings, read_only=True)
        try:
            if not self._migrated:
                con = self._brought_up(con)
            yield con
        finally:
            con.close()

    def _brought_up(self, con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
        """Return a connection for reading to a warehouse that has every migration, applied first where they are due."""
        if _schema(con) != migrations()[-1][0]:
            con.close()
            with self._writing():
                pass
            con = _open(self.settings, read_only=True)
        self._migrated = True
        return con


def waited(settings: Settings, opened: Callable[[], T]) -> T:
    """Return what opening the warehouse gives, waiting for another process to let it go.

    Raises:
        Busy: another process still holds it after `wait_s`.
        Fault: it cannot be opened at all.
    """
    deadline = time.monotonic() + settings.wait_s
    while True:
        try:
            return opened()
        except duckdb.IOException as error:
            if "lock" not in str(error).lower():
                raise Fault(f"The warehouse {settings.warehouse} cannot be opened: {error}") from error
            if time.monotonic() > deadline:
                raise _busy(settings.warehouse, str(error)) from error
            time.sleep(POLL_S)


def _open(settings: Settings, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open the warehouse, waiting for another process to let it go."""
    return waited(settings, lambda: open_database(settings.warehouse, settings, read_only))


def _busy(path: Path, message: str) -> Busy:
    """Say in one sentence who holds the warehouse."""
    found = re.search(r"PID (\d+)", message)
    holder = f"process {found[1]}" if found else "another process"
    return Busy(f"The warehouse {path} is held by {holder}; wait until it ends or stop it, then run this again.")


def _migrate(con: duckdb.DuckDBPyConnection) -> None:
    """Apply the migrations this file has not seen, each in a transaction of its own."""
    con.execute("CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, applied_at TIMESTAMP)")
    done = _schema(con)
    if done > migrations()[-1][0]:
        raise Fault(f"The warehouse was made by a newer Hemline (schema {done}); upgrade Hemline to open it.")
    for number, sql in migrations():
        if number > done:
            con.begin()
            con.execute(sql)
            con.execute("INSERT INTO schema_migration VALUES ($1, now() AT TIME ZONE 'UTC')", [number])
            con.commit()


def _schema(con: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the last migration a warehouse has seen, 0 for a new one."""
    if not con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'schema_migration'").fetchall():
        return 0
    return int(con.execute("SELECT coalesce(max(number), 0) FROM schema_migration").fetchall()[0][0])


def _insert(con: duckdb.DuckDBPyConnection, table: str, frame: Frame) -> int:
    """Insert a frame in one statement; rows whose key is there already are left as they are."""
    columns = list(frame.columns) if isinstance(frame, pd.DataFrame) else frame.column_names
    names = ", ".join(f'"{column}"' for column in columns)
    con.register("incoming", frame)
    try:
        counted = con.execute(f'INSERT INTO "{table}" ({names}) {_fresh(con, table, names)}').fetchall()
        return int(counted[0][0])
    finally:
        con.unregister("incoming")


def _fresh(con: duckdb.DuckDBPyConnection, table: str, names: str) -> str:
    """Return the end of the insert: the incoming rows whose key is not there yet, each key once."""
    if key := KEYS.get(table):
        once = f"SELECT DISTINCT ON ({key}) {names} FROM incoming"
        return f'SELECT {names} FROM ({once}) ANTI JOIN "{table}" USING ({key})'
    return f"SELECT {names} FROM incoming {'ON CONFLICT DO NOTHING' if _has_key(con, table) else ''}"


def _has_key(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Tell whether the table has a primary key."""
    keys = "SELECT 1 FROM duckdb_constraints() WHERE table_name = $1 AND constraint_type = 'PRIMARY KEY'"
    return con.execute(keys, [table]).fetchall() != []
