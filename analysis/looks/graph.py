"""A graph of neighbours over very many vectors (HNSW, by usearch), kept beside them and grown as they come."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.looks.vectors import dimensions_of, part_of
from data.progress import progress

Floats = npt.NDArray[np.float32]
Keys = npt.NDArray[np.uint64]

FILE = "looks.usearch"  # removal deletes it with the vectors it was made of
NUMBERS = "f16"  # as which the graph holds vectors: half the memory, and likeness moves in the fourth digit
SEARCHED = 128  # candidates that a search keeps; more finds more of the true neighbours, slower
WIDER = 4  # times as many are asked for where a filter left too few


class Graph:
    """Neighbours of vectors that are too many to compare them all."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def opened(cls, folder: Path, places: pd.DataFrame) -> Self:
        """Open the graph of a model's vectors, adding those that are not in it yet, which is kept.

        Args:
            folder: of the model; its vectors lie there.
            places: image_id, file and row_index.
        """
        from usearch.index import Index

        path = folder / FILE
        dimensions = dimensions_of(places["file"].iloc[0])
        index = Index(ndim=dimensions, metric="cos", dtype=NUMBERS, expansion_search=SEARCHED)
        if path.is_file():
            index.load(path)
        missing: pd.DataFrame = places.iloc[np.flatnonzero(~index.contains(keys_of(places["image_id"])))]
        if len(missing):
            _grow(index, folder, missing)
            building = folder / f"building-{os.getpid()}"
            index.save(building)
            building.replace(path)
        return cls(index)

    def nearest(self, query: Floats, most: int, among: Iterable[str]) -> pd.DataFrame:
        """Return the pictures nearest to a query; nearly all of the true ones, not surely all.

        Args:
            query: unit vector, shape (dimensions,).
            most: how many at most.
            among: ids of the pictures that may be found.

        Returns:
            image_id, likeness (cosine), the nearest first.
        """
        allowed, count = np.sort(keys_of(among)), most
        while True:
            found = self._index.search(query, min(count, len(self._index)))
            keys, likeness = np.asarray(found.keys, np.uint64), 1 - np.asarray(found.distances, np.float32)
            kept = allowed[np.searchsorted(allowed, keys).clip(max=len(allowed) - 1)] == keys
            if kept.sum() >= most or count >= len(self._index):
                break
            count *= WIDER
        ids = [f"{int(key):016x}" for key in keys[kept][:most]]
        return pd.DataFrame({"image_id": ids, "likeness": likeness[kept][:most]})


def keys_of(image_ids: Iterable[str]) -> Keys:
    """Return ids of 16 hex digits as numbers."""
    return np.frombuffer(bytes.fromhex("".join(image_ids)), dtype=">u8").astype(np.uint64)


def _grow(index: Any, folder: Path, missing: pd.DataFrame) -> None:
    """Add vectors, file by file."""
    with progress("Joining pictures to their neighbours", len(missing), "pictures") as advance:
        for file, rows in missing.groupby("file", sort=False):
            index.add(keys_of(rows["image_id"]), part_of(folder, str(file))[rows["row_index"].to_numpy()])
            advance(len(rows))
