"""Excel workbooks: the sheets one can see, and a sheet's rows as text."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO, TypeVar

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from data.errors import BadInput
from ingest.sources.container import Member

UNPACKED_BYTES = 1 << 30  # of a workbook's parts together
UNPACKED_RATIO = 200
Result = TypeVar("Result")


def sheet_names(member: Member) -> list[str]:
    """Return the names of the sheets that hold something and are not hidden.

    Raises:
        BadInput: the workbook cannot be read, or is empty.
    """

    def named(book: CalamineWorkbook) -> list[str]:
        seen = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        return [name for name in seen if book.get_sheet_by_name(name).height]

    names = _with(member, named)
    if not names:
        raise BadInput(f"'{member.name}' has no sheet with rows that is not hidden; show or fill one.")
    return names


def sheet_rows(member: Member) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) of a member's sheet; dates are written as ISO 8601, whole numbers without a point."""

    def begun(book: CalamineWorkbook) -> tuple[int, Iterator[list[Any]]]:
        sheet = book.get_sheet_by_name(member.sheet or book.sheet_names[0])
        return 1, sheet.iter_rows()

    first, rows = _with(member, begun)
    for number, cells in enumerate(rows, first):
        yield number, [_text(cell) for cell in cells]


def _with(member: Member, use: Callable[[CalamineWorkbook], Result]) -> Result:
    """Open a workbook and use it; whatever is wrong with it becomes one sentence."""
    with member.seekable() as file:
        _refuse_bomb(file, member.name)
        try:
            return use(CalamineWorkbook.from_filelike(file))
        except (CalamineError, OSError, ValueError) as error:
            raise BadInput(f"'{member.name}' is no whole workbook ({error}); save it again as XLSX.") from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # Rust's own failure, which is no Exception
                raise
            raise BadInput(f"'{member.name}' is no whole workbook; save it again as XLSX.") from None


def _refuse_bomb(file: BinaryIO, name: str) -> None:
    """Refuse a workbook that unpacks to more than can be meant."""
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadInput(f"'{name}' is no whole workbook ({error}); save it again as XLSX.") from error
    packed = file.seek(0, 2)
    file.seek(0)
    if unpacked > UNPACKED_BYTES or (unpacked > UNPACKED_BYTES >> 2 and unpacked > UNPACKED_RATIO * packed):
        raise BadInput(f"'{name}' unpacks to {unpacked >> 20:,} MB; save its table as CSV and give that.")


def _text(cell: Any) -> str:
    """Write a cell as a CSV would."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)
