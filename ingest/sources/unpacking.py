"""Unpacking as it is read: gzip and Zstandard told by their first bytes, and never more than can be meant."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO, cast

import pyarrow as pa

from data.errors import BadInput

CODECS = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
OTHER_ARCHIVES = {b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"7z\xbc\xaf": "7z", b"Rar!": "RAR"}
MAGIC_BYTES = 4
BUFFER_BYTES = 1 << 20
GUARDED_BYTES = 256 << 20  # below this much no packed file can harm
UNPACKED_RATIO = 200  # posts pack to a fifth or a twentieth
WHOLE_BYTES = 512 << 20  # of a packed file that has to be held in memory


class Unpacked(io.RawIOBase):
    """A stream of unpacked bytes that stops where a file is broken or swells beyond measure.

    Args:
        file: yields the unpacked bytes.
        told: how many packed bytes were taken so far.
        name: of the file, for the sentence that refuses it.
    """

    def __init__(self, file: BinaryIO, told: Callable[[], int], name: str) -> None:
        super().__init__()
        self._file, self._told, self._name = file, told, name
        self._count = 0

    @classmethod
    def of(cls, packed: BinaryIO, name: str) -> BinaryIO:
        """Return the unpacked bytes of a file; one that is not packed is returned as it is."""
        magic = packed.peek(MAGIC_BYTES)[:MAGIC_BYTES]  # type: ignore[attr-defined]
        for mark, archive in OTHER_ARCHIVES.items():
            if magic.startswith(mark):
                packed.close()
                raise BadInput(f"'{name}' is packed as {archive}; unpack it, or pack it as ZIP, gzip or Zstandard.")
        codec = next((codec for mark, codec in CODECS.items() if magic.startswith(mark)), None)
        if codec is None:
            return packed
        counted = _Counted(packed)
        stream = cast(BinaryIO, pa.CompressedInputStream(pa.PythonFile(counted, mode="r"), codec))
        return cast(BinaryIO, io.BufferedReader(cls(stream, lambda: counted.count, name), BUFFER_BYTES))

    @classmethod
    def counted(cls, file: BinaryIO, packed_bytes: int, name: str) -> BinaryIO:
        """Return the bytes of a file that unpacks itself, such as one of a ZIP archive."""
        return cast(BinaryIO, io.BufferedReader(cls(file, lambda: packed_bytes, name), BUFFER_BYTES))

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer with the next bytes.

        Raises:
            BadInput: the file is broken, or unpacks to more than can be meant.
        """
        try:
            part = self._file.read(len(buffer))
        except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, pa.ArrowException) as error:
            raise BadInput(
                f"'{self._name}' breaks off after {self._count:,} unpacked bytes ({error}); get a whole copy of it and "
                "run this again."
            ) from error
        buffer[: len(part)] = part
        self._count += len(part)
        if self._count > GUARDED_BYTES and self._count > UNPACKED_RATIO * self._told():
            raise BadInput(
                f"'{self._name}' unpacks to more than {UNPACKED_RATIO} times its size, as no export does; if it is "
                "sound, unpack it and give that."
            )
        return len(part)

    def close(self) -> None:
        """Close the file below, too."""
        if not self.closed:
            self._file.close()
        super().close()


def whole(file: BinaryIO, name: str) -> bytes:
    """Return all bytes of a stream.

    Raises:
        BadInput: there are more than memory should hold.
    """
    content = file.read(WHOLE_BYTES + 1)
    if len(content) > WHOLE_BYTES:
        raise BadInput(
            f"'{name}' unpacks to more than {WHOLE_BYTES >> 20} MB and has to be read at many places at once; "
            "unpack it and give that."
        )
    return content


class _Counted:
    """A file that counts what was read of it, in the form Arrow takes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.count = 0
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        part = self._file.read(size)
        self.count += len(part)
        return part

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it is read from the first byte to the last."""
        return False

    def tell(self) -> int:
        """Return the place it is read at."""
        return self.count

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self.closed = True
