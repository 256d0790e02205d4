"""What a palette's hues have to do with each other, in the terms of the colour wheel.

The wheel is that of OKLCh, the polar form of OKLab: hue in degrees (red 29, yellow 110, green 142, blue 264), chroma
0 to about 0.3, lightness 0 to 1. It is not the painter's wheel, on which green stands opposite red. The arcs are round
figures near those of Cohen-Or, Sorkine, Gal, Leyvand and Xu, "Color harmonization" (SIGGRAPH 2006), whose narrowest
sector has 18 degrees and whose widest but one has 94.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from analysis.images.oklab import from_hex

Floats = npt.NDArray[np.float64]
Kind = Literal["neutral", "monochrome", "analogous", "complementary", "split", "triadic", "tetradic", "mixed"]

NEUTRAL_CHROMA = 0.04  # below it a colour counts as neutral
LEAST_AREA = 0.02  # smaller parts say nothing of a palette
MONOCHROME_ARC, ANALOGOUS_ARC = 30.0, 90.0  # degrees that hold all hues
GAP = 30.0  # degrees between two hues that belong to two groups
WIDEST = 60.0  # degrees of a group
SLACK = 25.0  # degrees by which a group may miss its place


@dataclass(frozen=True)
class Harmony:
    """How a palette's colours go together.

    Attributes:
        kind: the relation of its hues.
        hues: the mean hue of each group, in degrees, the largest group first.
        arc: the smallest arc of the wheel that holds all hues, in degrees.
        neutral: share of the area whose colours are neutral, 0 to 1.
        lightness: of the darkest and of the lightest colour.
        chroma: mean over the area of the colours that are not neutral, 0 without any.
    """

    kind: Kind
    hues: tuple[float, ...]
    arc: float
    neutral: float
    lightness: tuple[float, float]
    chroma: float


def harmony(colours: Sequence[str], areas: Sequence[float]) -> Harmony:
    """Return how colours go together.

    Args:
        colours: `#rrggbb`, at least one.
        areas: how much of each there is, above 0.
    """
    lch = np.stack([oklch(colour) for colour in colours])
    weights = np.asarray(areas, dtype=float) / np.sum(areas)
    counts = weights >= min(LEAST_AREA, float(weights.max()))
    vivid = counts & (lch[:, 1] >= NEUTRAL_CHROMA)
    hues, masses = lch[vivid, 2], weights[vivid] * lch[vivid, 1]
    groups = _groups(hues)
    means = sorted(((masses[g].sum(), _mean(hues[g], masses[g])) for g in groups), reverse=True)
    arc = _arc(hues)
    return Harmony(
        kind=_kind(arc, [mean for _, mean in means], max((_arc(hues[g]) for g in groups), default=0.0)),
        hues=tuple(mean for _, mean in means),
        arc=arc,
        neutral=float(weights[lch[:, 1] < NEUTRAL_CHROMA].sum()),
        lightness=(float(lch[counts, 0].min()), float(lch[counts, 0].max())),
        chroma=float(np.average(lch[vivid, 1], weights=weights[vivid])) if vivid.any() else 0.0,
    )


def oklch(colour: str) -> Floats:
    """Return lightness, chroma and hue (degrees, 0 to 360) of `#rrggbb`."""
    lightness, a, b = (float(part) for part in from_hex(colour))
    return np.array([lightness, np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360])


def _kind(arc: float, hues: list[float], widest: float) -> Kind:
    """Name the relation of groups of hues."""
    if not hues:
        return "neutral"
    if arc <= MONOCHROME_ARC:
        return "monochrome"
    if arc <= ANALOGOUS_ARC:
        return "analogous"
    if widest > WIDEST:
        return "mixed"
    gaps = _gaps(sorted(hues))
    if len(hues) == 2 and _near(gaps, 180, 180):
        return "complementary"
    if len(hues) == 3 and _near(gaps, 120, 120, 120):
        return "triadic"
    if len(hues) == 3 and _near(sorted(gaps), 60, 150, 150):
        return "split"
    if len(hues) == 4 and _near([gaps[0] + gaps[1], gaps[1] + gaps[2]], 180, 180):
        return "tetradic"
    return "mixed"


def _near(gaps: Sequence[float], *wanted: float) -> bool:
    """Tell whether each gap is about as wide as wanted."""
    return all(abs(gap - ideal) <= SLACK for gap, ideal in zip(gaps, wanted, strict=True))


def _groups(hues: Floats) -> list[npt.NDArray[np.intp]]:
    """Return the places of the hues that lie together, group after group round the wheel."""
    if not len(hues):
        return []
    order = np.argsort(hues, kind="stable")
    gaps = np.array(_gaps(hues[order].tolist()))
    if (gaps <= GAP).all():
        return [order]
    start = int(gaps.argmax()) + 1
    turned, after = np.roll(order, -start), np.roll(gaps, -start)
    ends = [0, *(np.flatnonzero(after > GAP) + 1).tolist()]
    return [turned[first:last] for first, last in pairwise(ends)]


def _gaps(hues: Sequence[float]) -> list[float]:
    """Return the degrees from each of the hues, which rise, to the next, round the wheel; 360 from a single one."""
    return [later - hue for hue, later in pairwise([*hues, hues[0] + 360])]


def _arc(hues: Floats) -> float:
    """Return the smallest arc that holds the hues, 0 without any."""
    return max(0.0, 360 - max(_gaps(sorted(hues.tolist())))) if len(hues) else 0.0


def _mean(hues: Floats, weights: Floats) -> float:
    """Return the mean of hues on the wheel."""
    turned = np.radians(hues)
    return float(np.degrees(np.arctan2((weights * np.sin(turned)).sum(), (weights * np.cos(turned)).sum())) % 360)
