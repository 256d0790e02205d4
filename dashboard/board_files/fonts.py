"""Which fonts of this machine can draw which characters; Hemline ships none."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

# Looked for by name in the folders where systems keep their fonts. Those for any language come last, for they draw
# everything a little less well.
SANS = ("LiberationSans-Regular.ttf", "Arial.ttf", "Helvetica.ttc", "DejaVuSans.ttf")
SERIF = ("LiberationSerif-Regular.ttf", "Georgia.ttf", "Times.ttc", "Times New Roman.ttf", "DejaVuSerif.ttf")
OTHERS = (
    "DejaVuSans.ttf", "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf", "SourceHanSansSC-Regular.otf", "wqy-microhei.ttc", "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Light.ttc",
    "msyh.ttc", "simsun.ttc", "Arial Unicode.ttf", "unifont.ttf",
)  # fmt: skip
NOBODY = "\U0010fffe"  # no font draws it, so what it looks like is what a missing character looks like
TRIED_PX = 24


def found(names: tuple[str, ...]) -> str | None:
    """Return the path of the first font of these names that is here, None without any."""
    return next((path for name in names if (path := _path(name))), None)


def drawing(character: str, first: str | None) -> str | None:
    """Return the path of a font that draws a character, `first` where it does, None where none here does."""
    tried = [path for path in (first, *(_path(name) for name in OTHERS)) if path]
    return next((path for path in tried if draws(path, character)), None)


@cache
def draws(path: str, character: str) -> bool:
    """Tell whether a font has a character."""
    font = sized(path, TRIED_PX)
    return character.isspace() or bytes(font.getmask(character)) != bytes(font.getmask(NOBODY))


@cache
def sized(path: str, size_px: float) -> ImageFont.FreeTypeFont:
    """Return a font at a size."""
    return ImageFont.truetype(path, size_px)


@cache
def _path(name: str) -> str | None:
    """Return where a font lies, None where it is not here."""
    try:
        return str(Path(str(ImageFont.truetype(name, TRIED_PX).path)))
    except OSError:
        return None
