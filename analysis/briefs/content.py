"""Words for others from a brief that holds: product description, look-book caption, newsletter, one-page report."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis.briefs import phrases
from analysis.briefs.brief import SECTIONS, Brief, Claim
from analysis.briefs.check import check, faithfulness
from analysis.briefs.compose import facts_for
from analysis.briefs.material import Reads
from analysis.briefs.naming import capital, product, spoken
from analysis.briefs.phrased import phrased
from analysis.briefs.reasons import Problem
from analysis.briefs.request import Request
from analysis.briefs.rows import Named, Rows
from analysis.briefs.subjects import BriefFacts, Subject
from data.errors import UnknownName

KINDS = ("product", "caption", "newsletter", "report")
SLOTS = {"product": ("open", "wear", "close"), "caption": ("open",), "newsletter": ("open", "close")}
REPORT = {
    "story": 3, "why_now": 6, "silhouettes": 2, "materials": 2, "details": 2, "patterns": 2, "ideas": 3,
    "leave_out": 3, "risks": 4,
}  # fmt: skip
FEATURES = ("material", "colour", "pattern", "detail", "silhouette", "neckline", "sleeve", "length")


@dataclass(frozen=True)
class Part:
    """One paragraph: what it is about, as a section's name or "", and its sentences."""

    section: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Content:
    """A text for others, every sentence with what it stands on.

    Attributes:
        kind: product | caption | newsletter | report.
        title: its headline; "" for a caption.
        parts: its paragraphs.
        problems: what the check found; a text with any has no parts.
        faithfulness: supported sentences ÷ sentences.
    """

    kind: str
    language: str
    tone: str
    title: str
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...] = ()
    faithfulness: float = 1.0

    @property
    def text(self) -> str:
        """The text as it is read, a paragraph a line."""
        gap = "" if self.language == "zh" else " "
        paragraphs = [gap.join(claim.text for claim in part.claims) for part in self.parts]
        return "\n\n".join(([self.title] if self.title else []) + paragraphs)


def write_content(rows: Reads, brief: Brief, kind: str, language: str = "en", tone: str = "plain") -> Content:
    """Write a text for others from the evidence of a brief, and check it as a brief is checked.

    Args:
        rows: a `Store` or a `Snapshot`.
        brief: one that holds; its theme, season, market and customer are the text's.
        kind: product (a description), caption (of a look-book), newsletter (a paragraph), report (a page).
        language: en | zh; may be another than the brief's.
        tone: plain | warm | editorial.

    Raises:
        UnknownName: there is no such kind.
        UserError: the rows no longer hold what the brief is about.
    """
    if kind not in KINDS:
        raise UnknownName.among("kind of content", kind, KINDS)
    request = Request(brief.theme, brief.season, brief.market, brief.customer, language, tone)
    facts = facts_for(rows, request)
    read = Rows.read(rows, Named.by_facts([facts]))
    draft = phrased(facts, read, brief.writer)
    title, parts = (
        _report(draft) if kind == "report" else (_title(kind, draft), (Part("", _short(kind, facts, draft)),))
    )
    return _checked(Content(kind, language, tone, title, parts), draft, read)


def _checked(content: Content, draft: Brief, rows: Rows) -> Content:
    """Put a text through the check, as a brief whose story it is; a text with problems is not handed out."""
    as_brief = replace(draft, palette=(), looks=(), title=content.title or draft.title)
    for section in SECTIONS:
        as_brief = as_brief.with_section(section, ())
    as_brief = as_brief.with_section("story", tuple(claim for part in content.parts for claim in part.claims))
    problems = check(as_brief, rows)
    faithful = faithfulness(as_brief, problems)
    parts = () if problems else content.parts
    return replace(content, parts=parts, problems=tuple(problems), faithfulness=faithful)


def _title(kind: str, draft: Brief) -> str:
    """Return the headline: a caption has none."""
    return "" if kind == "caption" else draft.title


def _report(draft: Brief) -> tuple[str, tuple[Part, ...]]:
    """Return a page: what the brief says, section by section."""
    listed = [(section, getattr(draft, section)[:most]) for section, most in REPORT.items()]
    return draft.title, tuple(Part(section, claims) for section, claims in listed if claims)


def _short(kind: str, facts: BriefFacts, draft: Brief) -> tuple[Claim, ...]:
    """Return the sentences of a short text."""
    piece = _piece(facts)
    words = product(piece, facts.language)
    named = {
        **spoken(facts.theme.facet, facts.theme.name, facts.language).forms(),
        "season": facts.season, "Season": facts.season, "piece": words, "Piece": capital(words),
    }  # fmt: skip
    first, *others = (_sentence(kind, slot, facts, piece, named) for slot in SLOTS[kind])
    figures = [claim for claim in draft.why_now if claim.numbers][:1] if kind == "newsletter" else []
    return (first, *figures, *others)


def _piece(facts: BriefFacts) -> tuple[Subject, ...]:
    """Return what the text is about: the theme with one feature people show it in, as a piece where it is one."""
    others = sorted(facts.companions, key=lambda one: -one.authors)
    features = [
        one.subject for one in others if one.subject.facet in FEATURES and one.subject.facet != facts.theme.facet
    ]
    pieces = [one.subject for one in others if one.subject.facet == "category"]
    if facts.theme.facet == "category":
        return (facts.theme, *features[:1])
    return (*pieces[:1], facts.theme)


def _sentence(kind: str, slot: str, facts: BriefFacts, parts: tuple[Subject, ...], named: dict[str, str]) -> Claim:
    """Return one sentence about the piece, standing on its parts."""
    key = f"{facts.run_id} {facts.asked} {kind} {facts.tone}"
    phrase = phrases.phrase(facts.language, kind, slot, facts.tone, key, facts.variant).text
    about = parts if "iece}" in phrase else (facts.theme,)
    evidence_ids = tuple(evidence_id for part in about for evidence_id in part.standing[:2])
    return Claim(capital(phrase.format(**named)), tuple(part.label_id for part in about), evidence_ids)
