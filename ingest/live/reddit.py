"""Reddit: the newest submissions of some communities, with the keys of an app of yours."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from data.errors import BadInput
from ingest.live.http import Http, Refused, checked_address, host_of
from ingest.live.query import matcher, shown
from ingest.live.source import Cursor, Page, cursor_key
from ingest.live.timelines import newest_first, rounds, time_mark
from ingest.sources import reddit

TOKEN = "/api/v1/access_token"
PAGE_POSTS = "100"  # the most a listing gives at once
FIRST_PAGES = 3
RENEW_S = 60.0  # before a token ends
NAME = re.compile(r"(?:/?r/)?(\w{2,21})/?", re.ASCII)


class RedditCommunities:
    """The newest submissions of some communities.

    Args:
        http: asks the servers.
        url: the server of the listings, `https://oauth.reddit.com`.
        sign_in_url: the server of the tokens, `https://www.reddit.com`.
        communities: their names, with `r/` or without.
        words: keep only submissions that hold one of them; all without any.
    """

    service = "reddit"
    html = False

    def __init__(
        self, http: Http, url: str, sign_in_url: str, communities: Sequence[str], words: Sequence[str] = ()
    ) -> None:
        self.http, self.url = http, checked_address(url, "server of listings")
        self.sign_in_url = checked_address(sign_in_url, "server of tokens")
        self.names = tuple(dict.fromkeys(_name(one) for one in communities))
        self.keys = _keys()
        self._token, self._ends_s = "", 0.0
        self.words = sorted(words)
        self._wanted = matcher(words) if words else re.compile("")
        kept = f"submissions with {shown(words)}" if words else "all submissions"
        self.asked = f"{host_of(url)} for {kept} in {shown([f'r/{name}' for name in self.names])}"

    def batch(self, records: Sequence[Any]) -> pa.RecordBatch:
        """Return submissions as a raw batch."""
        return reddit.batch(records)

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Yield what is new in every community, round after round."""
        return rounds(self.names, self._follow, self.http, cursor, _advice)

    def _follow(self, name: str, heard: dict[str, str]) -> Iterator[Page]:
        """Yield what is new in one community, newest page first."""
        key = cursor_key(self.service, self.url, name, *self.words)
        for page in newest_first(self._back(name), key, heard.get(key, ""), FIRST_PAGES):
            yield Page([one for one in page.records if self._is_wanted(one)], page.moved)

    def _back(self, name: str) -> Iterator[tuple[list[Any], list[str]]]:
        """Yield the newest page, then the older ones as long as there are any."""
        params = {"limit": PAGE_POSTS, "raw_json": "1"}
        while True:
            listing, _ = self._ask(f"{self.url}/r/{name}/new", params)
            records = reddit.children(listing)
            yield records, [mark for one in records for mark in _marks(one)]
            after = listing["data"].get("after") if isinstance(listing.get("data"), dict) else None
            if not isinstance(after, str):
                return
            params["after"] = after

    def _ask(self, url: str, params: dict[str, str]) -> tuple[Any, Any]:
        """Ask with a token, a new one where the old one ended."""
        try:
            return self.http.get_json(url, dict, params, Authorization=f"bearer {self._signed_in()}")
        except Refused as error:
            if error.status != 401:
                raise
            self._ends_s = 0.0
            return self.http.get_json(url, dict, params, Authorization=f"bearer {self._signed_in()}")

    def _signed_in(self) -> str:
        """Return a token that is good for a while yet."""
        if time.monotonic() > self._ends_s:
            answer = self._sign_in()
            lasts_s = answer.get("expires_in")
            self._token = str(answer.get("access_token") or "")
            self._ends_s = time.monotonic() + (lasts_s if isinstance(lasts_s, int | float) else 3600) - RENEW_S
        return self._token

    def _sign_in(self) -> Any:
        try:
            return self.http.post_form(self.sign_in_url + TOKEN, {"grant_type": "client_credentials"}, self.keys)
        except Refused as error:
            raise BadInput(
                f"{error} to the keys in HEMLINE_REDDIT_ID and HEMLINE_REDDIT_SECRET; check them."
            ) from error

    def _is_wanted(self, thing: Any) -> bool:
        """Tell whether a submission holds a word; what is none is kept, to be refused with why."""
        post = thing.get("data") if isinstance(thing, dict) else None
        if not isinstance(post, dict):
            return True
        return self._wanted.search(f"{post.get('title')} {post.get('selftext')}") is not None


def _keys() -> tuple[str, str]:
    """Return the keys of the app.

    Raises:
        BadInput: they are not set.
    """
    keys = os.environ.get("HEMLINE_REDDIT_ID", ""), os.environ.get("HEMLINE_REDDIT_SECRET", "")
    if not all(keys):
        raise BadInput(
            "Reddit answers only apps: make one of the kind 'script' at https://www.reddit.com/prefs/apps and set "
            "HEMLINE_REDDIT_ID and HEMLINE_REDDIT_SECRET to its id and secret."
        )
    return keys


def _name(given: str) -> str:
    """Return a community's name."""
    found = NAME.fullmatch(given.strip())
    if not found:
        raise BadInput(f"'{given}' is no community of Reddit; write it as in r/femalefashionadvice.")
    return found[1].casefold()


def _marks(thing: Any) -> list[str]:
    """Return the mark of when a submission was made; none where it does not say, or names the future."""
    post = thing.get("data") if isinstance(thing, dict) else None
    made = post.get("created_utc") if isinstance(post, dict) else None
    if not isinstance(made, int | float) or not 0 < made < 1e11:
        return []
    return time_mark(datetime.fromtimestamp(made, UTC))


def _advice(status: int) -> str:
    """Say what to do about a refusal."""
    return "it may be private or gone." if status in (403, 404) else "check the keys and the names."
