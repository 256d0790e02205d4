"""The weights file: half-precision tensors, and in its metadata the manner in which they are to be used."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load, save
from torch import Tensor

from analysis.models.garment.classes import KINDS
from analysis.models.garment.ground import read_whole
from analysis.models.garment.network import GarmentNetwork, batched

HEADER_BYTES = 8  # a safetensors file begins with the length of its JSON header
MANNER = "manner"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Manner:
    """How weights are used.

    Attributes:
        blocks: residual blocks in each stage of the network.
        px: side of the squares they were trained on.
        temperature: what logits are divided by, so that shares are chances.
    """

    blocks: tuple[int, ...]
    px: int
    temperature: float

    @classmethod
    def from_header(cls, weights: bytes) -> Self:
        """Read the manner from a file's metadata."""
        end = HEADER_BYTES + int.from_bytes(weights[:HEADER_BYTES], "little")
        given = json.loads(json.loads(weights[HEADER_BYTES:end])["__metadata__"][MANNER])
        return cls(**given | {"blocks": tuple(given["blocks"])})


def packed(networks: Sequence[GarmentNetwork], manner: Manner) -> bytes:
    """Return the weights file of networks: half precision loses nothing that can be seen in the labels."""
    tensors = {
        f"{place}.{name}": tensor.half().contiguous()
        for place, network in enumerate(networks)
        for name, tensor in network.state_dict().items()
        if tensor.is_floating_point()
    }
    return save(tensors, {MANNER: json.dumps(asdict(manner))})


@dataclass(frozen=True)
class Reading:
    """What is said of pictures.

    Attributes:
        classes: share of each class, shape (pictures, classes).
        kinds: by class, the share of each of its kinds, should the picture show that class; shape (pictures, kinds).
        figures: how unlike the frame a picture is on average, 0 to 1; shape (pictures,).
    """

    classes: Floats
    kinds: Mapping[str, Floats]
    figures: Floats


class Shipped:
    """The networks of a weights file, which decide together.

    Args:
        networks: alike but for the chance in their training; in evaluation, on the device.
        manner: how they are used.
        device: cuda or cpu.
    """

    def __init__(self, networks: Sequence[GarmentNetwork], manner: Manner, device: str) -> None:
        self.manner = manner
        self._networks, self._device = networks, device

    @classmethod
    def from_bytes(cls, weights: bytes, device: str | None = None) -> Self:
        """Load a weights file onto a device; the better one there is unless given."""
        manner, tensors = Manner.from_header(weights), load(weights)
        device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        places = sorted({name.split(".")[0] for name in tensors})
        networks = [_network(manner, tensors, f"{place}.") for place in places]
        return cls([network.to(device).eval() for network in networks], manner, device)

    @contextmanager
    def workers(self) -> Iterator[ThreadPoolExecutor]:
        """Give threads that may call `read` side by side: one for each core, or one that feeds a GPU.

        Each works on one thread of torch: cores that share out single layers of a network so small wait for each other.
        """
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            with ThreadPoolExecutor(1 if self._device == "cuda" else before) as pool:
                yield pool
        finally:
            torch.set_num_threads(before)

    def read(self, squares: npt.NDArray[np.uint8]) -> Reading:
        """Return what the networks say of squares and their mirror images, on average.

        Args:
            squares: uint8, shape (pictures, read_px, read_px, 3); `ground.read_px` tells their side.
        """
        with torch.inference_mode():
            bytes_ = torch.from_numpy(squares).permute(0, 3, 1, 2).to(self._device)
            pixels = batched(read_whole(bytes_, self.manner.px))
            seen = [(network.features(pixels) + network.features(pixels.flip(3))) / 2 for network in self._networks]
            pairs = list(zip(self._networks, seen, strict=True))
            classes = [network.classes(features) / self.manner.temperature for network, features in pairs]
            kinds = {name: [network.head(name)(features) for network, features in pairs] for name in KINDS}
            figures: Floats = pixels[:, 3].mean(dim=(1, 2)).cpu().numpy()
            return Reading(_shares(classes), {name: _shares(logits) for name, logits in kinds.items()}, figures)


def _network(manner: Manner, tensors: Mapping[str, Tensor], prefix: str) -> GarmentNetwork:
    """Return the network whose tensors begin with the prefix."""
    network = GarmentNetwork(manner.blocks)
    own = {name.removeprefix(prefix): tensor.float() for name, tensor in tensors.items() if name.startswith(prefix)}
    lacking = [name for name in network.load_state_dict(own, strict=False).missing_keys if "num_batches" not in name]
    if lacking:
        raise ValueError(f"The weights file lacks {', '.join(lacking)}.")
    return network


def _shares(logits: Sequence[Tensor]) -> Floats:
    """Return the shares by the mean of what several networks say."""
    shares: Floats = torch.stack(list(logits)).mean(dim=0).softmax(dim=1).cpu().numpy()
    return shares
