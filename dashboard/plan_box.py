"""Range plans on a page: uploading one, keeping it under a name, dropping it, and the labels its cells mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

import streamlit as st

from dashboard import blocks, cached, plan_labels, range_plan
from dashboard.address import Filter
from dashboard.formats import count, plain
from dashboard.plan_labels import Plan
from dashboard.words import language, say, say_count
from data import range_plans
from data.desk import Row
from data.errors import HemlineError
from data.vocabulary import Vocabulary, load_vocabulary

NO_PLAN = ""
SENT, DROPPED = "plan-sent", "plan-dropped"  # in the session: how many were kept, what was dropped last
VALUES = ("facet", "value", "matched", "name", "options")


def chooser() -> Filter:
    """Return the box that chooses a plan; where the desk cannot be read, say so and offer none."""
    try:
        names = range_plans.names(cached.desk())
    except HemlineError as error:
        st.caption(plain(error))
        names = []
    return Filter("plan", say("range_plan.plan"), {NO_PLAN: say("range_plan.none"), **{name: name for name in names}})


def chosen(name: str) -> Plan | None:
    """Return a kept plan, matched to the vocabulary; None where none is chosen."""
    if name == NO_PLAN:
        return None
    return _plan(range_plans.rows(cached.desk(), name))


def box(name: str, plan: Plan | None) -> None:
    """Show what can be done with plans: upload one, take the template, see how the chosen one was read, drop it."""
    _undo()
    if plan is not None:
        st.markdown(read_words(plan))
    title = say("range_plan.upload") if plan is None else say("range_plan.handle")
    with st.expander(title, icon=":material/upload_file:"):
        st.caption(say("range_plan.note"))
        _upload()
        if plan is not None:
            _read(name, plan)


def read_words(plan: Plan) -> str:
    """Say how much of a plan was understood, and name what was not."""
    said = [say_count("range_plan.options", len(plan.options))]
    missing = plan.unmatched
    if len(missing):
        names = ", ".join(f"‘{plain(value)}’" for value in missing["value"].head(5))
        more = len(missing) - 5
        said.append(say("range_plan.unread", values=names + (f" +{more}" if more > 0 else ""),
                        options=say_count("range_plan.in_options", missing["options"].sum())))  # fmt: skip
    else:
        said.append(say("range_plan.all_read"))
    return " ".join(said)


def _upload() -> None:
    """Take a file, say how it reads, and keep it when asked to."""
    sent = st.session_state.get(SENT, 0)
    file = st.file_uploader(say("range_plan.file"), key=f"plan-file-{sent}", max_upload_size=range_plan.MOST_MB,
                            help=say("range_plan.file_help", most=count(range_plan.MOST_OPTIONS)))  # fmt: skip
    blocks.file_button(say("range_plan.template"), _template, "hemline-range-plan.csv", "plan-template")
    if file is None:
        return
    try:
        upload = range_plan.read(file.getvalue(), file.name)
    except HemlineError as error:
        st.error(plain(error))
        return
    _keep(upload, PurePath(file.name).stem[: range_plans.LONGEST_NAME])


def _read(name: str, plan: Plan) -> None:
    """Show how the values of the chosen plan were read, and the button that drops it."""
    st.markdown(f"**{say('range_plan.values')}**")
    heads = {each: say(f"range_plan.head_{each}") for each in VALUES[1:]}
    blocks.table(plan.values, VALUES, "plan-values", "assortment-values", heads=heads)
    st.button(say("range_plan.drop", name=plain(name)), on_click=_drop, args=(name,), key="plan-drop", type="tertiary",
              icon=":material/delete:")  # fmt: skip


def _template() -> bytes:
    """Return the template as the bytes of a file."""
    return range_plan.template().encode("utf-8-sig")


def _keep(upload: range_plan.Upload, stem: str) -> None:
    """Say what was read and offer to keep it."""
    said = [read_words(_plan(upload.rows)), *map(plain, upload.notes)]
    if upload.left:
        said.append(say("range_plan.left", columns=", ".join(plain(head) for head in upload.left)))
    st.markdown(" ".join(said))
    with st.form("keep-plan", border=False):
        name = st.text_input(say("range_plan.name"), stem, max_chars=range_plans.LONGEST_NAME).strip()
        if st.form_submit_button(say("range_plan.keep")):
            _store(name, upload.rows)


def _store(name: str, rows: list[dict[str, str | float]]) -> None:
    """Keep a plan, and show it; one of the same name is replaced."""
    try:
        range_plans.keep(cached.desk(), name, rows)
    except HemlineError as error:
        st.error(plain(error))
        return
    st.session_state[SENT] = st.session_state.get(SENT, 0) + 1
    st.session_state.pop(DROPPED, None)
    st.query_params["plan"] = name
    st.rerun()


def _drop(name: str) -> None:
    """Drop a plan, and remember it."""
    desk = cached.desk()
    st.session_state[DROPPED] = (name, range_plans.rows(desk, name))
    range_plans.drop(desk, name)
    st.query_params.pop("plan", None)


def _undo() -> None:
    """Offer to put back what was dropped last."""
    if DROPPED not in st.session_state:
        return
    name, _ = st.session_state[DROPPED]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(say("range_plan.dropped", name=plain(name)), width="content")
        st.button(say("watchlist.undo"), on_click=_put_back, key="plan-undo", icon=":material/undo:")


def _put_back() -> None:
    """Keep again what was dropped."""
    name, rows = st.session_state.pop(DROPPED)
    range_plans.keep(cached.desk(), name, rows)
    st.query_params["plan"] = name


def _plan(rows: Sequence[Row]) -> Plan:
    """Match the rows of a plan in the reader's language."""
    vocabulary = load_vocabulary(cached.settings().own_vocabulary)
    return _matched(json.dumps(rows, ensure_ascii=False), language(), vocabulary.version, vocabulary)


@st.cache_resource(max_entries=20, show_spinner=False)
def _matched(rows: str, code: str, version: str, _vocabulary: Vocabulary) -> Plan:
    """Match a plan once for each of its contents, language and vocabulary."""
    given: list[Mapping[str, Any]] = json.loads(rows)
    return plan_labels.matched(given, _vocabulary, code)
