"""A sheet of paper to draw a look on: smooth outlines, filled, shaded and inked, with a map of what covers what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from data.sample.patterns import Print

WIDTH_PX, HEIGHT_PX = 600, 900
FINE = 2  # drawn this many times larger and then reduced, for soft edges
COARSE = 4  # shading is worked out this many times smaller
SHADE = 0.20  # how much darker an edge turned from the light is
STEPS = 8  # points of a curve between two given ones

Points = list[tuple[float, float]]
Rgb = tuple[int, int, int]
Box = tuple[int, int, int, int]
WHOLE = [255 if level > 127 else 0 for level in range(256)]
LIGHTNESS = [round(255 * (1 - SHADE * (1 - level / 255))) for level in range(256)]


@dataclass(frozen=True)
class Cloth:
    """What fills an outline.

    Attributes:
        part: number under which its pixels are counted, the print's own under part + 1.
        print: drawn over the colour, or None for a plain cloth.
    """

    colour: Rgb
    part: int
    print: Print | None = None


class Sheet:
    """A drawing of 600 × 900 px in the making."""

    def __init__(self, paper: Rgb) -> None:
        """Take a sheet of this colour, lit from the upper left."""
        self.parts = Image.new("L", (WIDTH_PX, HEIGHT_PX))
        self._ink = Image.new("RGB", (WIDTH_PX * FINE, HEIGHT_PX * FINE), paper)
        self._light = _backdrop().copy()

    def paint(self, outline: Points, cloth: Cloth, folds: tuple[Points, ...] = (), smooth: bool = True) -> None:
        """Fill an outline (points in px, in order) with cloth, shade it, and ink its edge and folds.

        A point given twice is a corner; the others are passed in a curve.
        """
        curve = closed_curve(outline) if smooth else outline
        box = _box(curve)
        cover = _mask(curve, box, 1)
        self._lay(cloth, box, cover, curve)
        self._light.paste(_shade(curve, box, folds), box[:2], cover)
        self.line([*curve, curve[0]], _darker(cloth.colour, 0.62), 1.0)
        for fold in folds:
            self.line(spline(fold), _darker(cloth.colour, 0.74), 0.9)

    def line(self, points: Points, colour: Rgb, width_px: float) -> None:
        """Draw an open line through the points."""
        scaled = [(x * FINE, y * FINE) for x, y in points]
        ImageDraw.Draw(self._ink).line(scaled, fill=colour, width=max(1, round(width_px * FINE)), joint="curve")

    def shadow(self, centre: tuple[float, float], size: tuple[float, float], strength: float) -> None:
        """Lay a soft shadow on the floor, an ellipse of this size."""
        (x, y), (width, height) = centre, size
        small = Image.new("L", (WIDTH_PX // COARSE, HEIGHT_PX // COARSE), 255)
        corners = [(x - width) / COARSE, (y - height) / COARSE, (x + width) / COARSE, (y + height) / COARSE]
        ImageDraw.Draw(small).ellipse(corners, fill=round(255 * (1 - strength)))
        soft = small.filter(ImageFilter.GaussianBlur(4)).resize(self._light.size, Image.Resampling.BILINEAR)
        self._light = ImageChops.multiply(self._light, soft)

    def finished(self) -> Image.Image:
        """Return the drawing at its final size, in its light."""
        return ImageChops.multiply(self._ink.reduce(FINE), self._light.convert("RGB"))

    def _lay(self, cloth: Cloth, box: Box, cover: Image.Image, curve: Points) -> None:
        """Fill the outline with cloth and note in the map what covers what."""
        corner, fine = (box[0] * FINE, box[1] * FINE), _mask(curve, box, FINE)
        self._ink.paste(cloth.colour, (*corner, corner[0] + fine.width, corner[1] + fine.height), fine)
        self.parts.paste(cloth.part, box, cover)
        if cloth.print is not None:
            motif = ImageChops.multiply(cloth.print.mask(box, FINE), fine)
            self._ink.paste(cloth.print.colour, (*corner, corner[0] + fine.width, corner[1] + fine.height), motif)
            self.parts.paste(cloth.part + 1, box, motif.reduce(FINE).point(WHOLE))


def closed_curve(outline: Points) -> Points:
    """Return the closed curve through an outline, sharp where a point is given twice."""
    doubled = [at for at in range(len(outline)) if outline[at] == outline[at - 1]]
    if not doubled:
        return spline(outline, closed=True)
    turned = outline[doubled[0] :] + outline[: doubled[0]]
    cuts = [at for at in range(1, len(turned)) if turned[at] == turned[at - 1]]
    runs = [turned[start:end] for start, end in zip([0, *cuts], [*cuts, len(turned)], strict=True)]
    return [point for run in runs for point in spline(run)]


def spline(points: Points, closed: bool = False) -> Points:
    """Return a Catmull-Rom curve through the points (Catmull and Rom, 1974), which passes each of them."""
    given = np.array(points, dtype=np.float64)
    ends = (given[-1:], given[:2]) if closed else (given[:1], given[-1:])
    padded = np.concatenate([ends[0], given, ends[1]])
    before, start, end, after = padded[:-3, None], padded[1:-2, None], padded[2:-1, None], padded[3:, None]
    t = np.linspace(0, 1, STEPS, endpoint=False)[None, :, None]
    curve = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    drawn = [(float(x), float(y)) for x, y in curve.reshape(-1, 2)]
    return drawn if closed else [*drawn, points[-1]]


def _box(curve: Points) -> Box:
    xs, ys = [x for x, _ in curve], [y for _, y in curve]
    left, top = max(0, int(min(xs)) - 2), max(0, int(min(ys)) - 2)
    return left, top, min(WIDTH_PX, int(max(xs)) + 3), min(HEIGHT_PX, int(max(ys)) + 3)


def _mask(curve: Points, box: Box, scale: float) -> Image.Image:
    left, top, right, bottom = box
    mask = Image.new("L", (max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale))))
    ImageDraw.Draw(mask).polygon([((x - left) * scale, (y - top) * scale) for x, y in curve], fill=255)
    return mask


def _shade(curve: Points, box: Box, folds: tuple[Points, ...]) -> Image.Image:
    """Return how light the cloth is, white where it faces the light, as a grey picture of the box."""
    left, top, right, bottom = box
    lit = _mask([(x - 7, y - 3) for x, y in curve], box, 1 / COARSE)
    for fold in folds:
        path = [((x - left + 3) / COARSE, (y - top) / COARSE) for x, y in fold]
        ImageDraw.Draw(lit).line(path, fill=130, width=2)
    soft = lit.filter(ImageFilter.GaussianBlur(3.2)).point(LIGHTNESS)
    return soft.resize((right - left, bottom - top), Image.Resampling.BILINEAR)


def _darker(colour: Rgb, factor: float) -> Rgb:
    red, green, blue = colour
    return round(red * factor), round(green * factor), round(blue * factor)


@cache
def _backdrop() -> Image.Image:
    """Return the light on the paper: a little less at the floor and in the corners than behind the figure."""
    y, x = np.mgrid[0 : HEIGHT_PX // COARSE, 0 : WIDTH_PX // COARSE].astype(np.float64) * COARSE
    away = ((x - WIDTH_PX * 0.45) / WIDTH_PX) ** 2 + ((y - HEIGHT_PX * 0.42) / HEIGHT_PX) ** 2
    light = 1 - 0.09 * away - np.clip((y - 740) / 60, 0, 1) * 0.03
    small = Image.fromarray((255 * light).astype(np.uint8))
    return small.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.BICUBIC)
