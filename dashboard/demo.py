"""The demo: the sample season through the whole line, from files to a published snapshot."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from analysis.jobs import pipeline
from data.errors import BadInput
from data.progress import progress
from data.sample import SampleSeason, generate
from data.settings import Settings
from data.store import Store
from ingest.jobs import images, posts, series


@dataclass(frozen=True)
class DemoResult:
    """What the demo made in this run; a second run finds everything there and makes nothing.

    Attributes:
        posts: posts stored.
        looks: pictures stored.
        rejected: rows and pictures refused, the planted bad ones among them.
        series_forecast: None where nothing had changed since the last run.
        seconds: from the command to the published snapshot.
    """

    posts: int
    looks: int
    rejected: int
    series_forecast: int | None
    briefs: int | None
    note: str | None
    snapshot: str
    seconds: float


def run(settings: Settings, post_count: int, look_count: int, seed: int) -> DemoResult:
    """Make the sample season in the home, ingest it, and run the pipeline.

    Raises:
        BadInput: the home holds somebody's own data, or another sample season, which this one must not mix with.
    """
    started_s = time.monotonic()
    store = Store(settings)
    _check_home(store)
    settings.make_home()
    season = _season(settings.home / "sample", post_count, look_count, seed)
    stored_posts, stored_looks, rejected = _ingest(store, season)
    done = pipeline.run(store)
    return DemoResult(
        posts=stored_posts,
        looks=stored_looks,
        rejected=rejected,
        series_forecast=done.forecast.series if done.forecast else None,
        briefs=done.briefs.briefs if done.briefs else None,
        note=done.tag.note,
        snapshot=done.snapshot,
        seconds=round(time.monotonic() - started_s, 1),
    )


def _check_home(store: Store) -> None:
    """Refuse a home with somebody's own data in it."""
    if not store.settings.warehouse.is_file():
        return
    own = store.read("own_sources")["source"].tolist()
    if own:
        raise BadInput(
            f"{store.settings.home} holds your own data ({', '.join(own[:3])}), "
            "which the sample season must not mix with; "
            "give the demo a home of its own: HEMLINE_HOME=FOLDER hemline demo."
        )


def _season(folder: Path, post_count: int, look_count: int, seed: int) -> SampleSeason:
    """Make the sample season, or take the one that is there if it is the same; never a second one beside the first."""
    season = SampleSeason(folder)
    if not season.truth.is_file():
        with progress("Making the sample season", post_count, "posts") as advance:
            season = generate(folder, posts=post_count, looks=look_count, seed=seed)
            advance(post_count)
        return season
    truth = json.loads(season.truth.read_text(encoding="utf-8"))
    made = truth["posts"], len(truth["looks"]), truth["seed"]
    if made != (post_count, look_count, seed):
        raise BadInput(
            f"{folder} holds the sample season of {made[0]:,} posts, {made[1]} looks and seed {made[2]}; "
            "ask for the same one, or give the demo another home: HEMLINE_HOME=FOLDER hemline demo."
        )
    return season


def _ingest(store: Store, season: SampleSeason) -> tuple[int, int, int]:
    """Take every file of the season in; return posts stored, pictures stored, and refusals."""
    taken = [
        posts.run(store, file.path, file.format, source=f"sample-{file.format}", region=file.region, is_sample=True)
        for file in season.post_files
    ]
    shown = images.run(store, season.looks, source="sample-runway", is_sample=True)
    series.run(store, season.interest, source="sample-interest", is_sample=True)
    rejected = sum(result.rows_rejected for result in taken) + shown.rows_rejected
    return sum(result.rows_stored for result in taken), shown.rows_stored, rejected
