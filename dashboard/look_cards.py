"""Looks with what can be done with each: seen closer, searched for more like it, pinned to a board."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, pinning
from dashboard.credits import look_title
from dashboard.formats import plain
from dashboard.words import say
from data.boards import Thing

LOOK_PX = 250
CLOSER, LIKE = "look", "like"  # names in the address


def cards(looks: pd.DataFrame, key: str) -> None:
    """Show looks in rows of one height, with three buttons under each.

    Args:
        looks: rows of `page_looks`.
        key: tells these buttons from others of the same look on a page.
    """
    pinned, there = pinning.pinned(), blocks.drawable(looks)
    with st.container(horizontal=True, gap="small", key=f"{key}-looks"):
        for row, path in there:
            _card(row, str(path), key, row["image_id"] in pinned)
    blocks.lost(len(looks) - len(there))


def thing(row: Mapping[Any, Any]) -> Thing:
    """Return a look as it is pinned."""
    return Thing("look", str(row["image_id"]), look_title(row))


def pin_button(row: Mapping[Any, Any], key: str, is_pinned: bool, label: str = "") -> None:
    """Show the button that pins a look to the chosen board, or takes it off."""
    st.button(
        label, key=f"{key}-pin-{row['image_id']}", icon=pinning.PINNED if is_pinned else pinning.PIN, type="tertiary",
        on_click=pinning.toggle, args=(thing(row),), help=say("board.unpin_help" if is_pinned else "board.pin_help"),
    )  # fmt: skip


def show(name: str, image_id: str | None) -> None:
    """Put a look into the address under one of its names, or take it out."""
    if image_id is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = image_id


def more_like(image_id: str) -> None:
    """Ask for more like a look, and put the dialogue away."""
    show(CLOSER, None)
    show(LIKE, image_id)


def _card(row: Mapping[Any, Any], path: str, key: str, is_pinned: bool) -> None:
    """Show one look."""
    ratio = row["width"] / row["height"] if row.get("width") and row.get("height") else 0.7
    wide = max(70, min(420, round(LOOK_PX * ratio)))
    first, second = blocks.look_name(row)
    with st.container(width=max(wide, 140), gap="xxsmall"):
        st.image(path, width=wide, alt=look_title(row))
        st.caption(f"**{plain(first)}**" + (f"  \n{plain(second)}" if second else ""))
        with st.container(horizontal=True, gap="xsmall"):
            image_id = str(row["image_id"])
            st.button("", key=f"{key}-closer-{image_id}", icon=":material/zoom_in:", type="tertiary", on_click=show,
                      args=(CLOSER, image_id), help=say("runway.closer"))  # fmt: skip
            st.button("", key=f"{key}-like-{image_id}", icon=":material/image_search:", type="tertiary",
                      on_click=more_like, args=(image_id,), help=say("runway.more_like"))  # fmt: skip
            pin_button(row, key, is_pinned)
