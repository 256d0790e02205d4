"""Names in charts: on an axis, and in a scatter chart few, beside their points, never over each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.formats import inert

WIDTHS_PX = (265, 640)  # plot widths on a phone and on a desk; names must not meet on either
HEIGHT_PX = 370
LETTER_PX, LINE_PX, GAP_PX = 6.9, 17, 9
LONGEST = 18


@dataclass(frozen=True)
class Point:
    """A point that may be named, in axis units; `low` and `high` end the line of its interval."""

    name: str
    x: float
    y: float
    series_id: str
    low: float
    high: float


@dataclass(frozen=True)
class Label:
    """A name beside its point: anchored at its left or right end, shifted by pixels."""

    point: Point
    text: str
    anchor: Literal["left", "right"]
    shift: float
    lift: float


Box = tuple[float, float, float, float]


def axis_names(names: Iterable[str], longest: int) -> list[str]:
    """Return names as the labels of an axis, cut where they are longer; one that comes again gets blanks behind it,
    since an axis merges equal ones.
    """
    seen: dict[str, int] = {}
    labels = []
    for name in names:
        seen[name] = seen.get(name, -1) + 1
        labels.append(inert(name if len(name) <= longest else f"{name[: longest - 1]}…") + "\u200b" * seen[name])
    return labels


def place_labels(points: Sequence[Point], picked: str | None, most: int) -> list[Label]:
    """Choose the points to name (the picked one, then those furthest from the middle) and place their names.

    Args:
        points: all points of the chart.
        picked: a series named first, whatever its rank.
        most: the most names.
    """
    if not points:
        return []
    scale = _Scale.around(points)
    ranked = sorted(points, key=lambda p: (p.series_id != picked, -scale.reach(p), p.series_id))
    taken: dict[int, list[Box]] = {w: _marks(ranked, scale, w) for w in WIDTHS_PX}
    labels: list[Label] = []
    for point in ranked:
        if len(labels) == most:
            break
        label = _fitting(point, scale, taken)
        if label is not None:
            labels.append(label)
    return labels


@dataclass(frozen=True)
class _Scale:
    """From axis units to parts of the plot, 0 to 1."""

    left: float
    low: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Sequence[Point]) -> _Scale:
        xs, ys = [p.x for p in points], [0.0, *(end for p in points for end in (p.low, p.high))]
        return cls(min(xs), min(ys), max(max(xs) - min(xs), 1e-9), max(max(ys) - min(ys), 1e-9))

    def at(self, point: Point, width_px: int) -> tuple[float, float]:
        """Return the point's place in pixels from the lower left; the axes leave 8 % of room on each side."""
        return (0.07 + 0.86 * (point.x - self.left) / self.width) * width_px, self.up(point.y)

    def up(self, y: float) -> float:
        """Return the height of a value in pixels."""
        return (0.07 + 0.86 * (y - self.low) / self.height) * HEIGHT_PX

    def reach(self, point: Point) -> float:
        """Return how far a point's interval lies from no growth, and a little for how often it is seen."""
        surely = max(point.low, -point.high, 0.0)
        return surely / self.height + 0.1 * (point.x - self.left) / self.width


def _fitting(point: Point, scale: _Scale, taken: dict[int, list[Box]]) -> Label | None:
    """Return the point's label at the first place that is free at every width, and take that place."""
    text = point.name if len(point.name) <= LONGEST else point.name[: LONGEST - 1].rstrip() + "…"
    inwards: Literal["left", "right"] = "left" if scale.at(point, 100)[0] <= 50 else "right"
    outwards: Literal["left", "right"] = "right" if inwards == "left" else "left"
    for anchor in (inwards, outwards):
        for lift in (0.0, 11.0, -11.0):
            boxes = {w: _box(scale, point, text, anchor, lift, w) for w in taken}
            if all(_free(box, taken[w], w) for w, box in boxes.items()):
                for w, box in boxes.items():
                    taken[w].append(box)
                return Label(point, inert(text), anchor, GAP_PX if anchor == "left" else -GAP_PX, lift)
    return None


def _box(scale: _Scale, point: Point, text: str, anchor: str, lift: float, width_px: int) -> Box:
    """Return the rectangle a label would take, in pixels: left, bottom, right, top."""
    x, y = scale.at(point, width_px)
    long = LETTER_PX * len(text)
    left = x + GAP_PX if anchor == "left" else x - GAP_PX - long
    return left, y + lift - LINE_PX / 2, left + long, y + lift + LINE_PX / 2


def _marks(points: Sequence[Point], scale: _Scale, width_px: int) -> list[Box]:
    """Return the rectangles that the zero line, the marks and, where there is room, their intervals take."""
    zero = scale.up(0.0)
    boxes = [(0.0, zero - 1, float(width_px), zero + 1)]
    for point in points:
        x, y = scale.at(point, width_px)
        boxes.append((x - 5, y - 5, x + 5, y + 5))
        if width_px == max(WIDTHS_PX):
            boxes.append((x - 1, scale.up(point.low), x + 1, scale.up(point.high)))
    return boxes


def _free(box: Box, taken: Sequence[Box], width_px: int) -> bool:
    """Tell whether a rectangle lies inside the plot and meets no other."""
    inside = box[0] >= 0 and box[2] <= width_px and box[1] >= 0 and box[3] <= HEIGHT_PX
    return inside and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )
