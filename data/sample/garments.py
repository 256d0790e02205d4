"""The garments of drawn looks: outlines of coats, suits, dresses, jumpsuits, skirts and trousers on a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.sample.figure import MIDDLE, Figure, arm, at
from data.sample.sheet import Cloth, Points, Sheet

MAIN, SECOND = 10, 30  # numbers of the main and the second garment in the sheet's map


@dataclass(frozen=True)
class Outfit:
    """A main garment, what is worn with it, and the cloths of both."""

    garment: str
    silhouette: str
    main: Cloth
    second: Cloth
    hem_y: float


def draw_outfit(sheet: Sheet, figure: Figure, outfit: Outfit) -> None:
    """Draw the clothes on a figure whose back is drawn already."""
    GARMENTS[outfit.garment](sheet, figure, outfit)


def _trousers(sheet: Sheet, figure: Figure, cloth: Cloth, cut: str) -> None:
    left, right = (figure.leg(side, LEGS[cut]) for side in (-1, 1))
    lean = MIDDLE + figure.sway
    crotch = (lean, 466.0)
    waist: Points = [(lean + 54, 400.0), (MIDDLE + 39, 338.0), (MIDDLE - 39, 338.0), (lean - 54, 400.0)]
    creases = tuple([(lean + side * 26, 480.0), *_crease(leg)] for side, leg in ((-1, left), (1, right)))
    # A leg's outline runs down its left side and up its right one; wide legs meet in the middle, never cross it.
    middle = MIDDLE + figure.sway * 0.4
    left = [(min(x, middle - 1), y) for x, y in left[1:7]]
    right = [(max(x, middle + 1), y) for x, y in right[1:7]]
    sheet.paint([*waist, *left, crotch, crotch, *right], cloth, creases)


def _crease(leg: Points) -> Points:
    """Return the middle of a leg at the knee and just above its hem."""
    knee_x, hem_x = (leg[1][0] + leg[6][0]) / 2, (leg[2][0] + leg[4][0]) / 2
    return [(knee_x, 605.0), (hem_x, leg[2][1] - 14)]


def _skirt(sheet: Sheet, figure: Figure, cloth: Cloth, cut: str, hem_y: float) -> None:
    lean, way = figure.sway, (hem_y - 336) / 330
    hip, full_hem = SKIRTS[cut]
    hem = full_hem * (0.55 + 0.45 * way)
    middle_y = 336 + (hem_y - 336) * 0.5
    outline = [(-40 + lean / 2, 336), (-hip + lean, 404), (-(hip + hem) / 2 + lean, middle_y),
               *_corner(-hem + lean, hem_y),
               (lean - hem * 0.3, hem_y + 9), (lean + hem * 0.35, hem_y + 7), *_corner(hem + lean, hem_y - 3),
               ((hip + hem) / 2 + lean, middle_y), (hip + lean, 404), (40 + lean / 2, 336)]  # fmt: skip
    sheet.paint(at(outline), cloth, _falls(lean, hem, 380, hem_y))


def _falls(lean: float, hem: float, top_y: float, hem_y: float) -> tuple[Points, ...]:
    """Return the folds of a skirt, from the hip to the hem."""
    return tuple(
        at([(share * 30 + lean, top_y + 26 * (share > 0)), (share * hem * 0.7 + lean, (top_y + hem_y) / 2),
            (share * hem + lean, hem_y - 6)])
        for share in (-0.55, 0.05, 0.6)
    )  # fmt: skip


def _top(sheet: Sheet, figure: Figure, cloth: Cloth, neck: str, hem_y: float = 350, ease: float = 0) -> None:
    lean = figure.sway
    sides: Points = [
        (-58 - ease, 216),
        (-50 - ease, 275),
        (-42 + lean / 2 - ease, hem_y - 12),
        *_corner(-42 + lean - ease, hem_y),
    ]
    mirror = [*_corner(42 + lean + ease, hem_y), (42 + lean / 2 + ease, hem_y - 12), (50 + ease, 275), (58 + ease, 216)]
    sheet.paint(at([*NECKS[neck][0], *sides, *mirror, *NECKS[neck][1]]), cloth)


def _sleeves(sheet: Sheet, cloth: Cloth, widths: tuple[float, float, float], wrist_y: float = 438) -> None:
    for side in (-1, 1):
        outline = arm(side, widths, wrist_y)
        fold = at([(side * 66, 300), (side * 76, 330)])
        sheet.paint(outline, cloth, (fold,) if wrist_y > 400 else ())


def _coat(sheet: Sheet, figure: Figure, outfit: Outfit) -> None:
    _top(sheet, figure, outfit.second, "round", 420)
    _trousers(sheet, figure, outfit.second, "straight-leg")
    waist, hem = (62, 92) if outfit.silhouette == "oversized" else (44, 98)
    lean, bottom = figure.sway, outfit.hem_y
    for side in (-1, 1):
        panel = at([(side * 16, 196), (side * 58, 206), (side * 66, 236), (side * waist + lean / 2, 340),
                    (side * (waist + hem) / 2 + lean, 450), *_corner(side * hem + lean, bottom),
                    (side * hem * 0.45 + lean, bottom + 7),
                    *_corner(lean + side * 3, bottom + 5), (lean / 2 + side, 340), (side * 2, 262)])  # fmt: skip
        fold = at([(side * 40 + lean, 370), (side * 58 + lean, 520), (side * 66 + lean, bottom - 10)])
        sheet.paint(panel, outfit.main, (fold,))
    wide = outfit.silhouette == "oversized"
    _sleeves(sheet, outfit.main, (22, 20, 17) if wide else (17, 15, 12))
    _lapels(sheet, outfit.main, 262)
    if outfit.garment == "trench-coat":
        _belt(sheet, figure, outfit.main, waist)
    _buttons(sheet, outfit.main, [300, 380, 440] if outfit.garment == "coat" else [290, 390, 450])


def _lapels(sheet: Sheet, cloth: Cloth, low_y: float) -> None:
    plain = Cloth(cloth.colour, cloth.part)
    for side in (-1, 1):
        sheet.paint(
            at([(side * 14, 192), (side * 26, 200), (side * 38, 232), (side * 26, 236), (side * 2, low_y),
                (side * 12, 220)]), plain, smooth=False,
        )  # fmt: skip


def _belt(sheet: Sheet, figure: Figure, cloth: Cloth, waist: float) -> None:
    lean, plain = figure.sway / 2, Cloth(cloth.colour, cloth.part)
    sheet.paint(
        at([(-waist + lean, 334), (waist + lean, 334), (waist + 1 + lean, 350), (-waist - 1 + lean, 350)]),
        plain,
        smooth=False,
    )
    sheet.paint(at([(lean - 4, 346), (lean + 8, 346), (lean + 20, 420), (lean + 8, 424)]), plain, smooth=False)


def _buttons(sheet: Sheet, cloth: Cloth, ys: list[int]) -> None:
    red, green, blue = cloth.colour
    ink = (round(red * 0.45), round(green * 0.45), round(blue * 0.45))
    for y in ys:
        for x in (MIDDLE - 16, MIDDLE + 16):
            sheet.line([(x - 2, float(y)), (x + 2, float(y))], ink, 4)


def _suit(sheet: Sheet, figure: Figure, outfit: Outfit) -> None:
    _trousers(sheet, figure, outfit.main, "wide-leg" if outfit.silhouette == "oversized" else "straight-leg")
    _top(sheet, figure, outfit.second, "v", 360)
    ease = 14 if outfit.silhouette == "oversized" else 2
    lean = figure.sway
    for side in (-1, 1):
        panel = at([(side * 16, 196), (side * (58 + ease / 2), 206), (side * (56 + ease), 250),
                    (side * (42 + ease) + lean / 2, 335),
                    (side * (56 + ease) + lean, 410), *_corner(side * (57 + ease) + lean, 446), (lean + side * 14, 450),
                    (lean / 2 + side, 350), *_corner(side * 2, 300)])  # fmt: skip
        sheet.paint(panel, outfit.main)
    _sleeves(sheet, outfit.main, (17 + ease / 3, 14 + ease / 3, 11 + ease / 4))
    _lapels(sheet, outfit.main, 300)
    _buttons(sheet, outfit.main, [345])


def _dress(sheet: Sheet, figure: Figure, outfit: Outfit) -> None:
    _skirt(sheet, figure, outfit.main, outfit.silhouette, outfit.hem_y)
    if outfit.garment == "slip-dress":
        _top(sheet, figure, outfit.main, "slip")
        for side in (-1, 1):
            sheet.line(at([(side * 30, 236), (side * 26, 200)]), outfit.main.colour, 2.4)
    else:
        _top(sheet, figure, outfit.main, "square" if outfit.hem_y > 640 else "v")
        _sleeves(sheet, outfit.main, (20, 17, 13), 330 if outfit.hem_y < 600 else 438)
    _waist_line(sheet, figure, outfit.main)


def _waist_line(sheet: Sheet, figure: Figure, cloth: Cloth) -> None:
    red, green, blue = cloth.colour
    lean = figure.sway / 2
    sheet.line(
        at([(-41 + lean, 346), (lean, 351), (41 + lean, 346)]),
        (round(red * 0.7), round(green * 0.7), round(blue * 0.7)),
        1.2,
    )


def _jumpsuit(sheet: Sheet, figure: Figure, outfit: Outfit) -> None:
    _trousers(sheet, figure, outfit.main, outfit.silhouette)
    _top(sheet, figure, outfit.main, "v", 362)
    _sleeves(sheet, outfit.main, (17, 14, 11), 320)
    _belt(sheet, figure, outfit.second, 43)


def _skirt_look(sheet: Sheet, figure: Figure, outfit: Outfit) -> None:
    _top(sheet, figure, outfit.second, "round", 352, 3)
    _sleeves(sheet, outfit.second, (17, 15, 11))
    _skirt(sheet, figure, outfit.main, outfit.silhouette, outfit.hem_y)


def _trouser_look(sheet: Sheet, figure: Figure, outfit: Outfit) -> None:
    _top(sheet, figure, outfit.second, "v", 352)
    _sleeves(sheet, outfit.second, (15, 12, 9), 300)
    _trousers(sheet, figure, outfit.main, outfit.silhouette)


def _corner(x: float, y: float) -> Points:
    """Return a point twice, which makes a sharp corner of a curve."""
    return [(x, y), (x, y)]


LEGS = {
    "straight-leg": (31, 24, 21), "wide-leg": (33, 38, 46), "flared": (30, 22, 42),
    "barrel-leg": (34, 45, 22), "skinny": (30, 21, 14),
}  # fmt: skip
SKIRTS = {"a-line": (62, 132), "flared": (70, 165), "pencil": (59, 56), "bias-cut": (56, 74)}
NECKS: dict[str, tuple[Points, Points]] = {
    "round": ([(0, 207), *_corner(-18, 197), (-50, 204)], [(50, 204), *_corner(18, 197)]),
    "v": ([*_corner(0, 250), *_corner(-20, 197), (-50, 204)], [(50, 204), *_corner(20, 197)]),
    "square": (
        [(0, 238), *_corner(-27, 238), *_corner(-31, 198), (-50, 204)],
        [(50, 204), *_corner(31, 198), *_corner(27, 238)],
    ),
    "slip": ([(0, 252), *_corner(-31, 234), *_corner(-50, 250)], [*_corner(50, 250), *_corner(31, 234)]),
}
GARMENTS: dict[str, Callable[[Sheet, Figure, Outfit], None]] = {
    "coat": _coat, "trench-coat": _coat, "suit": _suit, "dress": _dress, "slip-dress": _dress,
    "jumpsuit": _jumpsuit, "skirt": _skirt_look, "trousers": _trouser_look,
}  # fmt: skip
