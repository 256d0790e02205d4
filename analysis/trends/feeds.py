"""How much the people of each feed weigh in the whole, so that a flood from one feed does not move it.

Where a source, a region or a language brings more than `loudest` times its usual number of people, and more than chance
would add to that, it is loud, and each of them weighs less. In a week in which none is loud everybody weighs exactly 1.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]

PAST_WEEKS = 52
LEAST_PAST = 13  # weeks; before so many are known nothing can be called unusual
LEAST_PART = 0.05  # of the whole's usual number that each may bring, a new one too
CHANCE = 2.0  # standard deviations of a count that may lie above this
LEAST_WHOLE = 0.5  # of the whole's usual number that is left after cutting, where there are so many people
WHOLE = ("source", "region", "language")  # in this order, each on what the one before it left
IN_REGION = ("source", "language")
STEPS = 4096  # of a weight: sums of multiples of a power of two are exact, in whatever order they are added
FEED_WEEK = ["source", "region", "language", "week", "people", "weight", "region_weight"]


def weigh(feeds: pd.DataFrame, loudest: float) -> pd.DataFrame:
    """Weigh the people of each week of each feed; a week is judged by the weeks before it alone.

    Args:
        feeds: source, region, language, week, people: one row per week in which anybody posted.
        loudest: how many times its usual number of people a source, region or language may bring; at least 1.

    Returns:
        The rows with `weight` of each of the people in the whole and `region_weight` in the series of their region,
        both above 0 and at most 1.
    """
    weighed = feeds.assign(weight=1.0, region_weight=1.0)
    if np.isinf(loudest) or feeds.empty:
        return weighed[FEED_WEEK]
    weighed["weight"] = _weights(feeds, WHOLE, loudest)
    for _, rows in feeds.groupby("region"):
        weighed.loc[rows.index, "region_weight"] = _weights(rows, IN_REGION, loudest)
    return weighed[FEED_WEEK]


def _weights(feeds: pd.DataFrame, kinds: tuple[str, ...], loudest: float) -> pd.Series[float]:
    """Return what each person of each row weighs, kind after kind; somebody weighs 1 in every week."""
    weights = pd.Series(1.0, index=feeds.index)
    for kind in kinds:
        people = (feeds["people"] * weights).groupby([feeds["week"], feeds[kind]]).sum().unstack(fill_value=0)
        at = people.index.get_indexer(pd.Index(feeds["week"])), people.columns.get_indexer(pd.Index(feeds[kind]))
        weights *= _factors(people.to_numpy(dtype=np.float64), loudest)[at]
        weights /= weights.groupby(feeds["week"]).transform("max")
    return (weights * STEPS).apply(np.ceil) / STEPS


def _factors(people: Array, loudest: float) -> Array:
    """Return what one person of each column weighs in each week, shape (weeks, columns).

    Where the cut leaves less than half of the people that the whole usually has, because other columns have fallen
    silent, those who were cut fill their places, all at one rate.
    """
    usual = _usual(people)
    whole = usual.sum(axis=1, keepdims=True)
    most = np.maximum(loudest * usual, LEAST_PART * whole)
    loud = people > most + CHANCE * np.sqrt(most)
    loud[:LEAST_PAST] = False
    kept = np.where(loud, most, people)
    total, cut = people.sum(axis=1, keepdims=True), (people - kept).sum(axis=1, keepdims=True)
    missing = np.clip(np.minimum(LEAST_WHOLE * whole, total) - (total - cut), 0, None)
    filled = kept + (people - kept) * np.divide(missing, cut, out=np.zeros_like(cut), where=cut > 0)
    factors: Array = np.divide(filled, people, out=np.ones_like(people), where=people > 0)
    return factors


def _usual(people: Array) -> Array:
    """Return the geometric mean of each column's people, plus one, over the 52 weeks before each week, less one.

    The logarithm lets a short flood hardly move it, and brings a new feed in over most of a year.
    """
    logs = np.cumsum(np.pad(np.log1p(people), ((1, 0), (0, 0))), axis=0)
    week = np.arange(len(people))
    first = np.maximum(week - PAST_WEEKS, 0)
    means = (logs[week] - logs[first]) / np.maximum(week - first, 1)[:, None]
    usual: Array = np.expm1(means)
    return usual
