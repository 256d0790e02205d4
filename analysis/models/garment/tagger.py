"""Reads the garment in a picture with the shipped network, and names it in the vocabulary's words.

torch takes seconds to import, so it is imported where a picture is read.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Self

import numpy as np
from PIL import Image

from analysis.models.garment.classes import CLASSES, KINDS, LABELS
from analysis.models.garment.squares import read_px, squeezed
from analysis.protocols import Fingerprint
from data.errors import MissingPart
from data.records import Tag
from data.settings import Settings

if TYPE_CHECKING:
    from analysis.models.garment.shipped import Shipped

VERSION = "1"
WEIGHTS = "garment.safetensors"
WORTH_TELLING_KIND = 0.5  # share of the likeliest kind of a class; kinds were learned from few photos
LEAST_FIGURE = 0.05  # no photo learned from is so much like its frame: there is nothing to be seen
PICTURES_A_PASS = 16
WORTH_TELLING = 0.7  # share of the likeliest class; below it pictures unlike the photos are often taken for one


class GarmentTagger:
    """Reads which garment a picture shows; made for one garment, laid out or hung up.

    The network is loaded when the first picture comes, so that a run with nothing to read costs nothing.

    Args:
        weights: a safetensors file as `shipped.packed` makes it.
        device: cuda or cpu; the better there is unless given.
    """

    def __init__(self, weights: bytes, device: str | None = None) -> None:
        self._weights, self._device = weights, device
        labels = {"labels": LABELS, "kinds": KINDS}
        self.fingerprint = Fingerprint("garment", "garment", VERSION, labels, hashlib.sha256(weights).hexdigest())

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build the reader with the shipped weights.

        Raises:
            MissingPart: the weights are not in this installation.
        """
        weights = files("data") / "weights" / WEIGHTS
        if not weights.is_file():
            raise MissingPart(
                f"The garment reader's weights (data/weights/{WEIGHTS}) are not in this installation; install Hemline "
                "anew, or train them with 'python -m analysis.models.garment.train'."
            )
        return cls(weights.read_bytes())

    def tag(self, images: Sequence[Image.Image]) -> list[list[Tag]]:
        """Return the labels of the likeliest class of each picture; none where no class is likely enough."""
        return [list(_told(seen)) for seen in self._seen(images)]

    def guess(self, images: Sequence[Image.Image]) -> list[list[Tag]]:
        """Return the chance of every garment it knows, for each picture, however unsure."""
        return [list(_guessed(seen)) for seen in self._seen(images)]

    def _seen(self, images: Sequence[Image.Image]) -> Iterator[Seen]:
        """Yield what is seen in each picture."""
        parts = [images[start : start + PICTURES_A_PASS] for start in range(0, len(images), PICTURES_A_PASS)]
        if parts:
            with self._shipped.workers() as pool:
                for seen in pool.map(self._read, parts):
                    yield from seen

    def _read(self, images: Sequence[Image.Image]) -> list[Seen]:
        reading = self._shipped.read(np.stack([squeezed(image, read_px(self._shipped.manner.px)) for image in images]))
        kinds = [
            {name: dict(zip(KINDS[name], shares[row].tolist(), strict=True)) for name, shares in reading.kinds.items()}
            for row in range(len(images))
        ]
        classes = [dict(zip(CLASSES, shares, strict=True)) for shares in reading.classes.tolist()]
        return [Seen(*parts) for parts in zip(classes, kinds, reading.figures.tolist(), strict=True)]

    @cached_property
    def _shipped(self) -> Shipped:
        """The network on its device."""
        from analysis.models.garment.shipped import Shipped

        return Shipped.from_bytes(self._weights, self._device)


@dataclass(frozen=True)
class Seen:
    """What is seen in one picture.

    Attributes:
        classes: share of each class.
        kinds: by class, the share of each of its kinds, should the picture show that class.
        figure: how unlike the frame the picture is on average, 0 to 1.
    """

    classes: Mapping[str, float]
    kinds: Mapping[str, Mapping[str, float]]
    figure: float


def _told(seen: Seen) -> Iterator[Tag]:
    """Yield the labels of the likeliest class; of one without a label of its own that of its likeliest kind."""
    name, share = max(seen.classes.items(), key=lambda item: item[1])
    if share < WORTH_TELLING or seen.figure < LEAST_FIGURE:
        return
    if name in KINDS:
        kind, of_class = max(seen.kinds[name].items(), key=lambda item: item[1])
        if of_class >= WORTH_TELLING_KIND:
            yield Tag(kind, score=share * of_class)
    for label_id in LABELS.get(name, ()):
        yield Tag(label_id, score=share)


def _guessed(seen: Seen) -> Iterator[Tag]:
    """Yield each garment with its chance: of the first label of a class, or of each of its kinds."""
    chances: dict[str, float] = defaultdict(float)
    for name, share in seen.classes.items():
        kinds = seen.kinds[name] if name in KINDS else {LABELS[name][0]: 1.0}
        for label_id, of_class in kinds.items():
            chances[label_id] += share * of_class
    yield from (Tag(label_id, score=chance) for label_id, chance in chances.items())
