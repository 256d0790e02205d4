"""Database files opened: plain ones, or encrypted ones where `HEMLINE_KEY` is set and this DuckDB can write them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.errors import BadInput, Fault, HemlineError, MissingPart
from data.settings import Settings

MAIN = "hemline"  # what an encrypted file is called within its connection
WRITES_ENCRYPTED = "LOAD httpfs"  # the extension that brings OpenSSL; the built-in cipher only reads
SHORTEST_KEY = 16  # characters; shorter ones can be guessed


def open_database(path: Path, settings: Settings, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open a database file, made first where it is not there and may be written.

    Raises:
        BadInput: `HEMLINE_KEY` is not the file's key, or just one of the two, home and settings, is encrypted.
        MissingPart: `HEMLINE_KEY` is set, and this DuckDB cannot write encrypted files.
        duckdb.IOException: another process holds it, or the file is broken.
    """
    try:
        if settings.key is None:
            return duckdb.connect(path, read_only=read_only, config={"memory_limit": settings.memory_limit})
        return _open_encrypted(path, settings, read_only)
    except duckdb.Error as error:
        raise _named(path, error) or error from error


def attach(con: duckdb.DuckDBPyConnection, path: Path, name: str, settings: Settings, read_only: bool = False) -> None:
    """Attach a database file to a connection under a name, encrypted where the settings have a key.

    Raises:
        BadInput, MissingPart, duckdb.IOException: as when it is opened.
    """
    options = ["READ_ONLY" if read_only else "READ_WRITE"]
    if settings.key is not None:
        if not read_only:
            make_ready_to_write(con, settings)
        options.append(f"ENCRYPTION_KEY {quoted(checked_key(settings))}")
    try:
        con.execute(f"ATTACH IF NOT EXISTS {quoted(str(path))} AS {name} ({', '.join(options)})")
    except duckdb.Error as error:
        raise _named(path, error) or error from error


def empty_connection(settings: Settings, name: str = ":memory:") -> duckdb.DuckDBPyConnection:
    """Open a connection without a file of its own, to attach others to; what it spills lies in the home."""
    spilled = str(settings.home / "warehouse.duckdb.tmp")
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory_limit,
        "temp_directory": spilled,
        "temp_file_encryption": settings.key is not None,
    }
    return duckdb.connect(name, config=config)


def quoted(text: str) -> str:
    """Return text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def checked_key(settings: Settings) -> str:
    """Return the key for database files once it is long enough.

    Raises:
        BadInput: it is too short to protect anything.
    """
    key = settings.key.get_secret_value() if settings.key else ""
    if len(key) < SHORTEST_KEY:
        raise BadInput(
            f"HEMLINE_KEY has {len(key)} characters; give it at least {SHORTEST_KEY}, or unset it to keep files plain."
        )
    return key


def is_encrypted(path: Path) -> bool:
    """Tell whether a database file is encrypted, which its head says in the clear."""
    try:
        duckdb.connect(path, read_only=True).close()
    except duckdb.Error as error:
        return "without a key" in str(error)
    return False


def can_encrypt() -> bool:
    """Tell whether this DuckDB can write encrypted files."""
    try:
        duckdb.connect().execute(WRITES_ENCRYPTED)
    except duckdb.Error:
        return False
    return True


def _open_encrypted(path: Path, settings: Settings, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open an encrypted file; the connections of one process to one file share it, as they do a plain one."""
    con = empty_connection(settings, f":memory:{path}")
    try:
        attach(con, path, MAIN, settings, read_only)
        con.execute(f"USE {MAIN}")
    except BaseException:
        con.close()
        raise
    return con


def make_ready_to_write(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Load what writes encrypted files.

    Raises:
        BadInput: the key is too short.
        MissingPart: it is not installed.
    """
    checked_key(settings)
    try:
        con.execute(WRITES_ENCRYPTED)
    except duckdb.Error as error:
        raise MissingPart(
            f"HEMLINE_KEY is set, and DuckDB {duckdb.__version__} writes encrypted files only with its extension "
            'httpfs, which is not installed: install it once, with a network, by python -c "import duckdb; '
            "duckdb.sql('INSTALL httpfs')\", or unset HEMLINE_KEY and keep Hemline's home on an encrypted disk."
        ) from error


def _named(path: Path, error: duckdb.Error) -> HemlineError | None:
    """Return the sentence for an error of keys, None for any other."""
    said = str(error)
    if "without a key" in said:
        return BadInput(f"{path} is encrypted; set HEMLINE_KEY to the key it was made with.")
    if "Wrong encryption key" in said:
        return BadInput(
            f"HEMLINE_KEY is not the key {path} was encrypted with; set that one, for without it nobody can read it."
        )
    if "is not encrypted" in said:
        return BadInput(
            f"{path} is not encrypted, and HEMLINE_KEY is set; unset it, or run 'hemline key encrypt' once to "
            "write the home anew with it."
        )
    if "read-only crypto" in said:
        return Fault(f"{path} cannot be written encrypted: {said}")
    return None
