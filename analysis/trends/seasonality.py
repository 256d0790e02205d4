"""What the calendar explains in a weekly count: a regression, a test that noise fails, and the week of the peak.

The count of a week is modelled as overdispersed Poisson with a log link: its mean is the base times the exponential
of a trend (straight between knots a year apart) plus two harmonics of the year. The harmonics are tested by the
F ratio of the two quasi-deviances (McCullagh and Nelder, Generalized Linear Models, 2nd ed., sections 4.5 and 9.2),
with the dispersion raised for the residuals' lag-1 correlation, or for waves that no calendar has. Imported values
are treated in the same way with a base of one: a quasi-likelihood needs only that the variance grows with the mean,
and the answer does not depend on the unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import f as f_distribution

Array = npt.NDArray[np.float64]

YEAR = 365.25 / 7  # weeks
KNOT_WEEKS = 52  # nearer knots could follow the seasons themselves
SEASON_CYCLES = (1.0, 2.0)  # a year
OTHER_CYCLES = (4 / 3, 5 / 3, 7 / 3, 8 / 3)  # no calendar has these
LEAST_WEEKS = 104  # with less than two years nothing tells a season from a trend
STEPS = 12  # of the iteratively reweighted least squares; it settles in about six
RIDGE = 1e-4  # keeps a year without any count from running to minus infinity
DRAWS = 400
SEED = 20


@dataclass(frozen=True)
class Seasons:
    """What was found in m series of T weeks; arrays have shape (m,) unless said.

    Attributes:
        dispersion: variance ÷ mean of the weekly residuals, never below `floor`, raised for their correlation.
        p_value: of no season at all; 1 with less than two years.
        p_without: the largest p-value when any one year is left out: one odd year cannot make a season.
        strength: share of the variance around the trend that the season explains, 0 to 1 (Wang, Smith and Hyndman
            2006, Characteristic-based clustering for time series data, section 3.1, with degrees of freedom).
        curve: the season's factor on each of the next 52 weeks, mean 1; shape (m, 52).
        swing: the highest of those factors, minus 1.
        peak: weeks from the last week to the next seasonal peak, 1 to 52.
        peak_lo, peak_hi: the 10 % and 90 % points of that number of weeks.
        factor: the season on each week, mean 1 over a year; shape (m, T).
    """

    dispersion: Array
    p_value: Array
    p_without: Array
    strength: Array
    curve: Array
    swing: Array
    peak: Array
    peak_lo: Array
    peak_hi: Array
    factor: Array


@dataclass(frozen=True)
class _Fit:
    """One fit with the season (`full`) and one without (`plain`): means (m, T), F test, seasonal coefficients."""

    plain: Array
    full: Array
    freedom: Array
    dispersion: Array
    p_value: Array
    waves: Array
    covariance: Array


def fit(counts: Array, base: Array, floor: float = 1.0) -> Seasons:
    """Fit all series at once.

    Args:
        counts: shape (m, T), oldest week first, nothing missing; T at least 8.
        base: shape (m, T); a week with an empty base is left out.
        floor: least dispersion: 1 for counts of people, 0 for values in units of their own.
    """
    whole = _fit(counts, base, floor)
    if counts.shape[1] < LEAST_WEEKS:
        return _without_season(whole)
    season = np.exp(_curve(whole.waves))
    mean = season.mean(axis=1, keepdims=True)
    past = _harmonics(np.arange(counts.shape[1]) - counts.shape[1] + 1.0)
    return Seasons(
        whole.dispersion,
        whole.p_value,
        _without_one_year(counts, base, floor),
        _strength(counts, whole),
        season / mean,
        (season / mean).max(axis=1) - 1,
        *_peaks(whole.waves, whole.covariance),
        np.exp(whole.waves @ past.T) / mean,
    )


def _without_season(whole: _Fit) -> Seasons:
    """Return the answer for series too short to have a season."""
    zero = np.zeros(len(whole.dispersion))
    none = zero + np.nan
    flat = np.ones((len(zero), KNOT_WEEKS))
    found = (whole.dispersion, zero + 1, zero + 1, zero, flat, zero, none, none.copy(), none.copy())
    return Seasons(*found, np.ones_like(whole.plain))


def _fit(counts: Array, base: Array, floor: float) -> _Fit:
    """Fit the means with and without the season, and test the difference; short series get no season."""
    weeks = counts.shape[1]
    used = (base > 0).sum(axis=1)
    trend, season = _trend(weeks), _harmonics(np.arange(weeks) - weeks + 1.0)
    season = season if weeks >= LEAST_WEEKS else season[:, :0]
    design = np.hstack([trend, season])
    plain = _mean(counts, base, trend)[0]
    full, coefficients, covariance = _mean(counts, base, design)
    freedom = np.maximum(used - design.shape[1], 1.0)
    dispersion = _dispersion(counts, full, used, freedom, floor)
    p_value = _p_value(counts, base, plain, full, design, dispersion, freedom) if season.size else np.ones(len(counts))
    first = trend.shape[1]
    spread = covariance[:, first:, first:] * dispersion[:, None, None]
    return _Fit(plain, full, freedom, dispersion, p_value, coefficients[:, first:], spread)


def _p_value(
    counts: Array, base: Array, plain: Array, full: Array, design: Array, dispersion: Array, freedom: Array
) -> Array:
    """Test the season against the weekly residuals, or against waves of no calendar where those are larger.

    A share that merely wanders has slow waves of every length; a season stands out from its neighbours.
    """
    others = _harmonics(np.arange(counts.shape[1]) - counts.shape[1] + 1.0, OTHER_CYCLES)
    wider = _mean(counts, base, np.hstack([design, others]))[0]
    terms = 2 * len(SEASON_CYCLES)
    season = np.maximum(_deviance(counts, plain) - _deviance(counts, full), 0) / terms
    wandering = np.maximum(_deviance(counts, full) - _deviance(counts, wider), 0) / others.shape[1]
    p_value: Array = f_distribution.sf(season / np.maximum(dispersion, wandering), terms, freedom)
    return p_value


def _without_one_year(counts: Array, base: Array, floor: float) -> Array:
    """Return the largest p-value over the fits that each leave one of the years out."""
    weeks = counts.shape[1]
    worst = np.zeros(len(counts))
    for end in range(weeks, KNOT_WEEKS - 1, -KNOT_WEEKS):
        kept = base.copy()
        kept[:, end - KNOT_WEEKS : end] = 0
        worst = np.maximum(worst, _fit(counts, kept, floor).p_value)
    return worst


def _trend(weeks: int) -> Array:
    """Return tent functions with knots about a year apart, shape (T, knots): together they are any broken line."""
    knots = np.linspace(0, max(weeks - 1, 1), max(2, round(weeks / KNOT_WEEKS) + 1))
    ages = np.arange(weeks)[:, None]
    tents: Array = np.maximum(0.0, 1 - np.abs(ages - knots[None, :]) / (knots[1] - knots[0]))
    return tents


def _harmonics(weeks: Array, cycles: tuple[float, ...] = SEASON_CYCLES) -> Array:
    """Return sines and cosines of so many cycles a year at the weeks, shape (T, 2 * cycles)."""
    angles = 2 * np.pi * np.outer(weeks, cycles) / YEAR
    return np.hstack([np.sin(angles), np.cos(angles)])


def _mean(counts: Array, base: Array, design: Array) -> tuple[Array, Array, Array]:
    """Fit log-linear means; return them (m, T), the coefficients (m, p) and their unscaled covariance (m, p, p)."""
    level = np.log((counts.sum(axis=1) + 1e-9) / np.maximum(base.sum(axis=1), 1e-9))
    ridge = RIDGE * counts.sum(axis=1)[:, None, None] * np.eye(design.shape[1]) + 1e-9 * np.eye(design.shape[1])
    coefficients = np.zeros((len(counts), design.shape[1]))
    for _ in range(STEPS):
        mean = _exponential(base, level, coefficients, design)
        information = np.einsum("ti,mt,tj->mij", design, mean, design, optimize=True) + ridge
        score = (counts * (base > 0) - mean) @ design - np.einsum("mij,mj->mi", ridge, coefficients)
        step = np.linalg.solve(information, score[:, :, None])[:, :, 0]
        coefficients = np.clip(coefficients + np.clip(step, -2, 2), -12, 12)
    return _exponential(base, level, coefficients, design), coefficients, np.linalg.inv(information)


def _exponential(base: Array, level: Array, coefficients: Array, design: Array) -> Array:
    mean: Array = base * np.exp(np.clip(level[:, None] + coefficients @ design.T, -60, 60))
    return mean


def _deviance(counts: Array, mean: Array) -> Array:
    """Return the Poisson quasi-deviance of each series."""
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.where((counts > 0) & (mean > 0), counts * np.log(counts / mean), 0.0)
    deviance: Array = 2 * (log - (np.where(mean > 0, counts, 0) - mean)).sum(axis=1)
    return deviance


def _residuals(counts: Array, mean: Array) -> Array:
    """Return Pearson residuals, zero where the base is empty."""
    return np.where(mean > 0, (counts - mean) / np.sqrt(np.maximum(mean, 1e-12)), 0.0)


def _dispersion(counts: Array, mean: Array, used: Array, freedom: Array, floor: float) -> Array:
    """Return Pearson's dispersion, raised where the residuals of neighbouring weeks go together."""
    left = _residuals(counts, mean)
    dispersion = np.maximum((left**2).sum(axis=1) / freedom, max(floor, 1e-12))
    lag = (left[:, 1:] * left[:, :-1]).sum(axis=1) / np.maximum((left**2).sum(axis=1), 1e-12)
    sure = lag > 2 / np.sqrt(np.maximum(used, 1))
    lag = np.where(sure, np.minimum(lag, 0.9), 0.0)
    raised: Array = dispersion * (1 + lag) / (1 - lag)
    return raised


def _strength(counts: Array, whole: _Fit) -> Array:
    """Return the share of the variance around the trend that the season takes away."""
    around = (_residuals(counts, whole.plain) ** 2).sum(axis=1) / (whole.freedom + 2 * len(SEASON_CYCLES))
    left = (_residuals(counts, whole.full) ** 2).sum(axis=1) / whole.freedom
    strength: Array = np.clip(1 - left / np.maximum(around, 1e-12), 0, 1)
    return strength


def _curve(waves: Array) -> Array:
    """Return the log season over the 52 weeks after the last one; `waves` may have any leading shape."""
    curve: Array = waves @ _harmonics(np.arange(1.0, 53.0)).T
    return curve


def _peaks(waves: Array, covariance: Array) -> tuple[Array, Array, Array]:
    """Return the weeks to the next peak and the 10 % and 90 % points of draws from the fit's own uncertainty."""
    peak = _curve(waves).argmax(axis=1) + 1.0
    noise = np.random.default_rng(SEED).standard_normal((DRAWS, waves.shape[1]))
    root = np.linalg.cholesky(covariance + 1e-12 * np.eye(waves.shape[1]))
    drawn = _curve(waves[:, None, :] + np.einsum("mij,dj->mdi", root, noise)).argmax(axis=2) + 1.0
    away = (drawn - peak[:, None] + 26) % 52 - 26
    lo, hi = np.percentile(away, [10, 90], axis=1)
    return peak, peak + np.floor(lo), peak + np.ceil(hi)
