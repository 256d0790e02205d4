"""No name, handle, e-mail, phone number or account of the inputs is anywhere in a home after the whole line has run.

Everything is opened and read as what it is, since compressed bytes would prove nothing: databases by their columns,
Parquet by its rows, pictures by their metadata, the rest as text. A format joins by a line in FEEDS.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from analysis.jobs import pipeline
from dashboard import alerts
from dashboard.exports import EXPORTS, export
from data.archive import archive
from data.desk import Desk
from data.settings import Settings
from data.snapshot import Snapshot, publish
from data.store import Store
from data.watchlist import Standing, keep
from ingest.jobs import images, labels, posts, series

NAME, HANDLE, OTHER = "Zubenelda Quorx", "zubenelda_q", "quorxfriend"
DID, HOST, MAIL, PHONE = "did:plc:zubenelda234567", "quorx.example", "z.quorx@post.example", "+44 20 7946 0958"
PLANTED = ("zubenelda", "quorx", "z.quorx", "7946 0958", "79460958", "+44 20")
LOOKS = ("red midi dress", "wide leg jeans", "green suede loafers", "blue linen shirt", "striped knit cardigan")
POSTS = 130
FEW = 15  # of the formats that need no forecast of their own
MONDAY = date(2024, 1, 1)


def day(number: int) -> str:
    """Return the day of a post: two years of weeks, so that there is something to forecast."""
    return str(MONDAY + timedelta(days=number * 5))


def text(number: int) -> str:
    """Return a text that gives its author and another person away in every way a mask knows."""
    said = f"loving my {LOOKS[number % len(LOOKS)]}, look {number}, with @{OTHER} and {OTHER}.bsky.social, u/{OTHER}"
    return f"{said}; write {MAIL} or {MAIL.upper()}, call {PHONE} or 020 7946 0958, {DID}. Yours, {NAME}, {HANDLE}"


def write_csv(path: Path) -> None:
    rows = [f'{HANDLE}/{n},{NAME},{day(n)},"{text(n)}",@{OTHER},{HANDLE}' for n in range(POSTS)]
    broken = [f'x,{NAME},{NAME},"{text(0)}",,', f"{NAME},{HANDLE}"]
    path.write_text("\n".join(["id,author,date,text,audience,username", *rows, *broken]), encoding="utf-8")


def write_bluesky(path: Path) -> None:
    def record(number: int, created: str) -> str:
        account = {"did": DID, "handle": f"{HANDLE}.bsky.social", "displayName": NAME}
        inner = {"text": text(number), "createdAt": created}
        return json.dumps({"uri": f"at://{DID}/app.bsky.feed.post/{number}", "author": account, "record": inner})

    cut = f'{{"author": {{"handle": "{HANDLE}'
    path.write_text("\n".join([*(record(n, day(n)) for n in range(POSTS)), record(0, NAME), cut]), encoding="utf-8")


def write_mastodon(path: Path) -> None:
    def status(number: int) -> str:
        link = f"<a href='https://{HOST}/@{OTHER}'>@<span>{OTHER}</span></a>"
        url = f"https://{HOST}/@{HANDLE}"
        return json.dumps(
            {
                "id": str(number),
                "uri": f"https://{HOST}/users/{HANDLE}/statuses/{number}",
                "created_at": day(number),
                "content": f"<p>{text(number)} {link}</p>",
                "account": {"acct": HANDLE, "display_name": NAME, "url": url, "note": f"{NAME}, {MAIL}"},
            }
        )

    path.write_text("\n".join(status(n) for n in range(POSTS)), encoding="utf-8")


def epoch(number: int) -> int:
    """Return the second a post was written, for services that count seconds."""
    return int(datetime.combine(date.fromisoformat(day(number)), time(12), UTC).timestamp())


def own_text(number: int) -> str:
    """Return a text whose author is known by the handle alone, as some services tell no more."""
    return text(number).replace(NAME, HANDLE)


def write_reddit(path: Path) -> None:
    def submission(number: int) -> str:
        told = {"title": f"Look {number}", "selftext": own_text(number), "subreddit": "fashion", "score": 3}
        return json.dumps({"id": f"q{number}", "author": HANDLE, "created_utc": epoch(number), **told})

    path.write_text("\n".join(submission(n) for n in range(FEW)), encoding="utf-8")


def write_tiktok(path: Path) -> None:
    videos = [
        {"id": n + 1, "username": HANDLE, "create_time": epoch(n), "video_description": own_text(n), "like_count": 2}
        for n in range(FEW)
    ]
    path.write_text(json.dumps({"data": {"videos": videos}}), encoding="utf-8")


def write_x(path: Path) -> None:
    def post(number: int) -> dict[str, Any]:
        told = {"author_id": "77", "username": HANDLE, "public_metrics": {"like_count": 1}}
        return {"id": str(number), "created_at": f"{day(number)}T12:00:00.000Z", "text": own_text(number), **told}

    path.write_text(json.dumps({"data": [post(n) for n in range(FEW)]}), encoding="utf-8")


def write_feed(path: Path) -> None:
    def item(number: int) -> str:
        link = f"<link>https://{HOST}/{HANDLE}/{number}</link>"
        return f"<item>{link}<dc:creator>{HANDLE}</dc:creator><pubDate>{day(number)}</pubDate>" + (
            f"<description>{own_text(number)}</description></item>"
        )

    head = '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    path.write_text(f"{head}{''.join(item(n) for n in range(FEW))}</channel></rss>", encoding="utf-8")


def write_parquet(path: Path) -> None:
    numbers = range(POSTS)
    rows = {"author": [NAME] * POSTS, "username": [HANDLE] * POSTS, "date": [day(n) for n in numbers]}
    table = pa.table(rows | {"text": [text(n) for n in numbers]})
    pq.write_table(table, path)


def write_records(path: Path) -> None:
    rows = [f"{day(n)},{LOOKS[n % 5]},{NAME},{MAIL}" for n in range(POSTS)]
    path.write_text("\n".join(["day,what,who,mail", *rows, f"{NAME},@{OTHER},{NAME},{MAIL}"]), encoding="utf-8")


def write_series(path: Path) -> None:
    rows = [f"@{OTHER},{MONDAY + timedelta(weeks=week)},{week % 7 + 1}" for week in range(110)]
    path.write_text("\n".join(["unique_id,ds,y", *rows, f"@{OTHER},2023-12-25,{NAME}"]), encoding="utf-8")


def write_looks(path: Path) -> None:
    path.mkdir()
    exif = Image.Exif()
    exif[0x013B] = NAME
    Image.new("RGB", (400, 600), "red").save(path / "a-ss25-look-1.jpg", exif=exif, comment=MAIL.encode())
    (path / f"@{OTHER}.jpg").write_text(NAME)


def take_records(store: Store, path: Path) -> None:
    labels.run(store, path, "day", "what", "who")


Write, Take = Callable[[Path], None], Callable[[Store, Path], Any]
FEEDS: tuple[tuple[str, Write, Take], ...] = (
    ("forum.csv", write_csv, posts.run),
    ("sky.jsonl", write_bluesky, posts.run),
    ("toots.jsonl", write_mastodon, posts.run),
    ("wall.parquet", write_parquet, posts.run),
    ("threads.jsonl", write_reddit, posts.run),
    ("videos.json", write_tiktok, posts.run),
    ("x.json", write_x, posts.run),
    ("feed.xml", write_feed, posts.run),
    ("rentals.csv", write_records, take_records),
    ("interest.csv", write_series, series.run),
    ("looks", write_looks, images.run),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after the whole line: every feed, every step, a watchlist and its alerts, every export, an archive."""
    inputs, home = tmp_path_factory.mktemp("inputs"), tmp_path_factory.mktemp("home") / "home"
    store = Store(Settings(home=home))
    for name, write, take in FEEDS:
        write(inputs / name)
        take(store, inputs / name)
    pipeline.run(store)
    keep_everything(store.settings)
    alerts.run(store.settings, alerts.channels(store.settings))
    (home / "exports").mkdir()
    for what in EXPORTS:
        if what in ("trends", "forecasts", "evidence", "accuracy", "seasons", "briefs"):
            export(store.settings, what, home / "exports" / f"{what}.csv")
    archive(store, home / "archive")
    return home


def keep_everything(settings: Settings) -> None:
    """Keep every trend as if it had been fading, so that each of the others is an alert."""
    for row in Snapshot.current(settings).read("export_trends").to_dict("records"):
        keep(Desk(settings), row["series_id"], row["name"], Standing(row["now_week"].date(), "fading"))


def strings_of(home: Path) -> Iterator[tuple[str, str]]:
    """Yield where each string under a home stands, and the string."""
    readers = {".duckdb": _of_duckdb, ".sqlite": _of_sqlite, ".parquet": _of_parquet, ".jpg": _of_picture}
    for path in sorted(home.rglob("*")):
        place = str(path.relative_to(home))
        yield "file name", place
        if path.is_file() and path.suffix not in (".npy", ".f32"):
            yield from ((f"{place} {where}", said) for where, said in readers.get(path.suffix, _of_text)(path))


def _of_duckdb(path: Path) -> Iterator[tuple[str, str]]:
    """Read every column of every table as text: JSON and lists with all that is in them."""
    with duckdb.connect(path, read_only=True) as con:
        for (table,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            rows = con.execute(f'SELECT COLUMNS(*)::VARCHAR FROM "{table}"').df()
            yield from _of_frame(rows, f"{table}.")


def _of_frame(rows: pd.DataFrame, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give each distinct value; of a picture's path only the file, for the folder is its owner's."""
    for column in rows.columns:
        for value in rows[column].dropna().unique():
            yield f"{prefix}{column}", Path(value).name if column == "path" else str(value)


def _of_sqlite(path: Path) -> Iterator[tuple[str, str]]:
    with sqlite3.connect(path) as con:
        for (table,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            yield from _of_frame(pd.read_sql_query(f'SELECT * FROM "{table}"', con).astype(str), f"{table}.")


def _of_parquet(path: Path) -> Iterator[tuple[str, str]]:
    yield from _of_frame(pq.read_table(path, partitioning=None).to_pandas().astype(str))


def _of_picture(path: Path) -> Iterator[tuple[str, str]]:
    with Image.open(path) as picture:
        yield "metadata", str(picture.info)
        yield "exif", str(dict(picture.getexif()))


def _of_text(path: Path) -> Iterator[tuple[str, str]]:
    yield "text", path.read_text(encoding="utf-8", errors="replace")


def found(home: Path) -> set[tuple[str, str]]:
    """Return where a planted name stands."""
    return {(where, said) for where, said in strings_of(home) if any(planted in said.casefold() for planted in PLANTED)}


def test_no_planted_person_is_anywhere_in_a_home(home: Path) -> None:
    assert not found(home)


def test_the_whole_line_left_what_the_search_reads(home: Path) -> None:
    read = {where.split("/")[0].split(" ")[0] for where, _ in strings_of(home)}
    assert {"warehouse.duckdb", "snapshots", "thumbs", "exports", "archive", "secret.key", "file"} <= read
    assert {"alerts", "desk.sqlite"} <= read
    with duckdb.connect(home / "warehouse.duckdb", read_only=True) as con:
        counted = {
            table: con.execute(f'SELECT count(*) FROM "{table}"').fetchall()[0][0]
            for table in ("post", "tag", "rejected", "series", "trend", "evidence", "image", "interest", "job_run")
        }
        masked = con.execute("SELECT text FROM post WHERE source = 'forum' LIMIT 1").fetchall()[0][0]
    assert all(counted.values()), counted
    assert {"[handle]", "[email]", "[phone]", "[author]"} <= set(masked.replace(",", " ").replace(".", " ").split())


def _into_table(column: str, table: str, **row: object) -> Callable[[Settings], None]:
    def plant(settings: Settings) -> None:
        store = Store(settings)
        with store.connection() as con:
            names = ", ".join(row)
            con.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))

    plant.__name__ = column
    return plant


def _into_file(name: str, content: str = NAME) -> Callable[[Settings], None]:
    def plant(settings: Settings) -> None:
        path = settings.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    plant.__name__ = name.split("/")[0]
    return plant


def _into_inbox(settings: Settings) -> None:
    settings.inbox.mkdir()
    pq.write_table(pa.table({"text": [["nested", NAME]]}), settings.inbox / "a.parquet", compression="zstd")


def _into_thumb(settings: Settings) -> None:
    settings.thumbs.mkdir()
    exif = Image.Exif()
    exif[0x013B] = NAME
    Image.new("RGB", (9, 9)).save(settings.thumbs / "a.jpg", exif=exif)


def _into_desk(settings: Settings) -> None:
    with sqlite3.connect(settings.home / "desk.sqlite") as con:
        con.execute("CREATE TABLE board AS SELECT ? AS title", [NAME])


def _into_snapshot(settings: Settings) -> None:
    store = Store(settings)
    store.add("topic", pd.DataFrame([{"topic_id": 1, "model": "m", "name": NAME, "words": "[]", "posts": 1}]))
    publish(store)
    settings.warehouse.unlink()


PLANTS = (
    _into_table("text", "post_topic", post_id=NAME, topic_id=1),
    _into_table("json", "topic", topic_id=1, model="m", name="n", words=json.dumps([[NAME.lower(), 1]]), posts=1),
    _into_table(
        "list", "removal", removal_id="r", kind="author", authors=[HANDLE], removed_at=MONDAY, counts="{}", files="[]"
    ),
    _into_snapshot,
    _into_inbox,
    _into_thumb,
    _into_desk,
    _into_file("logs/hemline.log", f"refused {MAIL}"),
    _into_file("exports/trends.csv", f"a,b\n1,{PHONE}\n"),
    _into_file(f"{HANDLE}.txt", ""),
)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__.removeprefix("_"))
def test_the_search_finds_a_name_wherever_it_is_planted(settings: Settings, plant: Callable[[Settings], None]) -> None:
    publish(_with_a_post(settings))
    assert not found(settings.home)
    plant(settings)
    assert found(settings.home)


def _with_a_post(settings: Settings) -> Store:
    store = Store(settings)
    store.add("post_topic", pd.DataFrame([{"post_id": "a", "topic_id": 1}]))
    return store
