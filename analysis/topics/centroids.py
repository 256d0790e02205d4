"""Centroids: the middle of each topic, by which texts outside the fit find their topic a batch at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
SURE = 0.10  # quantile of the members' own likeness below which another text gets no topic
TINY = 1e-12  # keeps a length of nothing from dividing


@dataclass(frozen=True)
class Centroids:
    """The topics of one fit as places in the space of the vectors.

    Attributes:
        middles: unit vectors, shape (topics, dimensions).
        least: cosine that nine in ten members of a topic reach, shape (topics,).
    """

    middles: Vectors
    least: npt.NDArray[np.float32]

    @classmethod
    def none(cls) -> Centroids:
        """Return the centroids of no topics."""
        return cls(np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.float32))

    @classmethod
    def from_fit(cls, vectors: Vectors, assigned: npt.NDArray[np.int64], topics: int) -> Centroids:
        """Take the mean direction of each topic's members; a member is compared with the others, never with itself.

        Args:
            vectors: unit vectors of the fitted texts, shape (texts, dimensions).
            assigned: topic of each, -1 for none.
            topics: how many; each has a member.
        """
        middles = np.zeros((topics, vectors.shape[1]), dtype=np.float32)
        least = np.zeros(topics, dtype=np.float32)
        for topic in range(topics):
            members = vectors[assigned == topic]
            together = members.sum(axis=0)
            middles[topic] = together / max(float(np.linalg.norm(together)), TINY)
            least[topic] = np.quantile(_likeness(members, together), SURE)
        return cls(middles, least)

    def nearest(self, vectors: Vectors) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return the topic of the nearest middle and the cosine with it; -1 and 0 below that topic's least."""
        if not len(self.middles):
            return np.full(len(vectors), -1, dtype=np.int64), np.zeros(len(vectors))
        alike = vectors @ self.middles.T
        best = alike.argmax(axis=1).astype(np.int64)
        score = alike[np.arange(len(vectors)), best]
        kept = score >= self.least[best]
        return np.where(kept, best, -1), np.where(kept, score, 0.0).clip(0, 1).astype(np.float64)


def _likeness(members: Vectors, together: Vectors) -> Vectors:
    """Return each member's cosine with the sum of the other members."""
    others = together - members
    likeness: Vectors = (members * others).sum(axis=1) / np.maximum(np.linalg.norm(others, axis=1), TINY)
    return likeness
