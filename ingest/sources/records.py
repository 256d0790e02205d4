"""Records of JSON, however they lie in a file: one a line, a document of them, or a document a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, Literal

import pyarrow as pa

from ingest.sources.container import Member
from ingest.sources.documents import is_page, read_documents, read_pages, sample_document, sample_pages
from ingest.sources.jsonl import lines_of, read_jsonl, sample_lines
from ingest.sources.leaf import Fields

Lie = Literal["lines", "pages", "document"]
LINES_LOOKED_AT = 20


def read_records(member: Member, fields: Fields) -> Iterator[pa.RecordBatch]:
    """Yield the records of a JSON file as raw batches; what is no object is marked, not dropped."""
    return {"lines": read_jsonl, "pages": read_pages, "document": read_documents}[_lie(member)](member, fields)


def sample_records(member: Member, count: int) -> list[dict[str, Any]]:
    """Return the first records of a JSON file that are objects.

    Raises:
        BadInput: it is broken before the first of them.
    """
    return {"lines": sample_lines, "pages": sample_pages, "document": sample_document}[_lie(member)](member, count)


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
    return "lines" if whole or len(lines) < 2 else "document"


def _whole(line: bytes) -> Any:
    """Return the object or list a line holds from its first byte to its last, None where it holds none."""
    if line[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
