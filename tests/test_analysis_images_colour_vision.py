"""Colours as colour-blind eyes see them: the published matrices, in light, not in bytes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.images.colour_vision import ALIKE, KINDS, MATRICES, apart, confused, simulated

COLOURS = st.from_regex(r"\A#[0-9a-f]{6}\Z")


def naive(colour: str, kind: str) -> str:
    """Simulate with plain arithmetic."""
    light = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in light]
    seen = [min(1.0, max(0.0, sum(w * part for w, part in zip(row, light, strict=True)))) for row in MATRICES[kind]]
    back = [12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in seen]
    return "#" + "".join(f"{round(255 * part):02x}" for part in back)


def near(one: str, other: str) -> bool:
    return all(abs(int(one[i : i + 2], 16) - int(other[i : i + 2], 16)) <= 1 for i in (1, 3, 5))


@settings(deadline=None)
@given(COLOURS, st.sampled_from(KINDS))
def test_the_simulation_equals_plain_arithmetic(colour: str, kind: str) -> None:
    assert near(simulated(colour, kind), naive(colour, kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("grey", ["#000000", "#333333", "#808080", "#ffffff"])
def test_greys_stay_as_they_are(kind: str, grey: str) -> None:
    assert near(simulated(grey, kind), grey)


@pytest.mark.parametrize(
    ("kind", "colour", "seen"),
    [("protan", "#ff0000", "#6d5f00"), ("deutan", "#ff0000", "#a39000"), ("tritan", "#0000ff", "#006b96")],
)
def test_full_red_and_blue_look_as_the_matrices_columns_say(kind: str, colour: str, seen: str) -> None:
    assert near(simulated(colour, kind), seen)


def test_red_and_olive_are_hard_to_tell_apart_without_red_cones() -> None:
    assert confused(["#b3392f", "#55512f", "#ffffff"], "tritan") == []
    assert confused(["#a02020", "#4a4520", "#ffffff"], "protan") == [(0, 1)]


@settings(deadline=None)
@given(st.lists(COLOURS, min_size=2, max_size=5), st.sampled_from(KINDS))
def test_confused_pairs_are_apart_for_other_eyes(colours: list[str], kind: str) -> None:
    for one, other in combinations(range(len(colours)), 2):
        looks_alike = apart(simulated(colours[one], kind), simulated(colours[other], kind)) < ALIKE
        clear = apart(colours[one], colours[other]) >= ALIKE
        assert ((one, other) in confused(colours, kind)) == (looks_alike and clear)


def test_black_and_white_are_one_apart() -> None:
    assert apart("#000000", "#ffffff") == pytest.approx(1, abs=1e-3)
    assert np.isclose(apart("#123456", "#123456"), 0)
