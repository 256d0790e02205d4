"""Colours are read from clothes alone, merged over their shading, and named as people name cloth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from analysis.images.clusters import k_means
from analysis.images.colour import PixelColourTagger, palette
from analysis.images.colour_families import family
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


@pytest.mark.parametrize(
    ("swatch", "name"),
    [
        ("#7a4a21", "brown"),  # dark orange
        ("#1b2541", "navy"),  # dark blue
        ("#f2a0b9", "pink"),  # light red
        ("#6a1b2d", "burgundy"),
        ("#d8c3a5", "beige"),
        ("#26302c", "black"),  # a trace of green in the dark is none
        ("#2b221c", "brown"),  # a trace of orange is
        ("#e9e9eb", "white"),
    ],
)
def test_a_family_is_a_region_of_lightness_chroma_and_hue(swatch: str, name: str) -> None:
    lab = from_hex(swatch)
    assert family(lab, float(lab[0])) == name


def test_a_black_cloth_in_the_light_is_told_from_a_grey_one_by_its_shadows() -> None:
    lit = from_hex("#505050")
    assert [family(lit, shadows) for shadows in (0.25, 0.40)] == ["black", "grey"]


@given(st.tuples(*[st.integers(0, 255)] * 3), st.floats(0, 1))
def test_every_colour_has_a_family(rgb: tuple[int, int, int], shadows: float) -> None:
    assert family(to_oklab(np.array(rgb, dtype=np.uint8)), shadows)


@pytest.mark.parametrize("pair", [("#FAFAF7", "#BFC3C7"), ("#8A8D91", "#1B1B1B"), ("#D8C3A5", "#8B7D70")])
def test_two_cloths_of_one_hue_stay_two_colours(pair: tuple[str, str]) -> None:
    picture = Image.new("RGB", (200, 200), "#2F63B5")
    for half, cloth in enumerate(pair):
        picture.paste(cloth, (20, 40 + half * 60, 180, 100 + half * 60))
    assert [patch.share for patch in palette(picture)] == pytest.approx([0.5, 0.5], abs=0.06)


def test_mixed_pixels_of_a_fine_print_make_no_colour_of_their_own(tagger: PixelColourTagger) -> None:
    picture = Image.new("RGB", (400, 400), "#ffffff")
    picture.paste("#F7D117", (80, 80, 320, 320))
    for x in range(80, 320, 14):
        picture.paste("#1B2541", (x, 80, x + 5, 320))
    blurred = picture.filter(ImageFilter.GaussianBlur(1.2))
    assert {tag.label_id for tag in tagger.tag([blurred])[0]} == {"colour:yellow", "colour:navy"}


def test_a_bare_body_is_not_what_is_worn(tagger: PixelColourTagger) -> None:
    picture = Image.new("RGB", (200, 300), GROUND)
    picture.paste(SKIN, (50, 0, 150, 300))
    picture.paste("#C8202F", (50, 130, 150, 180))
    assert [tag.label_id for tag in tagger.tag([picture])[0]] == ["colour:red"]


def test_clothes_cut_off_by_the_lower_edge_are_no_floor(tagger: PixelColourTagger) -> None:
    picture = Image.new("RGB", (200, 200), "#ffffff")
    picture.paste("#047857", (0, 60, 200, 200))
    assert tagger.tag([picture])[0][0].label_id == "colour:emerald"


def test_dots_in_the_colour_of_the_wall_stay_on_the_dress() -> None:
    picture = Image.new("RGB", (300, 300), GROUND)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 60, 240, 240), fill="#1B2541")
    for x in range(75, 230, 30):
        for y in range(75, 230, 30):
            draw.ellipse((x, y, x + 12, y + 12), fill=GROUND)
    clothes = garment_mask(to_oklab(np.asarray(picture.resize((96, 96)))))
    assert clothes[22:64, 22:74].all()  # below begins what may be its shadow on the floor


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
