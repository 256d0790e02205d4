"""The rules for reading posts that are data: words of stance and of context, by language."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import product

from data.errors import BadInput

STANCE = (
    "against-after",
    "against-near",
    "against-either",
    "compared",
    "beaten",
    "left",
    "reached",
    "above",
    "preferring",
    "against-before",
    "against-list",
    "for-after",
    "for-before",
    "for-list",
    "praise",
    "wish",
    "listing",
    "accident",
    "weighing",
    "choosing",
    "self",
    "contrast",
    "along",
    "swapped",
)
CONTEXT = ("phrases", "weak", "things", "dress", "clothes", "away", "never", "local", "fillers")

CHOICE = re.compile(r"\{([^{}]*)\}")

Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class ReadingRules:
    """The words of each kind of cue, by language.

    Attributes:
        stance: the tables of `stance.toml`; each file says what its tables mean.
        context: the tables of `context.toml`.
    """

    stance: Mapping[str, Words]
    context: Mapping[str, Words]

    @cached_property
    def version(self) -> str:
        """Hash of all rules: 16 hex digits."""
        said = json.dumps([self.stance, self.context, simplified_characters()], sort_keys=True)
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


@lru_cache(maxsize=1)
def simplified_characters() -> Mapping[str, str]:
    """Read from `characters.toml` which simplified Chinese character each traditional one stands for."""
    document = tomllib.loads((files("data") / "vocab" / "characters.toml").read_text(encoding="utf-8"))
    return dict(zip("".join(document["traditional"]), "".join(document["simplified"]), strict=True))


@lru_cache(maxsize=1)
def load_rules() -> ReadingRules:
    """Read `stance.toml` and `context.toml`.

    Raises:
        BadInput: a table is missing or unknown, or does not list words by language.
    """
    return ReadingRules(_tables("stance.toml", STANCE), _tables("context.toml", CONTEXT))


def _tables(name: str, known: tuple[str, ...]) -> dict[str, Words]:
    try:
        document = tomllib.loads((files("data") / "vocab" / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name} is not valid TOML: {error}.") from error
    if odd := sorted(set(document) ^ set(known)):
        raise BadInput(f"{name} must have exactly the tables {', '.join(known)}; '{odd[0]}' is missing or unknown.")
    return {kind: _by_language(name, kind, body) for kind, body in document.items()}


def _by_language(name: str, kind: str, body: Mapping[str, object]) -> Words:
    words: dict[str, tuple[str, ...]] = {}
    for lang, listed in body.items():
        if not isinstance(listed, list) or not all(isinstance(word, str) and word.strip() for word in listed):
            raise BadInput(f"{name}: the table [{kind}] must list texts under '{lang}'.")
        words[lang] = tuple(dict.fromkeys(term for word in listed for term in spelled_out(word)))
    return words


def spelled_out(word: str) -> list[str]:
    """Return the terms that a shortened one stands for: "looks {cheap,tacky}", "down {1..99}%"; a part may be empty."""
    parts = [_choices(part) if i % 2 else [part] for i, part in enumerate(CHOICE.split(word))]
    return [" ".join("".join(chosen).split()) for chosen in product(*parts)]


def _choices(listed: str) -> list[str]:
    first, dots, last = listed.partition("..")
    if dots and first.isdigit() and last.isdigit():
        return [str(number) for number in range(int(first), int(last) + 1)]
    return listed.split(",")
