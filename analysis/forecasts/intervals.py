"""Intervals from what the backtest got wrong: conformal, scaled by series, pooled over series by horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

Floats = npt.NDArray[np.float64]

LEVELS = (0.80, 0.95)
UNKNOWN_RADII = (1.6, 2.45)  # of a normal error, in mean absolute changes: 1.28 and 1.96 times sqrt(pi / 2)
NEIGHBOURS = 3  # steps to either side whose errors are pooled with a step's own


@dataclass(frozen=True)
class Bands:
    """How far a forecast is wrong, as a multiple of a series' scale, by horizon.

    Attributes:
        radius80: shape (horizon,), never falling.
        radius95: shape (horizon,), never below radius80.
        errors: how many backtest errors stand behind them.
    """

    radius80: Floats
    radius95: Floats
    errors: int

    def around(self, centre: Floats, scale: Floats, bounds: tuple[float, float] | None) -> dict[str, Floats]:
        """Return yhat, lo80, hi80, lo95 and hi95 of shape (series, horizon), kept within the bounds.

        Args:
            centre: the forecasts, shape (series, horizon).
            scale: of each series, shape (series,).
            bounds: lowest and highest possible value, or None.
        """
        near, far = scale[:, None] * self.radius80, scale[:, None] * self.radius95
        columns = {"yhat": centre, "lo80": centre - near, "hi80": centre + near}
        columns |= {"lo95": centre - far, "hi95": centre + far}
        return columns if bounds is None else {name: values.clip(*bounds) for name, values in columns.items()}


def bands(scaled_errors: Floats, season: int) -> Bands:
    """Learn the bands from scaled errors (split conformal: Lei et al., 2018, section 2.2, by horizon).

    Args:
        scaled_errors: |actual - predicted| ÷ scale, shape (origins and series, horizon); NaN where nothing came.
        season: steps over which the scale was taken; where no error is known, the bands are those of a seasonal
            random walk of that scale (Hyndman and Athanasopoulos, 2021, section 5.5).
    """
    walk = np.sqrt(1 + np.arange(scaled_errors.shape[1]) // season)
    radii = [
        _never_falling(_quantiles(scaled_errors, level), walk, unknown)
        for level, unknown in zip(LEVELS, UNKNOWN_RADII, strict=True)
    ]
    return Bands(radii[0], np.maximum(radii[0], radii[1]), int((~np.isnan(scaled_errors)).sum()))


def _quantiles(errors: Floats, level: float) -> Floats:
    horizon = errors.shape[1]
    quantiles = np.full(horizon, np.nan)
    for step in range(horizon):
        near = errors[:, max(step - NEIGHBOURS, 0) : step + NEIGHBOURS + 1]
        known = near[~np.isnan(near)]
        if len(known):
            rank = min(np.ceil((len(known) + 1) * level) / len(known), 1.0)
            quantiles[step] = np.quantile(known, rank, method="higher")
    return quantiles


def _never_falling(radii: Floats, walk: Floats, unknown: float) -> Floats:
    """Smooth the radii so that they never fall; beyond the last known step they go on as a random walk does."""
    known = np.flatnonzero(~np.isnan(radii))
    if not len(known):
        return unknown * walk
    last = known[-1]
    near = isotonic_regression(radii[: last + 1]).x
    return np.concatenate([near, near[-1] * walk[last + 1 :] / walk[last]])
