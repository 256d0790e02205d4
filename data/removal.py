"""Removal: what an author wrote, or what is older than it may be, taken out of every table, file and snapshot.

The rows go in one transaction that also writes the record; then the warehouse is written to a new file, for deleted
rows linger in the old one, the files that held something of it go, and the snapshots are made anew. A removal that
was killed after its transaction is finished by the next one, or by `finish`.
"""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from data.errors import BadInput, Busy, UnknownName
from data.inbox import without
from data.journal import utc_now
from data.pseudonyms import all_pseudonyms, hashes_of
from data.rewriting import rewrite
from data.snapshot import published_anew
from data.statements import statement
from data.store import Store

if TYPE_CHECKING:
    import duckdb

AGE = re.compile(r"(\d{1,4})\s*([dwmy])", re.IGNORECASE)
SPELLING = "No post of this author was found; capitals count, so write the handle just as the source gives it."
UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}


@dataclass(frozen=True)
class Removal:
    """What is to go.

    Attributes:
        kind: author or age.
        source: the one it is limited to, None for all.
        authors: keyed hashes the author may have; empty for age.
        older_than: for age, UTC: posts from before it go.
    """

    kind: str
    source: str | None
    authors: frozenset[str] = frozenset()
    older_than: datetime | None = None


@dataclass(frozen=True)
class RemovalResult:
    """What went, or would go.

    Attributes:
        counts: rows that went by what they were, those without any left out.
        files: files under the home that went.
        snapshot: id of the snapshot made anew, None where none was published.
        finished_earlier: removals that had been stopped and are finished now.
        notes: what a reader should know, a sentence each.
    """

    kind: str
    source: str | None
    older_than: str | None
    dry_run: bool
    counts: dict[str, int] = field(default_factory=dict)
    files: int = 0
    snapshot: str | None = None
    finished_earlier: int = 0
    notes: tuple[str, ...] = ()


def of_author(store: Store, handle: str, source: str | None = None) -> Removal:
    """Return the removal of what an author wrote.

    Args:
        store: the warehouse.
        handle: the author as the source gives it: a handle, DID, account address or number.
        source: limits it to one source.

    Raises:
        BadInput: the handle is empty.
        UnknownName: there is no such source.
        NothingThere: no warehouse was made yet.
    """
    if not handle.strip(" @＠"):
        raise BadInput(f"The author '{handle}' is empty; give the handle, DID, address or number of an account.")
    sources = _sources(store, source)
    return Removal("author", source, frozenset(hashes_of(handle, sources, all_pseudonyms(store.settings))))


def of_age(store: Store, older_than: str, source: str | None = None) -> Removal:
    """Return the removal of what is older than an age such as 2y, 18m, 12w or 90d, or than a date.

    Raises:
        BadInput: it is neither, or lies in the future.
        UnknownName: there is no such source.
        NothingThere: no warehouse was made yet.
    """
    _sources(store, source)
    return Removal("age", source, older_than=moment(older_than, "--older-than"))


def moment(said: str, option: str) -> datetime:
    """Return the UTC time that an age counted from now, or a date, means.

    Raises:
        BadInput: it is neither, or lies in the future.
    """
    now = pd.Timestamp(utc_now())
    try:
        if age := AGE.fullmatch(said.strip()):
            meant = now - pd.DateOffset(**{UNITS[age[2].lower()]: int(age[1])})  # type: ignore[arg-type]
        else:
            meant = pd.Timestamp(datetime.strptime(said.strip(), "%Y-%m-%d"))
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{option} '{said}' is no age or date; write 2y, 18m, 12w, 90d or 2024-03-31.") from error
    if meant > now:
        raise BadInput(
            f"{option} '{said}' lies in the future and would take everything; give an age or an earlier date."
        )
    return meant.to_pydatetime()


def remove(store: Store, removal: Removal, dry_run: bool = False) -> RemovalResult:
    """Take out what is to go, wherever it is, and leave a record of how much it was.

    Args:
        store: the warehouse.
        removal: what is to go.
        dry_run: count it and change nothing.

    Raises:
        BadInput: the disk has no room for the warehouse to be written anew.
        Busy: another process holds the warehouse.
    """
    _refuse_without_room(store)
    older_than = removal.older_than.isoformat(sep=" ", timespec="seconds") if removal.older_than else None
    counts, files = _take_out(store, removal, dry_run)
    notes = _notes(store, removal, counts)
    result = RemovalResult(removal.kind, removal.source, older_than, dry_run, counts, files, notes=notes)
    if dry_run:
        return result
    try:
        finished, snapshot = finish(store)
    except Busy as error:
        raise Busy(f"The rows are gone, but linger in the file: {error} Then run 'hemline forget --finish'.") from error
    return replace(result, snapshot=snapshot, finished_earlier=finished - bool(counts))


def finish(store: Store) -> tuple[int, str | None]:
    """Finish every removal whose rows are gone: new warehouse, no files, new snapshots.

    Returns:
        How many were finished, and the id of the new snapshot, None where none was published.
    """
    open_ones = store.read("removal/unfinished")
    if open_ones.empty:
        return 0, None
    rewrite(store.settings)
    _delete_files(store.settings.home, [name for listed in open_ones["files"] for name in json.loads(listed)])
    snapshot = published_anew(store)
    store.run("removal/finished", now=utc_now(), ids=open_ones["removal_id"].tolist())
    return len(open_ones), snapshot


def _sources(store: Store, source: str | None) -> list[str]:
    """Return the names of the sources, of which the given one must be one."""
    known = store.read("removal/sources")["source"].tolist()
    if source is not None and source not in known:
        raise UnknownName.among("source", source, known)
    return known


def _refuse_without_room(store: Store) -> None:
    """Refuse to begin what could not be finished."""
    needed, free = store.settings.warehouse.stat().st_size, shutil.disk_usage(store.settings.home).free
    if free < needed:
        raise BadInput(
            f"The warehouse takes {needed / 1e9:.1f} GB and must be written to a new file, and the disk of "
            f"{store.settings.home} has {free / 1e9:.1f} GB left; make room first."
        )


def _notes(store: Store, removal: Removal, counts: Mapping[str, int]) -> tuple[str, ...]:
    """Say why posts of an author may not have been found: another spelling, or a key that is not here."""
    if removal.kind != "author":
        return ()
    unfound = () if counts.keys() & {"posts", "waiting"} else (SPELLING,)
    here = {key.key_id for key in all_pseudonyms(store.settings)}
    made = store.read("removal/key_ids", source=removal.source)
    lost = made[~made["key_id"].isin(here)]
    if lost.empty:
        return unfound
    return (
        *unfound,
        f"{lost['posts'].sum():,} posts carry hashes of the key {' and '.join(lost['key_id'])}, which is not here, so "
        "whether the author wrote them cannot be told; put it back in secret.key or HEMLINE_OLD_SECRETS and run this "
        "again.",
    )


def _take_out(store: Store, removal: Removal, dry_run: bool) -> tuple[dict[str, int], int]:
    """Delete the rows and write the record, all or nothing; return the counts and how many files go with them."""
    home = f"{store.settings.home}/"
    with store.connection() as con:
        con.begin()
        authors = _choose(con, removal)
        # While the warehouse is held no record can go from the inbox into it.
        waiting = without(store.settings.inbox, removal.authors, removal.older_than, removal.source, dry_run)
        counts = {what: count for what, count in {**_delete(con, removal), "waiting": waiting}.items() if count}
        files = [str(name) for (name,) in con.execute(statement("removal/files"), {"home": home}).fetchall()]
        if dry_run or not counts:
            con.rollback()
        else:
            con.execute(statement("removal/record"), _record(removal, authors, counts, files))
            con.commit()
    return counts, len(files)


def _choose(con: duckdb.DuckDBPyConnection, removal: Removal) -> list[str]:
    """List the posts and pictures that go in tables of this connection; return the author's hashes among them."""
    if removal.kind == "author":
        chosen = {"authors": sorted(removal.authors), "source": removal.source}
        con.execute(statement("removal/posts_of_authors"), chosen)
        con.execute(statement("removal/reposts"))
    else:
        con.execute(statement("removal/posts_older"), {"older_than": removal.older_than, "source": removal.source})
    con.execute(statement("removal/images"))
    con.execute(statement("removal/subjects"))
    found = con.execute(statement("removal/authors")).fetchall()
    return [author for (author,) in found if author in removal.authors]


def _delete(con: duckdb.DuckDBPyConnection, removal: Removal) -> dict[str, int]:
    """Delete what names a post or picture that goes, then those themselves; return the counts by what went."""
    counts = {"briefs": _ran(con, "briefs")}
    _ran(con, "emerging_terms")
    counts["emerging_terms"] = _ran(con, "terms_without_posts")
    for table, column in con.execute(statement("removal/naming")).fetchall():
        gone = con.execute(f'DELETE FROM "{table}" WHERE "{column}" IN (SELECT id FROM going)').fetchall()[0][0]
        counts[table] = counts.get(table, 0) + gone
    counts |= {"posts": _ran(con, "posts"), "pictures": _ran(con, "pictures")}
    _ran(con, "vectors")
    counts["embeddings"] = _ran(con, "embeddings")
    if removal.kind == "author":
        counts["refusals_emptied"] = _ran(con, "refusals_emptied", source=removal.source)
    else:
        counts["refusals"] = _ran(con, "refusals_older", source=removal.source, older_than=removal.older_than)
    return counts


def _ran(con: duckdb.DuckDBPyConnection, name: str, **params: Any) -> int:
    """Run a statement of `data/sql/removal/` and return how many rows it changed."""
    return int(con.execute(statement(f"removal/{name}"), params or None).fetchall()[0][0])


def _record(removal: Removal, authors: list[str], counts: dict[str, int], files: Iterable[str]) -> dict[str, Any]:
    """Return the row of `removal`."""
    return {
        "removal_id": uuid.uuid4().hex,
        "kind": removal.kind,
        "source": removal.source,
        "authors": authors,
        "older_than": removal.older_than,
        "now": utc_now(),
        "counts": json.dumps(counts),
        "files": json.dumps(list(files)),
    }


def _delete_files(home: Path, names: Iterable[str]) -> None:
    """Delete files by their names under the home, never any outside it."""
    for name in names:
        if (home / name).resolve().is_relative_to(home.resolve()):
            (home / name).unlink(missing_ok=True)
