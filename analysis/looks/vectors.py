"""The vectors of pictures: kept in files under the home, so that a picture is embedded once per model.

A file holds float32 numbers, row after row, and its name says how many make a row: `looks-<hash>.768.f32`. It has no
head, so that a search reads many of them into one piece of memory.
"""

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
    name = f"looks-{short_hash(*image_ids)}.{vectors.shape[1]}.f32"
    building = folder / f"building-{os.getpid()}"
    np.ascontiguousarray(vectors, dtype=np.float32).tofile(building)
    building.replace(folder / name)
    rows = {"model": folder.name, "text_hash": list(image_ids), "file": name, "row_index": range(len(image_ids))}
    return pd.DataFrame(rows)


def gather(folder: Path, places: pd.DataFrame) -> Floats:
    """Return the vectors at some places, in their order, shape (places, dimensions); each file is read once.

    Args:
        folder: of the model.
        places: columns file and row_index, at least one row.
    """
    places = places.reset_index(drop=True)
    gathered: Floats = np.empty((len(places), dimensions_of(places["file"].iloc[0])), dtype=np.float32)
    for file, rows in places.groupby("file"):
        gathered[rows.index] = part_of(folder, str(file))[rows["row_index"]]
    return gathered


def part_of(folder: Path, file: str) -> Floats:
    """Return the vectors of one file without reading them yet, shape (rows, dimensions)."""
    return np.memmap(folder / file, np.float32, "r").reshape(-1, dimensions_of(file))


def dimensions_of(file: str) -> int:
    """Return how many numbers a vector of a file has."""
    return int(file.split(".")[-2])
