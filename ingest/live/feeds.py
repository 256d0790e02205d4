"""RSS and Atom feeds, asked only for what changed since the last time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from data.errors import BadInput
from ingest.live.http import Http, Refused, checked_address, host_of
from ingest.live.query import matcher, shown
from ingest.live.source import Cursor, Page, cursor_key
from ingest.live.timelines import rounds
from ingest.sources import feeds

CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
NOT_MODIFIED = 304


class Feeds:
    """Some feeds, each asked again and again.

    Args:
        http: asks the servers.
        urls: the feeds' addresses.
        words: keep only entries that hold one of them; all entries without any.
    """

    service = "feeds"
    html = True

    def __init__(self, http: Http, urls: Sequence[str], words: Sequence[str] = ()) -> None:
        self.http, self.urls = http, tuple(dict.fromkeys(checked_address(url, "feed") for url in urls))
        self.words = sorted(words)
        self._wanted = matcher(words) if words else re.compile("")
        hosts = tuple(dict.fromkeys(host_of(url) for url in self.urls))
        kept = f"the entries with {shown(words)}" if words else "all entries"
        self.asked = f"{shown(hosts)} for {kept} of {len(self.urls)} feed{'s' if len(self.urls) > 1 else ''}"

    def batch(self, records: Sequence[Any]) -> pa.RecordBatch:
        """Return entries as a raw batch."""
        return feeds.batch(records)

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Yield the entries of every feed that changed, round after round."""
        return rounds(self.urls, self._follow, self.http, cursor, lambda status: "check the feed's address.")

    def _follow(self, url: str, heard: dict[str, str]) -> Iterator[Page]:
        """Yield a feed's entries unless it is as it was."""
        key = cursor_key(self.service, url, *self.words)
        try:
            answer = self.http.get(url, headers=_conditions(heard.get(key)))
            kind = answer.headers.get("content-type", "")
            records = [] if answer.status == NOT_MODIFIED else feeds.entries(answer.body, host_of(url), kind)
        except BadInput as error:  # one bad address must not end the others
            raise Refused(str(error).rstrip(".")) from error
        if answer.status == NOT_MODIFIED:
            return
        said = {name: answer.headers[name] for name in CONDITIONS if name in answer.headers}
        yield Page([one for one in records if self._is_wanted(one)], {key: json.dumps(said)} if said else {})

    def _is_wanted(self, record: dict[str, Any]) -> bool:
        said = (record["title"], record["text"], record["tags"])
        return self._wanted.search(" ".join(text for text in said if text)) is not None


def _conditions(said: str | None) -> dict[str, str]:
    """Return the headers that ask only for what changed."""
    return {CONDITIONS[name]: value for name, value in json.loads(said or "{}").items() if name in CONDITIONS}
