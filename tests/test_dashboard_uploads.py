"""Uploaded pictures are opened defensively, and what cannot be used is said in one sentence."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dashboard.uploads import KEPT_PX, SIDE_PX, Upload, opened
from data.errors import BadInput

LIMIT = 4_000_000


def drawn(width: int = 60, height: int = 90, mode: str = "RGB") -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels).convert(mode)


def written(picture: Image.Image, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def moving(form: str) -> bytes:
    return written(drawn(), form, save_all=True, append_images=[drawn(mode="L").convert("RGB")])


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_picture_of_every_usual_form_is_opened(form: str) -> None:
    picture = opened(written(drawn(), form), LIMIT)
    assert picture.size == (60, 90) and picture.mode == "RGB"


def test_a_large_picture_is_made_smaller_and_stands_upright() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # the camera was held on its side
    picture = opened(written(drawn(1500, 1000), "JPEG", exif=turned), LIMIT)
    assert max(picture.size) == SIDE_PX and picture.height > picture.width


def test_see_through_parts_become_white() -> None:
    assert opened(written(Image.new("RGBA", (9, 9), (200, 0, 0, 0)), "PNG"), LIMIT).getpixel((4, 4)) == (255, 255, 255)


BAD: list[tuple[str, Callable[[], bytes], str]] = [
    ("a text", lambda: b"no picture", "no picture"),
    ("nothing", lambda: b"", "no picture"),
    ("a program", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n", "no picture"),
    ("too many pixels", lambda: written(Image.new("1", (3000, 3000)), "PNG"), "4 million pixels"),
    ("a bomb", lambda: written(Image.new("1", (20_000, 20_000)), "PNG"), "4 million pixels"),
    ("cut off", lambda: written(drawn(300, 300), "JPEG")[:9000], "damaged or cut off"),
    ("cut off", lambda: written(drawn(300, 300), "PNG")[:9000], "damaged or cut off"),
    ("moving", lambda: moving("GIF"), "moves or has several pages"),
    ("moving", lambda: moving("WEBP"), "moves or has several pages"),
    ("two pages", lambda: moving("TIFF"), "moves or has several pages"),
    ("heavy", lambda: bytes(21 * 1024 * 1024), "larger than 20 MB"),
]


@pytest.mark.parametrize(("what", "make", "sentence"), BAD, ids=[f"{n}-{row[0]}" for n, row in enumerate(BAD)])
def test_what_cannot_be_used_is_said(what: str, make: Callable[[], bytes], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        opened(make(), LIMIT)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2000), st.integers(0, 255), st.integers(0, 9000))
def test_any_damage_ends_in_a_picture_or_a_sentence(at: int, byte: int, end: int) -> None:
    content = bytearray(written(drawn(50, 60), "JPEG"))
    content[at % len(content)] = byte
    try:
        assert opened(bytes(content[: max(1, end)]), LIMIT).mode == "RGB"
    except BadInput as error:
        assert str(error)


def test_what_is_kept_is_small_and_has_nothing_of_the_camera() -> None:
    place = Image.Exif()
    place[0x010F] = "A camera"
    upload = Upload("1", "photo.jpg", opened(written(drawn(1200, 900), "JPEG", exif=place), LIMIT))
    kept = upload.kept()
    with Image.open(io.BytesIO(kept.jpeg)) as picture:
        assert picture.size == (kept.width, kept.height) == (KEPT_PX, KEPT_PX * 3 // 4)
        assert not picture.getexif()
    assert b"A camera" not in kept.jpeg and upload.kept() == kept
