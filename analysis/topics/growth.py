"""Growth: how many people use each term in which weeks, and whether that is more than chance explains."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

RECENT_WEEKS = 8
BEFORE_WEEKS = 52
WEEKS = RECENT_WEEKS + BEFORE_WEEKS
HALF_WEEKS = WEEKS // 2

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def tallies(term: Ints, who: Ints, ago: Ints) -> pd.DataFrame:
    """Count the people who use each term, in the windows of the test.

    Args:
        term, who: numbers of the term and of the person, shape (uses,).
        ago: how many weeks ago, 0 to 59.

    Returns:
        Index: the term. Columns recent, before, later, earlier, year_ago: distinct people of the last 8 weeks, of
        the 52 before them, of the last 30, of the 30 before those, and of the last 8 weeks a year ago; and each with
        `_weeks`: the same, but a person counts once in every week.
    """
    person_weeks = np.unique((term.astype(np.int64) << 32 | who) * 64 + ago)
    person, ago = person_weeks >> 6, person_weeks & 63
    starts = np.flatnonzero(np.diff(person, prepend=-1))
    terms, by_person = np.unique(person[starts] >> 32, return_inverse=True)
    by_week = np.repeat(by_person, np.diff(starts, append=len(person)))
    counted = {}
    for name, window in _windows(ago).items():
        seen = np.logical_or.reduceat(window, starts) if len(starts) else window
        counted[name] = np.bincount(by_person, weights=seen, minlength=len(terms)).astype(np.int64)
        counted[f"{name}_weeks"] = np.bincount(by_week, weights=window, minlength=len(terms)).astype(np.int64)
    return pd.DataFrame(counted, index=terms)


def _windows(ago: Ints) -> dict[str, npt.NDArray[np.bool_]]:
    """Return the masks of the windows by name."""
    recent, later = ago < RECENT_WEEKS, ago < HALF_WEEKS
    return {"recent": recent, "before": ~recent, "later": later, "earlier": ~later, "year_ago": ago >= BEFORE_WEEKS}


def growth_p(counted: pd.DataFrame, base: pd.Series[int]) -> Floats:
    """Return the p value of growth in either of two looks, corrected for there being two (Bonferroni).

    A look asks how likely so many of a term's users are recent ones, if the term is as common as it was. Whoever uses
    it again and again counts once now and once a week then, so that a loud few can hide a rise but not make one.

    Args:
        counted: as `tallies` returns it.
        base: the same of all people, whatever they say.
    """
    quick = rate_p(counted["recent"], counted["before_weeks"], base["recent_weeks"], base["before_weeks"])
    slow = rate_p(counted["later"], counted["earlier_weeks"], base["later_weeks"], base["earlier_weeks"])
    p: Floats = np.minimum(1.0, 2 * np.minimum(quick, slow))
    return p


def beyond_p(counted: pd.DataFrame, expected: pd.DataFrame) -> Floats:
    """Return the p value of growth beyond that of something else, in either look as in `growth_p`.

    Args:
        counted: as `tallies` returns it, one row per term.
        expected: columns recent_weeks, before_weeks, later_weeks, earlier_weeks: what each term's growth is measured
            against, one row per term. Its level does not matter, its course does.
    """
    looks = [("recent_weeks", "before_weeks"), ("later_weeks", "earlier_weeks")]
    p = [rate_p(counted[now], counted[then], expected[now], expected[then]) for now, then in looks]
    beyond: Floats = np.minimum(1.0, 2 * np.minimum(*p))
    return beyond


def rate_p(now: pd.Series[int], then: pd.Series[int], base_now: object, base_then: object) -> Floats:
    """Return the one-sided p of the exact conditional test that the rate now is no higher than the rate then.

    Given their sum, the count now of two Poisson counts is binomial (Przyborowski and Wilenski 1940).
    """
    from scipy.stats import binom

    at_now, at_then = np.asarray(base_now, dtype=float), np.asarray(base_then, dtype=float)
    share = at_now / np.maximum(at_now + at_then, np.finfo(float).tiny)
    p: Floats = binom.sf(now.to_numpy() - 1, (now + then).to_numpy(), share)
    return p


def q_values(p: Floats) -> Floats:
    """Return false-discovery rates that hold however the tests depend on each other (Benjamini and Yekutieli 2001)."""
    from scipy.stats import false_discovery_control

    q: Floats = false_discovery_control(p.clip(0, 1), method="by") if len(p) else np.zeros(0)
    return q
