"""JSON that is not one record a line: an array, an object that wraps the list, or a page of them a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

import ijson

from data.errors import BadInput
from ingest.sources.container import Member
from ingest.sources.headers import NAMES
from ingest.sources.jsonl import BYTE_ORDER_MARK, lines_of, parse

DEEPEST_LIST = 4  # keys above a list of records
# Where the documented answers keep their lists; of several the first is the one with the posts.
WRAPPERS = (
    "posts", "statuses", "tweets", "videos", "feed", "data", "data.videos", "data.children", "data.posts",
    "result.posts", "items", "results", "records", "entries", "hits", "hits.hits", "comments", "reviews", "messages",
)  # fmt: skip
RECORD_KEYS = {*NAMES["text"], *NAMES["date"], "record", "created_at", "video_description"}


def is_page(document: Any) -> bool:
    """Tell whether a JSON value holds records and is none itself."""
    return isinstance(document, list) or (isinstance(document, dict) and _list_in(document) is not None)


def records_in(value: Any) -> Iterator[Any]:
    """Yield the records of a JSON value, out of whatever wraps them."""
    inner = value if isinstance(value, list) else _list_in(value) if isinstance(value, dict) else None
    if inner is None:
        yield _bare(value)
        return
    for item in inner:
        yield from records_in(item)


def _bare(value: Any) -> Any:
    """Return the post of a feed's `{"post": …, "reason": …}`."""
    inner = value.get("post") if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) and "uri" in inner else value


def _list_in(record: Mapping[str, Any]) -> list[Any] | None:
    """Return the list of records an object wraps, None where it is a record itself."""
    if any(key.lower() in RECORD_KEYS and not isinstance(record[key], dict | list) for key in record):
        return None
    for path in WRAPPERS:
        found: Any = record
        for key in path.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, list) and all(isinstance(item, dict) for item in found[:2]):
            return found
    return None


def records_of_pages(member: Member) -> Iterator[Any]:
    """Yield the records of a file with a whole JSON document a line."""
    for line in lines_of(member):
        if line.strip():
            yield from records_in(parse(line))


def records_of_document(member: Member) -> Iterator[Any]:
    """Yield a document's records as they are read; a document that wraps no list is one record.

    Raises:
        BadInput: it is broken; the records before that were yielded.
    """
    prefix = _prefix(member)
    with _opened(member) as file, _told(member):
        for item in ijson.items(file, prefix, use_float=True, multiple_values=not prefix):
            yield from records_in(item)


def _prefix(member: Member) -> str:
    """Find where the list of records lies, in ijson's words: empty where the document is a record itself."""
    with _opened(member) as file, _told(member):
        others: list[str] = []
        key, before = "", ("", "")
        for prefix, event, value in ijson.parse(file, use_float=True, multiple_values=True):
            if key in RECORD_KEYS and event not in ("start_map", "start_array"):
                return ""
            key = value.lower() if prefix == "" and event == "map_key" else ""
            if before[1] == "start_array" and event in ("start_map", "end_array"):
                if before[0] in ("", *WRAPPERS):
                    return f"{before[0]}.item".lstrip(".")
                others.append(before[0])
            if prefix == "" and event not in ("start_map", "start_array", "map_key"):
                break
            before = (prefix, event)
    return f"{others[0]}.item" if others and others[0].count(".") < DEEPEST_LIST else ""


def _opened(member: Member) -> BinaryIO:
    """Open a document behind its byte order mark."""
    file = member.open()
    if member.head(len(BYTE_ORDER_MARK)) == BYTE_ORDER_MARK:
        file.read(len(BYTE_ORDER_MARK))
    return file


@contextmanager
def _told(member: Member) -> Iterator[None]:
    """Say in one sentence what is wrong with a document."""
    try:
        yield
    except (ijson.JSONError, ValueError, RecursionError, OverflowError) as error:
        reason = str(error).split("\n")[0].strip()
        raise BadInput(f"'{member.name}' is no whole JSON document ({reason}); export it again.") from error
