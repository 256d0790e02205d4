"""Fashion seasons: how they are written, what half-year they are for, and when they are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

# Half 1 is spring and summer, half 2 autumn and winter; resort is delivered before spring, pre-fall before autumn.
KINDS = {
    "prefall": "Pre-Fall", "pf": "Pre-Fall", "resort": "Resort", "cruise": "Resort", "prespring": "Resort",
    "springsummer": "SS", "spring": "SS", "summer": "SS", "ss": "SS",
    "fallwinter": "FW", "autumnwinter": "FW", "fall": "FW", "autumn": "FW", "winter": "FW", "fw": "FW", "aw": "FW",
    "printempsété": "SS", "printempsete": "SS", "primaveraestate": "SS", "春夏": "SS", "早春": "Resort",
    "automnehiver": "FW", "autunnoinverno": "FW", "秋冬": "FW", "早秋": "Pre-Fall",
}  # fmt: skip
HALVES = {"SS": 1, "Resort": 1, "FW": 2, "Pre-Fall": 2}
NAME = (
    r"pre-?fall|pf|pre-?spring|resort|cruise|spring-?summer|fall-?winter|autumn-?winter"
    r"|spring|summer|fall|autumn|winter|ss|fw|aw"
    r"|printemps-?été|printemps-?ete|automne-?hiver|primavera-?estate|autunno-?inverno|春夏|早春|秋冬|早秋"
)
YEAR = r"20\d\d|\d\d"
SEASON = re.compile(
    rf"(?<![a-z0-9])(?:(?P<name>{NAME})-?(?P<year>{YEAR})(?:-(?P<next>\d\d)(?!\d))?|(?P<year_first>20\d\d)-?(?P<name_last>{NAME}))(?![a-z0-9])"
)
# (month, which Monday of it, year against the season's) in which a season is shown, by city; "" where no city is named
SHOWN = {
    ("SS", ""): (9, -1, -1), ("SS", "New York"): (9, 2, -1), ("SS", "London"): (9, 3, -1), ("SS", "Milan"): (9, 4, -1),
    ("FW", ""): (3, 1, 0), ("FW", "New York"): (2, 2, 0), ("FW", "London"): (2, 3, 0), ("FW", "Milan"): (2, 4, 0),
    ("Resort", ""): (6, 1, -1), ("Pre-Fall", ""): (12, 1, -1),
    ("SS couture", ""): (1, -1, 0), ("FW couture", ""): (7, 1, 0),
}  # fmt: skip


@dataclass(frozen=True)
class Season:
    """One season.

    Attributes:
        kind: SS, FW, Resort or Pre-Fall.
        year: the year it is named after.
    """

    kind: str
    year: int

    def __str__(self) -> str:
        """Return `SS25`, `FW25`, `Resort 2026` or `Pre-Fall 2026`."""
        return f"{self.kind}{self.year % 100:02d}" if self.kind in ("SS", "FW") else f"{self.kind} {self.year}"

    @property
    def half(self) -> int:
        """The half-year it is sold for: 1 spring and summer, 2 autumn and winter."""
        return HALVES[self.kind]

    def shown_on(self, city: str | None = None, couture: bool = False) -> date:
        """Return the Monday on which the season's shows begin, by convention, for shows that give no date.

        Spring is shown in the September before (New York the second Monday, London the third, Milan the fourth, Paris
        and elsewhere the last), autumn in February (the same order) and on the first Monday of March; resort on the
        first Monday of the June before, pre-fall of the December before; couture in late January and early July.
        """
        kind = f"{self.kind} couture" if couture and self.kind in ("SS", "FW") else self.kind
        month, which, years = SHOWN.get((kind, city or ""), SHOWN[kind, ""])
        return _monday(self.year + years, month, which)


def find_season(text: str) -> tuple[Season, int, int] | None:
    """Return the season a text names and where its words begin and end; None where it names none.

    Args:
        text: lower case, words joined by dashes: `spring-2025`, `ss25`, `2025-ss`, `resort-2026`, `fall-2024-25`.
    """
    found = SEASON.search(text)
    if not found:
        return None
    kind = KINDS[(found["name"] or found["name_last"]).replace("-", "")]
    year = int(found["year"] or found["year_first"])
    season = Season(kind, year if year > 99 else 2000 + year)
    spans_two_years = found["next"] is not None and int(found["next"]) == (year + 1) % 100
    return season, found.start(), found.end() if found["next"] is None or spans_two_years else found.start("next") - 1


def _monday(year: int, month: int, which: int) -> date:
    """Return the first, second … Monday of a month, the last one for −1."""
    first = date(year, month, 1)
    first += timedelta(days=-first.weekday() % 7)
    if which > 0:
        return first + timedelta(weeks=which - 1)
    fifth = first + timedelta(weeks=4)
    return fifth if fifth.month == month else fifth - timedelta(weeks=1)
