"""Design briefs: what one says, and the check that every claim in it stands on rows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

SECTIONS = ("story", "why_now", "silhouettes", "materials", "leave_out", "risks")
DATES = ("peak_week", "peak_lo", "peak_hi", "now_week")
COUNTS = ("posts", "authors")
SEASON = re.compile(r"(?:SS|FW)\d\d|(?:Resort|Pre-Fall) 20\d\d")
HEX = re.compile(r"#[0-9A-Fa-f]{6}")
AREA_SLACK = 0.02  # swatches' areas are rounded to whole percents


@dataclass(frozen=True)
class Number:
    """One figure in a sentence and the cell it was read from.

    Attributes:
        name: what it is.
        value: the cell's value, rounded to `digits`; an ISO date for weeks.
        row: `trend:<series_id>:<column>` or `pair:<theme>+<label_id>:authors`.
        digits: decimals of the value; a share of 0.61 with 2 is written 61 %.
    """

    name: str
    value: float | str
    row: str
    digits: int

    @property
    def column(self) -> str:
        """The column the figure was read from."""
        return self.row.rsplit(":", 1)[-1]

    @property
    def shown(self) -> str:
        """The figure as a sentence writes it: 61 %, 1,204, or the number of a week. Direction is left to the words."""
        if self.column in DATES:
            return str(date.fromisoformat(str(self.value)[:10]).isocalendar().week)
        if self.column in COUNTS:
            return f"{float(self.value):,.0f}"
        return f"{abs(float(self.value)) * 100:.{max(0, self.digits - 2)}f} %"


@dataclass(frozen=True)
class Claim:
    """One sentence, what it is about, and what it stands on.

    Attributes:
        label_ids: the labels it speaks of; all its evidence is evidence of one of them.
        evidence_ids: rows of `evidence`, or `t-<series_id>` for a trend itself.
    """

    text: str
    label_ids: tuple[str, ...]
    evidence_ids: tuple[str, ...]
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True)
class Swatch:
    """One colour of a palette with its part of the whole (0 to 1) and what it stands on."""

    label_id: str
    hex: str
    area: float
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True)
class Brief:
    """One design brief; the sections are what the page shows, in its order."""

    run_id: str
    theme: str
    season: str
    language: str
    writer: str
    title: str
    story: tuple[Claim, ...]
    why_now: tuple[Claim, ...]
    palette: tuple[Swatch, ...]
    looks: tuple[str, ...]
    silhouettes: tuple[Claim, ...]
    materials: tuple[Claim, ...]
    leave_out: tuple[Claim, ...]
    risks: tuple[Claim, ...]

    def body(self) -> dict[str, Any]:
        """Return the sections as the column `brief.body` holds them."""
        body = {section: [asdict(claim) for claim in getattr(self, section)] for section in SECTIONS}
        return {**body, "palette": [asdict(swatch) for swatch in self.palette], "looks": list(self.looks)}

    def claims(self) -> Iterator[tuple[str, Claim]]:
        """Yield each sentence with its place, such as `why_now 2`."""
        for section in SECTIONS:
            for number, claim in enumerate(getattr(self, section), 1):
                yield f"{section} {number}", claim


@dataclass(frozen=True)
class Subject:
    """A label as a brief speaks of it: its trend's columns where it has one, and its best evidence."""

    label_id: str
    facet: str
    name: str
    hex: str | None = None
    trend: Mapping[str, Any] | None = None
    evidence_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Companion:
    """A label that people show together with the theme.

    Attributes:
        authors: distinct people who did in the last 52 weeks.
        lift: how many times more often than if the two had nothing to do with each other.
        evidence_ids: evidence from posts that show both.
    """

    subject: Subject
    authors: int
    lift: float
    evidence_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class BriefFacts:
    """Everything a writer may say about one theme.

    Attributes:
        season: the season the brief is for.
        palette: colours with their parts, largest first.
        looks: image ids, the best match first.
        leave_out: falling labels, the nearest to the theme first.
        variant: position of the brief in its run, so that no two are phrased alike.
    """

    run_id: str
    theme: Subject
    season: str
    companions: tuple[Companion, ...] = ()
    palette: tuple[Swatch, ...] = ()
    looks: tuple[str, ...] = ()
    leave_out: tuple[Subject, ...] = ()
    variant: int = 0


@dataclass(frozen=True)
class Rows:
    """The rows a brief is checked against.

    Attributes:
        trends: a trend's columns by series_id.
        evidence: label_id by evidence_id.
        pairs: distinct people by `<theme>+<label_id>`.
        names: English name by label_id.
        hexes: sRGB by label_id, colours only.
        images: known image ids.
    """

    trends: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    hexes: Mapping[str, str] = field(default_factory=dict)
    images: frozenset[str] = frozenset()

    def label_of(self, evidence_id: str) -> str | None:
        """Return the label a piece of evidence speaks for, None where there is no such row."""
        if evidence_id.startswith("t-"):
            return self.trends.get(evidence_id[2:], {}).get("label_id")
        return self.evidence.get(evidence_id)


@dataclass(frozen=True)
class Problem:
    """One thing in a brief that the rows do not bear out.

    Attributes:
        place: the claim, such as `why_now 2`, or `palette 1`, `looks 3`, `title`, `season`, `theme`.
        reason: what is wrong, with the value.
    """

    place: str
    reason: str


def check(brief: Brief, rows: Rows) -> list[Problem]:
    """Return what the rows do not bear out: a brief with any problem is not to be stored.

    Checked are: ids exist and speak for the labels the claim names; each figure equals its cell at the stated
    rounding and stands in the sentence; no other figure stands there; labels, colours, pictures and the season exist.
    """
    found = [Problem(place, reason) for place, claim in brief.claims() for reason in _claim_reasons(claim, rows)]
    found += [Problem(place, reason) for place, reason in _palette_reasons(brief, rows)]
    found += [Problem(f"looks {n}", f"no picture {x}") for n, x in enumerate(brief.looks, 1) if x not in rows.images]
    if brief.theme not in rows.names:
        found.append(Problem("theme", f"no label {brief.theme}"))
    if not SEASON.fullmatch(brief.season):
        found.append(Problem("season", f"no season {brief.season}"))
    if _other_figures(brief.title.replace(brief.season, ""), (), (brief.theme,), rows):
        found.append(Problem("title", "a figure without a row"))
    if not brief.title.strip() or not any(True for _ in brief.claims()):
        found.append(Problem("title", "nothing is said"))
    return found


def faithfulness(brief: Brief, problems: list[Problem]) -> float:
    """Return supported claims ÷ claims; swatches count as claims."""
    places = {place for place, _ in brief.claims()} | {f"palette {n}" for n in range(1, len(brief.palette) + 1)}
    return 1 - len(places & {problem.place for problem in problems}) / len(places) if places else 0.0


def _claim_reasons(claim: Claim, rows: Rows) -> Iterator[str]:
    """Yield what is wrong with one sentence."""
    yield from (f"no label {label_id}" for label_id in claim.label_ids if label_id not in rows.names)
    if not claim.evidence_ids:
        yield "no evidence"
    for evidence_id in claim.evidence_ids:
        label_id = rows.label_of(evidence_id)
        if label_id is None:
            yield f"no evidence {evidence_id}"
        elif label_id not in claim.label_ids:
            yield f"evidence of {label_id}, which the claim does not name"
    for number in claim.numbers:
        yield from _number_reasons(number, claim, rows)
    yield from _other_figures(claim.text, claim.numbers, claim.label_ids, rows)


def _number_reasons(number: Number, claim: Claim, rows: Rows) -> Iterator[str]:
    """Yield what is wrong with one figure."""
    kind, _, rest = number.row.partition(":")
    subject, _, column = rest.rpartition(":")
    cell = rows.trends.get(subject, {}).get(column) if kind == "trend" else rows.pairs.get(subject)
    if kind not in ("trend", "pair") or cell is None:
        yield f"no cell {number.row}"
    elif not _equal(number, cell):
        yield f"{number.name} is {cell}, not {number.value}"
    elif kind == "trend" and f"t-{subject}" not in claim.evidence_ids:
        yield f"{number.name} is of a trend that is not cited"
    elif kind == "pair" and not set(subject.split("+")) <= set(claim.label_ids):
        yield f"{number.name} is of labels that the claim does not name"
    elif not _stands_in(number.shown, claim.text):
        yield f"{number.name} {number.shown} is not in the sentence"


def _equal(number: Number, cell: Any) -> bool:
    """Tell whether a figure is its cell, rounded as it says."""
    if number.column in DATES:
        return str(number.value)[:10] == str(cell)[:10]
    if isinstance(number.value, str) or not math.isfinite(float(cell)):
        return False
    return math.isclose(number.value, round(float(cell), number.digits), abs_tol=1e-9)


def _stands_in(figure: str, text: str) -> bool:
    """Tell whether a figure stands in a text by itself, not as part of a longer one."""
    return re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d]|[.,]\d)", text) is not None


def _other_figures(text: str, numbers: tuple[Number, ...], label_ids: tuple[str, ...], rows: Rows) -> list[str]:
    """Return a reason where digits are left once the claim's figures and its labels' names are taken out."""
    for number in sorted(numbers, key=lambda number: -len(number.shown)):
        text = re.sub(rf"(?<![\d.,]){re.escape(number.shown)}(?![\d]|[.,]\d)", "", text)
    for label_id in label_ids:
        text = re.sub(re.escape(rows.names.get(label_id, label_id)), "", text, flags=re.IGNORECASE)
    left = re.findall(r"\d[\d.,]*", text)
    return [f"the figure {left[0]} has no row"] if left else []


def _palette_reasons(brief: Brief, rows: Rows) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the swatches."""
    for number, swatch in enumerate(brief.palette, 1):
        place = f"palette {number}"
        if swatch.label_id not in rows.hexes:
            yield place, f"no colour {swatch.label_id}"
        elif swatch.hex.lower() != rows.hexes[swatch.label_id].lower() or not HEX.fullmatch(swatch.hex):
            yield place, f"{swatch.label_id} is {rows.hexes[swatch.label_id]}, not {swatch.hex}"
        if not 0 < swatch.area <= 1:
            yield place, f"an area of {swatch.area}"
        if not swatch.evidence_ids:
            yield place, "no evidence"
        named = {swatch.label_id, brief.theme}
        yield from (
            (place, f"evidence {e} is of another label") for e in swatch.evidence_ids if _foreign(e, named, rows)
        )
    if brief.palette and abs(sum(swatch.area for swatch in brief.palette) - 1) > AREA_SLACK:
        yield "palette 1", "the areas do not add up to 1"


def _foreign(evidence_id: str, label_ids: set[str], rows: Rows) -> bool:
    """Tell whether evidence is missing or speaks for none of the labels."""
    return rows.label_of(evidence_id) not in label_ids
