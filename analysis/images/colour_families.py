"""The families that people sort the colours of cloth into, as regions of lightness, chroma and hue.

The families are the eleven basic colour terms (Berlin and Kay 1969) and three that clothes add to them: navy, burgundy
and beige. They are regions, not distances to a swatch, as in Mojsilović, "A computational model for color naming"
(IEEE Transactions on Image Processing 14, 2005): brown is dark orange, navy dark blue, pink light red, and a colour is
grey, black or white below a chroma that depends on its hue. The borders are ours, round figures in OKLCh.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from analysis.images.oklab import Floats

# Chroma below which a hue is no longer seen: by the hue from which the limit holds, in degrees. A trace of green or
# of turquoise is an old black dye; a trace of orange is a brown, and one of blue a navy.
FAINTEST = ((0, 0.010), (75, 0.014), (110, 0.018), (230, 0.012), (345, 0.012))
FAINTER_IN_LIGHT = 0.006  # a white takes on more of the lamp's colour
LIGHT = 0.80

WHITE = 0.865  # OKLab lightness above which a neutral is white
BLACK = 0.32  # below which it is black
BLACK_CLOTH, BLACK_SHADOWS = 0.50, 0.335  # black too: so light on the whole, but so dark in its shadows


class Region(NamedTuple):
    """A part of OKLCh: hue in degrees (a hue that starts above its end runs through 0), chroma, lightness."""

    family: str
    hue: tuple[float, float]
    chroma: tuple[float, float]
    lightness: tuple[float, float]


ANY = (0.0, 1.1)

# The first region that holds a colour names it.
REGIONS = (
    Region("brown", (0, 20), (0, 0.03), (0, 0.45)),
    Region("burgundy", (345, 20), (0, 0.13), (0, 0.42)),
    Region("burgundy", (20, 32), (0.06, 0.10), (0, 0.42)),
    Region("red", (5, 20), (0.13, 1), (0, 0.60)),
    Region("red", (12, 20), (0.17, 1), (0, 0.68)),
    Region("pink", (345, 20), ANY, ANY),
    Region("white", (20, 115), (0, 0.022), (0.88, 1.1)),
    Region("white", (45, 115), (0, 0.035), (0.91, 1.1)),
    Region("red", (20, 38), (0.10, 1), (0, 0.68)),
    Region("red", (38, 42), (0.17, 1), (0, 0.64)),
    Region("orange", (20, 65), (0.11, 1), (0.50, 1.1)),
    Region("pink", (20, 36), (0, 0.14), (0.66, 1.1)),
    Region("orange", (36, 62), (0.055, 0.14), (0.76, 1.1)),
    Region("yellow", (90, 115), (0.07, 1), (0.85, 1.1)),
    Region("beige", (36, 100), (0, 0.09), (0.70, 1.1)),
    Region("beige", (70, 100), (0.03, 0.09), (0.62, 0.70)),
    Region("brown", (20, 72), ANY, (0, 0.70)),
    Region("brown", (72, 85), ANY, (0, 0.62)),
    Region("brown", (85, 92), ANY, (0, 0.42)),
    Region("yellow", (65, 115), (0.09, 1), (0.60, 1.1)),
    Region("orange", (20, 60), ANY, ANY),
    Region("brown", (60, 85), ANY, ANY),
    Region("beige", (85, 110), (0, 0.06), (0.66, 1.1)),
    Region("green", (85, 185), ANY, ANY),
    Region("green", (185, 225), ANY, (0, 0.56)),
    Region("navy", (225, 295), (0, 0.062), (0, 0.37)),
    Region("blue", (185, 288), ANY, ANY),
    Region("purple", (288, 335), ANY, ANY),
    Region("purple", (335, 345), (0, 0.13), (0, 0.60)),
    Region("pink", (335, 345), ANY, ANY),
)


def family(lab: Floats, shadows: float) -> str:
    """Return the family of a cloth's colour.

    Args:
        lab: its OKLab value, shape (3,).
        shadows: OKLab lightness of its darkest parts; that of `lab` for a flat swatch. A black cloth under lamps is
            as light as a grey one and told from it by its shadows.
    """
    lightness, chroma = float(lab[0]), float(np.hypot(lab[1], lab[2]))
    hue = float(np.degrees(np.arctan2(lab[2], lab[1])) % 360)
    if chroma < _faintest(lightness, hue):
        return _neutral(lightness, shadows)
    return next(region.family for region in REGIONS if _holds(region, lightness, chroma, hue))


def _faintest(lightness: float, hue: float) -> float:
    """Return the chroma below which a colour of this hue counts as none."""
    limit = next(limit for start, limit in reversed(FAINTEST) if hue >= start)
    return limit + FAINTER_IN_LIGHT * (lightness > LIGHT)


def _neutral(lightness: float, shadows: float) -> str:
    if lightness > WHITE:
        return "white"
    black = lightness < BLACK or (lightness < BLACK_CLOTH and shadows < BLACK_SHADOWS)
    return "black" if black else "grey"


def _holds(region: Region, lightness: float, chroma: float, hue: float) -> bool:
    start, end = region.hue
    around = start <= hue < end if start < end else hue >= start or hue < end
    low, high = region.lightness
    return around and region.chroma[0] <= chroma < region.chroma[1] and low <= lightness < high
