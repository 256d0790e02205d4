"""The colours of the clothes in a picture, read from its pixels and named by the vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from PIL import Image

from analysis.garment_mask import garment_mask, k_means
from analysis.oklab import Floats, from_hex, to_hex, to_oklab
from analysis.protocols import Fingerprint
from data.records import Tag
from data.settings import Settings
from data.vocabulary import Label, Vocabulary, load_vocabulary

ALGORITHM = "1"  # part of the fingerprint: raise it when the same picture would get other colours

READ_PX = 128  # long side of the picture whose pixels are counted
CLUSTERS = 8
LIGHTNESS_WEIGHT = 0.5  # folds and shadows change lightness more than the dye does
MERGE_DISTANCE = 0.055  # weighted OKLab distance below which two clusters are one colour
LEAST_SHARE = 0.05  # of the garment's area: smaller patches are not named
MOST_COLOURS = 6
BIN = 0.02  # OKLab step of the histogram that is clustered in place of the pixels

# Finishes and glow are more than a pixel's colour: a flat patch of gold is mustard to the eye as well.
NOT_PIXELS = frozenset({"colour:gold", "colour:silver"})


@dataclass(frozen=True)
class Patch:
    """One colour of a garment.

    Attributes:
        lab: its OKLab value, shape (3,).
        share: of the garment's area, 0 to 1.
    """

    lab: Floats
    share: float


class PixelColourTagger:
    """Reads a garment's colours by clustering its pixels in OKLab; needs no weights.

    Args:
        vocabulary: its colour labels give the names.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._namer = ColourNamer(vocabulary.facet("colour"))
        settings = {"read_px": READ_PX, "merge": MERGE_DISTANCE, "least_share": LEAST_SHARE}
        self.fingerprint = Fingerprint("colour", "pixel-colour", f"{ALGORITHM}-{self._namer.version}", settings)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build the reader with the shipped vocabulary."""
        return cls(load_vocabulary())

    def tag(self, images: Sequence[Image.Image]) -> list[list[Tag]]:
        """Return each picture's colours, largest share first; the evidence is the hex really seen."""
        return [self._tags(palette(image)) for image in images]

    def _tags(self, patches: list[Patch]) -> list[Tag]:
        """Name the patches; patches of one name are one colour with the hex of the largest."""
        shares: dict[str, float] = {}
        hexes: dict[str, str] = {}
        for patch in patches:
            label_id = self._namer.name(patch.lab)
            shares[label_id] = shares.get(label_id, 0.0) + patch.share
            hexes.setdefault(label_id, to_hex(patch.lab))
        ranked = sorted(shares, key=lambda label_id: (-shares[label_id], label_id))
        return [Tag(label_id, score=round(shares[label_id], 4), evidence=hexes[label_id]) for label_id in ranked]


class ColourNamer:
    """Names a colour after the nearest of the vocabulary's.

    Args:
        labels: colour labels, each with a hex.
    """

    def __init__(self, labels: Sequence[Label]) -> None:
        named = [(label.label_id, label.hex) for label in labels if label.hex and label.label_id not in NOT_PIXELS]
        self._ids = [label_id for label_id, _ in named]
        self._labs = np.stack([from_hex(colour) for _, colour in named])
        self.version = Fingerprint("colour", "names", str(named)).__str__().rpartition("-")[2]

    def name(self, lab: npt.ArrayLike) -> str:
        """Return the label id of the colour nearest to one OKLab value."""
        return self._ids[int(delta(np.asarray(lab, dtype=np.float32), self._labs).argmin())]


def palette(image: Image.Image) -> list[Patch]:
    """Return the colours of the clothes in a picture, largest first.

    The garment's pixels (see `garment_mask`) are counted in a histogram over OKLab, grouped by k-means with a
    fixed start, and groups nearer than `MERGE_DISTANCE` are joined; lightness counts half.
    """
    small = image.convert("RGB")
    small.thumbnail((READ_PX, READ_PX), Image.Resampling.BOX, reducing_gap=None)
    lab = to_oklab(np.asarray(small))
    points, weights = _histogram(lab[garment_mask(lab)])
    scale = np.array([LIGHTNESS_WEIGHT, 1.0, 1.0], dtype=np.float32)
    centres, assigned = k_means(points * scale, weights, CLUSTERS)
    mass = np.bincount(assigned, weights, len(centres))
    full, shares = _joined(centres[mass > 0] / scale, mass[mass > 0] / mass.sum(), scale)
    order = np.argsort(-shares, kind="stable")[:MOST_COLOURS]
    return [Patch(full[i], float(shares[i])) for i in order if shares[i] >= LEAST_SHARE]


def delta(lab: Floats, others: Floats) -> Floats:
    """Return the OKLab distances of one colour to others, shape (others,); 0.02 is about just noticeable."""
    distances: Floats = np.sqrt(((others - lab) ** 2).sum(axis=-1))
    return distances


def _histogram(pixels: Floats) -> tuple[Floats, Floats]:
    """Return the distinct colours of the pixels to a `BIN`, as their means, and how many pixels each has."""
    steps = np.floor(pixels / BIN).astype(np.int64) + 64
    codes = (steps[:, 0] << 16) | (steps[:, 1] << 8) | steps[:, 2]
    _, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(place, pixels[:, axis]) for axis in range(3)], axis=1)
    return (sums / counts[:, None]).astype(np.float32), counts.astype(np.float32)


def _joined(centres: Floats, shares: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """Join the two nearest centres until none are nearer than `MERGE_DISTANCE`."""
    while len(centres) > 1:
        apart = np.sqrt((((centres[:, None] - centres[None, :]) * scale) ** 2).sum(axis=-1))
        np.fill_diagonal(apart, np.inf)
        one, other = np.unravel_index(int(apart.argmin()), apart.shape)
        if apart[one, other] >= MERGE_DISTANCE:
            break
        together = shares[one] + shares[other]
        centres[one] = (centres[one] * shares[one] + centres[other] * shares[other]) / together
        shares[one] = together
        centres, shares = np.delete(centres, other, axis=0), np.delete(shares, other)
    return centres, shares
