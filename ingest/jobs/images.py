"""The job that takes pictures in: files stay where they are, a copy of fetched ones and all thumbnails are kept."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pandas as pd

from data.errors import BadInput
from data.journal import JobRun, job_run
from data.progress import progress
from data.records import Reason
from data.store import Store
from ingest.dedupe import first_of_each
from ingest.fetch import Fetcher
from ingest.jobs.register import Source, register, rejected_frame, source_name
from ingest.likeness import FirstPictures
from ingest.pictures import Picture, keep_picture, kept_at, open_picture, own_pixel_limit
from ingest.privacy import mask_text
from ingest.regions import region_code
from ingest.sources.folder import Found, other_files_in, pictures_in, pictures_of

BATCH_IMAGES = 256
ID_DIGITS = 16


@dataclass(frozen=True)
class ImagesResult:
    """What came of one folder or manifest; rows in are rows stored + repeats + rejected.

    Attributes:
        rows_repeat: pictures that are there already, byte for byte.
        shown_before: stored pictures that show what another of the source shows; they count once with it.
        looks: pictures whose names or manifest told the season.
        files_ignored: files that are no pictures by their names, not counted as rows.
    """

    source: str
    rows_in: int
    rows_stored: int
    rows_repeat: int
    rows_rejected: int
    shown_before: int
    looks: int
    files_ignored: int


def run(
    store: Store,
    folder: Path | str | None = None,
    manifest: Path | str | None = None,
    source: str | None = None,
    is_sample: bool = False,
    fetcher: Fetcher | None = None,
) -> ImagesResult:
    """Take a folder of pictures in, or those a manifest names.

    Args:
        store: the warehouse.
        folder: holds the pictures, in folders of their own or not; the manifest's own without it.
        manifest: a CSV that names the pictures to take, by path or address, and may give designer, season, city,
            look, date.
        source: the name the pictures are stored under; the folder's or the manifest's own without it.
        is_sample: whether these are made-up pictures.
        fetcher: gets the pictures that are given by address.

    Raises:
        BadInput: there is no such folder or manifest, or the manifest has no column of paths.
    """
    manifest = Path(manifest) if manifest else None
    named, folder = _named(folder, manifest)
    found = pictures_of(manifest, folder) if manifest else pictures_in(folder)
    first = next(found, None)
    ignored = 0 if manifest else other_files_in(folder)
    name = source_name(source, Path(named.resolve().name or "images"))
    with job_run(store, "ingest images", argument=named.name, source=name) as job:
        register(store, Source(name, "images", is_sample=is_sample))
        with fetcher or Fetcher(store.settings.fetch_private) as fetcher, Gallery(store, name, fetcher) as gallery:
            looks = _take_all(gallery, first, found, named.name, job)
    counts = job.rows_in, job.rows_stored, job.rows_repeat, job.rows_rejected
    return ImagesResult(name, *counts, gallery.shown_before, looks, ignored)


class Gallery:
    """Takes the pictures of one source: opens or fetches them, keeps what is kept, and stores their rows.

    Args:
        store: the warehouse.
        source: the name they are stored under.
        fetcher: gets pictures by their address; whoever made it closes it.
    """

    def __init__(self, store: Store, source: str, fetcher: Fetcher) -> None:
        self.store, self.source = store, source
        self.shown_before = 0
        self._fetcher = fetcher
        self._pool = ThreadPoolExecutor(fetcher.limits.at_once)
        self._decoding = BoundedSemaphore(min(8, os.cpu_count() or 1))  # a large picture takes 360 MB for a moment
        self._quiet = own_pixel_limit()
        firsts = store.read("images_of_source", source=source)
        self._firsts = FirstPictures(firsts["image_id"], firsts["sha256"], firsts["shape"], store.settings.thumbs)

    def __enter__(self) -> Gallery:
        self._quiet.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()
        self._quiet.__exit__(None, None, None)

    def opened(self, places: Sequence[Path | str]) -> list[Picture | Reason]:
        """Open files, and fetch what is given by its address; each comes back as a picture or why there is none."""
        return list(self._pool.map(self._open, places))

    def add(self, rows: Sequence[dict[str, Any]]) -> int:
        """Store rows of `image`, and return how many were new; to be called within a transaction of the store."""
        if not rows:
            return 0
        frame = first_of_each(pd.DataFrame(rows), "image_id")
        known = self.store.read("images_known", ids=frame["image_id"].tolist())["image_id"]
        fresh = frame[~frame["image_id"].isin(known)]
        parts = zip(fresh["image_id"], fresh["sha256"], fresh["shape"], strict=True)
        fresh = fresh.assign(
            repeat_of=pd.Series([self._firsts.repeated_by(*part) for part in parts], fresh.index, object)
        )
        self.shown_before += int(fresh["repeat_of"].notna().sum())
        return self.store.add("image", fresh)

    def _open(self, place: Path | str) -> Picture | Reason:
        settings = self.store.settings
        if isinstance(place, Path):
            with self._decoding:
                return _from_disk(place, settings.thumbs, settings.pixel_limit)
        content = self._fetcher.fetch(place)
        if isinstance(content, str):
            return content
        with self._decoding:
            return keep_picture(content, settings.thumbs, settings.pixel_limit, settings.pictures)


def picture_row(picture: Picture, source: str, path: Path | None = None) -> dict[str, Any]:
    """Return the columns of `image` that the picture itself gives; a fetched one lies below the home."""
    lies_at = path or kept_at(Path("pictures"), picture.sha256)
    return {"image_id": picture.sha256[:ID_DIGITS], "source": source, "path": str(lies_at), **vars(picture)}


def _named(folder: Path | str | None, manifest: Path | None) -> tuple[Path, Path]:
    """Return what the source is called after, and the folder in which paths are looked up."""
    if folder is not None:
        return Path(folder), Path(folder)
    if manifest is None:
        raise BadInput(
            "There is nothing to take in; give a folder of pictures, or a CSV that names them as --manifest."
        )
    return Path(manifest.stem), manifest.parent


def _take_all(gallery: Gallery, first: Found | None, rest: Iterator[Found], name: str, job: JobRun) -> int:
    """Take batch by batch; return how many pictures have a season."""
    looks = 0
    with progress(f"Reading {name}", None, "images") as advance:
        for batch in _batched(first, rest):
            looks += _take(gallery, batch, job)
            advance(len(batch))
    return looks


def _take(gallery: Gallery, batch: list[Found], job: JobRun) -> int:
    """Open a batch, land its pictures and refusals together, and count them; return how many have a season."""
    good = [found for found in batch if found.reason is None]
    opened = list(zip(good, gallery.opened([found.url or found.path or "" for found in good]), strict=True))
    rows = [_row(found, picture, gallery.source) for found, picture in opened if isinstance(picture, Picture)]
    reasons = [(found, found.reason) for found in batch if found.reason is not None]
    reasons += [(found, reason) for found, reason in opened if not isinstance(reason, Picture)]
    refused = pd.DataFrame(
        [(mask_text(f.place), why, "{}") for f, why in reasons], columns=["place", "reason", "fields"]
    )
    with gallery.store.transaction():
        gallery.store.run("images_hand_over", ids=[row["image_id"] for row in rows])
        stored = gallery.add(rows)
        gallery.store.add("rejected", rejected_frame(gallery.source, refused))
    job.rows_in += len(batch)
    job.rows_stored += stored
    job.rows_repeat += len(rows) - stored
    job.rows_rejected += len(refused)
    return sum(row["season"] is not None for row in rows)


def _from_disk(path: Path, thumbs: Path, pixel_limit: int) -> Picture | Reason:
    """Open a file, which may be gone or closed to us by now."""
    try:
        return open_picture(path, thumbs, pixel_limit)
    except OSError:
        return "unreadable image"


def _row(found: Found, picture: Picture, source: str) -> dict[str, Any]:
    """Return the row of `image`."""
    shown_on = found.look.shown_on
    return {
        **picture_row(picture, source, found.path),
        **vars(found.look),
        "setting": found.look.setting or picture.setting,
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
