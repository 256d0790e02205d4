"""A brief as one sheet: every word, swatch and look that the page shows of it, ready for a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One sentence.

    Attributes:
        text: as it is read; plain text.
        is_own: whether a person wrote or changed it, so that nothing was checked.
        figures: the figures it was written with, in words.
        evidence_ids: what it rests on.
        refs: the same as numbers in the sheet's list of sources, from 1.
    """

    text: str
    is_own: bool = False
    figures: str = ""
    evidence_ids: tuple[str, ...] = ()
    refs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Part:
    """One section with its heading."""

    section: str
    head: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Colour:
    """One swatch; `area` is its part of the whole, 0 to 1."""

    name: str
    hex: str
    area: float
    evidence_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class LookCredit:
    """One look: who made it, when, and its thumbnail where there is one."""

    image_id: str
    credit: str
    path: Path | None


@dataclass(frozen=True)
class Sheet:
    """A brief as it is read.

    Attributes:
        title: of the brief.
        under: the lines under the title: what was asked, who wrote it, how far it is checked.
        parts: the sections with something in them, in their order.
        palette_head: heading of the palette.
        looks_head: heading of the looks.
        sources_head: heading of the list of sources.
        sources: what the numbers behind the sentences stand for.
        own_words: the note behind a sentence that a person wrote.
    """

    title: str
    under: tuple[str, ...]
    parts: tuple[Part, ...]
    palette_head: str
    palette: tuple[Colour, ...]
    looks_head: str
    looks: tuple[LookCredit, ...]
    sources_head: str
    sources: tuple[str, ...]
    own_words: str
