"""The desk: one SQLite file with what people make and keep, open to the server and to jobs at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

from data.errors import BadInput, Busy, Fault, HemlineError
from data.settings import Settings
from data.statements import migrations, statement

Row: TypeAlias = "Mapping[str, Any]"
SCHEMA = "desk_schema"  # each migration is one statement
BROKEN = ("SQLITE_NOTADB", "SQLITE_CORRUPT")


class Desk:
    """The desk of one home.

    Each verb opens a connection of its own and closes it again, so that any thread and any process may call it at any
    time: in WAL mode readers wait for nobody, and writers for each other, at most `wait_s`.

    Args:
        settings: names the home and the wait.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def read(self, name: str, /, **params: Any) -> list[dict[str, Any]]:
        """Return the rows of `data/sql/desk/<name>.sql`; none where nothing was ever kept.

        Raises:
            Busy: another process holds the desk.
            BadInput: the file cannot be opened.
            Fault: it is broken, or a newer Hemline made it.
        """
        if not self.settings.desk.is_file():
            return []
        with self._open() as con:
            return [dict(row) for row in con.execute(statement(f"desk/{name}"), params)]

    def write(self, *steps: tuple[str, Sequence[Row]]) -> int:
        """Run statements of `data/sql/desk/`, each once for every one of its rows, all of them or none.

        Returns:
            How many rows were changed.

        Raises:
            Busy, BadInput, Fault: as `read`.
        """
        with self._open() as con:
            con.execute("BEGIN IMMEDIATE")
            changed = sum(con.executemany(statement(f"desk/{name}"), rows).rowcount for name, rows in steps if rows)
            con.execute("COMMIT")
        return changed

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Give a connection to a desk that has every migration; the file is its owner's only."""
        self.settings.make_home()
        path = self.settings.desk
        try:
            if not path.exists():
                path.touch(mode=0o600)
            with closing(sqlite3.connect(path, timeout=self.settings.wait_s, isolation_level=None)) as con:
                con.row_factory = sqlite3.Row
                _let_readers_in(con)
                _migrate(con, path)
                yield con
        except (sqlite3.Error, OSError) as error:
            raise _named(path, error) from error


def _let_readers_in(con: sqlite3.Connection) -> None:
    """Switch to WAL mode, which the file keeps; where another process is in the way, the next opening does."""
    if con.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        with suppress(sqlite3.OperationalError):
            con.execute("PRAGMA journal_mode = WAL")


def _migrate(con: sqlite3.Connection, path: Path) -> None:
    """Apply the migrations this file has not seen, all in one transaction; another process may be at it, too."""
    newest = migrations(SCHEMA)[-1][0]
    if (done := _schema(con)) > newest:
        raise Fault(f"The desk {path} was made by a newer Hemline (schema {done}); upgrade Hemline to open it.")
    if done == newest:
        return
    con.execute("BEGIN EXCLUSIVE")
    done = _schema(con)
    for number, sql in migrations(SCHEMA):
        if number > done:
            con.execute(sql)
    con.execute(f"PRAGMA user_version = {newest}")
    con.execute("COMMIT")


def _schema(con: sqlite3.Connection) -> int:
    """Return the number of the last migration a desk has seen, 0 for a new one."""
    return int(con.execute("PRAGMA user_version").fetchone()[0])


def _named(path: Path, error: sqlite3.Error | OSError) -> HemlineError:
    """Return the sentence for what SQLite or the disk said."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy(f"The desk {path} is held by another process; wait until it ends or stop it, then try again.")
    if name in BROKEN:
        return Fault(
            f"The desk {path} is broken ({error}); put a copy of it back, or move it away and begin a new one."
        )
    if isinstance(error, OSError) or name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_FULL")):
        return BadInput(f"The desk {path} cannot be used ({error}); make room and let its owner write the folder.")
    return Fault(f"The desk {path} failed: {error}.")
