"""Reading of long CSV files (unique_id, ds, y, at times x) as people save them, with a sentence on the unreadable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.forecasts.panel import COLUMNS, SIGNAL
from data.errors import BadInput

HEAD_BYTES = 65_536
SEPARATORS = (",", ";", "\t")
EMPTY = ("", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "none", "-nan", "<NA>")
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class LongFiles:
    """Rows of long files below each other.

    Attributes:
        rows: unique_id and ds as text, y as it was read, and x likewise where any file has it.
        notes: sentences on rows that were left out.
    """

    rows: pd.DataFrame
    notes: tuple[str, ...]


def read_long(files: Sequence[Path]) -> LongFiles:
    """Read and append long files.

    Raises:
        BadInput: a file cannot be read or lacks a column, or there is no row in any.
    """
    frames, notes = [], []
    for path in files:
        frame = _read(path)
        nameless = frame["unique_id"] == ""
        if nameless.any():
            count = f"{nameless.sum()} row{'' if nameless.sum() == 1 else 's'} without a unique_id"
            notes.append(f"'{path}' has {count}, left out; name the series of every row.")
        frames.append(frame[~nameless])
    rows = pd.concat(frames, ignore_index=True)
    if rows.empty:
        raise BadInput(notes[0] if notes else f"'{files[0]}' has no row below its header; give unique_id, ds and y.")
    return LongFiles(rows, tuple(notes))


def _read(path: Path) -> pd.DataFrame:
    head = _head(path)
    encoding = _encoding(path, head)
    first_line = head.decode(encoding, errors="ignore").split("\n", 1)[0]
    separator = max(SEPARATORS, key=first_line.count)
    try:
        frame = pd.read_csv(
            path, sep=separator, decimal="," if separator == ";" else ".", encoding=encoding,
            float_precision="round_trip", dtype={"unique_id": str, "ds": str}, keep_default_na=False,
            na_values={"y": list(EMPTY), SIGNAL: list(EMPTY)}, compression=None,
        )  # fmt: skip
    except (OSError, ValueError) as error:  # ValueError covers pandas' parser and the codec
        why = " ".join(str(error).split())
        raise BadInput(f"'{path}' cannot be read as CSV ({why}); give a file with unique_id, ds and y.") from error
    frame.columns = frame.columns.str.strip()
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise BadInput(f"'{path}' has no column '{missing[0]}'; give the columns unique_id, ds and y.")
    read = [*COLUMNS, *([SIGNAL] if SIGNAL in frame.columns else [])]
    return frame[read].fillna({"unique_id": "", "ds": ""})


def _head(path: Path) -> bytes:
    """Return the first bytes of a file of text."""
    if path.is_dir():
        raise BadInput(f"'{path}' is a folder; give a CSV file with unique_id, ds and y.")
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise BadInput(f"There is no file '{path}'; give a CSV file with unique_id, ds and y.") from error
    except OSError as error:
        raise BadInput(f"'{path}' cannot be read ({error.strerror}); give a CSV file that you may read.") from error
    if not head.strip():
        raise BadInput(f"'{path}' is empty; give a CSV file with unique_id, ds and y.")
    if head.startswith(WORKBOOKS):
        raise BadInput(f"'{path}' is a workbook or an archive; save it as CSV with unique_id, ds and y.")
    return head


def _encoding(path: Path, head: bytes) -> str:
    """Tell how a file's text is written: UTF-8, UTF-16 by its mark or its zero bytes, else as Windows writes it."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    if b"\x00" in head[:200]:
        return "utf-16-be" if head[:1] == b"\x00" else "utf-16-le"
    try:
        with path.open(encoding="utf-8") as file:
            while file.read(HEAD_BYTES):
                pass
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"
