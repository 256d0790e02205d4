"""The tag job: every post and picture is read once by each reader, and the labels seen are stored."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
from PIL import Image

from analysis.images.pictures import UnreadablePicture, open_picture
from analysis.protocols import Fingerprint, ImageTagger, TextTagger
from analysis.registry import auto
from data.journal import JobRun, job_run, utc_now
from data.progress import progress
from data.records import Tag, short_hash
from data.store import Store
from data.vocabulary import load_vocabulary

POSTS_A_BATCH = 50_000  # finding the next unread posts costs a look at all of them, so few large batches
IMAGES_A_BATCH = 64
DECODERS = 4  # threads; Pillow lets others run while it decodes
IMAGE_KINDS = ("colour", "garment")


@dataclass(frozen=True)
class TagResult:
    """What a run of the job read.

    Attributes:
        posts: posts read by the text reader.
        posts_per_s: of the whole path, reading and storing; None when no post was left to read.
        off_topic: posts read that are about something else than clothes; they stay out of the base of shares.
        pictures: pictures read, each counted once for each reader.
        tags: labels stored.
        rejected: pictures that could not be opened; they are listed in `rejected` and tried again next time.
        readers: fingerprints of the readers, text first.
        note: what could not be read and why, or None.
    """

    posts: int
    posts_per_s: float | None
    off_topic: int
    pictures: int
    tags: int
    rejected: int
    readers: str
    note: str | None


@dataclass
class Read:
    """What one reader did so far."""

    subjects: int = 0
    tags: int = 0
    off_topic: int = 0
    rejected: int = 0
    seconds: float = 0.0


@dataclass
class _Totals:
    text: Read = field(default_factory=Read)
    images: list[Read] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Opened(NamedTuple):
    """One batch of pictures: its rows, and for each the decoding under way."""

    rows: pd.DataFrame
    pictures: list[Future[Image.Image]]


def run(store: Store, batch: int = POSTS_A_BATCH) -> TagResult:
    """Read what no reader of this fingerprint has read yet, and store the labels seen.

    Args:
        store: the warehouse.
        batch: posts that are read and stored together.
    """
    totals = _Totals()
    with job_run(store, "tag") as journal:
        load_labels(store)
        try:
            _read_texts(store, batch, totals)
            _read_pictures(store, totals)
        finally:
            _count_into(journal, totals)
    return _result(totals, journal)


def load_labels(store: Store) -> None:
    """Put the vocabulary's labels of now into the table `label`; a house's own labels stay."""
    with store.transaction():
        store.run("drop_vocabulary_labels")
        store.add("label", load_vocabulary(store.settings.own_vocabulary).frame())


def read_posts(store: Store, tagger: TextTagger, batch: int) -> Read:
    """Read the posts that `tagger` has not read, batch by batch, then let its tags count.

    Args:
        store: the warehouse; it is held only while a batch is read or written.
        tagger: the reader.
        batch: posts that are read and stored together.
    """
    reader = register(store, tagger.fingerprint)
    read, started_s = Read(), time.perf_counter()
    due = int(store.read("untagged_count", reader=reader)["posts"].iloc[0])
    with progress("Reading posts", due, "posts") as advance:
        for rows in store.batches("untagged_posts", batch, reader=reader):
            languages = rows["language"].where(rows["language"].notna(), None).tolist()
            tagged = tagger.tag(rows["text"].tolist(), languages)
            relevant = _relevant(tagger, rows["text"].tolist(), languages, tagged)
            _write(store, reader, "post", rows["post_id"].tolist(), tagged, read, relevant)
            advance(len(rows))
    _activate(store, reader, tagger.fingerprint.kind)
    read.seconds = time.perf_counter() - started_s
    return read


def _relevant(
    tagger: TextTagger, texts: Sequence[str], languages: Sequence[str | None], tagged: Sequence[list[Tag]]
) -> list[bool]:
    """Tell of each post whether it is about clothes: it has a tag, or speaks of them without naming a label."""
    bare = [i for i, tags in enumerate(tagged) if not tags]
    judged = dict(zip(bare, tagger.relevant([texts[i] for i in bare], [languages[i] for i in bare]), strict=True))
    return [judged.get(i, True) for i in range(len(texts))]


def read_images(store: Store, tagger: ImageTagger, batch: int = IMAGES_A_BATCH) -> Read:
    """Read the pictures that `tagger` has not read, then let its tags count.

    A picture that cannot be opened is listed in `rejected` and stays unread, so that a disk that was away is
    read the next time. While no picture at all could be opened, the reader before stays the one that counts.
    """
    reader = register(store, tagger.fingerprint)
    read, started_s = Read(), time.perf_counter()
    due = store.read("untagged_count", reader=reader).iloc[0]
    what = f"Reading pictures ({tagger.fingerprint.name})"
    with progress(what, int(due["images"]), "pictures") as advance:
        for rows, pictures in _decoded(store, reader, batch):
            _tag_batch(store, reader, tagger, rows, pictures, read)
            advance(len(rows))
    if read.subjects or due["read"] or not due["all_images"]:
        _activate(store, reader, tagger.fingerprint.kind)
    read.seconds = time.perf_counter() - started_s
    return read


def register(store: Store, fingerprint: Fingerprint) -> str:
    """Write a reader down, not counting yet, and return its key."""
    row = {
        "reader": str(fingerprint),
        "kind": fingerprint.kind,
        "name": fingerprint.name,
        "version": fingerprint.version,
        "settings": json.dumps(fingerprint.settings, sort_keys=True, default=str),
        "weights_hash": fingerprint.weights_hash,
        "active": False,
        "added_at": utc_now(),
    }
    store.add("reader", pd.DataFrame([row]))
    return str(fingerprint)


def _activate(store: Store, reader: str, kind: str) -> None:
    """Let the tags of this reader count, and no other's of its kind."""
    store.run("activate_reader", reader=reader, kind=kind)


def _read_texts(store: Store, batch: int, totals: _Totals) -> None:
    tagger, note = auto("text", store.settings)
    if tagger is not None:
        totals.readers.append(str(tagger.fingerprint))
        totals.text = read_posts(store, tagger, batch)
        if tagger.fingerprint.name == "nli":
            totals.notes.append(f"Doubtful words were put to a second reader, {store.settings.text_model}.")
    totals.notes += [f"Posts: {note}"] if note else []


def _read_pictures(store: Store, totals: _Totals) -> None:
    """Read the pictures with each kind of reader that can be had; without pictures none is loaded."""
    if not store.read("untagged_count", reader="")["all_images"].iloc[0]:
        return
    for kind in IMAGE_KINDS:
        tagger, note = auto(kind, store.settings)
        if tagger is not None:
            totals.readers.append(str(tagger.fingerprint))
            totals.images.append(read_images(store, tagger))
            totals.notes += [f"Garments were read with '{tagger.fingerprint.name}'. {note}"] if note else []
        elif kind == "garment":
            totals.notes.append(f"Pictures were read for their colours only, not for garments. {note}")


def _decoded(
    store: Store, reader: str, batch: int
) -> Iterator[tuple[pd.DataFrame, list[Image.Image | UnreadablePicture]]]:
    """Yield batches of rows with their pictures, decoding one batch ahead of the reader."""
    ahead: _Opened | None = None
    limit = store.settings.pixel_limit
    with warnings.catch_warnings(), ThreadPoolExecutor(DECODERS) as pool:
        # Pillow warns at a limit below ours; ours refuses.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        for rows in store.batches("untagged_images", batch, reader=reader):
            paths = [store.settings.home / path for path in rows["path"]]  # those of fetched ones are below the home
            current = _Opened(rows, [pool.submit(open_picture, path, limit) for path in paths])
            if ahead is not None:
                yield ahead.rows, [_outcome(opened) for opened in ahead.pictures]
            ahead = current
        if ahead is not None:
            yield ahead.rows, [_outcome(opened) for opened in ahead.pictures]


def _outcome(opened: Future[Image.Image]) -> Image.Image | UnreadablePicture:
    try:
        return opened.result()
    except UnreadablePicture as error:
        return error


def _tag_batch(
    store: Store,
    reader: str,
    tagger: ImageTagger,
    rows: pd.DataFrame,
    pictures: Sequence[Image.Image | UnreadablePicture],
    read: Read,
) -> None:
    """Read the pictures that could be opened, and store their tags beside the refusals."""
    opened = [picture for picture in pictures if isinstance(picture, Image.Image)]
    ids = [i for i, picture in zip(rows["image_id"], pictures, strict=True) if isinstance(picture, Image.Image)]
    tagged = tagger.tag(opened) if opened else []
    refused = _refused(rows, pictures)
    with store.transaction():
        store.add("rejected", refused)
        _write(store, reader, "image", ids, tagged, read)
    read.rejected += len(refused)


def _refused(rows: pd.DataFrame, pictures: Iterable[Image.Image | UnreadablePicture]) -> pd.DataFrame:
    """Return the rows of `rejected` for the pictures that could not be opened."""
    refused = []
    for image_id, path, source, picture in zip(rows["image_id"], rows["path"], rows["source"], pictures, strict=True):
        if isinstance(picture, UnreadablePicture):
            fields = json.dumps({"image_id": image_id})
            place = f"image {image_id}"  # the names of files and folders may be those of people
            key = short_hash(source, path, picture.reason)
            refused.append((key, source, place, picture.reason, fields, utc_now()))
    return pd.DataFrame(refused, columns=["rejected_id", "source", "place", "reason", "fields", "rejected_at"])


def _write(
    store: Store,
    reader: str,
    subject_kind: str,
    ids: Sequence[str],
    tagged: Sequence[list[Tag]],
    read: Read,
    relevant: Sequence[bool | None] | None = None,
) -> None:
    """Store the readings of one batch and their tags together."""
    tags = _tag_frame(reader, subject_kind, ids, tagged)
    readings = _constant(len(ids), reader=reader) | {"subject_id": pa.array(ids, pa.string())}
    readings["relevant"] = pa.array(relevant or [None] * len(ids), pa.bool_())
    with store.transaction():
        store.add("tag", tags)
        store.add("reading", pa.table(readings | _constant(len(ids), subject_kind=subject_kind)))
    read.subjects += len(ids)
    read.tags += len(tags)
    read.off_topic += sum(judged is False for judged in relevant or ())


def _tag_frame(reader: str, subject_kind: str, ids: Sequence[str], tagged: Sequence[list[Tag]]) -> pa.Table:
    """Return the tags of a batch as columns: a dictionary a row would cost more than the reading itself."""
    tags = [tag for found in tagged for tag in found]
    subjects = [subject for subject, found in zip(ids, tagged, strict=True) for _ in found]
    return pa.table(
        _constant(len(tags), reader=reader, subject_kind=subject_kind)
        | {
            "subject_id": pa.array(subjects, pa.string()),
            "label_id": pa.array([tag.label_id for tag in tags], pa.string()),
            "polarity": pa.array([tag.polarity for tag in tags], pa.string()),
            "score": pa.array([tag.score for tag in tags], pa.float64()),
            "evidence": pa.array([tag.evidence for tag in tags], pa.string()),
            "span_start": pa.array([tag.span_start for tag in tags], pa.int32()),
            "span_end": pa.array([tag.span_end for tag in tags], pa.int32()),
        }
    )


def _constant(length: int, **values: str) -> dict[str, Any]:
    """Return columns that hold one value each."""
    return {name: pa.repeat(pa.scalar(value, pa.string()), length) for name, value in values.items()}


def _count_into(journal: JobRun, totals: _Totals) -> None:
    """Write what was read into the job's row, also when the job stops half-way."""
    reads = [totals.text, *totals.images]
    journal.model = ", ".join(totals.readers) or None
    journal.rows_stored = sum(read.subjects for read in reads)
    journal.rows_rejected = sum(read.rejected for read in reads)
    journal.rows_in = journal.rows_stored + journal.rows_rejected
    journal.detail = " ".join([*totals.notes, *_left_out(totals.text)]) or None


def _left_out(read: Read) -> Iterator[str]:
    if read.off_topic:
        yield (
            f"{read.off_topic:,} of {read.subjects:,} posts are about something else than clothes; "
            "they stay out of the base of shares."
        )


def _result(totals: _Totals, journal: JobRun) -> TagResult:
    text = totals.text
    return TagResult(
        posts=text.subjects,
        posts_per_s=text.subjects / text.seconds if text.subjects else None,
        off_topic=text.off_topic,
        pictures=sum(read.subjects for read in totals.images),
        tags=text.tags + sum(read.tags for read in totals.images),
        rejected=journal.rows_rejected,
        readers=", ".join(totals.readers),
        note=" ".join(totals.notes) or None,
    )
