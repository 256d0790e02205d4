"""The weeks a buyer buys for: the coming year, its first half, or the selling seasons that the forecast reaches."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.briefs.themes import season_of

YEAR, HALF = "52", "26"
LEAST = 13  # weeks of a season that must be forecast: half of it


@dataclass(frozen=True)
class Horizon:
    """Some weeks ahead.

    Attributes:
        name: `52`, `26` or a season such as `FW26`.
        first, last: the Mondays of its first and last week that is forecast.
        weeks: how many of its weeks are forecast.
        of: how many weeks it has.
    """

    name: str
    first: pd.Timestamp
    last: pd.Timestamp
    weeks: int
    of: int

    @property
    def is_season(self) -> bool:
        """Whether it is a selling season."""
        return self.name not in (YEAR, HALF)


def horizons(first: pd.Timestamp, last: pd.Timestamp) -> dict[str, Horizon]:
    """Return what can be bought for, by name: the coming year, half a year, then the seasons in their order.

    Args:
        first, last: the Mondays of the first and the last week that is forecast.
    """
    weeks = pd.date_range(first, last, freq="7D")
    made = [
        Horizon(name, weeks[0], weeks[: int(name)][-1], len(weeks[: int(name)]), int(name)) for name in (YEAR, HALF)
    ]
    seasons = pd.Series(weeks, index=[season_of(week.date()) for week in weeks])
    for name, inside in seasons.groupby(level=0, sort=False):
        if len(inside) >= LEAST:
            made.append(Horizon(str(name), inside.iloc[0], inside.iloc[-1], len(inside), _length(inside.iloc[0])))
    return {each.name: each for each in made}


def _length(week: pd.Timestamp) -> int:
    """Return how many weeks the season of a week has."""
    around = pd.date_range(week - pd.Timedelta(weeks=30), week + pd.Timedelta(weeks=30), freq="7D")
    return sum(season_of(each.date()) == season_of(week.date()) for each in around)
