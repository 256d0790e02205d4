"""Briefs on demand: composed from a warehouse or a snapshot, one section written anew, an edited one checked again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from analysis import registry
from analysis.briefs import leads
from analysis.briefs.brief import SECTIONS, Brief
from analysis.briefs.check import check, faithfulness
from analysis.briefs.facts import facts_of
from analysis.briefs.material import Material, Reads
from analysis.briefs.reasons import Problem, Reason
from analysis.briefs.request import Request, resolve, validate
from analysis.briefs.rows import Named, Rows
from analysis.briefs.subjects import BriefFacts
from analysis.briefs.written import Fallback
from analysis.protocols import Writer
from data.errors import MissingPart, UnknownName, UserError
from data.settings import Settings

REWRITABLE = ("title", *SECTIONS)
TURNS = 12  # other phrasings that are tried before a section is given back as it is


@dataclass(frozen=True)
class Composed:
    """What became of a request.

    Attributes:
        brief: None where nothing could be written, or the check found something.
        problems: why there is no brief, in the check's words or in one sentence.
        faithfulness: supported claims ÷ claims.
        writer: fingerprint of the writer.
        fallbacks: sections that a model could not write, with the reason; the template's stand in their place.
        note: why a stronger writer was not used, None where none was wanted.
    """

    brief: Brief | None
    problems: tuple[Problem, ...]
    faithfulness: float
    writer: str
    fallbacks: tuple[Fallback, ...] = ()
    note: str | None = None


def compose(
    rows: Reads, request: Request, writer: str | Writer = "auto", settings: Settings | None = None,
    liked: Mapping[str, float] | None = None,
) -> Composed:  # fmt: skip
    """Write a brief and check it.

    Args:
        rows: a `Store` or a `Snapshot`.
        request: what is asked.
        writer: auto, the name of a writer, or a writer.
        settings: of the writer; read from the environment unless given.
        liked: how liked phrases are by their ids, from -1 to 1.

    Returns:
        The brief, or why there is none: a request that nothing can be written for is a problem, never an error.
    """
    try:
        chosen, note = author(writer, settings or Settings())
        facts = replace(facts_for(rows, request), liked=liked or {})
    except UserError as error:
        return Composed(None, (Problem("theme", Reason("told", {"sentence": str(error)})),), 0.0, "none")
    return _composed(rows, facts, chosen, note)


def rewrite(
    rows: Reads, brief: Brief, request: Request, section: str, writer: str | Writer = "auto",
    settings: Settings | None = None, liked: Mapping[str, float] | None = None,
) -> Composed:  # fmt: skip
    """Write one section of a brief anew, otherwise phrased; every other stays as it is, edited or not.

    Args:
        rows: a `Store` or a `Snapshot`.
        brief: as it stands.
        request: what it was asked for.
        section: title, story, why_now, silhouettes, materials, details, patterns, leave_out, ideas or risks.
        writer: as for `compose`.
        settings: as for `compose`.
        liked: as for `compose`.

    Raises:
        UnknownName: there is no such section.
    """
    if section not in REWRITABLE:
        raise UnknownName.among("section", section, REWRITABLE)
    made = [brief]
    for turn in range(1, TURNS + 1):
        other = replace(request, season=brief.season, variant=request.variant + turn)
        composed = compose(rows, other, writer, settings, liked)
        if composed.brief is None:
            return composed
        made.append(brief.with_section(section, getattr(composed.brief, section)))
        if getattr(made[-1], section) != getattr(brief, section):
            break
    problems = tuple(check(made[-1], Rows.read(rows, Named.by_brief(made[-1]))))
    fallbacks = tuple(one for one in composed.fallbacks if one.section == section)
    return Composed(
        made[-1], problems, faithfulness(made[-1], list(problems)), composed.writer, fallbacks, composed.note
    )


def recheck(rows: Reads, brief: Brief) -> dict[str, tuple[Reason, ...]]:
    """Return what is wrong with a brief that a person edited, by place, such as `why_now 2`; empty where all holds."""
    found: dict[str, tuple[Reason, ...]] = defaultdict(tuple)
    for problem in check(brief, Rows.read(rows, Named.by_brief(brief))):
        found[problem.place] += (problem.reason,)
    return dict(found)


def facts_for(rows: Reads, request: Request) -> BriefFacts:
    """Return what a brief may say.

    Raises:
        UserError: nothing can be written for the request; the sentence says why.
    """
    validate(request, rows)
    trends = rows.read("brief_trends", market=request.market, customer=request.customer)
    asked = resolve(request, rows, trends)
    lead = leads.lead_of(asked.lead, asked.label_id, rows, request.language) if asked.lead else None
    material = Material.read(rows, [asked.label_id], trends, request.language)
    return facts_of(
        asked.label_id, material, request.variant, request.season, lead,
        market=request.market, customer=request.customer, language=request.language, tone=request.tone,
    )  # fmt: skip


def author(writer: str | Writer, settings: Settings) -> tuple[Writer, str | None]:
    """Return the writer, and why a stronger one was not used.

    Raises:
        UnknownName: there is no such writer.
        MissingPart: it cannot be had.
    """
    if not isinstance(writer, str):
        return writer, None
    if writer != "auto":
        _among_writers(writer)
        return registry.load(writer, settings), None
    strongest, note = registry.auto("writer", settings)
    if strongest is None:
        raise MissingPart(note or "No writer is there.")
    return strongest, note


def _among_writers(name: str) -> None:
    """Refuse the name of a model that is no writer."""
    if name not in registry.PREFERRED["writer"]:
        raise UnknownName.among("writer", name, registry.PREFERRED["writer"])


def _composed(rows: Reads, facts: BriefFacts, writer: Writer, note: str | None) -> Composed:
    """Write, and let through only what holds."""
    read = Rows.read(rows, Named.by_facts([facts]))
    written = writer.write(facts, read)
    problems = check(written.brief, read)
    faithful = faithfulness(written.brief, problems)
    brief = None if problems else written.brief
    return Composed(brief, tuple(problems), faithful, str(writer.fingerprint), written.fallbacks, note)
