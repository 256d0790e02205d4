"""The search among looks: by words, by a picture, or by both, within a season, a designer, a city or a colour."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.images.pictures import UnreadablePicture, open_picture
from analysis.jobs.looks import look_embedder
from analysis.looks.finder import Found, by_labels, by_vectors
from analysis.looks.index import LookIndex
from analysis.looks.query import Filters, labels_in
from analysis.looks.vectors import part_of
from analysis.protocols import LookEmbedder, WordEmbedder
from analysis.registry import load
from data.errors import BadInput, NothingThere, UnknownName
from data.store import Store
from data.vocabulary import Vocabulary, load_vocabulary

Floats = npt.NDArray[np.float32]

ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class SearchResult:
    """What was found.

    Attributes:
        how: how likeness was told: the space of the vectors, the labels, or both.
        looks: the looks that could be found, after the filters.
        found: the most alike first: likeness, image_id, path, source, designer, season, year, city, look, label_ids.
        notes: what a reader should know, a sentence each.
    """

    how: str
    looks: int
    found: list[dict[str, Any]]
    notes: tuple[str, ...] = ()


def run(
    store: Store,
    words: str | None,
    like: str | None,
    filters: Filters,
    weight: float = 0.5,
    most: int = 12,
) -> SearchResult:
    """Find the looks most like words, a picture, or both.

    Args:
        store: holds the pictures; their vectors are made by `hemline tag`.
        words: such as "ivory trench coat"; None to ask with a picture only.
        like: a picture's file, in the index or not, or the id of one that is; None to ask with words only.
        filters: which looks may be found; a colour by its id or its English name.
        weight: of the words against the picture, 0 to 1.
        most: looks at most.

    Raises:
        BadInput: nothing is asked, the picture cannot be opened, or no label is known for the words.
        UnknownName: no look is of that season, designer, city or colour.
        NothingThere: no picture was taken in yet, or none was looked at.
    """
    if not (words or "").strip() and not like:
        raise BadInput('Nothing is asked for; give words, such as hemline search "red coat", or --like PICTURE.')
    embedder, missing = look_embedder(store.settings)
    search = _Search(store, embedder, load_vocabulary(store.settings.own_vocabulary), missing)
    return search.result((words or "").strip(), like, search.resolved(filters), weight, most)


class _Search:
    """One search: the warehouse, the model of looks, the vocabulary, and why a stronger model is not here."""

    def __init__(self, store: Store, embedder: LookEmbedder, vocabulary: Vocabulary, missing: str | None) -> None:
        self._store, self._embedder, self._vocabulary = store, embedder, vocabulary
        self._model = str(embedder.space)
        self._folder = store.settings.vectors / self._model
        self._notes = [missing] if missing else []

    def resolved(self, filters: Filters) -> Filters:
        """Return the filters as the warehouse spells them."""
        known = self._store.read("search_known")
        if known.empty:
            raise NothingThere("No picture was taken in yet; run 'hemline ingest images FOLDER' first.")
        names = {what: rows["name"].dropna().tolist() for what, rows in known.groupby("what")}
        spelt = {
            what: _spelt(what, getattr(filters, what), names.get(what, [])) for what in ("season", "designer", "city")
        }
        return Filters(**spelt, label_id=self._label(filters.label_id))

    def result(self, words: str, like: str | None, filters: Filters, weight: float, most: int) -> SearchResult:
        """Search and lay out what was found."""
        picture = self._vector_of(like) if like else None
        if isinstance(self._embedder, WordEmbedder) or not words:
            asked = self._embedder.embed_words([words])[0] if words else None  # type: ignore[attr-defined]
            found = by_vectors(self._index(filters), picture, asked, weight, most)
        else:
            label_ids = self._labels_in(words)
            tags = self._store.read("search_tags", label_ids=label_ids, **vars(filters))
            index = self._index(filters) if picture is not None else None
            found = by_labels(label_ids, tags, index, picture, weight, most)
        self._note(found)
        return SearchResult(self._how(found), found.looks, self._laid_out(found.rows), tuple(self._notes))

    def _note(self, found: Found) -> None:
        """Say what a reader should know of how it was found."""
        if not found.exact:
            self._notes.append("So many looks are searched through a graph of neighbours, which may miss a few.")
        if found.label_ids:
            self._notes.append(f"The words were read as labels, {self._names(found.label_ids)}, and looked up among "
                               "those that readers saw.")  # fmt: skip
        if found.unseen:
            self._notes.append(f"No reader saw {self._names(found.unseen)} on any of these looks.")

    def _names(self, label_ids: Sequence[str]) -> str:
        """Return the English names of labels."""
        return ", ".join(self._vocabulary.get(label_id).name for label_id in label_ids)

    def _how(self, found: Found) -> str:
        """Say how likeness was told."""
        parts = ([_plain_name(self._embedder)] if found.by_vectors else []) + (["labels"] if found.label_ids else [])
        return ", and ".join(parts)

    def _index(self, filters: Filters) -> LookIndex:
        """Return the looks that may be found, and say where some were not looked at yet."""
        counts = self._store.read("unembedded_count", model=self._model).iloc[0]
        if counts["images"] == counts["all_images"]:
            raise NothingThere(f"None of {counts['all_images']:,} pictures was looked at yet; run 'hemline tag' first.")
        if counts["images"]:
            self._notes.append(f"{counts['images']:,} of {counts['all_images']:,} pictures were not looked at yet; "
                               "run 'hemline tag' to find them too.")  # fmt: skip
        return LookIndex(self._folder, self._store.read("search_places", model=self._model, **vars(filters)))

    def _vector_of(self, like: str) -> Floats:
        """Return the vector of the picture asked for: the kept one where it is in the index, else made now."""
        path = Path(like)
        if not path.is_file() and not ID.fullmatch(like):
            raise BadInput(f"There is no picture '{like}'; give its file, or the id of a look, 16 digits of 0-9 a-f.")
        image_id = hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else like
        place = self._store.read("embedding_known", model=self._model, first=image_id, last=image_id)
        if len(place) and (self._folder / place["file"].iloc[0]).is_file():
            kept: Floats = np.array(part_of(self._folder, place["file"].iloc[0])[place["row_index"].iloc[0]])
            return kept
        if not path.is_file():
            raise BadInput(f"No look of the index has the id '{like}'; give one that a search has shown.")
        return self._embedded(path)

    def _embedded(self, path: Path) -> Floats:
        """Look at a picture that is not in the index."""
        try:
            picture = open_picture(path, self._store.settings.pixel_limit, self._embedder.side_px)
        except UnreadablePicture as error:
            raise BadInput(f"'{path}' cannot be opened as a picture ({error.reason}); give a JPEG or PNG.") from error
        vectors = self._embedder.embed([self._embedder.preparer()(picture)])
        made: Floats = vectors[0]
        return made

    def _labels_in(self, words: str) -> list[str]:
        """Return the labels that the words name."""
        label_ids = labels_in(words, load("vocabulary", self._store.settings))
        if not label_ids:
            raise BadInput(
                f"No label is known for '{words}', and there is no model here that reads words and pictures alike; "
                'name garments, colours or patterns, such as "red coat".'
            )
        return label_ids

    def _label(self, said: str | None) -> str | None:
        """Return the label that a filter names, by its id or its English name."""
        if said is None or said in self._vocabulary:
            return said
        colours = {label.name.casefold(): label.label_id for label in self._vocabulary.facet("colour")}
        if said.casefold() not in colours:
            raise UnknownName.among("colour", said, colours)
        return colours[said.casefold()]

    def _laid_out(self, found: pd.DataFrame) -> list[dict[str, Any]]:
        """Return the looks found with what is known of them."""
        known = self._store.read("search_looks", image_ids=found["image_id"].tolist())
        rows = found.merge(known, on="image_id", how="inner").astype(object)
        rows = rows.where(rows.notna(), None)
        rows["label_ids"] = rows["label_ids"].map(list)
        return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def table(result: SearchResult) -> str:
    """Return what was found as lines for a terminal."""
    lines = [f"{len(result.found)} of {result.looks:,} looks, by {result.how}"]
    for row in result.found:
        names = [row["designer"], row["season"], row["city"], f"look {row['look']}" if row["look"] else None]
        labels = ", ".join(id.partition(":")[2] for id in row["label_ids"] if not id.startswith("style:"))
        known = " · ".join(name for name in names if name) or row["source"]
        lines.append(f"{row['likeness']:.3f}  {row['image_id']}  {known}  [{labels}]  {row['path']}")
    return "\n".join([*lines, *result.notes])


def _plain_name(embedder: LookEmbedder) -> str:
    """Say what a space knows."""
    if embedder.space.name == "pixel-look":
        return "colour, outline and surface of the clothes alone"
    return "what an image model sees"


def _spelt(what: str, said: str | None, known: list[str]) -> str | None:
    """Return a name as it is stored, whatever its capitals."""
    if said is None:
        return None
    by_name = {name.casefold(): name for name in known}
    if said.casefold() not in by_name:
        raise UnknownName.among(what, said, known)
    return by_name[said.casefold()]
