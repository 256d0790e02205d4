"""The tour: three hints on the first visit to a home, put away for good by a press, called back by another."""

from __future__ import annotations

import streamlit as st

from dashboard import cached
from dashboard.words import say
from data.errors import HemlineError
from data.journal import utc_now

HINTS = ("monday", "address", "record")
STEP = "tour-step"  # which hint this session shows, None for none


def show() -> None:
    """Show the hint that is due at the foot of the page, where nothing moves for it, and the way back to the first."""
    with st.sidebar:
        st.button(say("tour.again"), key="tour-again", type="tertiary", icon=":material/help:", on_click=_go, args=(0,))
    if STEP not in st.session_state:
        _go(None if _is_over() else 0)
    step: int | None = st.session_state[STEP]
    if step is not None:
        with st.bottom:
            _hint(step)


def _hint(step: int) -> None:
    """Show one hint with its buttons."""
    more = step + 1 < len(HINTS)
    with st.container(horizontal=True, vertical_alignment="center", key="tour", border=True):
        st.markdown(say(f"tour.{HINTS[step]}"), width="stretch")
        st.caption(say("tour.place", number=step + 1, count=len(HINTS)), width="content")
        if more:
            st.button(say("tour.next"), key="tour-next", on_click=_go, args=(step + 1,))
        st.button(say("tour.close" if more else "tour.done"), key="tour-close", type="tertiary", on_click=_end)


def _go(step: int | None) -> None:
    """Let this session show one of the hints, or none."""
    st.session_state[STEP] = step


def _end() -> None:
    """Put the hints away, for this session and, where the desk can be written, for the home."""
    _go(None)
    try:
        cached.desk().write(("tour_end", [{"ended_at": f"{utc_now():%Y-%m-%dT%H:%M:%SZ}"}]))
    except HemlineError as error:
        st.toast(str(error), duration="long")


def _is_over() -> bool:
    """Tell whether somebody put the hints away; a desk that cannot be read shows none."""
    try:
        return bool(cached.desk().read("tour_ended"))
    except HemlineError:
        return True
