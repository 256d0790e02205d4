"""The usual course: the mean seasonal shape of recent years on the level of the last half season."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SEASONS = 3  # seasons whose shapes are averaged, chosen on the sneakers at the ends of 2020 and 2021


def continued(values: Floats, horizon: int, season: int) -> Floats:
    """Continue each series in its usual course, shape (series, horizon).

    Args:
        values: shape (series, steps); every series ends in the last column, NaN only before it begins.
        horizon: steps ahead.
        season: steps of one season.
    """
    shape = _shape(values, season)
    window = max(season // 2, 1)
    recent = values[:, -window:]
    level = np.nanmean(recent - shape[:, -recent.shape[1] :], axis=1)
    ahead = np.tile(shape, (1, -(-horizon // season)))[:, :horizon]
    return np.asarray(level[:, None] + ahead)


def _shape(values: Floats, season: int) -> Floats:
    """Return each series' mean distance from its season's mean, shape (series, season); zeros below two seasons."""
    complete = min(values.shape[1] // season, SEASONS)
    if complete < 2:
        return np.zeros((len(values), season))
    seasons = values[:, -complete * season :].reshape(len(values), complete, season)
    distance = seasons - seasons.mean(axis=2, keepdims=True)  # NaN in every season a series does not cover
    known = ~np.isnan(distance[:, :, :1])
    mean = np.where(known, distance, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.where(known.sum(axis=1) >= 2, mean, 0.0)
