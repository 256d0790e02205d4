"""The range of a seasonal peak, from the past and the forecast together.

The past's regression knows how sure its own curve is; it cannot know that seasons move. The forecast follows the last
seasons week by week. Where the two disagree, the range holds both.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

MOST_SHIFT = 12  # weeks by which the forecast's season may lie away from the past's


def foreseen_shift(curve: Array, ahead: Array) -> Array:
    """Return by how many weeks the forecast's season lies behind the past's; negative where it comes earlier.

    Both lose their straight line; the answer is the shift at which they correlate most.

    Args:
        curve: the past's season on each of the next 52 weeks, shape (m, 52).
        ahead: the forecast of these weeks, shape (m, 52); NaN where there is none.

    Returns:
        Shape (m,); NaN where there is no forecast or nothing in it follows the season.
    """
    shifts = np.arange(-MOST_SHIFT, MOST_SHIFT + 1)
    shifted = np.stack([_unit(np.roll(curve, shift, axis=1)) for shift in shifts], axis=1)
    alike = np.einsum("mst,mt->ms", shifted, _unit(ahead))
    best = np.nan_to_num(alike, nan=-1.0).argmax(axis=1)
    found = alike[np.arange(len(best)), best] > 0
    return np.where(found, shifts[best].astype(np.float64), np.nan)


def _unit(rows: Array) -> Array:
    """Take each row's straight line away and scale what is left to length 1; a row with nothing left is NaN."""
    weeks = np.arange(rows.shape[1]) - (rows.shape[1] - 1) / 2
    line = rows.mean(axis=1, keepdims=True) + np.outer(rows @ weeks / (weeks @ weeks), weeks)
    left = rows - line
    length = np.linalg.norm(left, axis=1, keepdims=True)
    something = length > 1e-9 * np.abs(rows).max(axis=1, keepdims=True)
    unit: Array = np.divide(left, length, out=np.full_like(left, np.nan), where=something)
    return unit
