"""How unlike its frame each pixel of a photo is: what lies on the ground, as a fourth channel beside the colours."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

SIDE = 64  # px of the squares that are compared
RING = 2  # px of the edge that are frame
FRAME_STEP = 7  # of the frame's pixels every so many is compared with
WIDTH = 0.05  # OKLab distance at which colours begin to differ
LEAST = 1e-3  # a smaller likeness is none
COMPARED_TOGETHER = 4  # photos; their products stay in the processor's cache

# Linear RGB to cone responses, and their cube roots to OKLab (Ottosson, 2020).
TO_CONES = ((0.4122214708, 0.5363325363, 0.0514459929), (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005))  # fmt: skip
TO_LAB = ((0.2104542553, 0.7936177850, -0.0040720468), (1.9779984951, -2.4285922050, 0.4505937099),
          (0.0259040371, 0.7827717662, -0.8086757660))  # fmt: skip


def with_figure(squares: Tensor) -> Tensor:
    """Add to squares of bytes a fourth channel: 0 where a pixel looks like the frame, 255 where it is unlike all of it.

    The likeness is the density of the frame's colours at the pixel's own, under a Gaussian kernel in OKLab; the channel
    is its negative logarithm.

    Args:
        squares: uint8, shape (photos, 3, px, px).

    Returns:
        uint8, shape (photos, 4, px, px).
    """
    px = squares.shape[-1]
    figures = torch.cat([_figure(part) for part in torch.split(squares, COMPARED_TOGETHER)])
    figures = functional.interpolate(figures, size=(px, px), mode="bilinear")
    return torch.cat([squares, (255 * figures).round().to(torch.uint8)], dim=1)


def read_whole(squares: Tensor, px: int) -> Tensor:
    """Return what a network is shown of whole pictures: training shows it crops, so the outermost edge is cut off.

    Args:
        squares: uint8, shape (photos, 3, read_px(px), read_px(px)).
        px: side of the squares that the network was trained on.

    Returns:
        uint8, shape (photos, 4, px, px).
    """
    edge = (squares.shape[-1] - px) // 2
    return with_figure(squares)[:, :, edge : edge + px, edge : edge + px]


def _figure(squares: Tensor) -> Tensor:
    """Return how unlike the frame each pixel is, 0 to 1: shape (photos, 1, SIDE, SIDE)."""
    small = functional.interpolate(squares.float() / 255, size=(SIDE, SIDE), mode="bilinear", antialias=True)
    lab = _oklab(small.clamp(0, 1)).flatten(2).transpose(1, 2) / WIDTH
    likeness = _likeness(lab, lab[:, _ring(squares.device)])
    unlike = (likeness + LEAST).log() / math.log(LEAST)
    return unlike.clamp(0, 1).view(-1, 1, SIDE, SIDE)


def _likeness(pixels: Tensor, frame: Tensor) -> Tensor:
    """Return the mean of exp(-d^2 / 2) over the frame, d the distance to its pixels: shape (photos, pixels)."""
    products = torch.baddbmm(-frame.square().sum(2)[:, None] / 2, pixels, frame.transpose(1, 2))
    return (products - pixels.square().sum(2, keepdim=True) / 2).exp_().mean(2)


def _ring(device: torch.device) -> Tensor:
    """Return the places of the frame's pixels that are compared with."""
    edge = torch.ones(SIDE, SIDE, dtype=torch.bool, device=device)
    edge[RING:-RING, RING:-RING] = False
    return edge.flatten().nonzero().flatten()[::FRAME_STEP]


def _oklab(rgb: Tensor) -> Tensor:
    linear = torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055).pow(2.4))
    cones = torch.einsum("ij,njhw->nihw", torch.tensor(TO_CONES, device=rgb.device), linear)
    return torch.einsum("ij,njhw->nihw", torch.tensor(TO_LAB, device=rgb.device), cones.pow(1 / 3))
