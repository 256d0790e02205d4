"""Sentences about alerts, rendered from their facts: for the pages, for letters, and for machines."""

from __future__ import annotations

from dashboard.formats import GAP, percent, signed_percent, week_of_year
from dashboard.words import say, say_count
from data.alerts import Alert, Fact


def sentence(alert: Alert, name: str) -> str:
    """Return what an alert says, in plain text.

    Args:
        alert: the facts.
        name: the series' name, as it is to stand in the sentence; a page gives it escaped.
    """
    before, now, limit = (alert.facts.get(part) for part in ("before", "now", "limit"))
    if alert.rule == "gone":
        return say("alert.gone", name=name)
    if alert.rule == "stage" and before is None:
        return say("alert.back", name=name, now=say(f"stage_plain.{now}"))
    if alert.rule in ("stage", "confidence"):
        group = "stage_plain" if alert.rule == "stage" else "confidence"
        return say(f"alert.{alert.rule}", name=name, before=say(f"{group}.{before}"), now=say(f"{group}.{now}"))
    if alert.rule == "peak_weeks":
        weeks = say_count("alert.weeks", float(now or 0))
        return say("alert.peak_weeks", name=name, peak=week_of_year(alert.peak_week or alert.week), weeks=weeks)
    return _level(alert.rule, name, before, now, limit)


def limit_words(rule: str, limit: float) -> str:
    """Return a limit as a page names it, such as `growth above +30 %`."""
    return say(f"limit.{rule}", limit=_limit(rule, limit))


def _level(rule: str, name: str, before: Fact, now: Fact, limit: Fact) -> str:
    """Say that a growth or a share crossed its limit."""
    is_up = _float(now) > _float(limit)
    key = "growth" if rule != "share_crosses" else "share"
    was = say("alert.was", before=_number(rule, before)) if before is not None else ""
    side = "above" if is_up else "below"
    return say(f"alert.{key}_{side}", name=name, now=_number(rule, now), limit=_limit(rule, limit), was=was)


def _limit(rule: str, limit: Fact) -> str:
    """Write a limit as it was set: a growth with its sign, a share in per cent, weeks as a number."""
    if rule == "peak_weeks":
        return f"{_float(limit):g}"
    return f"{_float(limit) * 100:g}{GAP}%" if rule == "share_crosses" else signed_percent(_float(limit))


def _number(rule: str, value: Fact) -> str:
    """Write a growth with its sign, or a share with as many digits as it bears."""
    return percent(_float(value)) if rule == "share_crosses" else signed_percent(_float(value))


def _float(value: Fact) -> float:
    """Return a fact that is a number."""
    return float(value or 0)
