"""Palettes as the files that drawing programs read: Adobe Swatch Exchange and GIMP palette."""

from __future__ import annotations

import struct
from collections.abc import Sequence

Swatch = tuple[str, str]  # name, #rrggbb

VERSION = (1, 0)
COLOUR, GROUP, GROUP_END = 0x0001, 0xC001, 0xC002  # kinds of blocks
NORMAL = 2  # a colour that is neither global nor spot


def ase(name: str, swatches: Sequence[Swatch]) -> bytes:
    """Return a palette as Adobe Swatch Exchange: one group of RGB colours.

    The format is not published; Cyotek, "Reading Adobe Swatch Exchange (ase) files" (2015), describes it: `ASEF`, two
    16-bit version numbers, the number of blocks, then blocks of a 16-bit kind, a 32-bit length and a content, all with
    the largest byte first.

    Args:
        name: of the group.
        swatches: names and colours, in order.
    """
    blocks = [
        _block(GROUP, _text(name)),
        *(_block(COLOUR, _colour(*each)) for each in swatches),
        _block(GROUP_END, b""),
    ]
    return b"ASEF" + struct.pack(">HHI", *VERSION, len(blocks)) + b"".join(blocks)


def gpl(name: str, swatches: Sequence[Swatch]) -> str:
    """Return a palette as GIMP, Inkscape and Krita read it: a line of red, green, blue and a name for each colour.

    Args:
        name: of the palette.
        swatches: names and colours, in order.
    """
    head = ["GIMP Palette", f"Name: {_line(name)}", f"Columns: {len(swatches)}", "#"]
    lines = [f"{red:3d} {green:3d} {blue:3d}\t{_line(called)}" for called, (red, green, blue) in _bytes(swatches)]
    return "\n".join([*head, *lines]) + "\n"


def _block(kind: int, content: bytes) -> bytes:
    """Return one block."""
    return struct.pack(">HI", kind, len(content)) + content


def _colour(name: str, colour: str) -> bytes:
    """Return the content of a colour's block."""
    light = (byte / 255 for byte in bytes.fromhex(colour[1:]))
    return _text(name) + b"RGB " + struct.pack(">3fH", *light, NORMAL)


def _text(name: str) -> bytes:
    """Return a text as 16-bit units, their number before them and a zero behind them."""
    units = f"{_line(name)}\0".encode("utf-16-be")
    return struct.pack(">H", len(units) // 2) + units


def _bytes(swatches: Sequence[Swatch]) -> list[tuple[str, tuple[int, ...]]]:
    """Return each swatch's name with its red, green and blue."""
    return [(name, tuple(bytes.fromhex(colour[1:]))) for name, colour in swatches]


def _line(name: str) -> str:
    """Return a name on one line, without what no file takes."""
    return " ".join("".join(c for c in name if c.isprintable() or c.isspace()).split())[:200]
