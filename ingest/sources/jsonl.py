"""Lines of JSON as Arrow batches: a fast way for blocks in which all is well, a careful one for the others."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.json as pj

from ingest.sources.container import Member
from ingest.sources.leaf import Fields, arrow_schema, columns_of, extractor
from ingest.sources.raw import raw_batch

BLOCK_BYTES = 24 << 20
LINE_BYTES = 4 << 20  # a longer line is no post
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_jsonl(member: Member, fields: Fields) -> Iterator[pa.RecordBatch]:
    """Yield the records of a JSONL file as raw batches; a line that is no JSON object is marked, not dropped."""
    schema = arrow_schema(fields)
    with member.open() as file:
        for first, block in blocks(file):
            lines = _line_count(block)
            numbers = np.arange(first, first + (lines or 0))
            batch = _fast(block, numbers, schema, fields) if lines else None
            batch = batch or _line_by_line(block, first, schema, fields)
            if batch is not None:
                yield batch


def lines_of(member: Member) -> Iterator[bytes]:
    """Yield the lines of a file, each cut to the longest that can be a post."""
    with member.open() as file:
        first = True
        while line := file.readline(LINE_BYTES + 1):
            yield line.removeprefix(BYTE_ORDER_MARK) if first else line
            first = False
            _skip_rest(line, file)


def parse(line: bytes) -> Any:
    """Return what a line of JSON holds, None where it is none."""
    if len(line) > LINE_BYTES:
        return None
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def records_batch(records: Sequence[Any], fields: Fields, numbers: Sequence[int] | None = None) -> pa.RecordBatch:
    """Return records that are parsed already as one raw batch; one that is no JSON object is marked, not dropped.

    Args:
        records: what was parsed.
        fields: where the roles lie.
        numbers: of the rows; the records' places from 1 without them.
    """
    extract = extractor(fields)
    good = [isinstance(record, dict) for record in records]
    rows = [extract(record) if is_good else {} for record, is_good in zip(records, good, strict=True)]
    roles = {role for row in rows for role in row}
    columns = {role: pa.array([row.get(role) for row in rows], pa.string()) for role in roles}
    problems = pa.array([None if is_good else "unreadable line" for is_good in good], pa.string())
    return raw_batch(pa.array(numbers or range(1, len(rows) + 1), pa.int64()), columns, problems)


def parsed_batch(records: Sequence[Any], fields: Fields, numbers: Sequence[int]) -> pa.RecordBatch:
    """Return parsed records as one raw batch: written as lines for the fast way where that reads them all."""
    batch = None
    if all(isinstance(record, dict) for record in records):
        with contextlib.suppress(RecursionError):
            block = "".join(json.dumps(record) + "\n" for record in records).encode()
            batch = _fast(block, numbers, arrow_schema(fields), fields)
    return batch or records_batch(records, fields, numbers)


def blocks(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield (number of the first line, whole lines) in blocks of bounded size."""
    number = 1
    while block := file.read(BLOCK_BYTES):
        if not block.endswith(b"\n"):
            tail = file.readline(LINE_BYTES)
            _skip_rest(tail, file)
            block += tail
        yield number, block.removeprefix(BYTE_ORDER_MARK) if number == 1 else block
        number += block.count(b"\n") + (not block.endswith(b"\n"))


def _skip_rest(line: bytes, file: BinaryIO) -> None:
    """Read to the end of a line that was cut."""
    while len(line) >= LINE_BYTES and not line.endswith(b"\n"):
        line = file.readline(LINE_BYTES)


def _line_count(block: bytes) -> int | None:
    """Count the lines of a block, None where they do not all begin and end as objects do."""
    end = b"}\r\n" if block.endswith(b"}\r\n") else b"}\n"
    if not (block.startswith(b"{") and block.endswith((end, b"}"))):
        return None
    characters = np.frombuffer(block, np.uint8)
    breaks = np.flatnonzero(characters[:-1] == ord("\n"))  # but the last character, which may be one
    before = characters[breaks[:, None] - np.arange(len(end) - 1, 0, -1)]
    parted = (characters[breaks + 1] == ord("{")).all() and (before == np.frombuffer(end[:-1], np.uint8)).all()
    return len(breaks) + 1 if parted else None


def _fast(block: bytes, numbers: Any, schema: pa.Schema, fields: Fields) -> pa.RecordBatch | None:
    """Read a block with Arrow's parser; None where any line is not one plain object of the expected types."""
    options = pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    whole = block if block.endswith(b"\n") else block + b"\n"
    try:
        table = pj.read_json(pa.BufferReader(whole), pj.ReadOptions(use_threads=True, block_size=len(whole)), options)
    except pa.ArrowInvalid:
        return None
    if table.num_rows != len(numbers):
        return None
    return raw_batch(pa.array(numbers, pa.int64()), columns_of(table, fields))


def _line_by_line(block: bytes, first: int, schema: pa.Schema, fields: Fields) -> pa.RecordBatch | None:
    """Read a block that is not all objects; None where it holds nothing but blank lines."""
    every = block.split(b"\n")
    numbers = [first + at for at, line in enumerate(every) if line.strip()]
    lines = [line for line in every if line.strip()]
    if not lines:
        return None
    if len(lines) < len(every) - 1:  # without its blank lines it may be all well
        whole = b"\n".join(lines)
        if _line_count(whole) == len(lines) and (batch := _fast(whole, numbers, schema, fields)):
            return batch
    return records_batch([parse(line) for line in lines], fields, numbers)
