"""The zero-shot reader loads a real open_clip folder, reads in batches, keeps its prompts, and never hangs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from analysis.images.tags import RULES, FacetPrompts, averaged, facet_prompts, facet_tags, softmax
from analysis.models.clip_tagger import MODEL, PICTURES_A_PASS, ClipTagger, best_device
from analysis.registry import auto
from data.errors import BadInput, MissingPart
from data.settings import Settings
from data.vocabulary import load_vocabulary

TINY = {
    "embed_dim": 16,
    "vision_cfg": {"image_size": 32, "layers": 1, "width": 32, "head_width": 16, "patch_size": 16},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 1},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a whole open_clip model, small and with weights drawn by chance."""
    import open_clip
    import torch
    from safetensors.torch import save_file

    path = tmp_path_factory.mktemp("tiny-clip")
    (path / "open_clip_config.json").write_text(json.dumps({"model_cfg": TINY, "preprocess_cfg": {}}))
    torch.manual_seed(0)
    save_file(open_clip.CLIP(**TINY).state_dict(), path / "open_clip_model.safetensors")
    return path


@pytest.fixture(scope="module")
def tagger(folder: Path) -> ClipTagger:
    return ClipTagger(folder, "tiny", load_vocabulary(), device="cpu")


def pictures(number: int) -> list[Image.Image]:
    dice = np.random.default_rng(0)
    return [Image.fromarray(dice.integers(0, 255, (40, 30 + n % 7, 3), dtype=np.uint8)) for n in range(number)]


def test_each_picture_gets_a_unit_vector_whatever_the_batch(tagger: ClipTagger) -> None:
    many = pictures(PICTURES_A_PASS + 5)
    vectors = tagger.embed(many)
    assert vectors.shape == (len(many), 16) and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[-1], tagger.embed(many[-1:])[0], atol=1e-5)
    assert len(tagger.embed([])) == 0 and tagger.tag([]) == []


def test_tags_are_labels_of_the_vocabulary_within_each_facets_limits(
    tagger: ClipTagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for facet, rule in RULES.items():
        monkeypatch.setitem(RULES, facet, type(rule)(0.0, rule.most))
    tags = tagger.tag(pictures(3))
    assert [len(found) for found in tags] == [sum(rule.most for rule in RULES.values())] * 3
    assert all(tag.label_id in load_vocabulary() and 0 <= tag.score <= 1 for found in tags for tag in found)


def test_the_prompts_are_read_once_and_kept(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ClipTagger(folder, "tiny", load_vocabulary(), tmp_path, "cpu")
    tags = first.tag(pictures(2))
    assert (tmp_path / str(first.fingerprint) / "labels.npz").is_file()
    again = ClipTagger(folder, "tiny", load_vocabulary(), tmp_path, "cpu")
    monkeypatch.setattr(ClipTagger, "_embed_texts", lambda *_: pytest.fail("the prompts were read a second time"))
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


def test_the_best_device_gives_the_tags_of_the_cpu(folder: Path, tagger: ClipTagger) -> None:
    if best_device() == "cpu":
        pytest.skip("needs a CUDA or MPS device; this machine has none")
    moved = ClipTagger(folder, "tiny", load_vocabulary())
    np.testing.assert_allclose(moved.embed(pictures(3)), tagger.embed(pictures(3)), atol=0.05)


@pytest.mark.parametrize("download", [False, True])
def test_weights_that_cannot_be_had_are_named_with_what_to_do(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, download: bool
) -> None:
    # Nobody listens on port 9, so the network is as good as away.
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    away = settings.model_copy(update={"clip_model": "hf-hub:nobody/no-such-model", "download": download})
    model, note = auto("garment", away)
    assert model is None
    assert note and "nobody/no-such-model" in note and "HEMLINE_DOWNLOAD=1" in note


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


def test_every_seen_facet_has_sentences_for_each_label_and_for_none() -> None:
    for prompts in facet_prompts(load_vocabulary()):
        assert len(prompts.sentences) == len(prompts.label_ids) + 1 and all(prompts.sentences)
        assert prompts.facet in RULES
        assert all(text == text.lower() for group in prompts.sentences for text in group)


def test_a_label_is_given_only_when_it_beats_none_of_these() -> None:
    prompts = FacetPrompts("category", ("category:coat", "category:dress"), (("coat",), ("dress", "gown"), ("none",)))
    vectors = np.eye(4, dtype=np.float32)
    labels = averaged(vectors, prompts)
    np.testing.assert_allclose(labels[1], [0, 2**-0.5, 2**-0.5, 0], atol=1e-6)
    shares = softmax(np.array([[1, 0, 0], [0, 0, 1], [0, 0, 0]], dtype=np.float32), scale=20)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-6)
    tags = facet_tags(shares, prompts)
    assert [[tag.label_id for tag in found] for found in tags] == [
        ["category:coat"],
        [],
        ["category:coat", "category:dress"],
    ]
