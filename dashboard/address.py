"""Filters that live in the page's address, so that a view can be shared.

The raw value of the address is checked before any widget sees it: an unknown one is named, removed, and the page
opens as if it had not been there.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.formats import plain
from dashboard.words import say


def choice(name: str, label: str, options: Mapping[str, str], default: str | None = None) -> str:
    """Show a select box whose value is kept in the address under `name`, and return the chosen id.

    Args:
        name: the address's own name of the filter.
        label: shown above the box.
        options: the known ids with the words shown for them, in order; not empty.
        default: the id that stands for no filter and leaves the address; the first where none is given.
    """
    resting = default if default in options else next(iter(options))
    asked = asked_for(name, label, options)
    key, wrote = f"choice-{name}", f"wrote-{name}"
    changed_outside = asked is not None and asked != st.session_state.get(wrote)
    if changed_outside or st.session_state.get(key) not in options:
        st.session_state[key] = asked or resting
    value: str = st.selectbox(label, list(options), format_func=lambda id_: options[id_], key=key)
    _keep(name, None if value == resting else value)
    st.session_state[wrote] = None if value == resting else value
    return value


def asked_for(name: str, label: str, options: Mapping[str, str]) -> str | None:
    """Return the address's value of `name`; an unknown one is named on the page, removed, and None comes back."""
    asked = st.query_params.get(name)
    if asked is None or asked in options:
        return asked
    del st.query_params[name]
    st.warning(say("app.unknown", what=label.lower(), value=plain(asked[:80])))
    return None


def _keep(name: str, value: str | None) -> None:
    """Put a value into the address, or take it out."""
    if value is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
