"""Writes briefs with any OpenAI-compatible endpoint: vLLM, llama.cpp, Ollama, or a service."""

from __future__ import annotations

import json
import stat
import time
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any, Self

import httpx2
from pydantic import SecretStr
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_before_delay, wait_random_exponential

from analysis.briefs import phrases
from analysis.briefs.dialogue import Limits, Messages, NoAnswer, written_with
from analysis.briefs.phrased import phrased
from analysis.briefs.rows import Rows
from analysis.briefs.subjects import BriefFacts
from analysis.briefs.written import Written
from analysis.protocols import Fingerprint
from data.errors import BadInput, MissingPart
from data.settings import Settings

VERSION = "1"
UNWELL = (408, 425, 429, 500, 502, 503, 504)
UNKNOWN_FORM = (400, 404, 415, 422, 501)  # may mean that the endpoint knows no such form of answer
FORMS = ("json_schema", "json_object", "plain")
ANSWER_BYTES = 1 << 20
ANSWER_TOKENS = 3000
LONGEST_WAIT_S = 20.0
TEMPERATURE = 0.7


class _Unwell(Exception):
    """The endpoint could not answer this time; `asked_s` is how long it asks to wait."""

    def __init__(self, why: str, asked_s: float | None = None) -> None:
        super().__init__(why)
        self.asked_s = asked_s


class _UnknownForm(Exception):
    """The endpoint does not take the form of answer it was asked for."""


class ApiWriter:
    """Writes briefs through `POST <url>/chat/completions`.

    The answer is asked for by JSON schema; an endpoint that knows none is asked for a JSON object, then for plain text.
    A brief always stands within its limit: what the endpoint cannot write, the phrases do.

    Args:
        url: base address, such as http://127.0.0.1:8000/v1.
        model: the model's name there.
        key: sent as a bearer token where there is one.
        limits: of one brief.
        stream: whether the answer is asked for piece by piece.
    """

    def __init__(self, url: str, model: str, key: SecretStr | None, limits: Limits, stream: bool = True) -> None:
        self._url, self._model, self._key = url.rstrip("/"), model, key
        self._limits, self._stream = limits, stream
        self._form = 0  # the first of FORMS that the endpoint was not found to refuse
        settings = {"url": self._url, "model": model}
        self.fingerprint = Fingerprint("writer", "api-writer", f"{VERSION}-{phrases.version()}", settings)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Take the endpoint that `HEMLINE_WRITER_URL` and `HEMLINE_WRITER_NAME` name.

        Raises:
            MissingPart: no endpoint or no model is named.
            BadInput: the address is none, or a key would travel in the clear, or others may read the key's file.
        """
        if not settings.writer_url:
            raise MissingPart("No endpoint is named; set HEMLINE_WRITER_URL, such as http://127.0.0.1:8000/v1.")
        if not settings.writer_name:
            raise MissingPart("No model is named; set HEMLINE_WRITER_NAME to its name at HEMLINE_WRITER_URL.")
        key = _key(settings)
        _refuse_address(settings.writer_url, key)
        limits = Limits(whole_s=settings.writer_limit_s)
        return cls(settings.writer_url, settings.writer_name, key, limits, settings.writer_stream)

    def write(self, facts: BriefFacts, rows: Rows) -> Written:
        """Return a brief in the model's words where the check lets them pass, else in the phrases'."""
        draft = phrased(facts, rows, str(self.fingerprint))
        with httpx2.Client(headers=self._headers(), follow_redirects=False) as client:
            return written_with(
                lambda messages, schema, left_s: self._ask(client, messages, schema, left_s), draft, rows, self._limits
            )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key.get_secret_value()}"} if self._key else {}

    def _ask(self, client: httpx2.Client, messages: Messages, schema: dict[str, Any], left_s: float) -> str:
        """Return the endpoint's answer, asked again while it is unwell and there is time.

        Raises:
            NoAnswer: there is none.
        """
        ends = time.monotonic() + left_s
        retrying = Retrying(
            retry=retry_if_exception_type(_Unwell), stop=stop_before_delay(left_s), wait=_wait, reraise=True
        )
        try:
            return str(retrying(self._asked, client, messages, schema, ends))
        except _Unwell as error:
            raise NoAnswer(f"the endpoint {error}") from error

    def _asked(self, client: httpx2.Client, messages: Messages, schema: dict[str, Any], ends: float) -> str:
        """Ask once, by the best form of answer that the endpoint takes."""
        while True:
            try:
                return self._read(client, self._body(messages, schema), ends)
            except _UnknownForm as error:
                if self._form + 1 == len(FORMS):
                    raise NoAnswer(f"the endpoint refused the question: {error}") from error
                self._form += 1

    def _body(self, messages: Messages, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the question as the endpoint takes it."""
        form = FORMS[self._form]
        asked: dict[str, Any] = {"type": form}
        if form == "json_schema":
            asked["json_schema"] = {"name": "answer", "schema": schema}
        told = messages if form == "json_schema" else [*messages[:-1], _with_schema(messages[-1], schema)]
        body = {
            "model": self._model, "messages": told, "temperature": TEMPERATURE, "max_tokens": ANSWER_TOKENS,
            "stream": self._stream,
        }  # fmt: skip
        return body if form == "plain" else {**body, "response_format": asked}

    def _read(self, client: httpx2.Client, body: dict[str, Any], ends: float) -> str:
        """Send a question and return the words of the answer.

        Raises:
            _Unwell: the endpoint may answer another time.
            _UnknownForm: it may take another form.
            NoAnswer: it will not answer.
        """
        left_s = max(0.05, ends - time.monotonic())
        try:
            with client.stream("POST", f"{self._url}/chat/completions", json=body, timeout=left_s) as answer:
                _refuse_status(answer)
                lines = _in_time(answer, ends)
                is_stream = "text/event-stream" in answer.headers.get("content-type", "")
                return _streamed(lines) if is_stream else _whole(lines)
        except httpx2.TimeoutException as error:
            raise NoAnswer("the endpoint did not answer in time") from error
        except httpx2.TransportError as error:
            raise _Unwell(f"could not be reached or broke off ({type(error).__name__})") from error


def _key(settings: Settings) -> SecretStr | None:
    """Return the key of the environment, else of `writer.key` in the home.

    Raises:
        BadInput: others than the owner may read the file.
    """
    path = settings.home / "writer.key"
    if settings.writer_key or not path.is_file():
        return settings.writer_key
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadInput(f"Others may read the key in '{path}'; run 'chmod 600 {path}'.")
    return SecretStr(path.read_text(encoding="utf-8").strip())


def _refuse_address(address: str, key: SecretStr | None) -> None:
    """Refuse what is no web address, and to send a key in the clear to another machine.

    Raises:
        BadInput: it is one of these.
    """
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL as error:
        raise BadInput(
            f"HEMLINE_WRITER_URL '{address}' is no address; give one such as http://127.0.0.1:8000/v1."
        ) from error
    if url.scheme not in ("http", "https") or not url.host:
        raise BadInput(f"HEMLINE_WRITER_URL '{address}' is no address; give one such as http://127.0.0.1:8000/v1.")
    if key and url.scheme == "http" and not _is_here(url.host):
        raise BadInput(f"The key would travel in the clear to '{url.host}'; give HEMLINE_WRITER_URL with https.")


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_status(answer: httpx2.Response) -> None:
    """Tell an answer that is none by its status.

    Raises:
        _Unwell, _UnknownForm, NoAnswer: as `_read` says.
    """
    if answer.status_code in UNWELL:
        raise _Unwell(f"answered {answer.status_code}", _seconds(answer.headers.get("retry-after")))
    if answer.status_code in UNKNOWN_FORM:
        raise _UnknownForm(str(answer.status_code))
    if answer.status_code != 200:
        raise NoAnswer(f"the endpoint answered {answer.status_code}")


def _seconds(asked: str | None) -> float | None:
    """Return a `Retry-After` in seconds; None where there is none, or a date."""
    try:
        return max(0.0, float(asked)) if asked else None
    except ValueError:
        return None


def _wait(state: RetryCallState) -> float:
    """Return how long to wait: what the endpoint asks for, else twice as long after each try."""
    failed = state.outcome.exception() if state.outcome else None
    asked_s = failed.asked_s if isinstance(failed, _Unwell) else None
    return asked_s if asked_s is not None else wait_random_exponential(multiplier=0.5, max=LONGEST_WAIT_S)(state)


def _in_time(answer: httpx2.Response, ends: float) -> Iterator[str]:
    """Yield the lines of an answer while there is time and it is not too long.

    Raises:
        NoAnswer: it trickles on, or never ends.
    """
    size = 0
    for line in answer.iter_lines():
        size += len(line) + 1
        if time.monotonic() > ends:
            raise NoAnswer("the endpoint did not finish in time")
        if size > ANSWER_BYTES:
            raise NoAnswer("the endpoint's answer does not end")
        yield line


def _whole(lines: Iterator[str]) -> str:
    """Return the words of an answer that came at once.

    Raises:
        NoAnswer: it has none, or was cut off.
    """
    try:
        choice = json.loads("\n".join(lines))["choices"][0]
        words, ended = str(choice["message"]["content"]), choice.get("finish_reason")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise NoAnswer("the endpoint's answer has no words") from error
    if ended == "length":
        raise NoAnswer("the endpoint's answer was cut off")
    return words


def _streamed(lines: Iterator[str]) -> str:
    """Return the words of an answer that came piece by piece.

    Raises:
        NoAnswer: a piece cannot be read, or the stream broke off before its end.
    """
    words, ended = "", None
    for line in lines:
        piece = line.removeprefix("data:").strip()
        if not line.startswith("data:") or piece == "[DONE]":
            continue
        try:
            choices = json.loads(piece)["choices"]
            words += choices[0]["delta"].get("content") or "" if choices else ""
            ended = (choices[0].get("finish_reason") if choices else None) or ended
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise NoAnswer("a piece of the endpoint's stream cannot be read") from error
    if ended != "stop":
        raise NoAnswer("the endpoint's stream broke off")
    return words


def _with_schema(message: dict[str, str], schema: dict[str, Any]) -> dict[str, str]:
    """Return a message with the schema in its words, for an endpoint that takes none beside it."""
    return {**message, "content": f"{message['content']}\n\nJSON schema of the answer:\n{json.dumps(schema)}"}
