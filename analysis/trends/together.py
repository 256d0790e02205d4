"""What goes with what beyond chance: how sure the lift of a pair of labels is, so that thin pairs do not lead."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
COLUMNS = ("lift_lo", "lift_hi", "p_value", "stands")


@dataclass(frozen=True)
class Limits:
    """When a pair counts as one.

    Attributes:
        people: least number of people who show both.
        rate: false discoveries allowed among the pairs of one label.
        z: half the interval of a lift in standard deviations: 95 times out of 100.
    """

    people: int = 5
    rate: float = 0.01
    z: float = 1.959964


LIMITS = Limits()


def surest(pairs: pd.DataFrame, limits: Limits = LIMITS) -> pd.DataFrame:
    """Return the pairs of one label with the interval and the test of their lift, the surest first.

    The interval is that of a ratio of multinomial shares on the log scale by the delta method (Agresti 2013,
    Categorical Data Analysis, section 16.1). The test is the likelihood-ratio G² of the two-by-two table of pairs
    (Dunning 1993, Accurate methods for the statistics of surprise and coincidence), for lifts above 1 only; `stands`
    are those with enough people whose p-value is kept by Benjamini and Hochberg (1995). Pairs are ordered by the low
    end of the interval, those that stand first: a lift of forty by three people is not as sure as one of four by sixty.

    Args:
        pairs: authors (people who show both in one post), and the same added up over the pairs of the label with a
            label of the other's facet (pairs), over those of the other label (with_pairs) and over all pairs of the two
            facets (all_pairs); lift.
        limits: when a pair counts.

    Returns:
        The rows with `COLUMNS`.
    """
    names = ("authors", "pairs", "with_pairs", "all_pairs", "lift")
    both, one, other, every, lift = (pairs[name].to_numpy(dtype=float) for name in names)
    width = np.exp(limits.z * _deviation(both, one, other, every, lift))
    p_value = np.where(lift > 1, _p_values(_g_squared(both, one, other, every)) / 2, 1.0)
    stands = _kept(p_value, limits.rate) & (both >= limits.people)
    tested = pairs.assign(lift_lo=lift / width, lift_hi=lift * width, p_value=p_value, stands=stands)
    return tested.sort_values(["stands", "lift_lo", "label_id"], ascending=[False, False, True], ignore_index=True)


def _deviation(both: Floats, one: Floats, other: Floats, every: Floats, lift: Floats) -> Floats:
    """Return the standard deviation of the log of the lift."""
    return np.sqrt(np.maximum(1 / both - 1 / one - 1 / other + (2 * lift - 1) / every, 0.0))


def _g_squared(both: Floats, one: Floats, other: Floats, every: Floats) -> Floats:
    """Return G² = 2 Σ seen ln(seen ÷ expected) over the four cells of the table."""
    cells = ((both, one, other), (one - both, one, every - other), (other - both, every - one, other),
             (every - one - other + both, every - one, every - other))  # fmt: skip
    return np.asarray(2 * sum(_term(seen, row * column / every) for seen, row, column in cells), dtype=np.float64)


def _term(seen: Floats, expected: Floats) -> Floats:
    """Return seen ln(seen ÷ expected), 0 where nothing was seen."""
    ratio = np.divide(seen, expected, out=np.ones_like(seen), where=(seen > 0) & (expected > 0))
    return seen * np.log(ratio)


def _p_values(g_squared: Floats) -> Floats:
    """Return the chance of a χ² of one degree of freedom as large or larger."""
    return np.array([math.erfc(math.sqrt(max(value, 0.0) / 2)) for value in g_squared], dtype=np.float64)


def _kept(p_value: Floats, rate: float) -> npt.NDArray[np.bool_]:
    """Tell which p-values stand when at most `rate` of the finds may be false."""
    ranked = np.sort(p_value)
    passing = np.flatnonzero(ranked <= rate * np.arange(1, len(ranked) + 1) / max(len(ranked), 1))
    return p_value <= ranked[passing[-1]] if len(passing) else np.zeros(len(p_value), dtype=bool)
