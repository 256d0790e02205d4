"""What the storeroom holds, how fresh it is, and what to do next: read from the warehouse, else the snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.errors import Busy, NothingThere
from data.freshness import SourceState, source_states
from data.refusals import Refusals, refusals_of
from data.settings import Settings

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Status:
    """What is there.

    Attributes:
        read_from: "warehouse", or "snapshot <id>" when another process holds the warehouse.
        rows: how many of each kind of thing.
        newest_week: the newest week of each kind that has weeks, ISO dates.
        sources: the state of each source.
        rejected: the commonest reasons for refusals, each with an example and the fix.
        waiting: masked records in the inbox.
        removals_open: removals whose rows are gone but linger in files, None where only the snapshot could be read.
        snapshot: id of the published snapshot, None before the first.
        next_step: the command that would help most now.
    """

    home: str
    read_from: str
    rows: dict[str, int]
    newest_week: dict[str, str]
    sources: tuple[SourceState, ...]
    rejected: tuple[Refusals, ...]
    waiting: int
    removals_open: int | None
    snapshot: str | None
    next_step: str


def status(settings: Settings) -> Status:
    """Read the state of the home.

    Raises:
        NothingThere: neither a warehouse nor a snapshot is there.
    """
    from data.inbox import waiting
    from data.journal import utc_now

    read_from, read = _read(settings)
    counted = read["counts"]
    rows = {str(what): int(count) for what, count in zip(counted["what"], counted["rows"], strict=True)}
    dated = counted.dropna(subset=["newest_week"])
    weeks = {what: str(week)[:10] for what, week in zip(dated["what"], dated["newest_week"], strict=True)}
    open_ones = len(read["removals"]) if "removals" in read else None
    snapshot = published(settings)
    return Status(
        home=str(settings.home),
        read_from=read_from,
        rows=rows,
        newest_week=weeks,
        sources=source_states(read["sources"], utc_now()),
        rejected=refusals_of(read["reasons"]),
        waiting=waiting(settings.inbox),
        removals_open=open_ones,
        snapshot=snapshot,
        next_step=next_step(rows, snapshot, bool(open_ones)),
    )


def _read(settings: Settings) -> tuple[str, dict[str, pd.DataFrame]]:
    """Read what the warehouse holds, or the snapshot where the warehouse is held by another process."""
    from data.snapshot import Snapshot
    from data.store import Store

    names = {"counts": "status", "sources": "status_sources", "reasons": "rejected_reasons"}
    store = Store(settings)
    try:
        return "warehouse", {
            **{what: store.read(name) for what, name in names.items()},
            "removals": store.read("removal/unfinished"),
        }
    except Busy:
        snapshot = Snapshot.current(settings)
        read = {what: snapshot.read(f"{name}_snapshot") for what, name in names.items()}
        return f"snapshot {snapshot.snapshot_id}", read


def published(settings: Settings) -> str | None:
    """Return the id of the current snapshot, None before the first."""
    from data.snapshot import current_id

    try:
        return current_id(settings)
    except NothingThere:
        return None


def next_step(rows: dict[str, int], snapshot: str | None, removal_open: bool = False) -> str:
    """Name the command that would help most, given what is there."""
    if removal_open:
        return "hemline forget --finish"
    if not rows.get("posts") and not rows.get("interest series"):
        return "hemline ingest posts FILE, or hemline demo for a sample season"
    if not rows.get("trends"):
        return "hemline run"
    return "hemline serve" if snapshot else "hemline publish"
