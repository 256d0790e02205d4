"""Data: what was read, how fresh it is, what was refused, who read and forecast, what ran."""

from __future__ import annotations

from typing import get_args

import pandas as pd
import streamlit as st

from dashboard import blocks, brief_votes, cached, charts
from dashboard.formats import count, percent, plain, short_day
from dashboard.words import say, say_count, say_or
from ingest.likeness import BITS_APART, LEVELS_APART
from ingest.repeats import BURST_POSTS, CAMPAIGN_AUTHORS, CAMPAIGN_CHARACTERS, SHORTEST, Kind
from ingest.sketches import LIKENESS

NOTES_SHOWN = 6


def page() -> None:
    """Show the page."""
    sources, refused = cached.read("sources"), cached.read("rejected")
    if sources.empty:
        blocks.heading(say("page.data"), [say("data.lead_none")])
        _jobs()
        return
    blocks.heading(say("page.data"), [_lead(sources, refused)])
    _figures(sources, refused)
    _notes()
    _sources(sources)
    _coverage()
    left, right = st.columns(2, gap="large")
    with left:
        _rejected(refused)
    with right:
        _models()
    _repeated_pictures()
    _repeats()
    brief_votes.table()
    _jobs()


def _lead(sources: pd.DataFrame, refused: pd.DataFrame) -> str:
    """Say how much was read, how fresh it is and how much was refused."""
    newest = sources["last_at"].max()
    return say(
        "data.lead",
        sources=say_count("data.sources_count", len(sources)),
        rows=count(sources["rows"].sum()),
        newest=short_day(newest) if pd.notna(newest) else "–",
        rejected=say_count("data.refused_count", refused["rows"].sum()),
    )


def _figures(sources: pd.DataFrame, refused: pd.DataFrame) -> None:
    """Show the four figures."""
    newest, snapshot = sources["last_at"].max(), cached.snapshot()
    made = pd.to_datetime(snapshot.snapshot_id.split("-")[0], format="%Y%m%dT%H%M%S", errors="coerce")
    blocks.figures(
        [
            blocks.Figure(say("data.sources"), count(len(sources))),
            blocks.Figure(say("data.newest"), short_day(newest) if pd.notna(newest) else "–"),
            blocks.Figure(say("data.refused"), count(refused["rows"].sum())),
            blocks.Figure(
                say("data.snapshot"),
                short_day(made) if pd.notna(made) else "–",
                help=say("data.snapshot_help", snapshot_id=plain(snapshot.snapshot_id)),
            ),
        ]
    )


def _notes() -> None:
    """Show what the last run of each job has to say, such as a model that could not be had."""
    jobs = cached.read("jobs")
    last = jobs[jobs["detail"].notna()].drop_duplicates("job").head(NOTES_SHOWN)
    if last.empty:
        return
    blocks.section(say("data.notes"))
    for row in last.to_dict("records"):
        failed = f" ({say('data.failed')})" if row["outcome"] == "failed" else ""
        st.markdown(f"- **{plain(row['job'])}**{failed}: {plain(row['detail'])}")


def _sources(sources: pd.DataFrame) -> None:
    """Show the sources."""
    blocks.section(say("data.sources"))
    shown = sources.assign(
        kind=[say_or(f"kind.{kind}", kind) for kind in sources["kind"]],
        first_at=sources["first_at"].dt.normalize(),
        last_at=sources["last_at"].dt.normalize(),
    )
    columns = ("title", "kind", "region", "rows", "authors", "first_at", "last_at", "licence_note")
    blocks.table(shown, columns, "sources", "sources")


def _coverage() -> None:
    """Show posts a week by source, and where they come from."""
    blocks.section(say("data.coverage"), say("data.coverage_note"))
    weeks = cached.read("weeks")
    if weeks.empty:
        st.markdown(say("data.coverage_none"))
        return
    blocks.chart(charts.coverage(weeks, blocks.theme_name()), "coverage")
    line = say("note.seen", week=short_day(weeks["week"].max()))
    blocks.rows_beside(weeks, ("week", "title", "posts"), "weeks", "weeks", line)
    blocks.section(say("data.where"))
    columns = ("title", "region", "language", "posts", "weeks", "first_week", "last_week")
    blocks.table(_titled(cached.read("coverage")), columns, "coverage", "coverage")


def _titled(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the title of their source."""
    titles = cached.read("sources").set_index("source")["title"]
    return rows.assign(title=rows["source"].map(titles).fillna(rows["source"]))


def _rejected(refused: pd.DataFrame) -> None:
    """Show what was refused and why."""
    blocks.section(say("data.rejected"))
    if refused.empty:
        st.markdown(say("data.rejected_none"))
        return
    blocks.table(_titled(refused), ("reason", "rows", "title", "example_place", "example"), "rejected", "rejected")


def _repeated_pictures() -> None:
    """Say when two pictures show the same, where there are any."""
    if len(cached.read("looks")):
        st.caption(say("data.repeated_pictures", bits=BITS_APART, levels=percent(LEVELS_APART / 255)))


def _repeats() -> None:
    """Show which posts repeat others, and say what counts of them."""
    blocks.section(say("data.repeats"), say("data.repeats_note"))
    found = cached.read("repeats")
    if found.empty:
        st.markdown(say("data.repeats_none"))
    else:
        shown = found.assign(kind=[say(f"repeat.{kind}") for kind in found["kind"]])
        blocks.table(_titled(shown), ("kind", "rows", "title"), "repeats", "repeats")
    with st.expander(say("data.repeats_rules")):
        st.markdown(_rules())


def _rules() -> str:
    """Say what makes each kind of repeat."""
    numbers = {
        "likeness": percent(LIKENESS),
        "shortest": count(SHORTEST),
        "posts": count(BURST_POSTS),
        "authors": count(CAMPAIGN_AUTHORS),
        "characters": count(CAMPAIGN_CHARACTERS),
    }
    return "\n".join(
        f"- **{say(f'repeat.{kind}')}**: {say(f'repeat_rule.{kind}', **numbers)}" for kind in get_args(Kind)
    )


def _models() -> None:
    """Show who read posts and pictures, and who made the forecasts shown."""
    blocks.section(say("data.models"))
    readers, models = cached.read("readers"), cached.read("models")
    if readers.empty and models.empty:
        st.markdown(say("data.models_none"))
    if len(readers):
        blocks.table(
            readers, ("kind", "name", "version", "active"), "readers", "readers", heads={"name": say("column.reader")}
        )
    if len(models):
        st.caption(say("data.forecasters"))
        blocks.table(models, ("model", "trends"), "models", "models")


def _jobs() -> None:
    """Show what ran."""
    blocks.section(say("data.jobs"))
    jobs = cached.read("jobs")
    if jobs.empty:
        st.markdown(say("data.jobs_none"))
        return
    shown = jobs.assign(outcome=[say_or(f"data.{outcome}", outcome) for outcome in jobs["outcome"]])
    columns = ("job", "started_at", "outcome", "rows_in", "rows_stored", "rows_repeat", "rows_rejected", "detail")
    blocks.table(shown, columns, "jobs", "jobs")


if __name__ == "__main__":
    page()
