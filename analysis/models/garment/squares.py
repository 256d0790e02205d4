"""Pictures as the squares of pixels that the network reads."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image


def read_px(px: int) -> int:
    """Return the side of a whole picture of which a network for squares of `px` is shown the middle."""
    return px * 9 // 8


def squeezed(picture: Image.Image, px: int) -> npt.NDArray[np.uint8]:
    """Return an RGB picture as a square of pixels, whatever its sides: uint8, shape (px, px, 3).

    All of the garment stays in sight, where a crop would cut off hems; training stretches squares at random, so that
    the network does not mind.
    """
    return np.array(picture.resize((px, px), Image.Resampling.BILINEAR, reducing_gap=2.0))
