"""What a writer is given: the theme, what goes with it, what is new about it, and what to leave out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.briefs.brief import Swatch


@dataclass(frozen=True)
class Subject:
    """A label as a brief speaks of it: its name in the brief's language, its trend's columns where it has one, and its
    best evidence."""

    label_id: str
    facet: str
    name: str
    hex: str | None = None
    trend: Mapping[str, Any] | None = None
    evidence_ids: tuple[str, ...] = ()

    @property
    def trend_id(self) -> str | None:
        """The evidence id of its own trend."""
        return f"t-{self.trend['series_id']}" if self.trend else None

    @property
    def standing(self) -> tuple[str, ...]:
        """What a statement on it stands on: its trend first, then posts and pictures."""
        return (*([self.trend_id] if self.trend_id else []), *self.evidence_ids[:2])


@dataclass(frozen=True)
class Companion:
    """A label that people show together with the theme.

    Attributes:
        authors: distinct people who did in the last 52 weeks.
        lift: how many times more often than if the two had nothing to do with each other.
        evidence_ids: evidence from posts that show both.
    """

    subject: Subject
    authors: int
    lift: float
    evidence_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Idea:
    """A product that nobody makes a habit of yet: labels that rise, one of them a piece to wear.

    Attributes:
        parts: the piece first.
        rarest: the two of them that are the newest together, in alphabetical order.
        authors: distinct people who showed those two together.
        expected: how many would by chance.
        novelty: of the combination, 0 to 1; see `analysis.briefs.ideas`.
    """

    parts: tuple[Subject, ...]
    rarest: tuple[str, str]
    authors: int
    expected: float
    novelty: float

    @property
    def label_ids(self) -> tuple[str, ...]:
        """The labels it is made of."""
        return tuple(part.label_id for part in self.parts)


@dataclass(frozen=True)
class Lead:
    """A visual style or a word on the rise that a brief is about, whose figures are those of one label in it.

    Attributes:
        theme: `style:<n>` or `term:<term>`.
        columns: its figures, with `series_id` (the theme again), as if they were a trend's.
        evidence_ids: evidence of the label from the posts that use the word.
    """

    theme: str
    name: str
    columns: Mapping[str, Any]
    evidence_ids: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """style | term."""
        return self.theme.split(":")[0]


@dataclass(frozen=True)
class BriefFacts:
    """Everything a writer may say about one theme.

    Attributes:
        theme: the label whose figures the brief gives.
        season: the season the brief is for.
        lead: the style or word that the brief is about, None where it is about the label itself.
        palette: colours with their parts, largest first.
        looks: image ids, the best match first.
        leave_out: falling labels, the nearest to the theme first.
        ideas: products, the newest first.
        market: the region asked for, or all; the theme's trend is of it where there is one.
        customer: the audience asked for, likewise.
        language: en | zh.
        tone: plain | warm | editorial.
        variant: chooses among phrases, so that no two briefs of one run are phrased alike.
        liked: how liked phrases are by their ids, from -1 to 1.
    """

    run_id: str
    theme: Subject
    season: str
    lead: Lead | None = None
    companions: tuple[Companion, ...] = ()
    palette: tuple[Swatch, ...] = ()
    looks: tuple[str, ...] = ()
    leave_out: tuple[Subject, ...] = ()
    ideas: tuple[Idea, ...] = ()
    market: str = "all"
    customer: str = "all"
    language: str = "en"
    tone: str = "plain"
    variant: int = 0
    liked: Mapping[str, float] = field(default_factory=dict)

    @property
    def asked(self) -> str:
        """The label_id, style or term the brief is about."""
        return self.lead.theme if self.lead else self.theme.label_id

    @property
    def is_borrowed(self) -> bool:
        """Whether the figures are of more people than the brief asks for, since these alone are too few."""
        trend = self.theme.trend or {}
        return (trend.get("region", "all"), trend.get("audience", "all")) != (self.market, self.customer)

    def evidence_ids(self) -> frozenset[str]:
        """Return every evidence id a brief may name."""
        parts = [part for idea in self.ideas for part in idea.parts]
        subjects = [self.theme, *self.leave_out, *parts, *(one.subject for one in self.companions)]
        of_labels = [one.evidence_ids for one in subjects] + [one.evidence_ids for one in self.companions]
        of_swatches = [one.evidence_ids for one in self.palette]
        return frozenset().union(*of_labels, *of_swatches, self.lead.evidence_ids if self.lead else ())
