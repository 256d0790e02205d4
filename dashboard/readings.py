"""Sentences about a trend, rendered from the facts of its row: its reading, its rule, its caveats, its note."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
from babel import Locale

from dashboard.formats import (
    GAP,
    amount,
    count,
    error_percent,
    is_known,
    percent,
    plain,
    short_day,
    signed_percent,
    week_of_year,
)
from dashboard.words import language, say, say_count, say_or

Row = Mapping[Any, Any]
FLAT = 0.05  # a year ahead within this of the last one is much like it


def reading(row: Row) -> str:
    """Return what there is to know about one trend, as one to five sentences of Markdown.

    Args:
        row: a row of `page_trends` or `page_views`.
    """
    said = [_change(row), _caution(row), _season(row), _outlook(row), _caveat(row)]
    return " ".join(sentence for sentence in said if sentence)


def growth_words(growth: float) -> str:
    """Return `up 84 %`, `down 12 %` or `no change`."""
    shown = signed_percent(growth)
    if shown[0] == "×":
        return shown
    if shown[0] not in "+−":
        return say("reading.flat")
    return say("reading.up" if shown[0] == "+" else "reading.down", value=shown[1:])


def interval_words(row: Row) -> str:
    """Return the interval of the growth in brackets, or nothing where there is none."""
    if not (is_known(row["growth_lo"]) and is_known(row["growth_hi"])):
        return ""
    return say("reading.interval", lo=signed_percent(row["growth_lo"]), hi=signed_percent(row["growth_hi"]))


def rule(row: Row) -> str:
    """Return what the row's stage means, with the thresholds it was called by."""
    limits = _facts(row).get("thresholds", {})
    shown = {name: percent(value).replace(".0", "") for name, value in limits.items()}
    times = f"{limits['emerging_times']:g}" if "emerging_times" in limits else "–"
    needed = {"change", "sure_change", "emerging_share", "peaking_part", "fading_part"}
    return say(f"rule.{row['stage']}", **dict.fromkeys(needed, "–") | shown | {"emerging_times": times})


def usual_error(error: Any) -> str:
    """Return how far off past forecasts were, as a buyer says it."""
    return say("error.usual", error=error_percent(error)) if is_known(error) else say("error.none")


def peak_words(row: Row) -> str:
    """Return when the trend next peaks, give or take how many weeks."""
    if not is_known(row["peak_week"]):
        return ""
    return say("reading.seasonal", peak=week_of_year(row["peak_week"]), give=_give_or_take(row))


def stage_words(row: Row) -> str:
    """Return the stage with its sign."""
    return say(f"stage.{row['stage']}")


def region_name(code: str) -> str:
    """Return the name of a region; a code that has no name here is shown as it is."""
    return say_or(f"region.{code}", str(Locale(language()).territories.get(code, code)))


def facet_name(facet: str) -> str:
    """Return the name of a facet; one that a user added is shown as it is."""
    return say_or(f"facet.{facet}", facet.replace("_", " ").replace("-", " ").capitalize())


def channel_names(codes: str) -> str:
    """Return the names of the channels that alerts went to, from their codes with spaces between."""
    return ", ".join(say(f"channel.{code}") for code in codes.split())


def note(row: Row, mix: str, of_label: bool) -> str:
    """Return the one line under a trend's charts: through which week, how many, how far off, from where.

    Args:
        row: the trend.
        mix: the sources and their parts, or nothing.
        of_label: whether the mix is the label's own or that of all posts.
    """
    parts = [say("note.seen", week=short_day(row["now_week"])), _sample(row), usual_error(row["usual_error"])]
    if mix:
        parts.append(say("note.mix" if of_label else "note.mix_all", mix=mix))
    return " · ".join(part for part in parts if part)


def mix_words(rows: pd.DataFrame, weight: str) -> str:
    """Return `Bluesky 70 %, Mastodon 30 %` for rows with a title and a weight."""
    total = rows[weight].sum() if len(rows) else 0
    if not total:
        return ""
    return ", ".join(f"{plain(row['title'])}{GAP}{percent(row[weight] / total)}" for _, row in rows.head(4).iterrows())


def measure(row: Row) -> str:
    """Return the row's share or value as text."""
    return amount(row["share"]) if row["magnitude"] == "value" else percent(row["share"], row["authors"])


def _change(row: Row) -> str:
    """Say the stage and the growth."""
    if not is_known(row["growth"]):
        return say("reading.unmeasured", name=named(row))
    words = growth_words(row["growth"])
    return say(f"reading.{row['stage']}", name=named(row), growth=words, interval=interval_words(row))


def _caution(row: Row) -> str:
    """Say what speaks against reading a rise as one, if anything does."""
    return say(f"reading.{row['caution']}") if is_known(row["caution"]) else ""


def named(row: Row) -> str:
    """Return the trend's name, within which label if in one, escaped for Markdown."""
    within = row.get("within_name")
    if within is None or not is_known(within):
        return plain(row["name"])
    return say("trend.within", name=plain(row["name"]), within=plain(within))


def plain_name(row: Row) -> str:
    """Return the trend's name, within which label if in one, for a box or a chart, which show plain text."""
    within = row.get("within_name")
    return say("trend.within", name=row["name"], within=within) if is_known(within) else str(row["name"])


def _season(row: Row) -> str:
    """Say the season, if there is one."""
    if not row["seasonal"]:
        return ""
    return peak_words(row) or say("reading.seasonal_no_peak")


def _give_or_take(row: Row) -> str:
    """Return half the width of the peak's interval, in weeks."""
    if not (is_known(row["peak_lo"]) and is_known(row["peak_hi"])):
        return ""
    weeks = max(1, round((row["peak_hi"] - row["peak_lo"]).days / 14))
    return say("reading.give", weeks=say_count("reading.weeks", weeks))


def _outlook(row: Row) -> str:
    """Say how the year ahead compares, where there is a forecast of its own."""
    if not is_known(row["outlook"]) or row["reason"] in ("borrowed", "no-forecast"):
        return ""
    if abs(row["outlook"]) < FLAT:
        return say("reading.outlook_flat")
    side = "up" if row["outlook"] > 0 else "down"
    return say(f"reading.outlook_{side}", outlook=signed_percent(abs(row["outlook"])).lstrip("+"))


def _caveat(row: Row) -> str:
    """Say plainly what a borrowed, missing or unsure forecast is worth."""
    if row["reason"] == "borrowed":
        return say("reading.borrowed")
    if row["reason"] == "no-forecast":
        return say("reading.no_forecast")
    return say("reading.low", why=_why_low(row)) if row["confidence"] == "low" else ""


def _why_low(row: Row) -> str:
    """Return the reason for low confidence that the thresholds point to."""
    facts = _facts(row)
    limits = facts.get("thresholds", {})
    if is_known(row["usual_error"]) and row["usual_error"] > limits.get("unsure_error", 1):
        return say("reading.low_error", error=error_percent(row["usual_error"]))
    weekly = facts.get("weekly_authors")
    if is_known(weekly) and weekly <= limits.get("unsure_authors", 0) and is_known(row["authors"]):
        return say("reading.low_authors", authors=count(row["authors"]))
    label = facts.get("label")
    if is_known(label) and label != "ensemble":
        return say("reading.low_label", label=say_or(f"low.{label}", plain(label)))
    return say("reading.low_general")


def _sample(row: Row) -> str:
    """Say how many posts by how many people."""
    if not is_known(row["authors"]) or not is_known(row["posts"]):
        return say("note.imported")
    return say("note.sample", posts=count(row["posts"]), authors=count(row["authors"]))


def _facts(row: Row) -> dict[str, Any]:
    """Return the numbers stored beside the trend."""
    facts: dict[str, Any] = json.loads(row["facts"]) if row["facts"] else {}
    return facts
