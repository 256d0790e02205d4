"""Inspiration: a brief to work from, on a theme of the reader's choice: read, changed, kept, compared and handed on."""

from __future__ import annotations

import streamlit as st

from dashboard import (
    blocks,
    brief_asked,
    brief_content,
    brief_head,
    brief_sections,
    brief_shelf,
    brief_starts,
    cached,
)
from dashboard.brief_draft import Draft
from dashboard.words import say


def page() -> None:
    """Show the page."""
    blocks.heading(say("page.inspiration"), [say("brief.lead")])
    trends = cached.read("brief_themes")
    if trends.empty:
        st.markdown(say("brief.none"))
        return
    bench = brief_asked.chosen(trends)
    brief_starts.show()
    draft = bench.lies()
    if not isinstance(draft, Draft):
        brief_head.refused(bench, draft)
        return
    doubts = brief_head.doubts(draft)
    brief_head.show(bench, draft, doubts)
    brief_sections.show(bench, draft, doubts)
    brief_content.show(draft)
    brief_shelf.show(bench, draft)


if __name__ == "__main__":
    page()
