"""No person can be read out of the warehouse: names become keyed hashes, and texts are masked."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pyarrow as pa
import pytest
from PIL import Image

from data.errors import BadInput
from data.pseudonyms import Pseudonyms
from data.settings import Settings
from data.snapshot import publish
from data.store import Store
from ingest.jobs import images, labels, posts, series
from ingest.privacy import mask_names, mask_text, safe_ids, shape_of

MASKED = [
    ("thanks @jane_doe!", "thanks [handle]!"),
    ("@a.b-c hello @zoë", "[handle] hello [handle]"),
    ("hi @alice@mastodon.example bye", "hi [email] bye"),
    ("hi ＠alice", "hi [handle]"),
    ("write jane.doe+x@mail.example.com now", "write [email] now"),
    ("see alice.bsky.social", "see [handle]"),
    ("by u/some_redditor", "by [handle]"),
    ("did:plc:z72i7hdynmk6r22z27h6tvur said", "[handle] said"),
    ("call +44 20 7946 0958 today", "call [phone] today"),
    ("call 020 7946 0958", "call [phone]"),
    ("call (212) 555-0142 now", "call [phone] now"),
    ("order 1234567890", "order [phone]"),
]
UNTOUCHED = [
    "paid £1,250.50 in 2023",
    "2024-03-05 at 10:30",
    "size 36-38, 100% wool",
    "2 for @10€",
    "SS25 FW26 look 12",
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_handles_addresses_and_numbers_are_masked(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize("text", UNTOUCHED)
def test_prices_dates_and_sizes_are_not_masked(text: str) -> None:
    assert mask_text(text) == text


def test_an_author_is_taken_out_of_the_authors_own_text() -> None:
    texts = ["yours, Jane Doe", "JANE DOE here", "red coat", "Janedoeish", "by janedoe"]
    names = ["Jane Doe", "Jane Doe", "re", "Jane Doe", "@janedoe"]
    masked = ["yours, [author]", "[author] here", "red coat", "Janedoeish", "by [author]"]
    assert mask_names(list(texts), names) == masked


@pytest.mark.parametrize(
    "name",
    ["https://m.example/@janedoe", "https://m.example/users/janedoe/", "janedoe@m.example", "janedoe.bsky.social"],
)
def test_the_accounts_own_part_of_a_longer_name_is_taken_out_too(name: str) -> None:
    assert mask_names(["by JaneDoe in red"], [name]) == ["by [author] in red"]
    assert mask_names(["red coat"], [name.replace("janedoe", "coat")]) == ["red coat"]


def test_a_handle_and_a_shown_name_go_out_of_the_authors_text_and_are_kept_nowhere(
    store: Store, tmp_path: Path
) -> None:
    author = {"did": "did:plc:x", "handle": "janedoe.bsky.social", "displayName": "Jane Doe"}
    record = {"text": "janedoe in red, Jane Doe", "createdAt": "2024-05-01T00:00:00Z"}
    (tmp_path / "b.jsonl").write_text(json.dumps({"uri": "at://x/y/1", "author": author, "record": record}))
    (tmp_path / "t.csv").write_text("id,author_id,username,date,text\n1,77,janedoe,2024-05-01,janedoe in red\n")
    for name in ("b.jsonl", "t.csv"):
        posts.run(store, tmp_path / name)
    with store.connection() as con:
        texts = con.execute("SELECT text FROM post ORDER BY source").fetchall()
    assert texts == [("[author] in red, [author]",), ("[author] in red",)]


def test_an_author_is_recognised_however_the_cell_is_written(store: Store, tmp_path: Path) -> None:
    apart = "Jose\u0301 P"  # the accent as a character of its own; texts are stored with it composed
    rows = f"id,author,date,text\nann-1, ann ,2024-05-01,ann in red\n2,{apart},2024-05-01,red by {apart}\n"
    (tmp_path / "p.csv").write_text(rows, encoding="utf-8")
    posts.run(store, tmp_path / "p.csv")
    with store.connection() as con:
        stored = con.execute("SELECT native_id, text FROM post ORDER BY text").fetchall()
    assert [text for _, text in stored] == ["[author] in red", "red by [author]"]
    assert "ann" not in stored[0][0]


def test_a_hash_is_the_same_within_a_source_and_another_in_the_next() -> None:
    first = Pseudonyms.of(b"k" * 32)
    assert first.hash("author\x1fa", "jane") == Pseudonyms.of(b"k" * 32).hash("author\x1fa", "jane")
    assert first.hash("author\x1fa", "jane") != first.hash("author\x1fb", "jane")
    assert first.hash("author\x1fa", "jane") != Pseudonyms.of(b"l" * 32).hash("author\x1fa", "jane")
    assert first.hash("author\x1fa", "jane").startswith(f"{first.key_id}-")


def test_the_key_is_made_once_and_only_its_owner_reads_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEMLINE_SECRET", raising=False)
    first = Pseudonyms.from_settings(settings)
    path = settings.home / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Pseudonyms.from_settings(settings) == first
    assert [file.name for file in settings.home.iterdir()] == ["secret.key"]


def test_the_environment_gives_the_key_and_a_short_one_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEMLINE_SECRET", "a secret of some length")
    assert Pseudonyms.from_settings(settings).key == b"a secret of some length"
    assert not (settings.home / "secret.key").exists()
    monkeypatch.setenv("HEMLINE_SECRET", "short")
    with pytest.raises(BadInput, match="5 characters"):
        Pseudonyms.from_settings(settings)


def test_a_broken_key_file_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEMLINE_SECRET", raising=False)
    settings.home.mkdir()
    (settings.home / "secret.key").write_text("no key")
    with pytest.raises(BadInput, match=r"secret\.key"):
        Pseudonyms.from_settings(settings)


def test_a_key_is_not_shown() -> None:
    assert "kkkk" not in repr(Pseudonyms.of(b"k" * 32))


def test_ids_that_could_lead_to_an_account_are_hashed() -> None:
    ids = [
        "123",
        "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "at://did:plc:x/app.bsky.feed.post/1",
        "https://m.example/@a/1",
        "55-7",
        None,
    ]
    authors = ["9", "9", "did:plc:x", "a", "55", "9"]
    safe = safe_ids(pa.array(ids), pa.array(authors), Pseudonyms.of(b"k" * 32), "s").to_pylist()
    assert safe[:2] == ids[:2] and safe[5] is None
    assert not {"at:", "htt", "55-"} & {one[:3] for one in safe[2:5]} and len(set(safe[2:5])) == 3


def test_a_shape_holds_no_content() -> None:
    assert shape_of("Jane Doe, 31/02/2024") == "xxxx xxx, 99/99/9999"


PLANTED = [
    "plantedname",
    "planted.mail",
    "planted-handle",
    "Planted Person",
    "7946 0958",
    "79460958",
    "did:plc:planted",
]


TEXT = "Hi @planted-handle, mail planted.mail@x.example or call +44 20 7946 0958"
RECORD = {"text": TEXT, "createdAt": "2024-05-01T00:00:00Z"}
BLUESKY = {
    "uri": "at://did:plc:planted/app.bsky.feed.post/1",
    "author": {"did": "did:plc:planted", "handle": "plantedname.bsky.social", "displayName": "Planted Person"},
    "record": RECORD,
}
MASTODON = {
    "id": "1",
    "uri": "https://m.example/users/plantedname/statuses/1",
    "created_at": "2024-05-01",
    "content": "<p>hi <a href='https://m.example/@plantedname'>@<span>plantedname</span></a></p>",
    "account": {"acct": "plantedname", "display_name": "Planted Person", "url": "https://m.example/@plantedname"},
}
TABLE = f"""id,author,date,text,audience
plantedname/7,Planted Person,2024-05-01,"{TEXT}, love Planted Person",@plantedname
8,Planted Person,Planted Person,"{TEXT}, love Planted Person",x
9,Planted Person
"""
SERIES = """unique_id,ds,y
@plantedname,2024-05-06,1
@plantedname,2024-05-13,2
@plantedname,2024-05-20,plantedname
"""
RECORDS = """day,what,who
2024-05-01,dress,Planted Person
plantedname,@plantedname,Planted Person
2024-05-01,@plantedname,x
"""


@pytest.fixture
def fed(store: Store, settings: Settings, tmp_path: Path) -> Store:
    """A warehouse and a snapshot fed with files that hold planted names wherever a name can stand."""
    undated = {**BLUESKY, "record": {**RECORD, "createdAt": "plantedname"}}
    cut = '{"author": {"handle": "plantedname'
    files = {
        "b.jsonl": "\n".join([json.dumps(BLUESKY), json.dumps(undated), cut]),
        "m.jsonl": json.dumps(MASTODON),
        "t.csv": TABLE,
        "s.csv": SERIES,
        "l.csv": RECORDS,
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    for name in ("b.jsonl", "m.jsonl", "t.csv"):
        posts.run(store, tmp_path / name)
    series.run(store, tmp_path / "s.csv")
    labels.run(store, tmp_path / "l.csv", "day", "what", "who")
    looks = tmp_path / "looks"
    looks.mkdir()
    exif = Image.Exif()
    exif[0x013B] = "Planted Person"
    Image.new("RGB", (400, 600), "red").save(looks / "a-ss25-look-1.jpg", exif=exif, comment=b"plantedname")
    (looks / "@plantedname.jpg").write_text("no image")
    images.run(store, looks)
    publish(store)
    return store


def test_no_string_of_any_table_holds_a_planted_name(fed: Store) -> None:
    strings = _strings(fed)
    assert len(strings) > 60
    found = {(where, text) for where, text in strings for planted in PLANTED if planted.casefold() in text.casefold()}
    assert not found


def test_the_search_for_planted_names_finds_one_that_is_there(fed: Store) -> None:
    assert any("love [author]" in text for _, text in _strings(fed))


def test_thumbnails_carry_no_metadata(fed: Store, settings: Settings) -> None:
    thumbs = list(settings.thumbs.rglob("*.jpg"))
    assert len(thumbs) == 1
    with Image.open(thumbs[0]) as thumb:
        assert not thumb.getexif() and set(thumb.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert max(thumb.size) == 320
    assert b"lanted" not in thumbs[0].read_bytes()


def _strings(store: Store) -> list[tuple[str, str]]:
    """Read every value of every table as text, but for the folder that pictures lie in, which is the user's own."""
    found = []
    with store.connection() as con:
        for (table,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            for row in con.execute(f'SELECT * FROM "{table}"').df().astype(str).to_dict("records"):
                found += [
                    (f"{table}.{name}", Path(value).name if name == "path" else value) for name, value in row.items()
                ]
    return found
