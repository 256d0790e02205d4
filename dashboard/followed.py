"""The labels that a page can be asked for, made ready once for each snapshot and language: there may be thousands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import blocks, cached
from dashboard.formats import is_known
from dashboard.readings import facet_name, plain_name
from dashboard.words import language

Row = dict[Any, Any]


@dataclass(frozen=True)
class Followed:
    """The labels that have a trend in some slice, by their names in the address; all sessions share them.

    Attributes:
        rows: their rows of `page_names`.
        options: their names with the facet, as a box shows them.
        largest: the same names, those that most people show first.
    """

    rows: dict[str, Row]
    options: dict[str, str]
    largest: tuple[str, ...]


def followed() -> Followed:
    """Return the labels of the current snapshot in the reader's language."""
    return _made(str(cached.snapshot().path), language())


@st.cache_resource(max_entries=6, show_spinner=False)
def _made(path: str, code: str) -> Followed:
    """Make them ready once."""
    rows: dict[str, Row] = {blocks.trend_id(row): row for row in cached.read("names").to_dict("records")}
    options = {key: f"{plain_name(row)} · {facet_name(row['facet'])}" for key, row in rows.items()}
    return Followed(rows, options, tuple(sorted(rows, key=lambda key: _people(rows[key]), reverse=True)))


def _people(row: Row) -> float:
    """Return how many people show a label."""
    return float(row["authors"]) if is_known(row["authors"]) else 0.0
