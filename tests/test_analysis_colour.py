"""Colours are read from clothes alone, merged over their shading, and named as people name cloth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from analysis.images.clusters import k_means
from analysis.images.colour import PixelColourTagger, palette
from analysis.images.colour_names import NOT_PIXELS
from analysis.images.garment_mask import _joined, garment_mask
from analysis.images.oklab import from_hex, to_hex, to_oklab
from data.vocabulary import load_vocabulary

SKIN, HAIR, GROUND = "#c68863", "#2a1d16", "#d9d6d0"


@pytest.fixture(scope="module")
def tagger() -> PixelColourTagger:
    return PixelColourTagger(load_vocabulary())


def person(coat: str, trousers: str, skin: str = SKIN) -> Image.Image:
    """Draw a figure before a wall: hair, face, hands, a coat of 100 x 200 px and trousers of 60 x 100."""
    picture = Image.new("RGB", (300, 500), GROUND)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((122, 30, 178, 100), fill=HAIR)
    draw.ellipse((130, 45, 170, 105), fill=skin)
    draw.rectangle((140, 100, 160, 120), fill=skin)
    draw.rectangle((100, 120, 200, 320), fill=coat)
    draw.rectangle((88, 150, 99, 300), fill=skin)
    draw.rectangle((120, 321, 180, 420), fill=trousers)
    return picture


def test_a_figures_colours_are_its_clothes_not_wall_skin_or_hair(tagger: PixelColourTagger) -> None:
    tags = tagger.tag([person("#C8202F", "#1B2541")])[0]
    assert [tag.label_id for tag in tags] == ["colour:red", "colour:navy"]
    assert tags[0].score == pytest.approx(20_000 / 26_000, abs=0.04)
    assert np.abs(from_hex(tags[0].evidence or "") - from_hex("#C8202F")).max() < 0.02


def test_a_coat_in_the_colour_of_skin_stays_on(tagger: PixelColourTagger) -> None:
    tags = tagger.tag([person(SKIN, "#1B1B1B")])[0]
    assert tags[0].score > 0.6 and tags[1].label_id == "colour:black"


def test_shares_are_of_the_garments_area_whatever_the_ground(tagger: PixelColourTagger) -> None:
    for ground in ("#ffffff", "#101010", "#88aacc"):
        picture = Image.new("RGB", (200, 200), ground)
        picture.paste("#047857", (40, 50, 160, 100))
        picture.paste("#F7D117", (40, 100, 160, 150))
        tags = {tag.label_id: tag.score for tag in tagger.tag([picture])[0]}
        assert tags == pytest.approx({"colour:emerald": 0.5, "colour:yellow": 0.5}, abs=0.05)


def test_one_dye_in_light_and_shade_is_one_colour() -> None:
    ramp = np.linspace(0.75, 1.05, 100)[None, :, None] * np.array([46, 99, 181])
    cloth = Image.fromarray(np.broadcast_to(ramp.clip(0, 255), (100, 100, 3)).astype(np.uint8))
    picture = Image.new("RGB", (160, 160), "#ffffff")
    picture.paste(cloth, (30, 30))
    assert len(palette(picture)) == 1


def test_stripes_keep_their_two_colours(tagger: PixelColourTagger) -> None:
    picture = Image.new("RGB", (400, 400), "#ffffff")
    for y in range(80, 320, 12):
        picture.paste("#C8202F", (80, y, 320, y + 6))
        picture.paste("#1B2541", (80, y + 6, 320, y + 12))
    assert {tag.label_id for tag in tagger.tag([picture])[0]} == {"colour:red", "colour:navy"}


def test_every_plain_swatch_gets_the_name_of_its_hex(tagger: PixelColourTagger) -> None:
    labels = [label for label in load_vocabulary().facet("colour") if label.label_id not in NOT_PIXELS]
    swatches = [Image.new("RGB", (40, 40), label.hex) for label in labels]
    assert [tags[0].label_id for tags in tagger.tag(swatches)] == [label.label_id for label in labels]


@pytest.mark.parametrize(
    ("seen", "name"),
    [("#303133", "black"), ("#e8e8ea", "white"), ("#6d6f72", "grey"), ("#4b566b", "blue"), ("#5b3b29", "brown")],
)
def test_cloth_under_lamps_is_named_as_people_name_it(tagger: PixelColourTagger, seen: str, name: str) -> None:
    assert tagger.tag([Image.new("RGB", (40, 40), seen)])[0][0].label_id == f"colour:{name}"


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 2), (3, 3)])
def test_a_picture_of_any_shape_has_a_colour(tagger: PixelColourTagger, size: tuple[int, int]) -> None:
    tags = tagger.tag([Image.new("RGB", size, "#C8202F")])[0]
    assert [tag.label_id for tag in tags] == ["colour:red"]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_shares_add_up_to_at_most_one_and_each_label_comes_once(seed: int) -> None:
    dice = np.random.default_rng(seed)
    blocks = dice.integers(0, 255, (6, 5, 3), dtype=np.uint8)
    tags = PixelColourTagger(load_vocabulary()).tag([Image.fromarray(blocks.repeat(8, 0).repeat(8, 1))])[0]
    assert 0 < sum(tag.score for tag in tags) <= 1.001
    assert len({tag.label_id for tag in tags}) == len(tags)
    assert [tag.score for tag in tags] == sorted((tag.score for tag in tags), reverse=True)


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_colour_goes_to_oklab_and_back(rgb: tuple[int, int, int]) -> None:
    colour = f"#{rgb[0]:02x}{rgb[1]:02x}{rgb[2]:02x}"
    back = np.array(tuple(bytes.fromhex(to_hex(from_hex(colour))[1:])), dtype=int)
    assert np.abs(back - rgb).max() <= 1


def test_oklab_gives_the_published_values_of_white_and_red() -> None:
    np.testing.assert_allclose(from_hex("#ffffff"), [1, 0, 0], atol=1e-3)
    np.testing.assert_allclose(from_hex("#ff0000"), [0.628, 0.225, 0.126], atol=1e-3)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_growing_a_seed_equals_its_naive_twin(seed: int) -> None:
    dice = np.random.default_rng(seed)
    among = dice.random((9, 11)) < 0.6
    start = among & (dice.random((9, 11)) < 0.1)
    naive = start.copy()
    for _ in range(among.size):
        padded = np.pad(naive, 1)
        naive |= among & (padded[:-2, 1:-1] | padded[2:, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:])
    np.testing.assert_array_equal(_joined(start, among), naive)


def test_a_picture_without_a_ground_to_tell_is_read_whole() -> None:
    plain = to_oklab(np.full((20, 30, 3), 120, dtype=np.uint8))
    assert garment_mask(plain).all()


def test_clustering_finds_the_same_groups_every_time() -> None:
    dice = np.random.default_rng(0)
    points = np.concatenate([dice.normal(at, 0.01, (50, 3)) for at in (0, 1, 2)]).astype(np.float32)
    centres, groups = k_means(points, np.ones(150, dtype=np.float32), 3)
    assert sorted(np.round(centres[:, 0], 1)) == [0, 1, 2]
    np.testing.assert_array_equal(groups, k_means(points, np.ones(150, dtype=np.float32), 3)[1])
    assert [len(set(part)) for part in np.split(groups, 3)] == [1, 1, 1]
