"""The job that takes weekly interest series in: one value a series and week, the week named by its Monday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from data.journal import JobRun, job_run, utc_now
from data.progress import progress
from data.store import Store
from ingest.dates import mondays, read_dates
from ingest.jobs.register import Source, placed, register, rejected_frame, source_name
from ingest.privacy import mask, masked_fields, shape_of
from ingest.sources.interest import InterestFile, refuse_unless_weekly


@dataclass(frozen=True)
class SeriesResult:
    """What came of one file; rows in are rows stored + repeats + rejected.

    Attributes:
        snapped: rows whose date was no Monday and was moved to its week's.
    """

    source: str
    unique_id: str
    ds: str
    y: str
    rows_in: int
    rows_stored: int
    rows_repeat: int
    rows_rejected: int
    series: int
    snapped: int


def run(store: Store, path: Path | str, source: str | None = None, is_sample: bool = False) -> SeriesResult:
    """Take a long CSV of weekly series in.

    Args:
        store: the warehouse.
        path: a CSV with a column of series ids, one of dates and one of values.
        source: the name the series are stored under; the file's own without it.
        is_sample: whether these are made-up series.

    Raises:
        BadInput: a column is missing, or the rows are not weekly.
    """
    path = Path(path)
    file = InterestFile.of(path)
    name = source_name(source, path)
    with job_run(store, "ingest series", argument=path.name, source=name) as job:
        series, snapped = _store_all(store, file, Source(name, "series", is_sample=is_sample), job)
    columns = {"unique_id": "", **file.columns}
    counts = job.rows_in, job.rows_stored, job.rows_repeat, job.rows_rejected
    return SeriesResult(name, columns["unique_id"], columns["ds"], columns["y"], *counts, series, snapped)


def _store_all(store: Store, file: InterestFile, source: Source, job: JobRun) -> tuple[int, int]:
    """Store batch by batch; return the number of series, and of dates that were moved to their Monday."""
    ids: set[str] = set()
    snapped, now = 0, utc_now()
    with progress(f"Reading {file.sheet.path.name}", None, "rows") as advance:
        for frame in file.batches():
            read = _read(frame, file.day_first, now)
            if job.rows_in == 0:
                refuse_unless_weekly(read, file.sheet.path.name)
                register(store, source)
            snapped += int((read["reason"].isna() & (read["ds"].dt.normalize() != read["week"])).sum())
            ids.update(read.loc[read["reason"].isna(), "unique_id"])
            _store_batch(store, read, _refused(frame, read), source.source, file.sheet.path.name, job)
            advance(len(frame))
    return len(ids), snapped


def _read(frame: pd.DataFrame, day_first: bool, now: datetime) -> pd.DataFrame:
    """Return row, unique_id, ds, week, y and reason of each row."""
    ids = pa.array(frame["unique_id"].str.strip().replace("", None), pa.string())
    dates = read_dates(pa.array(frame["ds"], pa.string()), day_first, now)
    values = pd.to_numeric(frame["y"].str.replace(",", ""), errors="coerce").replace([np.inf, -np.inf], np.nan)
    read = pd.DataFrame({"row": frame["row"], "unique_id": mask(ids).to_pandas(), "ds": dates.utc, "y": values})
    read["week"] = mondays(read["ds"])
    read["reason"] = np.where(read["unique_id"].isna(), "no series id", dates.reason)
    read.loc[read["reason"].isna() & read["y"].isna(), "reason"] = "unreadable value"
    read.loc[frame["broken"], "reason"] = "unreadable line"
    read.loc[_clashes(read), "reason"] = "repeated week"
    return read


def _clashes(read: pd.DataFrame) -> pd.Series[bool]:
    """Mark rows that give a series' week a second, other value; the same value again is a mere repeat."""
    distinct = read[read["reason"].isna()].drop_duplicates(["unique_id", "week", "y"])
    return distinct.duplicated(["unique_id", "week"]).reindex(read.index, fill_value=False)


def _refused(frame: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """List the refused rows; date and value are kept as their shape."""
    refused = read["reason"].notna()
    shown = zip(frame.loc[refused, "ds"], frame.loc[refused, "y"], strict=True)
    fields = [masked_fields({"ds": shape_of(ds or "") or None, "y": shape_of(y or "") or None}) for ds, y in shown]
    return read.loc[refused, ["row", "reason"]].assign(fields=fields)


def _store_batch(store: Store, read: pd.DataFrame, refused: pd.DataFrame, source: str, file: str, job: JobRun) -> None:
    """Land a batch's values and refusals together, and count them."""
    good = read[read["reason"].isna()]
    rows = good[["unique_id", "y"]].assign(source=source, name=good["unique_id"], week=good["week"].dt.date)
    with store.transaction():
        stored = store.add("interest", rows.drop_duplicates(["unique_id", "week"]))
        store.add("rejected", rejected_frame(source, placed(file, refused)))
    job.rows_in += len(read)
    job.rows_stored += stored
    job.rows_repeat += len(good) - stored
    job.rows_rejected += len(refused)
