"""Which format a file of posts has, told by its content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from data.errors import BadInput, UnknownName
from ingest.sources import bluesky, chictopia, crowdtangle, feeds, mastodon, reddit, table, tiktok, x
from ingest.sources.container import Member
from ingest.sources.form import Form, form_of
from ingest.sources.raw import Reading
from ingest.sources.records import sample_records
from ingest.sources.table import Table

LOOKED_AT = 20  # records that tell the format
HEAD_BYTES = 4096
SHOWN = {"json": "JSON", "sheet": "a table", "sqlite": "a SQLite database", "xml": "XML"}


@dataclass(frozen=True)
class Format:
    """One outside format.

    Attributes:
        lies_in: the form its files have; `sheet` stands for every table that is no JSON.
        recognises: tells a record of it: a JSON object, the first row of a table, the tables of a database, the first
            bytes of XML.
        reading: returns the reading of a member.
        reads_media: whether `reading` takes `media`, since pictures cost time.
    """

    lies_in: Form
    recognises: Callable[[Any], bool]
    reading: Callable[..., Reading]
    reads_media: bool = False


# One line a format; the first that knows most of the records has the file.
KNOWN: Mapping[str, Format] = {
    "mastodon": Format("json", mastodon.recognises, mastodon.reading, reads_media=True),
    "bluesky": Format("json", bluesky.recognises, bluesky.reading, reads_media=True),
    "tiktok": Format("json", tiktok.recognises, tiktok.reading),
    "x": Format("json", x.recognises, x.reading),
    "reddit": Format("json", reddit.recognises, reddit.reading),
    "feeds": Format("xml", feeds.recognises, feeds.reading),
    "crowdtangle": Format("sheet", crowdtangle.recognises, crowdtangle.reading),
    "chictopia": Format("sqlite", chictopia.recognises, chictopia.reading),
}
FORMATS = ("auto", *sorted(KNOWN), "table")


def recognise(
    member: Member, format_: str = "auto", given: Mapping[str, str] | None = None, media: bool = False
) -> Reading:
    """Return the reading of a file of posts.

    Args:
        member: the file.
        format_: one of FORMATS.
        given: role to column for tables; a mapping makes any file of records a table.
        media: whether the posts' pictures are read as well.

    Raises:
        BadInput: the file is empty, or cannot be read so.
        UnknownName: no such format.
    """
    check_format(format_, given)
    form = form_of(member)
    if format_ == "auto":
        format_ = "table" if given else _told_by(member, form)
    if format_ != "table":
        return _fitting(member, form, format_, media)
    if form in ("sqlite", "xml"):
        raise BadInput(
            f"'{member.name}' is {SHOWN[form]} and no table of posts; give a CSV, XLSX, JSON or Parquet file."
        )
    return table.reading(member, given)


def check_format(format_: str, given: Mapping[str, str] | None) -> None:
    """Refuse a format that is not there, or that takes no mapping.

    Raises:
        BadInput: columns are mapped, and the format has fixed fields.
        UnknownName: no such format.
    """
    if format_ not in FORMATS:
        raise UnknownName.among("format", format_, FORMATS)
    if given and format_ not in ("auto", "table"):
        raise BadInput(f"--map is for tables, and the {format_} format has fixed fields; use --format table with it.")


def _told_by(member: Member, form: Form) -> str:
    """Tell the format by the first records."""
    records = _records(member, form)
    lies_in = "sheet" if form in ("sheet", "workbook", "parquet") else form
    for name, known in KNOWN.items():
        if known.lies_in == lies_in and sum(known.recognises(record) for record in records) * 2 > len(records):
            return name
    if form == "sqlite":
        return "chictopia"  # which names the tables that are there instead
    return "table"


def _records(member: Member, form: Form) -> list[Any]:
    """Return what tells the format of a member."""
    if form == "json":
        return [*sample_records(member, LOOKED_AT)]
    if form == "sqlite":
        return [chictopia.tables_of(member)]
    return [member.head(HEAD_BYTES) if form == "xml" else Table.of(member).first_record()]


def _fitting(member: Member, form: Form, format_: str, media: bool) -> Reading:
    """Return the reading of a format that was named, where the file can have it."""
    known = KNOWN[format_]
    wanted = known.lies_in
    if wanted != form and not (wanted == "sheet" and form in ("workbook", "parquet")):
        raise BadInput(f"'{member.name}' is not {SHOWN[wanted]}, as the {format_} format is; leave --format out.")
    return known.reading(member, media=media) if known.reads_media else known.reading(member)
