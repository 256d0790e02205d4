"""A delimited text file: its encoding, delimiter and header, and its rows with their line numbers."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from data.errors import BadInput

SNIFFED_BYTES = 1 << 20
FIELD_CHARACTERS = 1 << 20  # a longer field is an unclosed quote
DELIMITERS = ",\t;|"
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Sheet:
    """One CSV or TSV file, its form recognised.

    Attributes:
        header: the columns' names, made unique.
        notes: what was assumed.
    """

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: Path) -> Sheet:
        """Recognise a file's form.

        Raises:
            BadInput: the file is empty or is no text.
        """
        with path.open("rb") as file:
            head = file.read(SNIFFED_BYTES)
        if head.startswith(b"PK\x03\x04"):
            raise BadInput(f"'{path.name}' is a workbook or a ZIP archive; save its table as CSV and give that.")
        encoding = _encoding(path, head)
        first = next(iter(head.decode(encoding, "ignore").splitlines()), "")
        if not first.strip():
            raise BadInput(
                f"'{path.name}' is empty or begins with an empty line; it needs a header line of column names."
            )
        delimiter = max(DELIMITERS, key=first.count)
        header = _unique(next(csv.reader([first], delimiter=delimiter), []))
        notes = () if encoding != "cp1252" else ("The file is not UTF-8; it was read as Windows-1252.",)
        return cls(path, encoding, delimiter, header, notes)

    def rows(self) -> Iterator[tuple[int, list[str] | None]]:
        """Yield (line number, fields) of each record; None for one that does not match the header."""
        csv.field_size_limit(FIELD_CHARACTERS)
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            next(reader, None)
            while True:
                line = reader.line_num + 1
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield line, None
                    continue
                if row:
                    yield line, row if len(row) == len(self.header) else None

    def sample(self, count: int) -> dict[str, list[str | None]]:
        """Return the first values of each column."""
        rows = [row for _, row in islice(self.rows(), count) if row is not None]
        return {name: [row[at] or None for row in rows] for at, name in enumerate(self.header)}


def _encoding(path: Path, head: bytes) -> str:
    """Return the encoding of a file's first bytes: its byte order mark's, UTF-8, else Windows-1252."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        raise BadInput(f"'{path.name}' is not a text file; give a CSV, TSV, JSONL or Parquet file.")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _unique(names: list[str]) -> tuple[str, ...]:
    """Return the column names stripped; empty and repeated ones get their place's number."""
    stripped = [name.strip() for name in names]
    return tuple(
        name if name and name not in stripped[:at] else f"{name or 'column'} {at + 1}"
        for at, name in enumerate(stripped)
    )
