"""Prints for drawn cloth: stripe, check, dot, floral, animal; each a mask of where its second colour lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

Draw = ImageDraw.ImageDraw
LABELS = {
    "stripe": "pattern:stripe",
    "check": "pattern:check",
    "dot": "pattern:polka-dot",
    "floral": "pattern:floral",
    "animal": "pattern:leopard-print",
}


@dataclass(frozen=True)
class Print:
    """A print in one colour over the ground of a cloth.

    Attributes:
        kind: one of `LABELS`.
        size_px: distance from one motif to the next.
        seed: places flowers and spots.
    """

    kind: str
    colour: tuple[int, int, int]
    size_px: float
    seed: int

    def mask(self, box: tuple[int, int, int, int], scale: int) -> Image.Image:
        """Return white where the print lies in the box (left, top, right, bottom px), `scale` times as large."""
        left, top, right, bottom = box
        mask = Image.new("L", ((right - left) * scale, (bottom - top) * scale))
        PAINTERS[self.kind](ImageDraw.Draw(mask), mask.size, self.size_px * scale, np.random.default_rng(self.seed))
        return mask


def _stripes(draw: Draw, size: tuple[int, int], step: float, rng: np.random.Generator) -> None:
    upright, share = rng.random() < 0.4, rng.uniform(0.28, 0.40)
    for at in np.arange(0, size[0] if upright else size[1], step):
        band = (at, 0, at + step * share, size[1]) if upright else (0, at, size[0], at + step * share)
        draw.rectangle(band, fill=255)


def _checks(draw: Draw, size: tuple[int, int], step: float, rng: np.random.Generator) -> None:
    thick, thin = step * rng.uniform(0.10, 0.14), step * 0.03
    for offset, width in ((0.0, thick), (step * 0.5, thin)):
        for x in np.arange(offset, size[0], step):
            draw.rectangle((x, 0, x + width, size[1]), fill=255)
        for y in np.arange(offset, size[1], step):
            draw.rectangle((0, y, size[0], y + width), fill=255)


def _dots(draw: Draw, size: tuple[int, int], step: float, rng: np.random.Generator) -> None:
    radius = step * rng.uniform(0.22, 0.28)
    for row, y in enumerate(np.arange(0, size[1] + step, step * 0.8)):
        for x in np.arange(step / 2 * (row % 2), size[0] + step, step):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _flowers(draw: Draw, size: tuple[int, int], step: float, rng: np.random.Generator) -> None:
    for x, y in _scattered(size, step * 1.05, rng):
        radius, turn = step * rng.uniform(0.16, 0.24), rng.uniform(0, 2 * np.pi)
        for petal in range(5):
            angle = turn + petal * 2 * np.pi / 5
            px, py = x + np.cos(angle) * radius * 1.1, y + np.sin(angle) * radius * 1.1
            draw.ellipse((px - radius * 0.8, py - radius * 0.8, px + radius * 0.8, py + radius * 0.8), fill=255)
        draw.ellipse((x - radius * 0.5, y - radius * 0.5, x + radius * 0.5, y + radius * 0.5), fill=0)
        leaf = turn + 0.6
        tip = (x + np.cos(leaf) * radius * 3.1, y + np.sin(leaf) * radius * 3.1)
        draw.line((x + np.cos(leaf) * radius * 1.8, y + np.sin(leaf) * radius * 1.8, *tip), fill=255, width=3)


def _spots(draw: Draw, size: tuple[int, int], step: float, rng: np.random.Generator) -> None:
    """Leopard: broken rings of a few uneven blots, with small blots between."""
    for x, y in _scattered(size, step * 0.78, rng):
        radius = step * rng.uniform(0.20, 0.27)
        gap = rng.uniform(0, 360)
        for piece in range(3):
            start = gap + piece * 120 + rng.uniform(0, 25)
            box = (x - radius, y - radius * 0.85, x + radius, y + radius * 0.85)
            draw.arc(box, start, start + rng.uniform(70, 98), fill=255, width=round(radius * 0.52))
        if rng.random() < 0.5:
            bx, by, blot = x + step * 0.42, y + step * 0.38, step * 0.07
            draw.ellipse((bx - blot, by - blot, bx + blot * 1.4, by + blot), fill=255)


def _scattered(size: tuple[int, int], step: float, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Return places on a staggered grid, each moved a little."""
    places = []
    for row, y in enumerate(np.arange(0, size[1] + step, step * 0.87)):
        for x in np.arange(step / 2 * (row % 2), size[0] + step, step):
            places.append((float(x + rng.uniform(-0.16, 0.16) * step), float(y + rng.uniform(-0.16, 0.16) * step)))
    return places


PAINTERS: dict[str, Callable[[Draw, tuple[int, int], float, np.random.Generator], None]] = {
    "stripe": _stripes,
    "check": _checks,
    "dot": _dots,
    "floral": _flowers,
    "animal": _spots,
}
