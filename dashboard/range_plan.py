"""Reading a range plan: a CSV or XLSX file, an option a row, in the usual encodings and with the usual heads."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dashboard.assortment import CARRY_OVER, NEW
from dashboard.plan_heads import ATTRIBUTES, COLUMNS, NEWNESS, OPTION, PRICE, UNITS, columns_of, folded
from data.errors import BadInput
from ingest.sources.container import ZIP_MAGIC, Member
from ingest.sources.sheet import BYTE_ORDER_MARKS, Sheet
from ingest.sources.workbook import sheet_names

MOST_MB, MOST_OPTIONS = 5, 5_000
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows-1252", "gb18030": "GB 18030"}
NAMED = 8  # the most columns a sentence lists
YES, NO = {"yes", "y", "true", "1", "x", "ja", "oui", "是"}, {"no", "n", "false", "0", "nein", "non", "否"}
NEWS = {
    NEW: {"new", "newness", "neu", "neuheit", "nouveau", "nouvelle", "nouveaute", "新", "新款", "新品"},
    CARRY_OVER: {
        "carry over", "carryover", "carry", "co", "c o", "continuity", "core", "repeat", "nos", "never out of stock",
        "durchlaufer", "weiterfuhrung", "reconduit", "reconduction", "permanent", "延续", "延续款", "旧款",
        "老款", "常青款",
    },
}  # fmt: skip
AROUND = re.compile(r"^[^\d.,-]+|\D+$")  # a currency before a number, a unit behind it
GAPS = re.compile(r"[\s'’]")  # between thousands
EXAMPLE = (
    ("Suede trench", "trench coat", "camel", "", "suede", "relaxed", "120", "249.00", "new"),
    ("Striped tee", "t-shirt", "navy", "stripe", "cotton", "boxy", "400", "29.90", "carry-over"),
    ("Wide jeans", "jeans", "blue", "", "denim", "wide-leg", "300", "79.90", "carry-over"),
)
TEMPLATE = (OPTION, "category", "colour", "pattern", "material", "silhouette", UNITS, PRICE, NEWNESS)


@dataclass(frozen=True)
class Upload:
    """What a file holds.

    Attributes:
        rows: an option each, by `plan_heads.COLUMNS`: numbers where they could be read, else the text as it was given;
            an empty cell is left out.
        left: heads of columns that are none of these.
        notes: what was assumed while reading.
    """

    rows: list[dict[str, str | float]]
    left: tuple[str, ...]
    notes: tuple[str, ...]


def read(content: bytes, name: str) -> Upload:
    """Read a file.

    Args:
        content: its bytes.
        name: its name, for messages.

    Raises:
        BadInput: it is empty, too large, no table, in an unknown encoding, or has heads that name no attribute.
    """
    _check(content, name)
    sheet = _sheet(content, name)
    columns = columns_of(sheet.header)
    if not set(columns) & set(ATTRIBUTES):
        raise _wrong_heads(sheet, name)
    rows = [row for cells in _cells(sheet, name) if (row := _row(cells, columns, sheet.header))]
    if not rows:
        raise BadInput(f"'{name}' has column names and no row below them; give a row for each option.")
    if len(rows) > MOST_OPTIONS:
        raise BadInput(f"'{name}' has {len(rows):,} rows; a plan has at most {MOST_OPTIONS:,}, so split it.")
    left = tuple(head for at, head in enumerate(sheet.header) if at not in columns.values())
    return Upload(_numbered(rows), left, sheet.notes)


def template() -> str:
    """Return a CSV to begin with."""
    return "\n".join(",".join(cells) for cells in (TEMPLATE, *EXAMPLE)) + "\n"


def _check(content: bytes, name: str) -> None:
    """Refuse what cannot be a plan before it is opened."""
    if not name.lower().endswith(ENDINGS):
        raise BadInput(f"'{name}' is neither CSV nor XLSX; save the plan as one of them and upload that.")
    if not content.strip():
        raise BadInput(f"'{name}' is empty; give a line of column names and a row for each option.")
    if len(content) > MOST_MB << 20:
        raise BadInput(
            f"'{name}' has {len(content) / 2**20:,.1f} MB; a plan has at most {MOST_MB}, so leave pictures out."
        )


def _sheet(content: bytes, name: str) -> Sheet:
    """Return the first sheet whose heads name an attribute; the first of all where none does."""
    if content[:4] not in ZIP_MAGIC:
        return _text_sheet(content, name)
    member = _member(content, name)
    sheets = [Sheet.of(replace(member, sheet=sheet)) for sheet in sheet_names(member)]
    return next((sheet for sheet in sheets if set(columns_of(sheet.header)) & set(ATTRIBUTES)), sheets[0])


def _text_sheet(content: bytes, name: str) -> Sheet:
    """Return the sheet of a text file, read in the first encoding in which its heads name an attribute."""
    if any(content.startswith(mark) for mark in BYTE_ORDER_MARKS):
        return Sheet.of(_member(content, name))
    if b"\0" in content:
        raise BadInput(f"'{name}' is not a table of text; save the plan as CSV or XLSX and upload that.")
    read = {code: _decoded(content, code, name) for code in ENCODINGS if _is_in(content, code)}
    if not read:
        known = ", ".join(("UTF-16", *ENCODINGS.values()))
        raise BadInput(f"'{name}' is in an encoding that is not known here ({known} are); save it as CSV UTF-8.")
    named = [code for code, sheet in read.items() if set(columns_of(sheet.header)) & set(ATTRIBUTES)]
    code = (named or list(read))[0]
    assumed = () if code == "utf-8" else (f"'{name}' is not UTF-8; it was read as {ENCODINGS[code]}.",)
    return replace(read[code], notes=(*read[code].notes, *assumed))


def _is_in(content: bytes, code: str) -> bool:
    """Tell whether all bytes can be read in an encoding; what is UTF-8 is in no other."""
    try:
        content.decode(code)
    except UnicodeDecodeError:
        return False
    return code == "utf-8" or not _is_in(content, "utf-8")


def _decoded(content: bytes, code: str, name: str) -> Sheet:
    """Return the sheet of a text that is in one encoding."""
    return Sheet.of(_member(codecs.BOM_UTF8 + content.decode(code).encode(), name))


def _member(content: bytes, name: str) -> Member:
    """Return bytes as a file that the readers of the dock take."""
    return Member(name, lambda: io.BufferedReader(io.BytesIO(content)))


def _wrong_heads(sheet: Sheet, name: str) -> BadInput:
    """Return the sentence for heads that name no attribute."""
    listed = ", ".join(f"'{head[:40]}'" for head in sheet.header[:NAMED])
    more = f" and {len(sheet.header) - NAMED} more" if len(sheet.header) > NAMED else ""
    return BadInput(
        f"'{name}' has the columns {listed}{more}; none names an attribute. Call one at least category, colour, "
        "pattern, material or silhouette, as the template does."
    )


def _cells(sheet: Sheet, name: str) -> Iterator[list[str]]:
    """Yield the cells of each row.

    Raises:
        BadInput: a row has more or fewer cells than there are heads.
    """
    for line, cells in sheet.rows():
        if cells is None:
            raise BadInput(
                f"Row {line} of '{name}' does not have {len(sheet.header)} cells as its heads do; put text with a "
                "comma into quotation marks, or save it as XLSX."
            )
        yield [cell.strip() for cell in cells]


def _row(cells: list[str], columns: dict[str, int], heads: tuple[str, ...]) -> dict[str, str | float]:
    """Return one option by column; nothing for an empty row."""
    given = {column: cells[columns[column]] for column in COLUMNS if column in columns and cells[columns[column]]}
    row: dict[str, str | float] = dict(given)
    for column in (UNITS, PRICE):
        if column in given and (value := number(given[column])) is not None:
            row[column] = value
    if NEWNESS in given:
        row[NEWNESS] = newness(given[NEWNESS], heads[columns[NEWNESS]])
    return row


def number(text: str) -> float | None:
    """Return a number from zero on as `1,200`, `1.200,50`, `1 200` or `€ 59.90` writes it, None where it is none.

    The last mark is that of the decimals, unless three digits follow it or it comes twice.
    """
    digits = GAPS.sub("", AROUND.sub("", text))
    at = max(digits.rfind(","), digits.rfind("."))
    if at >= 0 and (len(digits) - at == 4 or digits.count(digits[at]) > 1):
        at = -1
    whole = re.sub(r"[,.]", "", digits[:at] if at >= 0 else digits)
    shown = f"{whole}.{digits[at + 1 :]}" if at >= 0 else whole
    return float(shown) if re.fullmatch(r"\d+(\.\d*)?|\.\d+", shown, re.ASCII) else None


def newness(text: str, head: str) -> str:
    """Return `new` or `carry-over`; what says neither stays as it is.

    Args:
        text: the cell.
        head: of its column, for `yes` and `no` answer it.
    """
    said, asked = folded(text), folded(head)
    for code, words in NEWS.items():
        if said in words:
            return code
    asks_new = "carry" not in asked or "new" in asked
    if said in YES | NO:
        return NEW if (said in YES) == asks_new else CARRY_OVER
    return text


def _numbered(rows: list[dict[str, str | float]]) -> list[dict[str, str | float]]:
    """Give each option without a name the number of its row."""
    return [{OPTION: f"#{number}", **row} for number, row in enumerate(rows, 1)]
