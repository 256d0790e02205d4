"""Fourier seasons and damped trends, fitted to all series at once with array operations."""

from __future__ import annotations

from typing import Self

import numpy as np
import numpy.typing as npt

from analysis.forecasts.scales import from_log, is_logarithmic, noise_of, size_of, to_log
from analysis.protocols import Fingerprint
from data.settings import Settings

Floats = npt.NDArray[np.float64]

# Chosen on the sneakers at the ends of 2020 and 2021 and on held-back ends of the M4 weekly training rows.
HARMONICS = 6  # waves a season is made of
SEASONS = 4  # seasons the season is learned from
PENALTY = 0.01  # of the k-th wave k times this, beside a mean square of 1 per step
SIZE_SEASONS = 2  # seasons whose mean is a series' size
MAX_STEPS = 312  # steps the smoothing runs over
WARM_UP = 8  # steps whose mean starts the level; their errors do not count
ROWS = 256  # series smoothed together: what fits in a core's cache is fastest

LEVEL_GAINS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
TRENDS = ((0.0, 0.9), *((gain, damping) for gain in (0.05, 0.1, 0.3) for damping in (0.8, 0.9, 0.98)))


class HarmonicForecaster:
    """Continues a damped trend, with and without a season of a few waves.

    Columns: `harmonic` takes a season away first (harmonic regression with a trend that bends once a season: Hyndman
    and Athanasopoulos, 2021, section 7.4), smooths what is left with a damped trend (Gardner and McKenzie, 1985) and
    lays the season on again; NaN below two seasons. `damped` is the smoothing alone. The gains and the damping of a
    series are those of a grid with the smallest mean square of one-step errors. Series that are never negative and
    hardly ever zero are read on a logarithmic scale, so that seasons and changes grow with the level.
    """

    pooled = False
    slow = False

    def __init__(self) -> None:
        self.fingerprint = Fingerprint("forecast", "harmonic", "1", {"harmonics": HARMONICS, "seasons": SEASONS})

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it; nothing needs setting."""
        return cls()

    def forecast(self, values: Floats, horizon: int, season: int) -> dict[str, Floats]:
        """Continue each series; see `analysis.protocols.Forecaster`."""
        values = values[:, -max(MAX_STEPS, SEASONS * season) :]
        size, logged = size_of(values, SIZE_SEASONS * max(season, 26)), is_logarithmic(values)[:, None]
        scaled = np.where(logged, to_log(values / size), values / size)
        past, ahead = _season(scaled, horizon, season)
        unlogged = {"damped": _smoothed(scaled, horizon), "harmonic": _smoothed(scaled - past, horizon) + ahead}
        mean = noise_of(scaled) / 2
        return {name: np.where(logged, from_log(said + mean), said) * size for name, said in unlogged.items()}


def _season(values: Floats, horizon: int, season: int) -> tuple[Floats, Floats]:
    """Return the season over the past and over the horizon; NaN over the horizon for series below two seasons."""
    steps = values.shape[1]
    when = np.arange(steps + horizon) - steps + 1.0
    waves = _waves(when, season)
    seasonal = (~np.isnan(values)).sum(axis=1) >= 2 * season
    weights = np.zeros((len(values), waves.shape[1]))
    if waves.shape[1] and seasonal.any():
        weights[seasonal] = _fitted(values[seasonal, -SEASONS * season :], waves[:steps][-SEASONS * season :], season)
    whole = weights @ waves.T
    has_season = seasonal & (waves.shape[1] > 0)
    return whole[:, :steps], np.where(has_season[:, None], whole[:, steps:], np.nan)


def _waves(when: Floats, season: int) -> Floats:
    """Return sines and cosines of 1 to `HARMONICS` cycles a season, shape (steps, 2 * cycles)."""
    cycles = np.arange(1, min(HARMONICS, (season - 1) // 2) + 1)
    angles = 2 * np.pi * np.outer(when, cycles) / season
    return np.hstack([np.sin(angles), np.cos(angles)])


def _fitted(values: Floats, waves: Floats, season: int) -> Floats:
    """Return the ridge regression's weights of the waves, shape (series, waves), beside a broken line for the trend."""
    line = _broken_line(len(waves), season)
    design = np.hstack([line, waves])
    cycles = np.tile(np.arange(1, waves.shape[1] // 2 + 1), 2)
    penalty = np.diag(np.concatenate([np.full(line.shape[1], 1e-4), PENALTY * cycles]))
    known = (~np.isnan(values)).sum(axis=1)
    squares = np.einsum("ti,tj->tij", design, design)[::-1].cumsum(axis=0)[known - 1]  # over each one's known steps
    centred = np.nan_to_num(values - np.nanmean(values, axis=1, keepdims=True))
    weights: Floats = np.linalg.solve(squares + penalty * known[:, None, None], (centred @ design)[:, :, None])
    return weights[:, line.shape[1] :, 0]


def _broken_line(steps: int, season: int) -> Floats:
    """Return tent functions a season apart, counted back from the end, shape (steps, knots)."""
    knots = -np.arange(0.0, steps + season, season)
    ages = np.arange(steps) - steps + 1.0
    return np.maximum(0.0, 1 - np.abs(ages[:, None] - knots) / season)


def _smoothed(values: Floats, horizon: int) -> Floats:
    """Return each series continued by its best damped trend, shape (series, horizon)."""
    ahead = [_smooth(values[start : start + ROWS], horizon) for start in range(0, len(values), ROWS)]
    return np.concatenate(ahead) if ahead else np.empty((0, horizon))


def _smooth(values: Floats, horizon: int) -> Floats:
    gain, trend_gain, damping = _grid()
    begun = np.argmax(~np.isnan(values), axis=1)
    first = _first_level(values, begun)[:, None]
    known = np.where(np.isnan(values), first, values)  # before a series begins its level stands still
    level, trend = np.repeat(first, len(gain), axis=1), np.zeros((len(values), len(gain)))
    squares = np.zeros_like(trend)
    for step in range(values.shape[1]):
        trend *= damping
        level += trend
        error = known[:, step, None] - level
        level += gain * error
        trend += trend_gain * error
        error *= error
        squares += error if step >= begun.max() + WARM_UP else error * (step >= begun + WARM_UP)[:, None]
    best, rows = squares.argmin(axis=1), np.arange(len(values))
    fading = np.cumsum(damping[best][:, None] ** np.arange(1, horizon + 1), axis=1)
    ahead: Floats = level[rows, best][:, None] + trend[rows, best][:, None] * fading
    return ahead


def _grid() -> tuple[Floats, Floats, Floats]:
    """Return the level gains, trend gains and dampings to try, each of shape (tries,)."""
    tries = np.array([(gain, gain * trend_gain, damping) for gain in LEVEL_GAINS for trend_gain, damping in TRENDS])
    return tries[:, 0], tries[:, 1], tries[:, 2]


def _first_level(values: Floats, begun: npt.NDArray[np.int64]) -> Floats:
    """Return the mean of each series' first known steps, shape (series,)."""
    at = np.minimum(begun[:, None] + np.arange(WARM_UP), values.shape[1] - 1)
    first: Floats = np.nanmean(np.take_along_axis(values, at, axis=1), axis=1)
    return first
