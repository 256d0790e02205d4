"""Boxes of several labels and of whole numbers that live in the page's address, beside `address.Filter`.

As there, the raw value of the address is checked before any widget sees it: what is unknown or beyond the limits is
named, removed, and the page opens without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.formats import plain
from dashboard.words import say

LETTERS = 80  # of an address's own words that a page repeats


@dataclass(frozen=True)
class Several:
    """A box of several ids; the address holds one `name=id` for each.

    Attributes:
        name: its name in the address.
        label: shown above the box.
        options: the known ids with the words shown for them.
        resting: what is chosen where the address says nothing.
        most: how many can be chosen.
    """

    name: str
    label: str
    options: Mapping[str, str]
    resting: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class Number:
    """A box of a whole number; the resting value leaves the address."""

    name: str
    label: str
    resting: int
    low: int
    high: int
    help: str


def several(each: Several) -> list[str]:
    """Show the box and return the chosen ids in the order they were chosen."""
    key, wrote_key = f"several-{each.name}", f"address-{each.name}"
    wrote, resting = st.session_state.get(wrote_key, []), list(each.resting)
    asked = _asked_ids(each, wrote)
    held = st.session_state.get(key)
    if held is None or set(held) - set(each.options) or (asked or resting) != (wrote or resting):
        st.session_state[key] = asked or resting
    chosen: list[str] = st.multiselect(
        each.label, list(each.options), format_func=lambda id_: each.options[id_], key=key, max_selections=each.most
    )
    _keep(each.name, [] if chosen == resting else chosen, wrote_key)
    return chosen


def number(each: Number) -> int:
    """Show the box and return its number."""
    key, wrote_key = f"number-{each.name}", f"address-{each.name}"
    wrote: list[str] = st.session_state.get(wrote_key, [])
    asked = _asked_number(each)
    if key not in st.session_state or asked != wrote:
        st.session_state[key] = int(asked[0]) if asked else each.resting
    value = int(st.number_input(each.label, each.low, each.high, step=1, key=key, help=each.help))
    _keep(each.name, [] if value == each.resting else [str(value)], wrote_key)
    return value


def _asked_ids(each: Several, wrote: Sequence[str]) -> list[str]:
    """Return what the address asks for, each once; the unknown is named unless Hemline wrote it, and removed."""
    raw = list(dict.fromkeys(st.query_params.get_all(each.name)))
    unknown = [value for value in raw if value not in each.options]
    known = [value for value in raw if value in each.options]
    for value in unknown:
        if value not in wrote:
            st.warning(say("app.unknown", what=each.label.lower(), value=plain(value[:LETTERS])))
    if len(known) > each.most:
        left = ", ".join(plain(each.options[value]) for value in known[each.most :])
        st.warning(say("choice.too_many", most=each.most, left=left))
    if unknown or len(known) > each.most:
        _write(each.name, known[: each.most])
    return known[: each.most]


def _asked_number(each: Number) -> list[str]:
    """Return the number the address asks for, if it asks for one; one outside the limits is named and removed."""
    raw = st.query_params.get(each.name)
    if raw is None:
        return []
    if raw.isascii() and raw.isdigit() and len(raw) < 10 and each.low <= int(raw) <= each.high:
        return [] if int(raw) == each.resting else [str(int(raw))]
    st.warning(say("choice.not_whole", what=each.label.lower(), value=plain(raw[:LETTERS]), low=each.low,
                   high=each.high, resting=each.resting))  # fmt: skip
    _write(each.name, [])
    return []


def _keep(name: str, values: list[str], wrote_key: str) -> None:
    """Keep the chosen values in the address, and remember that Hemline wrote them."""
    if st.query_params.get_all(name) != values:
        _write(name, values)
    st.session_state[wrote_key] = values


def _write(name: str, values: list[str]) -> None:
    """Put the values into the address; without any, the name leaves it."""
    if values:
        st.query_params[name] = values
    else:
        st.query_params.pop(name, None)
