"""Runway pictures: what the names of folders and files say of a look.

Common shapes are `designer-season-year-category-look.jpg`, `designer-ss25-milan/look-07.jpg`,
`fall-2025-ready-to-wear/designer/012.jpg`, `SS25_milan_designer_look12.jpg`, `00012-designer-fall-2025-….jpg` and
`2025/Fall/Designer/12.jpg`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from ingest.seasons import Season, find_season
from ingest.setting import Setting, named_setting

CITIES = {
    "new-york": "New York", "nyc": "New York", "london": "London", "milan": "Milan", "milano": "Milan",
    "paris": "Paris", "copenhagen": "Copenhagen", "berlin": "Berlin", "stockholm": "Stockholm", "madrid": "Madrid",
    "tokyo": "Tokyo", "seoul": "Seoul", "shanghai": "Shanghai", "lagos": "Lagos", "sao-paulo": "São Paulo",
    "mumbai": "Mumbai", "sydney": "Sydney", "florence": "Florence", "tbilisi": "Tbilisi", "kyiv": "Kyiv",
    "nyfw": "New York", "lfw": "London", "mfw": "Milan", "pfw": "Paris", "cphfw": "Copenhagen",
}  # fmt: skip
CATEGORIES = (
    "ready-to-wear", "haute-couture", "couture", "womenswear", "menswear", "womens", "mens", "women", "men", "rtw",
    "details", "detail", "beauty", "backstage", "accessories", "collections", "collection", "runway", "catwalk", "show",
    "looks", "lookbook", "look-book", "studio", "campaign", "slideshow", "gallery", "fashion-week", "street-style",
)  # fmt: skip
LOOK = re.compile(r"(?<![a-z0-9])(?:look|exit|img|image|photo|no)-?0*(\d{1,3})(?![0-9])")
LAST_NUMBER = re.compile(r"(?<![a-z0-9])0*(\d{1,3})[a-d]?$")
FIRST_NUMBER = re.compile(r"^0+(\d{1,3})(?=-)")  # `00012-designer-…`: only one written with zeros is no part of a name
DATE = re.compile(r"(?<!\d)(20\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True)
class Look:
    """What is known of one picture, the columns of `image`; all None for a picture of no show.

    Attributes:
        setting: as the names tell it: catwalk, studio, detail, backstage or street; None where they do not.
    """

    designer: str | None = None
    season: str | None = None
    year: int | None = None
    city: str | None = None
    look: int | None = None
    shown_on: date | None = None
    setting: Setting | None = None


def look_of(path: PurePath) -> Look:
    """Read designer, season, year, city, look number and date of the show from a path below the folder given.

    Args:
        path: relative to the folder, so that nothing above it is taken for a designer.
    """
    parts = [_plain(part) for part in (*path.parts[:-1], path.stem)]
    joined = "/".join(parts)
    setting = named_setting(joined)
    parts = _with_season_in_one(parts)
    at, season, before, after = _season_part(parts)
    if season is None:
        return Look(setting=setting)
    city = next((name for word, name in CITIES.items() if _holds(joined, word)), None)
    shown_on = _date(joined) or season.shown_on(city, couture=_holds(joined, "couture"))
    designer = _designer(parts, at, before, after)
    return Look(designer, str(season), season.year, city, _look_number(parts[-1]), shown_on, setting)


def look_from(fields: Mapping[str, str | None], path: PurePath) -> Look:
    """Return what a manifest's row says of a picture, and what its path says where the row is silent.

    Args:
        fields: designer, season, year, city, look, date; each may be absent or None.
        path: of the picture, relative to the folder.
    """
    named = look_of(path)
    season_text = _plain(f"{fields.get('season') or ''} {fields.get('year') or ''}")
    found = find_season(_plain(fields.get("season") or "")) or find_season(season_text)
    season = found[0] if found else None
    city = (fields.get("city") or "").strip() or named.city
    given = _date(fields.get("date") or "")
    number = re.search(r"\d{1,3}", fields.get("look") or "")
    return Look(
        (fields.get("designer") or "").strip() or named.designer,
        str(season) if season else named.season,
        season.year if season else named.year,
        city,
        int(number[0]) if number else named.look,
        given or (season.shown_on(city) if season else named.shown_on),
        named_setting(_plain(fields.get("setting") or "")) or named.setting,
    )


def _with_season_in_one(parts: list[str]) -> list[str]:
    """Join two neighbouring folders that name a season only together, such as `2025/Fall`."""
    if any(find_season(part) for part in parts):
        return parts
    for at in range(len(parts) - 1):
        for pair in (f"{parts[at]}-{parts[at + 1]}", f"{parts[at + 1]}-{parts[at]}"):
            if find_season(pair):
                return [*parts[:at], pair, *parts[at + 2 :]] if at + 2 < len(parts) else parts
    return parts


def _season_part(parts: list[str]) -> tuple[int, Season | None, str, str]:
    """Return which part names the season, the season, and the words before and behind it in that part."""
    for at, part in reversed(list(enumerate(parts))):
        if found := find_season(part):
            season, start, end = found
            return at, season, part[:start], part[end:]
    return 0, None, "", ""


def _designer(parts: list[str], at: int, before: str, after: str) -> str | None:
    """Return the words before the season, else the folder below or above the one that names it, else those behind it.

    What stands behind the season of a folder is the kind of its clothes, so only a file's words count there.
    """
    behind = re.split(f"{LOOK.pattern}|-credit-", after)[0] if at == len(parts) - 1 else ""
    for candidate in (before, *parts[at + 1 : -1], *reversed(parts[:at]), LAST_NUMBER.sub("", behind)):
        words = _without_known(FIRST_NUMBER.sub("", candidate))
        if re.search(r"[^\W\d_]", words):
            return " ".join(word.capitalize() for word in words.split("-") if word)
    return None


def _without_known(part: str) -> str:
    """Take dates, cities and categories out of a part."""
    part = DATE.sub("", part)
    for word in (*CITIES, *CATEGORIES):
        part = re.sub(rf"(?<![^\W_]){word}(?![^\W_])", "", part)
    return re.sub(r"-+", "-", part).strip("-")


def _look_number(stem: str) -> int | None:
    """Return the number after `look`, else the last number of the file's name."""
    without = DATE.sub("", stem)
    if found := find_season(without):
        without = without[: found[1]] + "-" + without[found[2] :]
    number = LOOK.search(without) or FIRST_NUMBER.search(without) or LAST_NUMBER.search(without)
    return int(number[1]) if number else None


def _date(text: str) -> date | None:
    """Return the ISO date a text holds."""
    if found := DATE.search(text):
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            return None
    return None


def _holds(text: str, word: str) -> bool:
    return re.search(rf"(?<![^\W_]){word}(?![^\W_])", text) is not None


def _plain(part: str) -> str:
    """Return a name in lower case, its words joined by dashes."""
    return re.sub(r"[\s_.,()\[\]\-–—]+", "-", re.sub("['’]", "", part.strip().casefold())).strip("-")
