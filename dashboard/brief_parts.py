"""What the sections of a brief are built from on the page: the header with its buttons, and the end of an editor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import streamlit as st

from dashboard import turns
from dashboard.brief_bench import Bench
from dashboard.brief_draft import Draft
from dashboard.formats import plain
from dashboard.words import say, say_or

EDITING = "brief-editing"  # the section that is open for editing
PICTURED = ("palette", "looks")


def header(bench: Bench, section: str, title: str = "") -> bool:
    """Show a section's name, or the brief's title, with its buttons; return whether it is open for editing."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"## {plain(title)}" if title else f"#### {say(f'brief.{section}')}", width="content")
        st.button(
            say("brief.edit"), key=f"edit-{section}", type="tertiary", icon=":material/edit:",
            on_click=_open, args=(section,),
        )  # fmt: skip
        if section not in PICTURED:
            write(bench, say("brief.again"), f"again-{section}", partial(bench.rewrite, section), "tertiary")
    return bool(st.session_state.get(EDITING) == section)


def write(
    bench: Bench, label: str, key: str, made: Callable[[], None], kind: Literal["secondary", "tertiary"] = "secondary"
) -> None:
    """Show a button that has something written, and wait for it in sight."""
    by = say_or(f"brief.by_{bench.writer}", bench.writer)
    help_ = say("brief.write_help", writer=by)
    if st.button(label, key=key, type=kind, icon=":material/refresh:", help=help_):
        with st.spinner(say("brief.writing", writer=by)), turns.aside():
            made()
        st.rerun()


def buttons() -> tuple[bool, bool]:
    """Show the two buttons that end an editor; return whether each was pressed."""
    with st.container(horizontal=True):
        done = st.form_submit_button(say("brief.done"), type="primary")
        cancelled = st.form_submit_button(say("brief.cancel"))
    return done, cancelled


def end(bench: Bench, edited: Draft | None, cancelled: bool) -> None:
    """Close an editor that was ended: what was edited goes on the bench."""
    if edited is not None:
        bench.put(edited)
    if edited is not None or cancelled:
        st.session_state.pop(EDITING, None)
        st.rerun()


def doubt(is_own: bool, found: Sequence[str]) -> None:
    """Say under a sentence whose it is where nobody checked it, and what the rows of today do not bear out."""
    said = say("brief.doubts_gap").join(map(plain, dict.fromkeys(found)))
    if is_own:
        st.caption(say("brief.own_doubts", doubts=said) if said else say("brief.own"))
    elif said:
        st.caption(say("brief.stale", doubts=said))


def _open(section: str) -> None:
    """Open a section for editing."""
    st.session_state[EDITING] = section
