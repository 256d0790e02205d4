"""Lines of JSON as Arrow batches: a fast way for blocks in which all is well, a careful one for the others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

from ingest.sources.attached import Attached
from ingest.sources.raw import raw_batch

BLOCK_BYTES = 24 << 20
LINE_BYTES = 4 << 20  # a longer line is no post
Kind = Literal["text", "number", "first"]  # first: of a list of texts
KINDS: dict[Kind, pa.DataType] = {"text": pa.string(), "number": pa.int64(), "first": pa.list_(pa.string())}


@dataclass(frozen=True)
class Leaf:
    """Where a value lies in a record: its keys joined by dots, and what stands there."""

    path: str
    kind: Kind | Attached = "text"

    @property
    def keys(self) -> list[str]:
        """The keys from the record down."""
        return self.path.split(".")


Fields = Mapping[str, tuple[Leaf, ...]]  # role to the places it may lie, best first


def read_jsonl(path: Path, fields: Fields) -> Iterator[pa.RecordBatch]:
    """Yield the records of a JSONL file as raw batches; a line that is no JSON object is marked, not dropped."""
    schema, extract = _arrow_schema(fields), _extractor(fields)
    for first, block in _blocks(path):
        numbers = [first + at for at, line in enumerate(block) if line.strip()]
        lines = [line for line in block if line.strip()]
        if lines:
            yield _fast(lines, numbers, schema, fields) or _careful(lines, numbers, extract)


def records_batch(records: Sequence[Any], fields: Fields, numbers: Sequence[int] | None = None) -> pa.RecordBatch:
    """Return records that are parsed already as one raw batch; one that is no JSON object is marked, not dropped.

    Args:
        records: what was parsed.
        fields: where the roles lie.
        numbers: of the rows; the records' places from 1 without them.
    """
    parsed = [record if isinstance(record, dict) else None for record in records]
    return _batch_of(parsed, numbers or range(1, len(parsed) + 1), _extractor(fields))


def parsed_lines(path: Path) -> Iterator[tuple[list[int], list[dict[str, Any] | None]]]:
    """Yield the numbers of the lines that hold anything, and the JSON objects on them, None where there is none."""
    for first, block in _blocks(path):
        filled = [(first + at, line) for at, line in enumerate(block) if line.strip()]
        if filled:
            yield [number for number, _ in filled], [_parse(line) for _, line in filled]


def sample_records(path: Path, count: int) -> list[dict[str, Any]]:
    """Return the first records of a file that are JSON objects."""
    with path.open("rb") as file:
        parsed = (_parse(line) for line in islice(file, count * 2))
        return list(islice((record for record in parsed if record is not None), count))


def _blocks(path: Path) -> Iterator[tuple[int, list[bytes]]]:
    """Yield (number of the first line, lines) in blocks of bounded size."""
    number = 1
    with path.open("rb") as file:
        while lines := file.readlines(BLOCK_BYTES):
            if number == 1:
                lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")
            yield number, lines
            number += len(lines)


def _fast(lines: list[bytes], numbers: list[int], schema: pa.Schema, fields: Fields) -> pa.RecordBatch | None:
    """Read a block with Arrow's parser; None where any line is not one plain object of the expected types."""
    if not all(line[:1] == b"{" and line.rstrip()[-1:] == b"}" for line in lines):
        return None
    options = pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    joined = b"".join(lines) if lines[-1].endswith(b"\n") else b"".join([*lines, b"\n"])
    try:
        table = pj.read_json(
            pa.BufferReader(joined), pj.ReadOptions(use_threads=True, block_size=max(len(joined), 1)), options
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != len(lines):
        return None
    columns = {role: _coalesced(table, leaves) for role, leaves in fields.items()}
    return raw_batch(pa.array(numbers, pa.int64()), columns)


def _coalesced(table: pa.Table, leaves: tuple[Leaf, ...]) -> pa.Array:
    """Return, row by row, the first of the leaves that holds something."""
    found = [_column(table, leaf) for leaf in leaves]
    return pc.coalesce(*found) if len(found) > 1 else found[0]


def _column(table: pa.Table, leaf: Leaf) -> pa.Array:
    """Return one leaf's values as strings."""
    top, *inner = leaf.keys
    column = table.column(top).combine_chunks()
    if inner:
        column = pc.struct_field(column, inner)
    if isinstance(leaf.kind, Attached):
        return leaf.kind.of_column(column)
    if leaf.kind == "first":
        filled = pc.if_else(pc.greater(pc.list_value_length(column), 0), column, pa.scalar(None, column.type))
        column = pc.list_element(pc.if_else(pc.is_valid(filled), filled, pa.scalar([None], column.type)), 0)
    column = column.cast(pa.string())
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _arrow_schema(fields: Fields) -> pa.Schema:
    """Build the schema that reads just the leaves."""
    tree: dict[str, Any] = {}
    for leaf in (leaf for leaves in fields.values() for leaf in leaves):
        *outer, last = leaf.keys
        branch = tree
        for key in outer:
            branch = branch.setdefault(key, {})
        branch[last] = leaf.kind.arrow_type if isinstance(leaf.kind, Attached) else KINDS[leaf.kind]
    return pa.schema([(key, _arrow_type(below)) for key, below in tree.items()])


def _arrow_type(below: Any) -> pa.DataType:
    """Turn a branch of the tree into a type."""
    if isinstance(below, dict):
        return pa.struct([(key, _arrow_type(deeper)) for key, deeper in below.items()])
    return below


def _careful(lines: list[bytes], numbers: list[int], extract: Callable[[Any], dict[str, Any]]) -> pa.RecordBatch:
    """Read a block line by line; a line that is no object becomes a row with its problem."""
    return _batch_of([_parse(line) for line in lines], numbers, extract)


def _batch_of(
    parsed: Sequence[dict[str, Any] | None], numbers: Sequence[int], extract: Callable[[Any], dict[str, Any]]
) -> pa.RecordBatch:
    """Take the roles out of parsed records."""
    rows = [extract(record) if record is not None else {} for record in parsed]
    roles = {role for row in rows for role in row}
    columns = {role: pa.array([row.get(role) for row in rows], pa.string()) for role in roles}
    problems = pa.array([None if record is not None else "unreadable line" for record in parsed], pa.string())
    return raw_batch(pa.array(numbers, pa.int64()), columns, problems)


def _parse(line: bytes) -> dict[str, Any] | None:
    """Return the object on a line, None where there is none."""
    if len(line) > LINE_BYTES:
        return None
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _extractor(fields: Fields) -> Callable[[Any], dict[str, Any]]:
    """Return what takes a record's roles out of it."""

    def extract(record: Any) -> dict[str, Any]:
        found = {role: [_value(record, leaf) for leaf in leaves] for role, leaves in fields.items()}
        return {role: next((value for value in values if value is not None), None) for role, values in found.items()}

    return extract


def _value(record: Any, leaf: Leaf) -> str | None:
    """Return one leaf of a record as text; None where it is absent or no plain value."""
    for key in leaf.keys:
        if not isinstance(record, dict) or key not in record:
            return None
        record = record[key]
    if isinstance(leaf.kind, Attached):
        return leaf.kind.of_value(record)
    if leaf.kind == "first" and isinstance(record, list):
        record = record[0] if record else None
    if record is None or isinstance(record, dict | list):
        return None
    text = record if isinstance(record, str) else json.dumps(record)
    return text.encode("utf-8", "replace").decode("utf-8")
