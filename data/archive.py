"""The archive: masked posts as Parquet files, one folder a source and month, that can be taken in again."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.database import quoted
from data.errors import BadInput, NothingThere, UnknownName
from data.statements import statement
from data.store import Store


@dataclass(frozen=True)
class ArchiveResult:
    """What was written.

    Attributes:
        folder: holds `source=…/month=YYYY-MM/*.parquet`.
        files: how many.
        megabytes: their size.
    """

    folder: str
    posts: int
    first_day: str
    last_day: str
    files: int
    megabytes: float


def archive(store: Store, out: Path, source: str | None = None, before: datetime | None = None) -> ArchiveResult:
    """Write the posts to a folder; it appears whole or not at all.

    The columns are those `hemline ingest posts` knows: id, author, date, text, language, region, audience, engagement.
    Authors stay keyed hashes, which this home knows when it takes them in again.

    Args:
        store: the warehouse.
        out: the folder to make; it must not be there, or be empty.
        source: only the posts of this source; all sources of posts without it.
        before: UTC; only posts from before it.

    Raises:
        BadInput: the folder holds something already, or cannot be written.
        UnknownName: there is no such source of posts.
        NothingThere: there is no post to write.
    """
    out = out.resolve()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInput(f"'{out}' holds something already; give --out a folder that is new or empty.")
    sources = store.read("archive_sources")["source"].tolist()
    if source is not None and source not in sources:
        raise UnknownName.among("source of posts", source, sources)
    building = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        posts, first, last = _write(store, building, {"source": source, "before": before})
        building.rename(out)
    except OSError as error:
        raise BadInput(f"'{out}' cannot be written ({error.strerror}); give --out a folder of yours.") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    files = list(out.rglob("*.parquet"))
    size = sum(path.stat().st_size for path in files) / 1e6
    return ArchiveResult(str(out), posts, f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}", len(files), round(size, 3))


def _write(store: Store, building: Path, params: dict[str, object]) -> tuple[int, datetime, datetime]:
    """Stream the posts into the folder; return how many there are, and the times of the first and the last."""
    with store.connection(read_only=True) as con:
        posts, first, last = con.execute(statement("archive_count"), params).fetchall()[0]
        if not posts:
            raise NothingThere("There is no post to archive; 'hemline status' says what each source holds.")
        building.mkdir(parents=True)
        options = "FORMAT parquet, PARTITION_BY (source, month), COMPRESSION zstd, OVERWRITE_OR_IGNORE"
        con.execute(f"COPY ({statement('archive_posts')}) TO {quoted(str(building))} ({options})", params)
    return posts, first, last
