"""Boards: what was pinned, its palette and notes, in an order of one's own; shared by a link, taken along as a file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, board_cards, board_rows, cached, charts, pinning
from dashboard.address import Filter, filter_row
from dashboard.board_files.pdf import pdf
from dashboard.board_files.png import png, undrawable
from dashboard.board_files.pptx import pptx
from dashboard.board_files.sheet import Sheet
from dashboard.board_rows import Shown
from dashboard.exports import PAGE_TABLES, csv_bytes
from dashboard.formats import count, plain, short_day
from dashboard.words import say, say_count
from data import boards
from data.boards import Board, Thing
from data.errors import HemlineError

PAGE = "dashboard/pages/boards.py"
FIRST_SHOWN = 5
PPTX_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def page() -> None:
    """Show one board where the address names one, else all of them."""
    there = boards.boards(cached.desk())
    names = {"": say("board.all")} | {board.board_id: board.name for board in there}
    head = st.container()
    _unknown(names)
    chosen = filter_row([Filter("board", say("board.board"), names, wide=True)])["board"]
    board = next((each for each in there if each.board_id == chosen), None)
    if board is None:
        with head:
            blocks.heading(say("page.boards"), [say_count("board.lead", len(there)) if there else say("board.none")])
        _all(there)
        return
    st.session_state[pinning.CHOSEN] = board.board_id
    things = board_rows.shown(
        boards.pins(cached.desk(), board.board_id), boards.pictures(cached.desk(), board.board_id)
    )
    with head:
        blocks.heading(plain(board.name), [], say("board.about", pins=count(board.pins), day=_day(board.made_at)))
    _board(board, things)


def _unknown(names: Mapping[str, str]) -> None:
    """Say that the board the address names is not there, and take it out of the address."""
    asked = st.query_params.get("board", "")
    if asked not in names:
        st.query_params.pop("board", None)
        st.warning(say("board.unknown", value=plain(asked[:80])))


def _shown(board: Board) -> list[Shown]:
    """Return what is on a board, with what is known of it."""
    desk = cached.desk()
    return board_rows.shown(boards.pins(desk, board.board_id), boards.pictures(desk, board.board_id))


def _all(there: Sequence[Board]) -> None:
    """Show every board with the first things on it, and the form that makes another."""
    for board in there:
        with st.container(border=True, key=f"board-{board.board_id}"):
            st.page_link(PAGE, label=f"**{plain(board.name)}**", query_params={"board": board.board_id})
            st.caption(say("board.about", pins=count(board.pins), day=_day(board.made_at)))
            _first(board)
    blocks.section(say("board.new"))
    pinning.new_board("boards-new")


def _first(board: Board) -> None:
    """Show the first looks and pictures of a board."""
    with st.container(horizontal=True, gap="xsmall"):
        for each in _shown(board)[:FIRST_SHOWN]:
            board_cards.image(each, 110)


def _board(board: Board, things: Sequence[Shown]) -> None:
    """Show one board."""
    looks, labels = cached.read("looks"), cached.read("labels")
    palette = board_rows.colours_of([each.pin for each in things], looks, labels)
    _tools(board, things, palette)
    _note(board)
    if not things:
        st.markdown(say("board.empty"))
        return
    blocks.section(say("board.pins"), say("board.pins_note"))
    with st.container(horizontal=True, gap="medium", key="board-pins"):
        for place, each in enumerate(things):
            board_cards.card(each, place, len(things))
    if len(palette):
        blocks.section(say("board.palette"), say("board.palette_note"))
        blocks.chart(charts.swatches(palette, blocks.theme_name()), "board-palette")


def _tools(board: Board, things: Sequence[Shown], palette: pd.DataFrame) -> None:
    """Show what can be done with the whole board: files, more things, another name, dropping it."""
    made = pd.to_datetime(cached.snapshot().snapshot_id.split("-")[0], format="%Y%m%dT%H%M%S")
    sheet = board_rows.sheet(board, things, palette, made)
    stem = f"hemline-board-{re.sub(r'[^0-9a-zA-Z]+', '-', board.name).strip('-').lower() or board.board_id}"
    with st.container(horizontal=True, key="board-tools"):
        if things:
            _files(sheet, things, stem)
        with st.popover(say("board.add"), icon=":material/add:", key="board-add"):
            _add(board)
        with st.popover(say("board.change"), icon=":material/edit:", key="board-change"):
            _change(board)
    lacking = undrawable(sheet)
    if things and lacking:
        st.caption(say("board.undrawable", characters=plain(lacking[:20])))


def _files(sheet: Sheet, things: Sequence[Shown], stem: str) -> None:
    """Show the buttons that take the board along; each file is made when it is asked for."""
    table = board_rows.rows(things)
    makers: list[tuple[str, Callable[[], bytes], str]] = [
        ("pdf", lambda: pdf(sheet), "application/pdf"),
        ("png", lambda: png(sheet), "image/png"),
        ("pptx", lambda: pptx(sheet), PPTX_TYPE),
        ("csv", lambda: csv_bytes(table, PAGE_TABLES["board"]), "text/csv"),
    ]
    for ending, make, kind in makers:
        st.download_button(ending.upper(), make, f"{stem}.{ending}", kind, key=f"board-{ending}", on_click="ignore",
                           icon=":material/download:", help=say(f"board.{ending}_help"))  # fmt: skip


def _add(board: Board) -> None:
    """Show what else can be pinned: a trend, and the palette of a brief."""
    st.caption(say("board.add_note"))
    trends = cached.read("trends", region="all", source="all", audience="all")
    series_id = _one_of("trend", dict(zip(trends["series_id"], trends["name"], strict=True)))
    if series_id is not None:
        name = trends.loc[trends["series_id"] == series_id, "name"].iloc[0]
        _pin(board, Thing("trend", series_id, str(name)))
    briefs = cached.read("briefs")
    brief_id = _one_of("brief", dict(zip(briefs["brief_id"], briefs["title"], strict=True)))
    if brief_id is not None:
        _pin(board, _brief_palette(briefs[briefs["brief_id"] == brief_id].iloc[0].to_dict()))


def _one_of(what: str, names: Mapping[str, str]) -> str | None:
    """Show a box of names with a button, and return the id that was chosen when the button was pressed."""
    chosen = st.selectbox(
        say(f"board.{what}"), list(names), index=None, format_func=names.__getitem__, key=f"board-{what}"
    )
    is_pressed = st.button(say(f"board.pin_{what}"), key=f"board-pin-{what}", disabled=chosen is None)
    return chosen if is_pressed else None


def _brief_palette(brief: Mapping[Any, Any]) -> Thing:
    """Return the palette of a brief as a thing."""
    names = cached.read("labels").set_index("label_id")["name"].to_dict()
    colours = [
        {"label_id": c["label_id"], "name": names.get(c["label_id"], c["label_id"]), "hex": c["hex"],
         "area": float(c.get("area") or 1)}
        for c in json.loads(brief["body"]).get("palette") or [] if c.get("hex")
    ]  # fmt: skip
    return Thing.from_colours(str(brief["title"]), colours)


def _pin(board: Board, thing: Thing) -> None:
    """Pin a thing and draw the board anew."""
    try:
        boards.pin(cached.desk(), board.board_id, thing)
    except HemlineError as error:
        st.error(plain(error))
        return
    st.rerun()


def _change(board: Board) -> None:
    """Show how the board is renamed and dropped."""
    with st.form("board-rename", border=False):
        key = f"board-name-{board.board_id}"
        name = st.text_input(say("board.name"), board.name, key=key, max_chars=boards.LONGEST_NAME)
        if st.form_submit_button(say("board.rename")):
            try:
                boards.rename(cached.desk(), board.board_id, name)
                st.rerun()
            except HemlineError as error:
                st.error(plain(error))
    st.caption(say_count("board.drop_note", board.pins))
    if st.button(say("board.drop"), key="board-drop", icon=":material/delete:"):
        boards.drop(cached.desk(), board.board_id)
        st.query_params.pop("board", None)
        st.rerun()


def _note(board: Board) -> None:
    """Show the board's note, to be written in place."""
    with st.container(key="board-note"):
        board_cards.note(say("board.note"), board.note, f"board-note-{board.board_id}", 90,
                         lambda text: boards.note(cached.desk(), board.board_id, text, board.note))  # fmt: skip


def _day(made_at: str) -> str:
    return short_day(pd.Timestamp(made_at))


if __name__ == "__main__":
    page()
