"""Texts that say nearly the same: MinHash sketches of all texts at once, and the first text that each one repeats."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Hashes = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]

LIKENESS = 0.8  # Jaccard index of the shingles from which two texts are nearly the same
SHINGLE = 5  # characters
BANDS, ROWS = 24, 5  # two texts at 0.8 share a band in all but 7 of 100,000 cases
NEIGHBOURS = 8  # a text is compared with so many before it in each band, and with the band's first
PROMISING = 0.65  # likeness of two sketches from which the texts themselves are compared
PAIRS_AT_ONCE = 200_000
MASK = re.compile(r"\[(?:handle|email|phone|author)\]")
WORD = re.compile(r"[^\W_]+")


def wording(text: str) -> str:
    """Return what is compared of a text: its letters and digits in lower case, single blanks, no masks."""
    return " ".join(WORD.findall(MASK.sub(" ", text).lower()))


def leaders(texts: list[str]) -> Ints:
    """Return for each text the place of the first one that it nearly repeats, its own where there is none.

    A text that repeats another leads no others, so likeness is not handed on from text to text.

    Args:
        texts: different texts as `wording` gives them, the earliest first; each at least SHINGLE characters.
    """
    lead = np.arange(len(texts))
    if len(texts) < 2:
        return lead
    hashes, starts = shingle_hashes(texts)
    if len(pairs := _promising(sketches(hashes, starts))) == 0:
        return lead
    pairs = pairs[_likeness(hashes, starts, pairs) >= LIKENESS]
    for earlier, later in pairs.tolist():  # ordered by the later text, then the earlier
        if lead[later] == later and lead[earlier] == earlier:
            lead[later] = earlier
    return lead


def shingle_hashes(texts: list[str]) -> tuple[Hashes, Ints]:
    """Return the hashes of every SHINGLE characters in a row, text after text, and where each text's begin."""
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.array([len(text) for text in texts])
    hashes = np.zeros(len(points) - SHINGLE + 1, np.uint32)
    for at in range(SHINGLE):
        hashes = _mixed(hashes ^ points[at : len(points) - SHINGLE + 1 + at])
    last = np.cumsum(lengths)
    within = np.arange(len(hashes)) <= np.repeat(last, lengths)[: len(hashes)] - SHINGLE
    counts = lengths - SHINGLE + 1
    return hashes[within], np.concatenate([[0], np.cumsum(counts)[:-1]])


def sketches(hashes: Hashes, starts: Ints) -> Hashes:
    """Return the MinHash of each text, shape (texts, BANDS * ROWS): what datasketch's `MinHash` gives one by one.

    Source: Broder, On the resemblance and containment of documents (1997); the permutations are datasketch's.
    """
    mixed, (factors, offsets) = _mixed(hashes), _permutations()
    columns = [np.minimum.reduceat(a * mixed + b, starts) for a, b in zip(factors, offsets, strict=True)]
    return np.stack(columns, axis=1)


@cache
def _permutations() -> tuple[Hashes, Hashes]:
    """Return the factors and offsets of datasketch's permutations."""
    from datasketch import MinHash

    factors, offsets = MinHash(num_perm=BANDS * ROWS, hashfunc=int, scheme="affine32").permutations
    return factors, offsets


def _mixed(values: Hashes) -> Hashes:
    """Spread 32-bit values evenly (the finaliser of MurmurHash3, as datasketch has it)."""
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


def _promising(sketch: Hashes) -> Ints:
    """Return the pairs (earlier, later) of texts whose sketches share a band and are alike, in the later's order."""
    found = [np.empty(0, np.int64)]
    for band in range(BANDS):
        earlier, later = _within_band(sketch[:, band * ROWS : (band + 1) * ROWS])
        for at in range(0, len(earlier), PAIRS_AT_ONCE):
            some = slice(at, at + PAIRS_AT_ONCE)
            alike = (sketch[earlier[some]] == sketch[later[some]]).mean(axis=1) >= PROMISING
            found.append(later[some][alike] * len(sketch) + earlier[some][alike])
    later, earlier = np.divmod(np.unique(np.concatenate(found)), len(sketch))
    return np.stack([earlier, later], axis=1)


def _within_band(rows: Hashes) -> tuple[Ints, Ints]:
    """Return pairs of texts that are equal in one band: each with its neighbours before it and with the first."""
    key = np.zeros(len(rows), np.uint64)
    for column in rows.T:
        key = key * np.uint64(0x9E3779B97F4A7C15) + column
    order = np.argsort(key, kind="stable")
    key = key[order]
    opens = np.concatenate([[True], key[1:] != key[:-1]])
    first = np.maximum.accumulate(np.where(opens, np.arange(len(key)), 0))
    far = np.flatnonzero(np.arange(len(key)) - first > NEIGHBOURS)
    pairs = [(order[first[far]], order[far])]
    for step in range(1, NEIGHBOURS + 1):
        same = np.flatnonzero(key[step:] == key[:-step])
        pairs.append((order[same], order[same + step]))
    earlier, later = zip(*pairs, strict=True)
    return np.concatenate(earlier), np.concatenate(later)


def _likeness(hashes: Hashes, starts: Ints, pairs: Ints) -> npt.NDArray[np.float64]:
    """Return the Jaccard index of the shingles of each pair of texts."""
    involved, at = np.unique(pairs, return_inverse=True)
    ends = np.append(starts, len(hashes))
    own = [np.unique(hashes[ends[text] : ends[text + 1]]) for text in involved]
    size = np.array([len(shingles) for shingles in own], np.int64)
    columns = np.concatenate(own).astype(np.int64)
    shape = (len(own), 1 << 32)
    sets = csr_array((np.ones(len(columns), np.int32), columns, np.append(0, np.cumsum(size))), shape=shape)
    likeness = []
    for some in np.split(at.reshape(-1, 2), range(PAIRS_AT_ONCE, len(pairs), PAIRS_AT_ONCE)):
        shared = sets[some[:, 0]].multiply(sets[some[:, 1]]).sum(axis=1)
        likeness.append(shared / (size[some].sum(axis=1) - shared))
    return np.concatenate(likeness)
