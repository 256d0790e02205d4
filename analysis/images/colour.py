"""The colours of the clothes in a picture, read from its pixels and named by the vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from PIL import Image

from analysis.images.clusters import k_means
from analysis.images.colour_names import ColourNamer
from analysis.images.garment_mask import garment_mask
from analysis.images.oklab import Floats, to_hex, to_oklab
from analysis.protocols import Fingerprint
from data.records import Tag
from data.settings import Settings
from data.vocabulary import Vocabulary, load_vocabulary

ALGORITHM = "1"  # part of the fingerprint: raise it when the same picture would get other colours

READ_PX = 128  # long side of the picture whose pixels are counted
CLUSTERS = 8
LIGHTNESS_WEIGHT = 0.5  # in the clustering: one dye in sun and in shade is one colour
MERGE_DISTANCE = 0.055  # weighted OKLab distance below which two clusters are one colour
LEAST_SHARE = 0.05  # of the garment's area: smaller patches are not named
MOST_COLOURS = 6
BIN = 0.02  # OKLab step of the histogram that is clustered in place of the pixels
CONTRAST = 2.0  # how fast the pixels that name a patch move from its shadows to its lights


@dataclass(frozen=True)
class Patch:
    """One colour of a garment.

    Attributes:
        lab: its mean OKLab value, shape (3,).
        dye: the OKLab value that names it, shape (3,): a dark cloth is told by its shadows, a light one by
            its lit folds.
        share: of the garment's area, 0 to 1.
    """

    lab: Floats
    dye: Floats
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
        return cls(load_vocabulary(settings.own_vocabulary))

    def tag(self, images: Sequence[Image.Image]) -> list[list[Tag]]:
        """Return each picture's colours, largest share first; the evidence is the hex really seen."""
        return [self._tags(palette(image)) for image in images]

    def _tags(self, patches: list[Patch]) -> list[Tag]:
        """Name the patches; patches of one name are one colour with the hex of the largest."""
        shares: dict[str, float] = {}
        hexes: dict[str, str] = {}
        for patch in patches:
            label_id = self._namer.name(patch.dye)
            shares[label_id] = shares.get(label_id, 0.0) + patch.share
            hexes.setdefault(label_id, to_hex(patch.lab))
        ranked = sorted(shares, key=lambda label_id: (-shares[label_id], label_id))
        return [
            Tag(label_id, score=min(1.0, round(shares[label_id], 4)), evidence=hexes[label_id]) for label_id in ranked
        ]


def palette(image: Image.Image) -> list[Patch]:
    """Return the colours of the clothes in a picture, largest first.

    The garment's pixels (see `garment_mask`) are counted in a histogram over OKLab, grouped by k-means with a
    fixed start, and groups nearer than `MERGE_DISTANCE` are joined; lightness counts half.
    """
    small = image.convert("RGB")
    # Pixels are picked, not mixed: a mean of two stripes is a colour nobody dyed.
    small.thumbnail((READ_PX, READ_PX), Image.Resampling.NEAREST, reducing_gap=None)
    lab = to_oklab(np.asarray(small))
    colours, pixels = _histogram(lab[garment_mask(lab)])
    groups = _groups(colours, pixels)
    sizes = np.bincount(groups, pixels)
    largest = np.argsort(-sizes, kind="stable")[:MOST_COLOURS]
    shares = sizes / sizes.sum()
    return [_patch(colours, pixels * (groups == i), float(shares[i])) for i in largest if shares[i] >= LEAST_SHARE]


def _patch(colours: Floats, pixels: Floats, share: float) -> Patch:
    """Return the patch of the colours that have pixels."""
    mean = (colours * pixels[:, None]).sum(axis=0) / pixels.sum()
    order = np.argsort(colours[:, 0], kind="stable")
    below = np.cumsum(pixels[order]) / pixels.sum()
    level = np.clip((mean[0] - 0.5) * CONTRAST + 0.5, 0.05, 0.95)
    lightness = colours[order[int(np.searchsorted(below, level))], 0]
    return Patch(mean, np.array([lightness, mean[1], mean[2]], dtype=np.float32), share)


def _histogram(pixels: Floats) -> tuple[Floats, Floats]:
    """Return the distinct colours of the pixels to a `BIN`, as their means, and how many pixels each has."""
    steps = np.floor(pixels / BIN).astype(np.int64) + 64
    codes = (steps[:, 0] << 16) | (steps[:, 1] << 8) | steps[:, 2]
    _, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(place, pixels[:, axis]) for axis in range(3)], axis=1)
    return (sums / counts[:, None]).astype(np.float32), counts.astype(np.float32)


def _groups(colours: Floats, pixels: Floats) -> npt.NDArray[np.intp]:
    """Return the group of each colour, groups nearer than `MERGE_DISTANCE` joined."""
    scaled = colours * np.array([LIGHTNESS_WEIGHT, 1.0, 1.0], dtype=np.float32)
    centres, groups = k_means(scaled, pixels, CLUSTERS)
    sizes = np.bincount(groups, pixels, len(centres))
    while len(present := np.flatnonzero(sizes)) > 1:
        one, other, apart = _nearest(centres[present])
        if apart >= MERGE_DISTANCE:
            break
        one, other = int(present[one]), int(present[other])
        centres[one] = (centres[one] * sizes[one] + centres[other] * sizes[other]) / (sizes[one] + sizes[other])
        groups[groups == other] = one
        sizes[one], sizes[other] = sizes[one] + sizes[other], 0.0
    return groups


def _nearest(centres: Floats) -> tuple[int, int, float]:
    """Return the two nearest centres and their distance."""
    apart = np.sqrt(((centres[:, None] - centres[None, :]) ** 2).sum(axis=-1))
    np.fill_diagonal(apart, np.inf)
    one, other = np.unravel_index(int(apart.argmin()), apart.shape)
    return int(one), int(other), float(apart[one, other])
