"""One polite HTTP client for all live sources: it waits as asked, tries again when a server is unwell, and can stop."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import Any, TypeVar

import httpx2 as httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from data.errors import BadInput
from ingest.live.limits import retry_after_s, spent_limit_s
from ingest.live.stop import Stop

BODY_BYTES = 32 << 20  # a larger answer is no page of posts
REDIRECTS = 5
UNWELL = (408, 425, 429, 500, 502, 503, 504)
Found = TypeVar("Found")
USER_AGENT = f"hemline/{version('hemline')} (fashion trends from public posts)"


@dataclass(frozen=True)
class Waits:
    """How long a listening waits for what.

    Attributes:
        poll_s: between two looks at a timeline.
        first_s: before the second try, at most; each further one waits up to twice as long.
        longest_s: between two tries, unless the server asks for more.
        tries: before a server that never answered well is given up.
        silence_s: for the next bytes of an answer.
        answer_s: for a whole answer, however it trickles.
        page_s: for more posts of a stream, before those heard are put away.
        flush_s: between two takings of the warehouse.
        busy_s: for a busy warehouse while listening; at the end it is waited for as always.
    """

    poll_s: float = 120.0
    first_s: float = 2.0
    longest_s: float = 300.0
    tries: int = 5
    silence_s: float = 30.0
    answer_s: float = 120.0
    page_s: float = 10.0
    flush_s: float = 60.0
    busy_s: float = 1.0

    def back_off_s(self, tries: int) -> float:
        """Return a time by chance, up to twice as long after each try, so that listeners do not come back together."""
        return random.uniform(0, min(self.first_s * 2.0 ** min(tries - 1, 30), self.longest_s))


class Refused(Exception):
    """A server will not answer this, however often it is asked.

    Attributes:
        status: the HTTP status, 0 where it answered something else than was asked.
    """

    def __init__(self, why: str, status: int = 0) -> None:
        super().__init__(why)
        self.status = status


class Unwell(Exception):
    """A server could not answer this time.

    Attributes:
        asked_s: how long it asks to wait, None where it does not say.
        lasting: whether it would look the same if this were no such server at all.
    """

    def __init__(self, why: str, asked_s: float | None = None, lasting: bool = False) -> None:
        super().__init__(why)
        self.asked_s, self.lasting = asked_s, lasting


@dataclass(frozen=True)
class Answer:
    """What a server answered: its status, its headers with names in lower case, and its whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    links: Mapping[str, str]  # relation to URL, of the Link header


class Http:
    """Asks servers, one question at a time.

    Args:
        stop: ends every wait.
        waits: how long to wait for what.
        say: tells the person who listens why nothing comes.
        contact: an address to reach whoever runs this, added to the User-Agent.
    """

    def __init__(self, stop: Stop, waits: Waits, say: Callable[[str], None], contact: str = "") -> None:
        self.stop, self.waits, self.say = stop, waits, say
        self.user_agent = f"{USER_AGENT} {contact}".strip()
        headers = {"User-Agent": self.user_agent}
        self._client = httpx.Client(headers=headers, follow_redirects=True, max_redirects=REDIRECTS)
        self._free_at_s: dict[str, float] = {}  # host to when its spent limit is renewed
        self._well: set[str] = set()  # hosts that answered well before

    def get(
        self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the answer to a GET, 304 included.

        Raises:
            Refused: the server refuses this for good.
            BadInput: there is no such server, or it never answers as one.
            Stopped: the listening is over.
        """
        answer = self.until_well(lambda: self._ask("GET", url, params=params, headers=headers))
        self._well.add(host_of(url))
        return answer

    def get_json(
        self, url: str, shape: type, params: Mapping[str, str] | None = None, **headers: str
    ) -> tuple[Any, Answer]:
        """Return the JSON value of an answer, a `list` or `dict` as its shape says, and the answer; raises as `get`."""

        def once() -> tuple[Any, Answer]:
            answer = self._ask("GET", url, params=params, headers=headers)
            return self._json(answer, shape, host_of(url)), answer

        return self.until_well(once)

    def post_form(self, url: str, form: Mapping[str, str], auth: tuple[str, str]) -> Mapping[str, Any]:
        """Return the JSON object that answers a posted form; raises as `get`."""
        once = partial(self._ask, "POST", url, data=form, auth=auth)
        return self.until_well(lambda: self._json(once(), dict, host_of(url)))

    def until_well(self, once: Callable[[], Found]) -> Found:
        """Try until it does not raise `Unwell`; raises as `get`."""
        retrying = Retrying(
            retry=retry_if_exception_type(Unwell),
            wait=self._pause_s,
            stop=self._gives_up,
            sleep=self.stop.wait,
            before_sleep=self._tell,
            reraise=True,
        )
        try:
            return retrying(once)
        except Unwell as error:
            raise BadInput(f"{error}; check the address and the network, then run this again.") from error

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _ask(self, method: str, url: str, **more: Any) -> Answer:
        """Ask once, after waiting for a spent limit."""
        host = host_of(url)
        self._wait_for_limit(host)
        with self.stop.away():
            try:
                answer = self._read(method, url, host, more)
            except httpx.TransportError as error:
                why = f"{host} cannot be reached ({type(error).__name__})"
                raise Unwell(why, lasting=host not in self._well) from error
            except (httpx.InvalidURL, httpx.DecodingError, httpx.TooManyRedirects) as error:
                raise BadInput(f"{host or url!r} cannot be asked ({error}); check the address.") from error
        return self._judged(answer, host)

    def _read(self, method: str, url: str, host: str, more: dict[str, Any]) -> Answer:
        """Read an answer whole: not for ever, and not more than a page of posts can be."""
        began_s, body = time.monotonic(), bytearray()
        timeout = max(min(self.waits.silence_s, self.stop.left_s), 0.01)
        with self._client.stream(method, url, timeout=timeout, **more) as response:
            for piece in response.iter_bytes():
                body += piece
                self.stop.check()
                if time.monotonic() - began_s > self.waits.answer_s:
                    raise Unwell(f"{host} takes longer than {self.waits.answer_s:g} s to answer")
                if len(body) > BODY_BYTES:
                    raise BadInput(f"{host} answers with more than {BODY_BYTES >> 20} MB, which is no page of posts.")
            links = {relation: link["url"] for relation, link in response.links.items() if relation}
            return Answer(response.status_code, dict(response.headers), bytes(body), links)

    def _judged(self, answer: Answer, host: str) -> Answer:
        """Return a good answer; note what it says about limits."""
        now = datetime.now(UTC)
        if answer.status in UNWELL:
            asked_s = retry_after_s(answer.headers, now)
            if asked_s is None and answer.status == 429:
                asked_s = spent_limit_s(answer.headers, now) or None
            raise Unwell(f"{host} answered {answer.status}", asked_s)
        self._free_at_s[host] = time.monotonic() + spent_limit_s(answer.headers, now)
        if answer.status >= 400:
            raise Refused(f"{host} answered {answer.status}", answer.status)
        return answer

    def _json(self, answer: Answer, shape: type, host: str) -> Any:
        """Read a body as a JSON value of a shape."""
        try:
            value = json.loads(answer.body)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, shape):
            what = "list" if shape is list else "object"
            raise Unwell(f"{host} answered what is no JSON {what}", lasting=host not in self._well)
        self._well.add(host)
        return value

    def _wait_for_limit(self, host: str) -> None:
        """Wait until the host's limit is renewed."""
        left_s = self._free_at_s.get(host, 0.0) - time.monotonic()
        if left_s > 0:
            self.say(f"{host} has answered all it allows for now; going on in {left_s:.0f} s")
            self.stop.wait(left_s)

    def _pause_s(self, state: RetryCallState) -> float:
        """Return how long to wait before the next try: as long as was asked, else longer each time, by chance."""
        asked_s = _unwell(state).asked_s
        return self.waits.back_off_s(state.attempt_number) if asked_s is None else asked_s

    def _gives_up(self, state: RetryCallState) -> bool:
        """Give up only where nothing shows that there is such a server."""
        self.stop.check()
        return _unwell(state).lasting and state.attempt_number >= self.waits.tries

    def _tell(self, state: RetryCallState) -> None:
        """Say what is waited for."""
        self.say(f"{_unwell(state)}; trying again in {state.upcoming_sleep:.0f} s")


def _unwell(state: RetryCallState) -> Unwell:
    """Return why the last try failed."""
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, Unwell) else Unwell("no answer")


def checked_address(url: str, what: str) -> str:
    """Return an address as it was given, but for a slash at its end.

    Raises:
        BadInput: it is none.
    """
    if not re.match(r"https?://[^/\s]+", url):
        raise BadInput(f"'{url}' is no address of a {what}; write it whole, as in https://example.com.")
    return url.rstrip("/")


def host_of(url: str) -> str:
    """Return the part of an address that may be told: not the path and the query, and no password before the host."""
    return url.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2]
