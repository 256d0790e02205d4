"""A service on this machine that answers as a test tells it: whole, cut off, or one byte at a time."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """What a client asked: the path, its parameters, its headers in lower case, a posted form, and the body itself."""

    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    form: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What the service answers.

    Attributes:
        body: sent as it is if bytes, else as JSON.
        cut_after: bytes of the body after which the connection is cut.
        trickle_s: wait before each byte.
    """

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    trickle_s: float = 0.0

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class Service:
    """A running service; `asked` lists what it was asked so far."""

    def __init__(self, url: str, asked: list[Asked]) -> None:
        self.url, self.asked = url, asked

    def params(self, name: str) -> list[str | None]:
        """List one parameter of all questions."""
        return [one.params.get(name) for one in self.asked]


@contextlib.contextmanager
def serving(answer: Callable[[Asked], Reply]) -> Iterator[Service]:
    """Run a service that answers with `answer` until the block ends."""
    asked: list[Asked] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answer, asked))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Service(f"http://127.0.0.1:{server.server_port}", asked)
    finally:
        server.shutdown()
        server.server_close()


def in_turn(*replies: Reply) -> Callable[[Asked], Reply]:
    """Answer with one reply after another, then with the last for ever."""
    left = list(replies)
    return lambda asked: left.pop(0) if len(left) > 1 else left[0]


def _handler(answer: Callable[[Asked], Reply], asked: list[Asked]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            form = dict(parse_qsl(body.decode()))
            asked.append(Asked(parts.path, dict(parse_qsl(parts.query)), headers, form, body))
            with contextlib.suppress(ConnectionError):
                self._send(answer(asked[-1]))

        do_POST = do_GET  # noqa: N815

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.content)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for byte in reply.content if reply.trickle_s else ():
                time.sleep(reply.trickle_s)
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
            if not reply.trickle_s:
                self.wfile.write(reply.content[: reply.cut_after])
            self.close_connection = reply.cut_after is not None

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
