"""Bluesky: the newest posts that a search finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from data.errors import BadInput
from ingest.live.http import Http, Refused, checked_address, host_of
from ingest.live.query import phrases, shown
from ingest.live.source import Cursor, Page, cursor_key
from ingest.live.timelines import iso_time, newest_first, rounds, time_mark
from ingest.sources import bluesky

SEARCH = "/xrpc/app.bsky.feed.searchPosts"
PAGE_POSTS = "100"  # the most a search gives at once
FIRST_PAGES = 3
SIGN_IN = (401, 403)


class BlueskySearch:
    """The newest posts with any of some words.

    Args:
        http: asks the server.
        url: the server, `https://api.bsky.app`.
        words: what to search for, one search each.
    """

    service = "bluesky"
    html = False

    def __init__(self, http: Http, url: str, words: Sequence[str]) -> None:
        self.http, self.url, self.phrases = http, checked_address(url, "Bluesky server"), phrases(words)
        self._well = False
        self.asked = f"{host_of(url)} for posts with {shown(self.phrases)}"

    def batch(self, records: Sequence[Any]) -> pa.RecordBatch:
        """Return posts of a search as a raw batch."""
        return bluesky.batch(records)

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Yield what is new of every search, round after round."""
        return rounds(self.phrases, self._follow, self.http, cursor, _advice)

    def _follow(self, phrase: str, heard: dict[str, str]) -> Iterator[Page]:
        """Yield what is new of one search, newest page first."""
        key = cursor_key(self.service, self.url, phrase)
        return newest_first(self._back(phrase), key, heard.get(key, ""), FIRST_PAGES)

    def _back(self, phrase: str) -> Iterator[tuple[list[Any], list[str]]]:
        """Yield the newest page, then the older ones as long as the server gives them."""
        params = {"q": phrase, "sort": "latest", "limit": PAGE_POSTS}
        while (found := self._ask(params)) is not None:
            posts = found.get("posts")
            records = posts if isinstance(posts, list) else []
            yield records, [mark for one in records for mark in _marks(one)]
            if not isinstance(found.get("cursor"), str):
                return
            params["cursor"] = found["cursor"]

    def _ask(self, params: dict[str, str]) -> dict[str, Any] | None:
        """Return a page of a search; None where the server gives this one only to people signed in."""
        try:
            found, _ = self.http.get_json(self.url + SEARCH, dict, params)
        except Refused as error:
            if error.status not in SIGN_IN:
                raise
            if not self._well:
                raise BadInput(f"{error}; {_advice(error.status)}") from error
            self.http.say(f"{error}: more of this search is for people signed in; going on with what is open")
            return None
        self._well = True
        return dict(found)


def _marks(post: Any) -> list[str]:
    """Return the mark of when the service saw a post; none where it does not say, or names the future."""
    return time_mark(iso_time(post.get("indexedAt"))) if isinstance(post, dict) else []


def _advice(status: int) -> str:
    """Say what to do about a refusal."""
    if status in SIGN_IN:
        return "its search is for people signed in just now; 'hemline listen jetstream' hears the same posts without."
    return "check the server given with --url."
