"""Keeping a trend on the watchlist: a button for a page of one, a column for a table of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, cached
from dashboard.formats import is_known, plain
from dashboard.readings import region_name
from dashboard.words import say, say_or
from data.errors import HemlineError
from data.watchlist import Standing, keep, unkeep, watches

ADD, ADDED = ":material/bookmark_add:", ":material/bookmark_added:"


@st.fragment
def button(row: Mapping[Any, Any]) -> None:
    """Show the button that keeps one trend, or stops keeping it; a press draws nothing else anew."""
    is_kept = row["series_id"] in kept()
    st.button(
        say("keep.kept" if is_kept else "keep.keep"), key="keep", on_click=_toggle, args=(row,), type="tertiary",
        icon=ADDED if is_kept else ADD, help=say("keep.kept_help" if is_kept else "keep.help"),
    )  # fmt: skip


@st.fragment
def table(trends: pd.DataFrame, columns: Sequence[str], key: str, name: str) -> None:
    """Show trends as `blocks.table` does, with a button in each row that keeps it.

    Args:
        trends: the rows.
        columns: what is shown of them; the button stands after the first.
        key: the widget's own key.
        name: the table's name in `exports.PAGE_TABLES`.
    """
    there, pressed = kept(), f"keep-{key}"
    marked, unmarked = f"{ADDED} {say('keep.kept')}", f"{ADD} {say('keep.keep')}"
    labels = [marked if id_ in there else unmarked for id_ in trends["series_id"]]
    config = st.column_config.ButtonColumn(
        say("column.keep"), type="tertiary", key=pressed, on_click=_press, args=(trends, pressed)
    )
    first, *others = columns
    blocks.table(trends.assign(keep=labels), (first, "keep", *others), key, name, is_trends=True,
                 configs={"keep": config})  # fmt: skip


def kept() -> frozenset[str]:
    """Return the ids of what is kept; where the desk cannot be read, say so and return none."""
    try:
        return frozenset(watch.series_id for watch in watches(cached.desk()))
    except HemlineError as error:
        st.caption(plain(error))
        return frozenset()


def _press(trends: pd.DataFrame, pressed: str) -> None:
    """Keep the trend whose button was pressed, or stop keeping it."""
    _toggle(trends.iloc[st.session_state[pressed]["row"]].to_dict())


def _toggle(row: Mapping[Any, Any]) -> None:
    """Keep a trend, or stop keeping it where it is kept; say which it was."""
    name, desk = _title(row), cached.desk()
    try:
        is_new = keep(desk, str(row["series_id"]), name, Standing.from_trend(row))
        if not is_new:
            unkeep(desk, str(row["series_id"]))
        st.toast(say("keep.added" if is_new else "keep.removed", name=plain(name)))
    except HemlineError as error:
        st.toast(plain(error), duration="long")


def _title(row: Mapping[Any, Any]) -> str:
    """Return a trend's name with where it is seen, as far as that is narrowed; plain text."""
    within = row.get("within_name")
    name = say("trend.within", name=row["name"], within=within) if is_known(within) else str(row["name"])
    titles = {str(one["source"]): str(one["title"]) for one in cached.read("sources").to_dict("records")}
    narrowed = {
        "region": region_name(row["region"]),
        "source": titles.get(row["source"], row["source"]),
        "audience": say_or(f"audience.{row['audience']}", row["audience"]),
    }
    return " · ".join([name, *(words for part, words in narrowed.items() if row[part] != "all")])
