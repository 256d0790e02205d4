"""Mastodon: the public timelines of hashtags on one instance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import pyarrow as pa

from data.errors import BadInput
from ingest.live.http import Http, Refused, checked_address, host_of
from ingest.live.query import hashtags, shown
from ingest.live.source import Cursor, Page, cursor_key
from ingest.live.timelines import iso_time, newest_first, rounds, time_mark
from ingest.sources import mastodon

PAGE_POSTS = "40"  # the most an instance gives at once
FIRST_PAGES = 3
SIGN_IN = (401, 403, 422)
ADVICE = "check the instance given with --instance."


class MastodonTags:
    """The newest statuses with any of some hashtags, as one instance knows them.

    Args:
        http: asks the instance.
        url: the instance, `https://mastodon.social`.
        words: what to follow; each becomes a hashtag.
    """

    service = "mastodon"
    html = True

    def __init__(self, http: Http, url: str, words: Sequence[str]) -> None:
        self.http, self.url, self.tags = http, checked_address(url, "Mastodon server"), hashtags(words)
        self.asked = f"{host_of(url)} for the hashtags {shown(self.tags)}"

    def batch(self, records: Sequence[Any]) -> pa.RecordBatch:
        """Return statuses as a raw batch."""
        return mastodon.batch(records)

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Yield what is new of every hashtag, round after round."""
        return rounds(self.tags, self._follow, self.http, cursor, lambda status: ADVICE)

    def _follow(self, tag: str, heard: dict[str, str]) -> Iterator[Page]:
        """Yield what is new of one hashtag: forward from the last status heard, or the newest pages the first time."""
        key = cursor_key(self.service, self.url, tag)
        mark = heard.get(key, "")
        return self._forward(tag, key, mark) if mark else newest_first(self._back(tag), key, "", FIRST_PAGES)

    def _forward(self, tag: str, key: str, mark: str) -> Iterator[Page]:
        """Yield the statuses after a mark, oldest page first; each page moves the cursor."""
        while records := self._ask(tag, {"min_id": mark[4:]})[0]:
            newest = max([mark, *_marks(records)])
            yield Page(records, {key: newest})
            if newest == mark:
                return
            mark = newest

    def _back(self, tag: str) -> Iterator[tuple[list[Any], list[str]]]:
        """Yield the newest page, then those the Link header leads back to."""
        params: dict[str, str] | None = {}
        while params is not None:
            records, params = self._ask(tag, params)
            yield records, _marks(records)

    def _ask(self, tag: str, params: dict[str, str]) -> tuple[list[Any], dict[str, str] | None]:
        """Return a page of a hashtag's timeline, and the parameters of the next older one."""
        url = f"{self.url}/api/v1/timelines/tag/{quote(tag)}"
        try:
            records, answer = self.http.get_json(url, list, {"limit": PAGE_POSTS, **params})
        except Refused as error:
            if error.status in SIGN_IN:
                raise BadInput(
                    f"{error}; it shows hashtags only to people signed in, name another with --instance."
                ) from error
            raise
        return records, _older(answer.links.get("next", ""))


def _older(link: str) -> dict[str, str] | None:
    """Return what a link to older statuses asks for; only its id is taken, not its address."""
    pairs = (part.partition("=") for part in urlsplit(link).query.split("&"))
    return next(({"max_id": value} for name, _, value in pairs if name == "max_id" and value), None)


def _marks(records: Sequence[Any]) -> list[str]:
    """Return the ids that may move the cursor, each with its length before it, for longer ids are newer."""
    known = [one for one in records if isinstance(one, dict) and isinstance(one.get("id"), str)]
    return [f"{len(one['id']):03}:{one['id']}" for one in known if time_mark(iso_time(one.get("created_at")))]
