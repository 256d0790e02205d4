"""The figure that wears a look: head, hair, arms, legs, shoes, in the long proportions of fashion drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.sample.sheet import Cloth, Points, Rgb, Sheet

SKIN, HAIR, SHOES = 100, 110, 50  # numbers of their parts in the sheet's map
MIDDLE = 300.0
SKINS: tuple[Rgb, ...] = (
    (242, 214, 193),
    (226, 186, 158),
    (203, 155, 122),
    (165, 113, 80),
    (121, 79, 55),
    (84, 54, 40),
)
HAIRS: tuple[Rgb, ...] = ((28, 24, 23), (54, 38, 30), (93, 62, 41), (134, 76, 44), (196, 160, 107), (150, 146, 142))
HAIRCUTS = ("bob", "bun", "long", "crop", "curls")


@dataclass(frozen=True)
class Figure:
    """Who wears the look.

    Attributes:
        sway: px that the hips lean out.
        stride: px that the feet stand apart.
    """

    skin: Rgb
    hair: Rgb
    haircut: str
    sway: float
    stride: float

    def draw_back(self, sheet: Sheet) -> None:
        """Draw what lies behind the clothes: floor shadow, hair down the back, legs, neck, arms."""
        sheet.shadow((MIDDLE + 26, 812), (96, 9), 0.28)
        if self.haircut in ("long", "curls"):
            sheet.paint(self._long_hair(), Cloth(self.hair, HAIR))
        skin = Cloth(self.skin, SKIN)
        for side in (-1, 1):
            sheet.paint(self.leg(side, (30, 21, 12)), skin)
        sheet.paint(at(self._torso()), skin)
        for side in (-1, 1):
            sheet.paint(arm(side, (14, 11, 8)), skin)
            sheet.paint(_hand(side), skin)

    def draw_front(self, sheet: Sheet) -> None:
        """Draw what lies before the clothes: head and hair."""
        skin = Cloth(self.skin, SKIN)
        sheet.paint(at([(-13, 150), (-12, 186), (-20, 198), (0, 206), (20, 198), (12, 186), (13, 150)]), skin)
        sheet.paint(at(_head()), skin)
        sheet.paint(at(CUTS[self.haircut]), Cloth(self.hair, HAIR))
        if self.haircut == "bun":
            sheet.paint(at([(-15, 84), (0, 70), (15, 84), (0, 98)]), Cloth(self.hair, HAIR))
        self._face(sheet)

    def draw_shoes(self, sheet: Sheet, colour: Rgb) -> None:
        """Draw a pair of pointed shoes."""
        for side in (-1, 1):
            x, y = self.ankle(side)
            toe = (x + side * 8, y + 42)
            shoe = [
                (x - 10, y - 5),
                (x + 10, y - 5),
                (x + 11 + side * 4, y + 22),
                toe,
                toe,
                (x - 11 + side * 4, y + 22),
            ]
            sheet.paint(shoe, Cloth(colour, SHOES))

    def ankle(self, side: int) -> tuple[float, float]:
        """Return where a foot begins; the right one stands a little further back."""
        return MIDDLE + side * self.stride + self.sway * 0.4, 778 if side < 0 else 766

    def leg(self, side: int, widths: tuple[float, float, float]) -> Points:
        """Return the outline of a leg, or of cloth round it, with half-widths at thigh, knee and ankle."""
        x, y = self.ankle(side)
        hip = MIDDLE + self.sway + side * 24
        knee = (hip + x) / 2 + side * 3
        thigh, calf, ankle = widths
        inner, outer = (x - ankle, y), (x + ankle, y)
        below = [(knee - calf, 605.0), inner, inner, outer, outer, (knee + calf, 605.0)]
        return [(hip - thigh, 418.0), *below, (hip + thigh, 418.0)]

    def _torso(self) -> Points:
        lean = self.sway
        left: Points = [
            (-20, 196),
            (-56, 208),
            (-58, 225),
            (-46, 270),
            (-37 + lean / 2, 335),
            (-52 + lean, 405),
            (-50 + lean, 440),
        ]
        right = [(50 + lean, 440), (52 + lean, 405), (37 + lean / 2, 335), (46, 270), (58, 225), (56, 208), (20, 196)]
        return left + right

    def _long_hair(self) -> Points:
        wide = 48.0 if self.haircut == "long" else 60.0
        return at(_mirrored([(0, 84), (-34, 104), (-wide, 170), (-wide, 240), (-20, 258)]))

    def _face(self, sheet: Sheet) -> None:
        """Hint at a face: brows, lids, nose and mouth, a line each."""
        red, green, blue = self.skin
        ink = (round(red * 0.55), round(green * 0.5), round(blue * 0.5))
        for side in (-1, 1):
            sheet.line(at([(side * 16, 131), (side * 11, 129), (side * 6, 131)]), ink, 1.3)
            sheet.line(at([(side * 15, 124), (side * 10, 121), (side * 5, 123)]), ink, 0.8)
        sheet.line(at([(1, 134), (3, 145), (-1, 147)]), ink, 0.8)
        sheet.line(at([(-6, 154), (-2, 155.5), (2, 155.5), (6, 154)]), (158, 74, 66), 2.2)


def at(points: Sequence[tuple[float, float]]) -> Points:
    """Move points given from the middle line to the sheet."""
    return [(MIDDLE + x, y) for x, y in points]


def arm(side: int, widths: tuple[float, float, float], wrist_y: float = 438) -> Points:
    """Return the outline of an arm, or of cloth round it, with half-widths at shoulder, elbow and wrist."""
    shoulder, elbow, wrist = widths
    reach = (wrist_y - 215) / (438 - 215)
    middle_y, middle_x, end_x = 215 + 112 * reach, 54 + 24 * reach, 54 + 36 * reach
    inner, outer = (side * (end_x - wrist), wrist_y), (side * (end_x + wrist), wrist_y)
    inside = [(side * (54 - shoulder), 216), (side * (middle_x - elbow), middle_y), inner, inner]
    outside = [outer, outer, (side * (middle_x + elbow + 2), middle_y), (side * (56 + shoulder), 226)]
    return at([*inside, *outside, (side * 47, 209)])


def _hand(side: int) -> Points:
    return at([(side * 83, 432), (side * 97, 432), (side * 100, 456), (side * 93, 482), (side * 85, 462)])


def _head() -> Points:
    return [(0, 92), (-22, 100), (-27, 126), (-22, 152), (-9, 170), (0, 173), (9, 170), (22, 152), (27, 126), (22, 100)]


def _mirrored(half: Points) -> Points:
    """Close a shape from its left half, given from the crown down and back up the inside."""
    return [*half, *((-x, y) for x, y in reversed(half) if x)]


CUTS: dict[str, Points] = {
    "bob": _mirrored([(0, 84), (-26, 92), (-36, 124), (-34, 164), (-24, 168), (-23, 128), (-8, 107)]),
    "bun": _mirrored([(0, 86), (-24, 95), (-29, 126), (-23, 120), (-10, 105)]),
    "long": _mirrored([(0, 84), (-28, 94), (-37, 130), (-38, 190), (-28, 190), (-25, 130), (-3, 102)]),
    "crop": [
        (0, 82),
        (-26, 92),
        (-30, 130),
        (-24, 128),
        (-18, 108),
        (4, 112),
        (22, 104),
        (25, 128),
        (30, 128),
        (26, 92),
    ],
    "curls": _mirrored([(0, 78), (-26, 82), (-44, 108), (-42, 140), (-54, 168), (-34, 182), (-25, 136), (-10, 105)]),
}
