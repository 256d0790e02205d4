"""Texts broken into lines by the widths of Helvetica, the same for every kind of file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from reportlab.pdfbase.pdfmetrics import stringWidth

LEADING = 1.2  # from one line to the next, in sizes of the font
ROOM = 0.95  # of a line: other fonts than Helvetica are a little wider


def broken(text: str, size: float, width: float, most: int) -> tuple[str, ...]:
    """Return a text in lines no wider than given, at most so many; a text that is cut ends with an ellipsis."""
    lines = [line for part in clean(text).split("\n") for line in _wrapped(part, size, width * ROOM)]
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and _wide(f"{last}…", size) > width * ROOM:
        last = last[:-1]
    return (*lines[: most - 1], f"{last.rstrip()}…")


def clean(text: str) -> str:
    """Return a text without the characters that no file may hold, line by line."""
    return "\n".join("".join(_kept(c) for c in line) for line in text.splitlines())


def _kept(character: str) -> str:
    """Return a character, a blank for every kind of blank, nothing for what is none."""
    return character if character.isprintable() else " " if character.isspace() else ""


def _wrapped(text: str, size: float, width: float) -> list[str]:
    """Return one paragraph in lines; a word is broken where it is too long for one, Chinese anywhere."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and _wide(line + piece.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
        while _wide(line.rstrip(), size) > width and len(line) > 1:
            cut = next(n for n in range(len(line), 0, -1) if n == 1 or _wide(line[:n], size) <= width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterator[str]:
    """Yield what a line may be broken after: words with their blank, and single wide characters."""
    word = ""
    for character in text:
        if is_wide(character):
            if word:
                yield word
            yield character
            word = ""
            continue
        word += character
        if character.isspace():
            yield word
            word = ""
    if word:
        yield word


def _wide(text: str, size: float) -> float:
    """Return how wide a text is, by Helvetica's widths; a wide character takes a square."""
    narrow = "".join(c if ord(c) < 256 else "n" for c in text if not is_wide(c))
    return float(stringWidth(narrow, "Helvetica", size)) + size * sum(map(is_wide, text))


def is_wide(character: str) -> bool:
    """Tell whether a character takes a square, as Chinese does."""
    return unicodedata.east_asian_width(character) in "WF"
