"""The inbox: masked posts that were heard, waiting as Parquet until the warehouse takes them."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.errors import BadInput

NOTE = b"hemline"
LEFT_S = 3600.0  # an unfinished file so old belongs to nobody
KEPT_TYPES = {pa.int64(): pd.Int64Dtype()}


@dataclass(frozen=True)
class Heard:
    """One page of a live source after cleaning: nothing in it names anybody.

    Attributes:
        source: name the posts are stored under.
        service: which service they came from.
        posts: columns of the table `post`, repeats still in.
        refused: columns row, reason, fields (masked, JSON text).
        moved: the entries of the source's cursor that these rows, with earlier ones, reach.
    """

    source: str
    service: str
    posts: pd.DataFrame
    refused: pd.DataFrame
    moved: Mapping[str, str]


class Inbox:
    """A folder of pages, oldest first; each file is whole or not there.

    Args:
        folder: made when something is put in.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, heard: Heard) -> Path:
        """Keep a page, and return its file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{time.time_ns():020}-{uuid.uuid4().hex[:8]}.parquet"
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            pq.write_table(_table(heard), file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        return unfinished.rename(path)

    def waiting(self) -> list[Path]:
        """Return the files that wait, oldest first; what a killed listening left unfinished is removed."""
        for unfinished in self.folder.glob("*.part"):
            if time.time() - unfinished.stat().st_mtime > LEFT_S:
                unfinished.unlink(missing_ok=True)
        return sorted(self.folder.glob("*.parquet"))

    def read(self, path: Path) -> Heard | None:
        """Return a page; None where another listening has put it away meanwhile.

        Raises:
            BadInput: the file is no page.
        """
        try:
            table = pq.read_table(path)
            return _heard(table, json.loads(table.schema.metadata[NOTE]))
        except FileNotFoundError:
            return None
        except (pa.ArrowInvalid, KeyError, TypeError, ValueError) as error:
            raise BadInput(
                f"'{path}' is no page that was heard; move it out of the inbox, then run this again."
            ) from error


def _table(heard: Heard) -> pa.Table:
    """Put both frames into one table, so that one file holds the page; the column `part` tells them apart."""
    frames = {"posts": heard.posts, "refused": heard.refused}
    parts = [pa.Table.from_pandas(frame.assign(part=name), preserve_index=False) for name, frame in frames.items()]
    note = {"source": heard.source, "service": heard.service, "moved": dict(heard.moved)}
    note["columns"] = {name: [str(column) for column in frame.columns] for name, frame in frames.items()}
    return pa.concat_tables(parts, promote_options="permissive").replace_schema_metadata({NOTE: json.dumps(note)})


def _heard(table: pa.Table, note: Mapping[str, Any]) -> Heard:
    """Take the frames apart again."""
    posts, refused = (_part(table, name, note["columns"][name]) for name in ("posts", "refused"))
    return Heard(note["source"], note["service"], posts, refused, note["moved"])


def _part(table: pa.Table, name: str, columns: list[str]) -> pd.DataFrame:
    """Return the rows of one frame."""
    rows = table.filter(pc.equal(table["part"], name)).select(columns)
    frame: pd.DataFrame = rows.to_pandas(types_mapper=KEPT_TYPES.get)
    return frame
