"""Swatches of cloth drawn by chance, with what a camera does to them: what the pattern network is taught on.

Nothing is taken from a picture. A swatch is a field of cloth indices over bent coordinates, coloured, shaded by folds,
cut by an outline, blurred and written as JPEG. The looks of the sample season are drawn by other code
(`data.sample.patterns`), so that they can test what is learned here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from analysis.models.pattern.crops import CROP_PX, Crop

Floats = npt.NDArray[np.float32]
Colours = npt.NDArray[np.float32]


FINE = 2  # drawn this many times larger and then reduced, for soft edges
SIDE = CROP_PX * FINE
CELLS = 64  # motifs along a side before they repeat


@dataclass(frozen=True)
class Grain:
    """Where on the cloth each pixel lies: coordinates in px of the finished crop, turned and bent by folds."""

    u: Floats
    v: Floats


@dataclass(frozen=True)
class Cells:
    """For each pixel the nearest motif of a lattice: distance to it and to the next, in steps, the angle at which the
    pixel is seen from it, and five chance numbers of the motif's own."""

    away: Floats
    next: Floats
    angle: Floats
    chance: Floats


def swatch(pattern: str, rng: np.random.Generator) -> Crop:
    """Draw one crop of cloth.

    Args:
        pattern: one of `PAINTERS`.
        rng: decides everything else.
    """
    grain = _grain(rng, upright=0.75 if pattern in ("stripe", "check") else 0.3)
    painted = PAINTERS[pattern](grain, rng) * _weave(grain, rng)
    for _ in range(int(rng.choice([0, 0, 1, 2] if pattern == "plain" else [0, 0, 0, 1]))):
        painted = _pieced(painted, rng)
    lit = painted * _light(rng)
    return Crop(_photographed(lit, rng), _outline(rng))


def _grain(rng: np.random.Generator, upright: float) -> Grain:
    turn = rng.normal(0, 0.06) + rng.integers(4) * np.pi / 2 if rng.random() < upright else rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / FINE
    bend, scale = rng.choice([0.0, 0.5, 1.5, 3.0]), rng.uniform(18, 40)
    x, y = x + bend * _noise(rng, scale), y + bend * _noise(rng, scale)
    u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    return Grain(u + rng.uniform(0, 99), v + rng.uniform(0, 99))


def _noise(rng: np.random.Generator, scale_px: float) -> Floats:
    """Return smooth noise of mean 0 and spread 1."""
    cells = int(SIDE / FINE / scale_px) + 4
    coarse = Image.fromarray(rng.normal(0, 1, (cells, cells)).astype(np.float32))
    large = np.asarray(coarse.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=(1, 1, cells - 1, cells - 1)))
    noise: Floats = (large - large.mean()) / max(float(large.std()), 1e-3)
    return noise


def _dyes(rng: np.random.Generator, count: int, least: float = 0.16) -> Colours:
    """Return linear-looking sRGB colours, 0 to 1, shape (count, 3), each apart from the first."""
    dyes = [_dye(rng)]
    while len(dyes) < count:
        dye = _dye(rng)
        if np.abs(dye - dyes[0]).max() > least:
            dyes.append(dye)
    return np.array(dyes, dtype=np.float32)


def _dye(rng: np.random.Generator) -> Colours:
    if rng.random() < 0.45:
        grey = rng.choice([0.08, 0.15, 0.3, 0.5, 0.75, 0.92, 0.97])
        return _floats(grey + rng.normal(0, 0.02, 3))
    return _floats(rng.uniform(0.05, 0.95, 3))


def _dyed(dyes: Colours, pick: npt.NDArray[Any]) -> Floats:
    """Return the cloth of which each place has the dye picked for it, shape (SIDE, SIDE, 3)."""
    cloth: Floats = dyes[pick.astype(int)]
    return cloth


def _floats(values: npt.NDArray[Any]) -> Floats:
    return values.astype(np.float32)


def _size(rng: np.random.Generator, low: float, high: float) -> float:
    """Return a size in px, small ones as often as large ones by ratio."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _bands(at: Floats, rng: np.random.Generator, period: float) -> npt.NDArray[np.intp]:
    """Return which of up to four colours each place has in a repeated row of bands."""
    count = int(rng.choice([2, 2, 2, 3, 4, 6]))
    widths = rng.uniform(0.15, 1, count)
    if count == 2 and rng.random() < 0.3:
        widths = np.array([rng.uniform(0.75, 0.9), 0.15])
    edges = np.cumsum(widths / widths.sum())
    band = np.searchsorted(edges, np.mod(at / period, 1), side="right").clip(0, count - 1)
    colour = np.array([0, 1, *rng.integers(0, 4, 4)])[:count]
    found: npt.NDArray[np.intp] = colour[band]
    return found


def _plain(grain: Grain, rng: np.random.Generator) -> Floats:
    cloth = np.broadcast_to(_dye(rng), (SIDE, SIDE, 3)).astype(np.float32)
    for _ in range(int(rng.choice([0, 1, 2, 3]))):
        cloth = _seamed(cloth, grain, rng)
    return cloth


def _seamed(cloth: Floats, grain: Grain, rng: np.random.Generator) -> Floats:
    """Sew a seam or a row of buttons on, or lay a fold whose line is inked; lines of their own, not of a print."""
    turn = rng.uniform(0, np.pi)
    at = grain.u * np.cos(turn) + grain.v * np.sin(turn) + rng.choice([0.0, 2.0]) * _noise(rng, 40)
    along = grain.v * np.cos(turn) - grain.u * np.sin(turn)
    place = rng.uniform(at.min(), at.max())
    line = np.abs(at - place) < rng.uniform(0.4, 1.6)
    if rng.random() < 0.3:
        line = (np.abs(at - place) < rng.uniform(1, 2.5)) & (np.mod(along, rng.uniform(15, 40)) < rng.uniform(2, 5))
    return _floats(np.where(line[..., None], cloth * rng.uniform(0.4, 0.9), cloth))


def _stripe(grain: Grain, rng: np.random.Generator) -> Floats:
    dyes = _dyes(rng, 4, 0.1)
    wavy = grain.u + (0.5 * _noise(rng, 6) if rng.random() < 0.15 else 0)
    return _dyed(dyes, _bands(wavy, rng, _size(rng, 3.5, 40)))


def _check(grain: Grain, rng: np.random.Generator) -> Floats:
    kind, dyes, period = rng.random(), _dyes(rng, 4, 0.1), _size(rng, 4, 40)
    u, v = grain.u, grain.v
    if rng.random() < 0.15:
        u, v = u + v * rng.uniform(0.6, 1.4), u - v * rng.uniform(0.6, 1.4)
    if kind < 0.45:
        state = rng.bit_generator.state
        warp = _dyed(dyes, _bands(u, rng, period))
        if rng.random() < 0.7:
            rng.bit_generator.state = state
        return _floats((warp + _dyed(dyes, _bands(v, rng, period * float(rng.uniform(0.8, 1.25))))) / 2)
    if kind < 0.75:
        thin = rng.uniform(0.06, 0.3)
        lines = (np.mod(u / period, 1) < thin) | (np.mod(v / period, 1) < thin * rng.uniform(0.7, 1.3))
        extra = (np.mod(u / period + 0.5, 1) < thin / 3) | (np.mod(v / period + 0.5, 1) < thin / 3)
        pick = np.where(lines, 1, np.where(extra & (rng.random() < 0.5), 2, 0))
        return _dyed(dyes, pick)
    odd = (np.floor(2 * u / period) + np.floor(2 * v / period)) % 2
    return _dyed(dyes, odd.astype(int))


def _cells(grain: Grain, step: float, shift: float, jitter: float, rng: np.random.Generator) -> Cells:
    """Return which motif of a staggered lattice is nearest to each pixel; `shift` moves every other row."""
    table = rng.random((CELLS, CELLS, 5)).astype(np.float32)
    row0 = np.floor(grain.v / step)
    near, second = np.full((2, SIDE, SIDE), 9, dtype=np.float32)
    x, y, cell = np.zeros_like(near), np.zeros_like(near), np.zeros(near.shape, dtype=np.int32)
    for row in (row0 - 1, row0, row0 + 1):
        slide = shift * (row % 2)
        column0 = np.floor(grain.u / step - slide)
        for column in (column0 - 1, column0, column0 + 1):
            number = (row % CELLS * CELLS + column % CELLS).astype(np.int32)
            moved = jitter * (table.reshape(-1, 5)[:, :2] - 0.5)
            across = grain.u / step - (column + slide + 0.5) - moved[:, 0][number]
            down = grain.v / step - (row + 0.5) - moved[:, 1][number]
            squared = across**2 + down**2
            closer = squared < near
            second = np.where(closer, near, np.minimum(second, squared))
            near, cell = np.where(closer, squared, near), np.where(closer, number, cell)
            x, y = np.where(closer, across, x), np.where(closer, down, y)
    chance = table.reshape(-1, 5)[cell]
    return Cells(np.sqrt(near), np.sqrt(second), np.arctan2(y, x) + 6.3 * chance[..., 2], chance)


def _dot(grain: Grain, rng: np.random.Generator) -> Floats:
    dyes, step = _dyes(rng, 4, 0.22), _size(rng, 5, 28)
    cells = _cells(grain, step, float(rng.choice([0, 0.5])), float(rng.choice([0, 0, 0.15])), rng)
    many = int(rng.choice([1, 1, 1, 3]))
    disc = cells.away < rng.uniform(0.16, 0.38)
    return _dyed(dyes, np.where(disc, 1 + (cells.chance[..., 4] * many).astype(int), 0))


def _floral(grain: Grain, rng: np.random.Generator) -> Floats:
    dyes = _dyes(rng, 6, 0.14)
    cloth = np.zeros((SIDE, SIDE), dtype=int)
    colours = int(rng.choice([1, 2, 3]))
    for layer in range(int(rng.choice([1, 2, 2]))):
        step = _size(rng, 9, 34) * (1 if layer == 0 else 0.6)
        moved = Grain(grain.u + layer * 7.3, grain.v + layer * 3.1)
        cells = _cells(moved, step, 0.5, rng.uniform(0.4, 0.9), rng)
        away, angle, chance = cells.away, cells.angle, cells.chance
        size = rng.uniform(0.26, 0.42) * (0.6 + 0.5 * chance[..., 3])
        petals = int(rng.integers(4, 9))
        shape = size * (0.55 + 0.45 * np.abs(np.cos(petals * angle / 2)) ** rng.uniform(0.4, 1.5))
        flower, heart = away < shape, away < size * rng.uniform(0.15, 0.4)
        leaf = (np.abs(np.sin(angle - 0.8)) * away < 0.07) & (away < size * rng.uniform(1.3, 2.0)) & (np.cos(angle) > 0)
        tone = 1 + (chance[..., 4] * colours).astype(int)
        cloth = np.where(leaf & ~flower, 4, cloth)
        cloth = np.where(flower, np.where(heart, 5 if rng.random() < 0.75 else 0, tone), cloth)
    return _dyed(dyes, cloth)


def _animal(grain: Grain, rng: np.random.Generator) -> Floats:
    if rng.random() < 0.6:
        ground = np.array([rng.uniform(0.6, 0.95), rng.uniform(0.45, 0.8), rng.uniform(0.25, 0.65)])
        dyes = np.array([ground, ground * rng.uniform(0.08, 0.35), ground * rng.uniform(0.5, 0.8)], dtype=np.float32)
    else:
        dyes = _dyes(rng, 3, 0.25)
    kind, step = rng.random(), _size(rng, 5, 26)
    if kind < 0.55:
        rough = rng.uniform(0.06, 0.2)
        cells = _cells(grain, step, 0.5, rng.uniform(0.3, 0.7), rng)
        away, size = cells.away + rough * _noise(rng, step / 3), 0.22 + 0.2 * cells.chance[..., 3]
        broken = np.sin(cells.angle * rng.integers(1, 4)) > -0.6
        ring = (away < size) & (away > size * rng.uniform(0.3, 0.6)) & broken
        spots = rng.random() < 0.3
        return _dyed(dyes, np.where((away < size * 0.8) if spots else ring, 1, np.where(away < size * 0.5, 2, 0)))
    if kind < 0.8:
        wave = np.sin(2 * np.pi * (grain.u / step + 0.45 * _noise(rng, step * 1.6))) + 0.5 * _noise(rng, step * 0.8)
        return _dyed(dyes, wave > rng.uniform(-0.3, 0.5))
    if kind < 0.9:
        cells = _cells(grain, step * 0.7, 0.5, rng.uniform(0.2, 0.5), rng)
        scale = cells.next - cells.away < rng.uniform(0.1, 0.25)
        return _dyed(dyes, np.where(scale, 1, np.where(cells.chance[..., 4] < 0.4, 2, 0)))
    return _dyed(dyes, _noise(rng, step * 0.8) > rng.uniform(0.1, 0.7))


def _other(grain: Grain, rng: np.random.Generator) -> Floats:
    """Draw letters, a badge, or a few large blocks of colour: prints that are none of the patterns."""
    dyes = _dyes(rng, 4)
    sheet = Image.new("L", (SIDE, SIDE))
    draw = ImageDraw.Draw(sheet)
    for _ in range(int(rng.integers(1, 7))):
        x, y, size = *rng.uniform(0, SIDE * 0.8, 2), rng.uniform(10, 70)
        fill, kind = int(rng.integers(1, 4)), rng.random()
        if kind < 0.55:
            letters = "".join(rng.choice(list("ABCDEGHKLMNOPRSTUVXYZ0123456789"), rng.integers(1, 8)))
            draw.text((x, y), letters, fill=fill, font=ImageFont.load_default(size))
        elif kind < 0.75:
            draw.polygon([(x + dx, y + dy) for dx, dy in rng.uniform(0, size, (5, 2))], fill=fill)
        else:
            draw.ellipse((x, y, x + size * rng.uniform(0.5, 2), y + size), fill=fill)
    return _dyed(dyes, np.asarray(sheet))


def _weave(grain: Grain, rng: np.random.Generator) -> Floats:
    """Return the light and dark of threads: ribs, melange or denim, faint beside any print."""
    kind, depth = rng.random(), rng.uniform(0.02, 0.12)
    if kind < 0.35:
        return np.ones((SIDE, SIDE, 1), dtype=np.float32)
    if kind < 0.6:
        step = rng.uniform(1.5, 4)
        ribs = np.sin(2 * np.pi * (grain.u + (grain.v if rng.random() < 0.4 else 0)) / step)
        return _floats(1 + depth * 0.7 * ribs)[..., None]
    speckle = rng.normal(0, 1, (SIDE, SIDE, 1)) * depth * 1.5
    return _floats(1 + speckle + (depth * _noise(rng, 12)[..., None] if kind > 0.8 else 0))


def _pieced(cloth: Floats, rng: np.random.Generator) -> Floats:
    """Put a second plain cloth beside or across the first: a collar, a belt, trousers under a top, a wall behind."""
    turn = rng.integers(4) * np.pi / 2 + rng.normal(0, 0.25)
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5
    across = x * np.cos(turn) + y * np.sin(turn) + 0.02 * _noise(rng, 30)
    edge = rng.uniform(-0.35, 0.45)
    beside = across > max(edge, 0.2) if rng.random() < 0.5 else np.abs(across - edge) < rng.uniform(0.01, 0.12)
    pieced = np.where(beside[..., None], _dye(rng), cloth)
    if rng.random() < 0.4:  # inked or shaded along its edge
        pieced = np.where((np.abs(across - edge) < 0.012)[..., None], pieced * rng.uniform(0.4, 0.8), pieced)
    return _floats(pieced)


def _light(rng: np.random.Generator) -> Floats:
    """Return the light on the cloth: soft, or in long folds."""
    depth, folds = rng.choice([0.03, 0.06, 0.1, 0.18]), _noise(rng, rng.uniform(9, 30))
    if rng.random() < 0.5:
        band = int(rng.integers(SIDE - SIDE // 8))
        folds = np.broadcast_to(folds[band : band + SIDE // 8].mean(axis=0), (SIDE, SIDE))
        folds = folds if rng.random() < 0.5 else folds.T
    return _floats(np.clip(1 + depth * folds, 0.3, 1.6) * rng.uniform(0.6, 1.1))[..., None]


def _photographed(cloth: Floats, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return the crop as a camera and a JPEG file leave it."""
    fine = Image.fromarray((255 * cloth.clip(0, 1)).astype(np.uint8))
    soft = np.asarray(fine.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.2, 1.6)))).reduce(FINE))
    noisy = soft + rng.normal(0, rng.uniform(0, 4), soft.shape)
    file = BytesIO()
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=int(rng.integers(55, 96)))
    return np.asarray(Image.open(file))


def _outline(rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Return where the crop shows clothes: all of it, or what an edge leaves."""
    clothes = np.ones((CROP_PX, CROP_PX), dtype=bool)
    y, x = np.mgrid[0:CROP_PX, 0:CROP_PX] / CROP_PX - 0.5
    for _ in range(int(rng.choice([0, 1, 2]))):
        turn, bulge = rng.uniform(0, 2 * np.pi), rng.uniform(-0.6, 0.6)
        across, along = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        clothes &= across + bulge * along**2 < rng.uniform(0.1, 0.5)
    return clothes if clothes.mean() > 0.45 else np.ones_like(clothes)


PAINTERS: dict[str, Callable[[Grain, np.random.Generator], Floats]] = {
    "plain": _plain,
    "stripe": _stripe,
    "check": _check,
    "dot": _dot,
    "floral": _floral,
    "animal": _animal,
    "other": _other,
}
