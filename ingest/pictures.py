"""Pictures opened with care: refused when they are none, broken or too large; what is kept of them is only pixels."""

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

from data.pixels import FORMATS, eight_bit, on_white
from data.records import Reason
from ingest.likeness import shape_of
from ingest.setting import Setting, seen_setting

THUMB_PX = 320  # of the long side
THUMB_QUALITY = 85
COPY_PX = 2048  # of the long side; every reader makes a picture smaller than that
COPY_QUALITY = 92
FILE_BYTES = 200 << 20
SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".jfif"}
    | {".heic", ".heif"}  # what phones write and nothing here can decode: refused one by one, not passed over
)
ORIENTATION = 0x0112  # EXIF tag; 5 to 8 swap the sides


@dataclass(frozen=True)
class Picture:
    """One picture that could be opened.

    Attributes:
        sha256: of the bytes as they came.
        width: px, as it is seen, with EXIF's turn.
        height: px.
        shape: 64-bit difference hash of what is seen.
        setting: studio before an even backdrop, else scene.
    """

    sha256: str
    width: int
    height: int
    shape: int
    setting: Setting


def open_picture(path: Path, thumbs: Path, pixel_limit: int) -> Picture | Reason:
    """Read a file, keep its thumbnail, and return what it is, or why it was refused.

    Args:
        path: the file.
        thumbs: folder of thumbnails, `ab/<sha256>.jpg`.
        pixel_limit: pictures with more pixels are not decoded.
    """
    if path.stat().st_size > FILE_BYTES:
        return "image too large"
    return keep_picture(path.read_bytes(), thumbs, pixel_limit)


def keep_picture(content: bytes, thumbs: Path, pixel_limit: int, copies: Path | None = None) -> Picture | Reason:
    """Decode a picture's bytes, keep its thumbnail, and return what it is, or why it was refused.

    Args:
        content: the bytes of the file.
        thumbs: folder of thumbnails, `ab/<sha256>.jpg`.
        pixel_limit: pictures with more pixels are not decoded.
        copies: folder that is to keep an upright copy of the pixels too, `ab/<sha256>.jpg`.
    """
    try:
        return _decode(content, thumbs, pixel_limit, copies)
    except Image.DecompressionBombError:
        return "image too large"
    except UnidentifiedImageError:
        return "not an image"
    # A hostile file can make a decoder raise nearly anything; one file must not end the job.
    except Exception:
        return "unreadable image"


def kept_at(folder: Path, sha256: str) -> Path:
    """Return where a folder keeps the thumbnail or the copy of a picture."""
    return folder / sha256[:2] / f"{sha256}.jpg"


@contextmanager
def own_pixel_limit() -> Iterator[None]:
    """Silence Pillow, whose limit of pixels is lower than ours and who tells of spoiled metadata that we never read.

    To be held around the threads.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", module=r"PIL\.")
        yield


def _decode(content: bytes, thumbs: Path, pixel_limit: int, copies: Path | None) -> Picture | Reason:
    """Decode at the size that is kept where the format allows it, so that a large photo costs little."""
    kept_px = COPY_PX if copies else 2 * THUMB_PX
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        width, height = image.size
        if width * height > pixel_limit:
            return "image too large"
        if image.getexif().get(ORIENTATION, 1) >= 5:
            width, height = height, width
        image.draft("RGB", (kept_px, kept_px))
        image.load()
        seen = _pixels(image, kept_px)
    sha256 = hashlib.sha256(content).hexdigest()
    thumb = _pixels(seen, THUMB_PX)
    _write(thumb, kept_at(thumbs, sha256), THUMB_QUALITY)
    if copies:
        _write(seen, kept_at(copies, sha256), COPY_QUALITY)
    return Picture(sha256, width, height, shape_of(thumb), seen_setting(thumb))


def _pixels(image: Image.Image, longest_px: int) -> Image.Image:
    """Return an upright RGB copy on white of at most so many pixels a side, without metadata."""
    turned = eight_bit(ImageOps.exif_transpose(image))
    turned.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
    plain = on_white(turned)
    plain.info.clear()
    return plain


def _write(pixels: Image.Image, path: Path, quality: int) -> None:
    """Write a picture whole or not at all."""
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}-{id(pixels)}")
    pixels.save(fresh, "JPEG", quality=quality)
    fresh.replace(path)
