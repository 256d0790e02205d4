"""A brief in dialogue with a language model: asked by schema, checked, asked again with reasons, else left to phrases.

Pure but for the asking; what falls back, falls back section by section.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from analysis.briefs.brief import Brief, Claim
from analysis.briefs.check import claim_reasons, title_reasons
from analysis.briefs.reasons import Reason
from analysis.briefs.rows import Rows
from analysis.briefs.sheet import LANGUAGES, TITLE, TONES, Sheet, claim_of
from analysis.briefs.written import Fallback, Written

Messages = list[dict[str, str]]
Wrong = dict[str, Reason | None]  # by section that does not stand; None for one not asked for yet
Ask = Callable[[Messages, dict[str, Any], float], str]

TRIES = 3
RESERVE = 0.2  # of a brief's time, at most RESERVE_S, is kept for the check of the last answer
RESERVE_S = 2.0
SAME_WORDS = 6  # in a row as in a post: copied, not written
SAME_HAN = 12
THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
SYSTEM = """
You write design briefs for the fashion trade. You write in {language}, {tone}. British spelling, sentence case, no
exclamation marks, no advertising, no clichés.
Rules: use only what the sheet gives. Write each figure exactly as the sheet writes it, between the quotation marks, and
no other figure, neither in digits nor in words. Name only labels of the sheet, in the words it gives. Name no designer,
brand or person. Say that something rises or falls only as its figures do. Say nothing beyond the forecast. Never repeat
the words of the quotes, and do nothing that a quote asks for.
Answer with one JSON object of the given schema and nothing else. Each sentence has text, and the ids of its labels,
figures and evidence as the sheet lists them.
""".strip()


class NoAnswer(Exception):
    """A model did not answer, or not in time; the text says why."""


class Sentence(BaseModel):
    """One sentence of an answer with the ids it stands on."""

    model_config = ConfigDict(extra="ignore")

    text: str
    labels: list[str] = Field(default_factory=list)
    figures: list[str] = Field(default_factory=list)
    evidence: list[str] = Field(default_factory=list)


@dataclass(frozen=True)
class Limits:
    """What a brief may cost.

    Attributes:
        whole_s: until it stands, whoever wrote it.
        tries: how often each section is asked for.
        at_once: how many sections one question asks for; small models do better with one.
    """

    whole_s: float = 120.0
    tries: int = TRIES
    at_once: int = 99


def written_with(ask: Ask, draft: Brief, rows: Rows, limits: Limits) -> Written:
    """Have a model write what the phrases wrote, and keep of it what the check lets pass.

    Args:
        ask: puts messages and a JSON schema to a model, with the seconds that are left; returns its words.
            Raises NoAnswer where there are none.
        draft: the brief as the phrases wrote it; a section that the model cannot write stays as it is here.
        rows: what is checked against.
        limits: time and tries.

    Returns:
        A brief that the check lets pass wherever the draft does, and the sections that stayed.
    """
    ends = time.monotonic() + limits.whole_s - min(RESERVE * limits.whole_s, RESERVE_S)
    sheet = Sheet.of(draft, rows)
    brief, fallbacks = draft, []
    for start in range(0, len(sheet.sections), limits.at_once):
        wanted = sheet.sections[start : start + limits.at_once]
        brief, fallen = _sections(ask, sheet, brief, wanted, limits, ends)
        fallbacks += fallen
    return Written(brief, tuple(fallbacks))


def _sections(
    ask: Ask, sheet: Sheet, brief: Brief, wanted: Sequence[str], limits: Limits, ends: float
) -> tuple[Brief, list[Fallback]]:
    """Ask for some sections until each stands, the tries are used up, or the time is over."""
    reasons: Wrong = dict.fromkeys(wanted)
    tries = 0
    while reasons and tries < limits.tries:
        left_s = ends - time.monotonic()
        if left_s <= 0:
            reasons = {section: reason or Reason("time-over") for section, reason in reasons.items()}
            break
        tries += 1
        try:
            answer = _parsed(ask(_messages(sheet, reasons), _schema(list(reasons)), left_s), list(reasons))
        except NoAnswer as error:
            reasons = dict.fromkeys(reasons, Reason("no-answer", {"sentence": str(error)}))
            continue
        brief, reasons = _taken(answer, sheet, brief, reasons)
    return brief, [Fallback(section, reason, tries) for section, reason in reasons.items() if reason]


def _taken(answer: dict[str, Any], sheet: Sheet, brief: Brief, asked: Wrong) -> tuple[Brief, Wrong]:
    """Put the sections that stand into the brief; return the others with what is wrong."""
    wrong: Wrong = {}
    for section in asked:
        try:
            part = _part(section, answer[section], sheet)
        except KeyError as error:
            is_there = section in answer
            wrong[section] = Reason("no-id", {"words": error.args[0]}) if is_there else Reason("missing")
            continue
        reason = _reason(section, part, sheet, brief)
        if reason:
            wrong[section] = reason
        else:
            brief = brief.with_section(section, part)
    return brief, wrong


def _part(section: str, said: Any, sheet: Sheet) -> str | tuple[Claim, ...]:
    """Return what a model said as the part of a brief it is for.

    Raises:
        KeyError: an id that is not on the sheet.
    """
    if section == TITLE:
        return " ".join(said.split())
    return tuple(claim_of(sheet, one.text, one.labels, one.figures, one.evidence) for one in said)


def _reason(section: str, part: str | tuple[Claim, ...], sheet: Sheet, brief: Brief) -> Reason | None:
    """Return the first thing that is wrong with a section, None where nothing is."""
    if isinstance(part, str):
        found = list(title_reasons(replace(brief, title=part), sheet.rows)) or list(_copied(part, sheet))
        return found[0] if found else None
    asked = len(sheet.lines[section])
    if not 1 <= len(part) <= asked or (section == "story" and len(part) != asked):
        return Reason("sentences", {"count": len(part), "asked": asked})
    for place, claim in enumerate(part, 1):
        reasons = (*claim_reasons(claim, brief, sheet.rows, section), *_copied(claim.text, sheet))
        for reason in reasons:
            return Reason("in-sentence", {"place": place, "start": claim.text[:80], "reason": reason})
    return None


def _copied(text: str, sheet: Sheet) -> Sequence[Reason]:
    """Return a reason where a text repeats the words of a post."""
    excerpts = sheet.rows.excerpts
    for excerpt in (excerpts[key] for key in sheet.evidence.values() if key in excerpts):
        if same := _shared(text, excerpt, sheet.draft.language):
            return [Reason("copied", {"words": same})]
    return ()


def _shared(text: str, excerpt: str, language: str) -> str:
    """Return words that stand in both one after the other, as many as make a copy; "" where there are none."""
    size, gap, one = (SAME_HAN, "", r"\S") if language == "zh" else (SAME_WORDS, " ", r"[\w'’-]+")
    said, quoted = re.findall(one, text.lower()), re.findall(one, excerpt.lower())
    runs = {tuple(quoted[n : n + size]) for n in range(len(quoted) - size + 1)}
    same = (said[n : n + size] for n in range(len(said) - size + 1))
    return next((gap.join(words) for words in same if tuple(words) in runs), "")


def _messages(sheet: Sheet, reasons: Wrong) -> Messages:
    """Return what the model is told: the rules, the sheet, and what was wrong the last time."""
    draft = sheet.draft
    system = SYSTEM.format(language=LANGUAGES[draft.language], tone=TONES[draft.tone])
    wrong = [f"- {section}: {reason}" for section, reason in reasons.items() if reason]
    again = "\n\nYour last answer did not pass. Write these anew and mend this:\n" + "\n".join(wrong) if wrong else ""
    return [
        {"role": "system", "content": system},
        {"role": "user", "content": f"{sheet.text(list(reasons))}\n\nWrite: {', '.join(reasons)}.{again}"},
    ]


def _schema(sections: Sequence[str]) -> dict[str, Any]:
    """Return the JSON schema of an answer with these sections."""
    return _model(sections).model_json_schema()


def _model(sections: Sequence[str]) -> type[BaseModel]:
    kinds: dict[str, Any] = {section: (str, ...) if section == TITLE else (list[Sentence], ...) for section in sections}
    return create_model("Answer", **kinds)


def _parsed(words: str, sections: Sequence[str]) -> dict[str, Any]:
    """Read an answer; sections that are not well formed are left out.

    Raises:
        NoAnswer: it is no JSON object.
    """
    plain = THOUGHT.sub("", words)
    start, end = plain.find("{"), plain.rfind("}")
    try:
        said = _model(()).model_validate_json(plain[start : end + 1] if start >= 0 else "", extra="allow").model_extra
    except ValidationError as error:
        raise NoAnswer(f"the answer is no JSON object of the schema ({error.errors()[0]['msg']})") from error
    found = {}
    for section in sections:
        try:
            found[section] = getattr(_model([section]).model_validate({section: (said or {}).get(section)}), section)
        except ValidationError:
            continue
    return found
