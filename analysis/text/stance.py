"""For, against or neutral: which stance a post takes to each label it names."""

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
    ASKED,
    BEATS,
    CHOOSING,
    COLON,
    COMMA,
    COMPARED,
    CONTRAST,
    ENDS,
    FOR_AFTER,
    FOR_BEFORE,
    FOR_LIST,
    LEFT,
    LISTING,
    MONEY,
    PRAISE,
    PREFERRING,
    REACHED,
    SELF,
    SWAPPED,
    TAG,
    WEIGHING,
    WISH,
)
from data.records import Polarity

JUDGING = (
    AGAINST_AFTER
    | AGAINST_NEAR
    | AGAINST_BEFORE
    | AGAINST_LIST
    | FOR_AFTER
    | FOR_BEFORE
    | FOR_LIST
    | BEATS
    | COMPARED
    | LEFT
    | PREFERRING
)
BEGINNING = AGAINST_AFTER | AGAINST_LIST | COMPARED | LEFT | ABOVE | FOR_AFTER | FOR_LIST | SWAPPED | REACHED
EITHER = AGAINST_AFTER | AGAINST_BEFORE
DECIDING = JUDGING | CONTRAST
TURNING = JUDGING | WISH | WEIGHING | ASKED
NEAR = 16  # characters of the line in which "no" or "zero" finds its noun
RUN = 3  # characters between the words of one phrase
LISTED = 9  # characters after a comma within which a list goes on

Scope = Literal["item", "clause", "sentence"]


class State(NamedTuple):
    """The stance that holds from one cue on, and how far."""

    stance: Polarity
    scope: Scope
    since: int


def stances(finds: Sequence[Find], hashtags_only: bool) -> list[Polarity | None]:
    """Return the stance to each find that names labels; None for mere cues.

    Args:
        finds: labels and cues in the order of the text.
        hashtags_only: the post is nothing but hashtags, which list more than they judge.
    """
    seen = 0
    for find in finds:
        seen |= find.meaning.cues
    weighed = bool(seen & WEIGHING) and (_count(finds, WEIGHING) > 1 or _count(finds, ASKED) == 1)
    undecided = bool(seen & CHOOSING) or (weighed and not seen & PRAISE)
    usual: Polarity = "neutral" if undecided else _usual(finds, hashtags_only, seen)
    if not seen & TURNING and (usual == "for" or not seen & PRAISE):
        return [usual if find.meaning.labels else None for find in finds]
    found: list[Polarity | None] = [None] * len(finds)
    last: range | None = None
    for part in _sentences(finds):
        here, named = _told(finds, part)
        for i in named:
            found[i] = _mood(finds, part, here, usual, weighed)
        if here & DECIDING:
            before = _looked_back_on(finds, last, found) if last and not weighed else {}
            for i, stance in _judged(finds, part, here, before).items():
                found[i] = stance
        if last and here & PRAISE and not named and not (weighed or undecided):
            for i in last:
                found[i] = "for" if found[i] == "neutral" else found[i]
        last = part if named else last
    return found


def _looked_back_on(
    finds: Sequence[Find], last: range, found: Sequence[Polarity | None]
) -> Mapping[Polarity, list[int]]:
    """Return what a judgement of the sentence before concerns: all of it; praise what was not disliked, if anything."""
    named = _labels(finds, last, lambda at: True)
    return {"against": named, "for": [at for at in named if found[at] != "against"] or named}


def _told(finds: Sequence[Find], part: range) -> tuple[int, list[int]]:
    """Return the cues of one sentence together, and where it names labels."""
    here = 0
    named = []
    for i in part:
        meaning = finds[i].meaning
        here |= meaning.cues
        if meaning.labels:
            named.append(i)
    return here, named


def _sentences(finds: Sequence[Find]) -> list[range]:
    parts, start = [], 0
    for i, find in enumerate(finds):
        if find.meaning.cues & ENDS:
            parts.append(range(start, i + 1))
            start = i + 1
    parts.append(range(start, len(finds)))
    return [part for part in parts if len(part)]


def _usual(finds: Sequence[Find], hashtags_only: bool, seen: int) -> Polarity:
    """Return the stance of a post that says nothing more: most posts are for what they name, listings are neutral."""
    if not hashtags_only and not seen & (LISTING | MONEY | ACCIDENT):
        return "for"
    liked = _count(finds, PRAISE) + _count(finds, WISH)
    if seen & ACCIDENT:
        return "for" if liked else "neutral"
    praised = liked + _count(finds, FOR_BEFORE) * 0.5
    if hashtags_only:
        return "for" if praised else "neutral"
    own = 0.5 * min(2, _count(finds, SELF))
    return "neutral" if _count(finds, LISTING) + _count(finds, MONEY) > praised + own else "for"


def _mood(finds: Sequence[Find], part: range, here: int, usual: Polarity, weighed: bool) -> Polarity:
    if here & WISH:
        return "for"
    if here & WEIGHING and (weighed or _count([finds[i] for i in part], WEIGHING) > 1):
        return "neutral"
    if here & ASKED and not here & (PRAISE | FOR_BEFORE) and _asks(finds, part):
        return "neutral"
    return usual


def _asks(finds: Sequence[Find], part: range) -> bool:
    """Tell whether the sentence is a question; two question marks are astonishment, not a question."""
    end = part.stop - 1
    if not finds[end].meaning.cues & ASKED:
        return False
    doubled = any(
        finds[at].meaning.cues & ASKED and abs(finds[at].start - finds[end].start) <= RUN
        for at in (end - 1, end + 1)
        if 0 <= at < len(finds)
    )
    return not doubled


def _count(finds: Sequence[Find], cue: int) -> int:
    return len([1 for find in finds if find.meaning.cues & cue])


def _judged(finds: Sequence[Find], part: range, here: int, before: Mapping[Polarity, list[int]]) -> dict[int, Polarity]:
    """Return what the cues of one sentence say of its labels, or of those of the sentence before."""
    judged: dict[int, Polarity] = {}
    state: State | None = None
    for i in part:
        find = finds[i]
        cues = find.meaning.cues
        if cues & EITHER == EITHER:
            cues ^= AGAINST_BEFORE if _names_more(finds, i, part) else AGAINST_AFTER
        if cues & ABOVE and here & PREFERRING:
            cues |= COMPARED
        if cues:
            state = _begun(finds, i, cues, state) or (None if state is None or _ended(finds, i, state) else state)
        if find.meaning.labels and state:
            along = state.stance == "against" and _goes_along(finds, i, state.since)
            judged[i] = "neutral" if along else state.stance
        if cues & PRAISE and _turns_back(finds, i, part):
            judged.update(dict.fromkeys(_labels(finds, range(part.start, i), lambda at: True), "for"))
        if cues & AGAINST_NEAR:
            judged.update(dict.fromkeys(_next_phrase(finds, i, part), "against"))
        if cues & BEATS:
            judged.update(dict.fromkeys(_labels(finds, range(part.start, i), _not_against(judged)), "for"))
            state = State("against", "clause", i)
        stance: Polarity
        for cue, stance in ((AGAINST_BEFORE, "against"), (FOR_BEFORE, "for")):
            if cues & cue and not find.meaning.labels and not (cue == AGAINST_BEFORE and here & ACCIDENT):
                for at in _said_before(finds, i, part, before.get(stance, []), judged, cue):
                    along = stance == "against" and _goes_along(finds, at, part.start)
                    judged[at] = "neutral" if along else stance
    return judged


def _turns_back(finds: Sequence[Find], i: int, part: range) -> bool:
    """Tell whether a turn with no label of its own stands before this praise: "so ugly, but I keep it"."""
    turns = [at for at in range(part.start, i) if finds[at].meaning.cues & CONTRAST]
    return bool(turns) and not any(finds[at].meaning.labels for at in range(turns[-1], part.stop))


def _names_more(finds: Sequence[Find], i: int, part: range) -> bool:
    """Tell whether a label follows in the same clause, or behind it where none stands before."""
    named = bool(_labels(finds, range(part.start, i), lambda at: True))
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
    """Tell whether a word such as "with" stands between this label and the judged one before it."""
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
    judged: dict[int, Polarity],
    cue: int,
) -> list[int]:
    """Return the labels a judgement looks back on: its clause, else its sentence, else the sentence before."""
    open_ = (lambda at: at not in judged) if cue == FOR_BEFORE else _not_against(judged)
    clause = [at for at in range(part.start, i) if finds[at].meaning.cues & (COMMA | CONTRAST | COLON)]
    start = next((at for at in reversed(clause) if _labels(finds, range(at, i), open_)), part.start)
    commas_only = all(finds[at].meaning.cues & COMMA for at in clause)
    near = _labels(finds, range(start, i), open_)
    if near and clause and commas_only and _is_list(finds, part.start, i, finds[part.start].start):
        near = _labels(finds, range(part.start, i), lambda at: at in near or at not in judged)
    return near if near or _labels(finds, part, lambda at: True) else before


def _is_list(finds: Sequence[Find], start: int, end: int, since: int) -> bool:
    """Tell whether the clauses hold hardly more than labels: "snake, zebra, cow, enough"."""
    labelled = sum(finds[at].end - finds[at].start for at in range(start, end) if finds[at].meaning.labels)
    return labelled * 2 > finds[end].start - since


def _not_against(judged: dict[int, Polarity]) -> Callable[[int], bool]:
    return lambda at: judged.get(at) != "against"


def _labels(finds: Sequence[Find], where: range, wanted: Callable[[int], bool]) -> list[int]:
    return [at for at in where if finds[at].meaning.labels and wanted(at)]
