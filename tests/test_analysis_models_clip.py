"""The zero-shot reader loads a real open_clip folder, reads in batches, keeps its prompts, and never hangs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from analysis.looks.thresholds import Thresholds
from analysis.models.clip.network import PICTURES_A_PASS, ClipNetwork, best_device
from analysis.models.clip.passes import Passes
from analysis.models.clip.tagger import MODEL, ClipTagger
from analysis.protocols import VectorTagger, WordEmbedder
from analysis.registry import auto
from data.errors import BadInput, MissingPart
from data.settings import Settings
from data.vocabulary import load_vocabulary
from tests.tiny_clip import write_tiny_clip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a whole open_clip model, small and with weights drawn by chance."""
    return write_tiny_clip(tmp_path_factory.mktemp("tiny-clip"))


@pytest.fixture(scope="module")
def tagger(folder: Path) -> ClipTagger:
    return ClipTagger(folder, "tiny", load_vocabulary(), device="cpu")


def pictures(number: int) -> list[Image.Image]:
    dice = np.random.default_rng(0)
    return [Image.fromarray(dice.integers(0, 255, (40, 30 + n % 7, 3), dtype=np.uint8)) for n in range(number)]


def test_each_picture_gets_a_unit_vector_whatever_the_batch(tagger: ClipTagger) -> None:
    many = pictures(PICTURES_A_PASS["cpu"] + 5)
    vectors = tagger.embed_images(many)
    assert vectors.shape == (len(many), 16) and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[-1], tagger.embed_images(many[-1:])[0], atol=1e-5)
    assert len(tagger.embed_images([])) == 0 and tagger.tag([]) == []


def test_tags_are_labels_of_the_vocabulary_within_each_facets_limits(tagger: ClipTagger) -> None:
    everything = {label_id: 0.0 for prompts in tagger.prompts for label_id in prompts.label_ids}
    eager = ClipTagger(tagger.network._folder, "tiny", load_vocabulary(), device="cpu")
    eager.thresholds = Thresholds(everything)
    tags = eager.tag(pictures(3))
    assert [len(found) for found in tags] == [sum(prompts.most for prompts in tagger.prompts)] * 3
    assert all(tag.label_id in load_vocabulary() and 0 <= tag.score <= 1 for found in tags for tag in found)


def test_words_and_pictures_lie_in_one_space(tagger: ClipTagger) -> None:
    assert isinstance(tagger, VectorTagger) and isinstance(tagger, WordEmbedder)
    words = tagger.embed_words(["A Red Dress", "a red dress", "trousers"])
    assert words.shape == (3, 16) and words.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(words, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(words[0], words[1])


def test_labels_read_from_vectors_are_those_read_from_pictures(tagger: ClipTagger) -> None:
    seen = pictures(4)
    assert tagger.tag_vectors(tagger.embed_images(seen)) == tagger.tag(seen)
    assert tagger.tag_vectors(np.zeros((0, 16), np.float32)) == []


def test_the_prompts_are_read_once_and_kept(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ClipTagger(folder, "tiny", load_vocabulary(), tmp_path, "cpu")
    tags = first.tag(pictures(2))
    assert first.thresholds_file and (first.thresholds_file.parent / "labels.npz").is_file()
    again = ClipTagger(folder, "tiny", load_vocabulary(), tmp_path, "cpu")
    monkeypatch.setattr(ClipNetwork, "embed_texts", lambda *_: pytest.fail("the prompts were read a second time"))
    assert again.tag(pictures(2)) == tags


def test_the_fingerprint_changes_with_weights_and_prompts_but_not_with_the_device(folder: Path, tmp_path: Path) -> None:
    vocabulary = load_vocabulary()
    known = ClipTagger(folder, "tiny", vocabulary, device="cpu").fingerprint
    assert ClipTagger(folder, "tiny", vocabulary, device="cuda").fingerprint == known
    own = tmp_path / "own.toml"
    own.write_text('["pattern:gingham"]\nprompts = ["small checks"]\n')
    assert str(ClipTagger(folder, "tiny", load_vocabulary(own), device="cpu").fingerprint) != str(known)
    other = tmp_path / "other"
    other.mkdir()
    for file in folder.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    with (other / "open_clip_model.safetensors").open("ab") as weights:
        weights.write(b"\0")
    assert str(ClipTagger(other, "tiny", vocabulary, device="cpu").fingerprint) != str(known)


def test_fitted_thresholds_make_another_reader_of_the_same_vectors(folder: Path, tmp_path: Path) -> None:
    plain = ClipTagger(folder, "tiny", load_vocabulary(), tmp_path, "cpu")
    assert plain.thresholds_file
    Thresholds({"category:coat": 0.4}, "photos.csv", 20).keep(plain.thresholds_file)
    fitted = ClipTagger(folder, "tiny", load_vocabulary(), tmp_path, "cpu")
    assert fitted.thresholds.of == {"category:coat": 0.4}
    assert fitted.fingerprint != plain.fingerprint and fitted.space == plain.space


def test_the_best_device_gives_the_tags_of_the_cpu(folder: Path, tagger: ClipTagger) -> None:
    if best_device() == "cpu":
        pytest.skip("needs a CUDA or MPS device; this machine has none")
    moved = ClipTagger(folder, "tiny", load_vocabulary())
    np.testing.assert_allclose(moved.embed_images(pictures(3)), tagger.embed_images(pictures(3)), atol=0.05)


@pytest.mark.parametrize("message", ["CUDA out of memory", "DefaultCPUAllocator: can't allocate memory"])
def test_out_of_memory_halves_the_batch_and_goes_on(message: str) -> None:
    import torch

    sent: list[int] = []

    def send(things: Sequence[int]) -> list[int]:
        sent.append(len(things))
        if len(things) > 3:
            raise (torch.OutOfMemoryError if "CUDA" in message else RuntimeError)(message)
        return list(things)

    passes = Passes(16)
    assert list(chain(*passes.run(send, range(20)))) == list(range(20))
    assert sent == [16, 8, 4, *[2] * 10] and passes.at_once == 2
    assert list(chain(*passes.run(send, range(5)))) == list(range(5)), "later batches begin with the smaller size"


def test_a_fault_that_is_not_about_memory_is_not_tried_again() -> None:
    def send(things: Sequence[int]) -> list[int]:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="mat1"):
        Passes(4).run(send, range(8))


def test_memory_too_small_for_one_picture_is_said() -> None:
    def send(things: Sequence[int]) -> list[int]:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")

    with pytest.raises(MemoryError, match="one picture"):
        Passes(4).run(send, range(8))


@pytest.mark.parametrize("download", [False, True])
def test_weights_that_cannot_be_had_are_named_with_what_to_do(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, download: bool
) -> None:
    # Nobody listens on port 9, so the network is as good as away.
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    away = settings.model_copy(update={"clip_model": "hf-hub:nobody/no-such-model", "download": download})
    model, note = auto("garment", away)
    assert model is not None and model.fingerprint.name == "garment"
    assert note and "nobody/no-such-model" in note and "HEMLINE_DOWNLOAD=1" in note


def test_the_short_name_of_the_alternative_stands_for_its_repository(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(MissingPart, match="timm/ViT-B-16-SigLIP is not on this machine"):
        ClipTagger.from_settings(settings.model_copy(update={"clip_model": "ViT-B-16-SigLIP"}))


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match="not complete"):
        MODEL.find(str(tmp_path), download=False)


def test_a_model_given_by_its_folder_is_found(folder: Path, settings: Settings) -> None:
    found = ClipTagger.from_settings(settings.model_copy(update={"clip_model": str(folder)}))
    assert found.fingerprint.settings["model"] == str(folder)


def test_damaged_weights_are_named_when_the_first_picture_comes(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "open_clip_config.json").write_bytes((folder / "open_clip_config.json").read_bytes())
    (tmp_path / "open_clip_model.safetensors").write_bytes(b"no weights")
    with pytest.raises(BadInput, match="cannot be loaded"):
        ClipTagger(tmp_path, "tiny", load_vocabulary(), device="cpu").tag(pictures(1))
