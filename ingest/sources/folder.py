"""A folder of pictures: its image files in order, or those a manifest names by path or address."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from data.errors import BadInput
from data.records import Reason
from ingest.pictures import SUFFIXES
from ingest.sources.runway import Look, look_from, look_of
from ingest.sources.sheet import Sheet

NAMES: Mapping[str, tuple[str, ...]] = {
    "path": (
        "path", "file", "filename", "imagepath", "url", "imageurl", "imageurls", "imagelink", "pictureurl", "photourl",
        "mediaurl", "src", "image", "picture", "photo", "href", "link",
    ),
    "designer": ("designer", "designername", "brand", "brandname", "house", "label", "maison"),
    "season": ("season", "seasonname", "collection"),
    "year": ("year", "seasonyear", "collectionyear"),
    "city": ("city", "showcity", "location"),
    "look": ("look", "looknumber", "lookno", "exit", "number"),
    "date": ("date", "shownon", "showdate", "dateofshow", "shown"),
    "region": ("region", "country", "countrycode"),
    "setting": ("setting", "imagetype", "shottype", "shot"),
}  # fmt: skip
ADDRESS = re.compile(r"(?i)^(?:[a-z][a-z0-9+.-]+://|data:)")


@dataclass(frozen=True)
class Found:
    """One picture to take in, or a manifest's row that names none.

    Attributes:
        place: where it stood, for a refusal: the path below the folder, or the manifest's name and line.
        path: the file, None where the row is refused or gives an address.
        look: what is known of it.
        region: as the manifest gives it.
        reason: why the row is refused, None where it is not.
        url: the address it is to be fetched from, None for a file.
    """

    place: str
    path: Path | None
    look: Look
    region: str | None = None
    reason: Reason | None = None
    url: str | None = None


def pictures_in(folder: Path) -> Iterator[Found]:
    """Yield the image files of a folder and those below it, in order of their paths.

    Raises:
        BadInput: there is no such folder.
    """
    root = _root(folder)
    for path in _walk(root):
        if path.suffix.lower() in SUFFIXES:
            below = path.relative_to(root)
            inside = path.resolve().is_relative_to(root)
            yield Found(below.as_posix(), path, look_of(below), reason=None if inside else "outside the folder")


def other_files_in(folder: Path) -> int:
    """Count the files of a folder that are no images by their names."""
    return sum(path.suffix.lower() not in SUFFIXES for path in _walk(_root(folder)))


def pictures_of(manifest: Path, folder: Path) -> Iterator[Found]:
    """Yield the pictures a manifest's rows name, with what the rows say of them.

    Raises:
        BadInput: there is no such folder or manifest, or it has no column of paths.
    """
    root = _root(folder)
    if not manifest.is_file():
        raise BadInput(f"The manifest '{manifest}' does not exist; give a CSV file with a column 'path' or 'url'.")
    sheet = Sheet.of(manifest)
    places = _columns(sheet)
    for line, row in sheet.rows():
        place = f"{manifest.name}:{line}"
        if row is None:
            yield Found(place, None, Look(), reason="unreadable line")
            continue
        fields = {name: row[at].strip() or None for name, at in places.items()}
        yield _named(place, fields, root)


def _named(place: str, fields: Mapping[str, str | None], root: Path) -> Found:
    """Return what one row of a manifest names; of an address nothing is read but the picture behind it."""
    if ADDRESS.match(fields["path"] or ""):
        return Found(place, None, look_from(fields, PurePosixPath("-")), fields.get("region"), url=fields["path"])
    text = (fields["path"] or "").replace("\\", "/")
    path = root / text
    if not text or "\0" in text or not path.resolve().is_relative_to(root):
        return Found(place, None, Look(), reason="outside the folder")
    if not path.is_file():
        return Found(place, None, Look(), reason="no such file")
    return Found(place, path, look_from(fields, PurePosixPath(text)), fields.get("region"))


def _columns(sheet: Sheet) -> dict[str, int]:
    """Find a manifest's columns by their names."""
    plain = [re.sub(r"[^a-z]", "", name.lower()) for name in sheet.header]
    found = {role: next((plain.index(name) for name in names if name in plain), None) for role, names in NAMES.items()}
    if found["path"] is None:
        listed = ", ".join(f"'{name}'" for name in sheet.header[:20])
        raise BadInput(f"The manifest '{sheet.name}' has no column 'path' or 'url'; its columns are {listed}.")
    return {role: at for role, at in found.items() if at is not None}


def _root(folder: Path) -> Path:
    if not folder.is_dir():
        raise BadInput(f"'{folder}' is not a folder; give the folder that holds the pictures.")
    return folder.resolve()


def _walk(root: Path) -> Iterator[Path]:
    """Yield the files below a folder in order; hidden ones and linked folders are left out."""
    for at, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(at) / name for name in sorted(names) if not name.startswith("."))
