"""The reader's language: the address asks for it, else the browser does, else it is English."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.address import Filter, filter_row, settle
from dashboard.words import ENGLISH, LANGUAGES, follow, say


def chosen() -> str:
    """Return the language of the session that asks; English outside of one."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return ENGLISH
    return str(st.session_state.get("filter-lang", ENGLISH))


def listen() -> None:
    """Settle the language of this run, before anything is said."""
    settle(_languages())
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
