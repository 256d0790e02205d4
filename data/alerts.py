"""Alerts: facts about kept series, each stored once, and to which channels each is still owed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from data.desk import Desk
from data.journal import utc_now
from data.watchlist import Standing, seen_rows

CLAIM = timedelta(minutes=10)  # longer than any telling takes; an older claim was left by a run that was killed
Fact: TypeAlias = str | float | int | None


@dataclass(frozen=True)
class Alert:
    """One fact about a kept series.

    Attributes:
        alert_id: the same fact has the same id.
        name: the series', as it was kept.
        rule: stage, growth_above, growth_below, share_crosses, peak_weeks, confidence or gone.
        week: the last complete week when it was found.
        peak_week: of the rule peak_weeks.
        facts: before, now and limit, as numbers or codes; None where unknown.
    """

    alert_id: str
    series_id: str
    name: str
    rule: str
    week: date
    peak_week: date | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


def add(
    desk: Desk,
    alerts: Sequence[Alert],
    looked: Iterable[tuple[str, Standing]],
    channels: Iterable[str],
    snapshot_id: str,
) -> None:
    """Store what was found, owe it to the channels, and note how each series was seen: all of it or nothing.

    An alert that is there already is left as it is, and owed only where it never was.
    """
    found_at = _written(utc_now())
    rows = [{**_row(alert), "snapshot_id": snapshot_id, "found_at": found_at} for alert in alerts]
    owed = [{"alert_id": alert.alert_id, "channel": channel} for channel in channels for alert in alerts]
    desk.write(("alert_add", rows), ("delivery_add", owed), ("watch_seen", seen_rows(looked)))


def claimed(desk: Desk, channel: str) -> list[Alert]:
    """Return what is still owed to a channel, the oldest first, claimed for this caller alone."""
    now, claim = utc_now(), uuid.uuid4().hex
    row = {"channel": channel, "claim": claim, "now": _written(now), "stale": _written(now - CLAIM)}
    desk.write(("delivery_claim", [row]))
    return [_read(row) for row in desk.read("alert_claimed", channel=channel, claim=claim)]


def told(desk: Desk, channel: str, alerts: Sequence[Alert]) -> None:
    """Note that alerts arrived, so that they are never told there again."""
    now = _written(utc_now())
    desk.write(("delivery_told", [{"alert_id": a.alert_id, "channel": channel, "now": now} for a in alerts]))


def let_go(desk: Desk, channel: str, alerts: Sequence[Alert]) -> None:
    """Note that alerts did not arrive, so that the next run tells them."""
    desk.write(("delivery_let_go", [{"alert_id": a.alert_id, "channel": channel} for a in alerts]))


def recent(desk: Desk, most: int) -> list[tuple[Alert, dict[str, Any]]]:
    """Return the newest alerts, each with when it was found, from which snapshot, and the channels it reached."""
    rows = desk.read("alert_recent", most=most)
    return [(_read(row), {name: row[name] for name in ("found_at", "snapshot_id", "told", "owed")}) for row in rows]


def _row(alert: Alert) -> dict[str, Any]:
    """Return an alert as columns of the desk."""
    names = ("alert_id", "series_id", "name", "rule")
    peak = alert.peak_week.isoformat() if alert.peak_week else None
    known = {"week": alert.week.isoformat(), "peak_week": peak, "facts": json.dumps(dict(alert.facts))}
    return {name: getattr(alert, name) for name in names} | known


def _read(row: Mapping[str, Any]) -> Alert:
    """Return an alert from its row."""
    peak = date.fromisoformat(row["peak_week"]) if row["peak_week"] else None
    named = {name: row[name] for name in ("alert_id", "series_id", "name", "rule")}
    return Alert(**named, week=date.fromisoformat(row["week"]), peak_week=peak, facts=json.loads(row["facts"]))


def _written(moment: datetime) -> str:
    """Write a time as the desk does."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
