"""How models are weighted: by their errors from earlier origins, a series' own drawn towards everybody's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analysis.forecasts.fits import Fits, Origin
from analysis.forecasts.matrix import known_mean, ratio

Floats = npt.NDArray[np.float64]

# Chosen on the sneakers at the ends of 2020 and 2021; see docs/forecasting.md.
SHARPNESS = 8.0  # weight = error ** -SHARPNESS: how hard the better model wins
POOL_ORIGINS = 4.0  # the pool's errors count as so many origins beside a series' own


def weights(fits: Fits, origins: Sequence[Origin]) -> Floats:
    """Return each model's weight for each series, shape (models, series), every column summing to 1.

    A model's error at an origin is its mean absolute error ÷ the mean of all models' there. A series' own mean error
    is averaged with that of all series, which counts as `POOL_ORIGINS` origins, and raised to -`SHARPNESS`. With no
    origin at all, every model that has an answer weighs the same.
    """
    relative = np.array([_relative_errors(origin) for origin in origins])
    if not len(relative):
        relative = np.full((1, *fits.ahead.shape[:2]), np.nan)
    pool = np.nan_to_num(known_mean(relative, axis=(0, 2)), nan=1.0)
    count = (~np.isnan(relative)).sum(axis=0)
    own = np.where(np.isnan(relative), 0.0, relative).sum(axis=0)
    error = (own + POOL_ORIGINS * pool[:, None]) / (count + POOL_ORIGINS)
    return _normed(np.maximum(error, 1e-3) ** -SHARPNESS)


def combined(predicted: Floats, weight: Floats) -> Floats:
    """Return the weighted mean of the models that have an answer, shape (series, horizon).

    Args:
        predicted: shape (models, series, horizon); NaN where a model has no answer.
        weight: shape (models, series).
    """
    share = np.where(np.isnan(predicted), 0.0, weight[:, :, None])
    total = share.sum(axis=0)
    mean = (share * np.nan_to_num(predicted)).sum(axis=0)
    return ratio(mean, total)


def offered(predicted: Floats, weight: Floats) -> Floats:
    """Return the weights among the models that have an answer for each series, shape (models, series)."""
    return _normed(np.where(np.isnan(predicted).any(axis=2), 0.0, weight))


def _relative_errors(origin: Origin) -> Floats:
    error = known_mean(np.abs(origin.predicted - origin.actual), axis=2)
    usual = known_mean(error, axis=0)
    return ratio(error, np.broadcast_to(usual, error.shape))


def _normed(weight: Floats) -> Floats:
    return np.nan_to_num(ratio(weight, np.broadcast_to(weight.sum(axis=0), weight.shape)))
