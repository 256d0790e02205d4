"""What the cues of one sentence say of the labels it names: how far each reaches, and which way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from analysis.text.context import Find
from analysis.text.cues import (
    ABOVE,
    ACCIDENT,
    AGAINST_AFTER,
    AGAINST_BEFORE,
    AGAINST_LIST,
    AGAINST_NEAR,
    ALONG,
    BEATS,
    COLON,
    COMMA,
    COMPARED,
    CONTRAST,
    ENDS,
    FOR_AFTER,
    FOR_BEFORE,
    FOR_LIST,
    LEFT,
    PRAISE,
    PREFERRING,
    REACHED,
    SELF,
    SWAPPED,
    TAG,
)
from data.records import Polarity

BEGINNING = AGAINST_AFTER | AGAINST_LIST | COMPARED | LEFT | ABOVE | FOR_AFTER | FOR_LIST | SWAPPED | REACHED
EITHER = AGAINST_AFTER | AGAINST_BEFORE
NEAR = 16  # characters of the line in which "no" or "zero" finds its noun
RUN = 3  # characters between the words of one phrase
LISTED = 9  # characters after a comma within which a list goes on

Scope = Literal["item", "clause", "sentence"]


class State(NamedTuple):
    """The stance that holds from one cue on, and how far."""

    stance: Polarity
    scope: Scope
    since: int


def judged(finds: Sequence[Find], part: range, here: int, before: Mapping[Polarity, list[int]]) -> dict[int, Polarity]:
    """Return what the cues of one sentence say of its labels, or of those of the sentence before.

    Args:
        finds: labels and cues of the whole post.
        part: which of them are of this sentence.
        here: the cues of this sentence together.
        before: what a judgement looks back on where this sentence names nothing, for each stance.
    """
    told: dict[int, Polarity] = {}
    state: State | None = None
    for i in part:
        find = finds[i]
        cues = find.meaning.cues
        if not cues and state is None:
            continue
        if cues & EITHER == EITHER:
            cues ^= AGAINST_BEFORE if _names_more(finds, i, part) else AGAINST_AFTER
        if cues & ABOVE and here & PREFERRING:
            cues |= COMPARED
        if cues:
            state = _begun(finds, i, cues, state) or (None if state is None or _ended(finds, i, state) else state)
        if find.meaning.labels and state:
            along = state.stance == "against" and _goes_along(finds, i, state.since)
            told[i] = "neutral" if along else state.stance
        if cues & PRAISE and _turns_back(finds, i, part):
            told.update(dict.fromkeys(labels_in(finds, range(part.start, i), lambda at: True), "for"))
        if cues & AGAINST_NEAR:
            told.update(dict.fromkeys(_next_phrase(finds, i, part), "against"))
        if cues & BEATS:
            told.update(dict.fromkeys(labels_in(finds, range(part.start, i), _not_against(told)), "for"))
            state = State("against", "clause", i)
        if cues & AGAINST_BEFORE and not find.meaning.labels and not here & ACCIDENT:
            for at in _said_before(finds, i, part, before.get("against", []), told, AGAINST_BEFORE):
                told[at] = "neutral" if _goes_along(finds, at, part.start) else "against"
        if cues & FOR_BEFORE and not find.meaning.labels:
            told.update(dict.fromkeys(_said_before(finds, i, part, before.get("for", []), told, FOR_BEFORE), "for"))
    return told


def _turns_back(finds: Sequence[Find], i: int, part: range) -> bool:
    """Tell whether a turn with no label of its own stands before this praise: "so ugly, but I keep it"."""
    turns = [at for at in range(part.start, i) if finds[at].meaning.cues & CONTRAST]
    return bool(turns) and not any(finds[at].meaning.labels for at in range(turns[-1], part.stop))


def _names_more(finds: Sequence[Find], i: int, part: range) -> bool:
    """Tell whether a label follows in the same clause, or behind it where none stands before."""
    named = bool(labels_in(finds, range(part.start, i), lambda at: True))
    for at in range(i + 1, part.stop):
        if finds[at].meaning.cues & (COMMA | CONTRAST | COLON) and named:
            return False
        if finds[at].meaning.labels:
            return True
    return False


def _begun(finds: Sequence[Find], i: int, cues: int, state: State | None) -> State | None:
    """Return the stance that find `i` with these cues begins, or None."""
    if not cues & BEGINNING:
        return None
    if cues & (AGAINST_LIST | FOR_LIST) and _heads_list(finds, i):
        return State("against" if cues & AGAINST_LIST else "for", "sentence", i)
    if cues & (AGAINST_AFTER | LEFT):
        return State("against", "clause", i)
    if cues & COMPARED:
        return State("against", "item", i)
    if cues & FOR_AFTER or _is_swap(finds, cues, state):
        return State("for", "clause", i)
    return None


def _is_swap(finds: Sequence[Find], cues: int, state: State | None) -> bool:
    """Tell whether the new love begins here: "swapped heels for flats", "went from skinny to wide"."""
    if state is None or state.stance != "against":
        return False
    return bool(cues & SWAPPED or (cues & REACHED and finds[state.since].meaning.cues & LEFT))


def _heads_list(finds: Sequence[Find], i: int) -> bool:
    return i + 1 < len(finds) and bool(finds[i + 1].meaning.cues & COLON) and finds[i + 1].start - finds[i].end <= RUN


def _ended(finds: Sequence[Find], i: int, state: State) -> bool:
    """Tell whether find `i` ends the stance: a turn, praise after dislike, the next hashtag, the end of a clause."""
    cues = finds[i].meaning.cues
    if cues & CONTRAST or (cues & PRAISE and state.stance == "against"):
        return True
    if cues & TAG and finds[i - 1].meaning.labels:
        return True
    if not cues & COMMA or state.scope == "sentence":
        return False
    return state.scope == "item" or not _list_goes_on(finds, i, state.stance)


def _list_goes_on(finds: Sequence[Find], comma: int, stance: Polarity) -> bool:
    """Tell whether a label follows the comma and, in a list of the disliked, hardly anything else."""
    after = finds[comma + 1] if comma + 1 < len(finds) else None
    if after is None or not after.meaning.labels or after.start - finds[comma].end > LISTED:
        return False
    end = next((at for at in range(comma + 1, len(finds)) if finds[at].meaning.cues & (COMMA | ENDS | CONTRAST)), None)
    return stance == "for" or end is None or _is_list(finds, comma + 1, end, finds[comma].end)


def _goes_along(finds: Sequence[Find], i: int, since: int) -> bool:
    """Tell whether a word such as "with" stands between this label and the told one before it."""
    seen_label = False
    for at in range(since, i):
        cues = finds[at].meaning.cues
        if finds[at].meaning.labels:
            seen_label = True
        elif cues & ALONG and seen_label:
            return True
    return False


def _next_phrase(finds: Sequence[Find], i: int, part: range) -> list[int]:
    phrase: list[int] = []
    reach = finds[i].end + NEAR
    for at in range(i + 1, part.stop):
        if finds[at].start > reach or finds[at].meaning.cues & (COMMA | COLON | CONTRAST | SELF | TAG):
            break
        if finds[at].meaning.labels:
            phrase.append(at)
            reach = finds[at].end + RUN
    return phrase


def _said_before(
    finds: Sequence[Find],
    i: int,
    part: range,
    before: list[int],
    told: dict[int, Polarity],
    cue: int,
) -> list[int]:
    """Return the labels a judgement looks back on: its clause, else its sentence, else the sentence before."""
    open_ = (lambda at: at not in told) if cue == FOR_BEFORE else _not_against(told)
    clause = [at for at in range(part.start, i) if finds[at].meaning.cues & (COMMA | CONTRAST | COLON)]
    # A clause that names no more than an occasion goes with the outfit before it.
    start = next(
        (at for at in reversed(clause) if _names_dress(finds, labels_in(finds, range(at, i), open_))), part.start
    )
    commas_only = all(finds[at].meaning.cues & COMMA for at in clause)
    near = labels_in(finds, range(start, i), open_)
    if near and clause and commas_only and _is_list(finds, part.start, i, finds[part.start].start):
        near = labels_in(finds, range(part.start, i), lambda at: at in near or at not in told)
    return near if near or labels_in(finds, part, lambda at: True) else before


def _names_dress(finds: Sequence[Find], named: list[int]) -> bool:
    return any(label.facet != "occasion" for at in named for label in finds[at].meaning.labels)


def _is_list(finds: Sequence[Find], start: int, end: int, since: int) -> bool:
    """Tell whether the clauses hold hardly more than labels: "snake, zebra, cow, enough"."""
    labelled = sum(finds[at].end - finds[at].start for at in range(start, end) if finds[at].meaning.labels)
    return labelled * 2 > finds[end].start - since


def _not_against(told: dict[int, Polarity]) -> Callable[[int], bool]:
    return lambda at: told.get(at) != "against"


def labels_in(finds: Sequence[Find], where: range, wanted: Callable[[int], bool]) -> list[int]:
    return [at for at in where if finds[at].meaning.labels and wanted(at)]
