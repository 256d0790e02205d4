"""The forms a listed word takes in a post: plurals and endings by language, and words written together."""

from __future__ import annotations

import re
from collections.abc import Iterator

# For each language: (an ending, what it becomes). All that fit are used.
ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"([^s])$", r"\1s"), (r"(s|x|z|ch|sh)$", r"\1es"), (r"([^aeiou])y$", r"\1ies"), (r"f$", "ves"), (r"o$", "oes"),
    ),
    "fr": (
        (r"([^s])$", r"\1s"), (r"([^e])$", r"\1e"), (r"([^e])$", r"\1es"), (r"eux$", "euse"), (r"eau$", "eaux"),
        (r"al$", "aux"), (r"f$", "ve"), (r"et$", "ette"),
    ),
    "es": (
        (r"([aeiou])$", r"\1s"), (r"([^aeious])$", r"\1es"), (r"o$", "a"), (r"o$", "os"), (r"o$", "as"), (r"z$", "ces"),
        (r"on$", "ones"), (r"ón$", "ones"), (r"or$", "ora"),
    ),
    "pt": (
        (r"([aeiouã])$", r"\1s"), (r"([^aeious])$", r"\1es"), (r"o$", "a"), (r"o$", "os"), (r"o$", "as"),
        (r"m$", "ns"), (r"l$", "is"), (r"ão$", "ões"),
    ),
    "it": (
        (r"o$", "i"), (r"o$", "a"), (r"o$", "e"), (r"a$", "e"), (r"e$", "i"), (r"co$", "chi"), (r"ca$", "che"),
        (r"io$", "i"), (r"cia$", "ce"), (r"ga$", "ghe"),
    ),
    "de": (
        (r"$", "s"), (r"$", "e"), (r"$", "er"), (r"$", "en"), (r"$", "es"), (r"$", "em"), (r"e$", "en"), (r"e$", "er"),
        (r"e$", "es"), (r"$", "n"), (r"el$", "eln"),
    ),
}  # fmt: skip
ROMANCE = {"fr", "es", "it", "pt"}
LINKING = re.compile(r"(de|du|des|da|do|di|del|della|d'|à|au|aux|a|al|alla|en|in|con|com|sin|sem|sans|senza|per)\b")
SHORTEST = {"en": 3, "fr": 3, "es": 3, "pt": 3, "it": 4, "de": 3}
COLOUR = (("colour ", "color "), ("coloured", "colored"), ("grey", "gray"), ("jewell", "jewel"))
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# A particle may cling to a Korean word of one syllable; longer ones are found anywhere.
PARTICLES = ("", "은", "는", "이", "가", "을", "를", "도", "에", "의", "로", "와", "과", "색", "만")


def forms(term: str, lang: str) -> Iterator[str]:
    """Yield the term, its inflected forms, its spellings and, for several words, the term written together."""
    for form in _spellings(term, lang):
        yield form
        yield from _inflected(form, lang)
        yield from _head_inflected(form, lang)


def together(term: str) -> str | None:
    """Return a term of several words written as one, as in hashtags, or None where that is too short to be told."""
    joined = re.sub(r"[\s\-'’]+", "", term)
    return joined if joined != term and len(joined) >= 5 else None


def _spellings(term: str, lang: str) -> Iterator[str]:
    yield term
    if lang == "en":
        for one, other in COLOUR:
            if one in term:
                yield term.replace(one, other)
    if lang == "de" and term.translate(UMLAUTS) != term:
        yield term.translate(UMLAUTS)


def _inflected(term: str, lang: str) -> Iterator[str]:
    head, space, last = term.rpartition(" ")
    if len(last) < SHORTEST.get(lang, 99) or (not last.isalpha() and "-" not in last):
        return
    for ending, becomes in ENDINGS[lang]:
        if re.search(ending, last):
            yield f"{head}{space}{re.sub(ending, becomes, last, count=1)}"
    if space and lang in ROMANCE and head.isalpha() and len(head) >= 4:
        yield from _both_inflected(head, last, lang)


def _head_inflected(term: str, lang: str) -> Iterator[str]:
    """Yield "vestes de survêt" from "veste de survêt": before "of", "with" or "in" only the noun in front changes."""
    head, _, rest = term.partition(" ")
    if lang in ROMANCE and len(head) >= 4 and head.isalpha() and LINKING.match(rest):
        yield from (f"{re.sub(e, b, head, count=1)} {rest}" for e, b in ENDINGS[lang] if re.search(e, head))


def _both_inflected(head: str, last: str, lang: str) -> Iterator[str]:
    """Yield "robes longues" from "robe longue": in Romance languages the noun in front is inflected too."""
    heads = {re.sub(e, b, head, count=1) for e, b in ENDINGS[lang] if re.search(e, head)}
    lasts = {last} | {re.sub(e, b, last, count=1) for e, b in ENDINGS[lang] if re.search(e, last)}
    yield from (f"{first} {second}" for first in sorted(heads) for second in sorted(lasts))
