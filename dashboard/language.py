"""The reader's language: the address asks for it, else the browser does, else it is English."""

from __future__ import annotations

import threading

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.address import Filter, filter_row, settle
from dashboard.words import ENGLISH, LANGUAGES, follow, say

_run = threading.local()  # a page's run has a thread of its own, and asks for its language a thousand times


def chosen() -> str:
    """Return the language of the session that asks; English outside of one."""
    settled: str | None = getattr(_run, "language", None)
    if settled is not None:
        return settled
    if get_script_run_ctx(suppress_warning=True) is None:
        return ENGLISH
    return str(st.session_state.get("filter-lang", ENGLISH))


def listen() -> None:
    """Settle the language of this run, before anything is said."""
    _run.language = None
    _run.language = settle(_languages())
    follow(chosen)


def choose() -> None:
    """Show the box that changes the language, under the pages' names."""
    with st.sidebar:
        filter_row([_languages()])


def _languages() -> Filter:
    """Return the languages, the browser's first."""
    browsers = str(st.context.locale or ENGLISH).partition("-")[0]
    ordered = sorted(LANGUAGES, key=lambda code: code != browsers)
    return Filter("lang", say("filter.language"), {code: LANGUAGES[code] for code in ordered})
