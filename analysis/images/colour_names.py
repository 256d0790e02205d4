"""Which of the vocabulary's colours a colour seen on cloth is called after."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.images.colour_families import REGIONS, family
from analysis.images.oklab import Floats, from_hex
from analysis.protocols import Fingerprint
from data.vocabulary import Label

LIGHTNESS_WEIGHT = 0.35  # light and folds change lightness more than the dye does
CHROMA_BEND = 10.0  # OKLab chroma is bent as log(1 + bend * chroma), so that near grey a little hue tells more

# Finishes are more than a pixel's colour: a flat patch of gold is mustard, one of silver is grey.
NOT_PIXELS = frozenset({"colour:gold", "colour:silver"})


class ColourNamer:
    """Names a colour after the nearest of the vocabulary's that belong to its family.

    Args:
        labels: colour labels, each with a hex.
    """

    def __init__(self, labels: Sequence[Label]) -> None:
        named = [(label.label_id, label.hex) for label in labels if label.hex and label.label_id not in NOT_PIXELS]
        swatches = np.stack([from_hex(swatch) for _, swatch in named])
        self._ids = np.array([label_id for label_id, _ in named])
        self._families = np.array([family(swatch, float(swatch[0])) for swatch in swatches])
        self._points = bent(swatches)
        settings = {"lightness": LIGHTNESS_WEIGHT, "bend": CHROMA_BEND, "swatches": named, "regions": REGIONS}
        self.version = str(Fingerprint("colour", "names", "2", settings)).rpartition("-")[2]

    def name(self, lab: Floats, shadows: float) -> str:
        """Return the label id of the colour nearest to one OKLab value; `shadows` as for `family`."""
        kin = self._families == family(lab, shadows)
        among = np.flatnonzero(kin) if kin.any() else np.arange(len(self._ids))
        apart = ((self._points[among] - bent(lab)) ** 2).sum(axis=-1)
        return str(self._ids[among[int(apart.argmin())]])


def bent(lab: Floats) -> Floats:
    """Return OKLab values in the space names are compared in: lightness shrunk, chroma bent; shape (..., 3)."""
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    factor = np.log1p(CHROMA_BEND * chroma) / np.maximum(CHROMA_BEND * chroma, 1e-6)
    points: Floats = np.stack([lab[..., 0] * LIGHTNESS_WEIGHT, lab[..., 1] * factor, lab[..., 2] * factor], axis=-1)
    return points
