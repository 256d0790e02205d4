"""The rows a brief is checked against, read apart from what its writer was given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from analysis.briefs.brief import Brief
from analysis.briefs.ideas import Gap
from analysis.briefs.leads import leads
from analysis.briefs.material import PlainRows, Reads, cells, read_gaps
from analysis.briefs.phrases import words
from analysis.briefs.subjects import BriefFacts
from analysis.briefs.themes import RISING
from analysis.topics.stop_words import stop_words

COMMON = words("en") | stop_words()  # a label called by such a word alone is not found by its name


@dataclass(frozen=True)
class Named:
    """What briefs of one market, customer and language name.

    Attributes:
        label_ids: the labels whose figures they give.
        evidence_ids: rows of `evidence`.
        parts: labels of product ideas.
        is_led: whether one is about a style or a word on the rise.
    """

    market: str
    customer: str
    language: str
    label_ids: frozenset[str]
    evidence_ids: frozenset[str]
    parts: frozenset[str]
    is_led: bool

    @classmethod
    def by_facts(cls, facts: Sequence[BriefFacts]) -> Named:
        """Return what briefs made from facts may name; the first tells the market, customer and language of all."""
        one = facts[0]
        return cls(
            one.market,
            one.customer,
            one.language,
            frozenset(each.theme.label_id for each in facts),
            frozenset().union(*(each.evidence_ids() for each in facts)),
            frozenset(label_id for each in facts for idea in each.ideas for label_id in idea.label_ids),
            any(each.lead for each in facts),
        )

    @classmethod
    def by_brief(cls, brief: Brief) -> Named:
        """Return what one brief names."""
        parts = frozenset(label_id for claim in brief.ideas for label_id in claim.label_ids)
        is_led = brief.theme != brief.label_id
        label_ids = frozenset({brief.label_id})
        return cls(brief.market, brief.customer, brief.language, label_ids, brief.evidence_ids(), parts, is_led)


@dataclass(frozen=True)
class Rows:
    """The rows a brief is checked against.

    Attributes:
        trends: a trend's columns by series_id; a style's or a word's figures by its theme.
        evidence: label_id by evidence_id.
        pairs: distinct people by `<theme>+<label_id>`.
        gaps: who shows two labels together, and how many would by chance, by label_ids in alphabetical order.
        names: name by label_id, in the brief's language; styles and words among them.
        hexes: sRGB by label_id, colours only.
        images: known image ids.
        designers: by evidence_id, of pictures.
        seasons: by evidence_id, of pictures.
        excerpts: masked words of a post by evidence_id.
        known_designers: everyone a picture is by.
        until: the last week of its forecast by series_id.
    """

    trends: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[str, int] = field(default_factory=dict)
    gaps: Mapping[tuple[str, str], Gap] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    hexes: Mapping[str, str] = field(default_factory=dict)
    images: frozenset[str] = frozenset()
    designers: Mapping[str, str] = field(default_factory=dict)
    seasons: Mapping[str, str] = field(default_factory=dict)
    excerpts: Mapping[str, str] = field(default_factory=dict)
    known_designers: frozenset[str] = frozenset()
    until: Mapping[str, date] = field(default_factory=dict)

    def label_of(self, evidence_id: str) -> str | None:
        """Return the label a piece of evidence speaks for, None where there is no such row."""
        if evidence_id.startswith("t-"):
            return self.trends.get(evidence_id[2:], {}).get("label_id")
        return self.evidence.get(evidence_id)

    def series_of(self, label_id: str) -> list[str]:
        """Return the series of a label's trend."""
        return self._series.get(label_id, [])

    @cached_property
    def rising(self) -> frozenset[str]:
        """The labels that rise."""
        stages = dict(cells(self.trends, "stage"))
        return frozenset(key for key, series in self._series.items() if any(stages[one] in RISING for one in series))

    @cached_property
    def _series(self) -> dict[str, list[str]]:
        """The series of each label."""
        found: dict[str, list[str]] = {}
        for series_id, label_id in cells(self.trends, "label_id"):
            found.setdefault(str(label_id), []).append(series_id)
        return found

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        """The labels by their names, small, but for names that are common words."""
        return _uncommon(tuple(self.names.items()))

    def called_in(self, text: str) -> list[str]:
        """Return the labels whose name stands in a text, word for word."""
        known, text = self._by_name, text.lower()
        there = sorted((name for name in known if name in text), key=len, reverse=True)
        if not there:
            return []
        listed = "|".join(map(re.escape, there))  # of thousands of names one expression would take long to make
        found = re.findall(rf"(?<![a-z0-9])(?:{listed})(?:e?s)?(?![a-z0-9])", text)
        return [
            known.get(name) or known.get(name.removesuffix("s")) or known[name.removesuffix("es")] for name in found
        ]

    @classmethod
    def read(cls, rows: Reads, named: Named) -> Rows:
        """Read what briefs name."""
        trends = rows.read("brief_trends", market=named.market, customer=named.customer)
        labels = rows.read("brief_labels", language=named.language)
        evidence = rows.read("brief_evidence_labels", evidence_ids=sorted(named.evidence_ids))
        led = leads(rows, named.language) if named.is_led else {}
        colours = labels.dropna(subset=["hex"])
        return cls(
            trends=PlainRows(trends, "series_id", {str(one.columns["series_id"]): one.columns for one in led.values()}),
            evidence=_by_id(evidence, "label_id"),
            pairs=_pairs(rows, named),
            gaps=read_gaps(rows, sorted(named.parts)),
            names={**_by_id(labels, "name", "label_id"), **{theme: one.name for theme, one in led.items()}},
            hexes=_by_id(colours, "hex", "label_id"),
            images=frozenset(rows.read("brief_images")["image_id"]),
            designers=_by_id(evidence, "designer"),
            seasons=_by_id(evidence, "season"),
            excerpts=_by_id(evidence, "excerpt"),
            known_designers=frozenset(rows.read("brief_designers")["designer"]),
            until=_until(rows, named, trends),
        )


@lru_cache(maxsize=8)
def _uncommon(named: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Return label_ids by name, small; made once for each snapshot and language."""
    names = {name.lower(): label_id for label_id, name in named}
    return {name: names[name] for name in names if len(name) > 1 and not set(name.split()) <= COMMON}


def _by_id(frame: pd.DataFrame, column: str, key: str = "evidence_id") -> dict[str, str]:
    """Return a column by another, where it is not empty."""
    there = frame.dropna(subset=[column])
    return dict(zip(there[key], there[column], strict=True))


def _pairs(rows: Reads, named: Named) -> dict[str, int]:
    """Return the people who show two labels together: of the themes, and of the ideas' parts."""
    pairs = rows.read("brief_pairs", themes=sorted(named.label_ids | named.parts))
    return dict(zip(pairs["theme"] + "+" + pairs["label_id"], pairs["together"], strict=True))


def _until(rows: Reads, named: Named, trends: pd.DataFrame) -> dict[str, date]:
    """Return the last forecast week of the themes' trends."""
    series = trends.loc[trends["label_id"].isin(named.label_ids), "series_id"]
    found = rows.read("brief_horizon", series=list(series))
    return {
        str(key): pd.Timestamp(week).date() for key, week in zip(found["series_id"], found["last_week"], strict=True)
    }
