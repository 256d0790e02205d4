"""The network that tells garments apart: a narrow residual network without trained beginnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import timm.models.resnet as resnet
import torch
from timm.models.resnet import BasicBlock
from torch import Tensor, nn
from torch.nn import functional

from analysis.models.garment.classes import CLASSES, KINDS

WIDTHS = (32, 64, 128, 256)  # channels of the four stages
STEM_WIDTH = 16
CHANNELS = 4  # red, green, blue, and how unlike the frame a pixel is
MEAN, STD = 0.5, 0.25  # of a pixel between 0 and 1, all channels alike


class GarmentNetwork(nn.Module):
    """Tells the class of a garment from a square of pixels, and for some classes the kind.

    A ResNet (He et al., 2016) with a stem of three narrow convolutions and averaged short cuts (ResNet-D: He et al.,
    2019, "Bag of tricks for image classification"): dense convolutions are what a CPU does best, and a narrow network
    is enough for 4,000 photos.

    Args:
        blocks: residual blocks in each of the four stages.
        dropped: share of the features that training hides from the last layer.
    """

    def __init__(self, blocks: Sequence[int], dropped: float = 0.0) -> None:
        super().__init__()
        self.trunk = resnet.ResNet(
            BasicBlock,  # type: ignore[arg-type]  # timm writes the instance for the class
            tuple(blocks),
            num_classes=0,
            in_chans=CHANNELS,
            channels=WIDTHS,
            stem_type="deep",
            stem_width=STEM_WIDTH,
            avg_down=True,
        )
        self.dropped = dropped
        self.classes = nn.Linear(WIDTHS[-1], len(CLASSES))
        self.kinds = nn.ModuleDict({name: nn.Linear(WIDTHS[-1], len(kinds)) for name, kinds in KINDS.items()})
        self.to(memory_format=torch.channels_last)

    def features(self, pixels: Tensor) -> Tensor:
        """Return what is seen in pixels between 0 and 1: (batch, 4, px, px) -> (batch, 256)."""
        seen: Tensor = self.trunk((pixels - MEAN) / STD)
        return seen

    def head(self, name: str) -> nn.Linear:
        """Return what tells the kinds of a class apart."""
        return cast(nn.Linear, self.kinds[name])

    def forward(self, pixels: Tensor) -> Tensor:
        """Return logits of the classes: (batch, 4, px, px) -> (batch, classes)."""
        seen = functional.dropout(self.features(pixels), self.dropped, self.training)
        logits: Tensor = self.classes(seen)
        return logits


def batched(squares: Tensor) -> Tensor:
    """Return squares of bytes as the network takes them: uint8 (batch, 4, px, px) -> float, 0 to 1, channels last."""
    return squares.to(memory_format=torch.channels_last).float() / 255
