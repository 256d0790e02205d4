"""Filters that live in the page's address, so that a view can be shared.

The raw value of the address is checked before any widget sees it: an unknown one is named, removed, and the page
opens as if it had not been there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.formats import plain
from dashboard.words import say

LETTERS = 80  # of words that are typed, and of an address's own that a page repeats


@dataclass(frozen=True)
class Filter:
    """One select box whose value the address keeps.

    Attributes:
        name: its name in the address.
        label: shown above the box.
        options: the known ids with the words shown for them, in order; the first stands for no filter, and leaves
            the address.
        wide: whether it takes the room of two.
        takes_words: whether any other words can be typed, as far as they are short.
        stays: whether the first option stays in the address, too, for another may be first tomorrow.
    """

    name: str
    label: str
    options: Mapping[str, str]
    wide: bool = False
    takes_words: bool = False
    stays: bool = False

    def knows(self, value: object) -> bool:
        """Tell whether a value is one of the options, or words that can be typed."""
        return value in self.options or (self.takes_words and isinstance(value, str) and 0 < len(value) <= LETTERS)


def filter_row(filters: Sequence[Filter]) -> dict[str, str]:
    """Show the filters in one row that wraps where it must, and return the chosen id of each by name.

    A filter with one option is not shown: it is settled.
    """
    settled = {each.name: settle(each) for each in filters}
    shown = [each for each in filters if len(each.options) > 1]
    if not shown:
        return settled
    grid = st.grid(columns=max(2, sum(1 + each.wide for each in shown)), min_column_width=140)
    for each in shown:
        with grid.cell(column_span=2 if each.wide else 1):
            settled[each.name] = _box(each)
    return settled


def settle(each: Filter) -> str:
    """Return the id a filter's box will show, before it is drawn.

    The address wins where it was changed from outside: by a link, by hand, or by the browser's back button. A value
    that is not known is named on the page and removed.
    """
    key, resting = _box_key(each), next(iter(each.options))
    asked = _asked(each)
    wrote = st.session_state.get(_wrote_key(each))
    if not each.knows(st.session_state.get(key)) or (asked or resting) != (wrote or resting):
        st.session_state[key] = asked or resting
        st.session_state[_wrote_key(each)] = asked
    return str(st.session_state[key])


def _asked(each: Filter) -> str | None:
    """Return what the address asks for; an unknown value is removed, and named unless Hemline wrote it itself."""
    asked = st.query_params.get(each.name)
    if asked is None or each.knows(asked):
        return asked
    del st.query_params[each.name]
    if asked != st.session_state.get(_wrote_key(each)):
        st.warning(say("app.unknown", what=each.label.lower(), value=plain(asked[:LETTERS])))
    return None


def _box(each: Filter) -> str:
    """Draw one box and keep its value in the address."""
    value = str(
        st.selectbox(
            each.label,
            list(each.options),
            format_func=lambda id_: each.options.get(id_, id_),
            key=_box_key(each),
            accept_new_options=each.takes_words,
        )
    )
    kept = None if value == next(iter(each.options)) and not each.stays else value
    if kept is None:
        st.query_params.pop(each.name, None)
    elif st.query_params.get(each.name) != kept:
        st.query_params[each.name] = kept
    st.session_state[_wrote_key(each)] = kept
    return value


def _box_key(each: Filter) -> str:
    return f"filter-{each.name}"


def _wrote_key(each: Filter) -> str:
    return f"address-{each.name}"
