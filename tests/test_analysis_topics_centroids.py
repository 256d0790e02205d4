"""Centroids: topics of a sample, found again by everything outside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from analysis.models.bertopic_topics import BertopicTopics
from analysis.topics.centroids import Centroids


def planted(texts: int, topics: int, spread: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return unit vectors around as many middles, and the middle of each."""
    rng = np.random.default_rng(seed)
    middles = rng.normal(size=(topics, 32))
    of = rng.integers(0, topics, texts)
    vectors = middles[of] / np.linalg.norm(middles[of], axis=1, keepdims=True) + rng.normal(size=(texts, 32)) * spread
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), of


def test_a_sample_and_its_centroids_say_what_a_fit_on_everything_says() -> None:
    vectors, of = planted(800, 8, 0.05)
    texts = [f"subject{topic} word{n % 9}" for n, topic in enumerate(of)]
    everything = BertopicTopics().fit(texts, vectors).assigned
    model = BertopicTopics()
    sampled = model.fit(texts[:250], vectors[:250]).assigned
    rest, scores = model.centroids.nearest(vectors[250:])
    both = np.concatenate([sampled, rest])
    inside = (both >= 0) & (everything >= 0)
    assert inside.mean() > 0.8 and adjusted_rand_score(both[inside], everything[inside]) > 0.95
    assert adjusted_rand_score(both[inside], of[inside]) > 0.95
    assert ((scores > 0) == (rest >= 0)).all()


def test_what_is_far_from_every_topic_stays_without_one() -> None:
    vectors, of = planted(400, 4, 0.05)
    centroids = Centroids.from_fit(vectors, of.astype(np.int64), 4)
    strangers, _ = planted(200, 200, 0.05, seed=9)
    assert (centroids.nearest(strangers)[0] == -1).mean() > 0.95
    assert (centroids.nearest(vectors)[0] == of).mean() == pytest.approx(0.9, abs=0.02)


def test_outliers_of_the_fit_move_no_centroid() -> None:
    vectors, of = planted(100, 2, 0.05)
    strangers, _ = planted(50, 50, 0.05, seed=9)
    alone = Centroids.from_fit(vectors, of.astype(np.int64), 2)
    mixed = Centroids.from_fit(np.vstack([vectors, strangers]), np.concatenate([of, np.full(50, -1)]), 2)
    assert np.array_equal(alone.middles, mixed.middles) and np.array_equal(alone.least, mixed.least)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60))
def test_batches_change_nothing(size: int) -> None:
    vectors, of = planted(60, 3, 0.3)
    centroids = Centroids.from_fit(vectors, of.astype(np.int64), 3)
    whole = centroids.nearest(vectors)[0]
    parts = [centroids.nearest(vectors[start : start + size])[0] for start in range(0, 60, size)]
    assert np.array_equal(whole, np.concatenate(parts))
