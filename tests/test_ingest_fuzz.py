"""Any bytes under any format give only errors of ours, and every row is stored, a repeat, or listed as rejected."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.errors import HemlineError
from data.settings import Settings
from data.store import Store
from ingest.jobs import posts, series
from ingest.sources.recognise import FORMATS
from tests.test_ingest_formats import (
    BLUESKY,
    CHICTOPIA,
    CROWDTANGLE_HEADER,
    CROWDTANGLE_ROW,
    MASTODON,
    TIKTOK,
    X,
    csv_text,
)
from tests.test_ingest_trends import GOOGLE, PINTEREST
from tests.workbooks import write_workbook

ROWS = [{"date": "2024-05-01", "text": "a red coat", "id": "1"}, {"date": "soon", "text": "a hat", "id": "2"}]
VALUE = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(), st.text(max_size=12),
        st.sampled_from(["2024-05-01T10:00:00Z", "1714557600", "\ud800", "https://x.example"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)  # fmt: skip
KEYS = sorted(
    {key for record in (BLUESKY, MASTODON, TIKTOK, X) for key in record} | {"data", "posts", "content", "body"}
)
RECORD = st.one_of(
    st.dictionaries(st.sampled_from(KEYS), VALUE, max_size=6),
    st.builds(
        lambda record, changes: {**record, **changes},
        st.sampled_from([BLUESKY, MASTODON, TIKTOK, X]),
        st.dictionaries(st.sampled_from(KEYS), VALUE, max_size=3),
    ),
)
DOCUMENT = st.one_of(
    st.lists(RECORD, max_size=4),
    st.lists(RECORD, max_size=4).map(lambda records: {"data": records, "meta": {}}),
    st.lists(RECORD, max_size=4).map(lambda records: {"posts": records}),
    VALUE,
)


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "replace")


def parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), file)
    return file.getvalue()


def workbook() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        rows = [tuple(ROWS[0]), *(tuple(row.values()) for row in ROWS)]
        return write_workbook(Path(folder) / "b.xlsx", {"One": rows, "Two": rows}).read_bytes()


def database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.sqlite3"
        with sqlite3.connect(path) as con:
            con.executescript(CHICTOPIA)
        con.close()
        return path.read_bytes()


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("a.csv", csv_text(CROWDTANGLE_HEADER, CROWDTANGLE_ROW))
        members.writestr("b.jsonl", dumped(BLUESKY))
        members.writestr("c.xlsx", workbook())
    return file.getvalue()


WHOLE = {
    "parquet": parquet(),
    "workbook": workbook(),
    "database": database(),
    "archive": archive(),
    "gzip": gzip.compress(dumped([TIKTOK, X]) * 3),
    "zstd": pa.compress(dumped([TIKTOK, X]), codec="zstd", asbytes=True),
    "crowdtangle": csv_text(CROWDTANGLE_HEADER, CROWDTANGLE_ROW).encode(),
}


@examples(max_examples=40, deadline=None)
@given(content=st.binary(max_size=200), format_=st.sampled_from(FORMATS))
def test_any_bytes(content: bytes, format_: str) -> None:
    account_of_posts(content, format_)


@examples(max_examples=60, deadline=None)
@example(lines=[b'{"account": {"0": "\\ud800"}}', b'{"\\ud800": 1}'], format_="table")
@given(lines=st.lists(st.one_of(RECORD, DOCUMENT).map(dumped), max_size=5), format_=st.sampled_from(FORMATS))
def test_any_lines_of_json(lines: list[bytes], format_: str) -> None:
    account_of_posts(b"\n".join(lines), format_)


@examples(max_examples=60, deadline=None)
@given(document=DOCUMENT, cut=st.integers(0, 30), indent=st.sampled_from([None, 1]), format_=st.sampled_from(FORMATS))
def test_any_document_whole_or_cut(document: Any, cut: int, indent: int | None, format_: str) -> None:
    content = json.dumps(document, indent=indent).encode("utf-8", "replace")
    account_of_posts(content[: max(len(content) - cut, 0)], format_)


@pytest.mark.parametrize("name", WHOLE)
@examples(max_examples=25, deadline=None)
@given(
    flips=st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(1, 255)), max_size=4),
    cut=st.one_of(st.just(0), st.integers(0, 1 << 12)),
)
@example(flips=[(3169, 128)], cut=0)  # a database whose column names are no UTF-8
def test_any_damage_to_a_whole_file(name: str, flips: list[tuple[int, int]], cut: int) -> None:
    content = bytearray(WHOLE[name])
    for at, bits in flips:
        content[at % len(content)] ^= bits
    account_of_posts(bytes(content[: max(len(content) - cut, 0)]), "auto")


@examples(max_examples=40, deadline=None)
@given(
    whole=st.sampled_from([GOOGLE, PINTEREST, "week,a,b\n2024-05-06,1,2\n2024-05-13,1,2\n"]),
    flips=st.lists(st.tuples(st.integers(0, 1 << 12), st.integers(1, 255)), max_size=6),
    more=st.one_of(st.binary(max_size=40), st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace"))),
)
def test_any_damage_to_series(whole: str, flips: list[tuple[int, int]], more: bytes) -> None:
    content = bytearray(whole.encode() + more)
    for at, bits in flips:
        content[at % len(content)] ^= bits
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.dat"
        path.write_bytes(content)
        store = Store(Settings(home=Path(folder) / "home"))
        try:
            result = series.run(store, path)
        except HemlineError as error:
            assert str(error)
            return
        assert result.rows_in == result.rows_stored + result.rows_repeat + result.rows_rejected
        assert counts(store, "interest") == (result.rows_stored, result.rows_rejected)


def account_of_posts(content: bytes, format_: str) -> None:
    """Take a file in; it is accounted for row by row, or refused with an error of ours."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.dat"
        path.write_bytes(content)
        store = Store(Settings(home=Path(folder) / "home"))
        try:
            result = posts.run(store, path, format_)
        except HemlineError as error:
            assert str(error)
            return
        assert result.rows_in == result.rows_stored + result.rows_repeat + result.rows_rejected
        assert counts(store, "post") == (result.rows_stored, result.rows_rejected)


def counts(store: Store, table: str) -> tuple[int, int]:
    with store.connection() as con:
        return tuple(con.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in (table, "rejected"))  # type: ignore
