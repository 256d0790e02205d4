"""Opens picture files for the readers: small, upright, RGB, and never more pixels than allowed."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from data.pixels import FORMATS, eight_bit, on_white
from data.records import Reason

DECODE_PX = 512  # long side handed to a reader; every reader makes it smaller still


class UnreadablePicture(Exception):
    """A file that cannot be read as a picture, with the reason it is refused for."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def open_picture(path: Path | str | BinaryIO, pixel_limit: int, side_px: int = DECODE_PX) -> Image.Image:
    """Decode a file, by its path or open for reading, into an upright RGB image of at most `side_px` pixels a side.

    JPEG files are decoded at a half, a quarter or an eighth of their size where that is enough (libjpeg's
    scaled decoding), which is several times faster for camera files.

    Raises:
        UnreadablePicture: no such file, not a picture, damaged, or more than `pixel_limit` pixels.
    """
    try:
        return _decoded(path, pixel_limit, side_px)
    except UnreadablePicture:
        raise
    except Image.DecompressionBombError as error:
        raise UnreadablePicture("image too large") from error
    except UnidentifiedImageError as error:
        raise UnreadablePicture("not an image") from error
    # A damaged or hostile file can make a decoder raise nearly anything; one file must not end the job.
    except Exception as error:
        raise UnreadablePicture("unreadable image") from error


def _decoded(path: Path | str | BinaryIO, pixel_limit: int, side_px: int) -> Image.Image:
    with Image.open(path, formats=FORMATS) as file:
        if file.width * file.height > pixel_limit:
            raise UnreadablePicture("image too large")
        file.draft("RGB", (side_px, side_px))
        picture = on_white(eight_bit(ImageOps.exif_transpose(file)))
    picture.thumbnail((side_px, side_px), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return picture
