"""Which of the vocabulary's colours a colour seen on cloth is called after."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analysis.images.oklab import Floats, from_hex
from analysis.protocols import Fingerprint
from data.vocabulary import Label

LIGHTNESS_WEIGHT = 0.35  # light and folds change lightness more than the dye does
CHROMA_BEND = 10.0  # OKLab chroma is bent as log(1 + bend * chroma), so that near grey a little hue tells more

# Finishes are more than a pixel's colour: a flat patch of gold is mustard, one of silver is grey.
NOT_PIXELS = frozenset({"colour:gold", "colour:silver"})

# A swatch is one colour, cloth under lamps is many: how the dyes look in shade, in light and washed out,
# beside the hex of the vocabulary. The nearest of all decides.
SHADES = {
    "colour:black": ("#2b2b2d", "#26211f", "#23262b", "#303134"),
    "colour:white": ("#e9e9eb", "#f2f2f0"),
    "colour:off-white": ("#e6e0d3",),
    "colour:grey": ("#b4b6b8", "#cfd0d2", "#6a6c70", "#55585c", "#9a9896"),
    "colour:beige": ("#c8b59a", "#e2cdb4"),
    "colour:taupe": ("#a0948a", "#6f645a"),
    "colour:brown": ("#5b3a28", "#7f5b42", "#4c372c", "#3f332d", "#6a5548", "#8a6a52"),
    "colour:orange": ("#e0672a",),
    "colour:red": ("#b32b30", "#d6403f", "#a83238", "#8f2a2e"),
    "colour:burgundy": ("#5a2030", "#752f3f", "#4a2027", "#5f2b3a"),
    "colour:pink": ("#e58fae", "#d87a98"),
    "colour:purple": ("#7a5aa0", "#8a5f9a", "#5a3f78", "#4a3c5c", "#5c4a70", "#3d2f4f", "#8f7fb0"),
    "colour:plum": ("#4f2f46", "#6b3f5c"),
    "colour:lavender": ("#b09fc8",),
    "colour:blue": ("#4d6f9e", "#6f8fb8", "#3d5878", "#2a5fae", "#5b7387", "#47536a", "#3a4356", "#56657a"),
    "colour:baby-blue": ("#a9c4de",),
    "colour:navy": ("#26324f", "#1d2a3f", "#2f3a55", "#232a3c", "#272b3d", "#2b3350"),
    "colour:teal": ("#2f5f66",),
    "colour:green": ("#3f8f5a", "#4f7a52", "#5aa06a"),
    "colour:forest-green": ("#2f4a38",),
    "colour:olive": ("#5a5a38", "#7b7a4a", "#4c4d36"),
    "colour:lime": ("#9ac53a",),
    "colour:yellow": ("#e8cf4a", "#d8c86a"),
}


class ColourNamer:
    """Names a colour after the nearest of the vocabulary's.

    Args:
        labels: colour labels, each with a hex.
    """

    def __init__(self, labels: Sequence[Label]) -> None:
        named = [
            (label.label_id, shade)
            for label in labels
            if label.hex and label.label_id not in NOT_PIXELS
            for shade in (label.hex, *SHADES.get(label.label_id, ()))
        ]
        self._ids = [label_id for label_id, _ in named]
        self._points = bent(np.stack([from_hex(shade) for _, shade in named]))
        settings = {"lightness": LIGHTNESS_WEIGHT, "bend": CHROMA_BEND, "shades": named}
        self.version = str(Fingerprint("colour", "names", "1", settings)).rpartition("-")[2]

    def name(self, lab: npt.ArrayLike) -> str:
        """Return the label id of the colour nearest to one OKLab value."""
        point = bent(np.asarray(lab, dtype=np.float32))
        return self._ids[int(((self._points - point) ** 2).sum(axis=-1).argmin())]


def bent(lab: Floats) -> Floats:
    """Return OKLab values in the space names are compared in: lightness shrunk, chroma bent; shape (..., 3)."""
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    factor = np.log1p(CHROMA_BEND * chroma) / np.maximum(CHROMA_BEND * chroma, 1e-6)
    points: Floats = np.stack([lab[..., 0] * LIGHTNESS_WEIGHT, lab[..., 1] * factor, lab[..., 2] * factor], axis=-1)
    return points
