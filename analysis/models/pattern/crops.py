"""Crops of the clothes in a picture, as the pattern network takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy.ndimage import binary_closing

from analysis.images.garment_mask import garment_mask
from analysis.images.oklab import Floats, to_oklab

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

CROP_PX = 64
MASK_PX = 96  # long side of the picture in which clothes are told from the rest
MOST_CROPS = 6
STRIDE_PX = 32
LEAST_CLOTH = 0.45  # of a crop: less shows more outline than cloth
FAINT = 0.03  # OKLab: contrasts well below it are thread and noise


@dataclass(frozen=True)
class Crop:
    """A square piece of a picture.

    Attributes:
        rgb: shape (CROP_PX, CROP_PX, 3).
        clothes: which pixels show clothes, shape (CROP_PX, CROP_PX).
    """

    rgb: Bytes
    clothes: Mask


def cloth_crops(image: Image.Image) -> list[Crop]:
    """Return the crops of a picture that show most clothes, at most `MOST_CROPS`; a smaller picture is enlarged."""
    if min(image.size) < CROP_PX:
        scale = CROP_PX / min(image.size)
        image = image.resize((max(CROP_PX, round(image.width * scale)), max(CROP_PX, round(image.height * scale))))
    pixels = np.asarray(image.convert("RGB"))
    clothes = _clothes(image)
    places = _places(clothes)
    return [
        Crop(pixels[y : y + CROP_PX, x : x + CROP_PX], clothes[y : y + CROP_PX, x : x + CROP_PX]) for y, x in places
    ]


def prepared(crops: Sequence[Crop]) -> Floats:
    """Return crops as the network reads them: contrast in OKLab against the crop's mean, and where the clothes are.

    The colour itself is taken out: a pattern is none of its colours.

    Returns:
        Shape (crops, 4, CROP_PX, CROP_PX).
    """
    lab = to_oklab(np.stack([crop.rgb for crop in crops]))
    clothes = np.stack([crop.clothes for crop in crops])[..., None].astype(np.float32)
    area = np.maximum(clothes.sum(axis=(1, 2), keepdims=True), 1)
    off = (lab - (lab * clothes).sum(axis=(1, 2), keepdims=True) / area) * clothes
    spread = np.sqrt((off**2).sum(axis=(1, 2, 3), keepdims=True) / area)
    seen = np.concatenate([off / (spread + FAINT), clothes], axis=-1).transpose(0, 3, 1, 2)
    return np.ascontiguousarray(seen, dtype=np.float32)


def _clothes(image: Image.Image) -> Mask:
    """Return where a picture shows clothes, in its own size."""
    small = image.convert("RGB")
    small.thumbnail((MASK_PX, MASK_PX), Image.Resampling.NEAREST, reducing_gap=None)
    whole = binary_closing(np.pad(garment_mask(to_oklab(np.asarray(small))), 2), iterations=2)[2:-2, 2:-2]
    mask = Image.fromarray(whole)  # motifs in the colour of the ground or of skin are closed again
    return np.asarray(mask.resize(image.size, Image.Resampling.NEAREST))


def _places(clothes: Mask) -> list[tuple[int, int]]:
    """Return the corners (top, left) of the crops with most clothes, those nearest the middle of the clothes first."""
    rows, columns = np.flatnonzero(clothes.any(axis=1)), np.flatnonzero(clothes.any(axis=0))
    middle = (rows[0] + rows[-1]) / 2, (columns[0] + columns[-1]) / 2
    summed = np.pad(clothes.astype(np.int32).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    ranked = []
    for y in _steps(clothes.shape[0]):
        for x in _steps(clothes.shape[1]):
            bottom, right = y + CROP_PX, x + CROP_PX
            cloth = summed[bottom, right] - summed[y, right] - summed[bottom, x] + summed[y, x]
            off = abs(y + CROP_PX / 2 - middle[0]) / len(rows) + abs(x + CROP_PX / 2 - middle[1]) / len(columns)
            ranked.append((cloth / CROP_PX**2 - 0.3 * off, cloth / CROP_PX**2, y, x))
    ranked.sort(key=lambda one: (-one[0], one[2:]))
    best = [(y, x) for _, cloth, y, x in ranked if cloth >= LEAST_CLOTH] or [ranked[0][2:]]
    return best[:MOST_CROPS]


def _steps(length: int) -> list[int]:
    """Return where crops begin along a side, the last at its end."""
    return [*range(0, length - CROP_PX, STRIDE_PX), length - CROP_PX]
