"""The writer that needs no model: sentences from phrases in a table, each figure read from a row."""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Self

from analysis.briefs.brief import Brief, BriefFacts, Claim, Companion, Number, Subject
from analysis.protocols import Fingerprint
from data.records import short_hash
from data.settings import Settings

LEAST = 0.01  # growth, momentum or outlook below one per cent is not worth a sentence
RISING = ("emerging", "rising")
SHAPES = ("silhouette", "length", "neckline", "sleeve", "detail")
CLOTHS = ("material", "pattern")


@dataclass(frozen=True)
class Spoken:
    """How a label stands in a sentence: `barn jackets`, `suede`, `the office siren look`."""

    words: str
    plural: bool

    def forms(self, prefix: str = "") -> dict[str, str]:
        """Return what the places of a phrase are filled with; `prefix` tells the other label from the theme."""
        it, s = ("them", "") if self.plural else ("it", "s")
        verb = "are" if self.plural else "is"
        if prefix:
            les = "" if self.plural else "es"
            return {"label": self.words, "Label": _capital(self.words), "lit": it, "lis": verb, "ls": s, "les": les}
        they, has = ("they", "have") if self.plural else ("it", "has")
        theme = {"theme": self.words, "Theme": _capital(self.words)}
        return {**theme, "it": it, "they": they, "is": verb, "has": has, "s": s}


class TemplateWriter:
    """Writes briefs from `brief_templates.toml`.

    Which phrase a sentence takes follows from the run and the brief's position in it, so that briefs of one run
    differ and the same rows always give the same words.
    """

    def __init__(self) -> None:
        version = hashlib.sha256(_table_text().encode()).hexdigest()[:16]
        self.fingerprint = Fingerprint("writer", "template", version)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it; nothing is needed."""
        return cls()

    def write(self, facts: BriefFacts) -> Brief:
        """Return a brief in English whose every sentence names its evidence."""
        page = _Page(facts)
        return Brief(
            run_id=facts.run_id,
            theme=facts.theme.label_id,
            season=facts.season,
            language="en",
            writer=str(self.fingerprint),
            title=page.title(),
            story=page.story(),
            why_now=page.why_now(),
            palette=facts.palette,
            looks=facts.looks,
            silhouettes=page.with_others("silhouettes", SHAPES),
            materials=page.with_others("materials", CLOTHS),
            leave_out=page.leave_out(),
            risks=page.risks(),
        )


class _Page:
    """One brief being written."""

    def __init__(self, facts: BriefFacts) -> None:
        self.facts = facts
        self.theme = spoken(facts.theme)
        self.trend: Mapping[str, Any] = facts.theme.trend or {}
        self.rises = self.trend.get("stage") in RISING

    def title(self) -> str:
        phrase = self._phrase("title", "rising" if self.rises else "seasonal", 0)
        season = self.facts.season
        return phrase.format(season=season, Season=season, **self.theme.forms())

    def story(self) -> tuple[Claim, ...]:
        stage = str(self.trend["stage"]) if self.rises else "other"
        others = [one for one in self.facts.companions if one.subject.facet not in (*SHAPES, *CLOTHS, "colour")]
        opening = self._about_theme("story", stage)
        return (opening, *(self._with(one, "story", place) for place, one in enumerate(others[:2])))

    def why_now(self) -> tuple[Claim, ...]:
        sure = self._above("growth") and self._above("growth_lo")
        slots = [
            ("growth", sure),
            ("growth_plain", self._above("growth") and not sure),
            ("share", self.trend.get("source") == "all" and self._above("authors") and self._above("share", 0.0005)),
            ("momentum", self._above("momentum")),
            ("outlook", self._above("outlook")),
            ("peak", all(self.trend.get(column) for column in ("peak_week", "peak_lo", "peak_hi"))),
        ]
        return tuple(self._about_theme("why_now", slot) for slot, there in slots if there)

    def with_others(self, section: str, facets: Sequence[str]) -> tuple[Claim, ...]:
        others = [one for one in self.facts.companions if one.subject.facet in facets][:3]
        return tuple(self._with(one, section, place) for place, one in enumerate(others))

    def leave_out(self) -> tuple[Claim, ...]:
        falling = [one for one in self.facts.leave_out if one.trend and one.trend["growth"] <= -LEAST]
        return tuple(self._falling(one, place) for place, one in enumerate(falling))

    def risks(self) -> tuple[Claim, ...]:
        growth, low_end = self.trend.get("growth") or 0.0, self.trend.get("growth_lo") or 0.0
        slots = [
            ("error", self._above("usual_error")),
            ("sample", self.trend.get("source") == "all" and self._above("authors") and self._above("posts")),
            ("range", LEAST <= low_end < growth / 2),
            (str(self.trend.get("confidence", "low")), True),
        ]
        return tuple(self._about_theme("risks", slot) for slot, there in slots if there)

    def _above(self, column: str, least: float = LEAST) -> bool:
        """Tell whether the theme's trend has a value above `least` in a column."""
        value = self.trend.get(column)
        return value is not None and math.isfinite(value) and value >= least

    def _about_theme(self, section: str, slot: str) -> Claim:
        """Write a sentence about the theme alone."""
        phrase = self._phrase(section, slot, 0)
        numbers = tuple(_trend_number(name, self.facts.theme) for name in _figures(phrase))
        text = phrase.format(**self.theme.forms(), **_shown(numbers))
        return Claim(text, (self.facts.theme.label_id,), _standing(self.facts.theme), numbers)

    def _with(self, other: Companion, section: str, place: int) -> Claim:
        """Write a sentence about the theme and a label that goes with it."""
        theme, label = self.facts.theme, other.subject
        phrase = self._phrase(section, "with", place)
        number = Number("together", other.authors, f"pair:{theme.label_id}+{label.label_id}:authors", 0)
        text = phrase.format(together=number.shown, **self.theme.forms(), **spoken(label).forms("l"))
        evidence_ids = other.evidence_ids or (*_standing(label), *_standing(theme))[:3]
        return Claim(_capital(text), (theme.label_id, label.label_id), evidence_ids, (number,))

    def _falling(self, label: Subject, place: int) -> Claim:
        """Write a sentence about a label to leave out."""
        phrase = self._phrase("leave_out", "falling", place)
        number = _trend_number("growth", label)
        text = phrase.format(growth=number.shown, **spoken(label).forms("l"))
        return Claim(text, (label.label_id,), _standing(label), (number,))

    def _phrase(self, section: str, slot: str, place: int) -> str:
        """Return the phrase whose turn it is."""
        listed = _tables()[section][slot]
        phrases = listed if isinstance(listed, list) else listed["phrases"]
        start = int(short_hash(self.facts.run_id, section, slot), 16)
        return str(phrases[(start + self.facts.variant + place) % len(phrases)])


def spoken(subject: Subject) -> Spoken:
    """Return how a label stands in the middle of a sentence."""
    words, rule = _tables()["words"], _tables()["spoken"].get(subject.facet, {})
    name = _lowered(subject.name)
    plain = name.lower()
    if plain in words["irregular"]:
        return Spoken(words["irregular"][plain], True)
    if plain in words["uncountable"]:
        return Spoken(name, False)
    if "behind" in rule or not rule.get("plural", False):
        return Spoken(f"{rule.get('before', '')}{name}{rule.get('behind', '')}", rule.get("plural", False))
    return Spoken(name if plain in words["already"] else _plural(name), True)


def _plural(name: str) -> str:
    """Return the regular plural."""
    if name.endswith(("s", "sh", "ch", "x")):
        return f"{name}es"
    if name.endswith("y") and name[-2] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}s"


def _lowered(name: str) -> str:
    """Return a label's name as it stands inside a sentence: capitals only where the word always has them."""
    kept = set(_tables()["words"]["capital"]["names"])
    return " ".join(
        word if word in kept or (word[1:2] == "-" and len(word) > 2) else word.lower() for word in name.split()
    )


def _capital(words: str) -> str:
    """Return words with a capital at the beginning."""
    return words[:1].upper() + words[1:]


def _figures(phrase: str) -> list[str]:
    """Return the figures a phrase has places for, in their order, each once."""
    names = [name for _, name, _, _ in Formatter().parse(phrase) if name]
    return [name for name in dict.fromkeys(names) if name in DIGITS]


DIGITS = {
    "growth": 2, "growth_lo": 2, "growth_hi": 2, "share": 3, "momentum": 2, "outlook": 2, "usual_error": 2,
    "authors": 0, "posts": 0, "peak_week": 0, "peak_lo": 0, "peak_hi": 0,
}  # fmt: skip


def _trend_number(column: str, subject: Subject) -> Number:
    """Return a cell of a label's trend as a figure, with no more digits than its sample supports."""
    trend = subject.trend or {}
    row = f"trend:{trend['series_id']}:{column}"
    value = trend[column]
    if isinstance(value, str):
        return Number(column, value[:10], row, 0)
    digits = _share_digits(value) if column == "share" else DIGITS[column]
    return Number(column, round(float(value), digits), row, digits)


def _share_digits(share: float) -> int:
    """Return the decimals of a share: 23 %, 4.1 %, 0.3 %, 0.06 %."""
    return 2 if share >= 0.1 else 3 if share >= 0.001 else 4


def _shown(numbers: Sequence[Number]) -> dict[str, str]:
    """Return figures as they are written, by name."""
    return {number.name: number.shown for number in numbers}


def _standing(subject: Subject) -> tuple[str, ...]:
    """Return what a statement on a label stands on: its trend first, then posts and pictures."""
    trend_id = (f"t-{subject.trend['series_id']}",) if subject.trend else ()
    return (*trend_id, *subject.evidence_ids[:2])


def _table_text() -> str:
    """Return the text of the phrase table."""
    return files("analysis.models").joinpath("brief_templates.toml").read_text(encoding="utf-8")


@cache
def _tables() -> dict[str, Any]:
    """Return the phrase table."""
    return tomllib.loads(_table_text())
