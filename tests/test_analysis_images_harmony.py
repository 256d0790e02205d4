"""Palettes are told by the arcs their hues take on the wheel of OKLCh."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.images.harmony import harmony, oklch
from analysis.images.oklab import to_hex


def hue(degrees: float, lightness: float = 0.65, chroma: float = 0.09) -> str:
    """Return a colour of a hue, pale enough for every hue to be one of sRGB."""
    turned = math.radians(degrees)
    return to_hex([lightness, chroma * math.cos(turned), chroma * math.sin(turned)])


KINDS: list[tuple[str, list[float]]] = [
    ("monochrome", [28, 33, 40]),
    ("monochrome", [355, 10]),
    ("analogous", [350, 20, 60]),
    ("complementary", [28, 208]),
    ("complementary", [20, 35, 200, 215]),
    ("triadic", [10, 130, 250]),
    ("split", [10, 160, 220]),
    ("tetradic", [10, 100, 190, 280]),
    ("tetradic", [10, 70, 190, 250]),
    ("mixed", [10, 120]),
    ("mixed", [0, 25, 50, 75, 100, 125]),
]


@pytest.mark.parametrize(("kind", "hues"), KINDS)
def test_hues_are_told_by_their_arcs(kind: str, hues: list[float]) -> None:
    colours = [hue(each) for each in hues]
    assert harmony(colours, [1] * len(colours)).kind == kind


@pytest.mark.parametrize("colours", [["#808080"], ["#1B1B1B", "#FAFAF7", "#EDE3D1"]])
def test_colours_without_a_hue_are_neutral(colours: list[str]) -> None:
    found = harmony(colours, [1] * len(colours))
    assert found.kind == "neutral" and found.hues == () and found.neutral == pytest.approx(1) and found.arc == 0


def test_neutrals_and_crumbs_say_nothing_of_the_hues() -> None:
    found = harmony([hue(30), "#FAFAF7", "#1B1B1B", hue(200)], [0.4, 0.4, 0.19, 0.01])
    assert found.kind == "monochrome" and found.neutral == pytest.approx(0.59)
    assert found.hues == pytest.approx((30,), abs=2)


def test_the_largest_group_is_named_first() -> None:
    assert harmony([hue(30), hue(210)], [0.2, 0.8]).hues == pytest.approx((210, 30), abs=2)


@pytest.mark.parametrize(
    ("colour", "lightness", "chroma", "degrees"),
    [("#ff0000", 0.628, 0.258, 29.2), ("#00ff00", 0.866, 0.295, 142.5), ("#0000ff", 0.452, 0.313, 264.1)],
)
def test_oklch_is_that_of_css_color_4(colour: str, lightness: float, chroma: float, degrees: float) -> None:
    assert oklch(colour) == pytest.approx([lightness, chroma, degrees], abs=0.06)


HUES = st.lists(st.floats(0, 359), min_size=1, max_size=7)


@settings(deadline=None)
@given(HUES, st.integers(0, 6), st.floats(1, 9))
def test_neither_the_order_nor_the_scale_of_areas_matters(hues: list[float], turn: int, scale: float) -> None:
    colours, areas = [hue(each) for each in hues], [1.0 + n for n in range(len(hues))]
    turn %= len(hues)
    one = harmony(colours, areas)
    other = harmony(colours[turn:] + colours[:turn], [scale * area for area in areas[turn:] + areas[:turn]])
    assert (one.kind, one.arc) == (other.kind, pytest.approx(other.arc))
    assert 0 <= one.arc < 360 and one.lightness[0] <= one.lightness[1]
