"""How the garment network is trained from nothing, epoch by epoch, and goes on after a stop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from analysis.models.garment import augment
from analysis.models.garment.classes import CLASSES
from analysis.models.garment.muon import Muon
from analysis.models.garment.network import CHANNELS, GarmentNetwork, batched

READ_TOGETHER = 64


@dataclass(frozen=True)
class Recipe:
    """How the network is trained.

    Attributes:
        epochs: passes over the photos.
        small_px: side of the squares while the rate is level.
        px: side of the squares in the last part, while the rate falls.
        falling: share of the epochs that are the last part.
        batch: photos in a step.
        filter_rate: highest length of a step of the convolutions.
        rate: highest learning rate of all other weights.
        decay: of the last layer's weights.
        smoothing: share of a label that is spread over all classes.
        averaged: decay of the running mean of the weights, which is what is kept.
        dropped: share of the features hidden from the last layer.
        blocks: residual blocks in each stage, one digit each.
        seed: of all chance.
    """

    epochs: int = 90
    small_px: int = 64
    px: int = 96
    falling: float = 0.33
    batch: int = 64
    filter_rate: float = 0.24
    rate: float = 0.05
    decay: float = 5e-4
    smoothing: float = 0.1
    averaged: float = 0.995
    dropped: float = 0.1
    blocks: str = "1111"
    seed: int = 0

    @property
    def stages(self) -> tuple[int, ...]:
        """The residual blocks of each stage."""
        return tuple(int(digit) for digit in self.blocks)

    def pace_at(self, epoch: float) -> float:
        """Return the part of the highest rates: rising for one epoch, level, then falling in a straight line to 0."""
        left = (self.epochs - epoch) / (self.falling * self.epochs)
        return max(0.0, min(1.0, epoch + 0.05, left))

    def px_at(self, epoch: int) -> int:
        """Return the side of the squares."""
        return self.px if epoch >= (1 - self.falling) * self.epochs else self.small_px


class Training:
    """One network in training; it goes on from its checkpoint where there is one.

    Args:
        recipe: how.
        labels: class of each photo, by its place in CLASSES; shape (photos,).
        checkpoint: file that is written after each epoch, or None.
    """

    def __init__(self, recipe: Recipe, labels: npt.NDArray[np.int64], checkpoint: Path | None = None) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.epoch = recipe, 0
        self._labels, self._checkpoint = torch.from_numpy(labels), checkpoint
        self._network = GarmentNetwork(recipe.stages, recipe.dropped).train()
        average = get_ema_multi_avg_fn(recipe.averaged)  # type: ignore[no-untyped-call]
        self._averaged = AveragedModel(self._network, multi_avg_fn=average, use_buffers=True)
        self._optimisers = _optimisers(self._network, recipe)
        filters, others = self._optimisers
        self._parts: dict[str, Any] = {
            "network": self._network,
            "averaged": self._averaged,
            "filters": filters,
            "others": others,
        }
        if checkpoint and checkpoint.is_file():
            self._resume(checkpoint)

    @property
    def network(self) -> GarmentNetwork:
        """The running mean of the weights."""
        return cast(GarmentNetwork, self._averaged.module)

    def run(self, large: Tensor, small: Tensor) -> Iterator[dict[str, float]]:
        """Train until the last epoch; yield after each its number, mean loss and seconds.

        Args:
            large: the photos for the last part: uint8, shape (photos, 4, side, side), the side with room for crops.
            small: the same for the part before.
        """
        while self.epoch < self.recipe.epochs:
            started_s, px = time.perf_counter(), self.recipe.px_at(self.epoch)
            loss = self._epoch(large if px == self.recipe.px else small, px)
            self.epoch += 1
            if self._checkpoint:
                self._save(self._checkpoint)
            yield {"epoch": self.epoch, "px": px, "loss": loss, "seconds": time.perf_counter() - started_s}

    def _epoch(self, photos: Tensor, px: int) -> float:
        torch.manual_seed(self.recipe.seed * 100_003 + self.epoch + 1)  # a resumed run draws the same lots
        steps, losses = torch.split(torch.randperm(len(photos)), self.recipe.batch), []
        for step, places in enumerate(steps):
            self._set_pace(self.recipe.pace_at(self.epoch + step / len(steps)))
            losses.append(self._step(augment.seen(photos[places], px), self._labels[places]))
        return float(np.mean(losses))

    def _set_pace(self, pace: float) -> None:
        for optimiser, rate in zip(self._optimisers, (self.recipe.filter_rate, self.recipe.rate), strict=True):
            for group in optimiser.param_groups:
                group["lr"] = pace * rate

    def _step(self, pixels: Tensor, labels: Tensor) -> float:
        pixels, shares = augment.mixed(pixels, functional.one_hot(labels, len(CLASSES)).float())
        with torch.autocast("cpu", torch.bfloat16):
            logits = self._network(pixels)
        loss = functional.cross_entropy(logits.float(), shares, label_smoothing=self.recipe.smoothing)
        self._network.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        for optimiser in self._optimisers:
            optimiser.step()
        self._averaged.update_parameters(self._network)
        return loss.item()

    def _save(self, path: Path) -> None:
        """Write all that a resumed run needs, whole or not at all."""
        fresh = path.with_suffix(".fresh")
        torch.save({"epoch": self.epoch} | {name: part.state_dict() for name, part in self._parts.items()}, fresh)
        fresh.replace(path)

    def _resume(self, path: Path) -> None:
        kept = torch.load(path, weights_only=True)
        self.epoch = kept["epoch"]
        for name, part in self._parts.items():
            part.load_state_dict(kept[name])


def _optimisers(network: nn.Module, recipe: Recipe) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """Return one optimiser for the convolutions behind the first, and one for all else."""
    weights = list(network.parameters())
    filters = [weight for weight in weights if weight.ndim == 4 and weight.shape[1] > CHANNELS]
    last = [weight for weight in weights if weight.ndim == 2]
    known = {id(weight) for weight in filters + last}
    others: list[dict[str, Any]] = [
        {"params": last, "weight_decay": recipe.decay},
        {"params": [weight for weight in weights if id(weight) not in known]},
    ]
    return Muon(filters, recipe.filter_rate), torch.optim.SGD(others, recipe.rate, 0.9, nesterov=True)


def features(network: GarmentNetwork, squares: Tensor) -> npt.NDArray[np.float32]:
    """Return what the network sees in squares and their mirror images, on average: (photos, 256)."""
    network.eval()
    with torch.inference_mode():
        parts = (batched(part) for part in torch.split(squares, READ_TOGETHER))
        seen = [(network.features(part) + network.features(part.flip(3))) / 2 for part in parts]
        return np.asarray(torch.cat(seen).numpy())
