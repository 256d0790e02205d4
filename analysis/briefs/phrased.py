"""What the phrases say of a theme: sentences from a table, each figure read from a row. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any

from analysis.briefs import phrases
from analysis.briefs.brief import Brief, Claim, Number
from analysis.briefs.naming import capital, pair, place_name, product, spoken
from analysis.briefs.rows import Rows
from analysis.briefs.subjects import BriefFacts, Companion, Idea, Subject
from analysis.briefs.themes import FALLING, RISING

LEAST = 0.01  # growth, momentum or outlook nearer to nothing than one per cent is not worth a sentence
FACETS = {
    "silhouettes": ("silhouette", "length", "neckline", "sleeve"), "materials": ("material",), "details": ("detail",),
    "patterns": ("pattern",),
}  # fmt: skip
A_SECTION = 3  # sentences about what goes with the theme


def phrased(facts: BriefFacts, rows: Rows, writer: str) -> Brief:
    """Return a brief whose every sentence is a phrase of the table and names its evidence.

    Which phrase a sentence takes follows from the run, the theme and the brief's position in the run, so that briefs
    differ and the same rows always give the same words.

    Args:
        facts: what may be said.
        rows: of them only the forecast's end is asked.
        writer: fingerprint of who writes.
    """
    page = _Page(facts, rows)
    return Brief(
        run_id=facts.run_id,
        theme=facts.asked,
        label_id=facts.theme.label_id,
        season=facts.season,
        language=facts.language,
        writer=writer,
        title=page.title(),
        story=page.story(),
        why_now=page.why_now(),
        palette=facts.palette,
        looks=facts.looks,
        **{section: page.with_others(section) for section in FACETS},
        leave_out=page.leave_out(),
        ideas=tuple(page.idea(one, place) for place, one in enumerate(facts.ideas)),
        risks=page.risks(),
        market=facts.market,
        customer=facts.customer,
        tone=facts.tone,
    )


class _Page:
    """One brief being written."""

    def __init__(self, facts: BriefFacts, rows: Rows) -> None:
        self.facts = facts
        self.theme = facts.theme
        self.trend: Mapping[str, Any] = facts.theme.trend or {}
        self.course = _course(self.trend)
        self.until = rows.until.get(str(self.trend.get("series_id")))
        where = place_name(facts.market, facts.customer, facts.language)
        self.words = {
            **spoken(self.theme.facet, self.theme.name, facts.language).forms(),
            "season": facts.season, "Season": facts.season, "where": where, "Where": capital(where),
        }  # fmt: skip
        if facts.lead:
            self.words |= {"name": facts.lead.name, "Name": capital(facts.lead.name)}

    def title(self) -> str:
        """Return the headline."""
        slot = self.facts.lead.kind if self.facts.lead else self.course
        return self._phrase("title", slot).text.format(**self.words)

    def story(self) -> tuple[Claim, ...]:
        """Return three sentences: what is going on, with what, and what to do."""
        stage = "emerging" if self.trend.get("stage") == "emerging" else self.course
        opening = [self._lead()] if self.facts.lead else []
        return (*opening, self._said("story", stage), *([] if opening else [self._partner()]), self._turn())

    def why_now(self) -> tuple[Claim, ...]:
        """Return the figures of the theme, those of one market first."""
        sure = self._above("growth") and self._above("growth_lo")
        is_local = (self.facts.market, self.facts.customer) != ("all", "all") and not self.facts.is_borrowed
        slots = [
            ("where", is_local),
            ("growth", sure),
            ("growth_plain", self._above("growth") and not sure),
            ("growth_down", self._below("growth")),
            ("share", self.trend.get("source") == "all" and self._above("authors") and self._above("share", 0.0005)),
            ("momentum_up", self._above("momentum")),
            ("momentum_down", self._below("momentum")),
            ("outlook_up", self._above("outlook")),
            ("outlook_down", self._below("outlook")),
            ("peak", self._peaks_in_sight()),
        ]
        return tuple(self._said("why_now", slot) for slot, there in slots if there)

    def with_others(self, section: str) -> tuple[Claim, ...]:
        """Return what people show with the theme, of the facets of one section."""
        others = [one for one in self.facts.companions if one.subject.facet in FACETS[section]][:A_SECTION]
        return tuple(self._with(one, section, place) for place, one in enumerate(others))

    def leave_out(self) -> tuple[Claim, ...]:
        """Return what falls."""
        falling = [one for one in self.facts.leave_out if one.trend and one.trend["growth"] <= -LEAST]
        return tuple(self._falling(one, place) for place, one in enumerate(falling))

    def idea(self, idea: Idea, place: int) -> Claim:
        """Return one product idea with how new it is."""
        a, b = idea.rarest
        numbers = (
            Number("together", idea.authors, f"pair:{a}+{b}:authors", 0),
            Number("expected", round(idea.expected), f"gap:{a}+{b}:expected", 0),
            Number("novelty", round(idea.novelty, 2), f"gap:{'+'.join(idea.label_ids)}:novelty", 2),
        )
        words = product(idea.parts, self.facts.language)
        made = {"product": words, "Product": capital(words), "pair": pair(idea, self.facts.language)}
        slot = "three" if self.course == "rising" else "carried"
        phrase = self._phrase("ideas", slot, place)
        text = phrase.text.format(**self.words, **made, **self._shown(numbers))
        evidence_ids = tuple(evidence_id for part in idea.parts for evidence_id in part.standing[:2])
        return Claim(text, idea.label_ids, evidence_ids, numbers, phrase.phrase_id)

    def risks(self) -> tuple[Claim, ...]:
        """Return what may go wrong."""
        growth, low_end = self.trend.get("growth") or 0.0, self.trend.get("growth_lo") or 0.0
        is_local = (self.facts.market, self.facts.customer) != ("all", "all")
        slots = [
            ("borrowed", self.facts.is_borrowed),
            ("everywhere", is_local and not self.facts.is_borrowed),
            ("error", self._above("usual_error")),
            ("sample", self.trend.get("source") == "all" and self._above("authors") and self._above("posts")),
            ("range", LEAST <= low_end < growth / 2),
            (str(self.trend.get("confidence", "low")), True),
        ]
        return tuple(self._said("risks", slot) for slot, there in slots if there)

    def _above(self, column: str, least: float = LEAST) -> bool:
        """Tell whether the theme's trend has a value of at least `least` in a column."""
        value = self.trend.get(column)
        return value is not None and math.isfinite(value) and value >= least

    def _below(self, column: str) -> bool:
        """Tell whether the theme's trend has a value that falls in a column."""
        value = self.trend.get(column)
        return value is not None and math.isfinite(value) and value <= -LEAST

    def _peaks_in_sight(self) -> bool:
        """Tell whether the theme has a peak, with its whole range inside the forecast."""
        weeks = [self.trend.get(column) for column in ("peak_week", "peak_lo", "peak_hi")]
        return all(weeks) and (self.until is None or str(weeks[-1])[:10] <= self.until.isoformat())

    def _lead(self) -> Claim:
        """Write the sentence about the style or the word that the brief is about."""
        lead, theme = self.facts.lead, self.theme
        if lead is None:
            raise ValueError("The brief is about its label.")
        phrase = self._phrase("story", f"lead_{lead.kind}")
        numbers = tuple(_number(name, lead.columns) for name in _figures(phrase.text))
        text = phrase.text.format(**self.words, **self._shown(numbers))
        return Claim(
            text, (lead.theme, theme.label_id), (f"t-{lead.theme}", *lead.evidence_ids[:3]), numbers,
            phrase.phrase_id,
        )  # fmt: skip

    def _partner(self) -> Claim:
        """Write the sentence about what goes best with the theme, of those that no other section speaks of first."""
        placed = {facet for facets in FACETS.values() for facet in facets}
        others = sorted(self.facts.companions, key=lambda one: one.subject.facet in placed)
        return self._with(others[0], "story", 0) if others else self._said("story", "alone")

    def _turn(self) -> Claim:
        """Write the sentence about what to do."""
        return self._said("story", f"turn_{self.course}")

    def _said(self, section: str, slot: str) -> Claim:
        """Write a sentence about the theme alone."""
        phrase = self._phrase(section, slot)
        numbers = tuple(_number(name, self.trend) for name in _figures(phrase.text))
        text = capital(phrase.text.format(**self.words, **self._shown(numbers)))
        return Claim(text, (self.theme.label_id,), self.theme.standing, numbers, phrase.phrase_id)

    def _with(self, other: Companion, section: str, place: int) -> Claim:
        """Write a sentence about the theme and a label that goes with it."""
        theme, label = self.theme, other.subject
        number = Number("together", other.authors, f"pair:{theme.label_id}+{label.label_id}:authors", 0)
        forms = spoken(label.facet, label.name, self.facts.language).forms("l")
        shown = self._shown([number])
        phrase = self._phrase(section, "with", place)
        text = phrase.text.format(**shown, **self.words, **forms)
        evidence_ids = other.evidence_ids or (*label.standing, *theme.standing)[:3]
        labels = (theme.label_id, label.label_id)
        return Claim(capital(text), labels, evidence_ids, (number,), phrase.phrase_id)

    def _falling(self, label: Subject, place: int) -> Claim:
        """Write a sentence about a label to leave out."""
        number = _number("growth", label.trend or {})
        forms = spoken(label.facet, label.name, self.facts.language).forms("l")
        phrase = self._phrase("leave_out", "falling", place)
        text = phrase.text.format(**self._shown([number]), **forms)
        return Claim(text, (label.label_id,), label.standing, (number,), phrase.phrase_id)

    def _phrase(self, section: str, slot: str, place: int = 0) -> phrases.Phrase:
        """Return the phrase whose turn it is."""
        facts = self.facts
        key = f"{facts.run_id} {facts.asked} {facts.market} {facts.customer} {facts.tone}"
        return phrases.phrase(facts.language, section, slot, facts.tone, key, facts.variant + place, facts.liked)

    def _shown(self, numbers: Sequence[Number]) -> dict[str, str]:
        """Return figures as they are written, by name."""
        return {number.name: number.written(self.facts.language) for number in numbers}


def _course(trend: Mapping[str, Any]) -> str:
    """Return which way a theme goes, as the phrases tell it apart: rising, peaking, seasonal, steady or falling."""
    stage = str(trend.get("stage"))
    if stage in RISING:
        return "rising"
    if stage in FALLING:
        return "falling"
    if stage == "peaking":
        return stage
    return "seasonal" if trend.get("seasonal") and trend.get("peak_week") else "steady"


def _figures(phrase: str) -> list[str]:
    """Return the figures a phrase has places for, in their order, each once."""
    names = [name for _, name, _, _ in Formatter().parse(phrase) if name]
    return [name for name in dict.fromkeys(names) if name in DIGITS]


DIGITS = {
    "growth": 2, "growth_lo": 2, "growth_hi": 2, "share": 3, "momentum": 2, "outlook": 2, "usual_error": 2,
    "authors": 0, "posts": 0, "peak_week": 0, "peak_lo": 0, "peak_hi": 0, "looks": 0, "authors_recent": 0,
    "authors_before": 0,
}  # fmt: skip


def _number(column: str, trend: Mapping[str, Any]) -> Number:
    """Return a cell of a trend as a figure, with no more digits than its sample supports."""
    row = f"trend:{trend['series_id']}:{column}"
    value = trend[column]
    if isinstance(value, str):
        return Number(column, value[:10], row, 0)
    digits = _share_digits(value) if column == "share" else DIGITS[column]
    return Number(column, round(float(value), digits), row, digits)


def _share_digits(share: float) -> int:
    """Return the decimals of a share: 23 %, 4.1 %, 0.3 %, 0.06 %."""
    return 2 if share >= 0.1 else 3 if share >= 0.001 else 4
