"""What a history is marked with: events of the calendar and of the user's own file, and breaks of level, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import pandas as pd

from dashboard.formats import short_day
from dashboard.words import say, say_or
from data.events import KINDS as CALENDAR
from data.events import Event

BREAK = "break"
KINDS = (*CALENDAR, BREAK)
RESTING = ("women", "own", BREAK)  # what is marked until somebody asks for more
COLUMNS = ("kind", "event", "first_day", "last_day", "region")


@dataclass(frozen=True)
class Mark:
    """One event as a chart shows it.

    Attributes:
        kind: one of `KINDS`.
        label: a few letters: `FW25`.
        event: what it is, in full.
        first_day, last_day: its days.
        region: whose it is, `all` for everybody's.
    """

    kind: str
    label: str
    event: str
    first_day: date
    last_day: date
    region: str = "all"


def kinds() -> dict[str, str]:
    """Return the kinds of events with their names."""
    return {kind: say(f"event.{kind}") for kind in KINDS}


def marks(events: Iterable[Event], chosen: Sequence[str], region: str) -> list[Mark]:
    """Return the marks of the chosen kinds that belong to a region; every region's own for `all`."""
    return [
        _mark(event)
        for event in events
        if event.kind in chosen and (region == "all" or event.region in ("all", region.upper()))
    ]


def break_marks(seen: pd.DataFrame, broken: tuple[int, float]) -> list[Mark]:
    """Return the mark of a series' last break of level, none where it has none.

    Args:
        seen: week, y, complete.
        broken: weeks since the break, 0 for none, and level after ÷ before.
    """
    weeks, times = broken
    if not weeks:
        return []
    now = seen.loc[seen["complete"].astype(bool), "week"].max()
    day = (now - pd.Timedelta(weeks=weeks - 1)).date()
    written = f"{times:.2g}" if times < 100 else f"{times:.0f}"
    return [Mark(BREAK, f"×{written}", say("event.break_words", times=written, day=short_day(day)), day, day)]


def table(shown: Iterable[Mark]) -> pd.DataFrame:
    """Return the marks as rows of `COLUMNS`, the newest first."""
    rows = pd.DataFrame([asdict(mark) | {"kind": say(f"event.{mark.kind}")} for mark in shown])
    rows = rows.reindex(columns=list(COLUMNS)).sort_values(["first_day", "event"], ascending=[False, True])
    days = {name: pd.to_datetime(rows[name]) for name in ("first_day", "last_day")}
    return rows.assign(**days).reset_index(drop=True)


def _mark(event: Event) -> Mark:
    """Put one event into words."""
    if event.kind == "own":
        return Mark("own", event.name, event.name, event.first, event.last, event.region)
    year = f"{event.year % 100:02d}"
    if event.kind == "sale":
        return Mark("sale", say(f"event.{event.code}_short"), say(f"event.{event.code}", year=event.year), event.first,
                    event.last)  # fmt: skip
    label = f"{event.code}{year}"
    cities = ", ".join(
        say("event.city", city=say_or(f"event_city.{city}", city), first=_day(first), last=_day(last))
        for city, first, last in event.places
    )
    return Mark(
        event.kind, label, say(f"event.{event.kind}_words", season=label, cities=cities), event.first, event.last
    )


def _day(day: date) -> str:
    """Write a day without its year."""
    return say("event.day", day=day.day, month=say(f"event.month_{day.month}"))
