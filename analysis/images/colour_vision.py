"""Colours as colour-blind eyes see them, and which of a palette they cannot tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from analysis.images.oklab import bytes_of, from_hex, linear_to_hex, to_linear

# Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency" (IEEE
# Transactions on Visualization and Computer Graphics 15, 2009), severity 1.0: amounts of red, green and blue light in,
# those that look the same to the eye without red, green or blue cones out.
MATRICES = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
KINDS = tuple(MATRICES)
ALIKE = 0.05  # OKLab distance below which two patches of colour side by side are hard to tell apart


def simulated(colour: str, kind: str) -> str:
    """Return the colour `#rrggbb` that an eye of one kind sees in place of another.

    Args:
        colour: `#rrggbb`.
        kind: protan, deutan or tritan.
    """
    return linear_to_hex(np.array(MATRICES[kind]) @ to_linear(bytes_of(colour)).astype(np.float64))


def confused(colours: Sequence[str], kind: str) -> list[tuple[int, int]]:
    """Return the pairs of colours, by their places, that only an eye of this kind finds hard to tell apart."""
    seen = [simulated(colour, kind) for colour in colours]
    return [
        (one, other)
        for one, other in combinations(range(len(colours)), 2)
        if apart(colours[one], colours[other]) >= ALIKE > apart(seen[one], seen[other])
    ]


def apart(one: str, other: str) -> float:
    """Return how far apart two colours `#rrggbb` are: the distance in OKLab, where black and white are 1 apart."""
    return float(np.linalg.norm(from_hex(one).astype(np.float64) - from_hex(other)))
