"""Products that nobody makes a habit of yet: which rising labels fit one piece and are seldom seen together."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any

from analysis.briefs.subjects import Idea, Subject

IDEAS = 3
PRIOR_PEOPLE = 2.0
LEAST_NOVELTY = 0.2
FEWEST = 2  # people who do show the newest pair: rarely seen, not out of the question
WORN = "category"
FREE = ("aesthetic", "occasion")  # go with any piece

Gaps = Mapping[tuple[str, str], "Gap"]


@dataclass(frozen=True)
class Gap:
    """Two labels of different facets: who shows them together, and how many would by chance.

    Attributes:
        authors: distinct people who show both in a post.
        expected: of the table of two facets' labels, row total × column total ÷ total (Pearson, 1900).
    """

    authors: int
    expected: float

    @property
    def novelty(self) -> float:
        """One minus observed ÷ expected, 0 to 1, each with two people added.

        The two people are a Gamma prior of mean one on the ratio (DuMouchel, 1999): where few are expected, few seen
        say little, and a pair of two rare labels is never called very new.
        """
        return max(0.0, 1 - (self.authors + PRIOR_PEOPLE) / (self.expected + PRIOR_PEOPLE))


def novelty_of(label_ids: Sequence[str], gaps: Gaps) -> tuple[float, tuple[str, str]]:
    """Return how new a combination is, and the two of its labels that make it so.

    A combination is as new as its newest pair (Uzzi et al., 2013, take the tail of a work's pairs likewise).

    Args:
        label_ids: two or more.
        gaps: by two label_ids in alphabetical order; a pair that is not there is not new.
    """
    pairs = [(min(pair), max(pair)) for pair in combinations(label_ids, 2)]
    return max((gaps[pair].novelty if pair in gaps else 0.0, pair) for pair in pairs)


def ideas_of(theme: Subject, rising: Sequence[Subject], gaps: Gaps) -> tuple[Idea, ...]:
    """Return at most three products built round a theme, the newest first, no other label in two of them.

    Args:
        theme: what each of them shows.
        rising: labels on the rise.
        gaps: as for `novelty_of`.
    """
    others = [one for one in rising if one.label_id != theme.label_id]
    found = [_idea(parts, gaps) for parts in _combinations(theme, others)]
    found = sorted((one for one in found if _is_rare(one)), key=lambda one: (-one.novelty, one.label_ids))
    chosen: list[Idea] = []
    for idea in found:
        used = {label_id for other in chosen for label_id in other.label_ids} - {theme.label_id}
        if len(chosen) < IDEAS and not used & set(idea.label_ids):
            chosen.append(idea)
    return tuple(chosen)


def _combinations(theme: Subject, others: Sequence[Subject]) -> Iterator[tuple[Subject, ...]]:
    """Yield a piece to wear with one or two features it can have, the theme among the three."""
    pieces = [theme] if theme.facet == WORN else [one for one in others if one.facet == WORN]
    for piece in pieces:
        features = [one for one in others if one.facet != WORN and fits(piece.label_id, one.label_id)]
        if piece is theme:
            yield from ((piece, a, b) for a, b in combinations(features, 2) if a.facet != b.facet)
        elif fits(piece.label_id, theme.label_id):
            yield from ((piece, theme, other) for other in features if other.facet != theme.facet)


def _idea(parts: tuple[Subject, ...], gaps: Gaps) -> Idea:
    """Return a combination with what makes it new."""
    novelty, pair = novelty_of([part.label_id for part in parts], gaps)
    gap = gaps.get(pair, Gap(0, 0.0))
    return Idea(parts, pair, gap.authors, gap.expected, novelty)


def _is_rare(idea: Idea) -> bool:
    """Tell whether a combination's newest pair is seen, and seen less than by chance."""
    return idea.novelty >= LEAST_NOVELTY and FEWEST <= idea.authors < round(idea.expected)


def fits(piece: str, feature: str) -> bool:
    """Tell whether a piece to wear can have a feature, by the table `fit.toml`.

    Args:
        piece: label_id of a category.
        feature: label_id of another facet.
    """
    facet, _, name = feature.partition(":")
    kind = _kinds().get(piece.partition(":")[2])
    if kind is None or feature in kind["never"].get(piece.partition(":")[2], ()):
        return False
    if facet in FREE:
        return True
    allowed = kind["has"].get(facet, False)
    return allowed if isinstance(allowed, bool) else name in allowed


@cache
def _kinds() -> dict[str, dict[str, Any]]:
    """Return by category what its kind can have, and what single pieces never have anew."""
    table = tomllib.loads(files("analysis.briefs").joinpath("fit.toml").read_text(encoding="utf-8"))
    never = table["never"]
    return {piece: {"has": kind["has"], "never": never} for kind in table["kind"].values() for piece in kind["pieces"]}
