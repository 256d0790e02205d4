"""The seasonal fit is the regression it says it is, for one series or for many at once."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from scipy.optimize import minimize

from analysis.trends import seasonality
from analysis.trends.seasonality import Array, Seasons

WEEKS = 156
BASE = np.full((1, WEEKS), 500.0)
ANGLE = 2 * np.pi * np.arange(WEEKS) / (365.25 / 7)


def counted(swing: float, seed: int, level: float = 20.0) -> Array:
    """Draw one series with a yearly wave."""
    return np.random.default_rng(seed).poisson(level * np.exp(swing * np.cos(ANGLE)))[None, :].astype(float)


def row(found: Seasons, number: int) -> list[object]:
    return [np.asarray(getattr(found, name.name))[number] for name in fields(Seasons)]


def test_many_series_at_once_give_what_each_gives_alone() -> None:
    stack = np.vstack([counted(swing, seed) for seed, swing in enumerate((0.0, 0.1, 0.4, 0.9))])
    together = seasonality.fit(stack, np.repeat(BASE, len(stack), axis=0))
    for number in range(len(stack)):
        alone = seasonality.fit(stack[number : number + 1], BASE)
        for one, other in zip(row(alone, 0), row(together, number), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-6)


def test_the_fitted_mean_is_the_most_likely_one() -> None:
    counts = counted(0.5, seed=3)
    since = np.arange(WEEKS) - WEEKS + 1.0
    design = np.hstack([seasonality._trend(WEEKS), seasonality._harmonics(since)])
    mean = seasonality._mean(counts, BASE, design)[0][0]

    def loss(coefficients: Array) -> float:
        eta = design @ coefficients
        return float((BASE[0] * np.exp(eta) - counts[0] * eta).sum())

    best = minimize(loss, np.r_[np.full(4, np.log(0.04)), np.zeros(4)], method="BFGS")
    np.testing.assert_allclose(mean, BASE[0] * np.exp(design @ best.x), rtol=0.01)


@pytest.mark.parametrize("level", [2.0, 20.0])
def test_noise_passes_the_test_as_often_as_its_level_says(level: float) -> None:
    noise = np.vstack([counted(0.0, seed, level) for seed in range(400)])
    p_values = seasonality.fit(noise, np.repeat(BASE, 400, axis=0)).p_value
    assert 0.02 <= (p_values < 0.05).mean() <= 0.09


def test_a_share_that_merely_wanders_seldom_has_a_season() -> None:
    rng = np.random.default_rng(0)
    steps = rng.normal(0, 0.12, (200, WEEKS))
    wandering = np.zeros((200, WEEKS))
    for week in range(1, WEEKS):
        wandering[:, week] = 0.8 * wandering[:, week - 1] + steps[:, week]
    counts = rng.poisson(50 * np.exp(wandering)).astype(float)
    found = seasonality.fit(counts, np.repeat(BASE, 200, axis=0))
    assert ((found.p_value < 0.01) & (found.p_without < 0.1)).mean() <= 0.08


def test_weeks_without_a_base_are_left_out() -> None:
    counts, base = counted(0.5, seed=4, level=80.0), BASE.copy()
    counts[0, 60:70], base[0, 60:70] = 0, 0
    found = seasonality.fit(counts, base)
    assert found.p_value[0] < 1e-6
    assert found.dispersion[0] < 3 < seasonality.fit(counts, BASE).dispersion[0]


def test_the_curve_of_the_next_year_has_a_mean_of_one_and_the_planted_swing() -> None:
    found = seasonality.fit(counted(0.5, seed=5, level=500.0), BASE)
    assert found.curve.shape == (1, 52)
    assert found.curve.mean() == pytest.approx(1)
    assert found.swing[0] == pytest.approx(np.exp(0.5) / np.mean(np.exp(0.5 * np.cos(ANGLE[:52]))) - 1, abs=0.03)
