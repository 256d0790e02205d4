"""What changed between two texts, word by word, marked in Markdown that nothing in the texts can escape from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from dashboard.formats import plain

TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|\s+|[^\w\s]")  # a word, one ideograph, a gap, a mark


def side_by_side(old: str, new: str) -> tuple[str, str]:
    """Return both texts as Markdown: what is gone struck through in the old, what is new bold in the new."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    left = "".join(_shown(before[i:j], ":gray[~~", "~~]" if kind != "equal" else "") for kind, i, j, _, _ in steps)
    right = "".join(_shown(after[i:j], ":primary[**", "**]" if kind != "equal" else "") for kind, _, _, i, j in steps)
    return left, right


def pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the sentences of two lists beside each other, the like ones together; one without a like stands alone."""
    steps = SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes()
    for _, i, j, k, m in steps:
        for place in range(max(j - i, m - k)):
            yield old[i + place] if i + place < j else "", new[k + place] if k + place < m else ""


def _shown(tokens: Sequence[str], opening: str, closing: str) -> str:
    """Return some words escaped, marked where `closing` is given; gaps at their ends stay outside the mark."""
    text = "".join(tokens)
    inner = text.strip()
    if not inner:
        return " " if text else ""
    before, after = " " * text[:1].isspace(), " " * text[-1:].isspace()
    return f"{before}{opening if closing else ''}{plain(inner)}{closing}{after}"
