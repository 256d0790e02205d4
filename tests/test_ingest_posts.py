"""Files of posts: each format's fields, every row accounted for, and the same file twice adds nothing."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.errors import BadInput, HemlineError, UnknownName
from data.settings import Settings
from data.store import Store
from ingest.clean import Rules, clean_batch
from ingest.jobs import posts
from ingest.privacy import Pseudonyms
from ingest.sources.raw import raw_batch

HEADER = ("Post ID", "User", "Created", "Message", "Country", "Likes")
ROWS = [
    dict(zip(HEADER, row, strict=True))
    for row in (
        ("11", "ann", "2024-05-01T10:00:00Z", "a red coat", "gb", "1,200"),
        ("12", "bob", "2024-05-02T10:00:00Z", "a blue hat", "France", "3"),
        ("13", "ann", "2024-05-03T10:00:00Z", "wide jeans", "", ""),
    )
]
RECORD = {"$type": "app.bsky.feed.post", "text": "wide jeans", "createdAt": "2024-05-01T10:00:00Z", "langs": ["en"]}
BLUESKY = {
    "uri": "at://did:plc:aaa/app.bsky.feed.post/3k", "cid": "bafy",
    "author": {"did": "did:plc:aaa", "handle": "ann.bsky.social"},
    "record": {**RECORD, "text": "barrel jeans #denim", "langs": ["pt-BR", "en"]},
    "likeCount": 3, "repostCount": 2, "replyCount": 1, "indexedAt": "2024-05-01T10:00:02.000Z",
}  # fmt: skip
MASTODON = {
    "id": "7", "uri": "https://m.example/users/ann/statuses/7", "url": "https://m.example/@ann/7",
    "created_at": "2024-05-01T10:00:00.000Z", "language": "de", "content": "<p>Ein <b>Mantel</b> &amp; Hut</p>",
    "account": {"id": "1", "acct": "ann", "url": "https://m.example/@ann"}, "reblog": None,
    "favourites_count": 4, "reblogs_count": 1, "replies_count": 0, "tags": [], "media_attachments": [],
}  # fmt: skip


def stored(store: Store, table: str = "post") -> pd.DataFrame:
    with store.connection() as con:
        return con.execute(f"SELECT * FROM {table} ORDER BY ALL").df()


def adds_up(result: posts.IngestResult) -> bool:
    return result.rows_in == result.rows_stored + result.rows_repeat + result.rows_rejected


def written(folder: Path, form: str) -> Path:
    path = folder / f"export.{form}"
    frame = pd.DataFrame(ROWS)
    if form == "parquet":
        pq.write_table(pa.Table.from_pandas(frame), path)
    elif form == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    else:
        frame.to_csv(path, index=False, sep={"csv": ",", "tsv": "\t", "txt": ";"}[form])
    return path


@pytest.mark.parametrize("form", ["csv", "tsv", "txt", "jsonl", "parquet"])
def test_a_table_is_read_alike_in_every_form(store: Store, tmp_path: Path, form: str) -> None:
    result = posts.run(store, written(tmp_path, form), source="shop", region="US")
    assert (result.format, result.rows_in, result.rows_stored) == ("table", 3, 3)
    assert result.mapping["text"] == "Message" and result.mapping["date"] == "Created"
    kept = stored(store).sort_values("native_id")
    assert kept[["native_id", "text", "region"]].values.tolist() == [
        ["11", "a red coat", "GB"],
        ["12", "a blue hat", "FR"],
        ["13", "wide jeans", "US"],
    ]
    assert kept["engagement"].astype(object).where(kept["engagement"].notna(), None).tolist() == [1200, 3, None]
    assert kept["week"].dt.strftime("%F").unique().tolist() == ["2024-04-29"]
    assert kept["author"].nunique() == 2


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_the_same_file_again_adds_nothing(store: Store, tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form)
    posts.run(store, path)
    before = stored(store)
    again = posts.run(store, path)
    assert (again.rows_stored, again.rows_repeat) == (0, 3)
    pd.testing.assert_frame_equal(stored(store), before)


def test_rows_without_an_id_are_told_by_their_content(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "queue.csv"
    path.write_text("date,text\n" + "2024-05-01,the same coat\n" * 500)
    result = posts.run(store, path)
    assert (result.rows_in, result.rows_stored, result.rows_repeat) == (500, 1, 499)


def test_a_bluesky_search_result_has_every_field(store: Store, tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(json.dumps(BLUESKY) + "\n")
    assert posts.run(store, tmp_path / "b.jsonl").format == "bluesky"
    row = stored(store).iloc[0]
    assert (row["text"], row["language"], row["engagement"]) == ("barrel jeans #denim", "pt", 6)
    assert row["posted_at"] == pd.Timestamp("2024-05-01 10:00:00")


def test_a_bare_record_has_the_author_of_its_uri(store: Store, tmp_path: Path) -> None:
    same = {**RECORD, "uri": "at://did:plc:aaa/app.bsky.feed.post/9"}
    (tmp_path / "b.jsonl").write_text("\n".join(map(json.dumps, [BLUESKY, same, RECORD])))
    posts.run(store, tmp_path / "b.jsonl")
    authors = stored(store).set_index("text")["author"]
    assert authors["barrel jeans #denim"] in authors["wide jeans"].tolist()
    assert authors["wide jeans"].isna().sum() == 1


def test_a_mastodon_status_has_every_field(store: Store, tmp_path: Path) -> None:
    (tmp_path / "m.jsonl").write_text(json.dumps(MASTODON))
    assert posts.run(store, tmp_path / "m.jsonl").format == "mastodon"
    row = stored(store).iloc[0]
    assert (row["text"], row["language"], row["engagement"]) == ("Ein Mantel & Hut", "de", 5)


def test_a_boost_is_the_status_it_boosts(store: Store, tmp_path: Path) -> None:
    boost = {"id": "8", "uri": "https://o.example/8", "created_at": "2024-05-09", "content": "", "reblog": MASTODON}
    boost["account"] = {"url": "https://o.example/@bob"}
    (tmp_path / "m.jsonl").write_text("\n".join(map(json.dumps, [MASTODON, boost])))
    result = posts.run(store, tmp_path / "m.jsonl")
    assert (result.rows_stored, result.rows_repeat) == (1, 1)


@pytest.mark.parametrize("good", [BLUESKY, MASTODON, ROWS[0]])
def test_a_truncated_line_is_refused_and_its_neighbours_stay(
    store: Store, tmp_path: Path, good: dict[str, Any]
) -> None:
    whole = json.dumps(good)
    lines = [whole, whole[: len(whole) // 2], "[1]", "null", "", whole.replace("2024-05-01", "2024-05-02")]
    (tmp_path / "x.jsonl").write_text("\n".join(lines))
    result = posts.run(store, tmp_path / "x.jsonl")
    assert (result.rows_in, result.rows_rejected) == (5, 3) and adds_up(result)
    refused = stored(store, "rejected")
    assert sorted(refused["place"]) == ["x.jsonl:2", "x.jsonl:3", "x.jsonl:4"]
    assert set(refused["reason"]) == {"unreadable line"}


def test_the_fast_and_the_careful_way_read_the_same(tmp_path: Path) -> None:
    lines = [
        BLUESKY,
        RECORD,
        {**RECORD, "langs": []},
        {**RECORD, "langs": None, "text": "é😀"},
        {**BLUESKY, "likeCount": 0},
    ]
    fast, careful = tmp_path / "f.jsonl", tmp_path / "c.jsonl"
    fast.write_text("\n".join(map(json.dumps, lines)))
    careful.write_text("\n".join([*map(json.dumps, lines), "broken"]))
    previews = [
        posts.run(Store(Settings(home=tmp_path)), path, "bluesky", dry_run=True).preview for path in (fast, careful)
    ]
    assert previews[0] == previews[1] and len(previews[0] or ()) == 5


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("soon,red coat", "unreadable date"),
        ("2999-01-01,red coat", "impossible date"),
        (",red coat", "no date"),
        ("2024-05-01,", "no text"),
        ("2024-05-01,https://x.example/only", "no text"),
        ("2024-05-01", "unreadable line"),
        ("2024-05-01,a,b,c", "unreadable line"),
    ],
)
def test_a_row_that_is_no_post_is_listed_with_its_line_and_reason(
    store: Store, tmp_path: Path, row: str, reason: str
) -> None:
    (tmp_path / "x.csv").write_text(f'date,text\n2024-05-01,"two\nlines"\n{row}\n')
    for _ in range(2):
        result = posts.run(store, tmp_path / "x.csv")
        assert result.rows_rejected == 1 and adds_up(result)
    assert stored(store, "rejected")[["place", "reason"]].values.tolist() == [["x.csv:4", reason]]


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ("date,thing\n2024-05-01,ab\n", {}, "--map text=COLUMN"),
        ("when it was,text\nlong ago,a red coat\n", {}, "--map date=COLUMN"),
        ("date,text\n2024-05-01,a\n", {"mapping": {"text": "Message"}}, "no column 'Message'"),
        ("date,text\n2024-05-01,a\n", {"mapping": {"txt": "text"}}, "Did you mean 'text'"),
        ("date,text\n2024-05-01,a\n", {"format": "blusky"}, "Did you mean 'bluesky'"),
        ("date,text\n2024-05-01,a\n", {"region": "Narnia"}, "'Narnia'"),
        ("date,text\n2024-05-01,a\n", {"source": "a|b"}, r"'a\|b'"),
        ("date,text\n2024-05-01,a\n", {"format": "bluesky", "mapping": {"text": "text"}}, "--format table"),
        ("", {}, "is empty"),
        ("[{}]", {}, "no record with a plain field"),
        ("PAR1 not really", {}, "Parquet"),
        ("a\0b\0c", {}, "not a text file"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(
    store: Store, tmp_path: Path, content: str, options: dict[str, Any], sentence: str
) -> None:
    (tmp_path / "x.csv").write_text(content)
    with pytest.raises((BadInput, UnknownName), match=sentence):
        posts.run(store, tmp_path / "x.csv", **options)


def test_a_missing_file_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.csv"):
        posts.run(store, tmp_path / "gone.csv")


def test_a_name_that_holds_series_is_not_given_to_posts(store: Store, tmp_path: Path) -> None:
    store.add("source", pd.DataFrame([{"source": "x", "kind": "series", "title": "x", "added_at": pd.Timestamp(0)}]))
    (tmp_path / "x.csv").write_text("date,text\n2024-05-01,a\n")
    with pytest.raises(BadInput, match="holds series already"):
        posts.run(store, tmp_path / "x.csv")


def test_a_mapping_overrules_the_guess_and_finds_nested_fields(store: Store, tmp_path: Path) -> None:
    row = {"text": "the wrong one", "data": {"body": "the right one"}, "at": "2024-05-01", "who": {"name": "ann"}}
    (tmp_path / "x.jsonl").write_text(json.dumps(row))
    mapping = {"text": "data.body", "author": "who.name", "date": "at"}
    assert dict(posts.run(store, tmp_path / "x.jsonl", mapping=mapping).mapping).items() >= mapping.items()
    assert stored(store)["text"].tolist() == ["the right one"]


def test_unnamed_columns_are_told_by_their_shape(store: Store, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        "a,b,c\n1,2024-05-01,a long red coat with buttons\n2,2024-05-02,another quite long sentence\n"
    )
    mapping = posts.run(store, tmp_path / "x.csv").mapping
    assert (mapping["date"], mapping["text"]) == ("b", "c")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_of_a_table_is_told_by_its_bytes(store: Store, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "x.csv").write_text("date,text\n2024-05-01,crème brûlée à £5\n", encoding=encoding)
    posts.run(store, tmp_path / "x.csv")
    assert stored(store)["text"].tolist() == ["crème brûlée à £5"]


def test_a_dry_run_shows_five_rows_and_leaves_nothing(store: Store, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("date,text\n" + "".join(f"0{n}/04/2024,coat number {n}\n" for n in range(1, 9)))
    result = posts.run(store, tmp_path / "x.csv", dry_run=True)
    assert [row["text"] for row in result.preview or ()] == [f"coat number {n}" for n in range(1, 6)]
    assert "day first" in result.notes[0]
    assert not settings.home.exists()


def test_a_dry_run_says_what_would_be_refused_and_looks_into_the_next_file(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "a.csv").write_text("date,text\n2999-01-01,a coat\n2024-05-01,a hat\n")
    (folder / "b.csv").write_text("date,text\n" + "2024-05-02,a scarf\n" * 9)
    result = posts.run(store, folder, dry_run=True)
    assert [row["text"] for row in result.preview or ()] == ["a hat", *["a scarf"] * 4]
    assert "Of the first 2 rows 1 would be refused, mostly with 'impossible date'." in result.notes


def test_the_reviews_export_is_whole_after_reading(store: Store, shared_data: Path) -> None:
    path = shared_data / "posts" / "fast_fashion_reviews_to_2022.csv"
    debris = "[¬√\uf8ffĶǨ]|_x000D_"
    before = pd.read_csv(path)
    suspects = (before["review_title"].fillna("") + before["review_text"]).str.contains(debris, regex=True).sum()
    result = posts.run(store, path)
    assert result.rows_in == len(before) and adds_up(result)
    assert result.rows_rejected == len(stored(store, "rejected"))
    assert suspects > 700 and result.rows_repaired > 100
    assert stored(store)["text"].str.contains(debris, regex=True).sum() <= 1
    assert stored(store)["region"].nunique() == before["reviewer_country"].nunique()
    assert posts.run(store, path).rows_stored == 0


VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.just("2024-05-01")),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)),
    max_leaves=4,
)
KEYS = ["text", "createdAt", "record", "content", "created_at", "account", "uri", "langs", "likeCount", "date", "id"]
OBJECT = st.dictionaries(st.sampled_from(KEYS), VALUE)
LINE = st.one_of(st.binary(max_size=40), OBJECT.map(lambda record: json.dumps(record).encode()))


@examples(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINE, max_size=6), format_=st.sampled_from(["auto", "table", "bluesky", "mastodon"]))
def test_any_lines_are_accounted_for_or_refused_in_one_sentence(lines: list[bytes], format_: str) -> None:
    _account(b"\n".join(lines), format_)


@examples(max_examples=20, deadline=None)
@given(cells=st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=6), raw=st.binary(max_size=60))
def test_any_table_is_accounted_for(cells: list[list[str]], raw: bytes) -> None:
    rows = "\n".join(",".join(row) for row in cells).encode("utf-8", "replace")
    _account(b"date,text\n2024-05-01,a red coat\n" + rows + b"\n" + raw, "table")


@examples(max_examples=10, deadline=None)
@given(cut=st.integers(0, 600), flip=st.integers(0, 600))
def test_a_damaged_parquet_file_is_accounted_for(cut: int, flip: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = bytearray(written(Path(folder), "parquet").read_bytes())
    content[flip % len(content)] ^= 0xFF
    _account(bytes(content[: len(content) - cut]), "table")


def _account(content: bytes, format_: str) -> None:
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
        assert adds_up(result)
        assert len(stored(store)) == result.rows_stored
        assert len(stored(store, "rejected")) == result.rows_rejected


def test_all_is_no_audience_and_no_source_since_it_stands_for_all_of_them(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "All.csv"
    path.write_text("id,date,text,audience\n1,2024-05-01,a red coat,All\n2,2024-05-01,a blue hat,Women\n")
    result = posts.run(store, path)
    assert result.source == "file-all"
    with store.connection() as con:
        kept = con.execute("SELECT native_id, audience FROM post ORDER BY native_id").fetchall()
    assert kept == [("1", None), ("2", "women")]


def test_a_raw_row_may_name_its_hashtags_and_the_post_it_reposts() -> None:
    rows = {
        "id": ["1", "2", "3", "4"],
        "author": ["ann", "bob", "cat", "dan"],
        "date": ["2024-05-01T10:00:00Z"] * 4,
        "text": ["a red coat", "a red coat", "a red coat", "a hat"],
        "tags": ["ootd", None, None, None],
        "original": [None, "1", "3", " "],
    }
    raw = raw_batch(pa.array(range(1, 5)), {role: pa.array(values, pa.string()) for role, values in rows.items()})
    rules = Rules("s", None, False, True, pd.Timestamp("2024-06-01").to_pydatetime(), Pseudonyms.throwaway())
    made = clean_batch(raw, rules).posts
    assert made["text"].iloc[0] == "a red coat #ootd"
    assert made["original"].iloc[1] == made["post_id"].iloc[0]
    assert made["original"].isna().tolist() == [True, False, True, True], "a row that names itself is no repost"
