"""Design briefs: what one says, each sentence with the figures and the evidence it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, Self

SECTIONS = (
    "story", "why_now", "silhouettes", "materials", "details", "patterns", "leave_out", "ideas", "risks",
)  # fmt: skip
DATES = ("peak_week", "peak_lo", "peak_hi", "now_week")
COUNTS = ("posts", "authors", "expected", "looks", "authors_recent", "authors_before")


@dataclass(frozen=True)
class Number:
    """One figure in a sentence and the cell it was read from.

    Attributes:
        name: what it is.
        value: the cell's value, rounded to `digits`; an ISO date for weeks.
        row: `trend:<series_id>:<column>`; `pair:<a>+<b>:authors` for the people who show two labels together;
            `gap:<a>+<b>:expected` for those whom chance would bring; `gap:<a>+<b>+<c>:novelty` for how new a
            combination is.
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
        if isinstance(self.value, str):
            return self.value
        if self.column in COUNTS:
            return f"{float(self.value):,.0f}"
        if self.column == "novelty":
            return f"{float(self.value):.{self.digits}f}"
        return f"{abs(float(self.value)) * 100:.{max(0, self.digits - 2)}f} %"

    def written(self, language: str) -> str:
        """Return the figure as sentences of a language write it: Chinese leaves no room before the per cent sign."""
        return self.shown.replace(" %", "%") if language == "zh" else self.shown


@dataclass(frozen=True)
class Claim:
    """One sentence, what it is about, and what it stands on.

    Attributes:
        label_ids: the labels it speaks of; all its evidence is evidence of one of them.
        evidence_ids: rows of `evidence`, or `t-<series_id>` for a trend itself.
        phrase_id: the phrase it was written with, "" where the writer has none.
    """

    text: str
    label_ids: tuple[str, ...]
    evidence_ids: tuple[str, ...]
    numbers: tuple[Number, ...] = ()
    phrase_id: str = ""

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Read a claim as `Brief.body` wrote it."""
        numbers = tuple(Number(**number) for number in body["numbers"])
        phrase_id = str(body.get("phrase_id", ""))
        return cls(body["text"], tuple(body["label_ids"]), tuple(body["evidence_ids"]), numbers, phrase_id)


@dataclass(frozen=True)
class Swatch:
    """One colour of a palette: its name in the brief's language, its part of the whole (0 to 1), what it stands on."""

    label_id: str
    hex: str
    area: float
    evidence_ids: tuple[str, ...]
    name: str = ""

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Read a swatch as `Brief.body` wrote it."""
        return cls(**{**body, "evidence_ids": tuple(body["evidence_ids"])})


@dataclass(frozen=True)
class Brief:
    """One design brief; the sections are what the page shows, in its order.

    Attributes:
        theme: what was asked for: a label_id, `style:<n>` or `term:<term>`.
        label_id: the label whose figures it gives; the theme itself where that is a label.
        market: the region it was asked for, or all.
        customer: the audience it was asked for, or all.
        tone: plain | warm | editorial.
    """

    run_id: str
    theme: str
    label_id: str
    season: str
    language: str
    writer: str
    title: str
    story: tuple[Claim, ...] = ()
    why_now: tuple[Claim, ...] = ()
    palette: tuple[Swatch, ...] = ()
    looks: tuple[str, ...] = ()
    silhouettes: tuple[Claim, ...] = ()
    materials: tuple[Claim, ...] = ()
    details: tuple[Claim, ...] = ()
    patterns: tuple[Claim, ...] = ()
    leave_out: tuple[Claim, ...] = ()
    ideas: tuple[Claim, ...] = ()
    risks: tuple[Claim, ...] = ()
    market: str = "all"
    customer: str = "all"
    tone: str = "plain"

    @property
    def asked_for(self) -> tuple[str, ...]:
        """What else than the theme it was asked for."""
        return self.season, self.market, self.customer, self.language, self.tone

    def body(self) -> dict[str, Any]:
        """Return everything a brief holds as plain lists and dictionaries, fit for JSON; `from_body` reads it back."""
        return asdict(self)

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Read a brief as `body` wrote it."""
        known = {field.name: body[field.name] for field in fields(cls) if field.name in body}
        claims = {section: tuple(Claim.from_body(one) for one in known.get(section, ())) for section in SECTIONS}
        palette = tuple(Swatch.from_body(one) for one in known.get("palette", ()))
        return cls(**{**known, **claims, "palette": palette, "looks": tuple(known.get("looks", ()))})

    def with_section(self, section: str, part: Any) -> Self:
        """Return the brief with another headline or another list of claims in one of `SECTIONS`."""
        return replace(self, **{section: part})

    def claims(self) -> Iterator[tuple[str, Claim]]:
        """Yield each sentence with its place, such as `why_now 2`."""
        for section in SECTIONS:
            for number, claim in enumerate(getattr(self, section), 1):
                yield f"{section} {number}", claim

    def evidence_ids(self) -> frozenset[str]:
        """Return every evidence id the brief names."""
        of_claims = {evidence_id for _, claim in self.claims() for evidence_id in claim.evidence_ids}
        return frozenset(of_claims.union(*(swatch.evidence_ids for swatch in self.palette)))
