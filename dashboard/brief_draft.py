"""A brief on the workbench: what the writer wrote, what a person made of it, and which is which. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from typing import Any

from analysis.briefs.brief import SECTIONS, Brief, Claim, Swatch
from analysis.briefs.written import Fallback

LIKE = 0.5  # two sentences at least this alike are one that was changed (difflib's ratio)
OWN = "own"


@dataclass(frozen=True)
class Draft:
    """A brief as it stands on the page.

    Attributes:
        brief: with the person's own sentences in their places.
        faithfulness: supported claims ÷ claims of what the writer wrote.
        fallbacks: the sections that the writer left to the template, with the reason.
        note: why a stronger writer was not used, None where none was wanted.
        own: the sentences that a person wrote or changed, as (section, text); no one checks them.
        edited: the sections a person changed.
        parent: the version it was made from, None for one that is written anew.
        is_kept: whether it stands as its parent was kept.
    """

    brief: Brief
    faithfulness: float
    fallbacks: tuple[Fallback, ...] = ()
    note: str | None = None
    own: frozenset[tuple[str, str]] = frozenset()
    edited: frozenset[str] = frozenset()
    parent: int | None = None
    is_kept: bool = False

    @classmethod
    def from_body(cls, body: Mapping[str, Any], faithfulness: float, number: int | None) -> Draft:
        """Read a draft as `body` wrote it."""
        own = frozenset((str(section), str(text)) for section, text in body.get(OWN, ()))
        edited = frozenset(map(str, body.get("edited", ())))
        fallbacks = tuple(Fallback.from_body(one) for one in body.get("fallbacks", ()))
        brief, is_kept = Brief.from_body(body), number is not None
        return cls(brief, faithfulness, fallbacks, body.get("note"), own, edited, number, is_kept)

    def body(self) -> dict[str, Any]:
        """Return everything as plain lists and dictionaries, fit for JSON."""
        own = {OWN: sorted(map(list, self.own)), "edited": sorted(self.edited)}
        return {**self.brief.body(), **own, "fallbacks": [asdict(one) for one in self.fallbacks], "note": self.note}

    def is_own(self, section: str, text: str) -> bool:
        """Tell whether a person wrote or changed a sentence."""
        return (section, text) in self.own

    def sentences(self, section: str) -> list[str]:
        """Return the words of a section, a swatch or a look a line."""
        if section == "palette":
            return [f"{swatch.name or swatch.label_id} {swatch.hex} {swatch.area:.0%}" for swatch in self.brief.palette]
        if section in ("title", "looks"):
            return [self.brief.title] if section == "title" else list(self.brief.looks)
        return [claim.text for claim in getattr(self.brief, section)]

    def phrase_ids(self, section: str) -> list[str]:
        """Return the phrases that a section was written with."""
        return [claim.phrase_id for claim in getattr(self.brief, section) if claim.phrase_id]

    def with_sentences(self, section: str, text: str) -> Draft:
        """Return the draft with a section in a person's words, a sentence a line.

        A line that stands there already keeps what it rests on; a changed one keeps the evidence of the sentence it
        was made from and those of its figures that still stand in it.
        """
        lines = [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]
        before: tuple[Claim, ...] = getattr(self.brief, section)
        if lines == [claim.text for claim in before]:
            return self
        changes: dict[str, Any] = {section: tuple(_claim(line, before, self.brief) for line in lines)}
        known = {claim.text for claim in before}
        kept = {(part, text) for part, text in self.own if part != section or text in lines}
        own = frozenset(kept | {(section, line) for line in lines if line not in known})
        return self._edited(section, own=own, brief=replace(self.brief, **changes))

    def with_title(self, title: str) -> Draft:
        """Return the draft with another title; an empty one changes nothing."""
        line = " ".join(title.split())
        if not line or line == self.brief.title:
            return self
        own = frozenset({one for one in self.own if one[0] != "title"} | {("title", line)})
        return self._edited("title", own=own, brief=replace(self.brief, title=line))

    def with_palette(self, swatches: Sequence[tuple[str, str, float]]) -> Draft:
        """Return the draft with other swatches: name, hex and weight of each; the weights are made to add up to one.

        A swatch that stands there already keeps its label and what it rests on.
        """
        whole = sum(weight for _, _, weight in swatches) or 1.0
        before = {(each.name, each.hex.upper()): each for each in self.brief.palette}
        palette = tuple(_swatch(name, hex_, weight / whole, before) for name, hex_, weight in swatches)
        if [_shown(each) for each in palette] == [_shown(each) for each in self.brief.palette]:
            return self
        changed = {("palette", each.name) for each in palette if not each.evidence_ids}
        own = frozenset({one for one in self.own if one[0] != "palette"} | changed)
        return self._edited("palette", own=own, brief=replace(self.brief, palette=palette))

    def with_looks(self, looks: Sequence[str]) -> Draft:
        """Return the draft with other looks, by their image ids."""
        if tuple(looks) == self.brief.looks:
            return self
        return self._edited("looks", brief=replace(self.brief, looks=tuple(looks)))

    def with_section_of(self, other: Brief, section: str, fallbacks: Sequence[Fallback]) -> Draft:
        """Return the draft with one section as another brief has it, written by nobody but the writer."""
        own = frozenset(one for one in self.own if one[0] != section)
        brief = replace(self.brief, **{section: getattr(other, section)})
        left = (*(one for one in self.fallbacks if one.section != section), *fallbacks)
        return replace(self, brief=brief, own=own, edited=self.edited - {section}, fallbacks=left, is_kept=False)

    def _edited(self, section: str, **changes: Any) -> Draft:
        """Return the draft after a person changed a section."""
        return replace(self, edited=self.edited | {section}, is_kept=False, **changes)


def changed_sections(one: Draft, other: Draft) -> list[str]:
    """Return the sections whose words differ, in the order of the page."""
    order = ("title", "story", "why_now", "palette", "looks", *SECTIONS[2:])
    return [section for section in order if one.sentences(section) != other.sentences(section)]


def writer_name(fingerprint: str) -> str:
    """Return a writer's name without the hash of its version."""
    return re.sub(r"-[0-9a-f]{8,}$", "", fingerprint)


def _claim(line: str, before: Sequence[Claim], brief: Brief) -> Claim:
    """Return a line as a claim: the one that stands there, else one made from the most alike, else a bare one."""
    texts = {claim.text: claim for claim in before}
    if line in texts:
        return texts[line]
    alike = get_close_matches(line, texts, n=1, cutoff=LIKE)
    if not alike:
        return Claim(line, (brief.label_id,), ())
    origin = texts[alike[0]]
    numbers = tuple(number for number in origin.numbers if number.written(brief.language) in line)
    return replace(origin, text=line, numbers=numbers, phrase_id="")


def _swatch(name: str, hex_: str, area: float, before: Mapping[tuple[str, str], Swatch]) -> Swatch:
    """Return a swatch: the one that stands there with its new part, else a bare one."""
    known = before.get((name, hex_.upper()))
    return replace(known, area=round(area, 2)) if known else Swatch("", hex_.upper(), round(area, 2), (), name)


def _shown(swatch: Swatch) -> tuple[str, str, float]:
    return swatch.name, swatch.hex.upper(), swatch.area
