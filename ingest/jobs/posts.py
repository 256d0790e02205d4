"""The job that takes a file of posts into the warehouse: every row is stored, a repeat, or refused with why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.errors import BadInput
from data.journal import JobRun, job_run, utc_now
from data.progress import progress
from data.store import Store
from ingest.clean import Cleaned, Rules, clean_batch
from ingest.dates import is_day_first
from ingest.dedupe import first_of_each
from ingest.jobs.register import Source, placed, register, rejected_frame, source_name
from ingest.privacy import Pseudonyms
from ingest.sources.raw import Reading
from ingest.sources.recognise import recognise

PREVIEW_ROWS = 5
PREVIEW_COLUMNS = ["posted_at", "language", "region", "audience", "engagement", "text"]


@dataclass(frozen=True)
class IngestResult:
    """What came of one file; rows in are rows stored + repeats + rejected.

    Attributes:
        mapping: role to the column it was read from.
        rows_repaired: stored or repeated texts whose encoding was mended.
        preview: the first mapped rows of a dry run, which stores nothing.
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


def run(
    store: Store,
    path: Path | str,
    format: str = "auto",
    mapping: Mapping[str, str] | None = None,
    source: str | None = None,
    region: str | None = None,
    dry_run: bool = False,
    is_sample: bool = False,
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

    Raises:
        BadInput: the file, a column or the region cannot be used.
        UnknownName: no such format or role.
    """
    path = Path(path)
    reading = recognise(path, format, mapping)
    name = source_name(source, path)
    rules = _rules(store, reading, name, _checked_region(region), dry_run)
    if dry_run:
        return _preview(reading, rules)
    with job_run(store, "ingest posts", argument=path.name, source=name) as job:
        register(store, Source(name, "posts", region=rules.region, is_sample=is_sample))
        repaired = _store_all(store, path, reading, rules, job)
    counts = job.rows_in, job.rows_stored, job.rows_repeat, job.rows_rejected
    return IngestResult(
        name, reading.format, reading.mapping, *counts, repaired, reading.notes + _date_note(reading, rules)
    )


def _store_all(store: Store, path: Path, reading: Reading, rules: Rules, job: JobRun) -> int:
    """Clean and store batch by batch; return how many texts were mended."""
    repaired = 0
    with progress(f"Reading {path.name}", None, "posts") as advance:
        for raw in reading.batches():
            cleaned = clean_batch(raw, rules)
            _store_batch(store, path, cleaned, rules.source, job)
            repaired += cleaned.repaired
            advance(len(raw))
    return repaired


def _store_batch(store: Store, path: Path, cleaned: Cleaned, source: str, job: JobRun) -> None:
    """Land a batch's posts and refusals together, and count them."""
    with store.transaction():
        stored = store.add("post", first_of_each(cleaned.posts, "post_id"))
        store.add("rejected", rejected_frame(source, placed(path.name, cleaned.refused)))
    job.rows_in += len(cleaned.posts) + len(cleaned.refused)
    job.rows_stored += stored
    job.rows_repeat += len(cleaned.posts) - stored
    job.rows_rejected += len(cleaned.refused)


def _rules(store: Store, reading: Reading, name: str, region: str | None, dry_run: bool) -> Rules:
    """Settle how rows become posts, the order of day and month by the file's first batch."""
    first = next(iter(reading.batches()), None)
    day_first = is_day_first(first["date"]) if first is not None else True
    pseudonyms = Pseudonyms.throwaway() if dry_run else Pseudonyms.from_settings(store.settings)
    return Rules(name, region, reading.html, day_first, utc_now(), pseudonyms)


def _date_note(reading: Reading, rules: Rules) -> tuple[str, ...]:
    """Say how slashed dates were read, where there are any."""
    first = next(iter(reading.batches()), None)
    if first is None or not first["date"].to_pandas().str.match(r"\d{1,2}[/.]\d{1,2}[/.]\d{2}", na=False).any():
        return ()
    return (f"Dates such as 03/04/2024 were read {'day' if rules.day_first else 'month'} first.",)


def _preview(reading: Reading, rules: Rules) -> IngestResult:
    """Clean the first batch and show its first rows."""
    first = next(iter(reading.batches()), None)
    if first is None:
        return IngestResult(rules.source, reading.format, reading.mapping, 0, 0, 0, 0, notes=reading.notes)
    cleaned = clean_batch(first.slice(0, 50 * PREVIEW_ROWS), rules)
    rows = cleaned.posts[PREVIEW_COLUMNS].head(PREVIEW_ROWS)
    plain = rows.astype(object).where(rows.notna(), None)
    shown = tuple({str(name): value for name, value in row.items()} for row in plain.to_dict("records"))
    notes = reading.notes + _date_note(reading, rules)
    return IngestResult(rules.source, reading.format, reading.mapping, 0, 0, 0, 0, 0, notes, shown)


def _checked_region(region: str | None) -> str | None:
    """Return the region as a code."""
    if region is None:
        return None
    if not re.fullmatch(r"[A-Za-z]{2}", region.strip()):
        raise BadInput(f"The region '{region}' is no ISO 3166 two-letter code; write it as in --region GB.")
    return region.strip().upper()
