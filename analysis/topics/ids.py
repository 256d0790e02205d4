"""Topic numbers that stay with their subject from one run to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import product
from math import sqrt

import numpy as np
import pandas as pd

Words = Sequence[tuple[str, float]]
SAME_TOPIC = 0.5  # cosine of two topics' words from which on they are one subject
RESTS_WEEKS = 4  # a topic that is not found again keeps its posts for so long


def kept_ids(found: Mapping[int, Words], before: Mapping[int, Words]) -> dict[int, int]:
    """Give each found topic the number of the earlier topic whose words it shares, or a fresh one.

    Pairs are matched greedily, the most alike first; no number is given twice.

    Args:
        found: (word, weight) pairs by the model's own topic number.
        before: the same by the stored topic number.

    Returns:
        The stored number by the model's own.
    """
    pairs = product(found, before)
    alike = [(-_cosine(found[new_id], before[old_id]), new_id, old_id) for new_id, old_id in pairs]
    kept: dict[int, int] = {}
    for distance, new_id, old_id in sorted(alike):
        if -distance >= SAME_TOPIC and new_id not in kept and old_id not in kept.values():
            kept[new_id] = old_id
    fresh = max(before, default=-1) + 1
    for new_id in sorted(set(found) - set(kept)):
        kept[new_id], fresh = fresh, fresh + 1
    return kept


def with_kept(posts: pd.DataFrame, before: pd.DataFrame, living: Set[int]) -> pd.DataFrame:
    """Leave each post in the topic it had, as long as that topic lives: found again, or not long ago.

    Two fits on nearly the same texts put some texts at the edges elsewhere; a post that changed its topic for that
    would look like news. Posts without a topic, and those of a topic that is gone, take the new one.

    Args:
        posts: columns post_id, topic_id (stored numbers, -1 for none) and score, as the new fit says.
        before: the same of the last run.
        living: stored numbers of the topics found now or not long ago.
    """
    old = before[before["topic_id"].isin(living)].set_index("post_id").reindex(posts["post_id"])
    stays = old["topic_id"].notna().to_numpy() & (old["topic_id"].to_numpy() != posts["topic_id"].to_numpy())
    topic_id = np.where(stays, old["topic_id"].to_numpy(), posts["topic_id"].to_numpy())
    score = np.where(stays, old["score"].to_numpy(), posts["score"].to_numpy())
    return posts.assign(topic_id=topic_id.astype(np.int64), score=score)


def topic_name(words: Words, most: int = 3) -> str:
    """Return the heaviest words that do not repeat each other, joined by commas."""
    chosen: list[str] = []
    for word, _ in words:
        parts = set(word.split())
        if len(chosen) < most and not any(parts & set(other.split()) for other in chosen):
            chosen.append(word)
    return ", ".join(chosen)


def _cosine(one: Words, other: Words) -> float:
    """Return the cosine of two weighted word lists."""
    left, right = dict(one), dict(other)
    length = sqrt(sum(w * w for w in left.values())) * sqrt(sum(w * w for w in right.values()))
    return sum(weight * right.get(word, 0.0) for word, weight in left.items()) / length if length else 0.0
