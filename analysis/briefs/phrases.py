"""The phrase tables by language: which phrase a sentence takes at its turn, and every word they use."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from data.records import short_hash

LANGUAGES = ("en", "zh")
TONES = ("plain", "warm", "editorial")
CHOICE = re.compile(r"<([^<>]*)>")


class Phrase(NamedTuple):
    """One phrase, with places for words and figures, and the id by which people like it or not."""

    text: str
    phrase_id: str


def phrase(
    language: str, section: str, slot: str, tone: str, key: str, turn: int, liked: Mapping[str, float] | None = None
) -> Phrase:
    """Return the phrase whose turn it is; those of the tone and those of any tone alternate.

    Args:
        language: en | zh.
        section: such as why_now.
        slot: such as growth.
        tone: plain | warm | editorial.
        key: where the turns begin; the same key always gives the same phrases.
        turn: from 0; turns that follow each other give different phrases while there are any left.
        liked: how liked phrases are by their ids, from -1 to 1; one that is liked has two turns where there are three
            or more, one that is not liked has none while there are others.
    """
    listed = table(language)[section][slot]
    at, own = int(short_hash(key, section, slot), 16) + turn, listed.get(tone, ())
    pool = _turns(own if own and at % 2 else listed["any"], liked or {})
    chosen = pool[(at // 2 if own else at) % len(pool)]
    text = CHOICE.sub(lambda found: _option(found[1], f"{key} {turn} {found.start()}"), chosen)
    return Phrase(text, short_hash(chosen))


def _turns(pool: list[str], liked: Mapping[str, float]) -> list[str]:
    """Return the phrases in their turns, the two of one that is liked apart from each other."""
    score = {text: liked.get(short_hash(text), 0.0) for text in pool} if liked else {}
    twice = [text for text in pool if score.get(text, 0.0) > 0]
    once = [text for text in pool if score.get(text, 0.0) == 0]
    if len(once) < 2 or not twice:
        return [*twice, *once] or pool
    middle = len(once) // 2
    return [*twice, *once[:middle], *twice, *once[middle:]]


def _option(listed: str, key: str) -> str:
    """Return one of `a|b|c`."""
    options = listed.split("|")
    return options[int(short_hash(key), 16) % len(options)]


def phrases(language: str) -> list[str]:
    """Return every phrase of a language's table."""
    slots = [slot for section in table(language).values() for slot in section.values() if isinstance(slot, dict)]
    return [text for slot in slots for pool in ("any", *TONES) for text in slot.get(pool, ())]


@cache
def words(language: str) -> frozenset[str]:
    """Return the words that the phrases of a language are made of, in lower case."""
    return frozenset(re.findall(r"[^\W\d_]+", " ".join(phrases(language)).lower()))


@cache
def version() -> str:
    """Return a hash of every phrase: 16 hex digits."""
    return hashlib.sha256("".join(_text(language) for language in LANGUAGES).encode()).hexdigest()[:16]


@cache
def table(language: str) -> dict[str, Any]:
    """Return the phrase table of a language."""
    return tomllib.loads(_text(language))


def _text(language: str) -> str:
    return files("analysis.briefs").joinpath(f"phrases_{language}.toml").read_text(encoding="utf-8")
