"""Themes: new words that are used in like posts, by the vectors of those posts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
ALIKE = 0.45  # cosine, on average over the pairs of two groups, from which on they are one


def themes(terms: npt.NDArray[np.int64], vectors: Vectors, background: Vectors) -> npt.NDArray[np.int64]:
    """Group terms by the mean vector of their posts.

    Posts about clothes are all somewhat alike; what they share is taken away first, as the mean of the background.
    Groups are joined while their pairs are alike on average (average linkage, Sokal and Michener 1958).

    Args:
        terms: number of the term of each post, 0 to n - 1, each at least once; shape (posts,).
        vectors: one unit vector per post, shape (posts, dimensions).
        background: vectors of other posts, shape (any, dimensions).

    Returns:
        The number of each term's group, shape (n,).
    """
    from sklearn.cluster import AgglomerativeClustering

    apart = vectors - background.mean(axis=0)
    counts = np.bincount(terms)
    if len(counts) < 2:
        return np.zeros(len(counts), dtype=np.int64)
    means = np.stack([np.bincount(terms, weights=column) for column in apart.T], axis=1) / counts[:, None]
    lengths = np.maximum(np.linalg.norm(means, axis=1, keepdims=True), np.finfo(float).eps)
    grouped = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - ALIKE
    ).fit(means / lengths)
    return np.asarray(grouped.labels_, dtype=np.int64)
