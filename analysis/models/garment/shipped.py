"""The weights file: half-precision tensors, and in its metadata the manner in which they are to be used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load, save
from torch import Tensor

from analysis.models.garment.ground import with_figure
from analysis.models.garment.network import GarmentNetwork, batched

HEADER_BYTES = 8  # a safetensors file begins with the length of its JSON header
MANNER = "manner"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Manner:
    """How weights are used.

    Attributes:
        blocks: residual blocks in each stage of the network.
        px: side of the squares they read best.
        temperature: what logits are divided by, so that shares are chances.
        least_share: a class with a smaller share is not told.
    """

    blocks: tuple[int, ...]
    px: int
    temperature: float
    least_share: float

    @classmethod
    def from_header(cls, weights: bytes) -> Self:
        """Read the manner from a file's metadata."""
        end = HEADER_BYTES + int.from_bytes(weights[:HEADER_BYTES], "little")
        given = json.loads(json.loads(weights[HEADER_BYTES:end])["__metadata__"][MANNER])
        return cls(**given | {"blocks": tuple(given["blocks"])})


def packed(network: GarmentNetwork, manner: Manner) -> bytes:
    """Return the weights file of a network: half precision loses nothing that can be seen in the labels."""
    tensors = {
        name: tensor.half().contiguous() for name, tensor in network.state_dict().items() if tensor.is_floating_point()
    }
    return save(tensors, {MANNER: json.dumps(asdict(manner))})


@dataclass(frozen=True)
class Reading:
    """What the network says of pictures.

    Attributes:
        classes: share of each class, shape (pictures, classes).
        kinds: by class, the share of each of its kinds, should the picture show that class; shape (pictures, kinds).
    """

    classes: Floats
    kinds: Mapping[str, Floats]


class Shipped:
    """A network as it came out of a weights file.

    Args:
        network: in evaluation, on the device.
        manner: how it is used.
        device: cuda or cpu.
    """

    def __init__(self, network: GarmentNetwork, manner: Manner, device: str) -> None:
        self.manner = manner
        self._network, self._device = network, device

    @classmethod
    def from_bytes(cls, weights: bytes, device: str | None = None) -> Self:
        """Load a weights file onto a device; the better one there is unless given."""
        manner = Manner.from_header(weights)
        network = GarmentNetwork(manner.blocks)
        tensors = {name: tensor.float() for name, tensor in load(weights).items()}
        missing = network.load_state_dict(tensors, strict=False).missing_keys
        if any(not name.endswith("num_batches_tracked") for name in missing):
            raise ValueError(f"The weights file lacks {', '.join(missing)}.")
        device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        return cls(network.to(device).eval(), manner, device)

    def read(self, squares: npt.NDArray[np.uint8]) -> Reading:
        """Return what the network says of squares and their mirror images, on average.

        Args:
            squares: uint8, shape (pictures, px, px, 3).
        """
        with torch.inference_mode():
            pixels = batched(with_figure(torch.from_numpy(squares).permute(0, 3, 1, 2).to(self._device)))
            seen = (self._network.features(pixels) + self._network.features(pixels.flip(3))) / 2
            classes = self._network.classes(seen) / self.manner.temperature
            return Reading(_shares(classes), {name: _shares(head(seen)) for name, head in self._network.kinds.items()})


def _shares(logits: Tensor) -> Floats:
    shares: Floats = logits.softmax(dim=1).cpu().numpy()
    return shares
