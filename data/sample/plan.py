"""What is planted: which labels rise, fall, stay or swing, by how much, and which new words appear when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data.sample.phrases import FACETS, Entry, entries, tables

Floats = NDArray[np.float64]
Kind = Literal["rising", "falling", "steady", "background"]

FIRST_WEEK = date(2023, 1, 2)
WEEKS = 156
YEAR_WEEKS = 365.25 / 7
PLANTED = {
    "category": 22, "colour": 12, "pattern": 7, "material": 9, "silhouette": 8, "length": 2,
    "neckline": 3, "sleeve": 3, "detail": 6, "aesthetic": 8, "occasion": 3,
}  # fmt: skip
REGION_WEIGHTS = {"US": 0.40, "DE": 0.18, "GB": 0.12, "FR": 0.09, "ES": 0.08, "JP": 0.06, "CN": 0.07}
PLANTED_SHARE = (0.013, 0.042)
BACKGROUND_SHARE = (0.002, 0.006)
PAIRS = 4
OFF_TOPIC = 0.12  # of all posts
AGAINST = 0.05  # of the posts on topic
FULL_FACET = 0.97  # a post shows at most one label of a facet, so their shares must leave room


@dataclass(frozen=True, eq=False)
class PlantedLabel:
    """One label's true course.

    Attributes:
        growth: mean of the last 52 true weekly shares over the mean of the 52 before, minus 1.
        peak_week: ISO week of the year in which the season peaks; None where it is not seasonal.
        amplitude: of the season, in log share: 0.5 means e^0.5 times the mean at the peak.
        weekly: true share of posts that speak for or neutrally of it, by week, shape (156,).
        by_region: factor on the share, in the order of `REGION_WEIGHTS`, weighted mean 1.
    """

    entry: Entry
    kind: Kind
    peak_week: int | None
    amplitude: float
    weekly: Floats
    by_region: Floats

    @property
    def growth(self) -> float:
        """Year-on-year growth of the true share at the end."""
        return growth(self.weekly)

    @property
    def share(self) -> float:
        """Mean true share of the last 52 weeks."""
        return float(self.weekly[-52:].mean())


@dataclass(frozen=True, eq=False)
class NewWord:
    """A word outside the vocabulary that appears at `onset` (week index) and climbs to its share."""

    word: str
    kind: str
    onset: int
    weekly: Floats


@dataclass(frozen=True)
class Plan:
    """Everything the seed decides before a single post is written.

    Attributes:
        pairs: a category and a colour that are worn together more often than by chance, as label ids.
    """

    seed: int
    labels: tuple[PlantedLabel, ...]
    new_words: tuple[NewWord, ...]
    pairs: tuple[tuple[str, str], ...]

    def facet(self, name: str) -> tuple[PlantedLabel, ...]:
        """Return the labels of one facet, planted and background."""
        return tuple(label for label in self.labels if label.entry.facet == name)


def make_plan(seed: int) -> Plan:
    """Decide what is planted; the number of posts and looks has no say in it."""
    rng = np.random.default_rng([seed, 1])
    labels = [label for facet in FACETS for label in _facet(facet, rng)]
    return Plan(seed, tuple(labels), _new_words(rng), _pairs(labels, rng))


def week_start(index: int) -> date:
    """Return the Monday of the week with this index."""
    return FIRST_WEEK + timedelta(weeks=index)


def growth(weekly: Floats) -> float:
    """Return the mean of the last 52 values over the mean of the 52 before, minus 1."""
    return float(weekly[-52:].mean() / weekly[-104:-52].mean() - 1)


def _facet(facet: str, rng: np.random.Generator) -> list[PlantedLabel]:
    pool = [entry for entry in entries() if entry.facet == facet]
    chosen = set(rng.choice(len(pool), PLANTED[facet], replace=False).tolist())
    labels = [_planted(entry, rng) if at in chosen else _background(entry, rng) for at, entry in enumerate(pool)]
    return _make_room(labels)


def _make_room(labels: list[PlantedLabel]) -> list[PlantedLabel]:
    """Shrink a facet's shares by one factor where the fullest week and region would not fit."""
    by_region = np.array([[label.weekly * factor for factor in label.by_region] for label in labels])
    fullest = by_region.sum(axis=0).max() / ((1 - OFF_TOPIC) * (1 - AGAINST))
    scale = min(1.0, FULL_FACET / float(fullest))
    return [
        PlantedLabel(label.entry, label.kind, label.peak_week, label.amplitude, label.weekly * scale, label.by_region)
        for label in labels
    ]


def _planted(entry: Entry, rng: np.random.Generator) -> PlantedLabel:
    kind: Kind = rng.choice(["rising", "falling", "steady"], p=[0.32, 0.26, 0.42]).item()
    peak = _peak(entry, rng)
    amplitude = float(rng.uniform(0.35, 0.85)) if peak is not None else 0.0
    course = _trend(kind, rng) * _season(peak, amplitude) * _wobble(rng)
    return PlantedLabel(entry, kind, peak, amplitude, course * _level(course, PLANTED_SHARE, rng), _by_region(rng))


def _background(entry: Entry, rng: np.random.Generator) -> PlantedLabel:
    flat = np.ones(WEEKS)
    return PlantedLabel(entry, "background", None, 0.0, flat * _level(flat, BACKGROUND_SHARE, rng), np.ones(7))


def _peak(entry: Entry, rng: np.random.Generator) -> int | None:
    """Return a peak week near the natural one, or seldom a surprising one, or none."""
    if entry.natural_peak is not None:
        return int(np.clip(entry.natural_peak + rng.integers(-2, 3), 1, 52)) if rng.random() < 0.85 else None
    return int(rng.integers(1, 53)) if rng.random() < 0.12 else None


def _season(peak_week: int | None, amplitude: float) -> Floats:
    """Return a yearly swing around 1 whose highest value lies in ISO week `peak_week`."""
    week_of_year = np.array([week_start(index).isocalendar().week for index in range(WEEKS)])
    angle = 2 * np.pi * (week_of_year - (peak_week or 0)) / YEAR_WEEKS
    swing: Floats = np.exp(amplitude * np.cos(angle))
    return np.asarray(swing / swing[-52:].mean())


def _wobble(rng: np.random.Generator, deviation: float = 0.04, memory: float = 0.6) -> Floats:
    """Return the small weekly wobble of a real share: an AR(1) in logs around 0."""
    steps = rng.normal(0, deviation * np.sqrt(1 - memory**2), WEEKS)
    log_share = np.zeros(WEEKS)
    for week in range(1, WEEKS):
        log_share[week] = memory * log_share[week - 1] + steps[week]
    return np.exp(log_share)


def _trend(kind: Kind, rng: np.random.Generator) -> Floats:
    """Return a smooth course whose year-on-year growth at the end is what its kind asks for."""
    if kind == "steady":
        return _solve(_climb(0), float(rng.uniform(-0.03, 0.03)))
    target = float(np.exp(rng.uniform(np.log(1.3), np.log(3.0))) - 1 if kind == "rising" else -rng.uniform(0.28, 0.60))
    shape = rng.choice(["climb", "late", "step"])
    if shape == "climb" and -0.45 < target < 0.8:
        return _solve(_climb(0), target)
    if shape == "step":
        return _solve(_step(float(rng.uniform(104, 122)), float(rng.uniform(9, 15))), target)
    return _solve(_climb(int(rng.integers(60, 96))), target)


def _climb(onset: int) -> Callable[[float], Floats]:
    """Log-linear from `onset` on, flat before."""
    since = np.maximum(0, np.arange(WEEKS) - onset)
    return lambda steepness: np.exp(steepness * since / 52)


def _step(middle: float, width: float) -> Callable[[float], Floats]:
    """From one level to another along a logistic curve, in logs."""
    way = 1 / (1 + np.exp(-(np.arange(WEEKS) - middle) / width))
    return lambda steepness: np.exp(steepness * way)


def _solve(curve: Callable[[float], Floats], target: float) -> Floats:
    """Return the curve whose growth at the end is `target`, by bisection on its steepness."""
    low, high = -12.0, 12.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if growth(curve(middle)) < target else (low, middle)
    return curve((low + high) / 2)


def _level(course: Floats, bounds: tuple[float, float], rng: np.random.Generator) -> float:
    """Return the factor that gives the last two years a mean share inside `bounds`."""
    share = np.exp(rng.uniform(*np.log(bounds)))
    return float(share / course[-104:].mean())


def _by_region(rng: np.random.Generator) -> Floats:
    factors = np.exp(rng.normal(0, 0.25, len(REGION_WEIGHTS)))
    weights = np.array(list(REGION_WEIGHTS.values()))
    return np.asarray(factors / (factors @ weights))


def _pairs(labels: list[PlantedLabel], rng: np.random.Generator) -> tuple[tuple[str, str], ...]:
    planted = [label for label in labels if label.kind != "background"]
    garments = [
        label.entry.label_id for label in planted if label.entry.facet == "category" and label.entry.on in "ods"
    ]
    colours = [label.entry.label_id for label in planted if label.entry.facet == "colour"]
    together = zip(rng.permutation(garments), rng.permutation(colours), strict=False)
    return tuple((str(garment), str(colour)) for garment, colour in list(together)[:PAIRS])


def _new_words(rng: np.random.Generator) -> tuple[NewWord, ...]:
    pool = tables()["new_words"]
    named = [("aesthetic", word) for word in rng.choice(pool["aesthetic"], 7, replace=False).tolist()]
    named += [("garment", word) for word in rng.choice(pool["garment"], 3, replace=False).tolist()]
    return tuple(_new_word(kind, word, rng) for kind, word in named)


def _new_word(kind: str, word: str, rng: np.random.Generator) -> NewWord:
    onset = int(rng.integers(112, 149))
    climb_weeks = float(rng.uniform(3, 10))
    since = np.arange(WEEKS) - onset
    course = np.where(since >= 0, 1 - np.exp(-(since + 1) / climb_weeks), 0.0)
    return NewWord(word, kind, onset, course * float(rng.uniform(0.006, 0.014)))
