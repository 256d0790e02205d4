"""Pictures that show the same are found through resizing and saving anew; others of the same shape are kept apart."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from data.store import Store
from ingest.jobs import images
from ingest.likeness import FirstPictures, shape_of
from tests.picture_server import picture


def look(seed: int, colour: str = "crimson", size: tuple[int, int] = (480, 640)) -> Image.Image:
    """Draw a garment before an uneven wall, each seed another one."""
    random = np.random.default_rng(seed)
    wall = Image.fromarray(random.integers(90, 250, (6, 5, 3), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
    drawn = ImageDraw.Draw(wall)
    for _ in range(5):
        left, top = random.uniform(0.1, 0.6, 2) * size
        wide, high = random.uniform(0.1, 0.35, 2) * size
        drawn.ellipse((left, top, left + wide, top + high), fill=colour)
    return wall.filter(ImageFilter.GaussianBlur(2))


def saved(picture: Image.Image, form: str, quality: int) -> Image.Image:
    held = BytesIO()
    picture.save(held, form, quality=quality)
    return Image.open(BytesIO(held.getvalue()))


def store_looks(folder: Path, **looks: Image.Image) -> Path:
    folder.mkdir(exist_ok=True)
    for name, shown in looks.items():
        shown.save(folder / f"{name}.png")
    return folder


def repeats(store: Store) -> dict[str, str | None]:
    """Return which picture each one repeats, by their files' names."""
    with store.connection() as con:
        found = con.execute(
            "SELECT parse_filename(a.path, true), parse_filename(b.path, true) "
            "FROM image a LEFT JOIN image b ON b.image_id = a.repeat_of"
        ).fetchall()
    return dict(found)


@pytest.mark.parametrize(
    "change",
    [
        lambda shown: shown.resize((240, 320)),
        lambda shown: shown.resize((1440, 1920), Image.Resampling.BICUBIC),
        lambda shown: saved(shown, "JPEG", 40),
        lambda shown: saved(shown, "WEBP", 60),
        lambda shown: shown.crop((3, 4, 477, 636)),
        lambda shown: shown.point(lambda level: min(255, level + 6)),
    ],
)
def test_a_picture_saved_anew_is_told(
    store: Store, tmp_path: Path, change: Callable[[Image.Image], Image.Image]
) -> None:
    first = look(1)
    result = images.run(store, store_looks(tmp_path / "looks", a=first, b=change(first), c=look(2)))
    assert (result.rows_stored, result.shown_before) == (3, 1)
    assert repeats(store) == {"a": None, "b": "a", "c": None}


@pytest.mark.parametrize(
    "other",
    [
        look(1, "royalblue"),  # the same garment in another colour
        look(1).transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        look(1).crop((60, 60, 480, 640)),
        look(2),
        Image.new("RGB", (480, 640), "white"),
    ],
)
def test_another_picture_is_kept_apart(store: Store, tmp_path: Path, other: Image.Image) -> None:
    images.run(store, store_looks(tmp_path / "looks", a=look(1), b=other))
    assert repeats(store) == {"a": None, "b": None}


def test_plain_areas_of_two_colours_are_two_pictures(store: Store, tmp_path: Path) -> None:
    plain = {name: Image.new("RGB", (90, 90), name) for name in ("red", "blue")}
    images.run(store, store_looks(tmp_path / "looks", **plain))
    assert repeats(store) == {"red": None, "blue": None}


def test_a_repeat_of_a_repeat_names_the_first_one_in_a_later_run_too(store: Store, tmp_path: Path) -> None:
    folder = store_looks(tmp_path / "looks", a=look(1))
    images.run(store, folder)
    images.run(store, store_looks(folder, b=look(1).resize((240, 320))))
    images.run(store, store_looks(folder, c=saved(look(1), "JPEG", 50)))
    assert repeats(store) == {"a": None, "b": "a", "c": "a"}


def test_a_repeat_in_another_source_is_counted_there(store: Store, tmp_path: Path) -> None:
    images.run(store, store_looks(tmp_path / "one", a=look(1)))
    images.run(store, store_looks(tmp_path / "two", b=look(1).resize((240, 320))))
    assert repeats(store) == {"a": None, "b": None}


def test_repeats_count_once_in_the_runway_base(store: Store, tmp_path: Path) -> None:
    from analysis.jobs import tag

    show = tmp_path / "runway" / "maison-x-ss25-paris"
    show.mkdir(parents=True)
    for name, content in (
        ("look-1", picture("red", (300, 400))),
        ("look-2", picture("red", (600, 800))),
        ("look-3", picture("blue", (300, 400))),
    ):
        (show / f"{name}.jpg").write_bytes(content)
    images.run(store, tmp_path / "runway")
    tag.run(store)
    looks = store.read("series_looks").set_index("label_id")
    assert looks.loc["colour:red", ["authors", "base"]].tolist() == [1, 2]
    evidence = store.read("evidence_rows", labels=["colour:red"], weeks=2, looks=5)
    assert evidence["look"].tolist() == [1]


@trials(deadline=None)
@given(st.integers(0, 30))
def test_the_hash_is_that_of_its_definition(seed: int) -> None:
    shown = look(seed)
    grey = shown.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    bits = "".join(
        str(int(grey.getpixel((x + 1, y)) > grey.getpixel((x, y))))  # type: ignore[operator]
        for y in range(8)
        for x in range(8)
    )
    assert shape_of(shown) % 2**64 == int(bits, 2)


def test_without_thumbnails_nothing_is_told(tmp_path: Path) -> None:
    firsts = FirstPictures(["a"], ["0" * 64], [5], tmp_path)
    assert firsts.repeated_by("b", "1" * 64, 5) is None
