"""Pictures that a reader uploads: opened defensively, kept in the session and nowhere else unless pinned to a board."""

from __future__ import annotations

import io
from dataclasses import dataclass

import streamlit as st
from PIL import Image

from analysis.images.pictures import UnreadablePicture, open_picture
from dashboard import cached
from dashboard.board_files.sheet import jpeg_of
from dashboard.formats import plain
from dashboard.words import say
from data.boards import Picture
from data.errors import BadInput
from data.pixels import FORMATS

MOST_MB = 20
SIDE_PX, KEPT_PX = 1024, 640  # long side of an upload, and of one that is kept on a board
ENDINGS = ("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "avif")
SEVERAL = ("GIF", "WEBP", "PNG", "TIFF", "AVIF")  # formats of pictures that move or have several pages


@dataclass(frozen=True)
class Upload:
    """A picture of the session.

    Attributes:
        upload_id: another one for every file.
        name: of the file.
        picture: RGB, upright, at most `SIDE_PX` on its long side.
    """

    upload_id: str
    name: str
    picture: Image.Image

    def kept(self) -> Picture:
        """Return it as it is kept on a board: small, and without what a camera wrote into it."""
        small = self.picture.copy()
        small.thumbnail((KEPT_PX, KEPT_PX), Image.Resampling.LANCZOS)
        return Picture(jpeg_of(small), *small.size)


def box(key: str, label: str) -> Upload | None:
    """Show the box that takes a picture, and return the picture; what cannot be used is said in a sentence."""
    given = st.file_uploader(label, type=ENDINGS, key=key, max_upload_size=MOST_MB)
    st.caption(say("upload.stays"))
    if given is None:
        return None
    kept: Upload | None = st.session_state.get(f"{key}-opened")
    if kept is None or kept.upload_id != given.file_id:
        try:
            kept = Upload(given.file_id, given.name, opened(given.getvalue(), cached.settings().pixel_limit))
        except BadInput as error:
            st.error(say("upload.refused", name=plain(given.name[:80]), reason=plain(error)))
            return None
        st.session_state[f"{key}-opened"] = kept
    return kept


def opened(content: bytes, pixel_limit: int) -> Image.Image:
    """Return the picture of a file.

    Args:
        content: the file's bytes.
        pixel_limit: of the most pixels.

    Raises:
        BadInput: it is no picture, too large, damaged or cut off, or shows more than one picture.
    """
    if len(content) > MOST_MB * 1024 * 1024:
        raise BadInput(say("upload.too_heavy", most=MOST_MB))
    try:
        picture = open_picture(io.BytesIO(content), pixel_limit, SIDE_PX)
    except UnreadablePicture as error:
        code = {"image too large": "too_large", "not an image": "no_image"}.get(error.reason, "damaged")
        raise BadInput(say(f"upload.{code}", most=f"{pixel_limit / 1e6:,.0f}")) from error
    with Image.open(io.BytesIO(content), formats=FORMATS) as file:
        if getattr(file, "n_frames", 1) > 1 and file.format in SEVERAL:
            raise BadInput(say("upload.several"))
    return picture
