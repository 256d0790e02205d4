"""Timelines that are asked again and again: in rounds, each from where the last listening came to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from data.errors import BadInput
from ingest.dates import CLOCKS_DIFFER
from ingest.live.http import Http, Refused
from ingest.live.source import Cursor, Page

MARK = "%Y-%m-%dT%H:%M:%S.%fZ"  # of one length, so that marks compare as texts


def rounds(
    targets: Sequence[str],
    follow: Callable[[str, dict[str, str]], Iterator[Page]],
    http: Http,
    cursor: Cursor,
    advice: Callable[[int], str],
) -> Iterator[Page]:
    """Yield the pages of all targets, round after round; one that the service refuses is left out from then on.

    Args:
        targets: what is followed.
        follow: yields what is new of a target, given how far everything was heard.
        http: waits between two rounds.
        cursor: how far everything was heard before.
        advice: what to do about a refusal of that status.

    Raises:
        BadInput: the service refuses every target.
    """
    left, heard = list(targets), dict(cursor)
    while True:
        for target in list(left):
            try:
                for page in follow(target, heard):
                    yield page
                    heard.update(page.moved)
            except Refused as error:
                left.remove(target)
                if not left:
                    raise BadInput(f"{error}; {advice(error.status)}") from error
                http.say(
                    f"'{re.sub('//[^/@]*@', '//', target)}' is left out from here on: {error}; {advice(error.status)}"
                )
        yield Page([])  # a round is over: time to put away what was heard
        http.stop.wait(http.waits.poll_s)


def newest_first(
    pages: Iterable[tuple[Sequence[Any], Sequence[str]]], key: str, mark: str, first_pages: int
) -> Iterator[Page]:
    """Yield pages that go back in time until they reach what was heard before.

    The cursor moves with a last, empty page: whatever stops the listening before it, the next one goes back again.

    Args:
        pages: records and the marks that may move the cursor, newest page first; marks grow with time.
        key: entry of the cursor.
        mark: where the last listening came to; empty the first time.
        first_pages: how many pages to go back the first time.
    """
    newest = mark
    for number, (records, marks) in enumerate(pages, 1):
        newest = max([newest, *marks])
        if records:
            yield Page(records)
        reached = any(one <= mark for one in marks) if mark else number == first_pages
        if reached or not records:
            break
    if newest != mark:
        yield Page([], {key: newest})


def time_mark(when: datetime | None) -> list[str]:
    """Return the mark of a time; none where it is unknown or lies in the future.

    A clock that runs ahead must not move a cursor past what is still to come.
    """
    if when is None or when > datetime.now(UTC) + CLOCKS_DIFFER:
        return []
    return [when.astimezone(UTC).strftime(MARK)]


def iso_time(text: Any) -> datetime | None:
    """Return an ISO time with a zone, None for anything else."""
    try:
        read = datetime.fromisoformat(text)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None
