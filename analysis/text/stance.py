"""For, against or neutral: which stance a post takes to each label it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.text.context import Find
from analysis.text.cues import (
    ACCIDENT,
    AGAINST_AFTER,
    AGAINST_BEFORE,
    AGAINST_LIST,
    AGAINST_NEAR,
    ASKED,
    BEATS,
    CHOOSING,
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
    SELF,
    WEIGHING,
    WISH,
)
from analysis.text.judgement import RUN, judged, labels_in
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
DECIDING = JUDGING | CONTRAST
TURNING = JUDGING | WISH | WEIGHING | ASKED


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
    for part, here, named in _sentences(finds):
        for i in named:
            found[i] = _mood(finds, part, here, usual, weighed)
        if here & DECIDING:
            before = _looked_back_on(finds, last, found) if last and not weighed else {}
            for i, stance in judged(finds, part, here, before).items():
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
    named = labels_in(finds, last, lambda at: True)
    return {"against": named, "for": [at for at in named if found[at] != "against"] or named}


def _sentences(finds: Sequence[Find]) -> Iterator[tuple[range, int, list[int]]]:
    """Yield for each sentence where its finds are, its cues together, and where it names labels."""
    start, here = 0, 0
    named: list[int] = []
    for i, find in enumerate(finds):
        meaning = find.meaning
        here |= meaning.cues
        if meaning.labels:
            named.append(i)
        if meaning.cues & ENDS:
            yield range(start, i + 1), here, named
            start, here, named = i + 1, 0, []
    if start < len(finds):
        yield range(start, len(finds)), here, named


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
