"""Picture files of the awkward kinds that people hand in, red above and blue below where they can be shown."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

TWO = Image.new("RGB", (40, 60), "red")
TWO.paste("blue", (0, 30, 40, 60))
TURNED = 6  # EXIF orientation: the camera was held a quarter to the left
DEEP = np.full((60, 40), 20_000, dtype=np.uint16)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    """Return the bytes of a picture file."""
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def turned(orientation: int) -> bytes:
    """Return a JPEG that lies on its side, red to the left, and says so in its EXIF part."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(TWO.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)


def see_through() -> Image.Image:
    """Return a blue square in the middle of nothing."""
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    image.paste("blue", (20, 20, 40, 40))
    return image


# name -> (file, its size as it is seen, colours seen near the upper and the lower edge)
SHOWN: dict[str, tuple[Callable[[], bytes], tuple[int, int], tuple[str, str]]] = {
    "cmyk.jpg": (lambda: saved(TWO.convert("CMYK"), "JPEG"), (40, 60), ("red", "blue")),
    "grey.jpg": (lambda: saved(Image.new("L", (40, 60), 78), "JPEG"), (40, 60), ("#4E4E4E", "#4E4E4E")),
    "sixteen-bit.png": (lambda: saved(Image.fromarray(DEEP), "PNG"), (40, 60), ("#4E4E4E", "#4E4E4E")),
    "one-bit.png": (lambda: saved(Image.new("1", (40, 60), 1), "PNG"), (40, 60), ("white", "white")),
    "see-through.png": (lambda: saved(see_through(), "PNG"), (60, 60), ("white", "white")),
    "palette.png": (lambda: saved(TWO.quantize(), "PNG"), (40, 60), ("red", "blue")),
    "moving.gif": (
        lambda: saved(TWO, "GIF", save_all=True, append_images=[Image.new("RGB", (40, 60), "lime")]),
        (40, 60),
        ("red", "blue"),
    ),
    "on-its-side.jpg": (lambda: turned(TURNED), (40, 60), ("red", "blue")),
    "no-such-turn.jpg": (lambda: saved(TWO, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"), (40, 60), ("red", "blue")),
    "very-wide.jpg": (lambda: saved(Image.new("RGB", (40_000, 20), "red"), "JPEG"), (40_000, 20), ("red", "red")),
    "very-wide.png": (lambda: saved(Image.new("RGB", (40_000, 20), "red"), "PNG"), (40_000, 20), ("red", "red")),
}

# name -> (file, why it is refused)
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.jpg": (lambda: b"", "not an image"),
    "phone.heic": (lambda: HEIC, "not an image"),
    "phone.jpg": (lambda: HEIC, "not an image"),
    "text.png": (lambda: b"<html>no picture</html>", "not an image"),
    "program.png": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not an image"),
    "cut.jpg": (lambda: saved(TWO, "JPEG")[:700], "unreadable image"),
    "last-bytes-gone.jpg": (lambda: saved(TWO.resize((400, 600)), "JPEG")[:-20], "unreadable image"),
    "cut.png": (lambda: saved(TWO, "PNG")[:60], "unreadable image"),
    "without-range.tif": (lambda: saved(Image.fromarray(np.ones((9, 9), np.float32)), "TIFF"), "unreadable image"),
    "40000-wide-and-too-large.png": (lambda: saved(Image.new("1", (40_000, 4_000)), "PNG"), "image too large"),
}


def written(folder: Path, name: str) -> Path:
    """Write one of the files into a folder."""
    content = (SHOWN.get(name) or REFUSED[name])[0]()
    path = folder / name
    path.write_bytes(content)
    return path


def near(seen: Image.Image, upper: str, lower: str) -> bool:
    """Tell whether a picture shows these colours a little off its upper and its lower edge."""
    places = ((seen.width // 2, min(3, seen.height - 1)), (seen.width // 2, max(0, seen.height - 4)))
    wanted = [Image.new("RGB", (1, 1), colour).getpixel((0, 0)) for colour in (upper, lower)]
    got = [seen.convert("RGB").getpixel(place) for place in places]
    return bool(np.abs(np.subtract(got, wanted)).max() < 40)
