"""The SQL files of `data/sql/` and the migrations of warehouse and desk, read from the installed package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from data.errors import Fault


@cache
def statement(name: str) -> str:
    """Return the SQL text of `data/sql/<name>.sql`; `name` may hold a folder, as in `snapshot/trend`.

    Raises:
        Fault: no such file ships with Hemline.
    """
    file = files("data").joinpath("sql", *f"{name}.sql".split("/"))
    if not file.is_file():
        raise Fault(f"The SQL file data/sql/{name}.sql is missing; install Hemline again.")
    return file.read_text(encoding="utf-8")


@cache
def folder(name: str) -> dict[str, str]:
    """Return the statements of the folder `data/sql/<name>/` by file stem, in name order."""
    room = files("data").joinpath("sql", name)
    return {stem: statement(f"{name}/{stem}") for stem in sorted(f.name[:-4] for f in room.iterdir())}


@cache
def migrations(schema: str = "schema") -> list[tuple[int, str]]:
    """Return the migrations of `data/<schema>/` as (number, SQL), lowest number first."""
    room = files("data").joinpath(schema)
    named = sorted(f.name for f in room.iterdir() if f.name.endswith(".sql"))
    return [(int(name[:4]), room.joinpath(name).read_text(encoding="utf-8")) for name in named]
