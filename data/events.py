"""Events that a history is read against: show weeks, selling seasons and sales by rule, and the user's own by file."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

KINDS = ("women", "men", "couture", "season", "sale", "own")
FILES = ("events.csv", "events.toml")
MOST, LONGEST = 500, 80
WRITE = "write it as 2025-12-31"


@dataclass(frozen=True)
class Event:
    """Something on the calendar.

    Attributes:
        kind: one of `KINDS`.
        code: the season (SS, FW), the sale (winter, summer, black-friday), or nothing for the user's own.
        year: of the season or sale.
        first, last: its days.
        places: of shows, each city with its first and last day.
        name, region: of the user's own; `all` for everywhere.
    """

    kind: str
    code: str
    year: int
    first: date
    last: date
    places: tuple[tuple[str, date, date], ...] = ()
    name: str = ""
    region: str = "all"


@dataclass(frozen=True)
class OwnEvents:
    """The user's own events, and a sentence on each row that cannot be used."""

    events: tuple[Event, ...]
    refused: tuple[str, ...]


def calendar(first: date, last: date) -> list[Event]:
    """Return the show weeks, selling seasons and sales that touch a span of days, in their order."""
    years = range(first.year - 1, last.year + 2)
    every = [event for year in years for event in (*_shows(year), *_seasons(year), *_sales(year))]
    return sorted(
        (event for event in every if event.last >= first and event.first <= last), key=lambda event: event.first
    )


def own(home: Path) -> OwnEvents:
    """Read `events.csv` (columns date, name and, if wanted, until and region) and `events.toml` (tables `[[event]]` of
    the same names) of a home; what cannot be used is told and left out.
    """
    read = [_read(home / name) for name in FILES]
    events = [event for each in read for event in each.events]
    refused = [sentence for each in read for sentence in each.refused]
    if len(events) > MOST:
        refused.append(f"Of your {len(events)} events the first {MOST} are shown; shorten {' or '.join(FILES)}.")
    return OwnEvents(tuple(sorted(events[:MOST], key=lambda event: event.first)), tuple(refused))


def retail_year(year: int) -> date:
    """Return the first day of a retail year: the Sunday after the Saturday nearest to 31 January."""
    january = date(year, 1, 31)
    return january + timedelta(days=(5 - january.weekday() + 3) % 7 - 3 + 1)


def _shows(year: int) -> Iterator[Event]:
    """Return the shows of one year."""
    for show in _rules("shows")["show"]:
        places = tuple((each["city"], *_days(year, each)) for each in show["cities"])
        yield Event(
            show["kind"], show["season"], year + show["ahead"], min(place[1] for place in places),
            max(place[2] for place in places), places,
        )  # fmt: skip


def _seasons(year: int) -> Iterator[Event]:
    """Return the selling seasons of one retail year."""
    start, end = retail_year(year), retail_year(year + 1)
    for season in _rules("retail")["season"]:
        opens = start + timedelta(weeks=season["weeks"][0] - 1)
        yield Event(
            "season", season["season"], year, opens,
            min(start + timedelta(weeks=season["weeks"][1]), end) - timedelta(days=1),
        )  # fmt: skip


def _sales(year: int) -> Iterator[Event]:
    """Return the sales of one year; one that runs over the turn of the year carries the later one."""
    rules = _rules("retail")
    for sale in rules["sale"]:
        first, last = _days(year, sale)
        yield Event("sale", sale["sale"], last.year, first, last)
    for sale in rules["friday"]:
        month = date(year, sale["month"], 1)
        thursday = month + timedelta(days=(3 - month.weekday()) % 7, weeks=sale["thursday"] - 1)
        yield Event("sale", sale["sale"], year, thursday + timedelta(days=1), thursday + timedelta(days=sale["days"]))


def _days(year: int, rule: Mapping[str, str]) -> tuple[date, date]:
    """Return the first and last day of a rule in one year; a last day before the first lies in the next year."""
    first, last = (date.fromisoformat(f"{year}-{rule[name]}") for name in ("from", "to"))
    return first, last if last >= first else last.replace(year=year + 1)


@cache
def _rules(name: str) -> dict[str, Any]:
    """Read a file of rules once."""
    return tomllib.loads(files("data").joinpath("calendars", f"{name}.toml").read_text(encoding="utf-8"))


def _read(path: Path) -> OwnEvents:
    """Read one file of the user's; none where it is not there."""
    if not path.is_file():
        return OwnEvents((), ())
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(_table(text) if path.suffix == ".csv" else _entries(text))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error) as error:
        return OwnEvents((), (f"{path.name} cannot be read ({error}); give a UTF-8 file as docs/trends.md shows it.",))
    if rows and not any({"date", "name"} <= set(row) for _, row in rows):
        return OwnEvents((), (f"{path.name} has no columns 'date' and 'name'; give each event both.",))
    return _made(path.name, rows)


def _table(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the rows of a CSV with the place of each."""
    reader = csv.DictReader(text.splitlines(), skipinitialspace=True)
    for row in reader:
        yield f"line {reader.line_num}", {str(key).strip().lower(): value for key, value in row.items()}


def _entries(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the tables of a TOML file with the place of each."""
    entries = tomllib.loads(text).get("event", [])
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries], 1):
        yield f"event {number}", entry if isinstance(entry, dict) else {}


def _made(name: str, rows: Iterable[tuple[str, dict[str, Any]]]) -> OwnEvents:
    """Make an event of each row, or a sentence."""
    events, refused = [], []
    for place, row in rows:
        made = _event(row)
        if isinstance(made, Event):
            events.append(made)
        else:
            refused.append(f"{name}, {place}: {made}")
    return OwnEvents(tuple(events), tuple(refused))


def _event(row: Mapping[str, Any]) -> Event | str:
    """Return the event of one row, or what is wrong with it."""
    name, region = (" ".join(str(row.get(key) or "").split()) for key in ("name", "region"))
    first = _day(row.get("date"))
    last = _day(row["until"]) if row.get("until") else first
    if not name or len(name) > LONGEST:
        return f"the name '{name[:LONGEST]}' has {len(name)} letters; give 1 to {LONGEST}."
    if first is None:
        return f"the date '{row.get('date') or ''}' is not a day; {WRITE}."
    if last is None or last < first:
        return f"until '{row['until']}' is not a day from '{first}' on; {WRITE}."
    return Event("own", "", first.year, first, last, name=name, region=region.upper() or "all")


def _day(value: Any) -> date | None:
    """Return the day of a cell, None where it holds none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        return None
