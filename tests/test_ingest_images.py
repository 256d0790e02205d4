"""Folders of pictures: every image file is stored, a repeat, or refused, and none outside the folder is opened."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from data.errors import BadInput
from data.settings import Settings
from data.store import Store
from ingest.jobs import images
from ingest.pictures import kept_at
from tests.odd_pictures import REFUSED, SHOWN, near, written
from tests.picture_server import picture, picture_server


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it has very many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures, one of them twice, and everything that can be wrong with a file."""
    folder = tmp_path / "looks"
    (folder / "maison-x-ss25-paris").mkdir(parents=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    first = folder / "maison-x-ss25-paris" / "look-01.jpg"
    Image.new("RGB", (400, 800), "red").save(first, exif=exif)
    (folder / "copy.jpg").write_bytes(first.read_bytes())
    Image.new("RGBA", (50, 40), (0, 0, 255, 0)).save(folder / "see-through.png")
    Image.new("CMYK", (40, 40)).save(folder / "print.jpg")
    (folder / "text.jpg").write_text("this is a text file")
    (folder / "empty.png").touch()
    (folder / "cut.jpg").write_bytes(first.read_bytes()[:700])
    (folder / "bomb.png").write_bytes(bomb(60_000, 60_000))
    (folder / "large.png").write_bytes(bomb(12_000, 11_000))
    (folder / "notes.txt").write_text("no picture by its name")
    (tmp_path / "secret.jpg").write_bytes(first.read_bytes())
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    return folder


def rows(store: Store, sql: str) -> list[tuple[object, ...]]:
    with store.connection() as con:
        return con.execute(sql).fetchall()


def test_every_image_file_is_accounted_for(store: Store, folder: Path) -> None:
    result = images.run(store, folder)
    assert (result.rows_in, result.rows_stored, result.rows_repeat, result.rows_rejected) == (10, 3, 1, 6)
    assert result.files_ignored == 1
    assert rows(store, "SELECT place, reason FROM rejected ORDER BY place") == [
        ("bomb.png", "image too large"),
        ("cut.jpg", "unreadable image"),
        ("empty.png", "not an image"),
        ("large.png", "image too large"),
        ("link.jpg", "outside the folder"),
        ("text.jpg", "not an image"),
    ]


def test_odd_pictures_are_taken_in_as_they_are_seen_and_all_others_named(store: Store, tmp_path: Path) -> None:
    looks = tmp_path / "looks"
    looks.mkdir()
    for name in (*SHOWN, *REFUSED):
        written(looks, name)
    result = images.run(store, looks)
    assert (result.rows_stored, result.rows_rejected, result.files_ignored) == (len(SHOWN), len(REFUSED), 0)
    refused = {str(place): reason for place, reason in rows(store, "SELECT place, reason FROM rejected")}
    assert refused == {name: reason for name, (_, reason) in REFUSED.items()}
    for path, sha256, width, height in rows(store, "SELECT path, sha256, width, height FROM image"):
        _, size, colours = SHOWN[Path(str(path)).name]
        assert (width, height) == size
        with Image.open(kept_at(store.settings.thumbs, str(sha256))) as thumb:
            assert near(thumb, *colours)


def test_the_same_folder_again_adds_nothing(store: Store, folder: Path) -> None:
    images.run(store, folder)
    before = rows(store, "FROM image ORDER BY ALL"), rows(store, "SELECT rejected_id FROM rejected ORDER BY ALL")
    assert images.run(store, folder).rows_repeat == 4
    assert (
        rows(store, "FROM image ORDER BY ALL"),
        rows(store, "SELECT rejected_id FROM rejected ORDER BY ALL"),
    ) == before


def test_a_turned_look_keeps_its_sides_and_what_its_name_says(store: Store, folder: Path) -> None:
    (folder / "copy.jpg").unlink()
    images.run(store, folder)
    found = rows(
        store, "SELECT width, height, designer, season, city, look, shown_on::VARCHAR FROM image WHERE look = 1"
    )
    assert found == [(800, 400, "Maison X", "SS25", "Paris", 1, "2024-09-30")]


def test_thumbnails_are_small_upright_and_on_white(store: Store, folder: Path, settings: Settings) -> None:
    images.run(store, folder)
    for sha256, width, height in rows(store, "SELECT sha256, width, height FROM image"):
        with Image.open(settings.thumbs / str(sha256)[:2] / f"{sha256}.jpg") as thumb:
            assert max(thumb.size) == min(320, max(int(str(width)), int(str(height))))
            assert thumb.mode == "RGB"
            if width == 50:
                assert thumb.getpixel((5, 5)) == (255, 255, 255)


def test_a_manifest_names_what_is_taken_and_cannot_leave_the_folder(store: Store, folder: Path) -> None:
    listed = [
        ("maison-x-ss25-paris/look-01.jpg", "Foo", "FW25", "FR"),
        ("../secret.jpg", "", "", ""),
        (str(folder.parent / "secret.jpg"), "", "", ""),
        ("gone.jpg", "", "", ""),
        ("", "", "", ""),
    ]
    manifest = folder.parent / "manifest.csv"
    pd.DataFrame(listed, columns=["path", "designer", "season", "country"]).to_csv(manifest, index=False)
    result = images.run(store, folder, manifest)
    assert (result.rows_in, result.rows_stored, result.rows_rejected) == (5, 1, 4)
    assert rows(store, "SELECT designer, season, region FROM image") == [("Foo", "FW25", "FR")]
    assert [reason for (reason,) in rows(store, "SELECT reason FROM rejected ORDER BY place")] == [
        "outside the folder",
        "outside the folder",
        "no such file",
        "outside the folder",
    ]


def test_what_is_missing_is_named(store: Store, folder: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        images.run(store, folder / "nowhere")
    (folder / "m.csv").write_text("drawing\nx.jpg\n")
    with pytest.raises(BadInput, match="no column 'path'"):
        images.run(store, folder, folder / "m.csv")


def test_a_folder_without_pictures_is_taken_in_as_none(store: Store, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    assert images.run(store, tmp_path / "bare").rows_in == 0


def test_a_hundred_garment_photos_are_stored_once(store: Store, shared_data: Path, tmp_path: Path) -> None:
    photos = sorted((shared_data / "images" / "clothing-dataset-small" / "validation").rglob("*.jpg"))[:100]
    for at, photo in enumerate(photos):
        (tmp_path / "photos").mkdir(exist_ok=True)
        (tmp_path / "photos" / f"{at}.jpg").write_bytes(photo.read_bytes())
    result = images.run(store, tmp_path / "photos")
    assert (result.rows_in, result.rows_stored + result.rows_repeat, result.looks) == (100, 100, 0)
    assert images.run(store, tmp_path / "photos").rows_repeat == 100


def test_a_manifest_of_addresses_needs_no_folder(tmp_path: Path) -> None:
    own = Settings(home=tmp_path / "home", fetch_private=True)
    with picture_server() as server:
        good = server.put("/somebody/ss25/red.jpg", picture("red"))
        (tmp_path / "beside.jpg").write_bytes(picture("blue"))
        manifest = tmp_path / "looks.csv"
        manifest.write_text(
            "image_url,alt text,designer,season,date\n"
            f"{good},a coat,Foo,FW25,2025-02-26\n"
            f"{server.url}/gone.jpg,,,,\n"
            "data:image/png;base64;iVBORw0KGgo=,,,,\nftp://x.example/a.jpg,,,,\nfile:///etc/hosts,,,,\nbeside.jpg,,,,\n"
        )
        result = images.run(Store(own), manifest=manifest)
    assert (result.source, result.rows_in, result.rows_stored, result.rows_rejected) == ("looks", 6, 2, 4)
    assert rows(Store(own), "SELECT designer, season, shown_on::VARCHAR FROM image WHERE designer IS NOT NULL") == [
        ("Foo", "FW25", "2025-02-26")
    ]
    assert rows(Store(own), "SELECT place, reason FROM rejected ORDER BY place") == [
        ("looks.csv:3", "picture gone"),
        ("looks.csv:4", "address not allowed"),
        ("looks.csv:5", "address not allowed"),
        ("looks.csv:6", "address not allowed"),
    ]
    assert "somebody" not in str(rows(Store(own), "FROM image"))


@pytest.mark.parametrize("header", ["url", "image_url", "Image URL", "src", "path", "Picture"])
def test_a_manifest_names_its_column_of_pictures_in_many_ways(store: Store, tmp_path: Path, header: str) -> None:
    (tmp_path / "a.jpg").write_bytes(picture())
    (tmp_path / "m.csv").write_text(f"{header},designer\na.jpg,Foo\n")
    assert images.run(store, manifest=tmp_path / "m.csv").rows_stored == 1


def test_without_folder_and_manifest_there_is_nothing_to_take_in(store: Store) -> None:
    with pytest.raises(BadInput, match="folder of pictures"):
        images.run(store)


def test_the_setting_of_a_look_is_told_by_its_name_else_by_its_backdrop(store: Store, tmp_path: Path) -> None:
    dice = np.random.default_rng(0)
    lit = np.linspace(215, 235, 60)[None, :, None] * np.ones((90, 1, 3))
    crowd = dice.integers(0, 255, (9, 6, 3), dtype=np.uint8)
    for name, pixels in {"foo-ss25-1": lit, "foo-ss25-backstage-2": lit - 90, "foo-ss25-3": None}.items():
        seen = Image.fromarray(crowd).resize((60, 90)) if pixels is None else Image.fromarray(pixels.astype(np.uint8))
        seen.paste((120, 20, 30), (22, 10, 38, 85))
        seen.save(tmp_path / f"{name}.png")
    images.run(store, tmp_path)
    with store.connection() as con:
        found = dict(con.execute("SELECT look, setting FROM image").fetchall())
    assert found == {1: "studio", 2: "backstage", 3: "scene"}
