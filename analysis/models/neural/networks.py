"""The networks: a window's scaled steps in, its scaled continuation out."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from analysis.models.neural.windows import Sizes


class Beside(nn.Module):
    """A network that knows one series, and beside it a linear map of how all series together went."""

    def __init__(self, network: nn.Module, sizes: Sizes) -> None:
        super().__init__()
        self.network, self.market = network, nn.Linear(sizes.span, sizes.horizon)
        _silence(self.market)

    def forward(self, seen: Tensor, market: Tensor) -> Tensor:
        """Return the continuation, shape (windows, horizon), of windows (windows, look) beside (windows, span)."""
        return torch.as_tensor(self.network(seen) + self.market(market))


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


class Patches(nn.Module):
    """Quarters of a season that attend to one another, and beside them a linear map of the window.

    Each stretch of the window becomes a token of a small transformer (PatchTST: Nie et al., 2023, section 3).
    """

    def __init__(self, sizes: Sizes, width: int = 64, layers: int = 2, heads: int = 4, dropout: float = 0.2) -> None:
        super().__init__()
        self.length = math.ceil(sizes.span / 4)
        tokens = math.ceil(sizes.look / self.length)
        self.before = tokens * self.length - sizes.look
        self.token, self.place = nn.Linear(self.length, width), nn.Parameter(0.02 * torch.randn(tokens, width))
        self.layers = nn.Sequential(
            *(
                nn.TransformerEncoderLayer(width, heads, 2 * width, dropout, "gelu", batch_first=True, norm_first=True)
                for _ in range(layers)
            )
        )
        self.dropout, self.last = nn.Dropout(dropout), nn.Linear(tokens * width, sizes.horizon)
        self.linear = nn.Linear(sizes.look, sizes.horizon)
        _silence(self.linear)
        _silence(self.last)

    def forward(self, seen: Tensor) -> Tensor:
        """Return the continuation, shape (windows, horizon), of windows (windows, look)."""
        patches = functional.pad(seen, (self.before, 0)).reshape(len(seen), -1, self.length)
        said = self.layers(self.token(patches) + self.place).flatten(1)
        return torch.as_tensor(self.last(self.dropout(said)) + self.linear(seen))


def _silence(layer: nn.Linear) -> None:
    """Let an untrained network say the level: where all it learns from is noise, that is what it goes on saying."""
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)


def _line(knots: Tensor, steps: int) -> Tensor:
    if knots.shape[1] == steps:
        return knots
    return functional.interpolate(knots[:, None], steps, mode="linear")[:, 0]
