"""A post as a row of words: how text is cut, folded and found again at its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from string import ascii_lowercase

from ahocorasick_rs import AhoCorasick

from data.reading_rules import simplified_characters

# Scripts written without spaces, and Hangul, whose particles cling to the word.
JOINED = "぀-ヿ㐀-鿿豈-﫿가-힯ｦ-ﾟ"
KANA = "".join(map(chr, range(0x3041, 0x30FD)))
MOODS = "🙄🤮🤢👎🤡🥱😒🗑❌🚫✅😍🥰🔥"  # the only emoji that are read, as marks of stance
TOKEN = re.compile(
    rf"#[^\W_][\w]*|[{JOINED}]+|[^\W_{JOINED}]+|[.!?…。！？;；,，、:：\n<>＜＞%£$€¥￥{MOODS}]|[+\u2212](?=\d)"
)
END = " . "  # a post ends as a sentence does
PLAIN_TOKEN = re.compile(r"[a-zA-Z0-9]+|[.!?;,:\n<>%$]|#[a-zA-Z0-9]\w*|\+(?=\d)", re.ASCII)  # the same, for ASCII
IS_JOINED = re.compile(rf"[{JOINED}]")
HASHTAG = re.compile(r"#(\w+)")
CAMEL = re.compile(rf"[{JOINED}]+|[A-Z]{{2,}}(?![a-z])|[A-Z]?[a-zß-öø-ÿ]+|[A-ZÀ-Þ]+|\d+(?:[a-z]+)?|[^\W_]+")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
ELONGATED = re.compile(r"([^\W\d_])\1\1+")
# Letters that people repeat; a search for three of a kind costs a tenth of the expression's.
STRETCHED = AhoCorasick(
    [letter * 3 for letter in f"{ascii_lowercase}{KANA}아어오우이야여요유애에으하넘好太超真美买绝爱丑"]
)
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0f\ufeff]")
FOLD = str.maketrans(
    {
        **dict.fromkeys("àáâãäå", "a"),
        **dict.fromkeys("èéêë", "e"),
        **dict.fromkeys("ìíîï", "i"),
        **dict.fromkeys("òóôõöø", "o"),
        **dict.fromkeys("ùúûü", "u"),
        **dict(zip("ñçýÿßœæ。！？；，、：＜＞…", "ncyysoa.!?;,,:<>.", strict=True)),
        **simplified_characters(),
    }
)

Split = Callable[[str], list[str] | None]


def fold(text: str) -> str:
    """Return the text in lower case, Latin accents removed, Chinese simplified, of the same length."""
    lowered = text.lower()
    return lowered if lowered.isascii() else lowered.translate(FOLD)


@cache
def pattern_of(term: str) -> str:
    """Return a vocabulary term in the form that `Words.line` has, to be found inside it."""
    tokens = TOKEN.findall(term)
    line = padded([fold(token) for token in tokens])
    start = 1 if IS_JOINED.match(tokens[0]) else 0
    return line[start : len(line) - (1 if IS_JOINED.match(tokens[-1]) else 0)]


def padded(words: list[str]) -> str:
    """Join words with a space on either side of each, so that a match is always whole words."""
    return f" {'  '.join(words)} "


class Words:
    """The words of one post.

    Attributes:
        text: the post as it was given, web addresses blanked.
        pieces: its words and marks, exact substrings of the text in their order.
        line: the folded words, each with a space on either side, and a stop at the end.
    """

    __slots__ = ("_starts", "line", "pieces", "text")

    def __init__(self, text: str, split_hashtag: Split, split_word: Split | None = None) -> None:
        """Cut the text into words.

        Args:
            text: any text.
            split_hashtag: cuts the word of a hashtag into its parts, or returns None.
            split_word: does the same for ordinary long words (German), or None where words stand apart.
        """
        self.text = text = ADDRESS.sub(_blank, text) if "//" in text or "www." in text else text
        self.pieces = (PLAIN_TOKEN if text.isascii() else TOKEN).findall(text)
        if "#" in text:
            self.pieces = _open_hashtags(self.pieces, split_hashtag)
        if split_word is not None:
            self.pieces = [part for piece in self.pieces for part in (len(piece) > 6 and split_word(piece)) or (piece,)]
        line = (padded(self.pieces) + END).lower()
        if not line.isascii():
            line = line.translate(FOLD)
        if STRETCHED.find_matches_as_indexes(line):
            line = padded([_shortened(piece) for piece in self.pieces]) + END
        self.line = line
        self._starts: list[int] = []

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where the part `start` to `end` of the line stands in the text, as character offsets."""
        line = self.line
        first = line.count("  ", 0, start + 1)
        last = first + line.count("  ", start + 1, end)
        begins = word = self._text_start(first)
        if line[start] != " ":
            begins += start - (line.rfind("  ", 0, start) + 2 if first else 1)
        if last != first:
            word = self._text_start(last)
        if line[end - 1] == " ":
            return begins, word + len(self.pieces[last])
        return begins, word + end - (line.rfind("  ", 0, end) + 2 if last else 1)

    def _text_start(self, piece: int) -> int:
        """Return where a piece begins in the text; what was found before is kept."""
        starts = self._starts
        if piece >= len(starts):
            find, at = self.text.index, starts[-1] + len(self.pieces[len(starts) - 1]) if starts else 0
            for word in self.pieces[len(starts) : piece + 1]:
                at = find(word, at)
                starts.append(at)
                at += len(word)
        return starts[piece]


def readable(text: str) -> tuple[str, list[int] | None]:
    """Return the text without invisible characters and in composed form, and where each character stood.

    The list is None where nothing was changed; else it has one place more than the new text has characters.
    """
    if text.isascii() or (not INVISIBLE.search(text) and unicodedata.is_normalized("NFC", text) and "İ" not in text):
        return text, None
    kept: list[str] = []
    places: list[int] = []
    for start, end in pairwise([*_clusters(text), len(text)]):
        part = unicodedata.normalize("NFC", INVISIBLE.sub("", text[start:end])).replace("İ", "I")
        kept.append(part)
        places.extend([start] * len(part))
    return "".join(kept), [*places, len(text)]


def _clusters(text: str) -> list[int]:
    """Return where each base character begins; combining marks and Hangul vowels stay with it."""
    joins = [bool(unicodedata.combining(c)) or "\u1160" <= c <= "\u11ff" for c in text]
    return [i for i, joined in enumerate(joins) if not joined or i == 0]


def _open_hashtags(pieces: list[str], split: Split) -> list[str]:
    opened: list[str] = []
    for piece in pieces:
        if piece[0] == "#":
            opened += ["#", *_hashtag_words(piece[1:], split)]
        else:
            opened.append(piece)
    return opened


def _hashtag_words(tag: str, split: Split) -> list[str]:
    whole = split(tag)
    if whole is not None:
        return whole
    return [word for part in CAMEL.findall(tag.replace("_", " ")) for word in (split(part) or [part])]


def _blank(address: re.Match[str]) -> str:
    """Return spaces in place of a web address: what its words name was not said by the writer."""
    return " " * len(address[0])


def _shortened(piece: str) -> str:
    """Return a word with its elongations cut: leopaaard reads leopard, soooo reads so."""
    return fold(ELONGATED.sub(r"\1", piece))
