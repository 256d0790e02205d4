"""Records of JSON, however they lie in a file: one a line, a document of them, or a document a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, Literal

import pyarrow as pa

from ingest.sources.container import Member
from ingest.sources.documents import is_page, records_of_document, records_of_pages
from ingest.sources.jsonl import lines_of, parse, parsed_batch, read_jsonl
from ingest.sources.leaf import Fields
from ingest.sources.raw import chunks

Lie = Literal["lines", "pages", "document"]
LINES_LOOKED_AT = 20
BATCH_RECORDS = 10_000


def read_records(member: Member, fields: Fields) -> Iterator[pa.RecordBatch]:
    """Yield the records of a JSON file as raw batches; what is no object is marked, not dropped.

    Raises:
        BadInput: the file breaks off; the records before that were yielded.
    """
    if _lie(member) == "lines":
        yield from read_jsonl(member, fields)
        return
    for numbers, records in numbered_records(member):
        yield parsed_batch(records, fields, numbers)


def numbered_records(member: Member) -> Iterator[tuple[list[int], list[Any]]]:
    """Yield the records of a JSON file, parsed, with their lines or their places from 1; None for a broken line.

    Raises:
        BadInput: the file breaks off; the records before that were yielded.
    """
    for chunk, broken in chunks(enumerate_records(member), BATCH_RECORDS):
        if chunk:
            yield [number for number, _ in chunk], [record for _, record in chunk]
        if broken is not None:
            raise broken


def enumerate_records(member: Member) -> Iterator[tuple[int, Any]]:
    """Yield the records of a JSON file one by one."""
    lie = _lie(member)
    if lie == "lines":
        return ((number, parse(line)) for number, line in enumerate(lines_of(member), 1) if line.strip())
    return enumerate(records_of_pages(member) if lie == "pages" else records_of_document(member), 1)


def sample_records(member: Member, count: int) -> list[dict[str, Any]]:
    """Return the first records of a JSON file that are objects.

    Raises:
        BadInput: it is broken before the first of them; a break behind that is met again when all are read.
    """
    chunk, broken = next(chunks(enumerate_records(member), count * 2), ([], None))
    if broken is not None and not chunk:
        raise broken
    return [record for _, record in chunk if isinstance(record, dict)][:count]


def shown(fields: Fields) -> dict[str, str]:
    """Return each role's places in words, for the mapping that is told."""
    return {role: " or ".join(leaf.path for leaf in leaves) for role, leaves in fields.items()}


def _lie(member: Member) -> Lie:
    """Tell how the records lie: lines that are whole objects are records, or pages where they wrap a list."""
    lines = [line for line in islice(lines_of(member), LINES_LOOKED_AT) if line.strip()]
    whole = [value for line in lines if (value := _whole(line)) is not None]
    pages = [value for value in whole if is_page(value)]
    if lines and lines[0].lstrip().startswith(b"[") and not (len(lines) > 1 and _whole(lines[0]) is not None):
        return "document"
    if len(pages) * 2 > len(whole):
        return "pages" if len(lines) > 1 else "document"
    return "lines" if whole else "document"


def _whole(line: bytes) -> Any:
    """Return the object or list a line holds from its first byte to its last, None where it holds none."""
    if line[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
