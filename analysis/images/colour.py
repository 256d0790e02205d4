"""The colours of the clothes in a picture, read from its pixels and named by the vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from PIL import Image

from analysis.images.clusters import k_means, nearest
from analysis.images.colour_names import ColourNamer
from analysis.images.garment_mask import garment_mask
from analysis.images.oklab import Floats, to_hex, to_oklab
from analysis.protocols import Fingerprint
from data.records import Tag
from data.settings import Settings
from data.vocabulary import Vocabulary, load_vocabulary

Bytes = npt.NDArray[np.uint8]

ALGORITHM = "2"  # part of the fingerprint: raise it when the same picture would get other colours

READ_PX = 96  # long side of the grid of pixels that are counted
CLUSTERS = 8
LIGHTNESS_WEIGHT = 0.2  # in the clustering: one dye in sun and in shade is one colour
MERGE_DISTANCE = 0.05  # weighted OKLab distance below which two clusters are one colour
LEAST_SHARE = 0.05  # of the garment's area: smaller patches are not named
MOST_COLOURS = 6
BIN = 0.02  # OKLab step of the histogram that is clustered in place of the pixels
EDGE = 12.0  # of 255: a pixel that differs so much from its neighbours counts half
STEP, VALLEY = 0.1, 0.25  # OKLab lightness that folds explain; two cloths leave fewer pixels than this between them
MIXED = 0.25  # of the clothes' clearness: a group with less is where two colours run into one another
SHADOWS = 0.1  # share of a patch that lies in its shadows


@dataclass(frozen=True)
class Patch:
    """One colour of a garment.

    Attributes:
        lab: its OKLab value, shape (3,): the mean hue and chroma at the middle lightness.
        shadows: OKLab lightness of its darkest tenth.
        share: of the garment's area, 0 to 1.
    """

    lab: Floats
    shadows: float
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
            label_id = self._namer.name(patch.lab, patch.shadows)
            shares[label_id] = shares.get(label_id, 0.0) + patch.share
            hexes.setdefault(label_id, to_hex(patch.lab))
        ranked = sorted(shares, key=lambda label_id: (-shares[label_id], label_id))
        return [
            Tag(label_id, score=min(1.0, round(shares[label_id], 4)), evidence=hexes[label_id]) for label_id in ranked
        ]


def palette(image: Image.Image) -> list[Patch]:
    """Return the colours of the clothes in a picture, largest first.

    The garment's pixels (see `garment_mask`) are counted in a histogram over OKLab, grouped by k-means with a
    fixed start, and groups nearer than `MERGE_DISTANCE` are joined; lightness counts half. Pixels on an edge are mixed
    of two colours: they belong to the nearest group, but have little say in what colour it is.
    """
    pixels, edges = _picked(np.asarray(image.convert("RGB")))
    lab = to_oklab(pixels)
    clothes = garment_mask(lab)
    colours, counts, clear = _histogram(lab[clothes], (1 / (1 + (edges[clothes] / EDGE) ** 2)).astype(np.float32))
    groups = _groups(colours, counts, clear)
    sizes = np.bincount(groups, counts)
    largest = np.argsort(-sizes, kind="stable")[:MOST_COLOURS]
    shares = sizes / sizes.sum()
    return [_patch(colours, clear * (groups == i), float(shares[i])) for i in largest if shares[i] >= LEAST_SHARE]


def _picked(pixels: Bytes) -> tuple[Bytes, Floats]:
    """Return a grid of pixels, and how much each differs from its neighbours in the full picture.

    Pixels are picked, not mixed: a mean of two stripes is a colour nobody dyed.
    """
    height, width = pixels.shape[:2]
    step = max(1.0, max(height, width) / READ_PX)
    rows = (np.arange(max(1, int(height / step))) * step + step / 2).astype(int).clip(0, height - 1)
    columns = (np.arange(max(1, int(width / step))) * step + step / 2).astype(int).clip(0, width - 1)
    grid = pixels[np.ix_(rows, columns)]
    edges = np.zeros(grid.shape[:2], dtype=np.float32)
    for down, right in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        beside = pixels[np.ix_((rows + down).clip(0, height - 1), (columns + right).clip(0, width - 1))]
        edges = np.maximum(edges, np.abs(grid.astype(np.int16) - beside).max(axis=-1))
    return grid, edges


def _patch(colours: Floats, weights: Floats, share: float) -> Patch:
    """Return the patch of the colours that have weights."""
    hue = (colours * weights[:, None]).sum(axis=0)[1:] / weights.sum()
    order = np.argsort(colours[:, 0], kind="stable")
    below = np.cumsum(weights[order]) / weights.sum()
    shadows, middle = colours[order[np.searchsorted(below, (SHADOWS, 0.5))], 0]
    return Patch(np.array([middle, *hue], dtype=np.float32), float(shadows), share)


def _histogram(pixels: Floats, clear: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the distinct colours of the pixels to a `BIN`, as means, how many have each, and how clear those are."""
    steps = np.floor(pixels / BIN).astype(np.int64) + 64
    codes = (steps[:, 0] << 16) | (steps[:, 1] << 8) | steps[:, 2]
    _, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    weights = np.bincount(place, clear)
    sums = np.stack([np.bincount(place, pixels[:, axis] * clear) for axis in range(3)], axis=1)
    return (sums / weights[:, None]).astype(np.float32), counts.astype(np.float32), weights.astype(np.float32)


def _groups(colours: Floats, counts: Floats, clear: Floats) -> npt.NDArray[np.intp]:
    """Return the group of each colour, mixed groups dissolved and groups of one dye joined."""
    scaled = colours * np.array([LIGHTNESS_WEIGHT, 1.0, 1.0], dtype=np.float32)
    centres, groups = k_means(scaled, clear, CLUSTERS)
    clearness = np.bincount(groups, clear, len(centres)) / np.maximum(np.bincount(groups, counts, len(centres)), 1)
    groups = nearest(scaled, centres[clearness >= MIXED * clear.sum() / counts.sum()])
    while (pair := _one_dye(colours, scaled, clear, groups)) is not None:
        groups[groups == pair[1]] = pair[0]
    return groups


def _one_dye(colours: Floats, scaled: Floats, weights: Floats, groups: npt.NDArray[np.intp]) -> tuple[int, int] | None:
    """Return the two nearest groups that are one dye in more and in less light, None where there are none."""
    present = np.unique(groups)
    sizes = np.bincount(groups, weights)[present]
    centres = np.stack([np.bincount(groups, weights * axis)[present] for axis in scaled.T], axis=1) / sizes[:, None]
    apart = np.sqrt(((centres[:, None] - centres[None, :]) ** 2).sum(axis=-1))
    one, other = np.triu_indices(len(present), 1)
    for at in np.argsort(apart[one, other], kind="stable"):
        if apart[one[at], other[at]] >= MERGE_DISTANCE:
            break
        pair = int(present[one[at]]), int(present[other[at]])
        low, high = sorted(centres[[one[at], other[at]], 0] / LIGHTNESS_WEIGHT)
        both = weights * ((groups == pair[0]) | (groups == pair[1]))
        if high - low < STEP or _runs_on(colours[:, 0], both, low, high):
            return pair
    return None


def _runs_on(lightness: Floats, weights: Floats, low: float, high: float) -> bool:
    """Tell whether pixels lie all the way from one lightness to another, as in folds, or leave a valley between."""
    heights = np.histogram(lightness, np.arange(0, 1 + 2 * BIN, 2 * BIN), weights=weights)[0]
    first, last = int(low / (2 * BIN)), int(high / (2 * BIN))
    peaks = min(heights[max(0, first - 1) : first + 2].max(), heights[max(0, last - 1) : last + 2].max())
    return bool(heights[first : last + 1].min() >= VALLEY * peaks)
