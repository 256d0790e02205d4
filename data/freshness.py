"""How fresh each source is: its newest post against the newest of all, its last whole week, and whether it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

LIVE_SILENT = timedelta(days=2)  # a live source that brought nothing for longer has stopped


@dataclass(frozen=True)
class SourceState:
    """One source.

    Attributes:
        rows: posts, records, pictures or weeks it holds.
        first_at: of its oldest row, UTC; None where no row has a date.
        last_at: of its newest row.
        days_behind: from its newest row to the newest of all sources of its kind.
        whole_week: Monday of its last complete week: later ones are not counted yet; None for pictures and series.
        live: whether it is listened to, so that it has a place where it goes on.
        stopped: whether it is live and brought nothing for two days.
    """

    source: str
    kind: str
    rows: int
    authors: int
    first_at: datetime | None
    last_at: datetime | None
    days_behind: int | None
    whole_week: date | None
    live: bool
    stopped: bool

    @property
    def sentence(self) -> str:
        """What a reader is told."""
        if self.last_at is None:
            return f"{self.rows:,} {_unit(self.kind)}, none of them dated" if self.rows else "empty"
        parts = [f"{self.rows:,} {_unit(self.kind)}"]
        if self.authors:
            parts.append("1 person" if self.authors == 1 else f"{self.authors:,} people")
        parts.append(f"{self.first_at:%Y-%m-%d} to {self.last_at:%Y-%m-%d}")
        if self.days_behind:
            parts.append(f"{self.days_behind:,} days behind the newest")
        parts += self._weeks(self.last_at.date())
        if self.stopped:
            parts.append("live, but silent for two days")
        return ", ".join(parts)

    def _weeks(self, last_day: date) -> list[str]:
        """Say to where the weeks are counted, unless it is to the end."""
        if self.whole_week is None or last_day < self.whole_week + timedelta(weeks=1):
            return []
        if self.first_at and self.first_at.date() >= self.whole_week + timedelta(weeks=1):
            return ["no week is whole yet"]
        return [f"counted to the week of {self.whole_week}, the next is not whole yet"]


def source_states(sources: pd.DataFrame, now: datetime) -> tuple[SourceState, ...]:
    """Return the state of each source.

    Args:
        sources: columns source, kind, live, rows, authors, first_at, last_at.
        now: UTC.
    """
    newest = sources.groupby("kind")["last_at"].transform("max")
    return tuple(_state(row, last, now) for row, last in zip(sources.itertuples(), newest, strict=True))


def _state(row: Any, newest: Any, now: datetime) -> SourceState:
    """Return the state of one source."""
    first_at, last_at = _time(row.first_at), _time(row.last_at)
    return SourceState(
        source=row.source,
        kind=row.kind,
        rows=int(row.rows),
        authors=int(row.authors),
        first_at=first_at,
        last_at=last_at,
        days_behind=None if last_at is None else (newest.date() - last_at.date()).days,
        whole_week=_whole_week(last_at) if row.kind in ("posts", "labels") else None,
        live=bool(row.live),
        stopped=bool(row.live) and (last_at is None or now - last_at > LIVE_SILENT),
    )


def _whole_week(last_at: datetime | None) -> date | None:
    """Return the Monday of the last week whose Sunday a source has reached."""
    if last_at is None:
        return None
    monday = last_at.date() - timedelta(days=last_at.weekday())
    return monday if last_at.isoweekday() == 7 else monday - timedelta(weeks=1)


def _time(value: Any) -> datetime | None:
    return None if value != value or value is None else value.to_pydatetime()


def _unit(kind: str) -> str:
    return {"labels": "records", "images": "pictures", "series": "weeks"}.get(kind, "posts")
