"""Labels side by side: what each line shows, in per cent, in its own unit, or with its start set to 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.queries import SMOOTH_WEEKS

MOST = 6
INDEX, SHARE = "index", "share"
RESTING_LABELS = 3
YEARS_BACK = 2


@dataclass(frozen=True)
class Line:
    """One label in one region as it is drawn.

    Attributes:
        name: as the chart and the tables name it.
        seen: week, y: means of four weeks.
        ahead: week, yhat, lo80, hi80; may be empty.
        place: its place among the chosen labels, which decides colour and mark.
    """

    name: str
    seen: pd.DataFrame
    ahead: pd.DataFrame
    place: int


def starts(first: pd.Timestamp, now: pd.Timestamp) -> list[str]:
    """Return the weeks a comparison can start in: the first Monday of each month, newest last, as `2024-01-01`.

    Args:
        first: the oldest week there is.
        now: the newest complete one; the last half year is too short to start in.
    """
    weeks = pd.date_range(first, now - pd.Timedelta(weeks=26), freq="WOM-1MON")
    return [f"{week:%Y-%m-%d}" for week in weeks] or [f"{first:%Y-%m-%d}"]


def resting_start(options: Sequence[str], now: pd.Timestamp) -> str:
    """Return the start where nobody chose one: the month nearest to two years back."""
    wanted = now - pd.Timedelta(weeks=52 * YEARS_BACK)
    return min(options, key=lambda option: abs(pd.Timestamp(option) - wanted))


def line(name: str, rows: pd.DataFrame, start: pd.Timestamp, unit: float | None, place: int) -> Line | None:
    """Return one label's line from a start on.

    Args:
        name: how it is named.
        rows: week, complete, y, yhat, lo80, hi80 of one label in one region, in order.
        start: the first week drawn.
        unit: what its values are divided by; None to set the mean of its first four weeks to 100.
        place: its place among the chosen labels.

    Returns:
        None where nothing was seen in those weeks, so that they cannot be set to 100, or nothing since the start.
    """
    whole = rows[rows["y"].notna() & rows["complete"].eq(True) & (rows["week"] >= start)]
    unit = float(whole["y"].head(SMOOTH_WEEKS).mean()) / 100 if unit is None else unit
    if whole.empty or not unit > 0:
        return None
    means = whole["y"].rolling(SMOOTH_WEEKS, center=True, min_periods=SMOOTH_WEEKS // 2).mean()
    seen = pd.DataFrame({"week": whole["week"], "y": means / unit})
    ahead = rows.loc[rows["yhat"].notna(), ["week", "yhat", "lo80", "hi80"]]
    return Line(name, seen, ahead.assign(**{band: ahead[band] / unit for band in ("yhat", "lo80", "hi80")}), place)


def as_rows(drawn: Sequence[Line], weeks: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the weeks behind the lines of one region, each label's from where its line begins.

    Args:
        drawn: the lines.
        weeks: by place, series_id, region, week, complete, y, yhat, lo80, hi80 of the label in that region.

    Returns:
        The weeks with `name`, and `index`: what is drawn of them.
    """
    parts = []
    for each in drawn:
        shown = pd.concat([each.seen, each.ahead.rename(columns={"yhat": "y"})])[["week", "y"]]
        parts.append(shown.rename(columns={"y": "index"}).merge(weeks[each.place], on="week").assign(name=each.name))
    return pd.concat(parts, ignore_index=True)


def ends(rows: pd.DataFrame) -> tuple[dict[Any, Any], dict[Any, Any]] | None:
    """Return the trends that grew most and least, where at least two have a year before to compare with."""
    grown = rows[rows["growth"].notna()].sort_values(["growth", "series_id"], ascending=[False, True])
    if len(grown) < 2:
        return None
    most, *_, least = grown.to_dict("records")
    return most, least
