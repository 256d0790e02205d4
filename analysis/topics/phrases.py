"""Phrases: whether one grows beyond its parts, and which of a phrase, its words and its hashtag is the news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from analysis.topics.growth import Floats, beyond_p
from analysis.topics.terms import bare, parts_of

SAME = 0.9  # of a word's people use it inside the phrase: then the phrase is the term
LOOKS = ["recent_weeks", "before_weeks", "later_weeks", "earlier_weeks"]


def outgrown(terms: pd.Series[str], counted: pd.DataFrame, base: pd.Series[int]) -> Floats:
    """Return the p value of each term's growth beyond what its surroundings explain; 0 where nothing does.

    A phrase is held against each way to part it in two: it is as frequent as chance brings the two together, so its
    course is the product of theirs. Where one part lives nowhere else, the other's course stands alone; and a part
    that the vocabulary has may carry it alone as well. A term that lives nowhere but in a phrase with a word of the
    vocabulary is held against that word, and a hashtag against the words it is made of where more people write those.

    Args:
        terms: those to test.
        counted: as `tallies` returns it, of all terms, with columns term and known (whether the vocabulary has it).
        base: the same of all people, whatever they say.
    """
    by_term = counted.set_index("term")
    spread = dict(zip(counted["term"], counted["recent"], strict=True))
    known = dict(zip(counted["term"], counted["known"], strict=True))
    alone = _inside(terms, spread, known) + _spelt_out(terms, spread)
    pairs = [(term, *pair) for term in terms for pair in _explaining(term, spread, known)]
    pairs += [(term, other, None) for term, other in alone]
    if not pairs:
        return np.zeros(len(terms))
    names, one, other = zip(*pairs, strict=True)
    expected = by_term.loc[list(one), LOOKS].to_numpy() / base[LOOKS].to_numpy()
    second = by_term.reindex(list(other))[LOOKS].to_numpy()
    expected = np.where(np.isnan(second), base[LOOKS].to_numpy(), second) * expected
    p = beyond_p(by_term.loc[list(names)], pd.DataFrame(expected, columns=LOOKS))
    worst = pd.Series(p, index=list(names)).groupby(level=0).max().reindex(terms).fillna(0.0)
    return np.asarray(worst, dtype=np.float64)


def without_repeats(found: pd.DataFrame, spread: Mapping[str, int]) -> pd.DataFrame:
    """Keep one term for each novelty: the phrase or its word, the word or its hashtag.

    Args:
        found: column term, one row per region.
        spread: people of all regions who used a term recently.
    """
    names = set(found["term"])
    dropped = set()
    for term in names:
        for part in names.intersection(parts_of(term)):
            dropped.add(part if spread[term] >= SAME * spread[part] else term)
    for _, same in found["term"].drop_duplicates().groupby(found["term"].map(bare)):
        dropped |= set(same) - {min(set(same) - dropped or set(same), key=lambda term: (-spread[term], term))}
    return found[~found["term"].isin(dropped)]


def _explaining(phrase: str, spread: Mapping[str, int], known: Mapping[str, bool]) -> Iterator[tuple[str, str | None]]:
    """Yield the parts of a phrase that may explain it: two together, or one alone."""
    for parts in _split(phrase):
        if all(part in spread for part in parts):
            outside = [part for part in parts if spread[phrase] < SAME * spread[part]]
            if outside:
                yield outside[0], outside[1] if len(outside) > 1 else None
            yield from ((part, None) for part in parts if known[part] and part not in outside)


def _inside(terms: Iterable[str], spread: Mapping[str, int], known: Mapping[str, bool]) -> list[tuple[str, str]]:
    """Return the terms that live nowhere but in a phrase with a word of the vocabulary, each with that word."""
    wanted = set(terms)
    return [
        (part, other)
        for phrase in spread
        for part in wanted.intersection(parts_of(phrase))
        if spread[phrase] >= SAME * spread[part]
        for other in parts_of(phrase)
        if known.get(other, False) and other != part
    ]


def _spelt_out(terms: Iterable[str], spread: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return the hashtags that are commoner as words, each with those."""
    plain = {bare(term): term for term in spread if not term.startswith("#")}
    words = [(term, plain.get(bare(term))) for term in terms if term.startswith("#")]
    return [(term, word) for term, word in words if word is not None and spread[word] >= spread[term]]


def _split(phrase: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to part a phrase in two."""
    words = phrase.split()
    for cut in range(1, len(words)):
        yield " ".join(words[:cut]), " ".join(words[cut:])
