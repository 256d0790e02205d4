"""What a picture is like by its pixels alone: the colours, the outline and the surface of its clothes; no weights.

It stands in where no image model is at hand. It knows nothing of garments: a red coat is like a red dress of the same
outline.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from PIL import Image

from analysis.images.garment_mask import garment_mask
from analysis.images.oklab import to_oklab
from analysis.protocols import Fingerprint
from data.settings import Settings

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

VERSION = "1"
READ_PX = 128  # long side
LIGHTNESS_STEPS = (0.25, 0.4, 0.55, 0.7, 0.85)  # OKLab
HUES = 10
GREY_CHROMA, FULL_CHROMA = 0.03, 0.09  # OKLab: below the first a colour is grey, above the second it is full
OUTLINE = (16, 10)  # cells of the clothes' own box, rows and columns
DIRECTIONS = 8
EDGES = (0.02, 0.05, 0.10)  # OKLab lightness a pixel, from faint to hard
PARTS = {"colour": 0.5, "outline": 0.35, "surface": 0.15}  # shares of a likeness, set by judgement


class PixelLook:
    """Places a picture by the colours, the outline and the surface of its clothes.

    A vector's parts are unit vectors times the root of their share, so that the product of two vectors is the
    weighted sum of three likenesses, each from 0 to 1. Colours and surface are roots of histograms, whose product is
    the Bhattacharyya coefficient.
    """

    side_px = READ_PX

    def __init__(self) -> None:
        self.space = Fingerprint("look", "pixel-look", VERSION, {"read_px": READ_PX, "parts": PARTS})

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build the embedder; nothing is set."""
        return cls()

    def preparer(self) -> Callable[[Image.Image], Any]:
        """Return what makes the vector of one picture: all the work is done in the threads that decode."""
        return pixel_vector

    def embed(self, prepared: Sequence[Any]) -> Floats:
        """Return one unit vector per prepared picture: float32, shape (pictures, dimensions)."""
        return np.stack(prepared) if len(prepared) else np.zeros((0, 0), dtype=np.float32)


def pixel_vector(image: Image.Image) -> Floats:
    """Return the unit vector of one RGB picture, shape (dimensions,)."""
    small = image.convert("RGB")
    small.thumbnail((READ_PX, READ_PX), Image.Resampling.BILINEAR, reducing_gap=None)
    lab = to_oklab(np.asarray(small))
    clothes = garment_mask(lab)
    parts = {
        "colour": np.sqrt(_colours(lab[clothes])),
        "outline": _outline(clothes),
        "surface": np.sqrt(_surface(lab[..., 0], clothes)),
    }
    vector: Floats = np.concatenate([PARTS[name] ** 0.5 * _unit(part) for name, part in parts.items()])
    return vector.astype(np.float32)


def _colours(lab: Floats) -> Floats:
    """Count pixels by lightness and hue, grey ones apart; a pale colour counts partly as grey and as its neighbours."""
    light = np.digitize(lab[:, 0], LIGHTNESS_STEPS)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    full = np.clip((chroma - GREY_CHROMA) / (FULL_CHROMA - GREY_CHROMA), 0, 1)
    turn = np.arctan2(lab[:, 2], lab[:, 1]) / (2 * np.pi) * HUES % HUES
    lower, above = np.floor(turn).astype(int) % HUES, turn % 1
    bins = HUES + 1
    counts = np.bincount(light * bins + HUES, 1 - full, (len(LIGHTNESS_STEPS) + 1) * bins)
    counts += np.bincount(light * bins + lower, full * (1 - above), len(counts))
    counts += np.bincount(light * bins + (lower + 1) % HUES, full * above, len(counts))
    summed: Floats = counts.astype(np.float32)
    return summed


def _outline(clothes: Mask) -> Floats:
    """Return how much of each cell of the clothes' own box they fill, and how tall the box is for its width."""
    rows, columns = np.flatnonzero(clothes.any(axis=1)), np.flatnonzero(clothes.any(axis=0))
    box = clothes[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    cells = Image.fromarray(box.astype(np.uint8) * 255).resize(OUTLINE[::-1], Image.Resampling.BOX)
    filled = np.asarray(cells, dtype=np.float32).ravel() / 255
    tall = np.arctan2(box.shape[0], box.shape[1]) / (np.pi / 2)
    length = float(np.linalg.norm(filled))
    outline: Floats = np.append(filled, [length * tall, length * (1 - tall)]).astype(np.float32)
    return outline


def _surface(light: Floats, clothes: Mask) -> Floats:
    """Count the clothes' pixels by how hard an edge they lie on and in which direction; plain ones apart."""
    down, across = (np.diff(light, axis=axis, prepend=light.take([0], axis=axis)) for axis in (0, 1))
    hard = np.digitize(np.hypot(down, across), EDGES)[clothes]
    direction = (np.arctan2(down, across)[clothes] / np.pi * DIRECTIONS).astype(int) % DIRECTIONS
    counts = np.bincount(np.where(hard == 0, 0, (hard - 1) * DIRECTIONS + direction + 1), minlength=25)
    summed: Floats = counts.astype(np.float32)
    return summed


def _unit(part: Floats) -> Floats:
    unit: Floats = part / max(float(np.linalg.norm(part)), 1e-12)
    return unit
