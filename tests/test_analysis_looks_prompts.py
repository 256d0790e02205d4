"""Prompts are data, likeness is compared within a facet, and thresholds are fitted on what people labelled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.looks.prompts import FacetPrompts, averaged, facet_prompts, facet_tags, softmax
from analysis.looks.thresholds import FEWEST, Labelled, Thresholds, best_threshold, fit
from data.errors import BadInput
from data.vocabulary import load_vocabulary

LABELS = ("category:coat", "category:dress")
PROMPTS = FacetPrompts("category", LABELS, (("coat",), ("dress", "gown"), ("none",)), most=2, threshold=0.3)


def test_every_facet_of_the_file_has_sentences_for_each_label_and_for_none() -> None:
    asked = facet_prompts(load_vocabulary())
    assert {prompts.facet for prompts in asked} >= {"category", "pattern", "silhouette"}
    for prompts in asked:
        assert len(prompts.sentences) == len(prompts.label_ids) + 1 and all(prompts.sentences)
        assert 0 < prompts.threshold < 1 <= prompts.most
        assert all(text == text.lower() and "{" not in text for group in prompts.sentences for text in group)


def test_a_label_is_given_only_when_it_beats_none_of_these() -> None:
    labels = averaged(np.eye(4, dtype=np.float32), PROMPTS)
    np.testing.assert_allclose(labels[1], [0, 2**-0.5, 2**-0.5, 0], atol=1e-6)
    shares = softmax(np.array([[1, 0, 0], [0, 0, 1], [0, 0, 0]], dtype=np.float32), scale=20)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-6)
    assert [[tag.label_id for tag in found] for found in facet_tags(shares, PROMPTS, {})] == [
        [LABELS[0]],
        [],
        [*LABELS],
    ]


def test_a_fitted_threshold_stands_in_for_the_facets_own() -> None:
    shares = np.array([[0.6, 0.35, 0.05]], dtype=np.float32)
    found = facet_tags(shares, PROMPTS, {"category:coat": 0.7})
    assert [tag.label_id for tag in found[0]] == ["category:dress"]


def test_every_label_gets_the_threshold_that_tells_it_best() -> None:
    sure = np.linspace(0.5, 0.9, 12)
    shares = np.zeros((24, 3), dtype=np.float32)
    shares[:12, 0], shares[12:, 0], shares[12:, 1] = sure, 0.2, sure - 0.4
    shares[:, 2] = 1 - shares[:, :2].sum(axis=1)
    shown = np.zeros((24, 2), dtype=bool)
    shown[:12, 0], shown[12:, 1] = True, True
    fitted = fit(shares, PROMPTS, Labelled(shown, np.ones_like(shown)))
    assert fitted["category:coat"] == pytest.approx(0.35) and fitted["category:dress"] == pytest.approx(0.05)


def test_a_label_on_too_few_pictures_is_not_fitted() -> None:
    shown = np.zeros((40, 2), dtype=bool)
    shown[: FEWEST - 1, 0], shown[:FEWEST, 1] = True, True
    shares = np.full((40, 3), 1 / 3, dtype=np.float32)
    assert list(fit(shares, PROMPTS, Labelled(shown, np.ones_like(shown)))) == ["category:dress"]


@settings(deadline=None)
@given(
    arrays.arrays(float, 20, elements=st.sampled_from([0.0, 0.1, 0.2, 0.5, 0.9])), arrays.arrays(bool, 20)
)  # fmt: skip
def test_no_other_threshold_does_better(scores: np.ndarray, shown: np.ndarray) -> None:
    def f1(threshold: float) -> float:
        said = scores >= threshold
        return 2 * (said & shown).sum() / max(1, said.sum() + shown.sum())

    best = best_threshold(scores, shown)
    assert 0 < best <= 1
    assert f1(best) >= max(f1(threshold) for threshold in (0.05, 0.15, 0.35, 0.7, 1.0)) - 1e-12


def test_thresholds_are_kept_and_read_back(tmp_path: Path) -> None:
    kept = Thresholds({"category:coat": 0.25}, "photos.csv", 300)
    kept.keep(tmp_path / "deep" / "thresholds.json")
    assert Thresholds.from_file(tmp_path / "deep" / "thresholds.json") == kept
    assert Thresholds.from_file(tmp_path / "none.json").version is None and kept.version


@pytest.mark.parametrize("text", ["", "[]", '{"of": 3}', '{"of": {"a": "b"}, "file": "x", "pictures": 1}'])
def test_damaged_thresholds_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "thresholds.json").write_text(text)
    with pytest.raises(BadInput, match="fit them again"):
        Thresholds.from_file(tmp_path / "thresholds.json")
