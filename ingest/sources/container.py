"""What was given, opened: one file, or the files of a folder or a ZIP archive, each a named member that unpacks itself.

Nothing is ever unpacked to the disk, so a name inside an archive is only a name.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from urllib.parse import unquote

from data.errors import BadInput
from ingest.sources.unpacking import Unpacked, whole

SUFFIXES = {
    "", ".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".pq", ".xlsx", ".xlsm", ".xml",
    ".rss", ".atom", ".sqlite", ".sqlite3", ".db", ".zip",
}  # fmt: skip
PACKED_SUFFIXES = (".gz", ".zst", ".zstd")
NO_FILES_OF_OURS = ("__MACOSX", "Thumbs.db", "desktop.ini")
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
WORKBOOK_PART = "xl/workbook."
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Member:
    """One file to be read, whatever it lies in.

    Attributes:
        name: as refusals show it: `posts.csv`, `export.zip/a.csv`, `folder/2024/b.jsonl.gz`.
        packed: opens the bytes as they lie.
        path: the file, where it lies on the disk itself.
        columns: what the folders above it say, as `year=2024/` does.
        sheet: which sheet of a workbook is meant.
    """

    name: str
    packed: Callable[[], BinaryIO]
    path: Path | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    sheet: str | None = None

    @classmethod
    def of(cls, path: Path) -> Member:
        """Return one file of the disk."""
        return cls(path.name, lambda: _on_disk(path, path.name), path)

    def open(self) -> BinaryIO:
        """Open the unpacked bytes, to be read from the first to the last.

        Raises:
            BadInput: here, or while reading: the file is broken, or unpacks to more than can be meant.
        """
        return Unpacked.of(self.packed(), self.name)

    def head(self, count: int) -> bytes:
        """Return the first unpacked bytes."""
        with self.open() as file:
            return file.read(count)

    def seekable(self) -> BinaryIO:
        """Open the unpacked bytes for reading at any place; what lies packed is held in memory.

        Raises:
            BadInput: what lies packed is too large for that.
        """
        if (path := self.plain_path()) is not None:
            return path.open("rb")
        with self.open() as file:
            return io.BytesIO(whole(file, self.name))

    def plain_path(self) -> Path | None:
        """Return the file on the disk, None where its bytes lie packed."""
        if self.path is None:
            return None
        with self.open() as file:
            return self.path if file.seekable() else None


@dataclass(frozen=True)
class Opened:
    """What was given.

    Attributes:
        members: the files to read, in order of their names.
        left_out: files that are no exports by their names, and empty ones.
    """

    members: tuple[Member, ...]
    left_out: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: Path, what: str = "posts") -> Opened:
        """Open a file, a ZIP archive or a folder.

        Args:
            path: what the user gave.
            what: it should hold, for the sentence that refuses it.

        Raises:
            BadInput: there is nothing there, or nothing in it.
        """
        if path.is_dir():
            return _kept(path.name or str(path), _of_folder(path), what)
        if not path.is_file():
            raise BadInput(f"'{path}' does not exist; give a file, a ZIP archive or a folder of {what}.")
        if path.stat().st_size == 0:
            raise BadInput(f"'{path.name}' is empty; give a file with at least a header or one record.")
        member = Member.of(path)
        return _kept(path.name, _inside(member), what) if is_archive(member) else cls(tuple(_sheets(member)))


def one_member(path: Path, what: str) -> Member:
    """Return the only file of what was given.

    Raises:
        BadInput: there is nothing there, or more than one file.
    """
    if path.is_dir():
        raise BadInput(f"'{path}' is a folder; give one file of {what}.")
    members = Opened.of(path, what).members
    if len(members) > 1:
        listed = ", ".join(f"'{member.name}'" for member in members[:5])
        raise BadInput(f"'{path.name}' holds {len(members)} tables ({listed}); give one of them by itself.")
    return members[0]


def is_archive(member: Member) -> bool:
    """Tell whether a member is a ZIP archive and no workbook."""
    with member.packed() as file:
        return file.read(4) in ZIP_MAGIC and not is_workbook(member)


def is_workbook(member: Member) -> bool:
    """Tell whether a member is an Excel workbook."""
    if member.head(4) not in ZIP_MAGIC:
        return False
    try:
        with member.seekable() as file, zipfile.ZipFile(file) as archive:
            return any(name.startswith(WORKBOOK_PART) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def bare_name(name: str) -> str:
    """Return a file's name without the ending that says how it is packed: `a.jsonl.gz` is `a.jsonl`."""
    ending = next((suffix for suffix in PACKED_SUFFIXES if name.lower().endswith(suffix)), "")
    return name[: len(name) - len(ending)]


def _kept(name: str, found: Iterator[Member | str], what: str) -> Opened:
    """Part the members from the names of what is left out."""
    parts = list(found)
    members = tuple(part for part in parts if isinstance(part, Member))
    left_out = tuple(part for part in parts if isinstance(part, str))
    if not members:
        found_instead = f"; it holds {', '.join(left_out[:3])}" if left_out else ""
        raise BadInput(f"'{name}' holds no file of {what}{found_instead}; give CSV, XLSX, JSON, Parquet or the like.")
    return Opened(members, left_out)


def _of_folder(folder: Path) -> Iterator[Member | str]:
    """Yield the files of a folder and those below it; archives among them are opened."""
    root = folder.resolve()
    for at, folders, names in os.walk(root, onerror=_refuse_folder):
        folders[:] = sorted(name for name in folders if _is_meant(name))
        for path in (Path(at) / name for name in sorted(names) if _is_meant(name)):
            below = path.relative_to(root)
            name = _printed(f"{root.name}/{below.as_posix()}")
            yield from _of_file(path, root, name, _columns(below.parts[:-1]))


def _refuse_folder(error: OSError) -> None:
    raise BadInput(
        f"The folder '{error.filename}' cannot be opened ({error.strerror}); give yourself the right to read it."
    )


def _on_disk(path: Path, name: str) -> BinaryIO:
    """Open a file of the disk."""
    try:
        return path.open("rb")
    except OSError as error:
        raise BadInput(f"'{name}' cannot be opened ({error.strerror}); give yourself the right to read it.") from error


def _of_file(path: Path, root: Path, name: str, columns: Mapping[str, str | None]) -> Iterator[Member | str]:
    """Yield one file of a folder, or what is in it."""
    if not path.resolve().is_relative_to(root):
        yield _refused(name, f"'{name}' is a link out of the folder; copy the file into it.")
        return
    if not _is_export(name) or not path.is_file() or not path.stat().st_size:
        yield name
        return
    member = Member(name, lambda: _on_disk(path, name), path, columns)
    try:
        yield from _inside(member) if is_archive(member) else _sheets(member)
    except BadInput as error:
        yield _refused(name, str(error))


def _inside(member: Member) -> Iterator[Member | str]:
    """Yield the files of a ZIP archive."""
    try:
        archive = zipfile.ZipFile(member.packed())
        entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadInput(f"'{member.name}' is no whole ZIP archive or workbook ({error}); get a whole copy.") from error
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if entry.is_dir() or not all(_is_meant(part) for part in parts if part != ".."):
            continue
        name = _printed(f"{member.name}/{'/'.join(part for part in parts if part not in ('/', '..'))}")
        yield from _entry(archive, entry, name, {**member.columns, **_columns(parts[:-1])})


def _entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, columns: Mapping[str, str | None]
) -> Iterator[Member | str]:
    """Yield one file of an archive, or the sheets of a workbook."""
    if not _is_export(name) or not entry.file_size:
        yield name
        return
    if entry.flag_bits & 1:
        yield _refused(name, f"'{name}' is encrypted; unpack it with its password and give the folder.")
        return
    member = Member(name, lambda: _opened(archive, entry, name), columns=columns)
    try:
        if is_archive(member):
            raise BadInput(f"'{name}' is an archive within an archive; unpack the outer one and give the folder.")
        yield from _sheets(member)
    except BadInput as error:
        yield _refused(name, str(error))


def _sheets(member: Member) -> Iterator[Member]:
    """Yield a member, or each sheet of a workbook that has several."""
    if not is_workbook(member):
        yield member
        return
    from ingest.sources.workbook import sheet_names

    names = sheet_names(member)
    for name in names:
        shown = member.name if len(names) == 1 else f"{member.name}/{_printed(name)}"
        yield Member(shown, member.packed, member.path, member.columns, name)


def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> BinaryIO:
    """Open one file of an archive, as yet packed if it is packed once more."""
    try:
        file = cast(BinaryIO, archive.open(entry))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, zlib.error) as error:
        raise BadInput(f"'{name}' cannot be unpacked ({error}); pack it anew with a common ZIP program.") from error
    return Unpacked.counted(file, entry.compress_size, name)


def _refused(name: str, sentence: str) -> Member:
    """Return a member whose opening says why it cannot be read."""

    def packed() -> BinaryIO:
        raise BadInput(sentence)

    return Member(name, packed)


def _columns(folders: tuple[str, ...]) -> dict[str, str | None]:
    """Read `key=value` out of folders' names."""
    pairs = (folder.partition("=") for folder in folders if "=" in folder)
    return {unquote(key): None if value == NO_VALUE else unquote(value) for key, _, value in pairs if key}


def _is_meant(name: str) -> bool:
    """Tell whether a file or folder is the user's own, and no trace of a system or a writer of Parquet."""
    return not name.startswith((".", "_")) and name not in NO_FILES_OF_OURS


def _is_export(name: str) -> bool:
    """Tell by its name whether a file can be an export."""
    return PurePosixPath(bare_name(name)).suffix.lower() in SUFFIXES


def _printed(name: str) -> str:
    """Return a name without characters that would move a terminal's cursor, and that UTF-8 can hold."""
    return UNPRINTED.sub("�", name).encode("utf-8", "replace").decode()
