"""Pictures opened with care: refused when they are none, broken or too large; thumbnails carry nothing but pixels."""

from __future__ import annotations

import hashlib
import io
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from data.records import Reason

THUMB_PX = 320  # of the long side
THUMB_QUALITY = 85
FILE_BYTES = 200 << 20
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".jfif"})
ORIENTATION = 0x0112  # EXIF tag; 5 to 8 swap the sides


@dataclass(frozen=True)
class Picture:
    """One file that could be opened.

    Attributes:
        sha256: of the file's bytes.
        width: px, as it is seen, with EXIF's turn.
        height: px.
    """

    sha256: str
    width: int
    height: int


def open_picture(path: Path, thumbs: Path, pixel_limit: int) -> Picture | Reason:
    """Read a file, keep its thumbnail, and return what it is, or why it was refused.

    Args:
        path: the file.
        thumbs: folder of thumbnails, `ab/<sha256>.jpg`.
        pixel_limit: pictures with more pixels are not decoded.
    """
    if path.stat().st_size > FILE_BYTES:
        return "image too large"
    content = path.read_bytes()
    try:
        return _decode(content, thumbs, pixel_limit)
    except Image.DecompressionBombError:
        return "image too large"
    except UnidentifiedImageError:
        return "not an image"
    # A hostile file can make a decoder raise nearly anything; one file must not end the job.
    except Exception:
        return "unreadable image"


@contextmanager
def own_pixel_limit() -> Iterator[None]:
    """Silence Pillow's warning about large pictures, which is lower than ours; to be held around the threads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        yield


def _decode(content: bytes, thumbs: Path, pixel_limit: int) -> Picture | Reason:
    """Decode at thumbnail size where the format allows it, so that a large photo costs little."""
    with Image.open(io.BytesIO(content)) as image:
        width, height = image.size
        if width * height > pixel_limit:
            return "image too large"
        if image.getexif().get(ORIENTATION, 1) >= 5:
            width, height = height, width
        image.draft("RGB", (2 * THUMB_PX, 2 * THUMB_PX))
        image.load()
        sha256 = hashlib.sha256(content).hexdigest()
        _keep_thumb(_thumb(image), thumbs / sha256[:2] / f"{sha256}.jpg")
    return Picture(sha256, width, height)


def _thumb(image: Image.Image) -> Image.Image:
    """Return a small upright RGB copy on white, without metadata."""
    turned = ImageOps.exif_transpose(image)
    turned.thumbnail((THUMB_PX, THUMB_PX), Image.Resampling.LANCZOS)
    if turned.has_transparency_data:
        see_through = turned.convert("RGBA")
        turned = Image.new("RGB", see_through.size, "white")
        turned.paste(see_through, mask=see_through.getchannel("A"))
    small = turned.convert("RGB")
    small.info.clear()
    return small


def _keep_thumb(small: Image.Image, path: Path) -> None:
    """Write a thumbnail whole or not at all."""
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}-{id(small)}")
    small.save(fresh, "JPEG", quality=THUMB_QUALITY)
    fresh.replace(path)
