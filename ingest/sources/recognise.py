"""Which format a file of posts has, told by its content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from data.errors import BadInput, UnknownName
from ingest.sources import bluesky, mastodon, table
from ingest.sources.jsonl import sample_records
from ingest.sources.raw import Reading

FORMATS = ("auto", "bluesky", "mastodon", "table")
LOOKED_AT = 20  # records that tell the format


def recognise(
    path: Path, format_: str = "auto", given: Mapping[str, str] | None = None, media: bool = False
) -> Reading:
    """Return the reading of a file of posts.

    Args:
        path: the file.
        format_: one of FORMATS.
        given: role to column for tables; a mapping makes any JSONL file a table.
        media: whether the posts' pictures are read as well.

    Raises:
        BadInput: there is no such file, it is empty, or it cannot be read so.
        UnknownName: no such format.
    """
    if format_ not in FORMATS:
        raise UnknownName.among("format", format_, FORMATS)
    head = _head(path)
    if format_ == "auto":
        format_ = "table" if given else _told_by(path, head)
    if format_ == "table":
        return table.reading(path, given)
    if given:
        raise BadInput(f"--map is for tables, and the {format_} format has fixed fields; use --format table with it.")
    return bluesky.reading(path, media) if format_ == "bluesky" else mastodon.reading(path, media)


def _head(path: Path) -> bytes:
    """Return the first bytes of a file that is there and is not empty."""
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise BadInput(f"'{path}' {what}; give a CSV, TSV, JSONL or Parquet file of posts.")
    with path.open("rb") as file:
        head = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    if not head:
        raise BadInput(f"'{path.name}' is empty; give a file with at least a header or one record.")
    if head.startswith(b"["):
        raise BadInput(f"'{path.name}' is one JSON array; write one object a line (JSONL), as 'jq -c .[]' does.")
    return head


def _told_by(path: Path, head: bytes) -> str:
    """Tell the format by the first records."""
    records = sample_records(path, LOOKED_AT) if head.startswith(b"{") else []
    for name, source in (("mastodon", mastodon), ("bluesky", bluesky)):
        if records and sum(source.recognises(record) for record in records) * 2 > len(records):
            return name
    return "table"
