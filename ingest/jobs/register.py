"""What all ingest jobs share: the row of their source, and refusals as rows of `rejected`."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from data.errors import BadInput
from data.journal import utc_now
from data.records import short_hash
from data.store import Store

SourceKind = Literal["posts", "images", "series", "labels"]


@dataclass(frozen=True)
class Source:
    """One feed or file family, with the columns of the table `source`."""

    source: str
    kind: SourceKind
    region: str | None = None
    is_sample: bool = False


def source_name(given: str | None, path: Path) -> str:
    """Return the name rows are stored under: the given one, else the file's, in lower case with dashes.

    `all` stands for all sources together, so a file of that name becomes `file-all`.

    Raises:
        BadInput: the given name holds characters that series ids need.
    """
    if given is None:
        name = re.sub(r"[^\w.]+", "-", path.name.rsplit(".", 1)[0].casefold()).strip("-") or "file"
        return "file-all" if name == "all" else name
    return checked_name(given)


def checked_name(given: str) -> str:
    """Return a source's name that was given.

    Raises:
        BadInput: it holds characters that series ids need.
    """
    if not given.strip() or re.search(r"[|:\s]", given) or given == "all":
        raise BadInput(
            f"The source name '{given}' cannot be used; take one without blanks, '|' and ':', and not 'all'."
        )
    return given


def register(store: Store, source: Source) -> None:
    """Add the source's row unless it is there.

    Raises:
        BadInput: the name belongs to a source of another kind.
    """
    row = asdict(source) | {"title": source.source, "added_at": utc_now()}
    store.add("source", pd.DataFrame([row]))
    kinds = store.read("source_kind", source=source.source)["kind"].tolist()
    if kinds != [source.kind]:
        raise BadInput(
            f"The source '{source.source}' holds {kinds[0]} already, and these are {source.kind}; "
            "give them another name with --source."
        )


def rejected_frame(source: str, refused: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `rejected`, the same ids for the same refusals.

    Args:
        source: whose rows they are.
        refused: columns place, reason, fields (masked JSON text).
    """
    parts = zip(refused["place"], refused["reason"], refused["fields"], strict=True)
    rows = refused.assign(rejected_id=[short_hash(source, *part) for part in parts])
    return rows.assign(source=source, rejected_at=utc_now()).drop_duplicates("rejected_id")


def placed(file: str, refused: pd.DataFrame) -> pd.DataFrame:
    """Return refusals with the place they stood at: the file's name and the line or record, the column `row`."""
    return refused.assign(place=file + ":" + refused["row"].astype(str)).drop(columns="row")
