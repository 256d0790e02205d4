"""The job that finds repeats and spam among the posts: each week anew whose posts have changed, the others never."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from data.journal import JobRun, job_run
from data.progress import progress
from data.store import Store
from ingest.repeats import RULE, repeats_of

POSTS_AT_ONCE = 200_000


@dataclass(frozen=True)
class RepeatsResult:
    """What was found in the weeks that were looked at.

    Attributes:
        posts: how many they hold.
        campaign, burst, copy, repost, near: how many of them repeat another in that way.
    """

    weeks: int = 0
    posts: int = 0
    campaign: int = 0
    burst: int = 0
    copy: int = 0
    repost: int = 0
    near: int = 0


def run(store: Store) -> RepeatsResult:
    """Look at every week whose posts, or the rule, have changed since it was looked at.

    A week is the whole of what is compared, so the order in which posts came in makes no difference, and a run
    that was stopped goes on with the weeks that are left.

    Raises:
        NothingThere: no warehouse was made yet.
    """
    due = store.read("repeat_due", rule=RULE)
    if due.empty:
        return RepeatsResult()
    with job_run(store, "ingest repeats") as job:
        kinds = _look_at_all(store, due, job)
    return RepeatsResult(len(due), job.rows_in, **kinds)


def _look_at_all(store: Store, due: pd.DataFrame, job: JobRun) -> Counter[str]:
    """Look at some weeks at a time and keep what was found; return how many repeats there are of each kind."""
    kinds: Counter[str] = Counter()
    with progress("Finding repeats", int(due["posts"].sum()), "posts") as advance:
        for some in _portions(due):
            weeks = some["week"].dt.date.tolist()
            posts = store.read("repeat_posts", weeks=weeks)
            parts = [repeats_of(of_week).assign(week=week) for week, of_week in posts.groupby("week")]
            found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
            _keep(store, weeks, found, some)
            kinds.update(found.get("kind", ()))
            job.rows_in, job.rows_repeat = job.rows_in + len(posts), job.rows_repeat + len(found)
            job.rows_stored = job.rows_in - job.rows_repeat
            advance(int(some["posts"].sum()))
    return kinds


def _portions(due: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield weeks that hold about POSTS_AT_ONCE posts together, at least one."""
    portion = (due["posts"].cumsum() - due["posts"]) // POSTS_AT_ONCE
    yield from (some for _, some in due.groupby(portion))


def _keep(store: Store, weeks: list[object], found: pd.DataFrame, some: pd.DataFrame) -> None:
    """Put what was found in the place of what was known of the weeks, together with their states."""
    with store.transaction():
        store.run("repeat_drop", weeks=weeks)
        store.run("repeat_week_drop", weeks=weeks)
        store.add("repeat", found)
        store.add("repeat_week", some.loc[some["state"].notna(), ["week", "state"]])
