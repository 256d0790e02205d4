"""The demo: the sample season through the whole line, from files to a published snapshot."""

from __future__ import annotations

import time
from dataclasses import dataclass

from analysis.jobs import pipeline
from data.errors import BadInput
from data.progress import progress
from data.sample import SampleSeason, generate
from data.settings import Settings
from data.store import Store
from ingest.jobs import images, posts, series

# Region of the sample feeds whose records name none.
FEED_REGIONS = {"bluesky": "US", "mastodon": "DE"}


@dataclass(frozen=True)
class DemoResult:
    """What the demo made.

    Attributes:
        posts: stored in this home by this run; 0 when they were there already.
        seconds: from the command to the published snapshot.
    """

    posts: int
    looks: int
    rejected: int
    series: int | None
    forecast: int | None
    briefs: int | None
    snapshot: str
    seconds: float


def run(settings: Settings, posts: int, looks: int, seed: int) -> DemoResult:
    """Make the sample season in the home, ingest it, and run the pipeline.

    Raises:
        BadInput: the home holds somebody's own data, which the sample must not mix with.
    """
    started_s = time.monotonic()
    store = Store(settings)
    _check_home(store)
    season = _generate(settings, posts, looks, seed)
    stored = _ingest(store, season)
    done = pipeline.run(store)
    seconds = round(time.monotonic() - started_s, 1)
    return DemoResult(*stored, *_counts(done), snapshot=done.snapshot, seconds=seconds)
