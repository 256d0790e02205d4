"""The briefs job: a checked design brief for each rising theme and each season about to peak."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.briefs.brief import Brief, Problem, Rows, check, faithfulness
from analysis.briefs.facts import Material, choose_themes, facts_of
from analysis.registry import auto
from data.journal import job_run
from data.progress import progress
from data.records import short_hash
from data.store import Store

if TYPE_CHECKING:
    from analysis.protocols import Writer

COLUMNS = [
    "brief_id", "run_id", "theme", "season", "language", "writer", "title", "body", "faithfulness",
]  # fmt: skip


@dataclass(frozen=True)
class BriefsResult:
    """What a run wrote.

    Attributes:
        briefs: stored.
        refused: written but not stored, because the check found something.
        writer: fingerprint of the writer.
        reasons: for each refused brief, its theme and what was wrong.
    """

    briefs: int
    refused: int
    writer: str
    reasons: tuple[str, ...] = ()


def run(store: Store, limit: int = 12, state: str | None = None) -> BriefsResult:
    """Write the briefs of the newest forecast and put them in place of those before.

    Args:
        store: holds trends and evidence; without trends there is nothing to write.
        limit: at most so many briefs.
        state: what the warehouse held when this began, written into the journal.
    """
    with job_run(store, "briefs", str(limit)) as job:
        job.state = state
        writer, _ = auto("writer", store.settings)
        if writer is None:
            return BriefsResult(0, 0, "none")
        material = _material(store, limit)
        themes = choose_themes(material.trends, limit)
        with progress("Writing briefs", len(themes), "briefs") as advance:
            written = _write(themes, material, writer, advance)
        result, kept = _checked(store, written, material, str(writer.fingerprint))
        store.replace("brief", pd.DataFrame([_row(brief) for brief in kept], columns=COLUMNS))
        job.model, job.detail = result.writer, "; ".join(result.reasons) or None
        job.rows_in, job.rows_stored, job.rows_rejected = len(written), result.briefs, result.refused
    return result


def _material(store: Store, limit: int) -> Material:
    """Read what the briefs are made from."""
    trends = store.read("brief_trends")
    themes = choose_themes(trends, limit)
    return Material(
        trends=trends,
        labels=store.read("brief_labels"),
        pairs=store.read("brief_pairs", themes=themes),
        evidence=store.read("brief_evidence"),
        pair_evidence=store.read("brief_pair_evidence", themes=themes),
        looks=store.read("brief_looks"),
    )


def _write(themes: list[str], material: Material, writer: Writer, advance: Callable[[int], None]) -> list[Brief]:
    """Write a brief for each theme."""
    written = []
    for variant, theme in enumerate(themes):
        written.append(writer.write(facts_of(theme, material, variant)))
        advance(1)
    return written


def _checked(store: Store, written: list[Brief], material: Material, writer: str) -> tuple[BriefsResult, list[Brief]]:
    """Keep the briefs that the warehouse's rows bear out, each title once."""
    rows = _rows(store, written, material)
    kept: list[Brief] = []
    reasons = []
    for brief in written:
        problems = check(brief, rows)
        if brief.title in {other.title for other in kept}:
            problems.append(Problem("title", f"'{brief.title}' is the title of another brief"))
        if problems:
            supported = f"{faithfulness(brief, problems):.0%} of its claims hold"
            reasons.append(f"{brief.theme}: {problems[0].place}: {problems[0].reason} ({supported})")
        else:
            kept.append(brief)
    return BriefsResult(len(kept), len(reasons), writer, tuple(reasons)), kept


def _rows(store: Store, written: list[Brief], material: Material) -> Rows:
    """Read again, apart from what the writer was given, the rows that the briefs name."""
    trends = store.read("brief_trends")
    named = sorted({evidence_id for brief in written for evidence_id in _evidence_ids(brief)})
    evidence = store.read("brief_evidence_labels", evidence_ids=named)
    labels = store.read("brief_labels")
    colours = labels.dropna(subset=["hex"])
    pairs = material.pairs["theme"] + "+" + material.pairs["label_id"]
    return Rows(
        trends={str(row["series_id"]): row for row in _records(trends)},
        evidence=dict(zip(evidence["evidence_id"], evidence["label_id"], strict=True)),
        pairs=dict(zip(pairs, material.pairs["together"], strict=True)),
        names=dict(zip(labels["label_id"], labels["name"], strict=True)),
        hexes=dict(zip(colours["label_id"], colours["hex"], strict=True)),
        images=frozenset(store.read("brief_images")["image_id"]),
    )


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return a frame's rows with missing cells as None."""
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _evidence_ids(brief: Brief) -> Iterable[str]:
    """Yield every evidence id a brief names."""
    for _, claim in brief.claims():
        yield from claim.evidence_ids
    for swatch in brief.palette:
        yield from swatch.evidence_ids


def _row(brief: Brief) -> dict[str, object]:
    """Return a checked brief as a row of the table."""
    body = json.dumps(brief.body(), ensure_ascii=False)
    columns = {name: getattr(brief, name) for name in ("run_id", "theme", "season", "language", "writer", "title")}
    return {
        "brief_id": short_hash(brief.run_id, brief.theme, brief.writer),
        **columns,
        "body": body,
        "faithfulness": faithfulness(brief, []),
    }
