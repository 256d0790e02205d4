"""The briefs job: a checked design brief for each rising theme and each season about to peak."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pandas as pd

from analysis.briefs.brief import Brief
from analysis.briefs.check import check, faithfulness
from analysis.briefs.compose import author, facts_for
from analysis.briefs.facts import facts_of
from analysis.briefs.material import Material
from analysis.briefs.reasons import Problem, Reason
from analysis.briefs.request import Request, validate
from analysis.briefs.rows import Named, Rows
from analysis.briefs.subjects import BriefFacts
from analysis.briefs.themes import choose_themes
from analysis.briefs.written import Written
from analysis.protocols import Writer
from data.desk import Desk
from data.errors import BadInput
from data.feedback import liked_phrases, votes
from data.journal import job_run
from data.progress import progress
from data.records import short_hash
from data.store import Store

COLUMNS = [
    "brief_id", "run_id", "theme", "season", "language", "writer", "title", "body", "faithfulness",
]  # fmt: skip
TURNS = 6  # phrasings that are tried for a headline of its own
EACH = Request("")  # what is asked for every theme unless the command says otherwise


@dataclass(frozen=True)
class BriefsResult:
    """What a run wrote.

    Attributes:
        briefs: stored.
        refused: written but not stored, because the check found something.
        writer: fingerprint of the writer.
        reasons: for each refused brief, its theme and what was wrong.
        fallbacks: for each section that a model could not write, its theme, the section and what was wrong.
        note: why a stronger writer was not used.
    """

    briefs: int
    refused: int
    writer: str
    reasons: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()
    note: str | None = None


def run(
    store: Store, limit: int = 12, state: str | None = None, asked: Request = EACH, writer: str | Writer = "auto"
) -> BriefsResult:
    """Write, check and store the briefs, in place of those before; one that is asked for by theme joins them.

    Args:
        store: holds trends and evidence; without trends there is nothing to write.
        limit: at most so many briefs.
        state: what the warehouse held when this began, written into the journal.
        asked: the market, customer, language, tone and season of every brief; with a theme, of the only one.
        writer: auto, the name of a writer, or a writer.

    Raises:
        UserError: a brief that was asked for cannot be written, or the writer cannot be had; the briefs there are stay.
    """
    with job_run(store, "briefs", asked.theme or str(limit)) as job:
        job.state = state
        chosen, note = author(writer, store.settings)
        facts = [facts_for(store, asked)] if asked.theme else _facts(store, limit, asked)
        liked = liked_phrases(votes(Desk(store.settings)))
        facts = [replace(one, liked=liked) for one in facts]
        read = Rows.read(store, Named.by_facts(facts)) if facts else Rows()
        with progress("Writing briefs", len(facts), "briefs") as advance:
            written = []
            for each in write_apart(facts, read, chosen):
                written.append(each)
                advance(1)
        result, kept = _checked(written, read, str(chosen.fingerprint))
        if asked != EACH and result.reasons and not kept:
            raise BadInput(f"Nothing of this stands on the rows, so the briefs stay as they are: {result.reasons[0]}.")
        made = pd.DataFrame([_row(brief) for brief in kept], columns=COLUMNS)
        store.replace("brief", _beside(store, made) if asked.theme else made)
        job.model, job.detail = result.writer, "; ".join((*result.reasons, *result.fallbacks)) or None
        job.rows_in, job.rows_stored, job.rows_rejected = len(written), result.briefs, result.refused
    return replace(result, note=note)


def _facts(store: Store, limit: int, asked: Request) -> list[BriefFacts]:
    """Gather what the briefs of the themes worth one may say."""
    if asked != EACH:
        validate(replace(asked, theme="each"), store)
    trends = store.read("brief_trends", market=asked.market, customer=asked.customer)
    themes = choose_themes(trends, limit)
    material = Material.read(store, themes, trends, asked.language)
    return [
        facts_of(
            theme, material, asked.variant + place, asked.season, market=asked.market, customer=asked.customer,
            language=asked.language, tone=asked.tone,
        )
        for place, theme in enumerate(themes)
    ]  # fmt: skip


def _beside(store: Store, made: pd.DataFrame) -> pd.DataFrame:
    """Return the briefs there are with new ones put in, each in place of its own former self."""
    before = store.read("export_briefs")
    return pd.concat([before[~before["brief_id"].isin(made["brief_id"])], made], ignore_index=True)


def write_apart(facts: Iterable[BriefFacts], rows: Rows, writer: Writer) -> Iterator[Written]:
    """Yield a brief for each theme, phrased anew where one before it has the same headline."""
    titles: set[str] = set()
    for each in facts:
        for turn in range(TURNS):
            written = writer.write(replace(each, variant=each.variant + turn), rows)
            if written.brief.title not in titles:
                break
        titles.add(written.brief.title)
        yield written


def _checked(written: list[Written], rows: Rows, writer: str) -> tuple[BriefsResult, list[Brief]]:
    """Keep the briefs that the warehouse's rows bear out, each title once."""
    kept: list[Brief] = []
    reasons = []
    for brief in (each.brief for each in written):
        problems = check(brief, rows)
        if brief.title in {other.title for other in kept}:
            problems.append(Problem("title", Reason("title-taken", {"title": brief.title})))
        if problems:
            supported = f"{faithfulness(brief, problems):.0%} of its sentences hold"
            reasons.append(f"{brief.theme}: {problems[0].place}: {problems[0].reason} ({supported})")
        else:
            kept.append(brief)
    fallen = [f"{each.brief.theme}: {one.section}: {one.reason}" for each in written for one in each.fallbacks]
    return BriefsResult(len(kept), len(reasons), writer, tuple(reasons), tuple(fallen)), kept


def _row(brief: Brief) -> dict[str, object]:
    """Return a checked brief as a row of the table."""
    body = json.dumps(brief.body(), ensure_ascii=False)
    columns = {name: getattr(brief, name) for name in ("run_id", "theme", "season", "language", "writer", "title")}
    return {
        "brief_id": short_hash(brief.run_id, brief.theme, brief.writer, *brief.asked_for),
        **columns,
        "body": body,
        "faithfulness": faithfulness(brief, []),
    }
