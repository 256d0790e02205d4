"""The web door: navigation, and the one place that turns an error into a sentence. The theme is in .streamlit/."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from dashboard.formats import plain
from dashboard.words import say
from data.errors import HemlineError, NothingThere

ROOM = "dashboard/pages"
ICON = str(Path(__file__).parent / "dashboard" / "icon.svg")


def main() -> None:
    """Show the page that the address names."""
    st.set_page_config(page_title=say("app.name"), page_icon=ICON, layout="wide")
    page = st.navigation(
        {
            say("app.merchandise"): [
                st.Page(f"{ROOM}/overview.py", title=say("page.overview"), default=True),
                st.Page(f"{ROOM}/trend.py", title=say("page.trend")),
            ],
            say("app.design"): [st.Page(f"{ROOM}/inspiration.py", title=say("page.inspiration"))],
            say("app.trust"): [st.Page(f"{ROOM}/data.py", title=say("page.data"))],
        }
    )
    try:
        page.run()
    except NothingThere as nothing:
        st.title(say("app.nothing"), anchor=False)
        st.markdown(say("app.nothing_hint"))
        st.caption(plain(nothing))
    except HemlineError as error:
        st.error(say("app.fault", error=plain(error)))
    except Exception as error:
        logging.exception("A page failed")
        st.error(say("app.broken", kind=type(error).__name__))


main()
