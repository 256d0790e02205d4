"""Pieces of a long computation, kept on disk until the whole of it is done, so that a stopped run can go on."""

from __future__ import annotations

import hashlib
import os
import time
import zipfile
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

KEPT_DAYS = 7.0  # what runs that never ended left behind is kept for so long
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


class Pieces:
    """Named matrices by the hash of what they were computed from, one file each.

    A piece is written under a temporary name and then given its own, so a file that is there is whole; one that was
    spoiled since is treated as not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used: set[str] = set()

    def read(self, key: str) -> dict[str, Floats] | None:
        """Return a piece, None where it is not there or cannot be read."""
        self.used.add(key)
        try:
            with np.load(self._path(key), allow_pickle=False) as piece:
                return {name: piece[name] for name in piece.files}
        except UNREADABLE:
            return None

    def write(self, key: str, piece: dict[str, Floats]) -> None:
        """Keep a piece.

        Raises:
            OSError: it cannot be written.
        """
        self.used.add(key)
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f"{key}.{os.getpid()}.partial"
        with partial.open("wb") as file:
            np.savez(file, **piece)  # type: ignore[arg-type]  # the names of models are no arguments of its own
        partial.replace(self._path(key))

    def clear(self) -> None:
        """Remove what this run read or wrote, and what any run left behind `KEPT_DAYS` ago."""
        for key in self.used:
            self._path(key).unlink(missing_ok=True)
        oldest_s = time.time() - KEPT_DAYS * 86_400
        for path in self.folder.glob("*"):
            if path.stat().st_mtime < oldest_s:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.npz"


def key_of(values: Floats, *parts: object) -> str:
    """Return the hash of a matrix and of all else that a piece depends on."""
    digest = hashlib.sha256(repr((values.shape, *parts)).encode())
    digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()[:32]
