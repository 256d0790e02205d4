"""Text for others from the evidence of a brief: to read, to copy and to download."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import streamlit as st

from analysis.briefs.brief import Brief
from analysis.briefs.content import KINDS, Content, write_content
from analysis.briefs.phrases import TONES
from dashboard import brief_reasons, cached
from dashboard.brief_draft import Draft
from dashboard.brief_files import inert
from dashboard.formats import percent, plain
from dashboard.words import LANGUAGES, said_in, say
from data.errors import UserError


def show(draft: Draft) -> None:
    """Show the boxes and the text, once the part is opened."""
    opened = st.expander(say("brief.content"), key="brief-content", on_change="rerun")
    if opened.open:
        with opened:
            st.caption(say("brief.content_note"))
            _content(draft.brief)


def as_text(content: Content) -> str:
    """Return a text as it is read: a headline, and a paragraph a line, headed where it has several sections."""
    return "\n\n".join(_paragraphs(content, "{}", "{}", str))


def as_markdown(content: Content) -> str:
    """Return a text as Markdown in which nothing is live."""
    return "\n\n".join(_paragraphs(content, "# {}", "## {}", inert)) + "\n"


def _paragraphs(content: Content, title: str, head: str, safe: Callable[[str], str]) -> Iterator[str]:
    """Yield the parts of a text: the headline, and each paragraph with its heading where it has one."""
    gap = "" if content.language == "zh" else " "
    if content.title:
        yield title.format(safe(content.title))
    with said_in(content.language):
        heads = [say(f"brief.{part.section}") if part.section else "" for part in content.parts]
    for part, named in zip(content.parts, heads, strict=True):
        if named:
            yield head.format(safe(named))
        yield safe(gap.join(claim.text for claim in part.claims))


def _content(brief: Brief) -> None:
    """Show what kind of text is wanted, in which language and tone, and the text."""
    boxes = st.columns(3)
    kind = boxes[0].selectbox(
        say("brief.content_kind"), KINDS, key="content-kind", format_func=lambda one: say(f"brief.content_{one}")
    )
    language = boxes[1].selectbox(
        say("filter.language"), LANGUAGES, list(LANGUAGES).index(brief.language), key="content-language",
        format_func=LANGUAGES.__getitem__,
    )  # fmt: skip
    tone = boxes[2].selectbox(
        say("brief.tone"), TONES, TONES.index(brief.tone), key="content-tone",
        format_func=lambda one: say(f"brief.tone_{one}"),
    )  # fmt: skip
    try:
        content = _written(str(cached.snapshot().path), _asked(brief), kind, language, tone, brief)
    except UserError as error:
        st.warning(plain(error))
        return
    if content.problems:
        st.warning(say("brief.content_refused", reason=plain(brief_reasons.in_words(content.problems[0].reason))))
        return
    _shown(content, brief)


def _shown(content: Content, brief: Brief) -> None:
    """Show a text with a button that copies it, and two that download it."""
    text, markdown = as_text(content), as_markdown(content)
    st.code(text, language=None, wrap_lines=True)
    st.caption(say("brief.content_checked", faithful=percent(content.faithfulness)))
    name = f"hemline-{content.kind}-" + re.sub(r"[^a-z0-9]+", "-", brief.theme.lower()).strip("-")
    with st.container(horizontal=True):
        for ending, said, mime in (("txt", text, "text/plain"), ("md", markdown, "text/markdown")):
            st.download_button(
                say(f"brief.content_{ending}"), said, f"{name}.{ending}", mime, key=f"content-{ending}",
                on_click="ignore", icon=":material/download:", type="tertiary",
            )  # fmt: skip


def _asked(brief: Brief) -> tuple[str, ...]:
    """Return what a text depends on besides the snapshot, its kind, language and tone."""
    return brief.theme, brief.season, brief.market, brief.customer


@st.cache_resource(max_entries=60, show_spinner=False)
def _written(path: str, asked: tuple[str, ...], kind: str, language: str, tone: str, _brief: Brief) -> Content:
    """Write a text once for each snapshot and request."""
    return write_content(cached.Kept(), _brief, kind, language, tone)
