"""The networks: a window's scaled steps in, its scaled continuation out."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from analysis.models.neural.windows import Sizes


class Residual(nn.Module):
    """A linear map of the window, and beside it blocks that each add to what the ones before them said."""

    def __init__(self, sizes: Sizes, width: int = 128, blocks: int = 2, dropout: float = 0.1) -> None:
        super().__init__()
        self.linear, self.first = nn.Linear(sizes.look, sizes.horizon), nn.Linear(sizes.look, width)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, width))
            for _ in range(blocks)
        )
        self.last = nn.Linear(width, sizes.horizon)
        _silence(self.linear)
        _silence(self.last)

    def forward(self, seen: Tensor) -> Tensor:
        """Return the continuation, shape (windows, horizon), of windows (windows, look)."""
        hidden = functional.relu(self.first(seen))
        for block in self.blocks:
            hidden = hidden + block(self.dropout(hidden))
        return torch.as_tensor(self.last(functional.relu(hidden)) + self.linear(seen))


class Hierarchy(nn.Module):
    """Blocks that read a window ever finer, each explaining what the coarser ones left (N-HiTS).

    A block sees the window pooled, and says coarsely how it goes back and ahead; both are drawn out on straight lines,
    and the next block is given the window less what was said (Challu et al., 2023, section 3).
    """

    def __init__(self, sizes: Sizes, width: int = 128, dropout: float = 0.1) -> None:
        super().__init__()
        coarse, fine = max(sizes.horizon // 4, 1), max(sizes.horizon // 13, 1)
        self.blocks = nn.ModuleList(Block(sizes, pool, width, dropout) for pool in (coarse, fine, 1))

    def forward(self, seen: Tensor) -> Tensor:
        """Return the continuation, shape (windows, horizon), of windows (windows, look)."""
        left, ahead = self.blocks[0](seen)
        left = seen - left
        for block in list(self.blocks)[1:]:
            back, more = block(left)
            left, ahead = left - back, ahead + more
        return torch.as_tensor(ahead)


class Block(nn.Module):
    """One level of a hierarchy: the window pooled, two hidden layers, knots of a line back and ahead."""

    def __init__(self, sizes: Sizes, pool: int, width: int, dropout: float) -> None:
        super().__init__()
        self.sizes, self.pool = sizes, pool
        self.back, self.ahead = math.ceil(sizes.look / pool), math.ceil(sizes.horizon / pool)
        self.hidden = nn.Sequential(
            nn.Linear(self.back, width), nn.ReLU(), nn.Dropout(dropout),
            nn.Linear(width, width), nn.ReLU(), nn.Dropout(dropout),
        )  # fmt: skip
        self.knots = nn.Linear(width, self.back + self.ahead)
        with torch.no_grad():  # nearly the level at first, so that few steps are spent on finding it
            self.knots.weight *= 0.1
            self.knots.bias.zero_()

    def forward(self, seen: Tensor) -> tuple[Tensor, Tensor]:
        """Return what the block says of the window and of its continuation."""
        pooled = functional.max_pool1d(seen[:, None], self.pool, self.pool, ceil_mode=True)[:, 0]
        back, ahead = self.knots(self.hidden(pooled)).split((self.back, self.ahead), dim=1)
        return _line(back, self.sizes.look), _line(ahead, self.sizes.horizon)


def _silence(layer: nn.Linear) -> None:
    """Let an untrained network say the level: where all it learns from is noise, that is what it goes on saying."""
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)


def _line(knots: Tensor, steps: int) -> Tensor:
    if knots.shape[1] == steps:
        return knots
    return functional.interpolate(knots[:, None], steps, mode="linear")[:, 0]
