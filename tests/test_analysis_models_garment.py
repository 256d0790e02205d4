"""The shipped garment reader: a weights file, batches, labels of the vocabulary, and a training that resumes."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from analysis.models.garment import augment
from analysis.models.garment.classes import CLASSES, KINDS, LABELS
from analysis.models.garment.fitting import temperature
from analysis.models.garment.ground import read_whole, with_figure
from analysis.models.garment.muon import orthogonal
from analysis.models.garment.network import GarmentNetwork
from analysis.models.garment.photos import shrunk
from analysis.models.garment.shipped import Manner, Shipped, packed
from analysis.models.garment.squares import read_px, squeezed
from analysis.models.garment.tagger import PICTURES_A_PASS, WEIGHTS, GarmentTagger, Seen, _told
from analysis.models.garment.training import Recipe, Training
from analysis.registry import auto
from data.settings import Settings
from data.vocabulary import load_vocabulary

MANNER = Manner(blocks=(1, 1, 1, 1), px=32, temperature=0.8)


def drawn_by_chance(seed: int, blocks: tuple[int, ...] = MANNER.blocks) -> GarmentNetwork:
    torch.manual_seed(seed)
    return GarmentNetwork(blocks)


@pytest.fixture(scope="module")
def weights() -> bytes:
    """A whole weights file of two networks drawn by chance."""
    return packed([drawn_by_chance(0), drawn_by_chance(1)], MANNER)


def pictures(number: int) -> list[Image.Image]:
    dice = np.random.default_rng(0)
    return [Image.fromarray(dice.integers(0, 255, (40 + n % 9, 30 + n % 7, 3), dtype=np.uint8)) for n in range(number)]


def test_every_class_is_named_by_labels_of_the_vocabulary_or_by_its_kinds() -> None:
    vocabulary = load_vocabulary()
    assert set(LABELS) | set(KINDS) == set(CLASSES) and not set(LABELS) & set(KINDS)
    assert all(label_id in vocabulary for labels in [*LABELS.values(), *KINDS.values()] for label_id in labels)


def test_a_weights_file_gives_back_its_manner_and_the_networks_mean(weights: bytes) -> None:
    squares = np.stack([squeezed(picture, read_px(MANNER.px)) for picture in pictures(3)])
    both = Shipped.from_bytes(weights, "cpu")
    alone = [Shipped.from_bytes(packed([drawn_by_chance(seed)], MANNER), "cpu").read(squares) for seed in (0, 1)]
    reading = both.read(squares)
    assert both.manner == MANNER
    assert reading.classes.shape == (3, len(CLASSES)) and reading.kinds["shoes"].shape == (3, len(KINDS["shoes"]))
    for shares, first, second in (
        (reading.classes, alone[0].classes, alone[1].classes),
        (reading.kinds["shoes"], alone[0].kinds["shoes"], alone[1].kinds["shoes"]),
    ):
        mean = np.sqrt(first * second)  # of logits, up to a constant
        np.testing.assert_allclose(shares, mean / mean.sum(axis=1, keepdims=True), atol=1e-5)


def test_what_is_read_depends_neither_on_the_batch_nor_on_left_and_right(weights: bytes) -> None:
    tagger, many = GarmentTagger(weights, "cpu"), pictures(PICTURES_A_PASS + 5)
    together, last = tagger.guess(many), many[-4:]
    alone = [tagger.guess([picture])[0] for picture in last]
    mirrored = tagger.guess([picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for picture in last])
    assert len(together) == len(many) and tagger.guess([]) == tagger.tag([]) == []
    for tags, *others in zip(together[-4:], alone, mirrored, strict=True):
        assert sum(tag.score for tag in tags) == pytest.approx(1)
        assert len({tag.label_id for tag in tags}) == len(tags)
        for other in others:
            assert [tag.label_id for tag in tags] == [tag.label_id for tag in other]
            assert [tag.score for tag in tags] == pytest.approx([tag.score for tag in other], abs=1e-3)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (33, 32)])
def test_pictures_of_any_shape_are_read(weights: bytes, size: tuple[int, int]) -> None:
    guessed = GarmentTagger(weights, "cpu").guess([Image.new("RGB", size, "red")])[0]
    assert all(np.isfinite(tag.score) for tag in guessed)


@pytest.mark.parametrize(
    ("classes", "figure", "told"),
    [
        ({"dress": 0.9, "skirt": 0.1}, 0.3, {"category:dress": 0.9}),
        ({"dress": 0.69, "skirt": 0.31}, 0.3, {}),
        ({"dress": 0.9, "skirt": 0.1}, 0.01, {}),
        ({"longsleeve": 0.8, "top": 0.2}, 0.3, {"category:top": 0.8, "sleeve:long-sleeve": 0.8}),
        ({"shoes": 0.9, "hat": 0.1}, 0.3, {"category:boot": 0.63}),
        ({"outwear": 0.9, "hat": 0.1}, 0.3, {}),  # no kind of outerwear is likely enough
    ],
)
def test_what_is_told_is_the_likeliest_class_or_its_kind_or_nothing(
    classes: dict[str, float], figure: float, told: dict[str, float]
) -> None:
    shoes = {"category:boot": 0.7, "category:sneaker": 0.3}
    outwear = {"category:coat": 0.4, "category:jacket": 0.35, "category:puffer-jacket": 0.25}
    tags = list(_told(Seen(classes, {"shoes": shoes, "outwear": outwear}, figure)))
    assert {tag.label_id: tag.score for tag in tags} == pytest.approx(told)


def test_an_untrained_network_is_too_unsure_to_tell_anything(weights: bytes) -> None:
    assert GarmentTagger(weights, "cpu").tag(pictures(3)) == [[], [], []]


def test_other_weights_are_another_reader(weights: bytes) -> None:
    other = packed([drawn_by_chance(2)], MANNER)
    assert str(GarmentTagger(weights).fingerprint) == str(GarmentTagger(weights).fingerprint)
    assert str(GarmentTagger(weights).fingerprint) != str(GarmentTagger(other).fingerprint)


def test_a_file_that_lacks_weights_is_refused() -> None:
    deeper = packed([drawn_by_chance(0)], Manner(**vars(MANNER) | {"blocks": (2, 1, 1, 1)}))
    with pytest.raises(ValueError, match="lacks trunk"):
        Shipped.from_bytes(deeper, "cpu")


def test_a_network_is_shown_the_middle_of_a_whole_picture() -> None:
    whole = torch.randint(0, 256, (2, 3, read_px(32), read_px(32)), dtype=torch.uint8)
    shown = read_whole(whole, 32)
    assert shown.shape == (2, 4, 32, 32) and torch.equal(shown[:, :3], whole[:, :, 2:34, 2:34])


def test_what_is_unlike_the_frame_stands_out_whatever_the_colours() -> None:
    photos = torch.zeros(2, 3, 80, 80, dtype=torch.uint8)
    photos[0, :, 20:60, 30:50] = 255  # white on black
    photos[1] = torch.tensor([200, 30, 30])[:, None, None]
    photos[1, :, 20:60, 30:50] = torch.tensor([30, 30, 200])[:, None, None]  # blue on red
    photos[1, :, 60:70, 30:50] = torch.tensor([196, 34, 30])[:, None, None]  # a fold of the ground
    seen = with_figure(photos)
    assert seen.shape == (2, 4, 80, 80) and torch.equal(seen[:, :3], photos)
    assert seen[:, 3, 30:50, 35:45].min() > 200 and seen[:, 3, :15].max() < 30 and seen[1, 3, 62:68, 35:45].max() < 60


@given(seed=st.integers(0, 2**31), rows=st.integers(2, 12), columns=st.integers(2, 12))
def test_a_step_turns_all_directions_alike(seed: int, rows: int, columns: int) -> None:
    matrix = torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed))
    values = torch.linalg.svdvals(orthogonal(matrix))
    assert values.max() < 1.5  # of full rank or not, none is longer than about one


def test_photos_are_changed_but_stay_pictures() -> None:
    torch.manual_seed(0)
    photos = torch.randint(0, 256, (40, 4, 40, 40), dtype=torch.uint8)
    seen = augment.seen(photos, 32)
    assert seen.shape == (40, 4, 32, 32) and seen.dtype == torch.float32
    assert seen.min() >= 0 and seen.max() <= 1 and seen.isfinite().all()
    assert not torch.equal(seen, augment.seen(photos, 32))


@given(seed=st.integers(0, 2**31))
def test_mixed_photos_share_their_labels_and_no_label_is_lost(seed: int) -> None:
    torch.manual_seed(seed)
    shares = torch.eye(len(CLASSES))[torch.arange(6)]
    pixels, mixed = augment.mixed(torch.rand(6, 4, 16, 16), shares)
    assert pixels.shape == (6, 4, 16, 16)
    torch.testing.assert_close(mixed.sum(dim=1), torch.ones(6))
    torch.testing.assert_close(mixed.sum(dim=0), shares.sum(dim=0))


def test_the_rate_rises_then_holds_then_falls_to_nothing() -> None:
    recipe = Recipe(epochs=10, falling=0.4)
    paces = [recipe.pace_at(epoch) for epoch in (0, 0.5, 1, 5, 6, 8, 10)]
    assert paces == pytest.approx([0.05, 0.55, 1, 1, 1, 0.5, 0])
    assert [recipe.px_at(epoch) for epoch in (5, 6)] == [recipe.small_px, recipe.px]


def trained(photos: torch.Tensor, checkpoint: Path | None) -> Iterator[dict[str, float]]:
    recipe = Recipe(epochs=2, small_px=48, px=64, batch=8, falling=0.5)
    labels = np.arange(len(photos), dtype=np.int64) % len(CLASSES)
    return Training(recipe, labels, checkpoint).run(photos, shrunk(photos, 60))


def test_a_stopped_training_goes_on_as_if_it_had_not_been_stopped(tmp_path: Path) -> None:
    photos = torch.randint(0, 256, (20, 4, 80, 80), dtype=torch.uint8)
    whole = [said["loss"] for said in trained(photos, None)]
    stopped = next(trained(photos, tmp_path / "kept"))["loss"]
    resumed = [said["loss"] for said in trained(photos, tmp_path / "kept")]
    assert [stopped, *resumed] == pytest.approx(whole, rel=5e-3)


def test_the_temperature_makes_shares_chances() -> None:
    dice = np.random.default_rng(0)
    chance = dice.uniform(0.1, 0.99, 20_000)  # of the second of two classes
    labels = (dice.random(20_000) < chance).astype(np.int64)
    boasting = 3 * np.log(chance / (1 - chance))
    logits = np.stack([np.zeros(20_000), boasting, np.full(20_000, -30.0)], axis=1).astype(np.float32)
    assert temperature(logits, labels) == pytest.approx(3, rel=0.1)


def test_the_shipped_weights_are_small_and_read_by_default(settings: Settings) -> None:
    weights = (files("data") / "weights" / WEIGHTS).read_bytes()
    away = settings.model_copy(update={"clip_model": str(settings.home / "no-model")})
    reader, note = auto("garment", away)
    assert len(weights) <= 8_000_000
    assert isinstance(reader, GarmentTagger) and reader.fingerprint.weights_hash == sha256(weights).hexdigest()
    assert note and "no-model" in note  # a stronger one could not be had


def test_a_picture_of_one_colour_shows_no_garment(settings: Settings) -> None:
    plain = [Image.new("RGB", (60, 90), colour) for colour in ("red", "white", "black", "navy")]
    assert GarmentTagger.from_settings(settings).tag(plain) == [[]] * 4
