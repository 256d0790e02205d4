"""The looks of a snapshot are searched by the model that placed them, loaded only when it is needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.looks import published as module
from analysis.looks.published import PublishedLooks
from analysis.looks.query import Asked
from analysis.looks.vectors import keep
from data.errors import MissingPart, NothingThere
from data.snapshot import Snapshot, publish
from data.store import Store
from tests.test_analysis_looks_search import HueReader

HUES = {"a" * 16: (1.0, 0.0, 0.0), "b" * 16: (0.0, 1.0, 0.0), "c" * 16: (0.0, 0.0, 1.0)}


def placed(store: Store, model: str, ids: list[str]) -> None:
    """Keep the vectors of some looks under one model."""
    vectors = np.array([HUES[image_id] for image_id in ids], dtype=np.float32)
    store.add("embedding", keep(store.settings.vectors / model, ids, vectors))


@pytest.fixture
def looks(store: Store) -> Store:
    """Three looks in a warehouse, the last of which repeats another."""
    rows = [{"image_id": image_id, "sha256": image_id * 4, "path": "/nowhere.jpg"} for image_id in HUES]
    store.add(
        "image", pd.DataFrame(rows).assign(source="shows", width=90, height=140, repeat_of=[None, None, "a" * 16])
    )
    return store


def opened(store: Store) -> PublishedLooks:
    publish(store)
    return PublishedLooks(Snapshot.current(store.settings), store.settings)


def test_the_model_that_placed_most_looks_is_asked_and_of_equals_the_one_that_knows_more(looks: Store) -> None:
    placed(looks, "pixel-look-1", ["a" * 16, "b" * 16])
    placed(looks, "hue-looks-1", ["a" * 16])
    assert opened(looks).model == "pixel-look-1"
    placed(looks, "hue-looks-1", ["b" * 16])
    there = opened(looks)
    assert there.model == "hue-looks-1" and not there.is_pixels and len(there) == 2


def test_a_look_that_was_placed_needs_no_model(looks: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load", lambda name, settings: pytest.fail("a model was loaded"))
    placed(looks, "hue-looks-1", list(HUES))
    there = opened(looks)
    assert len(there) == 2  # pictures that show the same are one
    found = there.find(Asked(there.vector_of("b" * 16)), pd.Series(["a" * 16, "b" * 16]), 5)
    assert found.rows["image_id"].tolist() == ["b" * 16, "a" * 16] and found.by_vectors and found.looks == 2


def test_words_are_placed_by_the_model_that_placed_the_looks(looks: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = HueReader()
    monkeypatch.setattr(module, "load", lambda name, settings: reader)
    placed(looks, str(reader.space), ["a" * 16, "b" * 16])
    there = opened(looks)
    found = there.find(Asked(words=there.vector_of_words("green")), None, 1)
    assert found.rows["image_id"].tolist() == ["b" * 16] and found.label_ids == ()


def test_another_model_than_the_one_that_placed_the_looks_is_refused(
    looks: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "load", lambda name, settings: HueReader())
    placed(looks, "hue-looks-ffff", ["a" * 16])
    with pytest.raises(MissingPart, match="placed by the model hue-looks-ffff"):
        opened(looks).vector_of_words("green")


def test_without_a_vector_the_next_step_is_named(looks: Store, tmp_path: Path) -> None:
    there = opened(looks)
    assert len(there) == 0 and there.vector_of("a" * 16) is None
    with pytest.raises(NothingThere, match="hemline tag"):
        there.vector_of_words("green")


def test_labels_find_what_readers_saw_within_what_may_be_found(looks: Store) -> None:
    reader = {"reader": "r", "kind": "garment", "name": "r", "version": "1", "settings": "{}", "active": True}
    looks.add("reader", pd.DataFrame([reader | {"added_at": pd.Timestamp(0)}]))
    tags = pd.DataFrame({"subject_id": list(HUES), "label_id": "colour:red", "score": [0.5, 0.9, 1.0]})
    looks.add("tag", tags.assign(reader="r", subject_kind="image", polarity="neutral"))
    there = opened(looks)
    everywhere = there.find(Asked(label_ids=("colour:red", "category:coat")), None, 5)
    assert everywhere.rows["image_id"].tolist() == ["b" * 16, "a" * 16] and everywhere.unseen == ("category:coat",)
    assert everywhere.rows["likeness"].tolist() == [0.45, 0.25] and not everywhere.by_vectors
    assert there.find(Asked(label_ids=("colour:red",)), pd.Series(["a" * 16]), 5).looks == 1
