"""The photos the network learns from: their labels, their senders, and their pixels kept in memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from PIL import Image
from sklearn.model_selection import StratifiedGroupKFold
from torch import Tensor
from torch.nn import functional

from analysis.models.garment.classes import CLASSES
from analysis.models.garment.squares import squeezed
from data.errors import BadInput

SMALL, EXTRA = "clothing-dataset-small", "clothing-dataset-extra"
FOLDS, FOLDS_SEED = 5, 0
DECODERS = 2
SHRUNK_TOGETHER = 256

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Photos:
    """Photos with their labels.

    Attributes:
        paths: of the files.
        labels: class of each, by its place in CLASSES; shape (photos,).
        senders: who sent each; shape (photos,).
        of_ten: whether each is of the set of ten classes; shape (photos,).
    """

    paths: tuple[Path, ...]
    labels: npt.NDArray[np.int64]
    senders: npt.NDArray[np.str_]
    of_ten: npt.NDArray[np.bool_]

    @classmethod
    def from_folder(cls, folder: Path) -> Photos:
        """Read the labels of both sets, without the test part.

        Raises:
            BadInput: the folder does not hold the two sets.
        """
        try:
            small = pd.read_csv(folder / SMALL / "labels.csv").merge(pd.read_csv(folder / SMALL / "senders.csv"))
            extra = pd.read_csv(folder / EXTRA / "labels.csv")
        except OSError as error:
            raise BadInput(f"{folder} does not hold {SMALL} and {EXTRA} ({error}); name their folder.") from error
        learned = small[small["split"].isin(["train", "validation"])]
        rows = pd.concat([learned.assign(of=SMALL), extra.assign(of=EXTRA)])
        return cls(
            tuple(folder / of / path for of, path in zip(rows["of"], rows["path"], strict=True)),
            rows["category"].map(CLASSES.index).to_numpy(np.int64),
            rows["sender_id"].to_numpy(np.str_),
            (rows["of"] == SMALL).to_numpy(bool),
        )

    def at(self, places: Places) -> Photos:
        """Return the photos at these places."""
        paths = tuple(self.paths[place] for place in places)
        return Photos(paths, self.labels[places], self.senders[places], self.of_ten[places])

    def fold(self, held: int) -> tuple[Photos, Photos]:
        """Return the photos to learn from and those held out; no sender is on both sides."""
        splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=FOLDS_SEED)
        learned, out = list(splitter.split(self.labels, self.labels, self.senders))[held]
        return self.at(learned), self.at(out)

    def squares(self, px: int) -> Tensor:
        """Decode all photos: uint8, shape (photos, 3, px, px)."""
        kept = torch.empty(len(self.paths), 3, px, px, dtype=torch.uint8)
        with ThreadPoolExecutor(DECODERS) as pool:
            for place, square in enumerate(pool.map(lambda path: _square(path, px), self.paths)):
                kept[place] = torch.from_numpy(square).permute(2, 0, 1)
        return kept


def _square(path: Path, px: int) -> npt.NDArray[np.uint8]:
    with Image.open(path) as file:
        file.draft("RGB", (px, px))
        return squeezed(file.convert("RGB"), px)


def shrunk(squares: Tensor, px: int) -> Tensor:
    """Return squares of bytes made smaller, part by part so that few are held as floats."""
    parts = (part.float() for part in torch.split(squares, SHRUNK_TOGETHER))
    smaller = (functional.interpolate(part, size=(px, px), mode="bilinear", antialias=True) for part in parts)
    return torch.cat([part.round().to(torch.uint8) for part in smaller])
