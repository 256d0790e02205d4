"""What a member's first bytes say it is."""

from __future__ import annotations

from typing import Literal

from data.errors import BadInput
from ingest.sources.container import ZIP_MAGIC, Member
from ingest.sources.unpacking import CODECS

Form = Literal["json", "sheet", "workbook", "parquet", "sqlite", "xml"]
LOOKED_AT = 4096
BEGINNINGS: dict[bytes, Form] = {b"PAR1": "parquet", b"SQLite format 3\0": "sqlite"}
TAR_MARK = slice(257, 262)
PAGES_OF_THE_WEB = (b"<!doctype html", b"<html")


def form_of(member: Member) -> Form:
    """Tell the form of a member.

    Raises:
        BadInput: it is empty, packed twice, or of a form that holds no posts.
    """
    head = member.head(LOOKED_AT)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \r\n\t")
    if not text:
        raise BadInput(f"'{member.name}' is empty; give a file with at least a header or one record.")
    _refuse_other(member.name, head, text)
    for mark, form in BEGINNINGS.items():
        if head.startswith(mark):
            return form
    if head[:4] in ZIP_MAGIC:
        return "workbook"
    if text[:1] in (b"{", b"["):
        return "json"
    return "xml" if text.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf")) else "sheet"


def _refuse_other(name: str, head: bytes, text: bytes) -> None:
    """Refuse what is known and holds no posts."""
    if any(head.startswith(mark) for mark in CODECS):
        raise BadInput(f"'{name}' is packed twice; unpack it once and give that.")
    if head[TAR_MARK] == b"ustar":
        raise BadInput(f"'{name}' is a tar archive; unpack it and give the folder.")
    if text[:16].lower().startswith(PAGES_OF_THE_WEB):
        raise BadInput(f"'{name}' is a page of the web and no export; save the table or the feed itself.")
    if head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise BadInput(f"'{name}' is an old workbook, a document or a PDF; save its table as XLSX or CSV.")
