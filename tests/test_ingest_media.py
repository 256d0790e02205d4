"""Pictures that come with posts are fetched once, linked, counted with their post's author, and leave no address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st
from PIL import Image

from analysis.jobs import tag
from data.records import Reason
from data.settings import Settings
from data.store import Store
from ingest.fetch import Fetcher, Limits
from ingest.jobs import images, posts
from ingest.jobs.media import MOST_PER_POST, post_pictures
from ingest.media import addresses_in, named_pictures
from ingest.pictures import Picture, keep_picture, own_pixel_limit
from tests.picture_server import PictureServer, picture, picture_server, sent

ADA, BOB = "https://mode.example/@ada", "https://mode.example/@bob"


@pytest.fixture
def server() -> Iterator[PictureServer]:
    with picture_server() as server:
        yield server


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr("ingest.fetch.Limits", lambda: Limits(pause_s=0, backoff_s=0, tries=2, host_failures=99))
    return Store(Settings(home=tmp_path / "home", wait_s=0.5, fetch_private=True))


def status(number: int, author: str, day: str, *urls: str, text: str = "look at this") -> dict[str, Any]:
    """Return a Mastodon status with pictures."""
    return {
        "id": str(number),
        "uri": f"https://mode.example/{number}",
        "created_at": f"2025-03-{day}T10:00:00Z",
        "content": f"<p>{text}</p>",
        "language": "en",
        "region": "GB",
        "account": {"url": author},
        "media_attachments": [{"type": "image", "url": url, "description": "a coat"} for url in urls],
    }


def written(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    with store.connection() as con:
        return con.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ('[{"url": "https://a.example/1.jpg", "alt": "a"}, {"url": "https://a.example/2.jpg"}]', ["1.jpg", "2.jpg"]),
        ("https://a.example/1.jpg", ["1.jpg"]),
        ("https://a.example/1.jpg, https://a.example/2.jpg", ["1.jpg", "2.jpg"]),
        ("https://a.example/1.jpg,https://a.example/2.jpg", ["1.jpg", "2.jpg"]),
        ("https://a.example/1.jpg|https://a.example/2.jpg", ["1.jpg", "2.jpg"]),
        (" https://a.example/1.jpg \n https://a.example/2.jpg ", ["1.jpg", "2.jpg"]),
        ("https://a.example/w_300,h_400/1.jpg", ["w_300,h_400/1.jpg"]),
        ("", []),
        ("[", []),
        ("[1, null, {}]", []),
        ('[{"url": 7}, {"url": " "}]', []),
    ],
)
def test_addresses_are_read_from_lists_and_from_plain_text(text: str, addresses: list[str]) -> None:
    assert list(addresses_in(text)) == [f"https://a.example/{name}" for name in addresses]


@trials(deadline=None)
@given(st.text())
def test_any_text_gives_addresses_or_none(text: str) -> None:
    assert all(isinstance(address, str) and address for address in addresses_in(text))


def test_a_post_names_an_address_once_and_a_repeat_of_it_names_nothing_more() -> None:
    named = named_pictures(["p", "q", "p"], ["http://a http://b http://a", None, "http://c"])
    assert named.to_dict("list") == {"post_id": ["p", "p"], "place": [1, 2], "url": ["http://a", "http://b"]}


def test_pictures_are_stored_with_the_place_and_time_of_their_post(
    store: Store, server: PictureServer, tmp_path: Path
) -> None:
    red, blue = server.put("/red.jpg", picture("red")), server.put("/blue.png", picture("blue", form="PNG"))
    file = written(tmp_path / "posts.jsonl", status(1, ADA, "05", red, blue), status(2, BOB, "12", red))
    result = posts.run(store, file, media=True)
    assert result.pictures is not None
    counts = result.pictures
    assert (counts.pictures_in, counts.pictures_stored, counts.pictures_repeat, counts.pictures_rejected) == (
        3,
        3,
        0,
        0,
    )
    assert sorted(server.paths()) == ["/blue.png", "/red.jpg"]
    assert (
        rows(store, "SELECT region, source, shown_on::VARCHAR, week::VARCHAR FROM image")
        == [("GB", "posts", "2025-03-05", "2025-03-03")] * 2
    )
    assert rows(store, "SELECT place, count(*) FROM post_image GROUP BY place ORDER BY place") == [(1, 2), (2, 1)]
    for path, width, height in rows(store, "SELECT path, width, height FROM image"):
        with Image.open(store.settings.home / path) as kept:
            assert kept.size == (width, height) == (60, 80)


def test_again_only_what_is_missing_is_fetched(store: Store, server: PictureServer, tmp_path: Path) -> None:
    late = server.put("/late.jpg", sent(b"", status=503), sent(b"", status=503), sent(picture("green")))
    good = server.put("/good.jpg", picture("red"))
    gone = server.put("/gone.jpg", sent(b"", status=404))
    file = written(tmp_path / "posts.jsonl", status(1, ADA, "05", good, late, gone))
    first = posts.run(store, file, media=True).pictures
    assert first is not None and (first.pictures_stored, first.pictures_rejected) == (1, 2)
    places = rows(store, "SELECT regexp_replace(place, '[0-9a-f]{16}', 'ID'), reason FROM rejected ORDER BY reason")
    assert places == [("post ID, picture 3", "picture gone"), ("post ID, picture 2", "server busy")]
    server.asked.clear()
    again = posts.run(store, file, media=True)
    assert again.rows_repeat == 1 and again.pictures is not None
    counts = again.pictures
    assert (counts.pictures_in, counts.pictures_stored, counts.pictures_repeat, counts.pictures_rejected) == (
        3,
        1,
        1,
        1,
    )
    assert server.paths() == ["/late.jpg"]
    assert rows(store, "SELECT reason FROM rejected") == [("picture gone",)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (picture()[:400], "unreadable image"),
        (b"", "not an image"),
        (b"<html>no picture</html>", "not an image"),
        (picture(size=(40_000, 4_000), form="PNG"), "image too large"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not an image"),
    ],
)
def test_what_is_no_good_picture_is_listed_and_keeps_nothing(
    store: Store, server: PictureServer, tmp_path: Path, content: bytes, reason: str
) -> None:
    file = written(tmp_path / "posts.jsonl", status(1, ADA, "05", server.put("/bad.jpg", content)))
    posts.run(store, file, media=True)
    assert rows(store, "SELECT reason FROM rejected") == [(reason,)]
    assert rows(store, "SELECT count(*) FROM image") == [(0,)]
    assert list(store.settings.home.rglob("*.jpg")) == []


def test_one_picture_at_two_addresses_of_a_post_is_linked_once(
    store: Store, server: PictureServer, tmp_path: Path
) -> None:
    twice = [server.put("/a.jpg", picture("red")), server.put("/b.jpg", picture("red"))]
    result = posts.run(store, written(tmp_path / "posts.jsonl", status(1, ADA, "05", *twice)), media=True).pictures
    assert result is not None and (result.pictures_in, result.pictures_stored, result.pictures_repeat) == (2, 1, 1)


def test_a_record_with_very_many_pictures_is_cut_short(store: Store, server: PictureServer, tmp_path: Path) -> None:
    many = [server.put(f"/{at}.jpg", picture()) for at in range(MOST_PER_POST + 5)]
    result = posts.run(store, written(tmp_path / "posts.jsonl", status(1, ADA, "05", *many)), media=True).pictures
    assert result is not None and (result.pictures_in, result.pictures_rejected) == (MOST_PER_POST + 5, 5)
    assert len(server.asked) == MOST_PER_POST


def test_nothing_of_an_address_and_no_metadata_is_kept(store: Store, server: PictureServer, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "planted-name"
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    good = server.put("/planted-name/a.jpg", picture(exif=exif, comment=b"planted-name"))
    bad = server.put("/planted-name/b.jpg", sent(b"", status=404))
    posts.run(store, written(tmp_path / "posts.jsonl", status(1, ADA, "05", good, bad)), media=True)
    tables = [name for (name,) in rows(store, "SELECT table_name FROM duckdb_tables()")]
    kept = " ".join(str(row) for table in tables for row in rows(store, f'FROM "{table}"'))
    assert "planted-name" not in kept and "127.0.0.1" not in kept and "a.jpg" not in kept.replace(".jsonl", "")
    for path in store.settings.home.rglob("*.jpg"):
        with Image.open(path) as picture_kept:
            assert not picture_kept.getexif() and "comment" not in picture_kept.info
        assert b"planted-name" not in path.read_bytes()


def test_a_colour_in_text_and_picture_counts_once_per_author_and_week(
    store: Store, server: PictureServer, tmp_path: Path
) -> None:
    red, too = server.put("/red.jpg", picture("red")), server.put("/too.jpg", picture("#f00505", size=(90, 120)))
    file = written(
        tmp_path / "posts.jsonl",
        status(1, ADA, "03", red, text="a red dress"),
        status(2, ADA, "04", too, text="once more"),
        status(3, BOB, "05", red, text="nothing to say"),
        status(4, BOB, "12", text="a red dress"),
        status(5, BOB, "16", text="the end"),
    )
    posts.run(store, file, media=True)
    tag.run(store)
    counted = store.read("series_counts")
    mine = counted[
        (counted["label_id"] == "colour:red") & (counted[["region", "source", "audience"]] == "all").all(axis=1)
    ]
    assert [(str(week)[:10], count) for week, count in zip(mine["week"], mine["authors"], strict=True)] == [
        ("2025-03-03", 2),
        ("2025-03-10", 1),
    ]
    assert store.read("series_looks").empty


@pytest.mark.parametrize("runway_first", [True, False])
def test_a_runway_picture_that_a_post_shows_too_stays_in_the_runway_base(
    store: Store, server: PictureServer, tmp_path: Path, runway_first: bool
) -> None:
    (tmp_path / "looks").mkdir()
    (tmp_path / "looks" / "maison-x-ss25-paris-look-1.jpg").write_bytes(picture("red"))
    file = written(tmp_path / "posts.jsonl", status(1, ADA, "05", server.put("/red.jpg", picture("red"))))
    if runway_first:
        images.run(store, tmp_path / "looks")
    result = posts.run(store, file, media=True).pictures
    assert result is not None and result.pictures_stored == 1
    again = images.run(store, tmp_path / "looks")
    assert (again.rows_stored, again.rows_repeat) == ((0, 1) if runway_first else (1, 0))
    assert rows(store, "SELECT source, designer, look FROM image") == [("looks", "Maison X", 1)]
    tag.run(store)
    assert "colour:red" in set(store.read("series_looks")["label_id"])
    assert "colour:red" in set(store.read("series_counts")["label_id"])


def test_a_table_with_a_column_of_addresses_gives_pictures(store: Store, server: PictureServer, tmp_path: Path) -> None:
    red, blue = server.put("/red.jpg", picture("red")), server.put("/blue.jpg", picture("blue"))
    table = tmp_path / "export.csv"
    table.write_text(
        "id,created_at,message,image_url\n"
        f'1,2025-03-05,"a coat","{red}, {blue}"\n2,2025-03-06,a dress,{red}\n3,2025-03-07,a hat,\n'
    )
    result = posts.run(store, table, media=True)
    assert result.mapping["media"] == "image_url"
    assert result.pictures is not None and result.pictures.pictures_stored == 3


def test_pictures_of_listened_posts_are_taken_by_their_ids(store: Store, server: PictureServer, tmp_path: Path) -> None:
    posts.run(store, written(tmp_path / "posts.jsonl", status(1, ADA, "05")))
    (post_id,) = rows(store, "SELECT post_id FROM post")[0]
    media = json.dumps([{"url": server.put("/red.jpg", picture("red")), "alt": ""}])
    with post_pictures(store, "posts", fetcher=Fetcher(private=True, limits=Limits(pause_s=0))) as pictures:
        pictures.take([post_id, "unknown"], [media, media])
    assert (pictures.result.pictures_in, pictures.result.pictures_stored) == (1, 1)
    job = rows(store, "SELECT job, rows_in, rows_stored, outcome FROM job_run WHERE job = 'ingest pictures'")
    assert job == [("ingest pictures", 1, 1, "done")]


def test_without_leave_nothing_is_fetched_from_this_machine(
    settings: Settings, server: PictureServer, tmp_path: Path
) -> None:
    store = Store(settings)
    posts.run(store, written(tmp_path / "p.jsonl", status(1, ADA, "05", server.put("/a.jpg", picture()))), media=True)
    assert rows(store, "SELECT reason FROM rejected") == [("address not allowed",)]
    assert server.asked == []


@trials(deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "TIFF"]), st.integers(0, 2000), st.binary(max_size=40))
def test_a_spoiled_picture_is_a_picture_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, form: str, at: int, spoil: bytes
) -> None:
    content = picture(form=form)
    spoiled = content[: at % len(content)] + spoil + content[at % len(content) + len(spoil) :]
    with own_pixel_limit():
        opened = keep_picture(spoiled, tmp_path_factory.getbasetemp() / "spoiled", 1_000_000)
    assert isinstance(opened, Picture) or opened in get_args(Reason)
