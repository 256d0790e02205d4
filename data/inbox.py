"""The inbox: Parquet files of masked records that live sources left, waiting to be taken in.

A row has the columns `author` (keyed hash), `posted_at` or `date`, and `source`; where it has no `source`, the folder
it lies in names it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def waiting(inbox: Path) -> int:
    """Return how many records wait."""
    return sum(pq.read_metadata(path).num_rows for path in _files(inbox))


def without(
    inbox: Path, authors: Collection[str], older_than: datetime | None, source: str | None, dry_run: bool = False
) -> int:
    """Take records out that one of the authors wrote or that are older; return how many.

    Each file is written anew and put in the old one's place in one step; one with nothing left goes.

    Args:
        inbox: the folder; it need not be there.
        authors: keyed hashes.
        older_than: UTC; None takes none out by age.
        source: limits it to one source; None for all.
        dry_run: count and change nothing.
    """
    return sum(_filtered(path, authors, older_than, source, dry_run) for path in _files(inbox))


def _files(inbox: Path) -> Iterator[Path]:
    yield from sorted(inbox.rglob("*.parquet"))


def _filtered(
    path: Path, authors: Collection[str], older_than: datetime | None, source: str | None, dry_run: bool
) -> int:
    """Write one file anew without what goes."""
    rows = pq.read_table(path, partitioning=None)
    goes = pc.and_(_of_source(rows, path, source), _by(rows, authors, older_than))
    count = int(pc.sum(goes).as_py() or 0)
    if count and not dry_run:
        _replace(path, rows.filter(pc.invert(goes)))
    return count


def _of_source(rows: pa.Table, path: Path, source: str | None) -> pa.Array:
    """Mark the rows of one source, all of them where none is named."""
    if source is None or ("source" not in rows.column_names and path.parent.name == source):
        return pa.array([True] * len(rows), pa.bool_())
    if "source" not in rows.column_names:
        return pa.array([False] * len(rows), pa.bool_())
    return pc.fill_null(pc.equal(rows["source"].cast(pa.string()), source), False)


def _by(rows: pa.Table, authors: Collection[str], older_than: datetime | None) -> pa.Array:
    """Mark the rows that one of the authors wrote, or that are older."""
    if older_than is None:
        return pc.is_in(rows["author"].cast(pa.string()), pa.array(sorted(authors), pa.string()))
    dates = rows["posted_at" if "posted_at" in rows.column_names else "date"]
    return pc.fill_null(pc.less(dates.cast(pa.timestamp("us")), pa.scalar(older_than, pa.timestamp("us"))), False)


def _replace(path: Path, rows: pa.Table) -> None:
    """Put rows in the place of a file's, whole or not at all."""
    if not len(rows):
        path.unlink()
        return
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    pq.write_table(rows, fresh, compression="zstd")
    fresh.replace(path)
