"""The rows that briefs are made from, read from the warehouse or from a snapshot alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from analysis.briefs.ideas import Gap
from analysis.briefs.themes import FALLING, RISING, choose_themes

MOST_CANDIDATES = 60  # rising labels that product ideas are made of


class Reads(Protocol):
    """What rows are read from: a `Store` or a `Snapshot`."""

    def read(self, name: str, **params: Any) -> pd.DataFrame:
        """Return the rows of `data/sql/<name>.sql`."""
        ...


def _looks() -> pd.DataFrame:
    return pd.DataFrame(columns=["theme", "image_id"])


@dataclass(frozen=True)
class Material:
    """What the briefs of one run are made from.

    Attributes:
        trends: the trend of each label that the market and customer see: columns of `trend` with name, facet, hex.
        labels: label_id, facet, name, hex; the names are in the briefs' language.
        pairs: theme, label_id, together, lift; labels shown with a theme.
        evidence: label_id, evidence_id, best first.
        pair_evidence: theme, label_id, evidence_id, best first; from posts that show both.
        looks: image_id, designer, label_id, score.
        gaps: who shows two labels together, and how many would by chance.
        style_looks: theme, image_id; the pictures that show a visual style best.
    """

    trends: pd.DataFrame
    labels: pd.DataFrame
    pairs: pd.DataFrame
    evidence: pd.DataFrame
    pair_evidence: pd.DataFrame
    looks: pd.DataFrame
    gaps: dict[tuple[str, str], Gap] = field(default_factory=dict)
    style_looks: pd.DataFrame = field(default_factory=_looks)

    @classmethod
    def read(cls, rows: Reads, themes: Sequence[str], trends: pd.DataFrame, language: str = "en") -> Material:
        """Read what briefs of these label_ids need, given the trends that their market and customer see."""
        pairs = rows.read("brief_pairs", themes=list(themes))
        moving = trends.loc[trends["stage"].isin((*RISING, *FALLING)), "label_id"]
        shown = sorted({*themes, *pairs["label_id"], *moving})
        return cls(
            trends=trends,
            labels=named_in(rows.read("brief_labels"), language),
            pairs=pairs,
            evidence=rows.read("brief_evidence", labels=shown),
            pair_evidence=rows.read("brief_pair_evidence", themes=list(themes)),
            looks=rows.read("brief_looks"),
            gaps=read_gaps(rows, [*themes, *candidates(trends)]),
            style_looks=rows.read("brief_style_looks"),
        )

    @cached_property
    def candidates(self) -> list[str]:
        """The labels that product ideas are made of."""
        return candidates(self.trends)

    def label(self, label_id: str) -> dict[str, Any]:
        """Return a label's facet, name and hex."""
        return self._labels[label_id]

    def trend(self, label_id: str) -> dict[str, Any] | None:
        """Return the columns of a label's trend, None where it has none."""
        return self._trends.get(label_id)

    def shown(self, label_id: str) -> tuple[str, ...]:
        """Return a label's evidence, best first."""
        return self._evidence.get(label_id, ())

    @cached_property
    def _labels(self) -> dict[str, dict[str, Any]]:
        return {str(row["label_id"]): row for row in records(self.labels)}

    @cached_property
    def _trends(self) -> dict[str, dict[str, Any]]:
        return {str(row["label_id"]): row for row in records(self.trends)}

    @cached_property
    def _evidence(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for label_id, evidence_id in zip(self.evidence["label_id"], self.evidence["evidence_id"], strict=True):
            found[str(label_id)] = (*found.get(str(label_id), ()), str(evidence_id))
        return found


def candidates(trends: pd.DataFrame) -> list[str]:
    """Return the rising labels that product ideas are made of, the surest first."""
    rising = trends[trends["stage"].isin(RISING)]
    return choose_themes(rising, MOST_CANDIDATES)


def read_gaps(rows: Reads, label_ids: Sequence[str]) -> dict[tuple[str, str], Gap]:
    """Return the gaps between labels by their ids in alphabetical order."""
    frame = rows.read("brief_gaps", labels=sorted(set(label_ids)))
    cells = frame.itertuples(index=False)
    return {(str(a), str(b)): Gap(int(authors), float(expected)) for a, b, authors, expected in cells}


def named_in(labels: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return labels with their names in a language; a label without one there keeps its English name.

    Args:
        labels: name, names (JSON).
        language: en | zh.
    """
    names = [json.loads(text).get(language) for text in labels["names"]]
    return labels.assign(name=[own or name for own, name in zip(names, labels["name"], strict=True)])


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows with plain cells: weeks as ISO dates, missing as None."""
    dated: dict[str, Any] = {
        name: [None if pd.isna(week) else pd.Timestamp(week).date().isoformat() for week in frame[name]]
        for name in frame.select_dtypes("datetime").columns
    }
    plain = frame.astype(object).where(frame.notna(), None).assign(**dated)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
