"""The one line under a chart of many trends: through which week, how many, how far off, from where."""

from __future__ import annotations

import pandas as pd

from dashboard import cached
from dashboard.formats import error_percent, short_day
from dashboard.readings import mix_words
from dashboard.words import say, say_count


def of_trends(trends: pd.DataFrame, region: str) -> str:
    """Return the line for some trends, at least one.

    Args:
        trends: now_week, usual_error.
        region: whose mix of sources is named; `all` for every region's.
    """
    error = trends["usual_error"].dropna().median()
    mix = mix_words(cached.read("mix", region=region), "posts")
    parts = [
        say("note.seen", week=short_day(trends["now_week"].max())),
        say_count("note.trends", len(trends)),
        say("error.usual", error=error_percent(error)) if pd.notna(error) else say("error.none"),
        say("note.mix_all", mix=mix) if mix else "",
    ]
    return " · ".join(part for part in parts if part)
