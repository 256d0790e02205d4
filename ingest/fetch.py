"""Pictures fetched from the network with care: public addresses only, bounded in size and time, gently on each host.

The answer's bytes are taken as they are: packed answers are refused, so that a small one cannot become a huge one.
Nothing is sent but the address, a user agent and what is accepted: no cookie, no referrer, no password.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import httpcore2
import httpx2

from data.records import Reason
from ingest.addresses import AddressRefused, Clock, PublicNetwork, checked_url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
BUSY = frozenset({429, 503})
UNTYPED = frozenset({"", "application/octet-stream", "binary/octet-stream"})  # the bytes decide
NO_ANSWER = (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError, OSError)


@dataclass(frozen=True)
class Limits:
    """How far a fetch goes and how gently; a host here is a name and a port.

    Attributes:
        file_bytes: of one picture.
        total_s: for one request, from the look-up of the name to the last byte.
        longest_wait_s: a host that asks for a longer pause is left alone for the rest of the run.
        host_failures: after so many requests without an answer, one after another, a host is left alone, too.
        pause_s: between the starts of two requests to one host.
        backoff_s: before the second try; doubled before each further one.
    """

    file_bytes: int = 20 << 20
    connect_s: float = 10.0
    read_s: float = 15.0
    total_s: float = 60.0
    redirects: int = 5
    tries: int = 3
    at_once: int = 8
    host_at_once: int = 2
    pause_s: float = 0.2
    backoff_s: float = 1.0
    longest_wait_s: float = 60.0
    host_failures: int = 6


class Fetcher:
    """Fetches pictures; many threads may use one fetcher at once.

    Args:
        private: whether addresses of an own network and ports other than the web's are allowed.
        limits: sizes, times and pauses.
    """

    def __init__(self, private: bool = False, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._private = private
        self._clock = Clock()
        self._hosts: dict[str, _Host] = {}
        self._pool = httpcore2.ConnectionPool(
            max_connections=self.limits.at_once,
            max_keepalive_connections=self.limits.at_once,
            keepalive_expiry=self.limits.read_s,
            network_backend=PublicNetwork(private, self._clock),
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def fetch(self, url: str) -> bytes | Reason:
        """Return the bytes behind an address, or why there are none; a server that is busy or silent is tried again."""
        reason: Reason = "no answer"
        for attempt in range(self.limits.tries):
            try:
                return self._follow(url, attempt)
            except _TryLater as later:
                reason = later.reason
            except _Refused as refused:
                return refused.reason
            except AddressRefused:
                return "address not allowed"
        return reason

    def _follow(self, url: str, attempt: int) -> bytes:
        """Ask for an address and those it redirects to, each of them checked anew."""
        for _ in range(self.limits.redirects + 1):
            asked = checked_url(url, self._private)
            answer = self._ask(asked, attempt)
            if isinstance(answer, bytes):
                return answer
            url = str(asked.join(answer))
        raise _Refused("too many redirects")

    def _ask(self, url: httpx2.URL, attempt: int) -> bytes | httpx2.URL:
        """Return the bytes, or where the server sends us."""
        host = self._hosts.setdefault(url.netloc.decode("ascii"), _Host(self.limits))
        with host.turn():
            self._clock.ends_at = time.monotonic() + self.limits.total_s
            try:
                with self._pool.stream("GET", _target(url), headers=_headers(), extensions=self._timeouts()) as answer:
                    return self._read(answer, host, attempt)
            except NO_ANSWER as error:
                host.failed(self.limits.backoff_s * 2**attempt)
                raise _TryLater("no answer") from error

    def _read(self, answer: httpcore2.Response, host: _Host, attempt: int) -> bytes | httpx2.URL:
        """Read what a server answered."""
        headers = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in answer.headers}
        backoff_s = self.limits.backoff_s * 2**attempt
        if answer.status in BUSY:
            host.rest(_wait_s(headers.get("retry-after"), backoff_s))
            raise _TryLater("server busy")
        if answer.status >= 500 or answer.status == 408:
            host.failed(backoff_s)
            raise _TryLater("no answer")
        host.answered()
        if answer.status in REDIRECTS and "location" in headers:
            return _location(headers["location"])
        if answer.status != 200:
            raise _Refused("picture gone" if answer.status in GONE else "refused by its server")
        _refuse_unless_picture(headers, self.limits.file_bytes)
        return self._body(answer)

    def _body(self, answer: httpcore2.Response) -> bytes:
        """Read a picture's bytes, stopping at the limit, whatever length was announced."""
        parts, size = [], 0
        for part in answer.iter_stream():
            size += len(part)
            if size > self.limits.file_bytes:
                raise _Refused("image too large")
            parts.append(part)
        return b"".join(parts)

    def _timeouts(self) -> dict[str, dict[str, float]]:
        limits = self.limits
        waits = {"connect": limits.connect_s, "read": limits.read_s, "write": limits.read_s, "pool": limits.total_s}
        return {"timeout": waits}


class _Refused(Exception):
    """No picture, and asking again would not help now."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class _TryLater(_Refused):
    """No picture yet."""


class _Host:
    """One server: a few requests at once, a pause between their starts, and rest when it asks for it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._at_once = threading.BoundedSemaphore(limits.host_at_once)
        self._lock = threading.Lock()
        self._next_s = 0.0
        self._failures = 0
        self._left_alone: Reason | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn at this server."""
        with self._at_once:
            if self._left_alone:
                raise _Refused(self._left_alone)
            with self._lock:
                starts_s = max(time.monotonic(), self._next_s)
                self._next_s = starts_s + self._limits.pause_s
            time.sleep(max(0.0, starts_s - time.monotonic()))
            yield

    def answered(self) -> None:
        """Note that the server answers."""
        self._failures = 0

    def failed(self, wait_s: float) -> None:
        """Note a request without an answer; after many of them the server is left alone."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._limits.host_failures:
                self._left_alone = "no answer"
        self.rest(wait_s)

    def rest(self, wait_s: float) -> None:
        """Ask nothing of the server for a while, or no more in this run where that is too long."""
        with self._lock:
            if wait_s > self._limits.longest_wait_s:
                self._left_alone = "server busy"
            self._next_s = max(self._next_s, time.monotonic() + wait_s)


def _target(url: httpx2.URL) -> httpcore2.URL:
    """Return the address in the form of the layer below."""
    return httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _headers() -> list[tuple[str, str]]:
    agent = f"Hemline/{version('hemline')} (reads pictures of posts for fashion trends)"
    return [("User-Agent", agent), ("Accept", "image/*"), ("Accept-Encoding", "identity")]


def _location(text: str) -> httpx2.URL:
    try:
        return httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError) as error:
        raise AddressRefused from error


def _refuse_unless_picture(headers: Mapping[str, str], file_bytes: int) -> None:
    """Refuse by what the server announces; what it then sends is measured and looked at all the same."""
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if not kind.startswith("image/") and kind not in UNTYPED:
        raise _Refused("not an image")
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise _Refused("unreadable image")
    length = headers.get("content-length", "")
    if length.isdecimal() and float(length) > file_bytes:
        raise _Refused("image too large")


def _wait_s(retry_after: str | None, otherwise_s: float) -> float:
    """Return the seconds that `Retry-After` asks for, which gives them or a date."""
    text = (retry_after or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return otherwise_s
    return max((until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)
