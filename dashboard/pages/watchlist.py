"""Watchlist: what is kept, how it stands and what changed, what is worth an alert, and what was told."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, changed, changes, watched
from dashboard.formats import plain
from dashboard.words import say, say_count
from data import alerts
from data.errors import BadInput
from data.watchlist import Watch, limit, put_back, unkeep, watches

SHOWN = ("name", "remove", "stage", "measure", "growth", "peak_week", "changed", "beyond", "confidence", "recent")
TOLD = ("week", "sentence", "told", "owed")
MOST = 200  # alerts shown, the newest
REMOVED, PRESSED = "watch-removed", "watch-remove"


def page() -> None:
    """Show the page."""
    kept = watches(cached.desk())
    asked = tuple(watch.series_id for watch in kept)
    now, before = cached.read("watched", series_ids=asked), cached.read_before("watched", series_ids=asked)
    blocks.heading(say("page.watchlist"), _lead(kept, now, before))
    _undo()
    if kept:
        _kept(watched.rows(kept, now, before))
        _limits(kept)
    _alerts()


def _lead(kept: list[Watch], now: pd.DataFrame, before: pd.DataFrame | None) -> list[str]:
    """Say how much is kept and what changed of it."""
    if not kept:
        return [say("watchlist.none")]
    said = [say_count("watchlist.lead", len(kept))]
    if before is not None:
        said.append(" ".join(changes.sentences(changes.between(before, now), changed.since())))
    return said


def _kept(rows: pd.DataFrame) -> None:
    """Show what is kept; a row opens its trend, its button removes it."""
    blocks.section(say("watchlist.kept"), say("block.open_hint"))
    remove = st.column_config.ButtonColumn(
        say("column.remove"), type="tertiary", key=PRESSED, on_click=_remove, args=(rows["series_id"].tolist(),)
    )
    shown = rows.assign(remove=f":material/close: {say('watchlist.remove')}")
    blocks.table(shown, SHOWN, "watchlist", "watchlist", is_trends=True, configs={"remove": remove})


def _remove(series_ids: list[str]) -> None:
    """Stop keeping the series whose button was pressed, and remember it."""
    st.session_state[REMOVED] = unkeep(cached.desk(), series_ids[st.session_state[PRESSED]["row"]])


def _undo() -> None:
    """Offer to put back what was removed last."""
    removed: Watch | None = st.session_state.get(REMOVED)
    if removed is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(say("watchlist.removed", name=plain(removed.name)), width="content")
        st.button(say("watchlist.undo"), on_click=_put_back, args=(removed,), key="undo", icon=":material/undo:")


def _put_back(removed: Watch) -> None:
    """Keep again what was removed, with its limits."""
    put_back(cached.desk(), removed)
    del st.session_state[REMOVED]


@st.fragment
def _limits(kept: list[Watch]) -> None:
    """Show the limits of each, to be changed in place."""
    blocks.section(say("watchlist.limits"), say("watchlist.limits_note"))
    given = watched.limits_frame(kept)
    with st.form("limits", border=False):
        edited = st.data_editor(
            given, hide_index=True, key=watched.editor_key(kept), disabled=["name"], column_config=watched.configs(),
            alt=say("alt.table", what=say("watchlist.limits")),
        )  # fmt: skip
        is_sent = st.form_submit_button(say("watchlist.save"))
    if is_sent:
        _save(kept, edited)


def _save(kept: list[Watch], edited: pd.DataFrame) -> None:
    """Store the limits that differ, or say why they cannot be."""
    try:
        differing = watched.differing(kept, edited)
    except BadInput as error:
        st.error(plain(error))
        return
    limit(cached.desk(), differing)
    st.toast(say_count("watchlist.saved", len(differing)))
    st.rerun()


def _alerts() -> None:
    """Show what was told."""
    blocks.section(say("watchlist.alerts"), say("watchlist.alerts_note"))
    rows = watched.alert_rows(alerts.recent(cached.desk(), MOST))
    if rows.empty:
        st.markdown(say("watchlist.alerts_none"))
        return
    blocks.table(rows, TOLD, "alerts", "alerts")


if __name__ == "__main__":
    page()
