"""What a sentence says besides its figures: which labels, names, directions, stages and seasons stand in it. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from analysis.briefs import phrases
from analysis.briefs.reasons import Reason
from analysis.text.tags import VocabularyTagger
from analysis.topics.stop_words import stop_words
from data.reading_rules import load_rules
from data.vocabulary import load_vocabulary

SENTENCE_HEADS = re.compile(r"(?:^|[.!?:;“”\"(]|\s[–—-])\s*[“\"(]?$")
CAPITALISED = re.compile(r"(?<![\w’'-])[A-Z][\w’'&.-]*")
LATIN = re.compile(r"[A-Za-z][A-Za-z&.'-]*")
HAN = re.compile("[\u3400-\u9fff]")
OTHER_SCRIPTS = re.compile(r"[^\W\d_]")
MARKUP = re.compile(
    r"https?:|www\.|\S@\S|@\w|#\w|[<>{}\[\]|`*_\\]|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069]"
)
SHORTEST = 2  # characters of a headline or a sentence


@dataclass(frozen=True)
class Directions:
    """Which way a sentence says that things go."""

    up: bool
    down: bool
    above: bool
    below: bool


@dataclass(frozen=True)
class Seen:
    """A label that stands in a text, and where."""

    label_id: str
    start: int
    end: int


def directions(text: str, language: str) -> Directions:
    """Return which ways a sentence says that things go."""
    rules = _rules(language)
    text = rules["still"].sub("", text)
    return Directions(*(bool(rules[name].search(text)) for name in ("up", "down", "above", "below")))


def stages(text: str, language: str) -> set[str]:
    """Return the stages a sentence names."""
    rules = _rules(language)
    return {rules["stage"][found.lower()] for found in rules["stages"].findall(rules["still"].sub("", text))}


def confidences(text: str, language: str) -> set[str]:
    """Return the confidences a sentence names."""
    rules = _rules(language)
    return {rules["confident"][found.lower()] for found in rules["confidence"].findall(text)}


def spelled_figures(text: str, language: str) -> list[str]:
    """Return the figures that a sentence writes in words, but for those the phrases need."""
    rules = _rules(language)
    for known in rules["spelled"]:
        text = re.sub(re.escape(known), " ", text, flags=re.IGNORECASE)
    return [str(found.group()) for found in rules["numbers"].finditer(text)]


def form_reasons(text: str, language: str, longest: int | None = None) -> Iterable[Reason]:
    """Yield what no sentence of a brief may have: links, marks, orders, claims beyond a forecast, too many words."""
    rules = _rules(language)
    longest = longest or rules["longest"]
    if not SHORTEST <= len(text.strip()) <= longest:
        yield Reason("length", {"length": len(text.strip()), "least": SHORTEST, "most": longest})
    if found := MARKUP.search(text):
        yield Reason("mark", {"words": found.group()})
    yield from (Reason("no-place", {"words": found.group()}) for found in rules["never"].finditer(text))
    yield from (Reason("words-beyond", {"words": found.group()}) for found in rules["beyond"].finditer(text))


def language_reasons(text: str, language: str) -> Iterable[Reason]:
    """Yield where a text, its names taken out, is not of its language."""
    letters = OTHER_SCRIPTS.findall(text)
    han = sum(bool(HAN.match(letter)) for letter in letters)
    if language == "zh" and letters and han < len(letters):
        foreign = next((found.group() for found in LATIN.finditer(text)), "")
        yield Reason("word-not-chinese", {"words": foreign}) if foreign else Reason("not-chinese")
    if language == "en" and any(ord(letter) > 0x24F for letter in letters):
        yield Reason("not-english")


def strange_names(text: str, language: str) -> list[str]:
    """Return the words of a text, its labels' names taken out, that look like somebody's name."""
    if language == "zh":
        return []  # Latin letters are found by `language_reasons`, Chinese houses by `brands`
    found = []
    for match in CAPITALISED.finditer(text):
        word = match.group().rstrip(".'’-")
        if word == "I" or (_heads(text, match.start()) and _is_word(word)):
            continue
        found.append(word)
    return found


def brands(text: str, more: Iterable[str]) -> list[str]:
    """Return the designers and brands a text names: those of a short list, and `more`."""
    found = [str(match.group()) for match in _brands().finditer(text) if not _is_common(match.group(), text, match)]
    return found + [name for name in more if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)]


def labels_in(text: str, language: str) -> list[Seen]:
    """Return the labels of the vocabulary that stand in a text, sure or not, as a reader of posts finds them."""
    tagger = _tagger()
    tags = [*tagger.tag([text], [language])[0], *_unsure(text, language)]
    return [Seen(tag.label_id, tag.span_start or 0, tag.span_end or 0) for tag in tags]


def _unsure(text: str, language: str) -> list[Any]:
    """Return the tags of words that mean something only in posts about clothes, as a brief is."""
    ordinary = set(_rules(language)["ordinary"])
    return [tag for tag in _tagger().doubtful([text], [language])[0] if (tag.evidence or "").lower() not in ordinary]


def _heads(text: str, start: int) -> bool:
    """Tell whether a word stands at the head of a sentence."""
    return SENTENCE_HEADS.search(text[:start]) is not None


def _is_word(word: str) -> bool:
    """Tell whether a word at the head of a sentence is one that our phrases, or anybody's sentences, begin with."""
    plain = word.lower().replace("’", "'")
    return plain in phrases.words("en") or plain in stop_words() or plain in _rules("en")["openers"]


def _is_common(name: str, text: str, match: re.Match[str]) -> bool:
    """Tell whether a brand's name is a common word here."""
    common = next((one for one in _table()["brands"]["capitals"] if one.lower() == name.lower()), None)
    return common is not None and (name != common or _heads(text, match.start()))


@cache
def _brands() -> re.Pattern[str]:
    names = sorted(_table()["brands"]["known"], key=len, reverse=True)
    latin = "|".join(re.escape(name) for name in names if name[0].isascii() or name[0] == "É")
    han = "|".join(re.escape(name) for name in names if HAN.match(name))
    return re.compile(rf"(?<!\w)(?:{latin})(?!\w)|{han}", re.IGNORECASE)


@cache
def _tagger() -> VocabularyTagger:
    return VocabularyTagger(load_vocabulary(), load_rules())


@cache
def _rules(language: str) -> dict[str, Any]:
    """Return the rules of a language with their expressions compiled."""
    listed = _table()[language]
    compiled = ("up", "down", "above", "below", "still", "numbers", "beyond", "never", "confidence", "stages")
    expressions = {name: re.compile(listed[name], re.IGNORECASE) for name in compiled}
    return {**listed, **expressions, "openers": frozenset(listed["openers"].split())}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("analysis.briefs").joinpath("prose.toml").read_text(encoding="utf-8"))


def without(text: str, names: Sequence[str]) -> str:
    """Return a text with names taken out, the longest first, a plural's ending with each."""
    for name in sorted({name for name in names if name}, key=len, reverse=True):
        ending = "(?:e?s)?(?![a-z0-9])" if name[-1].isascii() else ""
        start = "(?<![a-z0-9])" if name[0].isascii() else ""
        text = re.sub(
            rf"{start}{re.escape(name)}{ending}", lambda found: " " * len(found.group()), text, flags=re.IGNORECASE
        )
    return text
