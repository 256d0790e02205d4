"""The network that tells patterns: five convolutions, and what they saw anywhere and on average in the crop."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

CHANNELS = (4, 16, 32, 48, 64, 64)  # lightness, two hues and the clothes' outline first


class PatternNetwork(nn.Module):
    """Maps crops of shape (crops, 4, 64, 64) to one number per class, shape (crops, classes)."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for at, (before, after) in enumerate(pairwise(CHANNELS)):
            width, step = (5 if at == 0 else 3), (1 if at == len(CHANNELS) - 2 else 2)
            layers += [nn.Conv2d(before, after, width, step, width // 2, bias=False), nn.BatchNorm2d(after), nn.ReLU()]
        self.seen = nn.Sequential(*layers)
        self.classes = nn.Linear(2 * CHANNELS[-1], classes)

    def forward(self, crops: Tensor) -> Tensor:
        seen: Tensor = self.seen(crops)
        told: Tensor = self.classes(torch.cat([seen.mean(dim=(2, 3)), seen.amax(dim=(2, 3))], dim=1))
        return told
