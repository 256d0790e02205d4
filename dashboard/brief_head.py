"""The head of a brief on the page: its title, who wrote it and how far it is checked, and what can be done with it."""

from __future__ import annotations

import json
import re

import streamlit as st

from analysis.briefs.brief import Brief
from analysis.briefs.compose import Composed, recheck
from analysis.briefs.reasons import Reason
from dashboard import brief_asked, brief_files, brief_parts, brief_reasons, cached
from dashboard.address import filter_row
from dashboard.brief_bench import Bench
from dashboard.brief_draft import Draft, writer_name
from dashboard.brief_sheet import Sheet, sheet_of
from dashboard.exports import PAGE_TABLES, csv_bytes
from dashboard.formats import percent, plain
from dashboard.words import say, say_or

Doubts = dict[str, tuple[str, ...]]


def doubts(draft: Draft) -> Doubts:
    """Return what the rows of today do not bear out, by place, such as `why_now 2`; looked up once for each draft."""
    found = _doubts(str(cached.snapshot().path), json.dumps(draft.brief.body()), draft.brief)
    return {place: tuple(map(brief_reasons.in_words, reasons)) for place, reasons in found.items()}


@st.cache_resource(max_entries=200, show_spinner=False)
def _doubts(path: str, said: str, _brief: Brief) -> dict[str, tuple[Reason, ...]]:
    """Check a brief against a snapshot."""
    return recheck(cached.Kept(), _brief)


def show(bench: Bench, draft: Draft, found: Doubts) -> None:
    """Show the title, the line of what was asked and who wrote, and the buttons."""
    with st.container(key="brief-head", gap="xsmall"):
        _title(bench, draft, found)
        lines = written(bench, draft)
        for line in lines:
            st.caption(plain(line))
        st.caption(_standing(bench, draft))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            filter_row([brief_asked.versions(bench.key)])
            st.button(say("brief.keep"), key="brief-keep", type="primary", on_click=bench.keep)
            brief_parts.write(bench, say("brief.anew"), "brief-anew", bench.anew)
            _downloads(draft, sheet_of(draft, lines))


def refused(bench: Bench, made: Composed) -> None:
    """Say why there is no brief."""
    st.warning(say("brief.refused"))
    for problem in made.problems:
        st.markdown(f"- {plain(brief_reasons.line(problem))}")
    st.caption(say("brief.refused_hint"))
    brief_parts.write(bench, say("brief.anew"), "brief-anew", bench.anew)


def written(bench: Bench, draft: Draft) -> list[str]:
    """Return what was asked, who wrote it and how far it is checked, as lines of plain text."""
    asked = brief_asked.request_words(draft.brief)
    name = writer_name(draft.brief.writer)
    writer = say_or(f"brief.by_{name}", name)
    lines = [say("brief.written", asked=asked, writer=writer, faithful=percent(draft.faithfulness))]
    lines += [
        say(
            "brief.fallback", writer=writer, section=say(f"brief.{one.section}"), why=brief_reasons.in_words(one.reason)
        )
        for one in draft.fallbacks
    ]
    if draft.brief.theme != bench.request.theme:
        lines.append(say("brief.read_as", theme=bench.request.theme, name=brief_reasons.name_of(draft.brief.label_id)))
    if draft.note:
        lines.append(draft.note)
    if draft.edited:
        lines.append(say("brief.edited", sections=", ".join(say(f"brief.{one}") for one in sorted(draft.edited))))
    return lines


def _title(bench: Bench, draft: Draft, found: Doubts) -> None:
    """Show the title, or the box to change it in."""
    if brief_parts.header(bench, "title", draft.brief.title):
        with st.form("form-title", border=False):
            text = st.text_input(say("brief.title"), draft.brief.title, key="text-title", max_chars=120)
            done, cancelled = brief_parts.buttons()
        brief_parts.end(bench, draft.with_title(text or "") if done else None, cancelled)
    brief_parts.doubt(draft.is_own("title", draft.brief.title), found.get("title", ()))


def _standing(bench: Bench, draft: Draft) -> str:
    """Say whether the brief is kept, and from which version it was made."""
    if draft.parent is None:
        return say("brief.not_kept")
    return say("brief.kept_now" if draft.is_kept else "brief.made_from", number=draft.parent)


def _downloads(draft: Draft, sheet: Sheet) -> None:
    """Show the buttons that download the brief; a file is made when it is asked for."""
    name = "hemline-brief-" + re.sub(r"[^a-z0-9]+", "-", draft.brief.theme.lower()).strip("-")
    files = {
        "pdf": (lambda: brief_files.pdf(sheet), "application/pdf"),
        "markdown": (lambda: brief_files.markdown(sheet).encode(), "text/markdown"),
        "csv": (lambda: csv_bytes(brief_files.rows(sheet), PAGE_TABLES["brief"]), "text/csv"),
    }
    for kind, (make, mime) in files.items():
        ending = {"markdown": "md"}.get(kind, kind)
        st.download_button(
            say(f"brief.{kind}"), make, f"{name}.{ending}", mime, key=f"brief-{kind}", on_click="ignore",
            icon=":material/download:", type="tertiary",
        )  # fmt: skip
