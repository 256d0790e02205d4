"""The pipeline: every step between ingest and the dashboard, in order, each safe to run again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from analysis.jobs import briefs, forecast, styles, tag, topics
from data.errors import NothingThere
from data.journal import analysis_state, done_with
from data.snapshot import current_id, is_published, publish
from data.store import Store

Result = TypeVar("Result")


@dataclass(frozen=True)
class PipelineResult:
    """What each step said, and the snapshot that carries it.

    A step after tagging is None where it had nothing new to read; so is styles where there are no pictures.
    """

    tag: tag.TagResult
    styles: styles.StylesResult | None
    topics: topics.TopicsResult | None
    forecast: forecast.ForecastResult | None
    briefs: briefs.BriefsResult | None
    snapshot: str


def run(store: Store, profile: str = "fast", limit: int = 600) -> PipelineResult:
    """Tag, group looks, find topics, forecast, write briefs and publish; a step with nothing new to read is not made.

    Args:
        profile: fast or best.
        limit: at most this many series are forecast.

    Raises:
        NothingThere: no post, picture or series was taken in yet.
    """
    pictures = _refuse_nothing(store)
    tagged = tag.run(store)
    grouped = styles.run(store) if pictures else None
    state = analysis_state(store, profile, str(limit), str(store.settings.loudest))
    found = _once(store, "topics", state, lambda: topics.run(store, profile=profile, state=state))
    foreseen = _once(store, "forecast", state, lambda: forecast.run(store, profile=profile, limit=limit, state=state))
    written = _once(store, "briefs", state, lambda: briefs.run(store, state=state))
    return PipelineResult(tagged, grouped, found, foreseen, written, _published(store, state))


def _refuse_nothing(store: Store) -> int:
    """Refuse a home with nothing to read: its dashboard would be empty; return how many pictures it has."""
    there = store.read("warehouse_state").iloc[0]
    if not there[["posts", "images", "interest"]].sum():
        raise NothingThere(
            f"{store.settings.home} holds no posts, pictures or series yet; "
            "run 'hemline ingest posts FILE' or 'hemline demo' first."
        )
    return int(there["images"])


def _once(store: Store, job: str, state: str, work: Callable[[], Result]) -> Result | None:
    """Do a step unless its last run read the same state."""
    return None if done_with(store, job, state) else work()


def _published(store: Store, state: str) -> str:
    """Return the id of a snapshot of this state: the current one where it was the last published and is still there."""
    if done_with(store, "publish", state) and is_published(store.settings):
        return current_id(store.settings)
    return publish(store, state)
