"""Tables of posts: CSV, TSV, JSONL and Parquet whose columns are guessed or mapped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.errors import BadInput
from ingest.sources.headers import Sample, checked_mapping, guess_mapping
from ingest.sources.jsonl import Leaf, read_jsonl, sample_records
from ingest.sources.raw import BATCH_ROWS, Reading, raw_batch
from ingest.sources.sheet import Sheet

SAMPLE_ROWS = 500
Mapped = Callable[[Sample], dict[str, str]]


def reading(path: Path, given: Mapping[str, str] | None = None) -> Reading:
    """Return the reading of a table of posts.

    Args:
        path: the file; its content, not its name, tells the form.
        given: role to column, where the user knows better; the other roles are guessed.

    Raises:
        BadInput: the file cannot be read, a column is not there, or none can be the text or the date.
        UnknownName: a role does not exist.
    """
    return _reading(path, lambda sample: guess_mapping(sample, given))


def columns_only(path: Path, given: Mapping[str, str]) -> Reading:
    """Return the reading of just the columns that are given, so that no other one is ever read.

    Raises:
        BadInput: the file cannot be read, or a column is not there.
    """
    return _reading(path, lambda sample: checked_mapping(given, sample))


def _reading(path: Path, mapped: Mapped) -> Reading:
    """Tell the form of a table by its first bytes."""
    with path.open("rb") as file:
        head = file.read(4)
    if head == b"PAR1":
        return _parquet(path, mapped)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return _jsonl(path, mapped)
    return _sheet(path, mapped)


def _sheet(path: Path, mapped: Mapped) -> Reading:
    sheet = Sheet.of(path)
    mapping = mapped(sheet.sample(SAMPLE_ROWS))
    return Reading("table", mapping, lambda: _sheet_batches(sheet, mapping), sheet.notes)


def _sheet_batches(sheet: Sheet, mapping: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    """Yield a delimited file's rows; one whose fields do not match the header is marked."""
    places = {role: sheet.header.index(column) for role, column in mapping.items()}
    rows = sheet.rows()
    while chunk := list(islice(rows, BATCH_ROWS)):
        columns = {role: pa.array([_cell(row, at) for _, row in chunk], pa.string()) for role, at in places.items()}
        problems = pa.array([None if row is not None else "unreadable line" for _, row in chunk], pa.string())
        yield raw_batch(pa.array([number for number, _ in chunk], pa.int64()), columns, problems)


def _cell(row: list[str] | None, at: int) -> str | None:
    return row[at] or None if row is not None else None


def _jsonl(path: Path, mapped: Mapped) -> Reading:
    records = [dict(_flat(record)) for record in sample_records(path, SAMPLE_ROWS)]
    columns = list(dict.fromkeys(column for record in records for column in record))
    sample = {column: [_as_text(record.get(column)) for record in records] for column in columns}
    mapping = mapped(sample)
    fields = {
        role: (Leaf(column, _kind([record.get(column) for record in records])),) for role, column in mapping.items()
    }
    return Reading("table", mapping, lambda: read_jsonl(path, fields))


def _flat(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the plain values of a record, keys of nested ones joined by dots."""
    for key, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        elif "." not in key:
            yield f"{prefix}{key}", value


def _as_text(value: Any) -> str | None:
    first = value[0] if isinstance(value, list) and value else value
    return None if first is None or isinstance(first, list | dict) else str(first)


def _kind(values: list[Any]) -> Any:
    """Tell how a field's values stand in the records."""
    filled = [value for value in values if value is not None]
    if filled and all(isinstance(value, list) for value in filled):
        return "first"
    whole = all(isinstance(value, int) and not isinstance(value, bool) for value in filled)
    return "number" if filled and whole else "text"


def _parquet(path: Path, mapped: Mapped) -> Reading:
    try:
        file = pq.ParquetFile(path)
        head = next(file.iter_batches(batch_size=SAMPLE_ROWS), None)
    except (pa.ArrowException, OSError) as error:
        raise BadInput(f"'{path.name}' is not a whole Parquet file ({error}); export it again.") from error
    if head is None:
        raise BadInput(f"'{path.name}' holds no rows; export it again.")
    plain = [field.name for field in head.schema if not pa.types.is_nested(field.type)]
    mapping = mapped({name: strings_of(head[name]).to_pylist() for name in plain})
    return Reading("table", mapping, lambda: _parquet_batches(path, mapping))


def _parquet_batches(path: Path, mapping: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    """Yield a Parquet file's rows, numbered from 1."""
    first = 1
    for batch in pq.ParquetFile(path).iter_batches(
        batch_size=BATCH_ROWS, columns=list(dict.fromkeys(mapping.values()))
    ):
        rows = pa.array(range(first, first + len(batch)), pa.int64())
        yield raw_batch(rows, {role: strings_of(batch[column]) for role, column in mapping.items()})
        first += len(batch)


def strings_of(values: pa.Array) -> pa.Array:
    """Return any plain column as strings; times become ISO 8601 in UTC, bytes that are no UTF-8 become null."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_timestamp(values.type) and values.type.tz:
        values = values.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
    if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
        return pa.array([_decoded(value) for value in values.to_pylist()], pa.string())
    if pa.types.is_floating(values.type) and pc.all(pc.equal(values, pc.floor(values))).as_py():
        values = pc.cast(values, pa.int64(), safe=False)
    return values.cast(pa.string())


def _decoded(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None
