"""Swatch files are read back by a reader that knows nothing of the writer."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.swatch_files import ase, gpl

Read = tuple[list[str], list[tuple[str, str]]]


def read_ase(content: bytes) -> Read:
    """Read an Adobe Swatch Exchange file byte by byte: the names of its groups, and names and colours."""
    assert content[:8] == b"ASEF\x00\x01\x00\x00"
    (blocks,) = struct.unpack(">I", content[8:12])
    groups, colours, at = [], [], 12
    for _ in range(blocks):
        kind, length = struct.unpack(">HI", content[at : at + 6])
        body, at = content[at + 6 : at + 6 + length], at + 6 + length
        if kind == 0xC002:
            assert body == b""
            continue
        (units,) = struct.unpack(">H", body[:2])
        name = body[2 : 2 + 2 * units].decode("utf-16-be")
        assert name.endswith("\0")
        if kind == 0xC001:
            groups.append(name[:-1])
            continue
        rest = body[2 + 2 * units :]
        assert kind == 1 and rest[:4] == b"RGB " and len(rest) == 18
        *light, spot = struct.unpack(">3fH", rest[4:])
        assert spot in (0, 1, 2)
        colours.append((name[:-1], "#" + "".join(f"{round(part * 255):02x}" for part in light)))
    assert at == len(content)
    return groups, colours


def read_gpl(text: str) -> list[tuple[str, str]]:
    """Read a GIMP palette line by line."""
    lines = text.splitlines()
    assert lines[0] == "GIMP Palette" and lines[1].startswith("Name: ") and lines[2].startswith("Columns: ")
    rows = [line.split("\t") for line in lines[3:] if not line.startswith("#")]
    return [(name, "#" + "".join(f"{int(part):02x}" for part in light.split())) for light, name in rows]


NAMES = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=30)
SWATCHES = st.lists(st.tuples(NAMES, st.from_regex(r"\A#[0-9a-f]{6}\Z")), max_size=12)


@settings(deadline=None)
@given(NAMES, SWATCHES)
def test_every_palette_comes_back_from_both_files(name: str, swatches: list[tuple[str, str]]) -> None:
    assert read_ase(ase(name, swatches)) == ([name], swatches)
    assert read_gpl(gpl(name, swatches)) == swatches


@pytest.mark.parametrize(
    ("name", "written"),
    [("Red\nGIMP", "Red GIMP"), ("a\tb", "a b"), ("海军蓝 🧥", "海军蓝 🧥"), ("x\x00y\ud800", "xy")],
)
def test_a_name_stays_on_its_line(name: str, written: str) -> None:
    assert read_ase(ase(name, [(name, "#B3392F")])) == ([written], [(written, "#b3392f")])
    assert read_gpl(gpl(name, [(name, "#B3392F")])) == [(written, "#b3392f")]
