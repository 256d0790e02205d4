"""When a label that comes back every year has to be in store, and by when to decide on it."""

from __future__ import annotations

import pandas as pd

from dashboard.words import say, say_count

LEAD, LEAST_LEAD, MOST_LEAD = 12, 1, 52  # weeks from the order to the shop floor
SOON = 4  # weeks
DRAWN = 40  # the most labels a heatmap shows


def dated(seasons: pd.DataFrame, lead: int) -> pd.DataFrame:
    """Return each season with its dates, what can still be decided first, the soonest on top, the latest misses last.

    Args:
        seasons: now_week, peak_week, peak_lo, ramp_weeks, series_id.
        lead: weeks from the order to the shop floor.

    Returns:
        The rows with in_store (the climb's first week, counted back from the earliest likely peak), decide_by (in_store
        less the lead), weeks_left (from the first week that is not over; below 0 it is too late) and decide, in words.
    """
    earliest = seasons["peak_lo"].fillna(seasons["peak_week"])
    in_store = earliest - pd.to_timedelta(7 * seasons["ramp_weeks"], unit="D")
    decide_by = in_store - pd.Timedelta(weeks=lead)
    left = (decide_by - seasons["now_week"]).dt.days // 7 - 1
    rows = seasons.assign(in_store=in_store, decide_by=decide_by, weeks_left=left, decide=[in_words(n) for n in left])
    late = rows["weeks_left"] < 0
    return rows.assign(late=late).sort_values(["late", "decide_by", "series_id"], ignore_index=True)


def in_words(weeks_left: int) -> str:
    """Return `in 3 weeks`, `this week` or `too late by 5 weeks`."""
    if weeks_left == 0:
        return say("calendar.this_week")
    which = "left" if weeks_left > 0 else "late"
    return say(f"calendar.{which}", weeks=say_count("calendar.weeks", abs(weeks_left)))


def drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows a heatmap shows: the most seen, at most `DRAWN`, in the order of their peaks."""
    most = rows.sort_values(["authors", "series_id"], ascending=[False, True]).head(DRAWN)
    return most.sort_values(["peak_week", "series_id"], ignore_index=True)


def by_week(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per label and coming week: series_id, label_id, name, week, yhat, of_mean (1 is its own mean)."""
    keys = ["series_id", "label_id", "name", "weeks", "ahead", "of_mean"]
    long = rows[keys].explode(["weeks", "ahead", "of_mean"], ignore_index=True)
    long = long.rename(columns={"weeks": "week", "ahead": "yhat"})
    return long.assign(
        week=pd.to_datetime(long["week"]), yhat=long["yhat"].astype(float), of_mean=long["of_mean"].astype(float)
    )
