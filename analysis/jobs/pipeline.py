"""The pipeline: every step between ingest and the dashboard, in order, each safe to run again."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from analysis.jobs import briefs, forecast, tag, topics
from data.errors import NothingThere
from data.journal import job_run
from data.records import short_hash
from data.snapshot import current_id, publish
from data.store import Store


@dataclass(frozen=True)
class PipelineResult:
    """What each step said, and the snapshot that carries it.

    The steps after tagging are None where nothing had changed since the snapshot.
    """

    tag: tag.TagResult
    topics: topics.TopicsResult | None
    forecast: forecast.ForecastResult | None
    briefs: briefs.BriefsResult | None
    snapshot: str


def run(store: Store, profile: str = "fast", limit: int = 600) -> PipelineResult:
    """Tag, find topics, forecast, write briefs and publish; what was analysed already is not analysed again.

    Args:
        profile: fast or best.
        limit: at most this many series are forecast.
    """
    tagged = tag.run(store)
    state = _state(store, profile, limit)
    snapshot = _unchanged(store, state)
    if snapshot is not None:
        return PipelineResult(tagged, None, None, None, snapshot)
    found = topics.run(store, profile=profile)
    foreseen = forecast.run(store, profile=profile, limit=limit)
    written = briefs.run(store)
    with job_run(store, "run", argument=profile) as job:
        snapshot, job.detail = publish(store), state
    return PipelineResult(tagged, found, foreseen, written, snapshot)


def _state(store: Store, profile: str, limit: int) -> str:
    """Return a hash of everything the steps after tagging read."""
    rows = store.read("warehouse_state").iloc[0]
    return short_hash(version("hemline"), profile, str(limit), *(str(value) for value in rows))


def _unchanged(store: Store, state: str) -> str | None:
    """Return the current snapshot if the last run saw the same state, else None."""
    last = store.read("last_run", job="run")
    try:
        return current_id(store.settings) if len(last) and last["detail"].iloc[0] == state else None
    except NothingThere:
        return None
