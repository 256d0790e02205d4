"""What every source of posts yields: Arrow batches of strings under Hemline's own column names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import pyarrow as pa

from data.errors import BadInput

ROLES = (
    "id",
    "author",
    "handle",  # other names of the author: taken out of the author's own text, and kept nowhere
    "display_name",
    "date",
    "seen",  # when the source itself saw the post
    "title",
    "text",
    "tags",  # hashtags given apart from the text, parted by blanks
    "media",  # pictures that came with the post: JSON text, a list of {"url": …, "alt": …}
    "original",  # id of the post that this one merely repeats (a repost, boost or retweet)
    "language",
    "region",
    "audience",
    "engagement",
    "likes",
    "reposts",
    "replies",
)
SCHEMA = pa.schema(
    [("row", pa.int64()), ("problem", pa.string()), *((role, pa.string()) for role in ROLES)]
)  # row: line or record in the file, from 1; problem: set where the row could not be read
BATCH_ROWS = 50_000
Row = TypeVar("Row")


@dataclass(frozen=True)
class Reading:
    """One file, recognised and ready to be read.

    Attributes:
        format: name of the format, as `--format` takes it.
        mapping: role to the column or field it is read from.
        notes: what was assumed, a short sentence each.
        batches: yields batches of `SCHEMA`; each call reads the file anew.
        html: whether texts are HTML.
    """

    format: str
    mapping: Mapping[str, str]
    batches: Callable[[], Iterator[pa.RecordBatch]]
    notes: tuple[str, ...] = ()
    html: bool = False


def raw_batch(rows: pa.Array, columns: Mapping[str, pa.Array], problems: pa.Array | None = None) -> pa.RecordBatch:
    """Return a batch of `SCHEMA`; roles that no column fills are null."""
    nothing = pa.nulls(len(rows), pa.string())
    filled = [rows, nothing if problems is None else problems, *(columns.get(role, nothing) for role in ROLES)]
    return pa.RecordBatch.from_arrays(filled, schema=SCHEMA)


def chunks(rows: Iterator[Row], count: int) -> Iterator[tuple[list[Row], BadInput | None]]:
    """Yield rows in lists of bounded length; where the reading breaks off, the last list comes with why."""
    broken: BadInput | None = None
    while broken is None:
        chunk: list[Row] = []
        try:
            for row in rows:
                chunk.append(row)
                if len(chunk) == count:
                    break
        except BadInput as error:
            broken = error
        if not chunk and broken is None:
            return
        yield chunk, broken
