"""The job that takes weekly interest series in: one value a series and week, the week named by its Monday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from data.errors import BadInput
from data.journal import JobRun, job_run, utc_now
from data.progress import progress
from data.store import Store
from ingest.dates import mondays, read_dates
from ingest.jobs.register import Source, placed, register, rejected_frame, source_name
from ingest.privacy import mask, mask_text, masked_fields, shape_of
from ingest.sources.container import Member, Opened, bare_name
from ingest.sources.interest import InterestFile, refuse_unless_weekly

NO_VALUES = pd.DataFrame({name: pd.Series(dtype=object) for name in ("row", "unique_id", "ds", "y", "broken")})


@dataclass(frozen=True)
class SeriesResult:
    """What came of one file, archive or folder; rows in are rows stored + repeats + rejected.

    Attributes:
        format: what was recognised: table, google-trends or pinterest-trends.
        unique_id: what the series' names were read from; of the first file where there are several.
        ds: what the dates were read from.
        y: what the values were read from.
        rows_in: values, of which a line may hold several.
        snapped: values whose date was no Monday and was moved to its week's.
        notes: what was assumed, and what could not be read.
    """

    source: str
    format: str
    unique_id: str
    ds: str
    y: str
    rows_in: int
    rows_stored: int
    rows_repeat: int
    rows_rejected: int
    series: int
    snapped: int
    files: int = 1
    notes: tuple[str, ...] = ()


def run(store: Store, path: Path | str, source: str | None = None, is_sample: bool = False) -> SeriesResult:
    """Take weekly series in.

    Args:
        store: the warehouse.
        path: a CSV or XLSX file, plain or packed, a ZIP archive or a folder of them: a table with a column of series
            ids, one of dates and one of values, a file of Google Trends or of Pinterest Trends.
        source: the name the series are stored under; the file's own without it.
        is_sample: whether these are made-up series.

    Raises:
        BadInput: a column is missing, or the rows are not weekly.
    """
    path = Path(path)
    name = source_name(source, Path(bare_name(path.resolve().name)))
    opened, now = Opened.of(path, "series"), utc_now()
    files, refused = _recognised(opened, now)
    with job_run(store, "ingest series", argument=path.name, source=name) as job:
        register(store, Source(name, "series", is_sample=is_sample))
        intake = _Intake(store, name, now, job)
        with progress(f"Reading {path.name}", None, "values") as intake.advance:
            for member, error in refused:
                intake.refuse(member.name, error)
            for file in files:
                intake.take(file)
    return _result(name, files, intake)


def _recognised(opened: Opened, now: datetime) -> tuple[list[InterestFile], list[tuple[Member, BadInput]]]:
    """Recognise each file; where none can be read, the first one's reason is raised."""
    files: list[InterestFile] = []
    refused: list[tuple[Member, BadInput]] = []
    for member in opened.members:
        try:
            file = InterestFile.of(member)
            refuse_unless_weekly(_read(next(file.batches(), NO_VALUES), file, now), file)
            files.append(file)
        except BadInput as error:
            refused.append((member, error))
    if not files:
        raise refused[0][1]
    return files, refused


def _result(source: str, files: list[InterestFile], intake: _Intake) -> SeriesResult:
    """Sum up what came of the files."""
    job, columns = intake.job, {"unique_id": "", **files[0].columns}
    return SeriesResult(
        source,
        ", ".join(dict.fromkeys(file.format for file in files)),
        columns["unique_id"],
        columns["ds"],
        columns["y"],
        job.rows_in,
        job.rows_stored,
        job.rows_repeat,
        job.rows_rejected,
        len(intake.ids),
        intake.snapped,
        len(files),
        tuple(dict.fromkeys((*(note for file in files for note in file.notes), *intake.notes))),
    )


class _Intake:
    """What the files of one run share: the warehouse, the counts, and the series they name."""

    def __init__(self, store: Store, source: str, now: datetime, job: JobRun) -> None:
        self.store, self.source, self.now, self.job = store, source, now, job
        self.ids: set[str] = set()
        self.snapped = 0
        self.notes: list[str] = []
        self.advance: Any = lambda values: None

    def take(self, file: InterestFile) -> None:
        """Store a file batch by batch; where it breaks off, that is one more refusal."""
        try:
            for frame in file.batches():
                read = _read(frame, file, self.now)
                good = read[read["reason"].isna()]
                self.snapped += int((good["ds"].dt.normalize() != good["week"]).sum())
                self.ids.update(good["unique_id"])
                _store_batch(self.store, read, _refused(frame, read), self.source, file.sheet.name, self.job)
                self.advance(len(frame))
        except BadInput as error:
            self.refuse(file.sheet.name, error)

    def refuse(self, name: str, error: BadInput) -> None:
        """List a file, or what is left of it, among the refused."""
        refused = pd.DataFrame([{"place": mask_text(name), "reason": "unreadable file", "fields": "{}"}])
        self.store.add("rejected", rejected_frame(self.source, refused))
        self.notes.append(str(error))
        self.job.rows_in += 1
        self.job.rows_rejected += 1


def _read(frame: pd.DataFrame, file: InterestFile, now: datetime) -> pd.DataFrame:
    """Return row, unique_id, ds, week, y and reason of each row."""
    ids = pa.array(frame["unique_id"].str.strip().replace("", None), pa.string())
    dates = read_dates(pa.array(frame["ds"], pa.string()), file.day_first, now)
    values = pd.to_numeric(frame["y"].str.replace(",", ""), errors="coerce").replace([np.inf, -np.inf], np.nan)
    read = pd.DataFrame({"row": frame["row"], "unique_id": mask(ids).to_pandas(), "ds": dates.utc, "y": values})
    read["week"] = mondays(read["ds"] + pd.Timedelta(days=file.days_late))
    read["reason"] = np.where(read["unique_id"].isna(), "no series id", dates.reason)
    read.loc[read["reason"].isna() & read["y"].isna(), "reason"] = "unreadable value"
    read.loc[frame["broken"].astype(bool), "reason"] = "unreadable line"
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
        store.add("rejected", rejected_frame(source, placed(mask_text(file), refused)))
    job.rows_in += len(read)
    job.rows_stored += stored
    job.rows_repeat += len(good) - stored
    job.rows_rejected += len(refused)
