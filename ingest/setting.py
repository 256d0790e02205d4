"""Where a look was photographed: what its name says, else whether an even backdrop stands behind it.

`python -m benchmarks.backdrops` measures the cue on photos.
"""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
from PIL import Image

Setting = Literal["catwalk", "studio", "detail", "backstage", "street", "scene"]

# Words of names that tell, the first that is found. Details and backstage pictures show a look a second time.
NAMED: dict[Setting, tuple[str, ...]] = {
    "detail": ("details?", "close-?ups?", "accessories"),
    "backstage": ("backstage", "beauty", "behind-the-scenes"),
    "street": ("street-?styles?", "streetwear-snaps?", "street-snaps?"),
    "studio": ("look-?books?", "studio", "pack-?shots?", "e-?commerce", "still-?life", "campaign"),
    "catwalk": ("catwalk", "runway", "go-?runway", "défilé", "defile", "sfilata", "走秀", "秀场"),
}
SIDE_PX = 96  # long side at which the backdrop is looked at
EDGE = 0.08  # of the width: how much of either side is looked at
TOP = 0.85  # of the height: below it is the floor
LEVELS_APART = 12  # of 255, in any of red, green and blue: as far a backdrop strays from its side's median
EVEN = 0.9  # share of the edge that must not stray; chosen on the train parts of two sets of photos


def named_setting(name: str) -> Setting | None:
    """Return the setting that a name tells, None where it tells none.

    Args:
        name: path below the folder, lower case, words joined by dashes.
    """
    for setting, words in NAMED.items():
        if re.search(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])", name):
            return setting
    return None


def seen_setting(picture: Image.Image) -> Setting:
    """Return studio before an even backdrop, and scene before anything else: a catwalk, a street, a room."""
    return "studio" if evenness(picture) >= EVEN else "scene"


def evenness(picture: Image.Image) -> float:
    """Return the share of a picture's left and right edge that has the colour of its side, 0 to 1.

    A lit backdrop gets darker from one side to the other, so that each side has a colour of its own.
    """
    small = picture.convert("RGB")
    small.thumbnail((SIDE_PX, SIDE_PX), Image.Resampling.BOX)
    pixels = np.asarray(small, dtype=np.int16)
    wide = max(1, round(EDGE * pixels.shape[1]))
    high = max(1, round(TOP * pixels.shape[0]))
    sides = [pixels[:high, :wide].reshape(-1, 3), pixels[:high, -wide:].reshape(-1, 3)]
    alike = [np.abs(side - np.median(side, axis=0)).max(axis=1) <= LEVELS_APART for side in sides]
    return float(np.concatenate(alike).mean())
