"""Reads the garment in a picture with the shipped network, and names it in the vocabulary's words.

torch takes seconds to import, so it is imported where a picture is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt
from PIL import Image

from analysis.models.garment.classes import CLASSES, KINDS, LABELS
from analysis.models.garment.squares import squeezed
from analysis.protocols import Fingerprint
from data.errors import MissingPart
from data.records import Tag
from data.settings import Settings

if TYPE_CHECKING:
    from analysis.models.garment.shipped import Reading, Shipped

Floats = npt.NDArray[np.float32]

VERSION = "1"
WEIGHTS = "garment.safetensors"
PICTURES_A_PASS = 32
PREPARERS = 2  # threads that make pictures small; Pillow lets others run while it does


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
        tags: list[list[Tag]] = []
        with ThreadPoolExecutor(PREPARERS) as pool:
            for start in range(0, len(images), PICTURES_A_PASS):
                part = images[start : start + PICTURES_A_PASS]
                squares = np.stack(list(pool.map(lambda image: squeezed(image, self._shipped.manner.px), part)))
                tags += self._tags(self._shipped.read(squares))
        return tags

    @cached_property
    def _shipped(self) -> Shipped:
        """The network on its device."""
        from analysis.models.garment.shipped import Shipped

        return Shipped.from_bytes(self._weights, self._device)

    def _tags(self, reading: Reading) -> list[list[Tag]]:
        least = self._shipped.manner.least_share
        found: list[list[Tag]] = []
        for row, shares in enumerate(reading.classes):
            best = int(shares.argmax())
            kinds = {name: reading.kinds[name][row] for name in reading.kinds}
            found.append(list(_named(CLASSES[best], float(shares[best]), kinds)) if shares[best] >= least else [])
        return found


def _named(name: str, share: float, kinds: Mapping[str, Floats]) -> Iterator[Tag]:
    """Yield the labels of a class; of one without a label of its own that of its likeliest kind."""
    if name in KINDS:
        best = int(kinds[name].argmax())
        yield Tag(KINDS[name][best], score=share * float(kinds[name][best]))
    for label_id in LABELS.get(name, ()):
        yield Tag(label_id, score=share)
