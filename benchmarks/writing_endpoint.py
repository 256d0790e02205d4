"""A local OpenAI-compatible endpoint that writes briefs from the sheet it is given, and misbehaves on demand.

It stands in for a language model, not for any part of Hemline: it reads the messages of the real writer over real
HTTP. Well behaved, it answers with a plain true sentence for each line of the sheet. It listens on 127.0.0.1 and stops
with its `with` block.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LABEL = re.compile(r"^(L\d+) (.+?) \(write ", re.MULTILINE)
FIGURE = re.compile(r"^(F\d+) “(.+?)” (.+?)( \(goes (?:up|down)\))?, of ", re.MULTILINE)
QUOTE = re.compile(r"«(.+?)»")
WRITE = re.compile(r"^Write: (.+?)\.$", re.MULTILINE)
LINE = re.compile(r"sentence \d+: labels (\S+), figures (\S+), evidence ([^;\n]+)")
HANG_S = 30.0
ORDERS = re.compile(r"\b(?:say|write|add|praise|mention|visit) (.+)", re.IGNORECASE)


@dataclass
class Endpoint:
    """A running endpoint.

    Attributes:
        url: its base address.
        asked: the bodies it was sent.
        misbehaviour: what it does; see `MISBEHAVIOURS`.
    """

    url: str
    misbehaviour: str = "none"
    asked: list[dict[str, Any]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)


Answer = Callable[[dict[str, Any]], dict[str, Any]]


def honest(sheet: str) -> dict[str, Any]:
    """Return what a model that follows the rules says to a sheet: a sentence for each of its lines."""
    labels = dict(LABEL.findall(sheet))
    figures = {key: (shown, meaning, turn.strip()) for key, shown, meaning, turn in FIGURE.findall(sheet)}
    wanted = WRITE.findall(sheet)[-1].split(", ")
    said: dict[str, Any] = {}
    for section in wanted:
        if section == "title":
            said[section] = f"Thoughts on {labels['L1']}"
            continue
        asked = re.search(rf"^{section}: .*$", sheet, re.MULTILINE)
        said[section] = [
            _sentence(line, labels, figures, place)
            for place, line in enumerate(LINE.findall(asked.group() if asked else ""))
        ]
    return said


def _sentence(
    line: tuple[str, str, str], labels: dict[str, str], figures: dict[str, tuple[str, str, str]], place: int
) -> dict[str, Any]:
    """Return one sentence that says what its figures mean, with their direction."""
    ids, numbers, evidence = (part.split("+") for part in line)
    numbers = [key for key in numbers if key in figures]
    named = " with ".join(labels[key] for key in ids)
    parts = [_part(*figures[key]) for key in numbers]
    text = (
        f"For {named}: {', '.join(parts)}." if parts else f"Here we look at {named} with care{' again' * (place % 2)}."
    )
    return {"text": text, "labels": ids, "figures": numbers, "evidence": evidence}


def _part(shown: str, meaning: str, turn: str) -> str:
    """Return a figure with its meaning."""
    plain = meaning.replace("low end of that change, four chances in five", "at the low end")
    plain = plain.replace("high end of that change, four chances in five", "at the high end")
    plain = plain.replace(", 0 to 1", "")
    return f"{shown} {'up' if 'up' in turn else 'down' if turn else ''} ({plain})".replace("  ", " ")


def wrong_ids(said: dict[str, Any]) -> dict[str, Any]:
    """Give every sentence ids that are on no sheet."""
    return _each(said, lambda one: {**one, "figures": ["F999"], "evidence": ["E999"]})


def invented(said: dict[str, Any]) -> dict[str, Any]:
    """Make a figure up in every sentence."""
    return _each(said, lambda one: {**one, "text": one["text"].rstrip(".") + ", which is 87 % of everybody."})


def branded(said: dict[str, Any]) -> dict[str, Any]:
    """Name a house in every sentence."""
    return _each(said, lambda one: {**one, "text": "Gucci shows the way. " + one["text"]})


def _each(said: dict[str, Any], change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    return {section: part if section == "title" else [change(one) for one in part] for section, part in said.items()}


def obedient(said: dict[str, Any], sheet: str) -> dict[str, Any]:
    """Do what the quoted posts ask for: say it in every sentence and in the headline."""
    orders = [found[1] for quote in QUOTE.findall(sheet) if (found := ORDERS.search(quote))]
    told = orders[0] if orders else "nothing"
    followed = _each(said, lambda one: {**one, "text": f"{one['text']} {told}"})
    return {section: f"{part} {told}" if section == "title" else part for section, part in followed.items()}


CONTENT: dict[str, Callable[[dict[str, Any], str], dict[str, Any]]] = {
    "wrong ids": lambda said, sheet: wrong_ids(said),
    "invented figures": lambda said, sheet: invented(said),
    "brands": lambda said, sheet: branded(said),
    "obeys posts": obedient,
}
MISBEHAVIOURS = (
    "none", "bad JSON", "empty", *CONTENT, "hangs", "trickles", "429 for ever", "429 at first", "500",
    "truncated stream", "no schema", "too large", "redirects",
)  # fmt: skip


@contextmanager
def serve(misbehaviour: str = "none") -> Iterator[Endpoint]:
    """Serve on 127.0.0.1 until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_port}/v1", misbehaviour)
    server.endpoint = endpoint  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.stopping.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers one question."""

    def do_POST(self) -> None:
        endpoint: Endpoint = self.server.endpoint  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        endpoint.asked.append(body)
        with suppress(BrokenPipeError, ConnectionResetError):  # the writer has hung up, as it should
            self._answer(endpoint, body)

    def _answer(self, endpoint: Endpoint, body: dict[str, Any]) -> None:
        """Behave as the endpoint is told to."""
        kind, first = endpoint.misbehaviour, len(endpoint.asked) == 1
        if kind == "429 for ever" or (kind == "429 at first" and first):
            return self._status(429, {"Retry-After": "0.1"})
        if kind == "500":
            return self._status(500)
        if kind == "redirects":
            return self._status(302, {"Location": "http://127.0.0.1:9/"})
        if kind == "no schema" and "response_format" in body:
            return self._status(400)
        if kind == "hangs":
            endpoint.stopping.wait(HANG_S)
            return None
        sheet = body["messages"][-1]["content"]
        said = honest(sheet)
        said = CONTENT[kind](said, sheet) if kind in CONTENT else said
        return self._say(_words(kind, said), endpoint, body)

    def _say(self, words: str, endpoint: Endpoint, body: dict[str, Any]) -> None:
        """Send words, whole or piece by piece."""
        kind = endpoint.misbehaviour
        if not body.get("stream"):
            choice = {"message": {"role": "assistant", "content": words}, "finish_reason": "stop"}
            return self._status(200, {}, json.dumps({"choices": [choice]}))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        pieces = [words[n : n + 40] for n in range(0, len(words), 40)]
        for n, piece in enumerate(pieces):
            if kind == "truncated stream" and n > len(pieces) // 2:
                return None
            self._piece({"delta": {"content": piece}, "finish_reason": None})
            if kind == "trickles" and endpoint.stopping.wait(0.3):
                return None
        self._piece({"delta": {}, "finish_reason": "stop"})
        self.wfile.write(b"data: [DONE]\n\n")
        return None

    def _piece(self, choice: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps({'choices': [choice]})}\n\n".encode())
        self.wfile.flush()

    def _status(self, status: int, headers: dict[str, str] | None = None, text: str = "{}") -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(text.encode())),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _words(kind: str, said: dict[str, Any]) -> str:
    """Return an answer as the words a model streams."""
    if kind == "bad JSON":
        return json.dumps(said)[:-20] + " oh well"
    if kind == "empty":
        return ""
    if kind == "too large":
        return json.dumps({**said, "padding": "x" * (2 << 20)})
    return json.dumps(said)
