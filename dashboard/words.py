"""The words pages show: looked up by a dotted key in `dashboard/words/<language>.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Any

from data.errors import Fault

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "zh": "中文"}

_said_in: ContextVar[str | None] = ContextVar("said_in", default=None)
_asked: list[Callable[[], str]] = [lambda: ENGLISH]


def language() -> str:
    """Return the code of the language that words are said in: the reader's on a page, English on a terminal."""
    return _said_in.get() or _asked[-1]()


@contextmanager
def said_in(code: str) -> Iterator[None]:
    """Say words in one language, whatever the reader's is: for a file, which may be made on a thread of its own."""
    token = _said_in.set(code)
    try:
        yield
    finally:
        _said_in.reset(token)


def follow(asked: Callable[[], str]) -> None:
    """Let words be said in the language that `asked` returns whenever words are looked up."""
    _asked[:] = [asked]


def say(key: str, **values: Any) -> str:
    """Return the words of `key`, such as `overview.lead_up`, with the values put in.

    Raises:
        Fault: no such key, or a value that the words need was not given.
    """
    words = _table(language()).get(key)
    if words is None:
        raise Fault(f"The words '{key}' are missing from dashboard/words/{language()}.toml; add them there.")
    try:
        return words.format(**values)
    except KeyError as missing:
        raise Fault(f"The words '{key}' need the value {missing}, which the page did not give.") from missing


def say_count(key: str, number: float) -> str:
    """Return the words of `key` for a number of things; `<key>_one` holds the words for one."""
    whole = round(number)
    return say(f"{key}_one") if whole == 1 else say(key, count=f"{whole:,}")


def say_or(key: str, otherwise: str) -> str:
    """Return the words of `key`, or `otherwise` for names that only the rows know, such as a new facet."""
    return _table(language()).get(key, otherwise)


def keys(code: str = ENGLISH) -> frozenset[str]:
    """Return every key there is in one language."""
    return frozenset(_table(code))


@cache
def _table(code: str) -> dict[str, str]:
    """Read the file once, as a flat table of dotted keys."""
    text = files("dashboard").joinpath("words", f"{code}.toml").read_text(encoding="utf-8")
    return {f"{group}.{name}": words for group, rows in tomllib.loads(text).items() for name, words in rows.items()}
