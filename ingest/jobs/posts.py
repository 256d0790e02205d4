"""The job that takes a file of posts into the warehouse: every row is stored, a repeat, or refused with why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from data.errors import BadInput
from data.journal import JobRun, job_run, utc_now
from data.progress import progress
from data.pseudonyms import Pseudonyms
from data.store import Store
from ingest.ahead import ahead
from ingest.clean import Cleaned, Rules, clean_batch
from ingest.dates import has_slashed, is_day_first
from ingest.dedupe import first_of_each
from ingest.jobs import repeats
from ingest.jobs.media import MediaResult, PostPictures, post_pictures
from ingest.jobs.register import Source, placed, register, rejected_frame, source_name
from ingest.regions import region_code
from ingest.sources.raw import Reading, raw_batch
from ingest.sources.recognise import recognise

ROWS_STORED_AT_ONCE = 200_000
PREVIEW_ROWS = 5
PREVIEW_LOOKED_AT = 250  # some of them may be refused
PREVIEW_COLUMNS = ["posted_at", "language", "region", "audience", "engagement", "text"]


@dataclass(frozen=True)
class IngestResult:
    """What came of one file; rows in are rows stored + repeats + rejected.

    Attributes:
        mapping: role to the column it was read from.
        rows_repaired: stored or repeated texts whose encoding was mended.
        preview: the first mapped rows of a dry run, which stores nothing.
        pictures: what came of the posts' pictures, None where they were not asked for.
    """

    source: str
    format: str
    mapping: Mapping[str, str]
    rows_in: int
    rows_stored: int
    rows_repeat: int
    rows_rejected: int
    rows_repaired: int = 0
    notes: tuple[str, ...] = ()
    preview: tuple[Mapping[str, Any], ...] = field(default=())
    pictures: MediaResult | None = None


def run(
    store: Store,
    path: Path | str,
    format: str = "auto",
    mapping: Mapping[str, str] | None = None,
    source: str | None = None,
    region: str | None = None,
    dry_run: bool = False,
    is_sample: bool = False,
    media: bool = False,
) -> IngestResult:
    """Take a file of posts in.

    Args:
        store: the warehouse.
        path: a CSV, TSV, JSONL or Parquet file.
        format: auto, table, bluesky or mastodon.
        mapping: role to column of a table, where the guess is wrong.
        source: the name the posts are stored under; the file's own without it.
        region: ISO 3166 alpha-2 code of rows that name none.
        dry_run: store nothing and return the first rows as they would be.
        is_sample: whether these are made-up posts.
        media: whether the pictures that came with the posts are fetched, once the posts are stored.

    Raises:
        BadInput: the file, a column or the region cannot be used.
        UnknownName: no such format or role.
    """
    path = Path(path)
    reading = recognise(path, format, mapping, media)
    name = source_name(source, path)
    batches = reading.batches()
    first = next(batches, raw_batch(pa.array([], pa.int64()), {}))
    pseudonyms = Pseudonyms.throwaway() if dry_run else Pseudonyms.from_settings(store.settings)
    day_first = is_day_first(first["date"])
    rules = Rules(name, checked_region(region), reading.html, day_first, utc_now(), pseudonyms)
    result = IngestResult(name, reading.format, reading.mapping, 0, 0, 0, 0, notes=_notes(reading, first, day_first))
    if dry_run:
        return replace(result, preview=_preview(first, rules))
    with job_run(store, "ingest posts", argument=path.name, source=name) as job:
        register(store, Source(name, "posts", region=rules.region, is_sample=is_sample))
        with post_pictures(store, name, path.name) if media else nullcontext() as pictures:
            repaired = _store_all(store, path, chain([first], batches), rules, job, pictures)
    repeats.run(store)
    counts = {name: getattr(job, name) for name in ("rows_in", "rows_stored", "rows_repeat", "rows_rejected")}
    return replace(result, **counts, rows_repaired=repaired, pictures=pictures.result if pictures else None)


def store_batch(store: Store, place: str, posts: pd.DataFrame, refused: pd.DataFrame, source: str, job: JobRun) -> None:
    """Land a batch's posts and refusals together, and count them; `place` is the file or service they came from."""
    with store.transaction():
        stored = store.add("post", first_of_each(posts, "post_id"))
        store.add("rejected", rejected_frame(source, placed(place, refused)))
    job.rows_in += len(posts) + len(refused)
    job.rows_stored += stored
    job.rows_repeat += len(posts) - stored
    job.rows_rejected += len(refused)


def _store_all(
    store: Store,
    path: Path,
    batches: Iterable[pa.RecordBatch],
    rules: Rules,
    job: JobRun,
    pictures: PostPictures | None,
) -> int:
    """Clean and store, reading and cleaning ahead while the last rows are stored; return how many texts were mended."""
    repaired = 0
    cleaned = ahead(clean_batch(raw, rules) for raw in ahead(batches))
    with progress(f"Reading {path.name}", None, "posts") as advance:
        for some in _gathered(cleaned):
            store_batch(store, path.name, some.posts, some.refused, rules.source, job)
            if pictures:
                pictures.take(some.posts["post_id"], some.media.to_pylist(), advance.doing)
            repaired += some.repaired
            advance(len(some.posts) + len(some.refused))
    return repaired


def _gathered(cleaned: Iterable[Cleaned]) -> Iterator[Cleaned]:
    """Yield cleaned rows in portions worth a transaction of their own."""
    held: list[Cleaned] = []
    for one in cleaned:
        held.append(one)
        if sum(len(part.posts) + len(part.refused) for part in held) >= ROWS_STORED_AT_ONCE:
            yield Cleaned.joined(held)
            held = []
    if held:
        yield Cleaned.joined(held)


def _notes(reading: Reading, first: pa.RecordBatch, day_first: bool) -> tuple[str, ...]:
    """Say what was assumed, the order of day and month among it where there are dates that need it."""
    if not has_slashed(first["date"]):
        return reading.notes
    return (*reading.notes, f"Dates such as 03/04/2024 are read {'day' if day_first else 'month'} first.")


def _preview(first: pa.RecordBatch, rules: Rules) -> tuple[Mapping[str, Any], ...]:
    """Clean the file's beginning and return its first rows."""
    rows = clean_batch(first.slice(0, PREVIEW_LOOKED_AT), rules).posts[PREVIEW_COLUMNS].head(PREVIEW_ROWS)
    plain = rows.astype(object).where(rows.notna(), None)
    return tuple({str(name): value for name, value in row.items()} for row in plain.to_dict("records"))


def checked_region(region: str | None) -> str | None:
    """Return the region as a code."""
    code = region_code(region) if region is not None else None
    if region is not None and code is None:
        raise BadInput(f"The region '{region}' is no ISO 3166 two-letter code; write it as in --region GB.")
    return code
