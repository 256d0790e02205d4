"""For, against or neutral: which stance a post takes to each label it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from analysis.text_context import Find
from data.records import Polarity

NEAR = 16  # characters of the line in which "no" or "zero" finds its noun
RUN = 3  # characters between the words of one phrase
LISTED = 9  # characters after a comma within which a list goes on
ENDS = {"stop", "asked"}

Scope = Literal["clause", "sentence"]


def stances(finds: Sequence[Find], hashtags_only: bool) -> list[Polarity | None]:
    """Return the stance to each find that names labels; None for mere cues.

    Args:
        finds: labels and cues in the order of the text.
        hashtags_only: the post is nothing but hashtags, which list more than they judge.
    """
    sentences = _sentences(finds)
    usual = _usual(finds, hashtags_only)
    found: list[Polarity | None] = [None] * len(finds)
    last: range | None = None
    for part in sentences:
        judged = _judged(finds, part, last)
        mood = _mood(finds, part, usual)
        for i in part:
            if finds[i].meaning.labels:
                found[i] = found[i] or mood
        for i, stance in judged.items():
            found[i] = stance
        if any(finds[i].meaning.labels for i in part):
            last = part
    return found


def _sentences(finds: Sequence[Find]) -> list[range]:
    parts, start = [], 0
    for i, find in enumerate(finds):
        if find.meaning.cues & ENDS:
            parts.append(range(start, i + 1))
            start = i + 1
    parts.append(range(start, len(finds)))
    return [part for part in parts if len(part)]


def _usual(finds: Sequence[Find], hashtags_only: bool) -> Polarity:
    """Return the stance of a post that says nothing more: most posts are for what they name, listings are neutral."""
    praised = _count(finds, "praise") + _count(finds, "wish") + _count(finds, "for-before") * 0.5
    if hashtags_only:
        return "for" if praised else "neutral"
    listed = _count(finds, "listing") + _count(finds, "money")
    own = 0.5 * min(2, _count(finds, "self"))
    return "neutral" if listed and listed > praised + own else "for"


def _mood(finds: Sequence[Find], part: range, usual: Polarity) -> Polarity:
    here = [finds[i] for i in part]
    if _count(here, "wish"):
        return "for"
    weighing = _count(here, "weighing")
    if _count(here, "asked") and not _count(here, "praise") and not _count(here, "for-before"):
        return "neutral"
    return "neutral" if weighing and _count(here, "asked") else usual


def _count(finds: Sequence[Find], cue: str) -> int:
    return sum(cue in find.meaning.cues for find in finds)


def _judged(finds: Sequence[Find], part: range, before: range | None) -> dict[int, Polarity]:
    """Return what the cues of one sentence say of its labels, or of those of the sentence before."""
    judged: dict[int, Polarity] = {}
    state: tuple[Polarity, Scope] | None = None
    for i in part:
        find = finds[i]
        cues = find.meaning.cues
        state = _turned(finds, i, state)
        if find.meaning.labels and state:
            judged[i] = "neutral" if state[0] == "against" and _goes_along(finds, i, part) else state[0]
        if "against-near" in cues:
            judged.update(dict.fromkeys(_next_phrase(finds, i, part), "against"))
        if "beats" in cues:
            judged.update(dict.fromkeys(_labels(finds, range(part.start, i), _not_against(judged)), "for"))
            state = ("against", "clause")
        for cue, stance in (("against-before", "against"), ("for-before", "for")):
            if cue in cues and not find.meaning.labels:
                judged.update(dict.fromkeys(_said_before(finds, i, part, before, judged, cue), stance))
    return judged


def _turned(
    finds: Sequence[Find], i: int, state: tuple[Polarity, Scope] | None
) -> tuple[Polarity, Scope] | None:
    """Return the stance that holds from find `i` on."""
    cues = finds[i].meaning.cues
    if not cues:
        return state
    heads = i + 1 < len(finds) and "colon" in finds[i + 1].meaning.cues and finds[i + 1].start - finds[i].end <= RUN
    if heads and "against-list" in cues:
        return "against", "sentence"
    if heads and "for-list" in cues:
        return "for", "sentence"
    if "against-after" in cues:
        return "against", "clause"
    if "for-after" in cues:
        return "for", "clause"
    if "swapped" in cues and state and state[0] == "against":
        return "for", "clause"
    if "contrast" in cues or ("praise" in cues and state and state[0] == "against"):
        return None
    if "comma" in cues and state and state[1] == "clause" and not _list_goes_on(finds, i):
        return None
    return state


def _list_goes_on(finds: Sequence[Find], comma: int) -> bool:
    after = finds[comma + 1] if comma + 1 < len(finds) else None
    return bool(after and after.meaning.labels and after.start - finds[comma].end <= LISTED)


def _goes_along(finds: Sequence[Find], i: int, part: range) -> bool:
    """Tell whether a word such as "with" stands between this label and the judged one before it."""
    seen_label = False
    for at in range(part.start, i):
        cues = finds[at].meaning.cues
        if finds[at].meaning.labels:
            seen_label = True
        elif "along" in cues and seen_label:
            return True
    return False


def _next_phrase(finds: Sequence[Find], i: int, part: range) -> list[int]:
    phrase: list[int] = []
    reach = finds[i].end + NEAR
    for at in range(i + 1, part.stop):
        if finds[at].start > reach or finds[at].meaning.cues & {"comma", "colon", "contrast", "self"}:
            break
        if finds[at].meaning.labels:
            phrase.append(at)
            reach = finds[at].end + RUN
    return phrase


def _said_before(
    finds: Sequence[Find],
    i: int,
    part: range,
    before: range | None,
    judged: dict[int, Polarity],
    cue: str,
) -> list[int]:
    """Return the labels a judgement looks back on: its clause, else its sentence, else the sentence before."""
    open_ = (lambda at: at not in judged) if cue == "for-before" else _not_against(judged)
    clause = [at for at in range(part.start, i) if finds[at].meaning.cues & {"comma", "contrast", "colon", "along"}]
    start = next((at for at in reversed(clause) if _labels(finds, range(at, i), open_)), part.start)
    commas_only = all("comma" in finds[at].meaning.cues for at in clause)
    near = _labels(finds, range(start, i), open_)
    if near and clause and commas_only and _is_list(finds, part.start, i):
        near = _labels(finds, range(part.start, i), open_)
    if near or before is None or _labels(finds, range(part.start, part.stop), lambda at: True):
        return near
    return _labels(finds, before, lambda at: True)


def _is_list(finds: Sequence[Find], start: int, end: int) -> bool:
    """Tell whether the clauses hold hardly more than labels: "snake, zebra, cow, enough"."""
    labelled = sum(finds[at].end - finds[at].start for at in range(start, end) if finds[at].meaning.labels)
    return labelled * 2 > finds[end].start - finds[start].start


def _not_against(judged: dict[int, Polarity]) -> Callable[[int], bool]:
    return lambda at: judged.get(at) != "against"


def _labels(finds: Sequence[Find], where: range, wanted: Callable[[int], bool]) -> list[int]:
    return [at for at in where if finds[at].meaning.labels and wanted(at)]
