"""Reads pictures: decoded ahead of the reader, embedded and tagged once for each model."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import pandas as pd
from PIL import Image

from analysis.images.ahead import Batch, opened_ahead
from analysis.images.pictures import DECODE_PX, UnreadablePicture
from analysis.jobs.readings import Read, activate, register, write
from analysis.looks.vectors import gather, keep
from analysis.protocols import ImageTagger, LookEmbedder, VectorTagger
from analysis.registry import auto
from data.errors import MissingPart
from data.journal import utc_now
from data.progress import progress
from data.records import short_hash
from data.settings import Settings
from data.store import Store

IMAGES_A_BATCH = 64
VECTORS_A_FILE = 256  # what a kill can lose
VECTORS_A_BATCH = 8_192  # labels are read from so many vectors at a time

Ready = TypeVar("Ready")


def read_images(store: Store, tagger: ImageTagger, batch: int = IMAGES_A_BATCH) -> Read:
    """Read the pictures that `tagger` has not read, then let its tags count.

    A picture that cannot be opened is listed in `rejected` and stays unread, so that a disk that was away is
    read the next time. While no picture at all could be opened, the reader before stays the one that counts.

    Args:
        store: the warehouse; it is held only while a batch is read or written.
        tagger: the reader; one that reads vectors gets the kept ones, and makes those that lack first.
        batch: pictures that are read and stored together.
    """
    reader = register(store, tagger.fingerprint)
    read, started_s = Read(), time.perf_counter()
    due = store.read("untagged_count", reader=reader).iloc[0]
    if isinstance(tagger, VectorTagger):
        read.rejected = embed_images(store, tagger).rejected
        _read_vectors(store, reader, tagger, read)
    else:
        _read_pixels(store, reader, tagger, int(due["images"]), batch, read)
    if read.subjects or due["read"] or not due["all_images"]:
        activate(store, reader, tagger.fingerprint.kind)
    read.seconds = time.perf_counter() - started_s
    return read


def look_embedder(settings: Settings) -> tuple[LookEmbedder, str | None]:
    """Return the strongest model here that places looks in a space, and a note on a stronger one that is not here.

    Raises:
        MissingPart: none can be had, not even the one without weights.
    """
    embedder, missing = auto("look", settings)
    if embedder is None:
        raise MissingPart(missing or "No model that compares looks can be had.")
    return embedder, missing


def embed_images(store: Store, embedder: LookEmbedder, batch: int = VECTORS_A_FILE) -> Read:
    """Keep the vectors of the pictures that `embedder` has not seen; refusals as when pictures are read.

    Args:
        store: the warehouse; it is held only while a batch is read or written.
        embedder: makes the vectors.
        batch: pictures whose vectors lie in one file.
    """
    model = str(embedder.space)
    folder = store.settings.vectors / model
    _forget_lost(store, model)
    read, started_s = Read(), time.perf_counter()
    due = int(store.read("unembedded_count", model=model)["images"].iloc[0])
    if not due:
        return read
    with progress(f"Looking at pictures ({embedder.space.name})", due, "pictures") as advance:
        rows = store.batches("unembedded_images", batch, model=model)
        for seen in _opened(store, rows, embedder.preparer(), embedder.side_px):
            vectors = embedder.embed(seen.good)
            with store.transaction():
                read.rejected += _store_refused(store, seen)
                if seen.good:
                    store.add("embedding", keep(folder, seen.good_rows["image_id"].tolist(), vectors))
            read.subjects += len(seen.good)
            advance(len(seen.rows))
    read.seconds = time.perf_counter() - started_s
    return read


def _read_pixels(store: Store, reader: str, tagger: ImageTagger, due: int, batch: int, read: Read) -> None:
    """Read the pictures themselves."""
    with progress(f"Reading pictures ({tagger.fingerprint.name})", due, "pictures") as advance:
        for seen in _opened(store, store.batches("untagged_images", batch, reader=reader), _as_it_is):
            tagged = tagger.tag(seen.good) if seen.good else []
            with store.transaction():
                read.rejected += _store_refused(store, seen)
                write(store, reader, "image", seen.good_rows["image_id"].tolist(), tagged, read)
            advance(len(seen.rows))


def _read_vectors(store: Store, reader: str, tagger: VectorTagger, read: Read) -> None:
    """Read the pictures by their vectors."""
    model = str(tagger.space)
    for places in store.batches("untagged_vectors", VECTORS_A_BATCH, reader=reader, model=model):
        tagged = tagger.tag_vectors(gather(store.settings.vectors / model, places))
        write(store, reader, "image", places["image_id"].tolist(), tagged, read)


def _forget_lost(store: Store, model: str) -> None:
    """Forget the vectors whose file was deleted, so that they are made again."""
    for file in store.read("embedded_files", model=model)["file"]:
        if not (store.settings.vectors / model / file).is_file():
            store.run("embedding_forget", model=model, file=file)


def _opened(
    store: Store,
    batches: Iterable[pd.DataFrame],
    prepare: Callable[[Image.Image], Ready],
    side_px: int = DECODE_PX,
) -> Iterator[Batch[Ready]]:
    """Open batches of pictures ahead; those that were fetched lie below the home."""
    return opened_ahead(batches, store.settings.home, store.settings.pixel_limit, prepare, side_px)


def _as_it_is(picture: Image.Image) -> Image.Image:
    return picture


def _store_refused(store: Store, seen: Batch[Ready]) -> int:
    """List the pictures that could not be opened in `rejected`, and return how many they are."""
    refused = []
    columns = ("image_id", "path", "source")
    for image_id, path, source, ready in zip(*(seen.rows[name] for name in columns), seen.ready, strict=True):
        if isinstance(ready, UnreadablePicture):
            fields = json.dumps({"image_id": image_id})
            place = f"image {image_id}"  # the names of files and folders may be those of people
            refused.append((short_hash(source, path, ready.reason), source, place, ready.reason, fields, utc_now()))
    names = ["rejected_id", "source", "place", "reason", "fields", "rejected_at"]
    store.add("rejected", pd.DataFrame(refused, columns=names))
    return len(refused)
