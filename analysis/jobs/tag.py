"""The tag job: every post and picture is read once by each reader, and the labels seen are stored."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analysis.jobs.looks import embed_images, look_embedder, read_images
from analysis.jobs.readings import Read, activate, register, write
from analysis.protocols import LookEmbedder, TextTagger
from analysis.registry import auto
from data.journal import JobRun, job_run
from data.progress import progress
from data.records import Tag
from data.store import Store
from data.vocabulary import load_vocabulary

POSTS_A_BATCH = 50_000  # finding the next unread posts costs a look at all of them, so few large batches
IMAGE_KINDS = ("colour", "pattern", "garment")


@dataclass(frozen=True)
class TagResult:
    """What a run of the job read.

    Attributes:
        posts: posts read by the text reader.
        posts_per_s: of the whole path, reading and storing; None when no post was left to read.
        off_topic: posts read that are about something else than clothes; they stay out of the base of shares.
        pictures: pictures read, each counted once for each reader.
        pictures_per_s: of the whole path, from files to stored labels; None when no picture was left to read.
        tags: labels stored.
        rejected: pictures that could not be opened; they are listed in `rejected` and tried again next time.
        readers: fingerprints of the readers, text first.
        note: what could not be read and why, or None.
    """

    posts: int
    posts_per_s: float | None
    off_topic: int
    pictures: int
    pictures_per_s: float | None
    tags: int
    rejected: int
    readers: str
    note: str | None


@dataclass
class _Totals:
    text: Read = field(default_factory=Read)
    images: list[Read] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


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
            write(store, reader, "post", rows["post_id"].tolist(), tagged, read, relevant)
            advance(len(rows))
    activate(store, reader, tagger.fingerprint.kind)
    read.seconds = time.perf_counter() - started_s
    return read


def _relevant(
    tagger: TextTagger, texts: Sequence[str], languages: Sequence[str | None], tagged: Sequence[list[Tag]]
) -> list[bool]:
    """Tell of each post whether it is about clothes: it has a tag, or speaks of them without naming a label."""
    bare = [i for i, tags in enumerate(tagged) if not tags]
    judged = dict(zip(bare, tagger.relevant([texts[i] for i in bare], [languages[i] for i in bare]), strict=True))
    return [judged.get(i, True) for i in range(len(texts))]


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
    embedder: LookEmbedder | None = None
    for kind in IMAGE_KINDS:
        tagger, note = auto(kind, store.settings)
        if tagger is not None:
            totals.readers.append(str(tagger.fingerprint))
            totals.images.append(read_images(store, tagger))
            totals.notes += [f"Garments were read with '{tagger.fingerprint.name}'. {note}"] if note else []
            embedder = tagger if isinstance(tagger, LookEmbedder) else embedder
        elif kind == "garment":
            totals.notes.append(f"Pictures were read for their colours and patterns only, not for garments. {note}")
    embed_images(store, embedder or look_embedder(store.settings)[0])


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
    text, images = totals.text, [read for read in totals.images if read.subjects]
    seen, seen_s = sum(read.subjects for read in images), sum(read.seconds for read in images)
    return TagResult(
        posts=text.subjects,
        posts_per_s=text.subjects / text.seconds if text.subjects else None,
        off_topic=text.off_topic,
        pictures=seen,
        pictures_per_s=seen / seen_s if seen else None,
        tags=text.tags + sum(read.tags for read in totals.images),
        rejected=journal.rows_rejected,
        readers=", ".join(totals.readers),
        note=" ".join(totals.notes) or None,
    )
