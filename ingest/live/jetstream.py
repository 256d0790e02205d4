"""Jetstream: every public post of Bluesky as it is written, of which those with the words asked for are kept."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pyarrow as pa
from websockets.exceptions import ConnectionClosed, InvalidStatus, InvalidURI, WebSocketException
from websockets.sync.client import ClientConnection, connect

from data.errors import BadInput
from ingest.live.http import UNWELL, Http, Unwell, host_of
from ingest.live.limits import retry_after_s
from ingest.live.query import matcher, shown
from ingest.live.source import Cursor, Page, cursor_key
from ingest.live.stop import Stopped
from ingest.live.timelines import time_mark
from ingest.sources import bluesky

COLLECTION = "app.bsky.feed.post"
EVENT_BYTES = 1 << 20  # the server leaves larger events out
REWIND_US = 5_000_000  # after a cut, so that nothing falls between; repeats are told apart later
PAGE_POSTS = 1_000
LOOK_S = 0.5  # between two looks at the clock
LATEST_US = 1 << 53


class Jetstream:
    """The stream of all public posts, filtered here by words.

    Args:
        http: knows when to stop, and how long to wait for an unwell server.
        url: the server's stream, `wss://…/subscribe`.
        words: what a post must hold one of.
    """

    service = "jetstream"
    html = False

    def __init__(self, http: Http, url: str, words: Sequence[str]) -> None:
        self.http, self.url, self._wanted = http, url, matcher(words)
        self.host = host_of(url)
        self.asked = f"{self.host} for every post, of which those with {shown(words)} are kept"
        self._key = cursor_key(self.service, *sorted(words))  # one for all servers, whose clocks agree
        self._well = False

    def batch(self, records: Sequence[Any]) -> pa.RecordBatch:
        """Return posts as a raw batch."""
        return bluesky.batch(records)

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Yield pages of wanted posts; a cut connection is made again from where it was."""
        heard_us, cuts = int(cursor.get(self._key) or 0), 0
        while True:
            with self.http.until_well(partial(self._connected, heard_us)) as connection:
                for page in self._heard(connection, heard_us):
                    yield page
                    heard_us, cuts = int(page.moved.get(self._key, heard_us)), 0
            cuts += 1
            pause_s = self.http.waits.back_off_s(cuts)
            self.http.say(f"{self.host} cut the connection; connecting again in {pause_s:.0f} s")
            self.http.stop.wait(pause_s)

    def _connected(self, heard_us: int) -> ClientConnection:
        """Open the stream a little before where it was left."""
        try:
            with self.http.stop.away():
                connection = self._open(heard_us)
        except InvalidURI as error:
            raise BadInput(f"'{self.url}' is no address of a stream; write it as in wss://host/subscribe.") from error
        except InvalidStatus as error:
            raise self._unwell(error) from error
        except (OSError, WebSocketException) as error:
            raise Unwell(f"{self.host} cannot be reached ({type(error).__name__})", lasting=not self._well) from error
        self._well = True
        return connection

    def _open(self, heard_us: int) -> ClientConnection:
        asked = {"wantedCollections": COLLECTION, "maxMessageSizeBytes": str(EVENT_BYTES)}
        if heard_us:
            asked["cursor"] = str(max(heard_us - REWIND_US, 0))
        return connect(
            f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(asked)}",
            user_agent_header=self.http.user_agent,
            open_timeout=max(min(self.http.waits.silence_s, self.http.stop.left_s), 0.01),
            close_timeout=1,
            max_size=4 * EVENT_BYTES,
        )

    def _unwell(self, error: InvalidStatus) -> Exception:
        """Tell a server that cannot now from one that will not."""
        status = error.response.status_code
        if status not in UNWELL:
            return BadInput(f"{self.host} answered {status}; check the stream's address given with --url.")
        headers = {name.lower(): value for name, value in error.response.headers.raw_items()}
        return Unwell(f"{self.host} answered {status}", retry_after_s(headers, datetime.now(UTC)))

    def _heard(self, connection: ClientConnection, heard_us: int) -> Iterator[Page]:
        """Yield the pages of one connection until it is cut; what was heard when it ends is a page too."""
        over: Exception | None = None
        while over is None:
            records, heard_us, over = self._listen(connection, heard_us)
            if records or heard_us:
                yield Page(records, {self._key: str(heard_us)} if heard_us else {})
        if isinstance(over, Stopped):
            raise over

    def _listen(self, connection: ClientConnection, heard_us: int) -> tuple[list[Any], int, Exception | None]:
        """Return the wanted posts of a while, the time of the last event, and what ended it early, if anything did."""
        records: list[Any] = []
        ends_s = time.monotonic() + self.http.waits.page_s
        while time.monotonic() < ends_s and len(records) < PAGE_POSTS:
            try:
                self.http.stop.check()
                event = _event(connection.recv(timeout=min(LOOK_S, self.http.stop.left_s)))
            except TimeoutError:
                continue
            except (ConnectionClosed, Stopped) as error:
                return records, heard_us, error
            records += self._wanted_of(event)
            heard_us = max(heard_us, _time_us(event))
        return records, heard_us, None

    def _wanted_of(self, event: Any) -> list[Any]:
        """Return the post of an event if it is wanted; what is no event at all is kept, to be refused with why."""
        if not isinstance(event, dict):
            return [event]
        commit = event.get("commit")
        if not isinstance(commit, dict) or (commit.get("operation"), commit.get("collection")) != (
            "create",
            COLLECTION,
        ):
            return []
        record = commit.get("record")
        said = " ".join([str(record.get("text")), *_texts(record.get("tags"))]) if isinstance(record, dict) else ""
        return [_post(event, commit)] if self._wanted.search(said) else []


def _event(message: str | bytes) -> Any:
    """Return a message as JSON, else as it came, to be refused."""
    try:
        return json.loads(message)
    except (ValueError, RecursionError):
        return str(message)


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _time_us(event: Any) -> int:
    """Return when the server saw an event, in µs; 0 where it does not say, or names the future."""
    at_us = event.get("time_us") if isinstance(event, dict) else None
    return at_us if isinstance(at_us, int) and 0 < at_us < LATEST_US and time_mark(_moment(at_us)) else 0


def _moment(at_us: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at_us)


def _post(event: Mapping[str, Any], commit: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event in the form of a search's post."""
    did, rkey, at_us = event.get("did"), commit.get("rkey"), _time_us(event)
    return {
        "uri": f"at://{did}/{COLLECTION}/{rkey}" if isinstance(did, str) and isinstance(rkey, str) else None,
        "cid": commit.get("cid"),
        "author": {"did": did},
        "record": commit.get("record"),
        "indexedAt": _moment(at_us).isoformat() if at_us else None,
    }
