"""A local server of pictures that can do everything wrong a server can do, for tests of what is fetched."""

from __future__ import annotations

import contextlib
import io
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image, ImageDraw

Answer = Callable[[BaseHTTPRequestHandler], None]


def picture(colour: str = "red", size: tuple[int, int] = (60, 80), form: str = "JPEG", **saving: object) -> bytes:
    """Return the bytes of a small garment on white."""
    drawn = Image.new("RGB", size, "white")
    ImageDraw.Draw(drawn).rectangle((size[0] // 5, size[1] // 6, size[0] * 4 // 5, size[1] * 5 // 6), fill=colour)
    held = io.BytesIO()
    drawn.save(held, form, **saving)
    return held.getvalue()


def sent(content: bytes, kind: str = "image/jpeg", status: int = 200, **headers: str) -> Answer:
    """Return an answer that is sent at once; underscores in the names of headers stand for dashes."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return answer


def moved(location: str, status: int = 302) -> Answer:
    """Return an answer that sends the client elsewhere."""
    return sent(b"", status=status, Location=location)


def endless(request: BaseHTTPRequestHandler) -> None:
    """Send picture bytes until nobody listens, without saying how many."""
    _open_ended(request)
    with contextlib.suppress(OSError):
        while True:
            request.wfile.write(bytes(1 << 16))


def trickle(request: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, so that no single wait is long."""
    _open_ended(request)
    with contextlib.suppress(OSError):
        for _ in range(200):
            request.wfile.write(b"\xff")
            time.sleep(0.05)


def cut(request: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent."""
    request.send_response(200)
    request.send_header("Content-Type", "image/jpeg")
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(picture()[:300])
    request.close_connection = True


class PictureServer:
    """Answers by path, in turn where a path has several answers, and remembers what it was asked.

    Attributes:
        asked: (path, headers) of each request.
        url: its address.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = ""

    def put(self, path: str, *answers: Answer | bytes) -> str:
        """Answer a path with these, the last one again and again; return its address."""
        self.answers[path] = [sent(answer) if isinstance(answer, bytes) else answer for answer in answers]
        return self.url + path

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [path for path, _ in self.asked]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        self.asked.append((request.path, {name.lower(): value for name, value in request.headers.items()}))
        waiting = self.answers.get(request.path)
        if waiting is None:
            sent(b"", "text/plain", 404)(request)
            return
        (waiting.pop(0) if len(waiting) > 1 else waiting[0])(request)


@contextlib.contextmanager
def picture_server() -> Iterator[PictureServer]:
    """Run a server on a free port of this machine for as long as the block lasts."""
    told = PictureServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the name the library calls
            told.answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


def _open_ended(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "image/jpeg")
    request.send_header("Connection", "close")
    request.end_headers()
    request.close_connection = True
