"""An optimiser for convolutions whose every step turns all directions alike: fewer epochs than by plain gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn

NEWTON = (3.4445, -4.7750, 2.0315)  # coefficients of the quintic iteration
ROUNDS = 3


class Muon(torch.optim.Optimizer):
    """Momentum, made orthogonal before each step (Jordan et al., 2024, "Muon"); filters keep their norm.

    What a batch normalisation follows has no scale of its own, so that holding the norm takes the place of a decay.

    Args:
        weights: of convolutions, shape (out, in, height, width).
        lr: length of a step, where a weight matrix has the norm of the square root of its size.
        momentum: of the running sum of the gradients, looked ahead by one step (Nesterov).
    """

    def __init__(self, weights: Iterable[nn.Parameter], lr: float, momentum: float = 0.9) -> None:
        super().__init__(weights, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> None:  # type: ignore[override]
        """Move all weights."""
        for group in self.param_groups:
            for weight in group["params"]:
                run = self.state[weight].setdefault("run", torch.zeros_like(weight))
                run.mul_(group["momentum"]).add_(weight.grad)
                ahead = weight.grad + group["momentum"] * run
                weight.mul_(weight.numel() ** 0.5 / weight.norm())
                weight.sub_(group["lr"] * orthogonal(ahead.reshape(len(ahead), -1)).reshape(weight.shape))


def orthogonal(matrix: Tensor) -> Tensor:
    """Return about the nearest matrix whose singular values are all alike, by a few Newton-Schulz rounds."""
    first, third, fifth = NEWTON
    turned = len(matrix) > matrix.shape[1]
    rows = (matrix.T if turned else matrix).bfloat16()
    rows = rows / (rows.norm() + 1e-7)
    for _ in range(ROUNDS):
        square = rows @ rows.T
        rows = first * rows + (third * square + fifth * square @ square) @ rows
    near: Tensor = rows.T if turned else rows
    return near.to(matrix.dtype)
