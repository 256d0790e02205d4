"""Patterns are told from cloth alone, by a network taught on drawn swatches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from analysis.models.pattern import train
from analysis.models.pattern.crops import CROP_PX, MOST_CROPS, Crop, cloth_crops, prepared
from analysis.models.pattern.swatches import swatch
from analysis.models.pattern.tagger import CLASSES, LABELS, PatternTagger
from data.errors import MissingPart
from data.vocabulary import load_vocabulary

GROUND = "#d9d6d0"


@pytest.fixture(scope="module")
def tagger() -> PatternTagger:
    return PatternTagger()


def garment(pattern: str) -> Image.Image:
    """Draw a garment of 200 x 300 px before a wall; plain, striped, checked or dotted."""
    picture = Image.new("RGB", (300, 400), GROUND)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((50, 50, 250, 350), fill="#27406b")
    for y in range(50, 350, 16):
        if pattern in ("stripe", "check"):
            draw.rectangle((50, y, 250, min(y + 5, 350)), fill="#f2ecdf")
        for x in range(50, 246, 16):
            if pattern == "check":
                draw.rectangle((x, 50, x + 5, 350), fill="#f2ecdf")
            elif pattern == "dot":
                draw.ellipse((x + 3, y + 3, x + 10, y + 10), fill="#f2ecdf")
    return picture


@pytest.mark.parametrize("pattern", ["plain", "stripe", "check", "dot"])
def test_the_shipped_network_tells_the_pattern_of_a_drawn_garment(tagger: PatternTagger, pattern: str) -> None:
    labels = [tag.label_id for tag in tagger.tag([garment(pattern)])[0]]
    assert labels == ([LABELS[pattern]] if pattern in LABELS else [])


def test_every_label_it_can_give_is_in_the_vocabulary() -> None:
    for label_id in LABELS.values():
        assert load_vocabulary().get(label_id).facet == "pattern"


def test_shares_add_up_to_one_for_each_picture_in_its_order(tagger: PatternTagger) -> None:
    pictures = [garment("plain"), garment("stripe"), Image.new("RGB", (5, 300), "#203040")]
    shares = tagger.shares(pictures)
    assert shares.shape == (3, len(CLASSES))
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(tagger.shares(pictures[1:2]), shares[1:2], atol=1e-4)
    assert tagger.tag([]) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 200), st.integers(1, 200))
def test_a_picture_of_any_size_has_crops(width: int, height: int) -> None:
    crops = cloth_crops(Image.new("RGB", (width, height), "#27406b"))
    assert 1 <= len(crops) <= MOST_CROPS
    assert all(crop.rgb.shape == (CROP_PX, CROP_PX, 3) and crop.clothes.shape == (CROP_PX, CROP_PX) for crop in crops)


def test_the_network_sees_no_colour_but_contrasts_and_nothing_beside_the_clothes() -> None:
    clothes = np.zeros((CROP_PX, CROP_PX), dtype=bool)
    clothes[:, 20:] = True
    plain = [Crop(np.full((CROP_PX, CROP_PX, 3), level, dtype=np.uint8), clothes) for level in (30, 220)]
    np.testing.assert_allclose(prepared(plain)[:, :3], 0, atol=1e-3)
    bright = np.full((CROP_PX, CROP_PX, 3), 30, dtype=np.uint8)
    bright[:, :20] = 255
    np.testing.assert_allclose(prepared([Crop(bright, clothes)]), prepared(plain[:1]), atol=1e-3)


@pytest.mark.parametrize("pattern", CLASSES)
def test_a_seed_draws_the_same_swatch_again_and_another_seed_another(pattern: str) -> None:
    one, same, other = (swatch(pattern, np.random.default_rng(seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one.rgb, same.rgb)
    assert (one.rgb != other.rgb).any()


def test_training_writes_weights_that_the_reader_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "small.safetensors"
    monkeypatch.setattr("sys.argv", ["train", "--swatches", "147", "--epochs", "1", "--out", str(out)])
    train.main()
    small = PatternTagger(out)
    assert len(small.shares([garment("dot")])) == 1
    assert str(small.fingerprint) != str(PatternTagger().fingerprint)


def test_missing_weights_are_named_with_the_way_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match=r"python -m analysis\.models\.pattern\.train"):
        PatternTagger(tmp_path / "none.safetensors")
