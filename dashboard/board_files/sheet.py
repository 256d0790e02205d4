"""What a board's file shows: its pictures, palettes and words, whatever the file's kind."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from analysis.images.pictures import UnreadablePicture, open_picture

Swatch = tuple[str, str, float]  # name, #rrggbb, share of the palette

PICTURE_PX = 1200  # long side of a picture in a file
QUALITY = 88


@dataclass(frozen=True)
class Print:
    """A picture as it goes into a file: the first of its sources that can be opened.

    Attributes:
        sources: paths and bytes, the best first.
        width: of the picture, in pixels or in any unit: only the shape counts.
        height: in the same unit.
    """

    sources: tuple[Path | bytes, ...]
    width: int
    height: int

    def jpeg(self, pixel_limit: int) -> bytes | None:
        """Return it as a JPEG of at most `PICTURE_PX` on its long side, without what a camera wrote into it.

        Args:
            pixel_limit: a source with more pixels is passed over.

        Returns:
            None where no source can be opened.
        """
        for source in self.sources:
            try:
                picture = open_picture(
                    io.BytesIO(source) if isinstance(source, bytes) else source, pixel_limit, PICTURE_PX
                )
            except UnreadablePicture:
                continue
            return jpeg_of(picture)
        return None


@dataclass(frozen=True)
class Cell:
    """One thing of a board.

    Attributes:
        title: what it is.
        credit: whose it is and where it comes from; a palette and a trend have a line about them instead.
        note: what somebody wrote to it, empty without.
        picture: None where it has none.
        colours: of a palette.
    """

    title: str
    credit: str
    note: str = ""
    picture: Print | None = None
    colours: tuple[Swatch, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A whole board.

    Attributes:
        title: the board's name.
        note: the board's note.
        made: the line with the day and where it comes from.
        palette: the board's own palette, empty without.
        cells: what is on it, in order.
        in_full: heads the page of what had no room in its cell.
        lost: stands in the place of a picture that cannot be opened.
        undrawn: says in a PNG that question marks stand for what no font draws, in letters that every font has.
        pixel_limit: pictures with more pixels are not opened.
    """

    title: str
    note: str
    made: str
    palette: tuple[Swatch, ...]
    cells: tuple[Cell, ...]
    in_full: str
    lost: str
    undrawn: str
    pixel_limit: int


def jpeg_of(picture: Image.Image) -> bytes:
    """Return an RGB picture as the bytes of a JPEG."""
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
