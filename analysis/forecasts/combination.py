"""How models are weighted: by their errors from earlier origins, a series' own drawn towards everybody's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analysis.forecasts.fits import Origin
from analysis.forecasts.matrix import known_mean, ratio

Floats = npt.NDArray[np.float64]

# Chosen on the sneakers at the ends of 2020 and 2021 and on held-back ends of the M4 weekly training rows.
SHARPNESS = 8.0  # weight = error ** -SHARPNESS: how hard the better model wins
POOL_ORIGINS = 4.0  # the pool's errors count as so many origins beside a series' own


def relative_errors(origins: Sequence[Origin]) -> Floats:
    """Return how wrong each model was beside the others, shape (origins, models, series); NaN where it had no answer.

    A model's mean absolute error at an origin is divided by the mean error there of the models that answer at every
    origin of the series: so a model that is replayed from few origins is not judged by which ones these are.
    """
    error = np.array([known_mean(np.abs(origin.predicted - origin.actual), axis=2) for origin in origins])
    answered = ~np.isnan(error)
    replayed = answered.any(axis=1, keepdims=True)
    always = (answered | ~replayed).all(axis=0)
    usual = known_mean(np.where(always, error, np.nan), axis=1)[:, None, :]
    return ratio(error, np.broadcast_to(usual, error.shape))


def weights(relative: Floats) -> Floats:
    """Return each model's weight for each series, shape (models, series), every column summing to 1.

    A series' own mean relative error is averaged with that of all series, which counts as `POOL_ORIGINS` origins, and
    raised to -`SHARPNESS`. With no origin at all, all models weigh the same.

    Args:
        relative: as `relative_errors` returns them, of the origins to learn from.
    """
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


def _normed(weight: Floats) -> Floats:
    return np.nan_to_num(ratio(weight, np.broadcast_to(weight.sum(axis=0), weight.shape)))
