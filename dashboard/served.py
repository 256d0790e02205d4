"""What the server's process runs: everything the pages need is loaded before the first reader comes."""

from __future__ import annotations

from importlib import import_module

from analysis.briefs.phrases import LANGUAGES
from analysis.briefs.prose import labels_in
from dashboard import chart_files
from dashboard.pages import ADDRESSES


def main() -> None:
    """Load the pages, the word lists that briefs are checked with and what draws files, then hand over to Streamlit."""
    for page in ADDRESSES:
        import_module(f"dashboard.pages.{page}")
    for language in LANGUAGES:
        labels_in("", language)
    chart_files.chromium()
    from streamlit.web.cli import main as streamlit

    streamlit(prog_name="streamlit")


if __name__ == "__main__":
    main()
