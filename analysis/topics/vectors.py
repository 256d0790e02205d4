"""The embedding cache: each distinct text is read once per model, and its vector lies in a file under the home."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.records import short_hash
from data.store import Store

if TYPE_CHECKING:
    from analysis.protocols import Embedder, Vectors

BLOCK = 256  # texts per file: what a kill can lose


def cached_vectors(
    store: Store, embedder: Embedder, texts: pd.DataFrame, advance: Callable[[int], None] = lambda count: None
) -> Vectors:
    """Return the vectors of texts, reading only those the cache does not hold.

    Texts are read in blocks in their own order, so that a run that was killed and run again reads the same
    blocks as one that was not. A model without weights of its own fits its space on the batch: nothing of it
    can be kept.

    Args:
        store: holds the table `embedding`.
        embedder: reads the texts.
        texts: columns text_hash (distinct) and text.
        advance: told how many texts are done.

    Returns:
        float32, shape (texts, dimensions), in the order of `texts`.
    """
    if embedder.fingerprint.weights_hash is None:
        vectors = embedder.embed(texts["text"].tolist())
        advance(len(texts))
        return vectors
    model = str(embedder.fingerprint)
    known = _known(store, model, texts["text_hash"])
    missing = texts[~texts["text_hash"].isin(known["text_hash"])]
    advance(len(texts) - len(missing))
    for start in range(0, len(missing), BLOCK):
        block = missing.iloc[start : start + BLOCK]
        store.add("embedding", _keep(store.settings.vectors, model, block, embedder.embed(block["text"].tolist())))
        advance(len(block))
    return _gather(store.settings.vectors / model, _known(store, model, texts["text_hash"]), texts["text_hash"])


def _known(store: Store, model: str, wanted: pd.Series[str]) -> pd.DataFrame:
    """Return the cached places between the first and last wanted hash, forgetting those whose file was deleted."""
    ends = {"first": wanted.min(), "last": wanted.max()} if len(wanted) else {"first": "", "last": ""}
    known = store.read("embedding_known", model=model, **ends)
    folder = store.settings.vectors / model
    for file in known["file"].unique():
        if not (folder / file).is_file():
            store.run("embedding_forget", model=model, file=file)
            known = known[known["file"] != file]
    return known


def _keep(vectors_folder: Path, model: str, block: pd.DataFrame, vectors: Vectors) -> pd.DataFrame:
    """Write a block's file in one step and return its rows; a file whose rows never landed does no harm."""
    folder = vectors_folder / model
    folder.mkdir(parents=True, exist_ok=True)
    name = f"part-{short_hash(*block['text_hash'])}.npy"
    building = folder / f"building-{os.getpid()}"
    with building.open("wb") as file:
        np.save(file, vectors)
    building.replace(folder / name)
    rows = {"model": model, "text_hash": block["text_hash"].to_numpy(), "file": name, "row_index": range(len(block))}
    return pd.DataFrame(rows)


def _gather(folder: Path, known: pd.DataFrame, wanted: pd.Series[str]) -> Vectors:
    """Read the wanted vectors from their files, each file once."""
    places = wanted.to_frame().merge(known, on="text_hash", how="left", sort=False).reset_index(drop=True)
    gathered = np.zeros((0, 0), dtype=np.float32)
    for file, rows in places.groupby("file"):
        part = np.load(folder / str(file), mmap_mode="r")
        if not gathered.size:
            gathered = np.empty((len(places), part.shape[1]), dtype=np.float32)
        gathered[rows.index] = part[rows["row_index"]]
    return gathered
