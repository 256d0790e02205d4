"""The rows that briefs are made from, read from the warehouse or from a snapshot alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import numpy as np
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
            labels=rows.read("brief_labels", language=language),
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

    def label(self, label_id: str) -> Mapping[str, Any]:
        """Return a label's facet, name and hex."""
        return self._labels[label_id]

    def trend(self, label_id: str) -> Mapping[str, Any] | None:
        """Return the columns of a label's trend, None where it has none."""
        return self._trends.get(label_id)

    def shown(self, label_id: str) -> tuple[str, ...]:
        """Return a label's evidence, best first."""
        return self._evidence.get(label_id, ())

    @cached_property
    def _labels(self) -> PlainRows:
        return PlainRows(self.labels, "label_id")

    @cached_property
    def _trends(self) -> PlainRows:
        return PlainRows(self.trends, "label_id")

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


class PlainRows(Mapping[str, Mapping[str, Any]]):
    """A frame's rows by one of its columns, with plain cells, each made when it is first asked for.

    Args:
        frame: weeks become ISO dates, missing cells None.
        key: the column; of rows that share a value the last counts.
        beside: rows that no frame holds.
    """

    def __init__(self, frame: pd.DataFrame, key: str, beside: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self._columns = {str(name): frame[name].to_numpy() for name in frame.columns}
        self._places = {str(value): place for place, value in enumerate(frame[key])}
        self._made: dict[str, Mapping[str, Any]] = dict(beside or {})
        self._places |= dict.fromkeys(self._made, -1)

    def __getitem__(self, value: str) -> Mapping[str, Any]:
        """Return one row."""
        if value not in self._made:
            place = self._places[value]
            self._made[value] = {name: plain_cell(cells[place]) for name, cells in self._columns.items()}
        return self._made[value]

    def cells(self, name: str) -> Iterator[tuple[str, Any]]:
        """Yield one column with the key's values, without the rows it stands in being made."""
        plain = [plain_cell(cell) for cell in self._columns[name]]
        for value, place in self._places.items():
            yield value, self._made[value].get(name) if place < 0 else plain[place]

    def __iter__(self) -> Iterator[str]:
        """Go through the values of the key."""
        return iter(self._places)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._places)


def cells(rows: Mapping[str, Mapping[str, Any]], name: str) -> Iterator[tuple[str, Any]]:
    """Yield one column of rows by their keys."""
    return rows.cells(name) if isinstance(rows, PlainRows) else ((key, row.get(name)) for key, row in rows.items())


def plain_cell(value: Any) -> Any:
    """Return a cell as plain Python has it: a week as an ISO date, a missing one as None."""
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return None
    if isinstance(value, np.datetime64 | date):
        return pd.Timestamp(value).date().isoformat()
    return value.item() if isinstance(value, np.generic) else value
