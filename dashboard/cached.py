"""Reads of the current snapshot, kept between reruns and keyed by the snapshot's id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import queries
from data.settings import Settings
from data.snapshot import Snapshot, current_id


def snapshot() -> Snapshot:
    """Return the snapshot that the pointer names now.

    Raises:
        NothingThere: nothing is published yet.
    """
    settings = Settings()
    return _opened(current_id(settings), settings.home)


def read(name: str, **params: Any) -> pd.DataFrame:
    """Return the rows of `data/sql/page_<name>.sql`; all sessions share one frame, so nobody may change it."""
    current = snapshot()
    return _rows(str(current.path), name, tuple(sorted(params.items())))


def thumb(sha256: Any) -> Path | None:
    """Return the thumbnail of a picture, or None where there is none."""
    if not isinstance(sha256, str) or not sha256.isalnum():
        return None
    path = Settings().thumbs / sha256[:2] / f"{sha256}.jpg"
    return path if path.is_file() else None


@st.cache_resource(max_entries=3, show_spinner=False)
def _opened(snapshot_id: str, home: Path) -> Snapshot:
    """Open one snapshot of one home, once for all sessions."""
    return Snapshot.current(Settings(home=home))


@st.cache_resource(max_entries=400, show_spinner=False)
def _rows(path: str, name: str, params: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    """Read once for each snapshot; as a resource, since copying thousands of sparklines costs more than reading."""
    return queries.read(snapshot(), name, **dict(params))
