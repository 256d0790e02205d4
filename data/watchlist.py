"""The watchlist: the series somebody keeps, what they want to hear of each, and how it was at the last look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from data.desk import Desk
from data.errors import BadInput
from data.journal import utc_now

LONGEST_WEEKS = 52


@dataclass(frozen=True)
class Limits:
    """What is worth an alert; None is not watched.

    Attributes:
        on_stage: when the stage changes.
        on_confidence: when the confidence falls.
        growth_above: when the growth on the year before rises above this; 0.3 is +30 %.
        growth_below: when it falls below this.
        share_crosses: when the share of people crosses this, either way; an imported series has none.
        peak_weeks: when the next peak is so many weeks away, or fewer.

    Raises:
        BadInput: a limit lies where nothing can.
    """

    on_stage: bool = True
    on_confidence: bool = True
    growth_above: float | None = 0.3
    growth_below: float | None = -0.3
    share_crosses: float | None = 0.01
    peak_weeks: int | None = 8

    def __post_init__(self) -> None:
        for growth in (self.growth_above, self.growth_below):
            if growth is not None and not growth > -1:
                raise BadInput(
                    f"A growth of {growth:.0%} is no limit, for nothing falls by more; give one above -100 %."
                )
        if self.share_crosses is not None and not 0 < self.share_crosses < 1:
            raise BadInput(f"A share of {self.share_crosses:.0%} is no limit; give one between 0 and 100 %.")
        if self.peak_weeks is not None and not 1 <= self.peak_weeks <= LONGEST_WEEKS:
            raise BadInput(f"{self.peak_weeks} weeks to a peak is no limit; give 1 to {LONGEST_WEEKS}.")


@dataclass(frozen=True)
class Standing:
    """How a series stands in one snapshot; the stage is None where it is not followed.

    Attributes:
        week: its last complete week.
        share: None for an imported series.
    """

    week: date
    stage: str | None = None
    growth: float | None = None
    share: float | None = None
    peak_week: date | None = None
    confidence: str | None = None

    @classmethod
    def from_trend(cls, row: Mapping[Any, Any]) -> Standing:
        """Read it from a row of the table `trend`."""
        known = {name: row[name] for name in ("growth", "share", "peak_week") if pd.notna(row[name])}
        return cls(
            week=row["now_week"].date(),
            stage=row["stage"],
            growth=float(known["growth"]) if "growth" in known else None,
            share=float(known["share"]) if row["magnitude"] != "value" else None,
            peak_week=known["peak_week"].date() if "peak_week" in known else None,
            confidence=row["confidence"],
        )


@dataclass(frozen=True)
class Watch:
    """One series that is kept.

    Attributes:
        name: as the page showed it when it was kept.
        kept_at: ISO 8601, UTC.
        seen: how it was when it was last looked at.
        peak_told: the last peak that was told.
    """

    series_id: str
    name: str
    kept_at: str
    limits: Limits
    seen: Standing
    peak_told: date | None = None


def keep(desk: Desk, series_id: str, name: str, seen: Standing) -> bool:
    """Keep a series with the usual limits; return whether it was not kept before."""
    share = Limits.share_crosses if seen.share is not None else None
    return put_back(desk, Watch(series_id, name, f"{utc_now():%Y-%m-%dT%H:%M:%SZ}", Limits(share_crosses=share), seen))


def put_back(desk: Desk, watch: Watch) -> bool:
    """Keep a series as it was kept before; return whether it was gone."""
    row = {
        **{name: getattr(watch, name) for name in ("series_id", "name", "kept_at")},
        **asdict(watch.limits),
        **_written(watch.seen),
    }
    return desk.write(("watch_keep", [row])) > 0


def unkeep(desk: Desk, series_id: str) -> Watch | None:
    """Stop keeping a series; return what was kept, None where it was not."""
    kept = next((watch for watch in watches(desk) if watch.series_id == series_id), None)
    desk.write(("watch_drop", [{"series_id": series_id}]))
    return kept


def limit(desk: Desk, limits: Mapping[str, Limits]) -> int:
    """Set the limits of kept series by their ids; return how many were set."""
    return desk.write(("watch_limit", [{"series_id": key, **asdict(each)} for key, each in limits.items()]))


def watches(desk: Desk) -> list[Watch]:
    """Return what is kept, the first kept first."""
    return [_read(row) for row in desk.read("watch_list")]


def seen_rows(seen: Iterable[tuple[str, Standing]]) -> list[dict[str, Any]]:
    """Return the parameters of `watch_seen`, which says how each series was at the last look."""
    return [{"series_id": series_id, **_written(standing)} for series_id, standing in seen]


def _written(standing: Standing) -> dict[str, Any]:
    """Return a standing as columns of the desk."""
    peak = standing.peak_week
    return asdict(standing) | {"week": standing.week.isoformat(), "peak_week": peak.isoformat() if peak else None}


def _read(row: Mapping[str, Any]) -> Watch:
    """Return a watch from its row."""
    limits = {name: row[name] for name in Limits.__dataclass_fields__}
    limits |= {name: bool(row[name]) for name in ("on_stage", "on_confidence")}
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("peak_week", "peak_told")}
    seen = Standing(
        week=date.fromisoformat(row["week"]),
        peak_week=days["peak_week"],
        **{name: row[name] for name in ("stage", "growth", "share", "confidence")},
    )
    return Watch(row["series_id"], row["name"], row["kept_at"], Limits(**limits), seen, days["peak_told"])
