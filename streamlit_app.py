"""The web door: navigation, and the one place that turns an error into a sentence. The theme is in .streamlit/."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from dashboard import cached, tour
from dashboard.formats import plain
from dashboard.language import choose, listen
from dashboard.pages import ROOMS, START
from dashboard.turns import turn
from dashboard.words import say
from data.errors import HemlineError, NothingThere

ICON = str(Path(__file__).parent / "dashboard" / "icon.svg")


def main() -> None:
    """Show the page that the address names, when it is its turn."""
    with turn():
        _show()


def _show() -> None:
    cached.begin()
    listen()
    st.set_page_config(page_title=say("app.name"), page_icon=ICON, layout="wide")
    page = st.navigation({say(f"app.{room}"): [_page(name) for name in names] for room, names in ROOMS.items()})
    choose()
    try:
        page.run()
        tour.show()
    except NothingThere as nothing:
        st.title(say("app.nothing"), anchor=False)
        st.markdown(say("app.nothing_hint"))
        st.caption(plain(nothing))
    except HemlineError as error:
        st.error(say("app.fault", error=plain(error)))
    except Exception as error:
        logging.exception("A page failed")
        st.error(say("app.broken", kind=type(error).__name__))


def _page(name: str) -> st.Page:
    """Return the page of one file in `dashboard/pages/`, with its title."""
    return st.Page(f"dashboard/pages/{name}.py", title=say(f"page.{name}"), default=name == START)


main()
