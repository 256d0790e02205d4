"""The job that takes a house's own dated records in: each row already names its label. No other column is read."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from data.journal import JobRun, job_run, utc_now
from data.progress import progress
from data.pseudonyms import Pseudonyms, author_scope
from data.records import short_hash
from data.store import Store
from data.vocabulary import Vocabulary, load_vocabulary
from ingest.dates import is_day_first, mondays, read_dates
from ingest.jobs.register import Source, placed, register, rejected_frame, source_name
from ingest.plaintext import stripped
from ingest.privacy import mask, masked_fields, shape_of
from ingest.sources.container import one_member
from ingest.sources.table import columns_only

READER_KIND, READER_NAME, READER_VERSION = "house", "house", "1"
READER = f"{READER_NAME}-{short_hash(READER_KIND, READER_VERSION, '{}', '')}"
LABEL_CHARACTERS = 80


@dataclass(frozen=True)
class LabelsResult:
    """What came of one file; rows in are rows stored + repeats + rejected.

    Attributes:
        labels: distinct labels the rows name.
        house_labels: those of them that the vocabulary does not know, kept in the facet `house`.
    """

    source: str
    rows_in: int
    rows_stored: int
    rows_repeat: int
    rows_rejected: int
    labels: int
    house_labels: int


def run(
    store: Store,
    path: Path | str,
    date: str,
    label: str,
    user: str | None = None,
    source: str | None = None,
    is_sample: bool = False,
) -> LabelsResult:
    """Take a table of sales, rentals or the like in.

    Args:
        store: the warehouse.
        path: a CSV, TSV, XLSX, JSON, JSONL or Parquet file, plain or packed.
        date: column of the date.
        label: column of what was sold or rented.
        user: column that names the customer, kept as a keyed hash only.
        source: the name the records are stored under; the file's own without it.
        is_sample: whether these are made-up records.

    Raises:
        BadInput: the file cannot be read, or a column is not there.
    """
    path = Path(path)
    columns = {"date": date, "text": label} | ({"author": user} if user else {})
    reading = columns_only(one_member(path, "dated records"), columns)
    name = source_name(source, path)
    intake = _Intake(
        store, name, Pseudonyms.from_settings(store.settings), load_vocabulary(store.settings.own_vocabulary)
    )
    with job_run(store, "ingest labels", argument=path.name, source=name) as job:
        register(store, Source(name, "labels", is_sample=is_sample))
        intake.register_reader()
        with progress(f"Reading {path.name}", None, "records") as advance:
            for raw in reading.batches():
                intake.take(raw, path.name, job)
                advance(len(raw))
    house = sum(label_id.startswith("house:") for label_id in intake.labels_seen)
    counts = job.rows_in, job.rows_stored, job.rows_repeat, job.rows_rejected
    return LabelsResult(name, *counts, len(intake.labels_seen), house)


class _Intake:
    """What one file's batches share: the labels by their words, and how often each record stood so far."""

    def __init__(self, store: Store, source: str, pseudonyms: Pseudonyms, vocabulary: Vocabulary) -> None:
        self.store = store
        self.source = source
        self.pseudonyms = pseudonyms
        self.words = words_of(vocabulary)
        self.now = utc_now()
        self.day_first: bool | None = None
        self.stood: Counter[str] = Counter()
        self.labels_seen: set[str] = set()

    def register_reader(self) -> None:
        """Add the reader of house records."""
        row = {"reader": READER, "kind": READER_KIND, "name": READER_NAME, "version": READER_VERSION}
        self.store.add("reader", pd.DataFrame([row | {"settings": "{}", "active": True, "added_at": self.now}]))

    def take(self, raw: pa.RecordBatch, file: str, job: JobRun) -> None:
        """Land a batch's records, tags and refusals together, and count them."""
        read = self._read(raw)
        refused = _refused(raw, read)
        good = self._with_ids(read[read["reason"].isna()].reset_index(drop=True))
        with self.store.transaction():
            known = self.store.read("posts_known", ids=good["post_id"].tolist())
            fresh = good[~good["post_id"].isin(known["post_id"])]
            self._store(fresh)
            self.store.add("rejected", rejected_frame(self.source, placed(file, refused)))
        self.labels_seen.update(good["label_id"].unique())
        job.rows_in += len(read)
        job.rows_stored += len(fresh)
        job.rows_repeat += len(good) - len(fresh)
        job.rows_rejected += len(refused)

    def _read(self, raw: pa.RecordBatch) -> pd.DataFrame:
        """Return row, posted_at, author, label_id, name and reason of each record."""
        if self.day_first is None:
            self.day_first = is_day_first(raw["date"])
        dates = read_dates(raw["date"], self.day_first, self.now)
        read = pd.DataFrame({"row": raw["row"].to_pandas(), "posted_at": dates.utc})
        read["author"] = self.pseudonyms.hash_all(author_scope(self.source), stripped(raw["author"])).to_pandas()
        read["name"] = mask(raw["text"]).to_pandas().str.strip().str[:LABEL_CHARACTERS].replace("", None)
        ids = {name: self.words.get(name.casefold()) or house_id(name) for name in read["name"].dropna().unique()}
        read["label_id"] = read["name"].map(ids)
        read["reason"] = pd.Series(raw["problem"].to_pandas(), dtype=object)
        read["reason"] = read["reason"].where(read["reason"].notna(), dates.reason)
        read.loc[read["reason"].isna() & read["name"].isna(), "reason"] = "no label"
        return read

    def _with_ids(self, good: pd.DataFrame) -> pd.DataFrame:
        """Give each record an id: equal records are told apart by their number, for two sales are no repeat."""
        key = good["posted_at"].astype(str) + "\x1f" + good["author"].fillna("") + "\x1f" + good["label_id"]
        number = good.groupby(key).cumcount() + key.map(self.stood).fillna(0).astype(int)
        self.stood.update(key)
        natives = [f"record-{short_hash(*parts)}" for parts in zip(key, number.astype(str), strict=True)]
        posts = [short_hash(self.source, native) for native in natives]
        return good.assign(native_id=natives, post_id=posts)

    def _store(self, fresh: pd.DataFrame) -> None:
        """Add records as posts without text, with the label each names."""
        posts = fresh[["post_id", "native_id", "posted_at", "author"]].assign(
            source=self.source, week=mondays(fresh["posted_at"]).dt.date, text="", text_hash=short_hash("")
        )
        self.store.add("post", posts)
        subjects = pd.DataFrame({"reader": READER, "subject_id": fresh["post_id"], "subject_kind": "post"})
        self.store.add("reading", subjects)
        self.store.add("tag", subjects.assign(label_id=fresh["label_id"], polarity="for", score=1.0))
        self.store.add("label", self._house_labels(fresh))

    def _house_labels(self, fresh: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of `label` for labels of the house's own."""
        house = fresh.drop_duplicates("label_id")
        house = house[house["label_id"].str.startswith("house:")]
        rows = {"label_id": house["label_id"], "facet": "house", "name": house["name"], "origin": "house"}
        return pd.DataFrame(rows).assign(names=[json.dumps({"en": name}, ensure_ascii=False) for name in house["name"]])


def _refused(raw: pa.RecordBatch, read: pd.DataFrame) -> pd.DataFrame:
    """List the refused rows; the date is kept as its shape."""
    refused = read["reason"].notna()
    names = read.loc[refused, "name"].astype(object).where(read["name"].notna(), None)
    shown = zip(raw["date"].filter(pa.array(refused)).to_pylist(), names, strict=True)
    fields = [masked_fields({"date": shape_of(day) if day else None, "label": name}) for day, name in shown]
    return read.loc[refused, ["row", "reason"]].assign(fields=fields)


def words_of(vocabulary: Vocabulary) -> dict[str, str]:
    """Return label_id by each English word and name in lower case; an earlier facet keeps a word two facets share."""
    words: dict[str, str] = {}
    for label in vocabulary.labels:
        for word in (label.name, *label.words.get("en", ())):
            words.setdefault(word.casefold(), label.label_id)
    return words


def house_id(name: str) -> str:
    """Return the id of a label of the house's own."""
    slug = re.sub(r"[\W_]+", "-", name.casefold()).strip("-")
    return f"house:{slug or short_hash(name)}"
