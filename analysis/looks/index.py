"""The nearest vectors to a query: every one compared up to 200,000, beyond that through a graph of neighbours."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from analysis.looks.graph import Graph

Floats = npt.NDArray[np.float32]

EXACT_MOST = 200_000  # vectors that are compared one by one
FILES_TOGETHER = 16  # read into one piece of memory


class LookIndex:
    """The kept vectors of one model, or of some of its pictures.

    Args:
        folder: of the model, `vectors/<fingerprint>/`.
        places: image_id, file and row_index of the pictures that may be found.
    """

    def __init__(self, folder: Path, places: pd.DataFrame) -> None:
        self._folder = folder
        self._places = places.reset_index(drop=True)

    def __len__(self) -> int:
        """Count the pictures that may be found."""
        return len(self._places)

    @property
    def exact(self) -> bool:
        """Whether every vector is compared."""
        return len(self._places) <= EXACT_MOST

    def nearest(self, query: Floats, most: int) -> pd.DataFrame:
        """Return the pictures nearest to a query, the nearest first.

        Args:
            query: unit vector, shape (dimensions,).
            most: how many at most.

        Returns:
            image_id, likeness (cosine).
        """
        if self._places.empty:
            return pd.DataFrame({"image_id": [], "likeness": []})
        if not self.exact:
            return Graph.opened(self._folder, self._places).nearest(query, most, self._places["image_id"])
        likeness = self.likenesses(query)
        best = _largest(likeness, most)
        return pd.DataFrame({"image_id": self._places["image_id"].to_numpy()[best], "likeness": likeness[best]})

    def all(self, query: Floats) -> pd.DataFrame:
        """Return every picture's likeness to a query, image_id and likeness, in the order of the places."""
        return pd.DataFrame({"image_id": self._places["image_id"], "likeness": self.likenesses(query)})

    def likenesses(self, query: Floats) -> Floats:
        """Return the cosine of every picture with the query, in the order of the places."""
        likeness = np.empty(len(self._places), dtype=np.float32)
        chunks = [self._files[n : n + FILES_TOGETHER] for n in range(0, len(self._files), FILES_TOGETHER)]
        workers = os.cpu_count() or 1
        # The workers share the files; a product that took all cores for itself would wait for them.
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda n: self._score(chunks[n::workers], query, likeness), range(workers)))
        return likeness

    @cached_property
    def _files(self) -> list[tuple[str, npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
        """Each file with where its pictures stand among the places, and their rows in the file."""
        rows = self._places["row_index"].to_numpy()
        files = self._places.groupby("file", sort=False).indices
        return [(str(file), np.asarray(at), rows[np.asarray(at)]) for file, at in files.items()]

    def _score(self, chunks: list[Any], query: Floats, likeness: Floats) -> None:
        """Read chunk after chunk of files into one piece of memory, which is faster than mapping each, and score it."""
        memory = bytearray()
        for chunk in chunks:
            sizes = [(self._folder / file).stat().st_size for file, _, _ in chunk]
            memory = memory if len(memory) >= sum(sizes) else bytearray(sum(sizes))
            ends = np.cumsum([0, *sizes])
            for (file, _, _), start, end in zip(chunk, ends, ends[1:], strict=False):
                with (self._folder / file).open("rb", buffering=0) as opened:
                    opened.readinto(memoryview(memory)[start:end])
            scores = np.frombuffer(memory, np.float32, ends[-1] // 4).reshape(-1, len(query)) @ query
            for (_, at, rows), start in zip(chunk, ends // (4 * len(query)), strict=False):
                likeness[at] = scores[start + rows]


def _largest(values: Floats, most: int) -> npt.NDArray[np.intp]:
    """Return where the largest values stand, largest first, the first of equals first."""
    if most < len(values):
        some = np.flatnonzero(values >= np.partition(values, -most)[-most])
    else:
        some = np.arange(len(values))
    return some[np.argsort(-values[some], kind="stable")][:most]
