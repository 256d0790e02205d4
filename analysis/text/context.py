"""Whether the labels found in a post are about dress: what the words beside them and the post say."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from analysis.text.cues import ARTICLE, AWAY, CLOTHES, DRESS, NEVER
from analysis.text.lexicon import Meaning

ABUTS = 2  # characters of the line between two words that stand side by side
CHAIN = 4  # attributes in a row that can belong to one noun


class Find(NamedTuple):
    """One find in a post's line: where it stands and what it means."""

    start: int
    end: int
    meaning: Meaning


def about_dress(finds: list[Find]) -> list[Find]:
    """Return the finds without the labels that are not about dress; cues stay.

    A post that names nothing, or of a kind listed under "never", keeps nothing. An attribute beside a noun of
    another field goes with it; a word listed under "things" goes when it stands as a noun; weak words need other
    signs of dress.
    """
    seen, named, doubted, sure = 0, False, False, []
    for find in finds:
        meaning = find.meaning
        seen |= meaning.cues
        if meaning.labels:
            named = True
            doubted |= meaning.clings
            if meaning.sure:
                sure.append(meaning)
    if not named or seen & NEVER:
        return []
    kept = finds
    if doubted or seen & (ARTICLE | AWAY):
        dressed = bool(sure)
        kept = [f for i, f in enumerate(finds) if not f.meaning.labels or not _elsewhere(finds, i, seen, dressed)]
        sure = [find.meaning for find in kept if find.meaning.sure]
    if seen & AWAY and not any(meaning.piece for meaning in sure) and not (seen & DRESS and sure):
        return kept if not _speaks_elsewhere(finds) else []
    if not sure and not seen & DRESS and not _phrase_of_weak(kept):
        return []
    return kept


def doubtful_labels(finds: list[Find]) -> set[str]:
    """Return the labels that rest only on unsure words that stand alone: beside a sure word they are not in doubt.

    A post of a kind listed under "never" leaves no doubt.
    """
    if any(find.meaning.cues & NEVER for find in finds):
        return set()
    doubtful: set[str] = set()
    sure: set[str] = set()
    for i, find in enumerate(finds):
        near = [find, *_neighbours(finds, i)]
        held = sure if any(other.meaning.sure for other in near) else doubtful
        held.update(label.label_id for label in find.meaning.labels)
    return doubtful - sure


def _neighbours(finds: list[Find], i: int) -> list[Find]:
    before = [finds[i - 1]] if i and finds[i].start - finds[i - 1].end <= ABUTS else []
    after = [finds[i + 1]] if i + 1 < len(finds) and finds[i + 1].start - finds[i].end <= ABUTS else []
    return before + after


def is_about_clothes(finds: list[Find]) -> bool:
    """Tell of a post in which no label was found whether it is about clothes all the same.

    One word of "clothes" or two different words of "dress" say so, unless words of other fields outweigh them.
    """
    words = {id(find.meaning): find.meaning.cues for find in finds if find.meaning.cues & (CLOTHES | DRESS)}
    weight = sum(2 if cues & CLOTHES else 1 for cues in words.values())
    away = sum(1 for find in finds if _is_other_field(find.meaning))
    never = any(find.meaning.cues & NEVER for find in finds)
    return weight >= 2 and weight > away and not never


def _speaks_elsewhere(finds: list[Find]) -> bool:
    return any(_is_other_field(find.meaning) for find in finds)


def _elsewhere(finds: list[Find], i: int, seen: int, dressed: bool) -> bool:
    meaning = finds[i].meaning
    if meaning.clings and not _beside_label(finds, i):
        return True
    if meaning.thing and seen & ARTICLE and not (dressed and meaning.garment) and _stands_as_noun(finds, i):
        return True
    return meaning.attribute and bool(seen & AWAY) and _modifies_other_field(finds, i)


def _phrase_of_weak(finds: list[Find]) -> bool:
    """Two different weak garments or attributes side by side speak of dress together: "leather mini"."""
    labelled = [find for find in finds if find.meaning.labels]
    return any(
        later.start - find.end <= ABUTS and (later.meaning.garment or find.meaning.garment)
        for find, later in pairwise(labelled)
    )


def _beside_label(finds: list[Find], i: int) -> bool:
    here = finds[i]
    before, after = (finds[i - 1] if i else None), (finds[i + 1] if i + 1 < len(finds) else None)
    return bool(
        (before and before.meaning.labels and here.start - before.end <= 1)
        or (after and after.meaning.labels and after.start - here.end <= 1)
    )


def _stands_as_noun(finds: list[Find], i: int) -> bool:
    here = finds[i]
    if not i or not finds[i - 1].meaning.cues & ARTICLE or here.start - finds[i - 1].end > 0:
        return False
    after = finds[i + 1] if i + 1 < len(finds) else None
    return not (after and after.start - here.end <= ABUTS and after.meaning.labels)


def _modifies_other_field(finds: list[Find], i: int) -> bool:
    """Tell whether the noun of the phrase, behind the attributes or just before them, is of another field."""
    at = i
    while at + 1 < len(finds) and finds[at + 1].start - finds[at].end <= ABUTS and at - i < CHAIN:
        at += 1
        if _is_other_field(finds[at].meaning):
            return True
        if not finds[at].meaning.labels:
            break
    before = finds[i - 1] if i else None
    return bool(before and _is_other_field(before.meaning) and finds[i].start - before.end <= 0)


def _is_other_field(meaning: Meaning) -> bool:
    return bool(meaning.cues & AWAY) and not meaning.labels
