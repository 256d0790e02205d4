"""Linear autoregressions shared by all series: what one series did after a year like this tells about the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from analysis.forecasts.matrix import known_mean
from analysis.forecasts.scales import from_log, is_logarithmic, noise_of, size_of, to_log
from analysis.protocols import Fingerprint
from data.settings import Settings

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Chosen on the sneakers at the ends of 2020 and 2021 and on held-back ends of the M4 weekly training rows.
LAG_SEASONS = (3, 2, 1)  # lags in seasons: the most a series has, with enough windows to learn from
PLAIN_LAGS = 52  # stands for a season where there is none
PRIOR_WINDOWS = 1000.0  # the ridge counts as so many windows
MAX_WINDOWS = 60_000  # windows learned from; more are thinned evenly
LEAST_WINDOWS = 5.0  # windows per lag below which nothing is learned
REWEIGHTINGS = 2  # passes towards the smallest mean absolute error
SMALLEST_ERROR = 0.05  # a window's error is not taken as smaller than this when it is weighted
HEAVIEST = 20.0  # a window weighs at most so many times the usual one
FARTHEST = 100.0  # a value is not taken as farther away than so many deviations


class PooledForecaster:
    """Regresses the next steps of all series on their last seasons, in one go.

    One linear map from the lags to every step of the horizon (Montero-Manso and Hyndman, 2021, section 3), fitted by
    ridge regression, towards the least absolute error by reweighting. Columns: `pooled-level` reads the logarithm of
    values over the level of the last half season and serves series that are never negative and hardly ever zero;
    `pooled-change` reads the distance from the last value in standard deviations. A series shorter than the lags, or
    windows too few to learn from, give NaN.
    """

    pooled = True
    slow = False

    def __init__(self) -> None:
        settings = {"prior_windows": PRIOR_WINDOWS, "lag_seasons": LAG_SEASONS}
        self.fingerprint = Fingerprint("forecast", "pooled", "1", settings)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it; nothing needs setting."""
        return cls()

    def forecast(self, values: Floats, horizon: int, season: int) -> dict[str, Floats]:
        """Continue each series; see `analysis.protocols.Forecaster`."""
        scales: dict[str, _Level | _Change] = {
            "pooled-level": _Level(max(season // 2, 1)) if season > 1 else _Level(PLAIN_LAGS // 2),
            "pooled-change": _Change(),
        }
        return {name: _continued(values, horizon, season, scale) for name, scale in scales.items()}


@dataclass(frozen=True)
class _Level:
    """Values over the level of the last steps of a window, on a logarithmic scale; better windows weigh by size."""

    steps: int
    power = 2.0

    def fits(self, values: Floats) -> npt.NDArray[np.bool_]:
        return is_logarithmic(values)

    def of(self, lags: Floats) -> tuple[Floats, Floats]:
        size = size_of(lags, self.steps)
        return np.zeros_like(size), size

    def read(self, values: Floats, centre: Floats, size: Floats) -> Floats:
        return to_log(values / size)

    def lift(self, read: Floats) -> Floats:
        return noise_of(read) / 2

    def write(self, said: Floats, centre: Floats, size: Floats) -> Floats:
        return from_log(said) * size


@dataclass(frozen=True)
class _Change:
    """Distance from the last value of a window, in standard deviations of the window."""

    power = 0.0

    def fits(self, values: Floats) -> npt.NDArray[np.bool_]:
        return np.ones(len(values), dtype=np.bool_)

    def of(self, lags: Floats) -> tuple[Floats, Floats]:
        spread = lags.std(axis=1, keepdims=True)
        return lags[:, -1:], np.where(spread > 1e-9 * np.abs(lags[:, -1:]), spread, 1.0)

    def read(self, values: Floats, centre: Floats, size: Floats) -> Floats:
        return np.clip((values - centre) / size, -FARTHEST, FARTHEST)

    def lift(self, read: Floats) -> Floats:
        return np.zeros((len(read), 1))

    def write(self, said: Floats, centre: Floats, size: Floats) -> Floats:
        return said * size + centre


def _continued(values: Floats, horizon: int, season: int, scale: _Level | _Change) -> Floats:
    """Return the forecasts of all series, each from the most lags that it has and that could be learned."""
    ahead = np.full((len(values), horizon), np.nan)
    usable = scale.fits(values)
    for seasons in LAG_SEASONS:
        lags = seasons * (season if season > 1 else PLAIN_LAGS)
        open_rows = usable & np.isnan(ahead[:, 0]) & (_lengths(values) >= lags)
        weights = _learned(values[usable], horizon, lags, season, scale) if open_rows.any() else None
        if weights is not None:
            last = values[open_rows, -lags:]
            centre, size = scale.of(last)
            read = scale.read(last, centre, size)
            ahead[open_rows] = scale.write(read @ weights + scale.lift(read), centre, size)
    return ahead


def _learned(values: Floats, horizon: int, lags: int, season: int, scale: _Level | _Change) -> Floats | None:
    """Return the linear map of shape (lags, horizon), or None where there are too few windows."""
    row, start = _windows(_lengths(values), values.shape[1], lags + horizon)
    if len(row) < LEAST_WINDOWS * lags:
        return None
    window = values[row[:, None], start[:, None] + np.arange(lags + horizon)]
    centre, size = scale.of(window[:, :lags])
    read = scale.read(window, centre, size)
    known, came = read[:, :lags], read[:, lags:]
    weight = _weights(size[:, 0], _usual_change(values, season)[row], scale.power)
    weights = _ridge(known, came, weight)
    for _ in range(REWEIGHTINGS):
        error = np.maximum(np.abs(came - known @ weights).mean(axis=1), SMALLEST_ERROR)
        weights = _ridge(known, came, np.sqrt(weight) / error)
    return weights


def _windows(lengths: Integers, steps: int, width: int) -> tuple[Integers, Integers]:
    """Return row and first column of the windows to learn from, thinned evenly, the latest of each series first."""
    counts = np.maximum(lengths - width + 1, 0)
    row = np.repeat(np.arange(len(lengths)), counts)
    age = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    every = max(-(-len(row) // MAX_WINDOWS), 1)
    kept = age % every == 0
    return row[kept], steps - width - age[kept]


def _weights(size: Floats, change: Floats, power: float) -> Floats:
    """Return the windows' weights, mean 1: the square of a window's size in units of its series' usual change."""
    relative = np.where(change > 0, size / np.where(change > 0, change, 1.0), 0.0)
    usual = float(np.median(relative)) or 1.0
    weight = np.minimum(relative / usual, HEAVIEST) ** power
    normed: Floats = weight / (weight.mean() or 1.0)
    return normed


def _ridge(known: Floats, came: Floats, weight: Floats) -> Floats:
    weight = weight / weight.mean()
    weighted = known * weight[:, None]
    squares = weighted.T @ known
    prior = PRIOR_WINDOWS * np.trace(squares) / squares.shape[0] / len(known)
    weights: Floats = np.linalg.solve(squares + max(prior, 1e-12) * np.eye(len(squares)), weighted.T @ came)
    return weights


def _usual_change(values: Floats, season: int) -> Floats:
    """Return the mean of |y_t - y_(t-season)| of each series, shape (series,)."""
    back = season if values.shape[1] > season else 1
    return np.nan_to_num(known_mean(np.abs(values[:, back:] - values[:, :-back]), 1))


def _lengths(values: Floats) -> Integers:
    return np.asarray((~np.isnan(values)).sum(axis=1), dtype=np.int64)
