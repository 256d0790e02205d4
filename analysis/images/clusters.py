"""K-means that gives the same groups every time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.images.oklab import Floats


def k_means(points: Floats, weights: Floats, k: int, rounds: int = 8) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Group weighted points round at most `k` centres, the same way every time.

    The first centre is the heaviest point, each next one the point with the largest weight times squared
    distance to the centres so far (k-means++ of Arthur and Vassilvitskii 2007, without its dice); then Lloyd's
    rounds.

    Args:
        points: shape (points, dimensions).
        weights: shape (points,).
        k: centres at most; fewer where fewer distinct points are.
        rounds: Lloyd's rounds.

    Returns:
        Centres, shape (centres, dimensions), and the centre of each point, shape (points,).
    """
    centres = points[[int(np.argmax(weights))]]
    while len(centres) < k:
        gain = weights * _squared(points, centres).min(axis=1)
        if gain.max() <= 1e-9:
            break
        centres = np.vstack([centres, points[int(np.argmax(gain))]])
    before = None
    for _ in range(rounds):
        assigned = nearest(points, centres)
        if before is not None and np.array_equal(assigned, before):
            break
        before = assigned
        mass = np.bincount(assigned, weights, len(centres))
        sums = [np.bincount(assigned, weights * points[:, axis], len(centres)) for axis in range(points.shape[1])]
        means = np.stack(sums, axis=1) / np.maximum(mass, 1e-12)[:, None]
        centres = np.where(mass[:, None] > 0, means, centres).astype(np.float32)
    return centres, nearest(points, centres)


def nearest(points: Floats, centres: Floats) -> npt.NDArray[np.intp]:
    """Return the nearest centre of each point, shape (points,)."""
    found: npt.NDArray[np.intp] = _squared(points, centres).argmin(axis=1)
    return found


def _squared(points: Floats, centres: Floats) -> Floats:
    """Return squared distances, shape (points, centres)."""
    distances = np.zeros((len(points), len(centres)), dtype=np.float32)
    for axis in range(points.shape[1]):  # several times faster than one array of all differences
        distances += (points[:, axis, None] - centres[None, :, axis]) ** 2
    return distances
