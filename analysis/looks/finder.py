"""One search among looks: by vectors where they hold what is asked for, by labels where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.looks.index import LookIndex
from analysis.looks.query import by_tags, joined, mixed

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        rows: image_id, likeness: the most alike first.
        looks: the looks that could be found.
        by_vectors: whether vectors were compared.
        label_ids: the labels that the words were read as; empty where vectors hold words too, or there were none.
        unseen: those of them that no reader saw on any of these looks.
        exact: whether every vector was compared.
    """

    rows: pd.DataFrame
    looks: int
    by_vectors: bool
    label_ids: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    exact: bool = True


def by_vectors(index: LookIndex, picture: Floats | None, words: Floats | None, weight: float, most: int) -> Found:
    """Find the looks nearest to a picture, to words in the same space, or to both.

    Args:
        index: the looks that may be found.
        picture: unit vector of the picture asked for, None without one.
        words: unit vector of the words, None without any.
        weight: of the words against the picture, 0 to 1.
        most: looks at most.
    """
    rows = index.nearest(joined(picture, words, weight), most)
    return Found(rows, len(index), by_vectors=True, exact=index.exact)


def by_labels(
    label_ids: Sequence[str],
    tags: pd.DataFrame,
    index: LookIndex | None,
    picture: Floats | None,
    weight: float,
    most: int,
) -> Found:
    """Find the looks that show the labels that words were read as, weighed against likeness to a picture.

    Args:
        label_ids: the labels; at least one.
        tags: image_id, label_id, score: what readers saw of them on the looks that may be found.
        index: those looks, where a picture is asked for too.
        picture: unit vector of that picture, None without one.
        weight: of the labels against the picture, 0 to 1.
        most: looks at most.
    """
    seen = set(tags["label_id"])
    unseen = tuple(label_id for label_id in label_ids if label_id not in seen)
    rows = by_tags(tags, len(label_ids))
    if picture is None or index is None:
        return Found(rows.head(most), len(rows), False, tuple(label_ids), unseen)
    both = mixed(index.all(picture), rows, weight)
    return Found(both.head(most), len(index), True, tuple(label_ids), unseen)
