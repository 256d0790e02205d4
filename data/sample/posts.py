"""The draws behind the posts: when, where, who, and which labels, all vectorised."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.sample.phrases import FACETS, LANGUAGES
from data.sample.plan import AGAINST, FIRST_WEEK, OFF_TOPIC, REGION_WEIGHTS, WEEKS, Plan, PlantedLabel

Ints = NDArray[np.int64]

REGIONS = tuple(REGION_WEIGHTS)
SPOKEN = {
    "US": {"en": 0.88, "es": 0.12},
    "DE": {"de": 0.82, "en": 0.18},
    "GB": {"en": 1.0},
    "FR": {"fr": 0.92, "en": 0.08},
    "ES": {"es": 0.95, "en": 0.05},
    "JP": {"ja": 0.97, "en": 0.03},
    "CN": {"zh": 0.97, "en": 0.03},
}
FOR, NEUTRAL, OPPOSED, ELSEWHERE = range(4)
DAY_S = 86_400
CHUNK = 50_000
MOVED = 0.8  # of a paired colour's posts that name no garment
EPOCH_S = int(np.datetime64(FIRST_WEEK, "s").astype(np.int64))


@dataclass(frozen=True, eq=False)
class Draws:
    """What was drawn for `n` posts, in order of time; every array is of length n.

    Attributes:
        posted_s: seconds since 1970, UTC.
        region, language: positions in `REGIONS` and `LANGUAGES`.
        author: number of the author within the region; a small number posts a lot.
        stance: FOR, NEUTRAL, OPPOSED or ELSEWHERE (off topic, no label).
        labels: shape (n, 11), position within the facet's labels of the plan, or -1.
        new_word: position in the plan's new words, or -1.
        dice: shape (n, 8), uniform numbers that the wording uses.
        likes, shares, replies: engagement.
    """

    posted_s: Ints
    week: Ints
    region: Ints
    language: Ints
    author: Ints
    stance: Ints
    labels: Ints
    new_word: Ints
    dice: NDArray[np.float64]
    likes: Ints
    shares: Ints
    replies: Ints


def draw(plan: Plan, count: int) -> Draws:
    """Draw `count` posts of the planned season, at least 100."""
    rng = np.random.default_rng([plan.seed, 2, count])
    posted_s = _times(count, rng)
    week = (posted_s - EPOCH_S) // (7 * DAY_S)
    region = _pick(np.array(list(REGION_WEIGHTS.values())), count, rng)
    posted_s = _end_on_sunday(posted_s, region)
    stance = rng.choice(4, count, p=_stances())
    likes = np.floor(rng.lognormal(1.6, 1.4, count)).astype(np.int64)
    return Draws(
        posted_s=posted_s,
        week=week,
        region=region,
        language=_languages(region, rng),
        author=_authors(region, rng),
        stance=stance,
        labels=_labels(plan, week, region, stance, rng),
        new_word=_new_words(plan, week, stance, rng),
        dice=rng.random((count, 8)),
        likes=likes,
        shares=rng.binomial(likes, 0.15),
        replies=rng.binomial(likes, 0.08),
    )


def _stances() -> list[float]:
    on_topic = 1 - OFF_TOPIC
    return [on_topic * (1 - AGAINST) * 0.7, on_topic * (1 - AGAINST) * 0.3, on_topic * AGAINST, OFF_TOPIC]


def _pick(weights: NDArray[np.floating], count: int, rng: np.random.Generator) -> Ints:
    """Draw positions with these weights, by inversion."""
    cumulative = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(cumulative, rng.random(count), side="right"), len(weights) - 1)


def _times(count: int, rng: np.random.Generator) -> Ints:
    """Draw sorted times: more posts each year, fuller weekends and evenings."""
    week = _pick(np.linspace(1.0, 1.4, WEEKS), count, rng)
    day = _pick(np.array([1.0, 0.95, 0.95, 1.0, 1.05, 1.2, 1.25]), count, rng)
    hour = _pick(np.array([3, 2, 1, 1, 1, 2, 3, 5, 6, 6, 6, 6, 7, 7, 6, 6, 6, 7, 8, 10, 11, 10, 8, 5.0]), count, rng)
    within_s = rng.integers(0, 3600, count)
    return np.sort(EPOCH_S + week * 7 * DAY_S + day * DAY_S + hour * 3600 + within_s)


def _end_on_sunday(posted_s: Ints, region: Ints) -> Ints:
    """Move the newest post of each region to the last Sunday evening, so that the last week is whole."""
    moved = posted_s.copy()
    end_s = EPOCH_S + WEEKS * 7 * DAY_S
    for at in range(len(REGIONS)):
        mine = np.flatnonzero(region == at)
        if len(mine) and (posted_s[mine[-1]] - EPOCH_S) // (7 * DAY_S) == WEEKS - 1:
            moved[mine[-1]] = max(posted_s[mine[-1]], end_s - 3600 + at)
    return moved


def _languages(region: Ints, rng: np.random.Generator) -> Ints:
    language = np.zeros(len(region), dtype=np.int64)
    for at, name in enumerate(REGIONS):
        mine = np.flatnonzero(region == at)
        spoken = np.array([LANGUAGES.index(code) for code in SPOKEN[name]])
        language[mine] = spoken[_pick(np.array(list(SPOKEN[name].values())), len(mine), rng)]
    return language


def _authors(region: Ints, rng: np.random.Generator) -> Ints:
    """Draw authors with a heavy tail: the weight of the r-th most eager one falls as (r + 10)^-0.8."""
    author = np.zeros(len(region), dtype=np.int64)
    for at in range(len(REGIONS)):
        mine = np.flatnonzero(region == at)
        eagerness = (np.arange(max(20, len(mine) // 5)) + 10.0) ** -0.8
        author[mine] = _pick(eagerness, len(mine), rng)
    return author


def _labels(plan: Plan, week: Ints, region: Ints, stance: Ints, rng: np.random.Generator) -> Ints:
    drawn = np.full((len(week), len(FACETS)), -1, dtype=np.int64)
    for column, facet in enumerate(FACETS):
        ladder = _ladder(plan.facet(facet))
        for start in range(0, len(week), CHUNK):
            part = slice(start, start + CHUNK)
            steps = ladder[week[part], region[part]]
            position = (rng.random(len(steps))[:, None] >= steps).sum(axis=1)
            drawn[part, column] = np.where(position == steps.shape[1], -1, position)
    drawn[stance == ELSEWHERE] = -1
    for garment, colour in plan.pairs:
        _bring_together(drawn, week * len(REGIONS) + region, _position(plan, garment), _position(plan, colour), rng)
    return drawn


def _position(plan: Plan, label_id: str) -> int:
    facet = plan.facet(label_id.partition(":")[0])
    return next(at for at, label in enumerate(facet) if label.entry.label_id == label_id)


def _bring_together(drawn: Ints, group: Ints, garment: int, colour: int, rng: np.random.Generator) -> None:
    """Move a colour from posts without a garment to posts of one garment, inside the same week and region.

    Each label's counts stay what they were; only who is seen with whom changes.
    """
    garments, colours = drawn[:, FACETS.index("category")], drawn[:, FACETS.index("colour")]
    givers = np.flatnonzero((colours == colour) & (garments == -1) & (rng.random(len(drawn)) < MOVED))
    takers = np.flatnonzero((garments == garment) & (colours == -1))
    _, give, take = np.intersect1d(_ranked(group[givers]), _ranked(group[takers]), return_indices=True)
    colours[givers[give]] = -1
    colours[takers[take]] = colour


def _ranked(group: Ints) -> Ints:
    """Return a distinct number for the n-th member of each group."""
    order = np.argsort(group, kind="stable")
    ranked = np.empty(len(group), dtype=np.int64)
    starts = np.searchsorted(group[order], group[order])
    ranked[order] = group[order] * 1_000_000 + np.arange(len(group)) - starts
    return ranked


def _ladder(labels: tuple[PlantedLabel, ...]) -> NDArray[np.float64]:
    """Return cumulative chances of a facet's labels in a post on topic, shape (week, region, label)."""
    shares = np.array([np.outer(label.weekly, label.by_region) for label in labels])
    chances = shares / ((1 - OFF_TOPIC) * (1 - AGAINST))
    return np.asarray(np.moveaxis(np.cumsum(chances, axis=0), 0, -1))


def _new_words(plan: Plan, week: Ints, stance: Ints, rng: np.random.Generator) -> Ints:
    chances = np.array([word.weekly for word in plan.new_words]).T / (1 - OFF_TOPIC)
    steps = np.cumsum(chances, axis=1)[week]
    position = (rng.random(len(week))[:, None] >= steps).sum(axis=1)
    return np.where((position == steps.shape[1]) | (stance == ELSEWHERE), -1, position)
