"""Palette: the colours of a season, a designer, a trend, a board or a picture, edited, checked and taken along."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.images.colour_vision import KINDS
from dashboard import blocks, cached, charts, palette_charts, pinning, queries, uploads
from dashboard.address import Filter, filter_row, settle
from dashboard.board_rows import colours_of, namer
from dashboard.formats import plain
from dashboard.palette_rows import MOST, checked, confusions, contrasts, from_picture, named, sentence
from dashboard.swatch_files import ase, gpl
from dashboard.words import say
from data import boards
from data.boards import Thing
from data.errors import BadInput
from data.records import short_hash

SHOWN = ("name", "hex", "area", "lightness", "chroma", "hue", "apart")
SOURCES = ("season", "designer", "trend", "board", "upload")


def page() -> None:
    """Show the page."""
    blocks.heading(say("page.palette"), [say("swatch.lead")])
    start, title = _start()
    if start.empty:
        st.markdown(title)
        return
    st.subheader(plain(title), anchor=False)
    try:
        palette = named(checked(_edited(start)), namer())
    except BadInput as error:
        st.error(plain(error))
        return
    blocks.chart(charts.swatches(palette, blocks.theme_name()), "swatches")
    st.markdown(plain(sentence(palette, namer())))
    blocks.rows_beside(palette, SHOWN, "swatches", "swatches", "")
    _files(title, palette)
    _eyes(palette)
    _contrasts(palette)


def _start() -> tuple[pd.DataFrame, str]:
    """Return the colours to begin with (hex, area) and what they are of; where there are none, why."""
    known = _known()
    kinds = {kind: say(f"swatch.from_{kind}") for kind in SOURCES if kind == "upload" or known[kind]}
    source = Filter("from", say("swatch.from"), kinds)
    kind = settle(source)
    if kind == "upload":
        filter_row([source])
        upload = uploads.box("palette-upload", say("swatch.upload"))
        return (
            (pd.DataFrame(), say("swatch.none_upload"))
            if upload is None
            else (from_picture(upload.picture), upload.name)
        )
    of = filter_row([source, Filter("of", say("swatch.of"), known[kind])])["of"]
    colours = _colours(kind, of).head(MOST)
    return colours, known[kind][of] if len(colours) else say("swatch.none")


def _known() -> dict[str, dict[str, str]]:
    """Return what a palette can be of, the newest season first; ids with the words shown for them."""
    looks, labels = cached.read("looks"), cached.read("labels")
    seasons = looks.sort_values("year", ascending=False)["season"].dropna().unique()
    seen = {label for ids in looks["label_ids"] for label in ids}
    names = labels[labels["label_id"].isin(seen) & (labels["facet"] != "style")]
    return {
        "season": {str(each): str(each) for each in seasons},
        "designer": {each: each for each in sorted(looks["designer"].dropna().unique())},
        "trend": dict(zip(names["label_id"], names["name"], strict=True)),
        "board": {board.board_id: board.name for board in boards.boards(cached.desk())},
    }


def _colours(kind: str, of: str) -> pd.DataFrame:
    """Return the colours of a set of looks: hex, area."""
    looks, labels = cached.read("looks"), cached.read("labels")
    if kind == "board":
        return colours_of(boards.pins(cached.desk(), of), looks, labels)
    if kind == "trend":
        chosen = looks[looks["label_ids"].map(lambda ids: of in ids).astype(bool)]
    else:
        chosen = looks[looks[kind] == of]
    return queries.palette(chosen, labels, MOST)


def _edited(start: pd.DataFrame) -> pd.DataFrame:
    """Show the colours to be edited: renamed, changed, re-weighed, dropped, added."""
    given = pd.DataFrame({"own_name": "", "hex": start["hex"].str.upper(), "area": (100 * start["area"]).round(1)})
    key = short_hash(*given["hex"], *given["area"].astype(str))
    with st.expander(say("swatch.edit"), expanded=False):
        st.caption(say("swatch.edit_note"))
        edited: pd.DataFrame = st.data_editor(
            given, num_rows="dynamic", hide_index=True, key=f"swatch-editor-{key}",
            alt=say("alt.table", what=say("swatch.edit")),
            column_config={
                "own_name": st.column_config.TextColumn(say("swatch.own_name"), max_chars=60),
                "hex": st.column_config.TextColumn(say("column.hex"), required=True),
                "area": st.column_config.NumberColumn(say("swatch.part"), min_value=0.1, format="%.1f"),
            },
        )  # fmt: skip
    return edited


def _files(title: str, palette: pd.DataFrame) -> None:
    """Show the buttons that take the palette along, and the one that pins it."""
    swatches = list(palette[["name", "hex"]].itertuples(index=False, name=None))
    stem = f"hemline-{short_hash(title, *palette['hex'])[:6]}"
    with st.container(horizontal=True, key="swatch-files"):
        blocks.download(palette, "swatch-csv", "swatches")
        for ending, content in (("ase", ase(title, swatches)), ("gpl", gpl(title, swatches))):
            st.download_button(
                ending.upper(), content, f"{stem}.{ending}", key=f"swatch-{ending}", on_click="ignore",
                icon=":material/download:", type="tertiary", help=say(f"swatch.{ending}"),
            )  # fmt: skip
    pinning.choose()
    thing = Thing.from_colours(title, pinning.colours(palette))
    is_pinned = thing.ref in pinning.pinned()
    st.button(
        say("board.unpin" if is_pinned else "swatch.pin"), key="swatch-pin", on_click=pinning.toggle, args=(thing,),
        icon=pinning.PINNED if is_pinned else pinning.PIN,
    )  # fmt: skip


def _eyes(palette: pd.DataFrame) -> None:
    """Show the palette as colour-blind eyes see it, and what they confuse."""
    blocks.section(say("swatch.eyes"), say("swatch.eyes_note"))
    blocks.chart(palette_charts.seen_by(palette, blocks.theme_name()), "swatch-eyes")
    for kind in KINDS:
        pairs = confusions(palette, kind)
        if pairs:
            st.markdown(say("swatch.confused", kind=say(f"swatch.{kind}"), pairs=plain(pairs)))


def _contrasts(palette: pd.DataFrame) -> None:
    """Show the contrast of each pair."""
    blocks.section(say("swatch.contrast"), say("swatch.contrast_note"))
    if len(palette) > 1:
        blocks.table(contrasts(palette), ("one", "other", "contrast", "fit_for"), "contrasts", "contrasts")
    else:
        st.markdown(say("swatch.contrast_one"))


if __name__ == "__main__":
    page()
