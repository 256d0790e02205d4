"""Reads of the current snapshot, kept between reruns and keyed by the snapshot's id."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.charts import Chart
from dashboard.words import ENGLISH, language
from data.desk import Desk
from data.settings import Settings
from data.snapshot import Snapshot, current_id

Made = TypeVar("Made")
JPEG = b"\xff\xd8"  # how each begins
_run = threading.local()  # each run of a page has a thread of its own


def begin() -> None:
    """Begin the run of a page: it shows one snapshot to its end, whatever is published meanwhile."""
    _run.snapshot = None


def snapshot() -> Snapshot:
    """Return the snapshot that this run shows, the one that the pointer names when the run first asks.

    Raises:
        NothingThere: nothing is published yet.
    """
    shown: Snapshot | None = getattr(_run, "snapshot", None)
    if shown is None:
        shown = _opened(current_id(settings()), settings().home)
        if hasattr(_run, "snapshot"):
            _run.snapshot = shown
    return shown


def settings() -> Settings:
    """Return the settings of the home that the environment names."""
    return _settings(os.environ.get("HEMLINE_HOME"))


def read(name: str, **params: Any) -> pd.DataFrame:
    """Return the rows of `data/sql/page_<name>.sql`, labels named in the reader's language.

    All sessions share one frame, so nobody may change it.
    """
    current = snapshot()
    return _rows(str(current.path), language(), name, tuple(sorted(params.items())), current)


class Kept:
    """Reads the snapshot that this run shows for briefs, and keeps what is asked for without a list."""

    def read(self, name: str, **params: Any) -> pd.DataFrame:
        """Return the rows of `data/sql/<name>.sql`, all sessions the same frame, so that nobody may change it."""
        current = snapshot()
        if any(isinstance(value, list) for value in params.values()):
            return current.read(name, **params)
        return _kept(str(current.path), name, tuple(sorted(params.items())), current)


def read_before(name: str, **params: Any) -> pd.DataFrame | None:
    """Return the same rows of the snapshot published before the current one; None where there is none."""
    earlier = snapshot_before()
    return None if earlier is None else _rows_before(str(earlier.path), name, tuple(sorted(params.items())), earlier)


def snapshot_before() -> Snapshot | None:
    """Return the snapshot that was published before the current one, None where there is none to compare with."""
    return _opened_before(snapshot().snapshot_id, settings().home)


def desk() -> Desk:
    """Return the desk of this home, read anew at each call: other sessions and jobs write to it."""
    return Desk(settings())


def chart(key: tuple[Hashable, ...], draw: Callable[[], Chart]) -> Chart:
    """Return the chart that `draw` draws, drawn once for each snapshot and key.

    Args:
        key: everything that the chart depends on besides the snapshot: its name, the theme, the filters.
        draw: draws it.
    """
    return _drawn(str(snapshot().path), (language(), *key), draw)


def once(key: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
    """Return what `make` makes of the snapshot, made once for each snapshot, language and key; nobody may change it."""
    return cast("Made", _made(str(snapshot().path), (language(), *key), make))


def thumb(sha256: Any) -> Path | None:
    """Return the thumbnail of a picture, or None where there is none, or something else in its place."""
    if not isinstance(sha256, str) or not sha256.isalnum():
        return None
    path = settings().thumbs / sha256[:2] / f"{sha256}.jpg"
    try:
        with path.open("rb") as file:
            return path if file.read(len(JPEG)) == JPEG else None
    except OSError:
        return None


@cache
def _settings(home: str | None) -> Settings:
    """Read the settings once for each home that the environment names."""
    return Settings()


@st.cache_resource(max_entries=3, show_spinner=False)
def _opened(snapshot_id: str, home: Path) -> Snapshot:
    """Open one snapshot of one home, once for all sessions; what was read of others is let go."""
    for kept in (_rows, _rows_before, _kept, _made, _drawn):
        kept.clear()
    return Snapshot.current(Settings(home=home)).in_one_thread()


@st.cache_resource(max_entries=3, show_spinner=False)
def _opened_before(snapshot_id: str, home: Path) -> Snapshot | None:
    """Open the snapshot before one, once for all sessions."""
    earlier = Snapshot.before(snapshot_id, Settings(home=home))
    return earlier.in_one_thread() if earlier else None


@st.cache_resource(max_entries=100, show_spinner=False)
def _kept(path: str, name: str, params: tuple[tuple[str, Any], ...], _snapshot: Snapshot) -> pd.DataFrame:
    """Read once for each snapshot."""
    return _snapshot.read(name, **dict(params))


@st.cache_resource(max_entries=40, show_spinner=False)
def _rows_before(path: str, name: str, params: tuple[tuple[str, Any], ...], _earlier: Snapshot) -> pd.DataFrame:
    """Read the earlier snapshot once for each of its names."""
    return queries.read(_earlier, name, **dict(params))


@st.cache_resource(max_entries=4000, show_spinner=False)
def _rows(path: str, code: str, name: str, params: tuple[tuple[str, Any], ...], _snapshot: Snapshot) -> pd.DataFrame:
    """Read once for each snapshot and language; as a resource, since copying all sparklines costs more than this."""
    rows = queries.read(_snapshot, name, **dict(params))
    return rows if code == ENGLISH else queries.renamed(rows, _names(path, code, _snapshot))


@st.cache_resource(max_entries=6, show_spinner=False)
def _names(path: str, code: str, _snapshot: Snapshot) -> dict[str, str]:
    """Return the labels' names in one language; a label without one is not in it."""
    named = queries.read(_snapshot, "label_names", language=code).dropna()
    return dict(zip(named["label_id"], named["name"], strict=True))


@st.cache_resource(max_entries=1000, show_spinner=False)
def _made(path: str, key: tuple[Hashable, ...], _make: Callable[[], Any]) -> Any:
    """Make once; what is made is shared by all sessions."""
    return _make()


@st.cache_resource(max_entries=1000, show_spinner=False)
def _drawn(path: str, key: tuple[Hashable, ...], _draw: Callable[[], Chart]) -> Chart:
    """Draw once; Streamlit takes a chart as it is and never changes it."""
    return _draw()
