"""A workbook in the smallest form that readers take: sheets of numbers and inline texts."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DATE_STYLE = 1
STYLES = (
    f'<styleSheet xmlns="{SPREADSHEET}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> Path:
    """Write sheets by name; a number in a list of its own is a date, counted in days from 1899-12-30."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        numbers = range(1, len(sheets) + 1)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{kind}.worksheet+xml"/>' for at in numbers
        )
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{parts}</Types>',
        )
        book.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        listed = "".join(
            f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}" '
            f'state="{"hidden" if name in hidden else "visible"}"/>'
            for at, name in enumerate(sheets, 1)
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        )
        inside = [("worksheet", f"worksheets/sheet{at}.xml") for at in numbers]
        book.writestr("xl/_rels/workbook.xml.rels", _relations([*inside, ("styles", "styles.xml")]))
        book.writestr("xl/styles.xml", STYLES)
        for at, rows in zip(numbers, sheets.values(), strict=True):
            book.writestr(f"xl/worksheets/sheet{at}.xml", _sheet(rows))
    return path


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{at}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def _sheet(rows: Sequence[Sequence[object]]) -> str:
    body = "".join(
        f'<row r="{line}">'
        + "".join(_cell(f"{chr(65 + at)}{line}", value) for at, value in enumerate(cells))
        + "</row>"
        for line, cells in enumerate(rows, 1)
        if cells
    )
    return f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{body}</sheetData></worksheet>'


def _cell(place: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return f'<c r="{place}" s="{DATE_STYLE}"><v>{value[0]}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
