"""Pictures that show the same: a 64-bit hash of their shape finds the candidates, a look at their thumbnails decides.

The hash alone takes studio photos of two black shoes for one; the look at sixteen by sixteen cells of colour tells
them apart. `python -m benchmarks.picture_repeats` measures both on real photos.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

BITS_APART = 5  # of 64, at most, for a candidate
CELLS = 16  # a side, of the look at the colours
LEVELS_APART = 24  # of 255, at most, in any cell and any of red, green and blue
LOOKED_AT = 20_000  # pictures whose cells are remembered, 768 bytes each

Shapes = npt.NDArray[np.uint64]
Cells = npt.NDArray[np.int16]


def shape_of(picture: Image.Image) -> int:
    """Return the difference hash of a picture as a signed 64-bit number.

    Each bit tells whether a cell of eight rows by nine columns is darker than its right neighbour.
    """
    grey = np.asarray(picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS), dtype=np.int16)
    return int(np.packbits(grey[:, 1:] > grey[:, :-1]).view(">i8")[0])


def cells_of(picture: Image.Image) -> Cells:
    """Return the mean colours of sixteen by sixteen cells."""
    return np.asarray(picture.convert("RGB").resize((CELLS, CELLS), Image.Resampling.BOX), dtype=np.int16)


def alike(one: Cells, other: Cells) -> bool:
    """Tell whether no cell of two pictures differs by more than `LEVELS_APART`."""
    return bool(np.abs(one - other).max() <= LEVELS_APART)


class FirstPictures:
    """The pictures of a source that repeat no other one, to hold new ones against.

    Args:
        ids: their image ids.
        hashes: SHA-256 of each, which names its thumbnail.
        shapes: difference hash of each.
        thumbs: folder of thumbnails, `ab/<sha256>.jpg`; a picture without one repeats nothing.
    """

    def __init__(self, ids: Iterable[str], hashes: Iterable[str], shapes: Iterable[int], thumbs: Path) -> None:
        self.ids: list[str] = list(ids)
        self.hashes: list[str] = list(hashes)
        self.shapes = np.array(list(shapes), np.int64).view(np.uint64)
        self._cells = lru_cache(LOOKED_AT)(lambda sha256: _cells_at(thumbs / sha256[:2] / f"{sha256}.jpg"))

    def repeated_by(self, image_id: str, sha256: str, shape: int) -> str | None:
        """Return the id of the picture that a new one repeats; one that repeats none is a first picture from now on."""
        bits = np.bitwise_count(self.shapes ^ np.int64(shape).view(np.uint64))
        near = np.flatnonzero(bits <= BITS_APART)
        for at in map(int, near[np.argsort(bits[near], kind="stable")]):
            if self._show_the_same(self.hashes[at], sha256):
                return self.ids[at]
        self.ids.append(image_id)
        self.hashes.append(sha256)
        self.shapes = np.append(self.shapes, np.int64(shape).view(np.uint64))
        return None

    def _show_the_same(self, one: str, other: str) -> bool:
        first, second = self._cells(one), self._cells(other)
        return first is not None and second is not None and alike(first, second)


def _cells_at(thumb: Path) -> Cells | None:
    """Return the cells of a thumbnail, None where it is gone or cannot be read."""
    try:
        with Image.open(thumb, formats=("JPEG",)) as picture:
            return cells_of(picture)
    except (OSError, ValueError):
        return None
