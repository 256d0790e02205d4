"""BERTopic behind the topic protocol, on texts whose subjects are known."""

from __future__ import annotations

import random

import numpy as np
import pytest

from analysis.models import bertopic_topics
from analysis.models.bertopic_topics import BertopicTopics, Shape
from analysis.models.tfidf_embedder import TfidfEmbedder
from analysis.protocols import Topics
from data.errors import BadInput

SUBJECTS = {
    "bags": ["suede", "tote", "bag", "shoulder", "strap", "leather", "clasp", "handbag", "purse"],
    "knits": ["cashmere", "cardigan", "wool", "sweater", "cable", "knit", "yarn", "mohair"],
    "shoes": ["loafer", "ballet", "flat", "sneaker", "sole", "heel", "lace", "cobbler"],
    "prints": ["leopard", "zebra", "stripe", "gingham", "floral", "paisley", "houndstooth", "tartan"],
}


def posts_about(count: int, seed: int) -> tuple[list[str], list[str]]:
    """Return distinct texts and the subject of each."""
    rng = random.Random(seed)
    subjects = [rng.choice(sorted(SUBJECTS)) for _ in range(count)]
    texts = [f"{' and '.join(rng.sample(SUBJECTS[s], 4))} nr{i}" for i, s in enumerate(subjects)]
    return texts, subjects


@pytest.fixture(scope="module")
def fitted() -> tuple[BertopicTopics, Topics, list[str], list[str]]:
    texts, subjects = posts_about(240, seed=3)
    model = BertopicTopics()
    return model, model.fit(texts, TfidfEmbedder().embed(texts)), texts, subjects


def purity(assigned: np.ndarray, subjects: list[str]) -> float:
    """Return the share of texts with a topic that have their topic's commonest subject."""
    held = 0
    for topic in set(assigned.tolist()) - {-1}:
        inside = [subject for subject, number in zip(subjects, assigned, strict=True) if number == topic]
        held += max(inside.count(subject) for subject in set(inside))
    return held / max(1, int((assigned >= 0).sum()))


def test_topics_hold_one_subject_each(fitted: tuple[BertopicTopics, Topics, list[str], list[str]]) -> None:
    _, topics, texts, subjects = fitted
    assert len(topics.words) >= 4 and len(topics.assigned) == len(topics.scores) == len(texts)
    assert purity(topics.assigned, subjects) > 0.95
    assert ((topics.scores >= 0) & (topics.scores <= 1.0001)).all() and (topics.scores[topics.assigned < 0] == 0).all()


def test_words_of_a_topic_come_from_its_subject(fitted: tuple[BertopicTopics, Topics, list[str], list[str]]) -> None:
    _, topics, _, _ = fitted
    known = {word for words in SUBJECTS.values() for word in words}
    heaviest = [words[0][0].split()[0] for words in topics.words.values()]
    assert set(heaviest) <= known


def test_other_texts_go_where_their_words_are(fitted: tuple[BertopicTopics, Topics, list[str], list[str]]) -> None:
    model, _, _, _ = fitted
    texts, subjects = posts_about(100, seed=4)
    assigned, scores = model.assign(texts)
    assert (assigned >= 0).mean() > 0.6 and purity(assigned, subjects) > 0.95
    assert (scores[assigned >= 0] > 0).all()


def test_words_parted_by_small_words_count_as_a_pair(
    fitted: tuple[BertopicTopics, Topics, list[str], list[str]],
) -> None:
    model, _, _, _ = fitted
    parted, joined = model.assign(["leopard and zebra and stripe", "leopard zebra stripe"])[1]
    assert joined == pytest.approx(parted) and parted > 0


def test_a_text_without_a_known_word_gets_no_topic(fitted: tuple[BertopicTopics, Topics, list[str], list[str]]) -> None:
    assigned, scores = fitted[0].assign(["quantum chromodynamics lecture", "", "下雨也开心"])
    assert assigned.tolist() == [-1, -1, -1] and scores.tolist() == [0, 0, 0]


def test_the_same_seed_gives_the_same_topics(fitted: tuple[BertopicTopics, Topics, list[str], list[str]]) -> None:
    _, topics, texts, _ = fitted
    again = BertopicTopics().fit(texts, TfidfEmbedder().embed(texts))
    assert np.array_equal(again.assigned, topics.assigned) and again.words == topics.words


def test_a_fit_with_one_huge_topic_is_tried_again_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Shape] = []
    true_fit = bertopic_topics._fit

    def counted(texts: list[str], vectors: np.ndarray, shape: Shape, seed: int) -> tuple[object, np.ndarray]:
        tried.append(shape)
        return true_fit(texts, vectors, shape, seed)

    monkeypatch.setattr(bertopic_topics, "_fit", counted)
    monkeypatch.setattr(bertopic_topics, "LARGEST_SHARE", 0.01)
    monkeypatch.setattr(bertopic_topics, "ATTEMPTS", bertopic_topics.ATTEMPTS[:2])
    texts, _ = posts_about(150, seed=5)
    model = BertopicTopics()
    model.fit(texts, TfidfEmbedder().embed(texts))
    assert tried == list(bertopic_topics.ATTEMPTS)
    assert model.note is not None and "largest topic holds" in model.note


def test_posts_that_part_into_nothing_get_no_topic_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bertopic_topics, "ATTEMPTS", (Shape(15, "eom", 1), Shape(15, "leaf", 1)))
    texts, _ = posts_about(120, seed=6)
    model = BertopicTopics()
    vectors = TfidfEmbedder().embed(texts)
    topics = model.fit(texts, vectors)
    assert model.note == "No fit parted the posts: no topic was found."
    assert (topics.assigned == -1).all() and topics.words == {}
    assert (model.assign(texts)[0] == -1).all() and (model.centroids.nearest(vectors)[0] == -1).all()


def test_too_few_texts_are_refused_with_their_number() -> None:
    with pytest.raises(BadInput, match="12 texts are too few"):
        BertopicTopics().fit([f"coat {i}" for i in range(12)], np.ones((12, 3), dtype=np.float32))
