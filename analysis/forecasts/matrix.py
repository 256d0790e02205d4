"""Arithmetic on matrices of series in which not every value is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def known_mean(values: Floats, axis: int | tuple[int, ...]) -> Floats:
    """Return the mean of the values that are not NaN; NaN where there is none."""
    known = ~np.isnan(values)
    count = known.sum(axis=axis)
    return ratio(np.where(known, values, 0.0).sum(axis=axis), count)


def ratio(over: npt.NDArray[Any], under: npt.NDArray[Any]) -> Floats:
    """Return over ÷ under, of one shape; NaN where `under` is not above zero."""
    quotient: Floats = np.divide(over, under, out=np.full(np.shape(over), np.nan), where=under > 0)
    return quotient
