"""Text for a PDF whose built-in types each hold some scripts: which type draws which letters, and which none can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from xml.sax.saxutils import escape

LATIN, HAN, HANGUL = "Helvetica", "STSong-Light", "HYSMyeongJo-Medium"
NO_TYPE = "□"
HAN_SPANS = (  # what the Chinese type holds besides ideographs: Greek, Cyrillic, kana, full-width forms, a few signs
    (0x0391, 0x03C9), (0x0401, 0x0451), (0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x25A1, 0x25A1),
)  # fmt: skip
HANGUL_SPANS = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF))
INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
MARKS = re.compile(r"\\(.)|(\*\*)|`|(.)", re.DOTALL)


@cache
def register() -> None:
    """Make the built-in Asian types known to reportlab; bold and italic of them are the same."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    for name in (HAN, HANGUL):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
        pdfmetrics.registerFontFamily(name, normal=name, bold=name, italic=name, boldItalic=name)


def from_markdown(text: str) -> str:
    """Turn a sentence of Hemline's (Markdown: bold, code, escapes) into reportlab's markup.

    Whatever the sentence quotes was escaped for Markdown; here it becomes letters, never tags.
    """
    parts, is_bold = [], False
    for escaped, bold, letter in MARKS.findall(text):
        if bold:
            parts.append("</b>" if is_bold else "<b>")
            is_bold = not is_bold
        else:
            parts.append(escaped or letter)
    return "".join(_marked(parts)) + ("</b>" if is_bold else "")


def from_plain(text: str) -> str:
    """Turn plain text into reportlab's markup, every letter as it is."""
    return "".join(_marked(list(text)))


def runs(text: str, latin: str = LATIN) -> list[tuple[str, str]]:
    """Return plain text as runs of one type each: the type and its letters."""
    letters = (_drawable(letter) for letter in INVISIBLE.sub("", text))
    return [(name, "".join(run)) for name, run in groupby(letters, key=lambda letter: _type(letter) or latin)]


def is_asian(text: str) -> bool:
    """Tell whether a text has letters of the Asian types, between which a line may break."""
    return any(_type(letter) for letter in text)


def _marked(parts: list[str]) -> Iterator[str]:
    """Put runs of Asian letters into their type, escape the rest, and leave the tags (longer than a letter) alone."""
    for is_tag, group in groupby(parts, key=lambda part: len(part) > 1):
        if is_tag:
            yield from group
            continue
        for name, letters in runs("".join(group), ""):
            yield f'<font name="{name}">{escape(letters)}</font>' if name else escape(letters)


def _drawable(letter: str) -> str:
    """Return the letter, its like that a type holds, or the sign for a letter that none holds."""
    if letter == "\u2212":
        return "–"
    if letter.isspace() and letter != "\u00a0":
        return " "
    if _type(letter):
        return letter
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return NO_TYPE
    return letter if letter.isprintable() or letter == "\u00a0" else NO_TYPE


def _type(letter: str) -> str:
    """Return the Asian type that draws a letter, nothing for the others."""
    code = ord(letter)
    if any(low <= code <= high for low, high in HANGUL_SPANS):
        return HANGUL
    return HAN if any(low <= code <= high for low, high in HAN_SPANS) else ""
