"""The job that takes a folder of pictures in: the files stay where they are, a thumbnail and what is known is kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from data.journal import JobRun, job_run
from data.progress import progress
from data.records import Reason
from data.settings import Settings
from data.store import Store
from ingest.dedupe import first_of_each
from ingest.jobs.register import Source, register, rejected_frame, source_name
from ingest.pictures import Picture, open_picture, own_pixel_limit
from ingest.privacy import mask_text
from ingest.regions import region_code
from ingest.sources.folder import Found, other_files_in, pictures_in, pictures_of

BATCH_IMAGES = 256
ID_DIGITS = 16


@dataclass(frozen=True)
class ImagesResult:
    """What came of one folder; rows in are rows stored + repeats + rejected.

    Attributes:
        looks: pictures whose names or manifest told the season.
        files_ignored: files that are no pictures by their names, not counted as rows.
    """

    source: str
    rows_in: int
    rows_stored: int
    rows_repeat: int
    rows_rejected: int
    looks: int
    files_ignored: int


def run(
    store: Store,
    folder: Path | str,
    manifest: Path | str | None = None,
    source: str | None = None,
    is_sample: bool = False,
) -> ImagesResult:
    """Take a folder of pictures in.

    Args:
        store: the warehouse.
        folder: holds the pictures, in folders of their own or not.
        manifest: a CSV that names the pictures to take (`path`) and may give designer, season, city, look, date.
        source: the name the pictures are stored under; the folder's own without it.
        is_sample: whether these are made-up pictures.

    Raises:
        BadInput: there is no such folder or manifest, or the manifest has no column of paths.
    """
    folder = Path(folder)
    found = pictures_of(Path(manifest), folder) if manifest else pictures_in(folder)
    first = next(found, None)
    ignored = 0 if manifest else other_files_in(folder)
    name = source_name(source, Path(folder.resolve().name or "images"))
    looks = 0
    with job_run(store, "ingest images", argument=folder.name, source=name) as job:
        register(store, Source(name, "images", is_sample=is_sample))
        with progress(f"Reading {folder.name}", None, "images") as advance, own_pixel_limit(), _pool() as pool:
            for batch in _batched(first, found):
                looks += _take(store, batch, name, pool, job)
                advance(len(batch))
    return ImagesResult(name, job.rows_in, job.rows_stored, job.rows_repeat, job.rows_rejected, looks, ignored)


def _take(store: Store, batch: list[Found], source: str, pool: ThreadPoolExecutor, job: JobRun) -> int:
    """Open a batch, land its pictures and refusals together, and count them; return how many have a season."""
    opened = list(pool.map(lambda found: _open(found, store.settings), batch))
    pairs = list(zip(batch, opened, strict=True))
    rows = [_row(found, picture, source) for found, picture in pairs if isinstance(picture, Picture)]
    refused = [(mask_text(found.place), reason, "{}") for found, reason in pairs if not isinstance(reason, Picture)]
    with store.transaction():
        stored = store.add("image", first_of_each(pd.DataFrame(rows), "image_id")) if rows else 0
        store.add("rejected", rejected_frame(source, pd.DataFrame(refused, columns=["place", "reason", "fields"])))
    job.rows_in += len(batch)
    job.rows_stored += stored
    job.rows_repeat += len(rows) - stored
    job.rows_rejected += len(refused)
    return sum(row["season"] is not None for row in rows)


def _open(found: Found, settings: Settings) -> Picture | Reason:
    """Open one picture."""
    if found.reason is not None or found.path is None:
        return found.reason or "no such file"
    try:
        return open_picture(found.path, settings.thumbs, settings.pixel_limit)
    except OSError:
        return "unreadable image"


def _row(found: Found, picture: Picture, source: str) -> dict[str, Any]:
    """Return the row of `image`."""
    shown_on = found.look.shown_on
    return {
        "image_id": picture.sha256[:ID_DIGITS],
        "source": source,
        "path": str(found.path),
        **vars(picture),
        **vars(found.look),
        "week": shown_on - timedelta(days=shown_on.weekday()) if shown_on else None,
        "region": region_code(found.region) if found.region else None,
    }


def _batched(first: Found | None, rest: Iterator[Found]) -> Iterator[list[Found]]:
    """Yield what was found in lists of bounded length."""
    if first is None:
        return
    batch = [first, *islice(rest, BATCH_IMAGES - 1)]
    while batch:
        yield batch
        batch = list(islice(rest, BATCH_IMAGES))


def _pool() -> ThreadPoolExecutor:
    """Return threads that decode; Pillow lets go of the interpreter while it does."""
    return ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1))
