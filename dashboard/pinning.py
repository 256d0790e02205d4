"""Pinning to a board from any page: the box that says which board, and what a press of a pin does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cached
from dashboard.board_rows import namer
from dashboard.formats import plain
from dashboard.palette_rows import from_picture, named
from dashboard.uploads import Upload
from dashboard.words import say
from data import boards
from data.boards import Picture, Thing
from data.errors import HemlineError

CHOSEN, BOX = "pin-board-id", "pin-board"  # of the session, and of the box, whose value goes with its page
BOARDS_PAGE = "dashboard/pages/boards.py"
COLOUR = ("label_id", "name", "hex", "area")
PIN, PINNED = ":material/push_pin:", ":material/check:"


def choose() -> None:
    """Show which board things are pinned to, a way to it, and a box to begin another."""
    there = _there()
    with st.container(horizontal=True, vertical_alignment="bottom", key="pin-to"):
        if there:
            _box({board.board_id: board.name for board in there})
            where = {"board": st.session_state[CHOSEN]}
            st.page_link(BOARDS_PAGE, label=say("board.open"), query_params=where, width="content")
        else:
            st.caption(say("board.first_hint"), width="content")
        with st.popover(say("board.new"), icon=":material/add:", key="pin-new-board"):
            new_board("pin-new")


def _box(names: Mapping[str, str]) -> None:
    """Show the boards by their names; the chosen one is remembered from page to page."""
    if st.session_state.get(CHOSEN) not in names:
        st.session_state[CHOSEN] = next(iter(names))
    st.session_state[BOX] = st.session_state[CHOSEN]
    st.selectbox(say("board.pin_to"), list(names), format_func=lambda id_: names.get(id_, id_), key=BOX, width=260,
                 on_change=_take)  # fmt: skip


def _take() -> None:
    st.session_state[CHOSEN] = st.session_state[BOX]


def new_board(key: str) -> None:
    """Show the form that makes a board; one that was made is pinned to from then on."""
    with st.form(f"{key}-form", border=False, clear_on_submit=True):
        name = st.text_input(say("board.name"), key=f"{key}-name", max_chars=boards.LONGEST_NAME)
        if not st.form_submit_button(say("board.make"), key=f"{key}-make"):
            return
    try:
        st.session_state[CHOSEN] = boards.make(cached.desk(), name)
    except HemlineError as error:
        st.error(plain(error))
        return
    st.toast(say("board.made", name=plain(name)))
    st.rerun()


def pinned() -> dict[str, str]:
    """Return the ids of the pins on the chosen board by what they show; none where the desk cannot be read."""
    board_id = st.session_state.get(CHOSEN)
    try:
        return {pin.thing.ref: pin.pin_id for pin in boards.pins(cached.desk(), board_id)} if board_id else {}
    except HemlineError:
        return {}


def toggle(thing: Thing, picture: Picture | None = None) -> None:
    """Pin a thing to the chosen board, or take it off where it is on it; a first board is made where there is none."""
    try:
        pin_id = pinned().get(thing.ref)
        if pin_id is not None:
            boards.unpin(cached.desk(), pin_id)
            st.toast(say("board.unpinned", name=plain(thing.name)))
            return
        name = _pin(thing, picture)
        st.toast(say("board.pinned", name=plain(thing.name), board=plain(name)))
    except HemlineError as error:
        st.toast(plain(error), duration="long")


def toggle_upload(upload: Upload) -> None:
    """Pin an uploaded picture with the colours of its clothes, or take it off; only now is anything of it kept."""
    picture = upload.kept()
    rows = named(from_picture(upload.picture).assign(own_name=""), namer())
    toggle(Thing("picture", picture.sha256, upload.name, tuple(colours(rows))), picture)


def colours(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the colours of a palette (label_id, name, hex, area) as they are pinned."""
    return [dict(zip(COLOUR, row, strict=True)) for row in rows[list(COLOUR)].itertuples(index=False)]


def _pin(thing: Thing, picture: Picture | None) -> str:
    """Pin a thing and return the name of its board."""
    desk = cached.desk()
    names = {board.board_id: board.name for board in boards.boards(desk)}
    board_id = st.session_state.get(CHOSEN)
    if board_id not in names:
        board_id = next(iter(names), None) or boards.make(desk, say("board.first"))
        st.session_state[CHOSEN] = board_id
    boards.pin(desk, board_id, thing, picture)
    return names.get(board_id, say("board.first"))


def _there() -> list[boards.Board]:
    """Return the boards of this home; where the desk cannot be read, say so and return none."""
    try:
        return boards.boards(cached.desk())
    except HemlineError as error:
        st.caption(plain(error))
        return []
