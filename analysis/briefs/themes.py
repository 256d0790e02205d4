"""Which labels get a brief, and which selling season it is for. Pure."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

RISING = ("emerging", "rising")
FALLING = ("declining", "fading")
SEASONAL_PART = 1 / 3  # of the briefs at most, where there are rising themes enough
AHEAD_WEEKS = 26  # a brief is for the season half a year on
SEASON = re.compile(r"(?:SS|FW)\d\d|(?:Resort|Pre-Fall) 20\d\d")
FIRST_MONTH = {
    "SS": 2,
    "FW": 8,
    "Resort": 11,
    "Pre-Fall": 5,
}  # of a season in the shops; resort's is of the year before


def choose_themes(trends: pd.DataFrame, limit: int) -> list[str]:
    """Return the labels that get a brief: rising ones by the surest growth, then seasons about to peak.

    Args:
        trends: label_id, stage, growth, growth_lo, seasonal, seasonal_strength, peak_week, now_week.
        limit: at most so many.
    """
    trends = trends.assign(sure=trends["growth_lo"].fillna(trends["growth"]))
    rising = trends[trends["stage"].isin(RISING)].sort_values(["sure", "label_id"], ascending=[False, True])
    weeks_off = (pd.to_datetime(trends["peak_week"]) - pd.to_datetime(trends["now_week"])).dt.days / 7
    due = (
        trends["seasonal"].astype(bool) & weeks_off.between(1, AHEAD_WEEKS) & ~trends["stage"].isin((*FALLING, *RISING))
    )
    seasonal = trends[due].sort_values(["seasonal_strength", "label_id"], ascending=[False, True])
    kept = min(len(seasonal), max(int(limit * SEASONAL_PART), limit - len(rising)))
    return [*rising["label_id"][: limit - kept], *seasonal["label_id"][:kept]]


def season_of(week: date) -> str:
    """Return the selling season a week lies in: SS from February to July, FW from August to January."""
    if 2 <= week.month <= 7:
        return f"SS{week.year % 100:02d}"
    return f"FW{(week.year - (week.month == 1)) % 100:02d}"


def first_day(season: str) -> date:
    """Return the first day of a season in the shops.

    Args:
        season: SS26, FW26, Resort 2026 or Pre-Fall 2026.
    """
    kind, year = re.fullmatch(r"([A-Za-z-]+?) ?(\d+)", season).groups()  # type: ignore[union-attr]
    return date(int(year) + 2000 * (len(year) == 2) - (kind == "Resort"), FIRST_MONTH[kind], 1)
