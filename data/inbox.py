"""The inbox: Parquet files of masked records that were heard and wait to be taken in, counted and thinned here.

Each file is one page of one source, as `ingest` writes it. Its note, the schema's metadata `hemline`, names the source
in JSON; its rows are posts (with `author` and `posted_at`) and refusals (with `fields`), told apart by `part`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

NOTE = b"hemline"


def waiting(inbox: Path) -> int:
    """Return how many records wait."""
    return sum(pq.read_metadata(path).num_rows for path in _files(inbox, None))


def without(
    inbox: Path, authors: Collection[str], older_than: datetime | None, source: str | None, dry_run: bool = False
) -> int:
    """Take records out that one of the authors wrote, or that are older; return how many.

    What refusals still show is emptied where authors are named, for a refusal tells no author. Each file is written
    anew and put in the old one's place in one step; one with nothing left stays, for it says how far its source came.

    Args:
        inbox: the folder; it need not be there.
        authors: keyed hashes.
        older_than: UTC; None takes none out by age.
        source: limits it to one source; None for all.
        dry_run: count and change nothing.
    """
    return sum(_thinned(path, authors, older_than, dry_run) for path in _files(inbox, source))


def _files(inbox: Path, source: str | None) -> Iterator[Path]:
    """Yield the files of one source, or of all."""
    for path in sorted(inbox.glob("*.parquet")):
        note = json.loads((pq.read_schema(path).metadata or {}).get(NOTE, b"{}"))
        if source is None or note.get("source") == source:
            yield path


def _thinned(path: Path, authors: Collection[str], older_than: datetime | None, dry_run: bool) -> int:
    """Write one file anew without what goes, where anything does."""
    rows = pq.read_table(path)
    goes = _by(rows, authors, older_than)
    count = int(pc.sum(goes).as_py() or 0)
    left = rows.filter(pc.invert(goes))
    kept = left if older_than else _emptied(left)
    if not dry_run and not kept.equals(rows):
        _replace(path, kept)
    return count


def _by(rows: pa.Table, authors: Collection[str], older_than: datetime | None) -> pa.ChunkedArray:
    """Mark the rows that one of the authors wrote, or that are older."""
    if older_than is None:
        return pc.is_in(rows["author"].cast(pa.string()), pa.array(sorted(authors), pa.string()))
    older = pc.less(rows["posted_at"].cast(pa.timestamp("us")), pa.scalar(older_than, pa.timestamp("us")))
    return pc.fill_null(older, False)


def _emptied(rows: pa.Table) -> pa.Table:
    """Empty what refusals show."""
    if "fields" not in rows.column_names:
        return rows
    at = rows.column_names.index("fields")
    empty = pc.if_else(pc.is_valid(rows["fields"]), "{}", pa.scalar(None, pa.string()))
    return rows.set_column(at, rows.schema.field(at).with_type(pa.string()), empty)


def _replace(path: Path, rows: pa.Table) -> None:
    """Put rows in the place of a file's, whole or not at all; the inbox clears what a kill leaves of it."""
    fresh = path.with_suffix(".part")
    pq.write_table(rows, fresh, compression="zstd")
    fresh.replace(path)
