"""What readers found, stored: the reader, a reading of each subject, and its tags."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

from analysis.protocols import Fingerprint
from data.journal import utc_now
from data.records import Tag
from data.store import Store


@dataclass
class Read:
    """What one reader did so far."""

    subjects: int = 0
    tags: int = 0
    off_topic: int = 0
    rejected: int = 0
    seconds: float = 0.0


def register(store: Store, fingerprint: Fingerprint) -> str:
    """Write a reader down, not counting yet, and return its key."""
    row = {
        "reader": str(fingerprint),
        "kind": fingerprint.kind,
        "name": fingerprint.name,
        "version": fingerprint.version,
        "settings": json.dumps(fingerprint.settings, sort_keys=True, default=str),
        "weights_hash": fingerprint.weights_hash,
        "active": False,
        "added_at": utc_now(),
    }
    store.add("reader", pd.DataFrame([row]))
    return str(fingerprint)


def activate(store: Store, reader: str, kind: str) -> None:
    """Let the tags of this reader count, and no other's of its kind."""
    store.run("activate_reader", reader=reader, kind=kind)


def write(
    store: Store,
    reader: str,
    subject_kind: str,
    ids: Sequence[str],
    tagged: Sequence[list[Tag]],
    read: Read,
    relevant: Sequence[bool | None] | None = None,
) -> None:
    """Store the readings of one batch and their tags together."""
    tags = _tag_frame(reader, subject_kind, ids, tagged)
    readings = _constant(len(ids), reader=reader) | {"subject_id": pa.array(ids, pa.string())}
    readings["relevant"] = pa.array(relevant or [None] * len(ids), pa.bool_())
    with store.transaction():
        store.add("tag", tags)
        store.add("reading", pa.table(readings | _constant(len(ids), subject_kind=subject_kind)))
    read.subjects += len(ids)
    read.tags += len(tags)
    read.off_topic += sum(judged is False for judged in relevant or ())


def _tag_frame(reader: str, subject_kind: str, ids: Sequence[str], tagged: Sequence[list[Tag]]) -> pa.Table:
    """Return the tags of a batch as columns: a dictionary a row would cost more than the reading itself."""
    tags = [tag for found in tagged for tag in found]
    subjects = [subject for subject, found in zip(ids, tagged, strict=True) for _ in found]
    return pa.table(
        _constant(len(tags), reader=reader, subject_kind=subject_kind)
        | {
            "subject_id": pa.array(subjects, pa.string()),
            "label_id": pa.array([tag.label_id for tag in tags], pa.string()),
            "polarity": pa.array([tag.polarity for tag in tags], pa.string()),
            "score": pa.array([tag.score for tag in tags], pa.float64()),
            "evidence": pa.array([tag.evidence for tag in tags], pa.string()),
            "span_start": pa.array([tag.span_start for tag in tags], pa.int32()),
            "span_end": pa.array([tag.span_end for tag in tags], pa.int32()),
        }
    )


def _constant(length: int, **values: str) -> dict[str, Any]:
    """Return columns that hold one value each."""
    return {name: pa.repeat(pa.scalar(value, pa.string()), length) for name, value in values.items()}
