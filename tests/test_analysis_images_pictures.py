"""A picture file is opened right or refused with a reason, whatever it holds, and the next ones are opened ahead."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from analysis.images.ahead import BATCHES_AHEAD, opened_ahead
from analysis.images.pictures import UnreadablePicture, open_picture

LIMIT = 120_000_000
RED = (200, 30, 40)


def jpeg(path: Path, mode: str = "RGB", **saved: object) -> bytes:
    Image.new("RGB", (600, 400), RED).convert(mode).save(path, "JPEG", quality=95, **saved)
    return path.read_bytes()


def deep_png(path: Path) -> None:
    Image.fromarray(np.full((40, 60), 200 * 256, dtype=np.uint16)).save(path)


def see_through(path: Path) -> None:
    Image.new("RGBA", (60, 40), (0, 0, 0, 0)).save(path)


def moving_gif(path: Path) -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in (RED, (0, 0, 255))]
    frames[0].save(path, save_all=True, append_images=frames[1:])


def turned(path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    jpeg(path, exif=exif)


READ: list[tuple[str, Callable[[Path], object], tuple[int, int], tuple[int, int, int]]] = [
    ("plain.jpg", jpeg, (512, 341), RED),
    ("print.jpg", lambda path: jpeg(path, "CMYK"), (512, 341), RED),
    ("grey.jpg", lambda path: jpeg(path, "L"), (512, 341), (82, 82, 82)),
    ("turned.jpg", turned, (341, 512), RED),
    ("deep.png", deep_png, (60, 40), (200, 200, 200)),
    ("see-through.png", see_through, (60, 40), (255, 255, 255)),
    ("moving.gif", moving_gif, (60, 40), RED),
    ("wide.png", lambda path: Image.new("RGB", (40_000, 20), RED).save(path), (512, 1), RED),
]
REFUSED: list[tuple[str, Callable[[Path], object], str]] = [
    ("nothing.jpg", lambda path: path.write_bytes(b""), "not an image"),
    ("text.jpg", lambda path: path.write_text("no picture"), "not an image"),
    ("half.jpg", lambda path: path.write_bytes(jpeg(path)[:1200]), "unreadable image"),
    ("phone.heic", lambda path: path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)), "not an image"),
    ("vast.png", lambda path: Image.new("1", (20_000, 7_000)).save(path), "image too large"),
    ("gone.jpg", lambda path: None, "unreadable image"),
]


@pytest.mark.parametrize(("name", "make", "size", "colour"), READ)
def test_a_picture_is_opened_small_upright_and_in_its_colours(
    tmp_path: Path, name: str, make: Callable[[Path], object], size: tuple[int, int], colour: tuple[int, int, int]
) -> None:
    make(tmp_path / name)
    seen = open_picture(tmp_path / name, LIMIT)
    assert seen.mode == "RGB" and seen.size == size
    middle = np.asarray(seen)[size[1] // 2, size[0] // 2].astype(int)
    assert np.abs(middle - colour).max() <= 12, middle


@pytest.mark.parametrize(("name", "make", "reason"), REFUSED)
def test_a_file_that_is_no_picture_is_refused_with_a_reason(
    tmp_path: Path, name: str, make: Callable[[Path], object], reason: str
) -> None:
    make(tmp_path / name)
    with pytest.raises(UnreadablePicture) as refused:
        open_picture(tmp_path / name, LIMIT)
    assert refused.value.reason == reason


def batches(folder: Path, count: int, size: int) -> list[pd.DataFrame]:
    for n in range(count * size):
        Image.new("RGB", (20 + n, 10), RED).save(folder / f"{n}.png")
    (folder / "1.png").write_bytes(b"broken")
    return [pd.DataFrame({"path": [f"{b * size + n}.png" for n in range(size)]}) for b in range(count)]


def test_batches_come_in_order_with_what_could_not_be_opened_in_its_place(tmp_path: Path) -> None:
    seen = list(opened_ahead(batches(tmp_path, 4, 3), tmp_path, LIMIT, lambda picture: picture.width))
    assert [batch.good for batch in seen] == [[20, 22], [23, 24, 25], [26, 27, 28], [29, 30, 31]]
    assert seen[0].good_rows["path"].tolist() == ["0.png", "2.png"]
    assert isinstance(seen[0].ready[1], UnreadablePicture)


def test_the_next_batches_are_opened_while_one_is_read(tmp_path: Path) -> None:
    opened = threading.Semaphore(0)

    def prepare(picture: Image.Image) -> int:
        opened.release()
        return picture.width

    parts = batches(tmp_path, 5, 2)
    ahead = opened_ahead(parts, tmp_path, LIMIT, prepare)
    next(ahead)
    for _ in range(2 * (BATCHES_AHEAD + 1) - 1):  # one of the pictures is broken
        assert opened.acquire(timeout=20), "a batch ahead was not opened"
    ahead.close()
