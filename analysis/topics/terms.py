"""Terms: the hashtags, words and phrases of a text that could be a name of something, and whether they are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from analysis.topics.stop_words import stop_words

LONGEST = 3
UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # scripts written without spaces: runs are no words
NOT_TEXT = re.compile(r"https?://\S+|www\.\S+|\[(?:handle|email|phone|link|url)\]")
PIECE = re.compile(r"[^\w\s#'’-]+")
TOKEN = re.compile(rf"#\w{{2,}}|[^\W\d_{UNSPACED}](?:[^\W_{UNSPACED}]|['’-](?=[^\W_{UNSPACED}]))+|[{UNSPACED}]+|\S")
WORD = re.compile(rf"#|[^\W{UNSPACED}]")
BREAK_OR_TOKEN = re.compile(rf"\0|[^\w\s#'’\0-]+|{TOKEN.pattern}")


def known_words(words: Iterable[str]) -> frozenset[str]:
    """Return the vocabulary's words as terms look here: each phrase, its singular, and both without spaces."""
    known = set()
    for word in words:
        tokens = [token for part in _pieces(word) for token in part]
        for spelt in (" ".join(tokens), "".join(tokens)):
            known |= _forms(spelt) | _forms(spelt.replace("-", "")) | _forms(spelt.replace("-", " "))
    return frozenset(known - {""})


def _pieces(text: str) -> Iterator[list[str]]:
    """Yield the runs of tokens of a text that no punctuation divides, in lower case."""
    folded = unicodedata.normalize("NFKC", NOT_TEXT.sub(" . ", text)).lower().replace("’", "'")
    for piece in PIECE.split(folded):
        if tokens := TOKEN.findall(piece):
            yield tokens


def pieces_and_tokens(folded: str) -> list[str]:
    """Return the tokens of a folded text, and the punctuation that divides them as tokens of its own."""
    return BREAK_OR_TOKEN.findall(folded)


def terms_of(text: str) -> set[str]:
    """Return the hashtags, words and phrases of a text that could be a name of something."""
    found = set()
    for tokens in _pieces(text):
        for start in range(len(tokens)):
            for stop in range(start + 1, min(start + LONGEST, len(tokens)) + 1):
                if _could_be_name(tokens[start:stop]):
                    found.add(" ".join(tokens[start:stop]))
    return found


def _could_be_name(tokens: list[str]) -> bool:
    """Tell whether every token means something and both ends are words; a hashtag stands alone."""
    if not all(len(token) > 2 and WORD.match(token) for token in (tokens[0], tokens[-1])):
        return False
    if any(token.startswith("#") for token in tokens):
        return len(tokens) == 1
    return stop_words().isdisjoint(tokens)


def is_known(term: str, known: frozenset[str]) -> bool:
    """Tell whether the vocabulary has the term, as a hashtag, in the plural or with a hyphen too."""
    word = term.lstrip("#")
    return not known.isdisjoint(_forms(word) | _forms(word.replace("-", "")) | _forms(word.replace("-", " ")))


def parts_of_known(known: frozenset[str]) -> frozenset[str]:
    """Return the single words that the vocabulary's phrases are made of."""
    return frozenset(token for phrase in known if " " in phrase for token in phrase.split())


def parts_of(term: str) -> list[str]:
    """Return the shorter runs of words inside a phrase."""
    words = term.split()
    spans = [(a, b) for a in range(len(words)) for b in range(a + 1, len(words) + 1) if b - a < len(words)]
    return [" ".join(words[a:b]) for a, b in spans]


def _forms(phrase: str) -> set[str]:
    """Return a phrase as it is and without the plural endings its last word may have."""
    cut = {phrase[: -len(ending)] for ending in ("s", "es") if phrase.endswith(ending) and len(phrase) > 4}
    return {phrase, *cut}


def bare(term: str) -> str:
    """Return what a term and its hashtag share."""
    return re.sub(r"[#' -]", "", term)


def kind_of(term: str) -> str:
    """Return whether a term is a hashtag, a phrase or a word."""
    return "hashtag" if term.startswith("#") else "phrase" if " " in term else "word"
