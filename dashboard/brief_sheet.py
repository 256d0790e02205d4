"""A brief as one sheet: every word, swatch and look that the page shows of it, ready for a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard import brief_evidence, brief_pictures, cached
from dashboard.brief_draft import Draft
from dashboard.words import said_in, say


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


ORDER = ("story", "why_now", "silhouettes", "materials", "details", "patterns", "ideas", "leave_out", "risks")


def sheet_of(draft: Draft, under: Sequence[str]) -> Sheet:
    """Return a draft as a sheet; its headings are in the brief's language.

    Args:
        draft: the brief.
        under: the lines under the title.
    """
    claims = [claim for section in ORDER for claim in getattr(draft.brief, section)]
    sources = brief_evidence.sources(evidence_id for claim in claims for evidence_id in claim.evidence_ids)
    listed = list(dict.fromkeys(sources.values()))  # a post that speaks for two labels is one source
    places = {evidence_id: listed.index(words) + 1 for evidence_id, words in sources.items()}
    with said_in(draft.brief.language):
        heads = {name: say(f"brief.{name}") for name in (*ORDER, "palette", "looks", "evidence", "own_words")}
    parts = (Part(section, heads[section], _lines(draft, section, places)) for section in ORDER)
    return Sheet(
        title=draft.brief.title,
        under=tuple(under),
        parts=tuple(part for part in parts if part.lines),
        palette_head=heads["palette"],
        palette=tuple(
            Colour(each.name or each.label_id, each.hex, each.area, each.evidence_ids) for each in draft.brief.palette
        ),
        looks_head=heads["looks"],
        looks=_looks(draft),
        sources_head=heads["evidence"],
        sources=tuple(listed),
        own_words=heads["own_words"],
    )


def _lines(draft: Draft, section: str, places: dict[str, int]) -> tuple[Line, ...]:
    """Return the sentences of a section."""
    return tuple(
        Line(
            claim.text, draft.is_own(section, claim.text), brief_evidence.figures(claim, draft.brief.language),
            claim.evidence_ids, tuple(dict.fromkeys(places[one] for one in claim.evidence_ids)),
        )
        for claim in getattr(draft.brief, section)
    )  # fmt: skip


def _looks(draft: Draft) -> tuple[LookCredit, ...]:
    """Return the looks with their credits and thumbnails."""
    shown = brief_pictures.chosen_looks(draft, cached.read("looks")).to_dict("records")
    return tuple(LookCredit(row["image_id"], brief_pictures.credit(row), cached.thumb(row["sha256"])) for row in shown)
