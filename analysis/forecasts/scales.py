"""Scales on which series of any size and unit can be read side by side."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.forecasts.matrix import known_mean

Floats = npt.NDArray[np.float64]

OFFSET = 0.1  # of the usual size, added before the logarithm: keeps a zero finite and near
LARGEST_LOG = 12.0  # beyond this a forecast has run away
TINY = 1e-300
RECENT_STEPS = 104  # steps that tell how a series is now
MOST_ZEROS = 0.1  # share of zeros beyond which a logarithm misleads
LARGEST_NOISE = 1.0


def size_of(values: Floats, steps: int) -> Floats:
    """Return the mean |value| of each series' last steps, shape (series, 1); 1 for a series of zeros there."""
    size = np.nan_to_num(known_mean(np.abs(values[:, -steps:]), 1))[:, None]
    return np.where(size > TINY, size, 1.0)


def to_log(relative: Floats) -> Floats:
    """Return values relative to their size (0 and more) on a logarithmic scale where 1 is 0."""
    logs: Floats = np.log(np.maximum(relative, 0.0) + OFFSET) - np.log1p(OFFSET)
    return logs


def from_log(logs: Floats) -> Floats:
    """Undo `to_log`; what lies beyond zero comes back as zero."""
    relative: Floats = np.exp(np.minimum(logs + np.log1p(OFFSET), LARGEST_LOG)) - OFFSET
    return np.maximum(relative, 0.0)


def is_logarithmic(values: Floats) -> npt.NDArray[np.bool_]:
    """Flag the series, shape (series,), that a logarithm suits: never negative, and lately hardly ever zero."""
    recent = values[:, -RECENT_STEPS:]
    zeros = (recent == 0).sum(axis=1) <= MOST_ZEROS * (~np.isnan(recent)).sum(axis=1)
    return np.asarray(zeros & ~(values < 0).any(axis=1), dtype=np.bool_)


def noise_of(logs: Floats) -> Floats:
    """Return the variance of each series' noise on the logarithmic scale, shape (series, 1), from its changes per step.

    A forecast of the logarithm foretells the median; half of this more, and it foretells the mean (Hyndman and
    Athanasopoulos, 2021, section 5.6).
    """
    changes = np.diff(logs[:, -RECENT_STEPS:], axis=1)
    return np.minimum(np.nan_to_num(known_mean(changes**2, 1))[:, None] / 2, LARGEST_NOISE)
