"""Decodes pictures ahead of the reader: while it reads one batch, threads open and prepare the next ones."""

from __future__ import annotations

import os
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import pandas as pd
from PIL import Image

from analysis.images.pictures import DECODE_PX, UnreadablePicture, open_picture

Ready = TypeVar("Ready")

BATCHES_AHEAD = 2
DECODERS = max(4, os.cpu_count() or 1)  # threads; Pillow lets others run while it decodes


class Batch(NamedTuple, Generic[Ready]):
    """Some pictures, in the order of their rows.

    Attributes:
        rows: what is known of each.
        ready: what became of each file: ready to be read, or why it could not be opened.
    """

    rows: pd.DataFrame
    ready: list[Ready | UnreadablePicture]

    @property
    def good(self) -> list[Ready]:
        """What can be read."""
        return [each for each in self.ready if not isinstance(each, UnreadablePicture)]

    @property
    def good_rows(self) -> pd.DataFrame:
        """The rows of what can be read."""
        return self.rows[[not isinstance(each, UnreadablePicture) for each in self.ready]]


def opened_ahead(
    batches: Iterable[pd.DataFrame],
    folder: Path,
    pixel_limit: int,
    prepare: Callable[[Image.Image], Ready],
    side_px: int = DECODE_PX,
) -> Iterator[Batch[Ready]]:
    """Yield batches of pictures, opened and prepared by threads while the batches before them are read.

    Args:
        batches: rows with a column `path`.
        folder: where relative paths start.
        pixel_limit: pictures with more pixels are refused.
        prepare: makes a decoded picture ready for its reader, in the thread that decoded it.
        side_px: long side of what `prepare` is given, at most.
    """

    def work(path: str) -> Ready | UnreadablePicture:
        try:
            return prepare(open_picture(folder / path, pixel_limit, side_px))
        except UnreadablePicture as error:
            return error

    with warnings.catch_warnings(), ThreadPoolExecutor(DECODERS) as pool:
        # Pillow warns at a limit below ours; ours refuses.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        under_way: deque[tuple[pd.DataFrame, list[Future[Ready | UnreadablePicture]]]] = deque()
        try:
            for rows in batches:
                under_way.append((rows, [pool.submit(work, path) for path in rows["path"]]))
                if len(under_way) > BATCHES_AHEAD:
                    yield _finished(*under_way.popleft())
            while under_way:
                yield _finished(*under_way.popleft())
        finally:
            for _, futures in under_way:
                for future in futures:
                    future.cancel()


def _finished(rows: pd.DataFrame, futures: Iterable[Future[Ready | UnreadablePicture]]) -> Batch[Ready]:
    return Batch(rows, [future.result() for future in futures])
