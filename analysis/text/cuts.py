"""Cuts a word written together into the known words it is made of: hashtags, German compounds, Asian scripts."""

from __future__ import annotations


def tiled(
    word: str, known: set[str], links: tuple[str, ...] = ("",), shortest: int = 2, whole: bool = True
) -> list[str] | None:
    """Cut a word wholly into known parts, the fewest; link letters between parts stay with the part before."""
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 24), end):
            before = best[start] if whole or end - start < len(word) else None
            found = best[end]
            if before is None or (found is not None and len(before) + 1 >= len(found)):
                continue
            if _is_part(word[start:end], known, links if end < len(word) else ("",), shortest):
                best[end] = [*before, word[start:end]]
    return best[-1]


def _is_part(part: str, known: set[str], links: tuple[str, ...], shortest: int) -> bool:
    return any(
        part.endswith(link) and len(part) - len(link) >= shortest and part[: len(part) - len(link)] in known
        for link in links
    )


def as_in(word: str, parts: list[str] | None) -> list[str] | None:
    """Return the parts with the letters they have in the word as written."""
    if parts is None:
        return None
    at, cut = 0, []
    for part in parts:
        cut.append(word[at : at + len(part)])
        at += len(part)
    return cut
