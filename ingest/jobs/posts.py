"""The job that takes files of posts into the warehouse: every row is stored, a repeat, or refused with why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from data.errors import BadInput
from data.journal import job_run, utc_now
from data.progress import progress
from data.pseudonyms import Pseudonyms
from data.store import Store
from ingest.clean import Cleaned, Rules, clean_batch
from ingest.jobs import repeats
from ingest.jobs.intake import Intake, rules_for
from ingest.jobs.media import MediaResult, post_pictures
from ingest.jobs.register import Source, register, source_name
from ingest.regions import region_code
from ingest.sources.container import Member, Opened, bare_name
from ingest.sources.raw import Reading, raw_batch
from ingest.sources.recognise import check_format, recognise

PREVIEW_ROWS = 5
PREVIEW_LOOKED_AT = 250  # some of them may be refused
PREVIEW_COLUMNS = ["posted_at", "language", "region", "audience", "engagement", "text"]
NAMED_FILES = 3  # of those left out


@dataclass(frozen=True)
class IngestResult:
    """What came of one file, archive or folder; rows in are rows stored + repeats + rejected.

    Attributes:
        format: what was recognised, with the number of files where there are several.
        mapping: role to the column it was read from; of the first file where there are several.
        files: that could be read.
        rows_repaired: stored or repeated texts whose encoding was mended.
        preview: the first mapped rows of a dry run, which stores nothing; None where it was none.
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
    files: int = 1
    notes: tuple[str, ...] = ()
    preview: tuple[Mapping[str, Any], ...] | None = None
    pictures: MediaResult | None = None


@dataclass(frozen=True)
class _Recognised:
    """What was given, told: the files that can be read, and why others cannot."""

    readings: tuple[tuple[Member, Reading], ...]
    refused: tuple[tuple[Member, BadInput], ...]
    left_out: tuple[str, ...]

    @classmethod
    def of(cls, path: Path, format_: str, mapping: Mapping[str, str] | None, media: bool) -> _Recognised:
        """Recognise each file; where none can be read, the first one's reason is raised."""
        check_format(format_, mapping)
        opened = Opened.of(path)
        readings: list[tuple[Member, Reading]] = []
        refused: list[tuple[Member, BadInput]] = []
        for member in opened.members:
            try:
                readings.append((member, recognise(member, format_, mapping, media)))
            except BadInput as error:
                refused.append((member, error))
        if not readings:
            raise refused[0][1]
        return cls(tuple(readings), tuple(refused), opened.left_out)

    @property
    def format(self) -> str:
        """The formats, counted where they are of several files."""
        names = [reading.format for _, reading in self.readings]
        if len(names) == 1:
            return names[0]
        counts = {name: names.count(name) for name in names}
        return ", ".join(f"{name} ({count:,} file{'' if count == 1 else 's'})" for name, count in counts.items())

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed, what is read in another way than the first file, and what is not read at all."""
        assumed = dict.fromkeys(note for _, reading in self.readings for note in reading.notes)
        refused = [str(error) for _, error in self.refused]
        return (*assumed, *self._other_mappings(), *refused, *_left_out(self.left_out))

    def _other_mappings(self) -> Iterator[str]:
        """Yield each way of mapping but the first file's, with the first file that is read so."""
        first_with: dict[str, tuple[Member, Reading]] = {}
        for member, reading in self.readings:
            first_with.setdefault(told_mapping(reading.mapping), (member, reading))
        for mapping, (member, reading) in list(first_with.items())[1 : NAMED_FILES + 1]:
            yield f"{member.name} ({reading.format}) is mapped {mapping}."
        if len(first_with) > NAMED_FILES + 1:
            more = len(first_with) - NAMED_FILES - 1
            yield f"Others are mapped in {more:,} more ways; take them in by themselves to see."


def told_mapping(mapping: Mapping[str, str]) -> str:
    """Write a mapping as `--map` takes it."""
    return ", ".join(f"{role}={column}" for role, column in mapping.items())


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
    """Take a file, an archive or a folder of posts in.

    Args:
        store: the warehouse.
        path: a CSV, TSV, XLSX, JSONL, JSON, Parquet or SQLite file, plain or packed as `.gz` or `.zst`, a ZIP archive
            of such files, or a folder of them.
        format: auto, or one of the formats of `ingest.sources.recognise`.
        mapping: role to column of a table, where the guess is wrong.
        source: the name the posts are stored under; the file's own without it.
        region: ISO 3166 alpha-2 code of rows that name none.
        dry_run: store nothing and return the first rows as they would be.
        is_sample: whether these are made-up posts.
        media: whether the pictures that came with the posts are fetched, once the posts are stored.

    Raises:
        BadInput: no file, a column or the region cannot be used.
        UnknownName: no such format or role.
    """
    path = Path(path)
    name = source_name(source, Path(bare_name(path.resolve().name)))
    found = _Recognised.of(path, format, mapping, media)
    pseudonyms = Pseudonyms.throwaway() if dry_run else Pseudonyms.from_settings(store.settings)
    rules = Rules(name, checked_region(region), False, True, utc_now(), pseudonyms)
    result = IngestResult(name, found.format, found.readings[0][1].mapping, 0, 0, 0, 0, files=len(found.readings))
    if dry_run:
        preview, assumed = _preview([reading for _, reading in found.readings], rules)
        return replace(result, preview=preview, notes=(*found.notes, *assumed))
    with job_run(store, "ingest posts", argument=path.name, source=name) as job:
        register(store, Source(name, "posts", region=rules.region, is_sample=is_sample))
        with (
            post_pictures(store, name, path.name) if media else nullcontext() as pictures,
            progress(f"Reading {path.name}", None, "posts") as advance,
        ):
            intake = Intake(store, rules, job, advance, pictures)
            for member, error in found.refused:
                intake.refuse(member, error)
            for member, reading in found.readings:
                intake.take(member, reading)
    repeats.run(store)
    counts = {name: getattr(job, name) for name in ("rows_in", "rows_stored", "rows_repeat", "rows_rejected")}
    shown = pictures.result if pictures else None
    notes = (*found.notes, *intake.notes)
    return replace(result, **counts, rows_repaired=intake.repaired, notes=notes, pictures=shown)


def _preview(readings: Sequence[Reading], rules: Rules) -> tuple[tuple[Mapping[str, Any], ...], tuple[str, ...]]:
    """Clean the files' beginnings; return the first rows, and what was assumed or is wrong with all of them."""
    rows: list[Mapping[str, Any]] = []
    notes: dict[str, None] = {}
    for reading in readings:
        if len(rows) < PREVIEW_ROWS:
            cleaned, assumed = _beginning(reading, rules)
            rows.extend(_plain_rows(cleaned.posts))
            notes.update(dict.fromkeys((*assumed, *_told_refusals(cleaned))))
    return tuple(rows[:PREVIEW_ROWS]), tuple(notes)


def _beginning(reading: Reading, rules: Rules) -> tuple[Cleaned, tuple[str, ...]]:
    """Clean the first rows of one file."""
    batches: Iterator[pa.RecordBatch] = reading.batches()
    first = next(batches, raw_batch(pa.array([], pa.int64()), {})).slice(0, PREVIEW_LOOKED_AT)
    rules, notes = rules_for(rules, reading, first)
    return clean_batch(first, rules), notes


def _plain_rows(posts: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Return the columns a dry run shows, None where a row has nothing."""
    rows = posts[PREVIEW_COLUMNS].head(PREVIEW_ROWS)
    plain = rows.astype(object).where(rows.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def _told_refusals(cleaned: Cleaned) -> tuple[str, ...]:
    """Say how many of the rows that were looked at would be refused, and mostly why."""
    refused = len(cleaned.refused)
    if not refused:
        return ()
    looked_at, reason = refused + len(cleaned.posts), cleaned.refused["reason"].mode()[0]
    return (f"Of the first {looked_at:,} rows {refused:,} would be refused, mostly with '{reason}'.",)


def _left_out(names: tuple[str, ...]) -> tuple[str, ...]:
    """Say which files are not read because they are empty or no exports by their names."""
    if not names:
        return ()
    listed = ", ".join(names[:NAMED_FILES]) + (" and others" if len(names) > NAMED_FILES else "")
    files = "1 file is" if len(names) == 1 else f"{len(names):,} files are"
    return (f"{files} empty or no export by the name, and left out: {listed}.",)


def checked_region(region: str | None) -> str | None:
    """Return the region as a code."""
    code = region_code(region) if region is not None else None
    if region is not None and code is None:
        raise BadInput(f"The region '{region}' is no ISO 3166 two-letter code; write it as in --region GB.")
    return code
