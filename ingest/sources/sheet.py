"""A sheet of cells, from a delimited text file or a workbook: its header, and its rows with their line numbers."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from data.errors import BadInput
from ingest.sources.container import ZIP_MAGIC, Member

SNIFFED_BYTES = 1 << 20
FIELD_CHARACTERS = 1 << 20  # a longer field is an unclosed quote
DELIMITERS = ",\t;|"
PREAMBLE_ROWS = 20  # lines about the export that may stand above the header
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
Rows = Callable[[], Iterator[tuple[int, list[str] | None]]]  # line number and cells, None for an unreadable line


@dataclass(frozen=True)
class Sheet:
    """One sheet, its form recognised.

    Attributes:
        name: of the file, as refusals show it.
        header: the columns' names, made unique.
        header_line: where it stands.
        preamble: the first cells of the lines above it.
        notes: what was assumed.
    """

    name: str
    header: tuple[str, ...]
    header_line: int
    read: Rows
    preamble: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, file: Member | Path) -> Sheet:
        """Recognise a file's form.

        Raises:
            BadInput: the file is empty, or is neither a text nor a workbook.
        """
        member = Member.of(file) if isinstance(file, Path) else file
        head = member.head(SNIFFED_BYTES)
        read, notes = _workbook(member) if head[:4] in ZIP_MAGIC else _text(member, head)
        top = [(line, cells or []) for line, cells in islice(read(), PREAMBLE_ROWS)]
        at = header_at([cells for _, cells in top], is_marked=head[:4] in ZIP_MAGIC)
        if at is None:
            raise BadInput(f"'{member.name}' is empty or begins with an empty line; it needs a line of column names.")
        above = tuple(next(filter(None, cells)) for _, cells in top[:at] if any(cells))
        skipped = (f"The first {at} lines of {member.name} stand above its header and are no rows.",) if above else ()
        return cls(member.name, _unique(top[at][1]), top[at][0], read, above, (*notes, *skipped))

    def rows(self) -> Iterator[tuple[int, list[str] | None]]:
        """Yield (line number, cells) of each record; None for one that does not match the header."""
        for line, cells in self.read():
            if line > self.header_line and cells != []:
                yield line, cells if cells is not None and len(cells) == len(self.header) else None

    def sample(self, count: int) -> dict[str, list[str | None]]:
        """Return the first values of each column."""
        rows = [row for _, row in islice(self.rows(), count) if row is not None]
        return {name: [row[at] or None for row in rows] for at, name in enumerate(self.header)}


def header_at(rows: Sequence[Sequence[str]], is_marked: bool = False) -> int | None:
    """Return which row is the header: the first one, or the one behind the lines about the export.

    Those are lines of one cell each, or of a name and a value, with an empty line behind them; the header is then the
    first row that fills two cells and more.

    Args:
        rows: the first rows.
        is_marked: whether cells are told apart for certain, as in a workbook; then no empty line is needed.
    """
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in rows]
    first = next((at for at, count in enumerate(filled) if count), None)
    if first is None or filled[first] > 1:
        return first
    gaps = [at for at, count in enumerate(filled) if at > first and not count]
    behind = first if is_marked else gaps[0] if gaps else len(rows)
    return next((at for at in range(behind, len(rows)) if filled[at] > 1), first)


def _text(member: Member, head: bytes) -> tuple[Rows, tuple[str, ...]]:
    """Return what reads a delimited text file."""
    encoding = _encoding(member, head)
    delimiter = _delimiter(head.decode(encoding, "ignore"))
    notes = () if encoding != "cp1252" else (f"{member.name} is not UTF-8; it was read as Windows-1252.",)
    return lambda: _text_rows(member, encoding, delimiter), notes


def _text_rows(member: Member, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    csv.field_size_limit(FIELD_CHARACTERS)
    with member.open() as binary, io.TextIOWrapper(binary, encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        while True:
            line = reader.line_num + 1
            try:
                yield line, next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield line, None


def _workbook(member: Member) -> tuple[Rows, tuple[str, ...]]:
    """Return what reads a workbook's sheet."""
    from ingest.sources.workbook import sheet_rows

    def read() -> Iterator[tuple[int, list[str] | None]]:
        for line, cells in sheet_rows(member):
            yield line, cells if any(cells) else []

    return read, ()


def _delimiter(text: str) -> str:
    """Return the mark that parts the cells of the header."""
    lines = text.splitlines()[: PREAMBLE_ROWS * 2]
    first = next((line for line in lines if line.strip()), "")
    if any(mark in first for mark in DELIMITERS):
        return max(DELIMITERS, key=first.count)
    return max(DELIMITERS, key=lambda mark: _header_width(lines, mark))


def _header_width(lines: Sequence[str], mark: str) -> int:
    """Return how many cells the header would have."""
    try:
        rows = list(csv.reader(lines, delimiter=mark))
    except csv.Error:
        return 0
    at = header_at(rows)
    return len(rows[at]) if at is not None else 0


def _encoding(member: Member, head: bytes) -> str:
    """Return the encoding of a file's first bytes: its byte order mark's, UTF-8, else Windows-1252."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        raise BadInput(f"'{member.name}' is not a text file; give a CSV, XLSX, JSON, Parquet or SQLite file.")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return the column names stripped; empty and repeated ones get their place's number."""
    stripped = [name.strip() for name in names]
    return tuple(
        name if name and name not in stripped[:at] else f"{name or 'column'} {at + 1}"
        for at, name in enumerate(stripped)
    )
