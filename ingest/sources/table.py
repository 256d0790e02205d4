"""Tables of posts: sheets, JSON and Parquet whose columns are guessed or mapped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.errors import BadInput
from ingest.sources.container import Member
from ingest.sources.form import form_of
from ingest.sources.headers import Sample, checked_mapping, guess_mapping
from ingest.sources.leaf import Kind, Leaf, text_of
from ingest.sources.raw import BATCH_ROWS, Reading, chunks, raw_batch
from ingest.sources.records import read_records, sample_records
from ingest.sources.sheet import Sheet

SAMPLE_ROWS = 500
TAG_MARKS = r"""[\s\[\](){}'"#,;|]+"""
UNUSABLE_IN_KEYS = re.compile("[.\\[\\]\ud800-\udfff]")  # they part keys, or no file can hold them
Places = Mapping[str, Sequence[str]]  # role to the columns it may stand in, best first


@dataclass(frozen=True)
class Table:
    """A table in any form.

    Attributes:
        sample: the first values of each column.
        batches: yields raw batches of the roles that are asked for.
        notes: what was assumed.
    """

    sample: Sample
    batches: Callable[[Places], Iterator[pa.RecordBatch]]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, member: Member) -> Table:
        """Open a table; what the names of its folders say are columns, too.

        Raises:
            BadInput: the file cannot be read.
        """
        form = form_of(member)
        table = _parquet(member) if form == "parquet" else _json(member) if form == "json" else _sheet(member)
        fixed = {name: value for name, value in member.columns.items() if name not in table.sample}
        return _with_fixed(table, fixed) if fixed else table

    def first_record(self) -> dict[str, str | None]:
        """Return each column's first value."""
        return {column: values[0] if values else None for column, values in self.sample.items()}


def reading(member: Member, given: Mapping[str, str] | None = None) -> Reading:
    """Return the reading of a table of posts.

    Args:
        member: the file; its content, not its name, tells the form.
        given: role to column, where the user knows better; the other roles are guessed.

    Raises:
        BadInput: the file cannot be read, a column is not there, or none can be the text or the date.
        UnknownName: a role does not exist.
    """
    table = Table.of(member)
    return reading_of(table, guess_mapping(table.sample, given, member.name))


def columns_only(member: Member, given: Mapping[str, str]) -> Reading:
    """Return the reading of just the columns that are given, so that no other one is ever read.

    Raises:
        BadInput: the file cannot be read, or a column is not there.
    """
    table = Table.of(member)
    return reading_of(table, checked_mapping(given, table.sample))


def reading_of(table: Table, mapping: Mapping[str, str], format_: str = "table") -> Reading:
    """Return the reading of a table whose columns are known."""
    places = {role: (column,) for role, column in mapping.items()}
    return Reading(format_, mapping, lambda: table.batches(places), table.notes)


def _with_fixed(table: Table, fixed: Mapping[str, str | None]) -> Table:
    """Add columns that are the same in every row."""
    rows = max((len(values) for values in table.sample.values()), default=0)
    sample = {**table.sample, **{name: [value] * rows for name, value in fixed.items()}}

    def batches(places: Places) -> Iterator[pa.RecordBatch]:
        inner = {role: [name for name in names if name not in fixed] for role, names in places.items()}
        for batch in table.batches({role: names for role, names in inner.items() if names}):
            for role in (role for role, names in inner.items() if not names):
                column = pa.array([fixed[places[role][0]]] * len(batch), pa.string())
                batch = batch.set_column(batch.schema.get_field_index(role), role, column)
            yield batch

    return Table(sample, batches, table.notes)


def _sheet(member: Member) -> Table:
    sheet = Sheet.of(member)
    return Table(sheet.sample(SAMPLE_ROWS), lambda places: _sheet_batches(sheet, places), sheet.notes)


def _sheet_batches(sheet: Sheet, places: Places) -> Iterator[pa.RecordBatch]:
    """Yield a sheet's rows; one whose cells do not match the header is marked."""
    at = {role: [sheet.header.index(column) for column in columns] for role, columns in places.items()}
    for chunk, broken in chunks(sheet.rows(), BATCH_ROWS):
        columns = {role: pa.array([_cell(row, here) for _, row in chunk], pa.string()) for role, here in at.items()}
        problems = pa.array([None if row is not None else "unreadable line" for _, row in chunk], pa.string())
        yield raw_batch(pa.array([number for number, _ in chunk], pa.int64()), _with_plain_tags(columns), problems)
        if broken is not None:
            raise broken


def _cell(row: list[str] | None, places: Sequence[int]) -> str | None:
    """Return the first filled cell among some places."""
    return next(filter(None, (row[at] for at in places)), None) if row is not None else None


def _json(member: Member) -> Table:
    records = [dict(_flat(record)) for record in sample_records(member, SAMPLE_ROWS)]
    columns = list(dict.fromkeys(column for record in records for column in record))
    sample = {column: [_as_text(record.get(column)) for record in records] for column in columns}

    def batches(places: Places) -> Iterator[pa.RecordBatch]:
        kinds = {column: _kind([record.get(column) for record in records]) for column in columns}
        fields = {
            role: tuple(Leaf(column, _kind_for(role, kinds[column])) for column in columns)
            for role, columns in places.items()
        }
        return read_records(member, fields)

    return Table(sample, batches)


def _flat(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the plain values of a record, keys of nested ones joined by dots."""
    for key, value in record.items():
        if not key or UNUSABLE_IN_KEYS.search(key):
            continue
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _as_text(value: Any) -> str | None:
    first = value[0] if isinstance(value, list) and value else value
    return None if first is None or isinstance(first, list | dict) else text_of(first)


def _kind(values: list[Any]) -> Kind:
    """Tell how a field's values stand in the records."""
    filled = [value for value in values if value is not None]
    if filled and all(isinstance(value, list) for value in filled):
        return "first"
    whole = all(isinstance(value, int) and not isinstance(value, bool) for value in filled)
    return "number" if filled and whole else "text"


def _kind_for(role: str, kind: Kind) -> Kind:
    return "words" if role == "tags" else kind


def _parquet(member: Member) -> Table:
    try:
        file = pq.ParquetFile(member.seekable())
        head = next(file.iter_batches(batch_size=SAMPLE_ROWS), None)
        if head is None:
            raise BadInput(f"'{member.name}' holds no rows; export it again.")
        plain = [field.name for field in head.schema if _is_plain(field.type)]
        sample = {name: strings_of(head[name]).to_pylist() for name in plain}
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput(f"'{member.name}' is not a whole Parquet file ({error}); export it again.") from error
    return Table(sample, lambda places: _parquet_batches(member, places))


def _parquet_batches(member: Member, places: Places) -> Iterator[pa.RecordBatch]:
    """Yield a Parquet file's rows, numbered from 1."""
    first = 1
    wanted = list(dict.fromkeys(column for columns in places.values() for column in columns))
    try:
        for batch in pq.ParquetFile(member.seekable()).iter_batches(batch_size=BATCH_ROWS, columns=wanted):
            rows = pa.array(range(first, first + len(batch)), pa.int64())
            columns = {
                role: pc.coalesce(*(strings_of(batch[name]) for name in names)) for role, names in places.items()
            }
            yield raw_batch(rows, _with_plain_tags(columns))
            first += len(batch)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput(f"'{member.name}' breaks off after row {first - 1:,} ({error}); export it again.") from error


def _is_plain(kind: pa.DataType) -> bool:
    """Tell whether a column's values can stand in one text: plain ones and lists of texts."""
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return bool(pa.types.is_string(kind.value_type))
    return not pa.types.is_nested(kind)


def strings_of(values: pa.Array) -> pa.Array:
    """Return any plain column as strings; times become ISO 8601 in UTC, bytes that are no UTF-8 become null."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        return pc.binary_join(values.cast(pa.list_(pa.string())), " ")
    if pa.types.is_timestamp(values.type) and values.type.tz:
        values = values.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
    if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
        return pa.array([_decoded(value) for value in values.to_pylist()], pa.string())
    if pa.types.is_floating(values.type) and pc.all(pc.and_(pc.is_finite(values), _is_whole(values))).as_py():
        values = pc.cast(values, pa.int64(), safe=False)
    return values.cast(pa.string())


def _is_whole(values: pa.Array) -> pa.Array:
    return pc.equal(values, pc.floor(values))


def _with_plain_tags(columns: Mapping[str, pa.Array]) -> Mapping[str, pa.Array]:
    """Part hashtags by blanks, however a table writes a list of them."""
    if "tags" not in columns:
        return columns
    plain = pc.utf8_trim_whitespace(pc.replace_substring_regex(columns["tags"], TAG_MARKS, " "))
    return {**columns, "tags": pc.if_else(pc.equal(plain, ""), pa.scalar(None, pa.string()), plain)}


def _decoded(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None
