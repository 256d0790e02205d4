"""Names the pattern of the clothes in a picture with the network shipped in `data/weights`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from PIL import Image

from analysis.images.oklab import Floats
from analysis.models.pattern.crops import cloth_crops, prepared
from analysis.protocols import Fingerprint
from data.errors import MissingPart
from data.records import Tag
from data.settings import Settings

if TYPE_CHECKING:
    from analysis.models.pattern.network import PatternNetwork

VERSION = "1"
WEIGHTS = Path(str(files("data"))) / "weights" / "pattern.safetensors"
CLASSES = ("plain", "stripe", "check", "dot", "floral", "animal", "other")
LABELS = {
    "stripe": "pattern:stripe",
    "check": "pattern:check",
    "dot": "pattern:polka-dot",
    "floral": "pattern:floral",
    "animal": "pattern:animal-print",
}  # a plain cloth has no label, nor has a print of letters or a picture
LEAST_SHARE = 0.4  # of the network's belief, on average over the crops: below it the cloth counts as plain
PICTURES_A_PASS = 32


class PatternTagger:
    """Reads one pattern from each picture: stripe, check, dot, floral or animal print, or none.

    Args:
        weights: a safetensors file written by `python -m analysis.models.pattern.train`.

    Raises:
        MissingPart: the file is not there.
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        if not weights.is_file():
            raise MissingPart(
                f"The weights of the pattern reader are not in {weights}; "
                "install Hemline again, or run 'python -m analysis.models.pattern.train'."
            )
        self._weights = weights
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        self.fingerprint = Fingerprint("pattern", "pattern", VERSION, {"least_share": LEAST_SHARE}, digest)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build the reader with the shipped weights."""
        return cls()

    def tag(self, images: Sequence[Image.Image]) -> list[list[Tag]]:
        """Return the pattern of each picture, nothing where it is plain, another print or doubtful."""
        return [_tags(row) for row in self.shares(images)]

    def shares(self, images: Sequence[Image.Image]) -> Floats:
        """Return how much the network believes in each of `CLASSES`, shape (pictures, classes); rows add up to 1."""
        parts = [self._pass(images[at : at + PICTURES_A_PASS]) for at in range(0, len(images), PICTURES_A_PASS)]
        return np.concatenate(parts) if parts else np.zeros((0, len(CLASSES)), dtype=np.float32)

    def _pass(self, images: Sequence[Image.Image]) -> Floats:
        import torch

        crops = [cloth_crops(image) for image in images]
        with torch.inference_mode():
            told = self._network(torch.from_numpy(prepared([crop for group in crops for crop in group])))
        shares = np.split(told.softmax(dim=1).numpy(), np.cumsum([len(group) for group in crops])[:-1])
        return np.stack([part.mean(axis=0) for part in shares])

    @cached_property
    def _network(self) -> PatternNetwork:
        from safetensors.torch import load_file

        from analysis.models.pattern.network import PatternNetwork

        network = PatternNetwork(len(CLASSES))
        network.load_state_dict({name: tensor.float() for name, tensor in load_file(self._weights).items()})
        return network.eval()


def _tags(shares: Floats) -> list[Tag]:
    name = CLASSES[int(shares.argmax())]
    share = float(shares.max())
    return [Tag(LABELS[name], score=round(share, 4))] if name in LABELS and share >= LEAST_SHARE else []
