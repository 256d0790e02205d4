"""PaperDoll's Chictopia database (`chictopia.sqlite3`): street-style posts with the garments their authors named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any
from urllib.parse import quote, unquote

import pyarrow as pa

from data.errors import BadInput
from ingest.sources.container import Member
from ingest.sources.raw import BATCH_ROWS, Reading, chunks, raw_batch

# Role to columns of `posts`, best first; `created_at` is when the crawler came by.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("chictopia_id", "id"),
    "author": ("user_id",),
    "date": ("date", "created_at"),
    "title": ("title",),
    "text": ("description",),
    "likes": ("votes",),
    "replies": ("comments_count",),
}
# Where the words for a post's garments lie: table, column of that table, table of the names.
NAMED = (
    ("garments", "color_id", "tags"),
    ("garments", "clothing_id", "tags"),
    ("garments", "brand_id", "tags"),
    ("garments", "trend_id", "trends"),
    ("color_taggings", "color_id", "tags"),
    ("taggings", "trend_id", "trends"),
    ("posts", "style_id", "tags"),
    ("posts", "occasion_id", "tags"),
)
WORD_MARK = "\x1f"
UNREADABLE = (sqlite3.Error, ValueError, OverflowError)  # ValueError: names that are no UTF-8


def recognises(tables: Mapping[str, Any]) -> bool:
    """Tell whether a database is Chictopia's, by its tables and their columns."""
    posts = set(tables.get("posts", ()))
    return {"id", "user_id", "description"} <= posts and bool(posts & {"date", "created_at"})


def tables_of(member: Member) -> dict[str, list[str]]:
    """Return the columns of each table of a database.

    Raises:
        BadInput: it cannot be read.
    """
    with closing(_connected(member)) as con:
        return _tables(con, member.name)


def reading(member: Member) -> Reading:
    """Return the reading of a Chictopia database.

    Raises:
        BadInput: it cannot be read, or is another database.
    """
    tables = tables_of(member)
    if not recognises(tables):
        listed = ", ".join(f"'{name}'" for name in list(tables)[:10]) or "none"
        raise BadInput(
            f"'{member.name}' is a database without Chictopia's table 'posts' (id, user_id, date, description); its "
            f"tables are {listed}. Export the one you mean as CSV."
        )
    mapping = {role: " or ".join(columns) for role, columns in _found(tables).items()}
    named = [f"{table}.{column}" for table, column, names in _named(tables)]
    return Reading("chictopia", mapping | ({"tags": " and ".join(named)} if named else {}), lambda: _batches(member))


def _batches(member: Member) -> Iterator[pa.RecordBatch]:
    """Yield the posts, numbered from 1 in the order of their ids."""
    first = 1
    with closing(_connected(member)) as con:
        tables = _tables(con, member.name)
        roles = [*_found(tables), "tags"]
        for chunk, broken in chunks(_rows(con, _query(tables), member.name), BATCH_ROWS):
            columns = {role: pa.array([_text(row[at]) for row in chunk], pa.string()) for at, role in enumerate(roles)}
            columns["tags"] = pa.array([_words(row[-1]) for row in chunk], pa.string())
            yield raw_batch(pa.array(range(first, first + len(chunk)), pa.int64()), columns)
            if broken is not None:
                raise broken
            first += len(chunk)


def _query(tables: Mapping[str, Sequence[str]]) -> str:
    """Build the query for the tables and columns that are there."""
    columns = [f"coalesce({', '.join(f'posts.{name}' for name in names)}, NULL)" for names in _found(tables).values()]
    joined = [_words_of(*parts) for parts in _named(tables)]
    words = (
        f"(SELECT post_id, group_concat(DISTINCT word || '{WORD_MARK}') AS words FROM ({' UNION ALL '.join(joined)}) "
        "GROUP BY post_id)"
        if joined
        else "(SELECT NULL AS post_id, NULL AS words)"
    )
    return f"SELECT {', '.join(columns)}, words FROM posts LEFT JOIN {words} ON post_id = posts.id ORDER BY posts.id"


def _words_of(table: str, column: str, names: str) -> str:
    """Select (post, word) by way of one table."""
    post = "id" if table == "posts" else "post_id"
    return (
        f"SELECT {table}.{post} AS post_id, {names}.name AS word FROM {table} "
        f"JOIN {names} ON {names}.id = {table}.{column}"
    )


def _found(tables: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return each role's columns that are there."""
    found = {role: [name for name in names if name in tables["posts"]] for role, names in COLUMNS.items()}
    return {role: names for role, names in found.items() if names}


def _named(tables: Mapping[str, Sequence[str]]) -> list[tuple[str, str, str]]:
    """Return the ways to a garment's words that are there."""
    return [
        (table, column, names)
        for table, column, names in NAMED
        if column in tables.get(table, ())
        and ("post_id" in tables[table] or table == "posts")
        and {"id", "name"} <= set(tables.get(names, ()))
    ]


def _connected(member: Member) -> sqlite3.Connection:
    """Open a database for reading only."""
    path = member.plain_path()
    try:
        if path is not None:
            con = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)
        else:
            con = sqlite3.connect(":memory:")
            with member.seekable() as file:
                con.deserialize(file.read())
        con.text_factory = lambda text: text.decode("utf-8", "replace")
        con.execute("PRAGMA trusted_schema = OFF")
        return con
    except UNREADABLE as error:
        raise _unreadable(member.name, error) from error


def _tables(con: sqlite3.Connection, name: str) -> dict[str, list[str]]:
    try:
        names = [row[0] for row in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: _column_names(con, table) for table in names}
    except UNREADABLE as error:
        raise _unreadable(name, error) from error


def _column_names(con: sqlite3.Connection, table: str) -> list[str]:
    return [row[0] for row in con.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def _rows(con: sqlite3.Connection, query: str, name: str) -> Iterator[tuple[Any, ...]]:
    try:
        yield from con.execute(query)
    except UNREADABLE as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: Exception) -> BadInput:
    return BadInput(f"'{name}' is no whole SQLite database ({error}); get a whole copy of it.")


def _words(joined: Any) -> str | None:
    """Return the words once each, parted by blanks; a word of several is joined by dashes, as in a hashtag."""
    parts = (unquote(part.strip(",")).strip().lower() for part in (_text(joined) or "").split(WORD_MARK))
    return " ".join(dict.fromkeys("-".join(part.split()) for part in parts if part)) or None


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return None if value is None else str(value).encode("utf-8", "replace").decode()
