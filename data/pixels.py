"""What every opener of pictures agrees on: which formats are opened, and how their pixels become plain RGB."""

from __future__ import annotations

import numpy as np
from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")  # no format whose decoder starts a program
SIXTEEN_BIT = frozenset({"I;16", "I;16L", "I;16B", "I;16N"})
WITHOUT_RANGE = frozenset({"I", "F"})  # 32 bits, of which nobody says what is white


def eight_bit(image: Image.Image) -> Image.Image:
    """Return a picture with 8 bits a channel; Pillow itself would cut all lights of 16 bits off.

    Raises:
        ValueError: its numbers have no known range.
    """
    if image.mode in WITHOUT_RANGE:
        raise ValueError(f"Pixels of mode {image.mode} have no known range.")
    if image.mode in SIXTEEN_BIT:
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    return image


def on_white(image: Image.Image) -> Image.Image:
    """Return a picture as RGB, what is see-through on white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    see_through = image.convert("RGBA")
    white = Image.new("RGB", see_through.size, "white")
    white.paste(see_through, mask=see_through.getchannel("A"))
    return white
