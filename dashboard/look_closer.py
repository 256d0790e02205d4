"""One look enlarged: with its labels, its palette, its credit, and the looks most like it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from analysis.images.pictures import UnreadablePicture, open_picture
from dashboard import blocks, cached, charts, finding, look_cards, pinning, queries
from dashboard.credits import look_credit, look_title
from dashboard.formats import plain
from dashboard.readings import facet_name
from dashboard.words import say
from data.errors import HemlineError

ENLARGED_PX, HIGHEST_PX = 1000, 640  # as it is sent, for sharp screens, and as high as it is shown
NEIGHBOURS = 5


def dialogue(row: Mapping[Any, Any], labels: pd.DataFrame) -> None:
    """Open a look over the page; putting it away takes it out of the address."""
    shown = st.dialog(plain(look_title(row)), width="large", on_dismiss=_put_away)(_content)
    shown(row, labels)


def original(image_id: str) -> Path | None:
    """Return where the file of a look lies, None where it is not known or not there any more."""
    found = cached.read("look_paths", image_ids=(image_id,))
    path = Path(cached.settings().home, found["path"].iloc[0]) if len(found) else None
    return path if path is not None and path.is_file() else None


def _content(row: Mapping[Any, Any], labels: pd.DataFrame) -> None:
    """Show the look."""
    left, right = st.columns(2, gap="medium")
    with left:
        _picture(row)
    with right:
        st.markdown(plain(look_credit(row, cached.read("sources"))))
        _labels(row, labels)
        with st.container(horizontal=True):
            is_pinned = row["image_id"] in pinning.pinned()
            look_cards.pin_button(row, "dialogue", is_pinned, say("board.unpin" if is_pinned else "board.pin"))
            if st.button(say("runway.more_like"), key="dialogue-like", icon=":material/image_search:", type="tertiary"):
                look_cards.more_like(str(row["image_id"]))
                st.rerun()
        colours = queries.palette(pd.DataFrame([dict(row)]), labels)
        if len(colours):
            blocks.chart(charts.swatches(colours, blocks.theme_name()), f"palette-{row['image_id']}")
    _neighbours(str(row["image_id"]))


def _picture(row: Mapping[Any, Any]) -> None:
    """Show the original where it still lies, made small enough for a page; else the thumbnail, saying so."""
    path, thumb = original(str(row["image_id"])), cached.thumb(row["sha256"])
    try:
        if path is not None:
            picture = open_picture(path, cached.settings().pixel_limit, ENLARGED_PX)
            wide = round(min(1.0, HIGHEST_PX / picture.height) * picture.width)
            st.image(picture, width=wide, alt=look_title(row))
            return
    except UnreadablePicture:
        pass  # the thumbnail is shown instead, and said to be one
    if thumb is not None:
        st.image(str(thumb), alt=look_title(row))
    st.caption(say("runway.thumbnail"))


def _labels(row: Mapping[Any, Any], labels: pd.DataFrame) -> None:
    """Show what readers saw on the look, facet by facet."""
    seen = labels[labels["label_id"].isin(list(row["label_ids"]))]
    lines = [
        f"**{plain(facet_name(str(facet)))}** {', '.join(plain(name) for name in rows['name'])}"
        for facet, rows in seen.groupby("facet")
    ]
    st.markdown("  \n".join(lines) or say("runway.no_labels"))


def _neighbours(image_id: str) -> None:
    """Show the looks most like this one."""
    try:
        near = finding.neighbours(image_id, NEIGHBOURS)
    except HemlineError as error:
        st.caption(plain(error))
        return
    if len(near):
        st.markdown(f"**{say('runway.neighbours')}**")
        blocks.gallery(near)


def _put_away() -> None:
    look_cards.show(look_cards.CLOSER, None)
