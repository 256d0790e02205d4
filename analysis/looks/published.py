"""The looks of one snapshot, searched by its pages: opened once, asked often, and never by the warehouse."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from PIL import Image

from analysis.looks.finder import Found, by_labels, by_vectors
from analysis.looks.index import LookIndex
from analysis.looks.query import Asked
from analysis.looks.vectors import part_of
from analysis.protocols import LookEmbedder, WordEmbedder
from analysis.registry import load
from data.errors import MissingPart, NothingThere
from data.settings import Settings
from data.snapshot import Snapshot

Floats = npt.NDArray[np.float32]

PIXELS = "pixel-look"
ADAPTERS = {PIXELS: "pixel-look", "clip-looks": "clip"}  # the registry's name of what makes a space's vectors


class PublishedLooks:
    """What can be found in one snapshot.

    The model is the one that placed most looks; of two that placed as many, the one that knows more than pixels. It is
    loaded when the vector of words, or of a picture that is no look, is first asked for.

    Args:
        snapshot: holds where the vectors lie.
        settings: name the home that they lie in.
    """

    def __init__(self, snapshot: Snapshot, settings: Settings) -> None:
        self._snapshot, self._settings = snapshot, settings
        models = snapshot.read("page_search_models")
        rank = models.assign(pixels=models["model"].str.startswith(PIXELS)).sort_values(
            ["looks", "pixels"], ascending=[False, True], kind="stable"
        )
        self.model = str(rank["model"].iloc[0]) if len(rank) else ""

    @property
    def is_pixels(self) -> bool:
        """Whether looks are compared by their pixels alone, a space that holds no words."""
        return self.model.startswith(PIXELS)

    def __len__(self) -> int:
        """Count the looks that have a vector."""
        return len(self._places)

    def vector_of(self, image_id: str) -> Floats | None:
        """Return the vector of a look, None where it has none.

        Raises:
            NothingThere: the files of the vectors are gone.
        """
        place = self._places[self._places["image_id"] == image_id]
        if place.empty:
            return None
        file, row = str(place["file"].iloc[0]), int(place["row_index"].iloc[0])
        try:
            kept: Floats = np.array(part_of(self._folder, file)[row])
        except FileNotFoundError as error:
            raise self._lost() from error
        return kept

    def vector_of_picture(self, picture: Image.Image) -> Floats:
        """Return the vector of a picture that is no look of the snapshot.

        Args:
            picture: RGB, upright.

        Raises:
            NothingThere: no look was placed yet, so that there is nothing to compare it with.
            MissingPart: the model that placed the looks is not here.
        """
        made: Floats = self._embedder.embed([self._embedder.preparer()(picture)])[0]
        return made

    def vector_of_words(self, words: str) -> Floats:
        """Return the vector of words.

        Raises:
            MissingPart: the model that placed the looks is not here, or it reads no words.
        """
        if not isinstance(self._embedder, WordEmbedder):
            raise MissingPart("The looks were placed by their pixels alone, and no words can be placed beside them.")
        asked: Floats = self._embedder.embed_words([words])[0]
        return asked

    def find(self, asked: Asked, among: pd.Series[Any] | None, most: int) -> Found:
        """Find the looks most like words, a picture, or both; no model is needed any more.

        Args:
            asked: what is asked.
            among: ids of the looks that may be found, None for all.
            most: looks at most.

        Raises:
            NothingThere: the files of the vectors are gone.
        """
        try:
            if not asked.label_ids:
                return by_vectors(self._index(among), asked.picture, asked.words, asked.weight, most)
            tags = _among(self._snapshot.read("page_search_tags", label_ids=list(asked.label_ids)), among)
            index = self._index(among) if asked.picture is not None else None
            return by_labels(asked.label_ids, tags, index, asked.picture, asked.weight, most)
        except FileNotFoundError as error:
            raise self._lost() from error

    def _index(self, among: pd.Series[Any] | None) -> LookIndex:
        """Return the looks that may be found."""
        return self._all if among is None else LookIndex(self._folder, _among(self._places, among))

    @cached_property
    def _places(self) -> pd.DataFrame:
        """Where the vectors lie: image_id, file, row_index."""
        return self._snapshot.read("page_search_places", model=self.model)

    @cached_property
    def _all(self) -> LookIndex:
        return LookIndex(self._folder, self._places)

    @cached_property
    def _folder(self) -> Path:
        return self._settings.vectors / self.model

    @cached_property
    def _embedder(self) -> LookEmbedder:
        """The model that placed the looks."""
        if not self.model:
            raise NothingThere("No look was placed yet; run 'hemline tag', then 'hemline publish'.")
        name = self.model.rpartition("-")[0]
        embedder: LookEmbedder = load(ADAPTERS.get(name, name), self._settings)
        if str(embedder.space) != self.model:
            raise MissingPart(
                f"The looks were placed by the model {self.model}, and here is {embedder.space}; run 'hemline tag', "
                "then 'hemline publish'."
            )
        return embedder

    def _lost(self) -> NothingThere:
        """Return the error for vectors whose files were deleted."""
        return NothingThere(
            f"Files of vectors are gone from {self._folder}; run 'hemline tag', then 'hemline publish', to make them."
        )


def _among(rows: pd.DataFrame, among: pd.Series[Any] | None) -> pd.DataFrame:
    """Return the rows of some looks, all of them for None."""
    return rows if among is None else rows[rows["image_id"].isin(among)]
