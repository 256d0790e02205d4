"""The things of a board as cards: a picture or colours, a credit, a note to write in place, and buttons."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, charts
from dashboard.board_rows import Shown
from dashboard.formats import plain
from dashboard.words import say
from data import boards
from data.desk import Desk
from data.errors import HemlineError
from data.records import short_hash

RUNWAY_PAGE = "dashboard/pages/runway.py"
PICTURE_PX, CARD_PX = 230, 224


def card(each: Shown, place: int, of: int) -> None:
    """Show one thing of a board.

    Args:
        each: the thing.
        place: where it stands, from 0.
        of: how many things there are.
    """
    pin = each.pin
    with st.container(width=CARD_PX, gap="xsmall", key=f"pin-{place}"):
        image(each, PICTURE_PX)
        st.caption(f"**{plain(each.title)}**  \n{plain(each.credit)}")
        note(say("board.pin_note"), pin.note, f"note-{pin.pin_id}", 80,
             lambda text: boards.note_pin(cached.desk(), pin.pin_id, text, pin.note))  # fmt: skip
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            _buttons(pin.pin_id, place == 0, place == of - 1)
            _link(each)


def image(each: Shown, height_px: int) -> None:
    """Show the picture of a thing at a height, or its colours; never stretched."""
    picture, colours = each.picture, each.pin.thing.colours
    if picture is not None and picture.sources:
        smallest = picture.sources[-1]
        wide = round(height_px * picture.width / max(picture.height, 1))
        st.image(smallest if isinstance(smallest, bytes) else str(smallest), width=min(wide, CARD_PX), alt=each.title)
    elif colours:
        drawn = charts.swatches(pd.DataFrame([dict(colour) for colour in colours]), blocks.theme_name())
        drawn.figure.update_layout(height=height_px, showlegend=False)
        blocks.chart(drawn, f"pin-colours-{each.pin.pin_id}-{height_px}")


def note(label: str, text: str, key: str, height_px: int, write: Callable[[str], bool]) -> None:
    """Show a note to be written in place; the box begins anew where somebody else wrote meanwhile.

    Args:
        label: shown above it.
        text: what is written there now.
        key: of the thing whose note it is.
        height_px: of the box.
        write: stores the note and returns whether its thing is still there.
    """
    key = f"{key}-{short_hash(text)}"
    st.text_area(label, text, key=key, height=height_px, max_chars=boards.LONGEST_NOTE,
                 placeholder=say("board.note_hint"), on_change=_write, args=(key, write))  # fmt: skip


def _write(key: str, write: Callable[[str], bool]) -> None:
    """Store what was written, or say why it cannot be."""
    try:
        if not write(st.session_state[key]):
            st.toast(say("board.note_lost"), duration="long")
    except HemlineError as error:
        st.toast(plain(error), duration="long")


def _buttons(pin_id: str, is_first: bool, is_last: bool) -> None:
    """Show the buttons that move a thing and take it off."""
    for name, icon, act, is_off in (
        ("first", "first_page", boards.move_first, is_first),
        ("earlier", "arrow_back", _earlier, is_first),
        ("later", "arrow_forward", _later, is_last),
        ("off", "close", boards.unpin, False),
    ):
        st.button("", key=f"pin-{name}-{pin_id}", icon=f":material/{icon}:", on_click=_do, args=(act, pin_id),
                  disabled=is_off, type="tertiary", help=say(f"board.{name}_help"))  # fmt: skip


def _earlier(desk: Desk, pin_id: str) -> bool:
    return boards.move(desk, pin_id, later=False)


def _later(desk: Desk, pin_id: str) -> bool:
    return boards.move(desk, pin_id, later=True)


def _do(act: Callable[[Desk, str], bool], pin_id: str) -> None:
    """Do something with a thing on the desk, or say why it cannot be done."""
    try:
        act(cached.desk(), pin_id)
    except HemlineError as error:
        st.toast(plain(error), duration="long")


def _link(each: Shown) -> None:
    """Show the way to a look or to a trend."""
    if each.row is None:
        return
    if each.pin.thing.kind == "trend":
        st.page_link(blocks.TREND_PAGE, label=say("board.open_trend"), query_params=blocks.trend_address(each.row))
    else:
        look = {"look": str(each.row["image_id"])}
        st.page_link(RUNWAY_PAGE, label=say("board.open_look"), query_params=look)
