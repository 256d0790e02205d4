"""Runway: looks found by words, by a look or by a picture, their palette, their styles, and their seasons."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, charts, look_cards, look_closer, pinning, queries, runway_seasons, turns, uploads
from dashboard.address import Filter, filter_row
from dashboard.credits import look_title
from dashboard.finding import Question, answer
from dashboard.formats import count, plain
from dashboard.uploads import Upload
from dashboard.words import say, say_count
from data.errors import HemlineError

LOOKS_A_PAGE = 24


def page() -> None:
    """Show the page."""
    looks, labels = cached.read("looks"), cached.read("labels")
    if looks.empty:
        blocks.heading(say("page.runway"), [say("runway.none")])
        return
    lead = say(
        "runway.lead",
        looks=say_count("runway.looks_count", len(looks)),
        designers=say_count("runway.designers_count", looks["designer"].nunique()),
    )
    blocks.heading(say("page.runway"), [lead])
    question = _question(looks)
    picked = filter_row(_filters(looks, labels))
    among = queries.filtered_looks(looks, picked["designer"], picked["season"], picked["colour"], picked["city"])
    pinning.choose()
    if question.is_asked:
        _found(question, among)
    else:
        _gallery(among, len(looks))
    _palette(among, labels, len(looks))
    runway_seasons.styles(picked["season"])
    runway_seasons.seasons(picked["designer"], picked["season"], picked["colour"])
    _closer(looks, labels)


def _question(looks: pd.DataFrame) -> Question:
    """Show what can be asked with: words, a picture, and the look that more are asked like."""
    left, right = st.columns(2, gap="large")
    with right:
        upload = uploads.box("runway-upload", say("runway.upload"))
        _let_go_for(upload)
    with left:
        words = st.text_input(
            say("runway.words"), key="words", bind="query-params", placeholder=say("runway.words_hint"), max_chars=200
        )
        like = _like(looks)
    if upload is not None:
        _uploaded(upload)
    weight = 0.5
    if words and (upload or like):
        weight = st.slider(say("runway.weight"), 0, 100, 50, 10, key="runway-weight", format="%d %%") / 100
    return Question((words or "").strip(), like, upload if like is None else None, weight)


def _let_go_for(upload: Upload | None) -> None:
    """Let the look go that was asked for, where a picture has just come; what was asked for last is searched for."""
    if upload is not None and upload.upload_id != st.session_state.get("runway-upload-seen"):
        st.session_state["runway-upload-seen"] = upload.upload_id
        look_cards.show(look_cards.LIKE, None)


def _like(looks: pd.DataFrame) -> str | None:
    """Show the look that more are asked like, with a button that lets it go; an unknown one is named and let go."""
    asked = st.query_params.get(look_cards.LIKE)
    if asked is None:
        return None
    row = _row_of(looks, look_cards.LIKE, asked)
    if row is None:
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        path = cached.thumb(row["sha256"])
        if path is not None:
            st.image(str(path), width=70, alt=look_title(row))
        st.markdown(say("runway.like", name=plain(look_title(row))), width="content")
        st.button(say("runway.let_go"), key="runway-let-go", icon=":material/close:", type="tertiary",
                  on_click=look_cards.show, args=(look_cards.LIKE, None))  # fmt: skip
    return asked


def _row_of(looks: pd.DataFrame, name: str, image_id: str) -> Mapping[str, object] | None:
    """Return the look that the address names; one that is not in this snapshot is said and taken out of the address."""
    found = looks[looks["image_id"] == image_id]
    if len(found):
        return {str(column): value for column, value in found.iloc[0].to_dict().items()}
    st.query_params.pop(name, None)
    st.warning(say("app.unknown", what=say("runway.look"), value=plain(image_id[:80])))
    return None


def _uploaded(upload: Upload) -> None:
    """Show the picture that was uploaded, with the button that keeps it on the board."""
    picture = upload.kept()
    with st.container(horizontal=True, vertical_alignment="center", key="runway-uploaded"):
        st.image(picture.jpeg, width=110, alt=upload.name)
        is_pinned = picture.sha256 in pinning.pinned()
        st.button(
            say("board.unpin" if is_pinned else "upload.keep"), key="runway-pin-upload", on_click=pinning.toggle_upload,
            icon=pinning.PINNED if is_pinned else pinning.PIN, args=(upload,),
        )  # fmt: skip


def _filters(looks: pd.DataFrame, labels: pd.DataFrame) -> list[Filter]:
    """Return the filters of the looks with what this snapshot knows."""
    names = ("designer", "season", "city")
    known = {name: {each: each for each in sorted(looks[name].dropna().unique())} for name in names}
    seen = {label for ids in looks["label_ids"] for label in ids}
    colours = labels[(labels["facet"] == "colour") & labels["label_id"].isin(seen)]
    coloured = dict(zip(colours["label_id"], colours["name"], strict=True))
    return [
        Filter("designer", say("filter.designer"), {"all": say("filter.all_designers")} | known["designer"]),
        Filter("season", say("filter.season"), {"all": say("filter.all_seasons")} | known["season"]),
        Filter("city", say("runway.city"), {"all": say("runway.all_cities")} | known["city"]),
        Filter("colour", say("filter.colour"), {"all": say("filter.all_colours")} | coloured),
    ]


def _found(question: Question, among: pd.DataFrame) -> None:
    """Show the looks that answer, or say why none can."""
    blocks.section(say("runway.found"))
    try:
        with st.spinner(say("runway.searching")), turns.aside():
            answered = answer(question, among)
    except HemlineError as error:
        st.error(plain(error))
        return
    for sentence in answered.sentences:
        st.caption(sentence)
    if answered.looks.empty:
        st.markdown(say("runway.found_none"))
        return
    _paged(answered.looks, "found")
    blocks.download(answered.looks, "found", "search")


def _gallery(looks: pd.DataFrame, total: int) -> None:
    """Show the looks that pass the filters."""
    blocks.section(say("runway.looks"))
    if looks.empty:
        st.markdown(say("runway.looks_none"))
        return
    st.caption(say("runway.filtered", shown=count(len(looks)), looks=count(total)))
    _paged(looks, "looks")
    blocks.download(looks, "looks", "looks")


def _paged(looks: pd.DataFrame, key: str) -> None:
    """Show looks a page at a time."""
    pages = -(-len(looks) // LOOKS_A_PAGE)
    spot = st.container()
    number = st.pagination(pages, key=f"{key}-page") if pages > 1 else 1
    with spot:
        look_cards.cards(looks.iloc[(number - 1) * LOOKS_A_PAGE : number * LOOKS_A_PAGE], key)


def _palette(looks: pd.DataFrame, labels: pd.DataFrame, total: int) -> None:
    """Show the colours of the looks that pass the filters, in proportion."""
    blocks.section(say("runway.palette"), say("runway.palette_note"))
    colours = queries.palette(looks, labels)
    if colours.empty:
        st.markdown(say("runway.palette_none"))
        return
    blocks.chart(charts.swatches(colours, blocks.theme_name()), "palette")
    note = say("runway.filtered", shown=count(len(looks)), looks=count(total))
    blocks.rows_beside(colours, ("name", "hex", "area", "looks"), "palette", "palette", note)


def _closer(looks: pd.DataFrame, labels: pd.DataFrame) -> None:
    """Open the look that the address names over the page."""
    asked = st.query_params.get(look_cards.CLOSER)
    row = _row_of(looks, look_cards.CLOSER, asked) if asked is not None else None
    if row is not None:
        look_closer.dialogue(row, labels)


if __name__ == "__main__":
    page()
