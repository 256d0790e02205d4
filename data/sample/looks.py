"""The shows of the sample season: invented houses, six seasons, and every look's truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from data.progress import progress
from data.sample.figure import HAIRCUTS, HAIRS, SKINS, Figure
from data.sample.garments import LEGS, MAIN, SECOND, SKIRTS, Outfit, draw_outfit
from data.sample.patterns import LABELS, Print
from data.sample.plan import FIRST_WEEK, WEEKS, Plan
from data.sample.sheet import Cloth, Rgb, Sheet
from data.vocabulary import load_vocabulary

HOUSES = ("Atelier Morrowe", "Casa Verrin", "Studio Haldrin", "Maison Ostrel", "Kesarin Vey", "Norrlind Oke")
SEASONS = (
    ("FW23", "fall-2023", date(2023, 2, 20)),
    ("SS24", "spring-2024", date(2023, 9, 18)),
    ("FW24", "fall-2024", date(2024, 2, 19)),
    ("SS25", "spring-2025", date(2024, 9, 16)),
    ("FW25", "fall-2025", date(2025, 2, 24)),
    ("SS26", "spring-2026", date(2025, 9, 22)),
)
PAPERS: tuple[Rgb, ...] = ((240, 235, 225), (230, 229, 226), (222, 216, 206), (233, 226, 220))
PATTERNS = {"plain": 0.55, "stripe": 0.11, "check": 0.09, "dot": 0.09, "floral": 0.09, "animal": 0.07}
COLD = {
    "coat": 0.26,
    "trench-coat": 0.12,
    "suit": 0.18,
    "dress": 0.12,
    "skirt": 0.14,
    "trousers": 0.14,
    "jumpsuit": 0.04,
}
WARM = {"trench-coat": 0.08, "suit": 0.12, "dress": 0.26, "slip-dress": 0.16, "skirt": 0.16, "trousers": 0.14,
        "jumpsuit": 0.08}  # fmt: skip
NEUTRALS = ("colour:black", "colour:white", "colour:beige", "colour:grey", "colour:navy", "colour:camel")
JPEG_QUALITY = 90
FAVOUR = 1.2  # designers follow a colour's share more than in proportion


@dataclass(frozen=True)
class Look:
    """One look before it is drawn; colours are label ids."""

    house: str
    season: str
    number: int
    folder: str
    garment: str
    silhouette: str
    pattern: str
    colour: str
    print_colour: str | None
    second_colour: str

    @property
    def path(self) -> str:
        """Where its picture lies, under the folder of looks."""
        return f"{self.folder}/{self.folder}-look-{self.number:02d}.jpg"


def write_looks(folder: Path, plan: Plan, count: int) -> list[dict[str, Any]]:
    """Draw `count` looks, spread evenly over the shows, and return the truth of each."""
    truths = []
    with progress("Drawing looks", count, "looks") as advance:
        for look, sheet in draw_looks(plan, count):
            truths.append(_write_look(folder, look, sheet))
            advance(1)
    return truths


def draw_looks(plan: Plan, count: int) -> Iterator[tuple[Look, Sheet]]:
    """Yield each look with its drawing, whose map says which part of the picture is cloth, skin, hair or paper."""
    for number, look in enumerate(plan_looks(plan, count)):
        seed = [plan.seed, 8, number]
        sheet = _drawn(look, np.random.default_rng(seed))
        if _areas(look, sheet)[0]["label_id"] != look.colour:
            # A dense print under a large top: worn tone in tone, so that the main colour is the main one.
            look = replace(look, second_colour=look.colour)
            sheet = _drawn(look, np.random.default_rng(seed))
        yield look, sheet


def plan_looks(plan: Plan, count: int) -> list[Look]:
    """Decide what each look is; a season's colours follow the planted shares of its months."""
    rng = np.random.default_rng([plan.seed, 7])
    shows = [(house, *season) for season in SEASONS for house in HOUSES]
    sizes = [count // len(shows) + (at < count % len(shows)) for at in range(len(shows))]
    return [
        _look(plan, *show, number, rng)
        for show, size in zip(shows, sizes, strict=True)
        for number in range(1, size + 1)
    ]


def _look(
    plan: Plan, house: str, season: str, in_words: str, shown: date, number: int, rng: np.random.Generator
) -> Look:
    garments = COLD if season.startswith("FW") else WARM
    garment, pattern = _one(garments, rng), _one(PATTERNS, rng)
    colour = _one(_fashion(plan, shown), rng)
    print_colour = None if pattern == "plain" else _contrast(colour, pattern, rng)
    second = colour if rng.random() < 0.25 else _unlike((colour, print_colour), rng)
    return Look(
        house=house, season=season, number=number,
        folder=f"{house.lower().replace(' ', '-')}-{in_words}-ready-to-wear",
        garment=garment, silhouette=_silhouette(garment, rng), pattern=pattern, colour=colour,
        print_colour=print_colour, second_colour=second,
    )  # fmt: skip


def _fashion(plan: Plan, shown: date) -> dict[str, float]:
    """Return the colours' weights in a show: their planted shares over the year round its date."""
    week = (shown - FIRST_WEEK).days // 7
    span = slice(max(0, week - 26), min(WEEKS, week + 26))
    return {label.entry.label_id: float(label.weekly[span].mean()) ** FAVOUR for label in plan.facet("colour")}


def _one(weights: dict[str, float], rng: np.random.Generator) -> str:
    chances = np.array(list(weights.values()))
    return list(weights)[int(rng.choice(len(chances), p=chances / chances.sum()))]


def _silhouette(garment: str, rng: np.random.Generator) -> str:
    cuts = {
        "coat": ("oversized", "tailored"), "trench-coat": ("oversized", "tailored"), "suit": ("oversized", "tailored"),
        "dress": ("a-line", "flared"), "slip-dress": ("bias-cut",), "skirt": tuple(SKIRTS),
        "trousers": tuple(LEGS), "jumpsuit": ("wide-leg", "straight-leg", "flared"),
    }[garment]  # fmt: skip
    return cuts[int(rng.integers(len(cuts)))]


def _rgb(label_id: str) -> Rgb:
    colour = str(load_vocabulary().get(label_id).hex)
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _light(label_id: str) -> float:
    red, green, blue = _rgb(label_id)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _contrast(colour: str, pattern: str, rng: np.random.Generator) -> str:
    """Return a print colour that stands out from its ground; animal spots are dark where they can be."""
    if pattern == "animal" and _light(colour) > 0.35:
        return "colour:chocolate-brown" if _light(colour) > 0.5 else "colour:black"
    options = [option for option in NEUTRALS if abs(_light(option) - _light(colour)) > 0.3]
    return options[int(rng.integers(len(options)))]


def _unlike(taken: tuple[str | None, ...], rng: np.random.Generator) -> str:
    others = [neutral for neutral in NEUTRALS if neutral not in taken]
    return others[int(rng.integers(len(others)))]


def _write_look(folder: Path, look: Look, sheet: Sheet) -> dict[str, Any]:
    path = folder / look.path
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.finished().save(path, quality=JPEG_QUALITY, optimize=True)
    return {
        "path": look.path, "designer": look.house, "season": look.season, "look": look.number,
        "garment": f"category:{look.garment}", "silhouette": f"silhouette:{look.silhouette}",
        "pattern": look.pattern, "pattern_label": LABELS.get(look.pattern), "main_colour": look.colour,
        "colours": _areas(look, sheet),
    }  # fmt: skip


def _drawn(look: Look, rng: np.random.Generator) -> Sheet:
    sheet = Sheet(PAPERS[int(rng.integers(len(PAPERS)))])
    figure = Figure(
        skin=SKINS[int(rng.integers(len(SKINS)))], hair=HAIRS[int(rng.integers(len(HAIRS)))],
        haircut=HAIRCUTS[int(rng.integers(len(HAIRCUTS)))], sway=float(rng.uniform(-7, 7)),
        stride=float(rng.uniform(20, 30)),
    )  # fmt: skip
    motif = None
    if look.print_colour is not None:
        motif = Print(look.pattern, _rgb(look.print_colour), float(rng.uniform(19, 30)), int(rng.integers(1 << 30)))
    hem_y = _hem(look, rng)
    outfit = Outfit(look.garment, look.silhouette, Cloth(_rgb(look.colour), MAIN, motif),
                    Cloth(_rgb(look.second_colour), SECOND), hem_y)  # fmt: skip
    figure.draw_back(sheet)
    figure.draw_shoes(sheet, _rgb(NEUTRALS[int(rng.integers(2))]))
    draw_outfit(sheet, figure, outfit)
    figure.draw_front(sheet)
    return sheet


def _hem(look: Look, rng: np.random.Generator) -> float:
    """Return where the hem lies; a narrow skirt is long, so that it stays the larger garment."""
    if look.silhouette == "pencil":
        return float(rng.uniform(705, 725))
    if look.garment in ("dress", "skirt"):
        return float(rng.choice([600, 640, 680, 720]))
    return float(rng.uniform(620, 720))


def _areas(look: Look, sheet: Sheet) -> list[dict[str, Any]]:
    """Return the colours of the clothes, shoes left out, with their shares of the clothes' area."""
    pixels = np.bincount(np.asarray(sheet.parts).ravel(), minlength=256)
    areas: dict[str, int] = {}
    for part, colour in ((MAIN, look.colour), (MAIN + 1, look.print_colour), (SECOND, look.second_colour)):
        if colour is not None and pixels[part]:
            areas[colour] = areas.get(colour, 0) + int(pixels[part])
    whole = sum(areas.values())
    ranked = sorted(areas.items(), key=lambda item: -item[1])
    return [
        {"label_id": colour, "hex": "#{:02X}{:02X}{:02X}".format(*_rgb(colour)), "area": round(area / whole, 4)}
        for colour, area in ranked
    ]
