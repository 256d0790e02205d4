"""The vectors of pictures: kept in files under the home, so that a picture is embedded once per model."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.records import short_hash

Floats = npt.NDArray[np.float32]


def keep(folder: Path, image_ids: Sequence[str], vectors: Floats) -> pd.DataFrame:
    """Write a batch's file in one step; a file whose rows never landed does no harm.

    Args:
        folder: of the model, `vectors/<fingerprint>/`; its name is the model's.
        image_ids: whose vectors they are.
        vectors: shape (pictures, dimensions).

    Returns:
        The rows of `embedding`; a picture's id stands in `text_hash`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"looks-{short_hash(*image_ids)}.npy"
    building = folder / f"building-{os.getpid()}"
    with building.open("wb") as file:
        np.save(file, vectors)
    building.replace(folder / name)
    rows = {"model": folder.name, "text_hash": list(image_ids), "file": name, "row_index": range(len(image_ids))}
    return pd.DataFrame(rows)


def gather(folder: Path, places: pd.DataFrame) -> Floats:
    """Return the vectors at some places, in their order; each file is read once.

    Args:
        folder: of the model.
        places: columns file and row_index.
    """
    gathered: Floats = np.zeros((0, 0), dtype=np.float32)
    places = places.reset_index(drop=True)
    for file, rows in places.groupby("file"):
        part = np.load(folder / str(file), mmap_mode="r")
        if not gathered.size:
            gathered = np.empty((len(places), part.shape[1]), dtype=np.float32)
        gathered[rows.index] = part[rows["row_index"]]
    return gathered
