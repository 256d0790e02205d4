"""Whatever files lie in, the same rows come out of it, a refusal names the member, and nothing harms the machine."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.errors import BadInput
from data.store import Store
from ingest.jobs import labels, posts
from ingest.sources import unpacking
from ingest.sources.container import Opened
from tests.workbooks import write_workbook

HEADER = ("id", "date", "text")
ROWS = [("1", "2024-05-01", "a red coat"), ("2", "2024-05-02", "a blue hat")]
CSV = ("\n".join(map(",".join, [HEADER, *ROWS])) + "\n").encode()
RECORDS = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
JSONL = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()


def parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(RECORDS), file)
    return file.getvalue()


def zst(content: bytes) -> bytes:
    return pa.compress(content, codec="zstd", asbytes=True)


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def texts(store: Store) -> list[str]:
    with store.connection() as con:
        return [row[0] for row in con.execute("SELECT text FROM post ORDER BY text").fetchall()]


def refused(store: Store) -> list[tuple[str, str]]:
    with store.connection() as con:
        return con.execute("SELECT place, reason FROM rejected ORDER BY ALL").fetchall()


FORMS: dict[str, Callable[[], bytes]] = {
    "a.csv": lambda: CSV,
    "a.tsv": lambda: CSV.replace(b",", b"\t"),
    "a.jsonl": lambda: JSONL,
    "a.json": lambda: json.dumps(RECORDS, indent=2).encode(),
    "b.json": lambda: json.dumps(RECORDS).encode(),
    "c.json": lambda: json.dumps({"meta": {"count": 2, "tags": ["x"]}, "posts": RECORDS}).encode(),
    "d.json": lambda: json.dumps({"my_own_list": RECORDS}, indent=1).encode(),
    "e.json": lambda: b"\n".join(json.dumps(record, indent=2).encode() for record in RECORDS),
    "f.json": lambda: b"\xef\xbb\xbf" + json.dumps({"data": {"videos": RECORDS}}).encode(),
    "pages.jsonl": lambda: b"\n".join(json.dumps({"data": [record], "meta": {}}).encode() for record in RECORDS),
    "a.parquet": parquet,
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("packed", ["", ".gz", ".zst", ".zip"])
def test_every_form_gives_the_same_rows_however_it_is_packed(
    store: Store, tmp_path: Path, name: str, packed: str
) -> None:
    content = FORMS[name]()
    path = tmp_path / f"{name}{packed}"
    if packed == ".zip":
        zipped(path, {f"deep/{name}": content})
    else:
        path.write_bytes({"": bytes, ".gz": gzip.compress, ".zst": zst}[packed](content))
    result = posts.run(store, path, source="x")
    assert (result.format, result.rows_in, result.rows_stored) == ("table", 2, 2)
    assert texts(store) == ["a blue hat", "a red coat"]


def test_a_workbook_is_read_with_its_dates_and_numbers(store: Store, tmp_path: Path) -> None:
    rows = [
        ("Our export",),
        (),
        ("ID", "Date", "Text", "Likes"),
        (7, [45413], "a red coat", 3),
        (8.0, [45414], "hat", ""),
    ]
    result = posts.run(store, write_workbook(tmp_path / "b.xlsx", {"Posts": rows}))
    assert (result.rows_in, result.rows_stored) == (2, 2)
    assert "2 lines of b.xlsx stand above its header" in " ".join(result.notes)
    with store.connection() as con:
        kept = con.execute("SELECT native_id, posted_at::DATE::VARCHAR, engagement FROM post ORDER BY ALL").fetchall()
    assert kept == [("7", "2024-05-01", 3), ("8", "2024-05-02", None)]


def test_each_visible_sheet_of_a_workbook_is_read_and_named(store: Store, tmp_path: Path) -> None:
    sheets = {
        "May": [HEADER, *ROWS],
        "June": [HEADER, ("3", "2024-06-01", "a scarf"), ("4", "soon", "x")],
        "Old": [HEADER, ("5", "2024-06-01", "hidden")],
        "Empty": [],
    }
    result = posts.run(store, zipped(tmp_path / "e.zip", {"b.xlsx": workbook(tmp_path, sheets, ["Old"])}))
    assert (result.files, result.rows_stored) == (2, 3)
    assert refused(store) == [("e.zip/b.xlsx/June:3", "unreadable date")]


def workbook(folder: Path, sheets: dict[str, list[tuple[str, ...]]], hidden: list[str]) -> bytes:
    return write_workbook(folder / "made.xlsx", sheets, hidden).read_bytes()


def test_a_refusal_names_the_member_and_its_line(store: Store, tmp_path: Path) -> None:
    bad = CSV + b"3,soon,x\n"
    result = posts.run(store, zipped(tmp_path / "export.zip", {"a.csv": bad, "in/b.csv.gz": gzip.compress(bad)}))
    assert (result.rows_in, result.rows_stored, result.rows_repeat, result.rows_rejected) == (6, 2, 2, 2)
    assert [place for place, _ in refused(store)] == ["export.zip/a.csv:4", "export.zip/in/b.csv.gz:4"]


def test_a_member_named_after_a_person_is_masked_in_its_place(store: Store, tmp_path: Path) -> None:
    posts.run(store, zipped(tmp_path / "export.zip", {"@ann_lee.csv": CSV + b"3,soon,x\n"}))
    assert "ann_lee" not in refused(store)[0][0]


def test_a_folder_is_read_with_what_lies_in_it(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.csv").write_bytes(CSV)
    (folder / "deep" / "b.jsonl.zst").write_bytes(zst(JSONL))
    zipped(folder / "c.zip", {"__MACOSX/._c.csv": b"x", "c.csv": CSV.replace(b"coat", b"cap"), ".DS_Store": b"x"})
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "look.jpg").write_bytes(b"x")
    (folder / "gone.csv").symlink_to(folder / "not-here.csv")
    (folder / "none.csv").write_bytes(b"")
    (folder / "readme.txt").write_text("About this export.\n")
    result = posts.run(store, folder)
    assert (result.source, result.format, result.files) == ("export", "table (3 files)", 3)
    assert (result.rows_in, result.rows_stored, result.rows_repeat, result.rows_rejected) == (7, 2, 4, 1)
    assert refused(store) == [("export/readme.txt", "unreadable file")]
    told = " ".join(result.notes)
    assert (
        "3 files are empty or no export by the name, and left out: export/gone.csv, export/look.jpg, export/none.csv."
        in told
    )
    assert "export/readme.txt" in told


def test_folders_named_by_key_and_value_are_columns(store: Store, tmp_path: Path) -> None:
    for at, (key, market) in enumerate([("FR", "women"), ("GB", "__HIVE_DEFAULT_PARTITION__")]):
        part = tmp_path / "lake" / f"country={key}" / f"segment={market}"
        part.mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist([RECORDS[at]]), part / "part-0.parquet")
        (part / "_SUCCESS").write_bytes(b"x")
    result = posts.run(store, tmp_path / "lake")
    assert (result.rows_stored, result.mapping["region"], result.mapping["audience"]) == (2, "country", "segment")
    with store.connection() as con:
        kept = con.execute("SELECT native_id, region, audience FROM post ORDER BY ALL").fetchall()
    assert kept == [("1", "FR", "women"), ("2", "GB", None)]


def test_a_column_of_the_file_comes_before_one_of_its_folder(store: Store, tmp_path: Path) -> None:
    part = tmp_path / "lake" / "text=wrong"
    part.mkdir(parents=True)
    (part / "a.csv").write_bytes(CSV)
    posts.run(store, tmp_path / "lake")
    assert texts(store) == ["a blue hat", "a red coat"]


def test_files_of_several_formats_are_told_apart(store: Store, tmp_path: Path) -> None:
    status = {"content": "<p>ein Hut</p>", "created_at": "2024-05-01T10:00:00Z", "account": {"acct": "ann"}, "id": "9"}
    path = zipped(tmp_path / "mixed.zip", {"a.csv": CSV, "m.json": json.dumps([status]).encode()})
    result = posts.run(store, path)
    assert result.format == "table (1 file), mastodon (1 file)"
    assert "mixed.zip/m.json (mastodon) is mapped id=uri" in " ".join(result.notes)
    assert "ein Hut" in texts(store)


@pytest.mark.parametrize("packed", [gzip.compress, zst])
def test_a_packed_file_that_breaks_off_keeps_what_came_before(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(unpacking, "BUFFER_BYTES", 1 << 12)
    lines = "".join(json.dumps({**RECORDS[0], "id": os.urandom(40).hex()}) + "\n" for _ in range(20_000)).encode()
    whole = packed(lines)
    (tmp_path / "a.jsonl").write_bytes(whole[: len(whole) // 2])
    result = posts.run(store, tmp_path / "a.jsonl")
    assert result.rows_stored == 0 or result.rows_rejected >= 1
    assert refused(store)[0] == ("a.jsonl", "unreadable file")
    assert result.rows_in == result.rows_stored + result.rows_repeat + result.rows_rejected
    assert "breaks off after" in " ".join(result.notes)


def test_a_document_that_breaks_off_keeps_what_came_before(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(json.dumps(RECORDS).encode()[:-8])
    result = posts.run(store, tmp_path / "a.json")
    assert (result.rows_in, result.rows_stored, result.rows_rejected) == (2, 1, 1)
    assert "no whole JSON document" in " ".join(result.notes)


def encrypted(path: Path) -> Path:
    zipped(path, {"a.csv": CSV})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    return path


def tarred(path: Path) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("a.csv")
        entry.size = len(CSV)
        archive.addfile(entry, io.BytesIO(CSV))
    return path


def nested(path: Path) -> Path:
    return zipped(path, {"in.zip": zipped(path.with_name("inner.zip"), {"a.csv": CSV}).read_bytes()})


def other_database(path: Path) -> Path:
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE sales (day)")
    return path


def plain(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (encrypted, "x/a.csv' is encrypted; unpack it with its password"),
        (nested, "x/in.zip' is an archive within an archive"),
        (tarred, "is a tar archive; unpack it"),
        (other_database, "without Chictopia's table 'posts'.*'sales'"),
        (plain(zst(gzip.compress(CSV))), "is packed twice"),
        (plain(b"BZh91AY&SY"), "packed as bzip2"),
        (plain(b"7z\xbc\xaf\x27\x1c"), "packed as 7z"),
        (plain(gzip.compress(b"")), "is empty"),
        (plain(b"<!DOCTYPE html><html>"), "page of the web"),
        (plain(b"%PDF-1.7 x\n"), "a PDF"),
        (plain(b"SQLite format 3\0" + b"x" * 200), "no whole SQLite database"),
        (plain(b'{"posts": [{"text": '), "no whole JSON document"),
        (lambda path: zipped(path, {}), "holds no file of posts"),
        (lambda path: zipped(path, {"a.jpg": b"x"}), "holds no file of posts; it holds x/a.jpg"),
        (lambda path: zipped(path, {"a.xlsx": zipped(path.with_name("w"), {"xl/workbook.xml": b"<"}).read_bytes()}),
         "no whole workbook"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_said_in_one_sentence(
    store: Store, tmp_path: Path, made: Callable[[Path], Path], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        posts.run(store, made(tmp_path / "x"))


def test_a_file_that_swells_beyond_measure_is_refused(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "GUARDED_BYTES", 1 << 20)
    bomb = CSV + b"3,2024-05-01," + b" " * (8 << 20)
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(bomb))
    for path in (tmp_path / "bomb.csv.gz", zipped(tmp_path / "bomb.zip", {"bomb.csv": bomb})):
        try:
            told = " ".join(posts.run(store, path).notes)
        except BadInput as error:
            told = str(error)
        assert "more than 200 times its size" in told


def test_a_packed_file_that_must_be_held_whole_is_bounded(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "WHOLE_BYTES", 100)
    (tmp_path / "a.parquet.gz").write_bytes(gzip.compress(parquet()))
    with pytest.raises(BadInput, match="unpack it and give that"):
        posts.run(store, tmp_path / "a.parquet.gz")


def test_names_that_lead_out_of_an_archive_are_only_names(store: Store, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"../../out.csv": CSV, "/etc/b.csv": CSV})
    before = sorted(tmp_path.parent.rglob("*.csv"))
    assert [member.name for member in Opened.of(path).members] == ["a.zip/out.csv", "a.zip/etc/b.csv"]
    assert posts.run(store, path).rows_stored == 2
    assert sorted(tmp_path.parent.rglob("*.csv")) == before


def test_a_link_out_of_a_folder_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(CSV)
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "a.csv").write_bytes(CSV)
    (folder / "b.csv").symlink_to(tmp_path / "secret.csv")
    result = posts.run(store, folder)
    assert (result.rows_stored, result.rows_rejected) == (2, 1)
    assert refused(store) == [("export/b.csv", "unreadable file")]


def test_labels_are_read_from_a_packed_workbook_but_from_one_table(store: Store, tmp_path: Path) -> None:
    sheet = [("day", "item"), ("2024-05-06", "dress")]
    path = write_workbook(tmp_path / "b.xlsx", {"One": sheet})
    assert labels.run(store, path, "day", "item").rows_stored == 1
    with pytest.raises(BadInput, match="holds 2 tables"):
        labels.run(store, write_workbook(tmp_path / "c.xlsx", {"One": sheet, "Two": sheet}), "day", "item")


def test_a_long_line_is_refused_and_its_neighbours_stay(store: Store, tmp_path: Path) -> None:
    long = json.dumps({**RECORDS[0], "id": "9", "text": "x" * (40 << 20)}).encode()
    (tmp_path / "a.jsonl").write_bytes(JSONL + long + b"\n" + JSONL.replace(b"coat", b"cap").replace(b'"1"', b'"3"'))
    result = posts.run(store, tmp_path / "a.jsonl")
    assert (result.rows_in, result.rows_stored, result.rows_rejected) == (5, 3, 1)
    assert refused(store) == [("a.jsonl:3", "unreadable line")]


@pytest.mark.parametrize(
    "deep", ["[" * 5000 + "]" * 5000, json.dumps(RECORDS[:1])[:-2] + ', "x": ' + "[" * 5000 + "]" * 5000 + "}]"]
)
def test_a_document_of_great_depth_is_no_fault(store: Store, tmp_path: Path, deep: str) -> None:
    (tmp_path / "a.json").write_text(deep)
    try:
        result = posts.run(store, tmp_path / "a.json")
    except BadInput:
        return
    assert result.rows_in == result.rows_stored + result.rows_rejected == 1


def test_a_folder_of_parts_gives_what_one_file_gives(store: Store, tmp_path: Path) -> None:
    frame = pd.DataFrame(RECORDS * 50).assign(id=range(100))
    frame.to_csv(tmp_path / "whole.csv", index=False)
    folder = tmp_path / "parts"
    folder.mkdir()
    for at in range(4):
        frame[at::4].to_csv(folder / f"{at}.csv", index=False)
    assert posts.run(store, tmp_path / "whole.csv", source="x").rows_stored == 100
    assert posts.run(store, folder, source="x").rows_repeat == 100
