"""The journal: one `job_run` row for each run of a job, whatever came of it."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

import pandas as pd

from data.errors import HemlineError
from data.records import short_hash
from data.store import Store


def utc_now() -> datetime:
    """Return the time now in UTC, without a zone, as the warehouse stores it."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass
class JobRun:
    """What one run of a job did so far; the job counts into it.

    Rows in are always rows stored + repeats + rejected.
    """

    job: str
    argument: str | None = None
    source: str | None = None
    model: str | None = None
    rows_in: int = 0
    rows_stored: int = 0
    rows_repeat: int = 0
    rows_rejected: int = 0
    state: str | None = None
    detail: str | None = None


@contextlib.contextmanager
def job_run(store: Store, job: str, argument: str | None = None, source: str | None = None) -> Iterator[JobRun]:
    """Yield the run's counters and write its row at the end, as `done` or `failed`."""
    run = JobRun(job, argument, source)
    started_at = utc_now()
    try:
        yield run
    except BaseException as error:
        # The text of a fault may hold what was read; ours is masked.
        run.detail = str(error) if isinstance(error, HemlineError) else type(error).__name__
        with contextlib.suppress(Exception):
            _write(store, run, started_at, "failed")
        raise
    _write(store, run, started_at, "done")


def analysis_state(store: Store, *choices: str) -> str:
    """Return a hash of everything the analysis reads and of the choices it was given.

    Two runs with the same state give the same tables, so the second need not be made.
    """
    rows = store.read("warehouse_state").iloc[0]
    return short_hash(version("hemline"), *choices, *(str(value) for value in rows))


def done_with(store: Store, job: str, state: str) -> bool:
    """Tell whether the last finished run of a job saw the same state."""
    last = store.read("last_run", job=job)
    return bool(len(last)) and last["state"].iloc[0] == state


def _write(store: Store, run: JobRun, started_at: datetime, outcome: str) -> None:
    """Store the run's row."""
    row = {"job_id": uuid.uuid4().hex, **vars(run), "started_at": started_at, "ended_at": utc_now(), "outcome": outcome}
    store.add("job_run", pd.DataFrame([row]))
