"""Intervals from what the backtest got wrong: conformal, scaled by series, pooled over series by horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

from analysis.forecasts.matrix import known_mean

Floats = npt.NDArray[np.float64]

LEVELS = (0.80, 0.95)
UNKNOWN_RADII = (1.6, 2.45)  # of a normal error, in mean absolute changes: 1.28 and 1.96 times sqrt(pi / 2)
NEIGHBOURS = 3  # steps to either side whose errors are pooled with a step's own
MOST_ROWS = 10_000  # rows, of a series and an origin each, that are enough to learn from

# Chosen on the sneakers at the ends of 2020 and 2021 and on held-back ends of the M4 weekly training rows.
LEVEL_POWER = 0.25  # a series' errors grow with its level to this power and with its change per step to the rest
SCALE_SEASONS = 2  # seasons over which both are taken


@dataclass(frozen=True)
class Bands:
    """How far a forecast is wrong, as a multiple of a series' scale, by horizon.

    Attributes:
        radius80: shape (horizon,), never falling.
        radius95: shape (horizon,), never below radius80.
        level_power: of the scale they are multiples of.
    """

    radius80: Floats
    radius95: Floats
    level_power: float

    def around(
        self, centre: Floats, history: Floats, season: int, bounds: tuple[float, float] | None
    ) -> dict[str, Floats]:
        """Return yhat, lo80, hi80, lo95 and hi95 of shape (series, horizon), kept within the bounds.

        Args:
            centre: the forecasts, shape (series, horizon).
            history: what the forecasts were made from, shape (series, steps).
            season: steps of a season.
            bounds: lowest and highest possible value, or None.
        """
        size = scale(history, season, self.level_power)[:, None]
        near, far = size * self.radius80, size * self.radius95
        columns = {"yhat": centre, "lo80": centre - near, "hi80": centre + near}
        columns |= {"lo95": centre - far, "hi95": centre + far}
        return columns if bounds is None else {name: values.clip(*bounds) for name, values in columns.items()}


def scale(values: Floats, season: int, level_power: float = LEVEL_POWER) -> Floats:
    """Return the size that a series' errors are measured in, shape (series,); 0 for a constant series.

    It is the mean |value| to the given power times the mean change per step to the power of what is left to 1, both
    over the last seasons.
    """
    recent = values[:, -(SCALE_SEASONS * max(season, 26) + 1) :]
    level, change = known_mean(np.abs(recent), 1), known_mean(np.abs(np.diff(recent, axis=1)), 1)
    return np.nan_to_num(level**level_power * change ** (1 - level_power))


def bands(errors: Floats, season: int) -> Bands:
    """Learn the bands from scaled errors (split conformal: Lei et al., 2018, section 2.2, by horizon).

    Args:
        errors: |actual - predicted| ÷ scale, shape (origins and series, horizon); NaN where nothing came.
        season: steps of a season; where no error is known, the bands are those of a seasonal random walk of the mean
            change (Hyndman and Athanasopoulos, 2021, section 5.5).
    """
    horizon = errors.shape[1]
    walk = np.sqrt(1 + np.arange(horizon) // season)
    quantiles = np.array([_quantiles(errors, step) for step in range(horizon)])
    radii = [_never_falling(quantiles[:, at], walk, unknown) for at, unknown in enumerate(UNKNOWN_RADII)]
    known = bool((~np.isnan(errors)).any())
    return Bands(radii[0], np.maximum(radii[0], radii[1]), LEVEL_POWER if known else 0.0)


def _quantiles(errors: Floats, step: int) -> Floats:
    """Return each level's quantile of a step's errors and its neighbours', counting one more that lies beyond all."""
    near = errors[:, max(step - NEIGHBOURS, 0) : step + NEIGHBOURS + 1]
    known = near[~np.isnan(near)]
    if not len(known):
        return np.full(len(LEVELS), np.nan)
    ranks = np.minimum(np.ceil((len(known) + 1) * np.array(LEVELS)) / len(known), 1.0)
    return np.asarray(np.quantile(known, ranks, method="higher"))


def _never_falling(radii: Floats, walk: Floats, unknown: float) -> Floats:
    """Smooth the radii so that they never fall; beyond the last known step they go on as a random walk does."""
    known = np.flatnonzero(~np.isnan(radii))
    if not len(known):
        return unknown * walk
    last = known[-1]
    near = isotonic_regression(radii[: last + 1]).x
    return np.concatenate([near, near[-1] * walk[last + 1 :] / walk[last]])
