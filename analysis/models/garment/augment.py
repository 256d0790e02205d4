"""Changes to batches of photos that leave the garment what it is."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

LEAST_AREA = 0.35  # of the photo that a crop shows
STRETCH = 1.4  # most that one side is stretched against the other
TURN = math.radians(12)  # standard deviation of the turn
ERASED = 0.25  # share of the photos that lose a rectangle
MOVED = 0.4  # share of the photos whose garment is laid on other ground
FIGURE_FROM = 2.5  # times the fourth channel, a pixel belongs to the garment from 1 on
UNSEEN = 0.1  # share of the photos whose fourth channel is taken away
MIXED = 0.4  # share of the batches in which photos are mixed in pairs


def seen(photos: Tensor, px: int) -> Tensor:
    """Return photos cropped, turned, mirrored and recoloured at random.

    Args:
        photos: uint8, shape (batch, 4, source, source); the source may be larger than `px`.
        px: side of what comes back.

    Returns:
        Floats between 0 and 1, shape (batch, 4, px, px), channels last.
    """
    pixels = photos.to(memory_format=torch.channels_last).float() / 255
    cropped = _cropped(pixels, px)
    colours, figure = cropped[:, :3], cropped[:, 3:]
    colours = _recoloured(_moved(colours, figure))
    changed = torch.cat([colours, _dimmed(figure)], dim=1)
    return _erased(changed).contiguous(memory_format=torch.channels_last)


def _cropped(pixels: Tensor, px: int) -> Tensor:
    """Look at a random part of each photo, turned, sheared and mirrored, in one resampling."""
    count = len(pixels)
    side = torch.empty(count).uniform_(LEAST_AREA, 1.1).sqrt()
    stretch = torch.empty(count).uniform_(-math.log(STRETCH), math.log(STRETCH)).mul(0.5).exp()
    wide, high = side * stretch, side / stretch
    mirror = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    turn, shear = TURN * torch.randn(count), 0.08 * torch.randn(count)
    maps = torch.zeros(count, 2, 3)
    maps[:, 0, 0] = wide * turn.cos() * mirror
    maps[:, 0, 1] = -high * (turn.sin() + shear)
    maps[:, 1, 0] = wide * turn.sin() * mirror
    maps[:, 1, 1] = high * turn.cos()
    maps[:, 0, 2] = (1 - wide).abs() * torch.empty(count).uniform_(-1, 1)
    maps[:, 1, 2] = (1 - high).abs() * torch.empty(count).uniform_(-1, 1)
    grid = functional.affine_grid(maps, [count, pixels.shape[1], px, px], align_corners=False)
    return functional.grid_sample(pixels, grid, padding_mode="reflection", align_corners=False)


def _moved(colours: Tensor, figure: Tensor) -> Tensor:
    """Lay some figures on the middle of another photo, blurred, or on plain ground: no floor belongs to a class."""
    count = len(colours)
    order = torch.randperm(count)
    blurred = functional.interpolate(functional.avg_pool2d(colours[order], 4), size=colours.shape[-2:], mode="bilinear")
    ground = torch.where(torch.rand(count, 1, 1, 1) < 0.5, blurred, torch.rand(count, 3, 1, 1))
    kept = (FIGURE_FROM * figure).clamp(0, 1)
    kept = torch.where(torch.rand(count, 1, 1, 1) < MOVED, kept, 1.0)
    return ground.lerp(colours, kept)


def _dimmed(figure: Tensor) -> Tensor:
    """Make some figures fainter or stronger, and take some away, so that the colours are looked at as well."""
    count = len(figure)
    strength = torch.empty(count, 1, 1, 1).uniform_(0.6, 1.3)
    seen = torch.rand(count, 1, 1, 1) >= UNSEEN
    return (figure * strength * seen).clamp(0, 1)


def _recoloured(pixels: Tensor) -> Tensor:
    """Change brightness, contrast, saturation and hue; some photos swap channels, turn grey or become negatives."""
    count = len(pixels)
    matrix = _mixing(count)
    offset = 0.15 * torch.randn(count, 1, 1, 1)
    contrast = torch.empty(count, 1, 1, 1).uniform_(0.6, 1.5)
    mixed = torch.einsum("nij,njhw->nihw", matrix, pixels)
    mean = mixed.mean((1, 2, 3), keepdim=True)
    changed = (mixed - mean) * contrast + mean + offset
    negative = torch.rand(count, 1, 1, 1) < 0.08
    return torch.where(negative, 1 - changed, changed).clamp(0, 1)


def _mixing(count: int) -> Tensor:
    """Return for each photo a matrix that mixes its channels: the identity jittered, some made grey, some swapped."""
    identity, grey = torch.eye(3), torch.full((3, 3), 1 / 3)
    greyness = torch.rand(count, 1, 1) * 0.8 - 0.4  # below 0: more colourful
    greyness = torch.where(torch.rand(count, 1, 1) < 0.1, 1.0, greyness)
    matrix = identity * (1 - greyness) + grey * greyness + 0.08 * torch.randn(count, 3, 3)
    orders = torch.stack([torch.randperm(3) for _ in range(count)])
    swapped = torch.rand(count, 1, 1) < 0.2
    return torch.where(swapped, torch.gather(matrix, 1, orders[:, :, None].expand(-1, -1, 3)), matrix)


def _erased(pixels: Tensor) -> Tensor:
    """Cover a rectangle of some photos with one random colour."""
    px = pixels.shape[-1]
    for place in torch.nonzero(torch.rand(len(pixels)) < ERASED).flatten():
        high, wide = (int(px * side) for side in torch.empty(2).uniform_(0.15, 0.45))
        top, left = int(torch.randint(px - high, ())), int(torch.randint(px - wide, ()))
        pixels[place, :, top : top + high, left : left + wide] = torch.rand(pixels.shape[1], 1, 1)
    return pixels


def mixed(pixels: Tensor, shares: Tensor) -> tuple[Tensor, Tensor]:
    """Mix the photos of some batches in pairs, with their labels.

    Half of them are laid over each other (mixup: Zhang et al., 2018), half get a part of another (CutMix: Yun et al.,
    2019).

    Args:
        pixels: shape (batch, 4, px, px).
        shares: of the classes, shape (batch, classes).
    """
    luck = float(torch.rand(()))
    if luck > MIXED:
        return pixels, shares
    order = torch.randperm(len(pixels))
    if luck < MIXED / 2:
        kept = float(torch.distributions.Beta(0.4, 0.4).sample())
        return pixels.lerp(pixels[order], 1 - kept), shares.lerp(shares[order], 1 - kept)
    return _pasted(pixels, shares, order)


def _pasted(pixels: Tensor, shares: Tensor, order: Tensor) -> tuple[Tensor, Tensor]:
    """Paste a rectangle of one photo onto another; the labels share by area."""
    px = pixels.shape[-1]
    side = float(torch.rand(()).mul(0.6).add(0.1).sqrt())
    wide = int(px * side)
    top, left = int(torch.randint(px - wide + 1, ())), int(torch.randint(px - wide + 1, ()))
    pasted = pixels.clone()
    pasted[:, :, top : top + wide, left : left + wide] = pixels[order][:, :, top : top + wide, left : left + wide]
    return pasted, shares.lerp(shares[order], (wide / px) ** 2)
