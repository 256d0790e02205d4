"""A house's own records: each row's label is kept, its customer as a hash, and nothing else of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data.errors import BadInput
from data.store import Store
from data.vocabulary import load_vocabulary
from ingest.jobs import labels
from ingest.jobs.labels import READER

RECORDS = """rented,what,who,weight_lbs,body_type
2024-05-01,Dress,7,139,hourglass
2024-05-01,dress,7,139,hourglass
2024-05-02,Zorble Wrap,8,150,pear
2024-05-03,zorble-wrap,9,150,pear
2024-05-03,,9,150,pear
soon,dress,9,150,pear
2024-05-03,dress
"""


@pytest.fixture
def records(tmp_path: Path) -> Path:
    (tmp_path / "rentals.csv").write_text(RECORDS)
    return tmp_path / "rentals.csv"


def read(store: Store, sql: str) -> pd.DataFrame:
    with store.connection() as con:
        return con.execute(sql).df()


def test_two_equal_records_are_two_and_the_same_file_again_is_none(store: Store, records: Path) -> None:
    for stored, repeat in ((4, 0), (0, 4)):
        result = labels.run(store, records, "rented", "what", "who")
        assert (result.rows_in, result.rows_stored, result.rows_repeat, result.rows_rejected) == (7, stored, repeat, 3)
        assert (result.labels, result.house_labels) == (2, 1)
        assert len(read(store, "FROM tag")) == len(read(store, "FROM reading")) == len(read(store, "FROM post")) == 4
    assert sorted(read(store, "FROM rejected")["reason"]) == ["no label", "unreadable date", "unreadable line"]


def test_a_known_word_takes_the_vocabularys_label_and_a_new_one_its_own(store: Store, records: Path) -> None:
    labels.run(store, records, "rented", "what", "who")
    tags = read(store, "SELECT label_id, count(*) AS n FROM tag WHERE polarity = 'for' GROUP BY ALL ORDER BY ALL")
    assert tags.values.tolist() == [["category:dress", 2], ["house:zorble-wrap", 2]]
    house = read(store, "SELECT label_id, facet, name, origin FROM label")
    assert house.values.tolist() == [["house:zorble-wrap", "house", "Zorble Wrap", "house"]]
    assert read(store, "SELECT reader, kind, name, active FROM reader").values.tolist() == [
        [READER, "house", "house", True]
    ]


def test_no_other_column_is_stored(store: Store, records: Path) -> None:
    labels.run(store, records, "rented", "what", "who")
    tables = read(store, "SELECT table_name FROM duckdb_tables()")["table_name"]
    text = " ".join(read(store, f'FROM "{table}"').to_csv() for table in tables if table != "job_run")
    assert "hourglass" not in text and "pear" not in text
    assert read(store, "FROM post")["author"].nunique() == 3
    assert set(read(store, "FROM post")["text"]) == {""}


def test_records_without_a_customer_all_count(store: Store, tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text("day,item\n" + "2024-05-01,dress\n" * 30)
    assert labels.run(store, tmp_path / "sales.csv", "day", "item").rows_stored == 30
    (tmp_path / "sales.csv").write_text("day,item\n" + "2024-05-01,dress\n" * 40)
    grown = labels.run(store, tmp_path / "sales.csv", "day", "item")
    assert (grown.rows_stored, grown.rows_repeat) == (10, 30)


def test_a_missing_column_lists_the_others(store: Store, records: Path) -> None:
    with pytest.raises(BadInput, match="no column 'category'; the columns are 'rented', 'what'"):
        labels.run(store, records, "rented", "category")


def test_every_english_name_of_the_vocabulary_is_known() -> None:
    words = labels.words_of(load_vocabulary())
    assert all(label.name.casefold() in words for label in load_vocabulary().labels)


def test_the_rentals_are_stored_whole(store: Store, shared_data: Path) -> None:
    path = shared_data / "interactions" / "renttherunway_before_2017-09.parquet"
    result = labels.run(store, path, "review_date", "category", "user_id")
    assert (result.rows_in, result.rows_stored, result.rows_rejected) == (163_951, 163_951, 0)
    assert read(store, "SELECT count(DISTINCT author) AS n FROM post")["n"][0] == 93_526
    assert labels.run(store, path, "review_date", "category", "user_id").rows_repeat == 163_951
