"""How a label is received: whether those who speak of it like it, and whether posts about it are answered.

A share counts people, whatever they think and whoever listens. Net stance is people for - people against, over all who
speak of a label or show it; the share by echo weighs each person by the most answered post of the week (the view
`counted_post` says how), so that it rises only where others take it up.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.trends.lifecycle import HALF_WEEKS, LEAST_WINDOW, THRESHOLDS, YEAR_WEEKS, Z80, Thresholds

COLUMNS = ["unique_id", "echo_share", "echo_growth", "stance", "stance_lo", "stance_hi", "voices"]
RISES = ("emerging", "rising", "peaking")


def measure(received: pd.DataFrame, limits: Thresholds = THRESHOLDS) -> pd.DataFrame:
    """Measure how each series was received up to its last week.

    Args:
        received: unique_id, ds, echo, base_echo, pro, con, voices: complete weeks only, none missing; all missing for
            values that are not shares of people.
        limits: the thresholds; `least_people` is the fewest voices that make a net stance.

    Returns:
        One row per series of people: COLUMNS. Share and growth of the echo are over the weeks that the growth of the
        share is over; stance, its 80 % interval and voices over the last 26.
    """
    known = received.dropna(subset=["base_echo"]).sort_values(["unique_id", "ds"])
    known["back"] = known.groupby("unique_id").cumcount(ascending=False)
    known["window"] = (known.groupby("unique_id")["ds"].transform("size") // 2).clip(upper=YEAR_WEEKS)
    late = _share(known[known["back"] < known["window"]])
    early = _share(known[known["back"].between(known["window"], 2 * known["window"] - 1)])
    enough = known.drop_duplicates("unique_id").set_index("unique_id")["window"] >= LEAST_WINDOW
    growth = (late / early.where(early > 0) - 1).where(enough)
    rows = pd.DataFrame({"echo_share": late, "echo_growth": growth})
    return rows.join(_stances(known[known["back"] < HALF_WEEKS], limits)).reset_index()[COLUMNS]


def cautions(rows: pd.DataFrame) -> pd.Series[str]:
    """Name what speaks against reading a rise as one.

    Args:
        rows: stage and growth_lo as `lifecycle.call` returns them, echo_growth and stance_hi as `measure` does.

    Returns:
        `disliked` where the share surely grew and net stance is surely below zero, so that the talk is dislike;
        `unanswered` where a stage says rise and the share by echo did not grow; else missing.
    """
    disliked = (rows["growth_lo"] > 0) & (rows["stance_hi"] < 0)
    unanswered = rows["stage"].isin(RISES) & (rows["echo_growth"] <= 0)
    return pd.Series(np.select([disliked, unanswered], ["disliked", "unanswered"], ""), rows.index).replace("", None)


def _share(weeks: pd.DataFrame) -> pd.Series[float]:
    """Return the pooled share by echo of each series."""
    total = weeks.groupby("unique_id")[["echo", "base_echo"]].sum()
    return total["echo"] / total["base_echo"].where(total["base_echo"] > 0)


def _stances(weeks: pd.DataFrame, limits: Thresholds) -> pd.DataFrame:
    """Return the net stance of each series, its 80 % interval by the normal approximation, and how many speak."""
    total = weeks.groupby("unique_id")[["pro", "con", "voices"]].sum()
    voices = total["voices"].where(total["voices"] >= limits.least_people)
    stance = (total["pro"] - total["con"]) / voices
    error = np.sqrt(((total["pro"] + total["con"]) / voices - stance**2).clip(lower=0) / voices)
    ends = {"stance_lo": (stance - Z80 * error).clip(lower=-1), "stance_hi": (stance + Z80 * error).clip(upper=1)}
    return pd.DataFrame({"stance": stance, **ends, "voices": total["voices"]})
