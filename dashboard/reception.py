"""How a trend is received, on the Trend page: who speaks for and against it, and whether it is answered."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, reception_charts
from dashboard.formats import count, is_known, percent, plain, signed_percent
from dashboard.readings import growth_words
from dashboard.words import say, say_count

Row = dict[Any, Any]

STANCE_WEEKS, SHARE_WEEKS = 26, 8
LEAST_VOICES = 12  # of a mean over 26 weeks, as `least_people` of the thresholds
LOUDER = 0.1  # a share by echo this much above or below the share is answered more or less than others
SHOWN = ("week", "share", "echo_share", "stance", "pro", "con", "voices")


def section(row: Row, line: str) -> None:
    """Show net stance and echo; nothing for imported values, which nobody speaks for."""
    if row["magnitude"] == "value":
        return
    blocks.section(say("reception.title"))
    rows = courses(cached.read("reception", series_id=row["series_id"]))
    if rows.empty:
        st.markdown(say("reception.none"))
        return
    left, right = st.columns(2, gap="large")
    theme, name = blocks.theme_name(), str(row["name"])
    key = (theme, str(row["series_id"]))
    with left:
        st.markdown(f"**{say('reception.stance')}** {stance_sentence(row, rows)}")
        if rows["stance"].notna().any():
            drawn = cached.chart(("stance", *key), partial(reception_charts.stance, name, rows, theme))
            blocks.chart(drawn, "stance")
    with right:
        st.markdown(f"**{say('reception.echo')}** {echo_sentence(row, rows)}")
        if _is_answered(rows):
            drawn = cached.chart(("echo", *key), partial(reception_charts.echo, name, rows, theme))
            blocks.chart(drawn, "echo")
    blocks.rows_beside(rows, SHOWN, "reception", "reception", line)


def courses(rows: pd.DataFrame) -> pd.DataFrame:
    """Return running means: stance over 26 weeks, share and share by echo over eight.

    Args:
        rows: week, authors, base, echo, base_echo, pro, con, voices.

    Returns:
        The rows with share, echo_share, and stance, which is missing where too few speak.
    """
    half = rows[["pro", "con", "voices"]].rolling(STANCE_WEEKS, min_periods=1).sum()
    recent = rows[["authors", "base", "echo", "base_echo"]].rolling(SHARE_WEEKS, min_periods=1).sum()
    return rows.assign(
        share=recent["authors"] / recent["base"].where(recent["base"] > 0),
        echo_share=recent["echo"] / recent["base_echo"].where(recent["base_echo"] > 0),
        stance=(half["pro"] - half["con"]) / half["voices"].where(half["voices"] >= LEAST_VOICES),
    )


def stance_sentence(row: Row, rows: pd.DataFrame) -> str:
    """Say how many speak for and against it, and the net stance with its interval.

    Args:
        row: the trend.
        rows: as `courses` returns them.
    """
    if not is_known(row["stance"]):
        return say("reception.stance_few", weeks=STANCE_WEEKS)
    half = rows.tail(STANCE_WEEKS)[["pro", "con", "voices"]].sum()
    return say(
        "reception.stance_words", weeks=STANCE_WEEKS, voices=count(half["voices"]), pro=_part(half["pro"], half),
        con=_part(half["con"], half), stance=signed_percent(row["stance"]), lo=signed_percent(row["stance_lo"]),
        hi=signed_percent(row["stance_hi"]),
    )  # fmt: skip


def echo_sentence(row: Row, rows: pd.DataFrame) -> str:
    """Say whether posts about it are answered more than others, and whether that grows."""
    if not _is_answered(rows):
        return say("reception.echo_none")
    said = say("reception.echo_words", echo=percent(row["echo_share"], row["authors"]), how=say(_how(row)))
    return said + (
        say("reception.echo_growth", growth=growth_words(row["echo_growth"])) if is_known(row["echo_growth"]) else ""
    )


def loud_sentence(row: Row) -> str:
    """Say which sources were louder than usual in the last 52 weeks and are weighed down; nothing where none was."""
    if row["source"] != "all" or row["magnitude"] == "value":
        return ""
    loud = cached.read("loud", region=row["region"], now=row["now_week"])
    named = [
        say("reception.loud_source", source=plain(each["title"]), weeks=say_count("reception.weeks", each["weeks"]))
        for each in loud.to_dict("records")
    ]
    return say("reception.loud", sources=", ".join(named)) if named else ""


def _is_answered(rows: pd.DataFrame) -> bool:
    """Tell whether any post carries likes, reposts or replies: else echo and people are the same."""
    return bool((rows["base_echo"] > rows["base"]).any())


def _how(row: Row) -> str:
    """Return the words for how posts about it are answered, beside other posts."""
    ratio = row["echo_share"] / row["share"] if row["share"] else 1.0
    side = "more" if ratio > 1 + LOUDER else "less" if ratio < 1 - LOUDER else "alike"
    return f"reception.answered_{side}"


def _part(people: float, half: pd.Series[float]) -> str:
    """Write a part of all who speak."""
    return percent(people / half["voices"], authors=0)
