"""Weekly series: one value a series and week, on its Monday; other rhythms are refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.errors import BadInput, HemlineError
from data.settings import Settings
from data.store import Store
from ingest.jobs import series


def interest(store: Store) -> list[tuple[object, ...]]:
    with store.connection() as con:
        return con.execute("SELECT unique_id, week::VARCHAR, y FROM interest ORDER BY ALL").fetchall()


def test_dates_are_moved_to_the_monday_of_their_week(store: Store, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("unique_id,ds,y\na,2024-05-12,1\na,2024-05-19,2\na,2024-05-27,3\n")
    result = series.run(store, tmp_path / "s.csv")
    assert interest(store) == [("a", "2024-05-06", 1.0), ("a", "2024-05-13", 2.0), ("a", "2024-05-27", 3.0)]
    assert (result.rows_stored, result.snapped, result.series) == (3, 2, 1)


@pytest.mark.parametrize(
    "header", ["term,week,interest", "Keyword;Date;Value", "name\tweek of\tvisibility", "what,x,z"]
)
def test_other_column_names_are_recognised(store: Store, tmp_path: Path, header: str) -> None:
    mark = next(mark for mark in ";\t," if mark in header)
    lines = [header, *(mark.join((f"{at % 2}x", f"2024-05-{6 + 7 * (at // 2):02d}", str(at))) for at in range(6))]
    (tmp_path / "s.csv").write_text("\n".join(lines))
    assert series.run(store, tmp_path / "s.csv").series == 2
    assert len(interest(store)) == 6


def test_a_file_of_one_series_is_named_after_its_values(store: Store, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("week,trench coat\n2024-05-06,1\n2024-05-13,2\n")
    series.run(store, tmp_path / "s.csv")
    assert {row[0] for row in interest(store)} == {"trench coat"}


def test_every_row_is_stored_a_repeat_or_refused(store: Store, tmp_path: Path) -> None:
    rows = [
        "a,2024-05-06,1",
        "a,2024-05-13,2",
        "a,2024-05-13,2",
        "a,2024-05-14,9",
        "a,soon,1",
        "a,2024-05-20,<1",
        "a,2024-05-27,nan",
        ",2024-05-06,1",
        "a,2024-06-03",
    ]
    (tmp_path / "s.csv").write_text("\n".join(["unique_id,ds,y", *rows]))
    for stored, repeat in ((2, 1), (0, 3)):
        result = series.run(store, tmp_path / "s.csv")
        assert (result.rows_in, result.rows_stored, result.rows_repeat, result.rows_rejected) == (9, stored, repeat, 6)
    with store.connection() as con:
        refused = con.execute("SELECT place, reason FROM rejected ORDER BY place").fetchall()
    assert refused == [
        ("s.csv:10", "unreadable line"),
        ("s.csv:5", "repeated week"),
        ("s.csv:6", "unreadable date"),
        ("s.csv:7", "unreadable value"),
        ("s.csv:8", "unreadable value"),
        ("s.csv:9", "no series id"),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("unique_id,ds,y\n" + "".join(f"a,2024-05-{day:02d},1\n" for day in range(1, 20)), "lie 1 days apart"),
        ("unique_id,ds,y\n" + "".join(f"a,2024-{month:02d}-01,1\n" for month in range(1, 9)), "days apart"),
        ("unique_id,ds,y\nW1,1,10\nW1,2,11\n", "holds dates"),
        ("unique_id,ds,y\na,2024-05-06,low\n", "holds numbers"),
        ("", "is empty"),
    ],
)
def test_what_is_no_weekly_series_is_said_in_one_sentence(
    store: Store, tmp_path: Path, content: str, sentence: str
) -> None:
    (tmp_path / "s.csv").write_text(content)
    with pytest.raises(BadInput, match=sentence):
        series.run(store, tmp_path / "s.csv")


def test_the_sneaker_series_are_stored_whole(store: Store, shared_data: Path) -> None:
    path = shared_data / "series" / "us_female_sneakers.csv"
    result = series.run(store, path)
    assert (result.rows_stored, result.series, result.snapped, result.rows_rejected) == (43_800, 100, 0, 0)
    assert series.run(store, path).rows_repeat == 43_800


@examples(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.text(max_size=10), st.text(max_size=6)), max_size=5),
    st.binary(max_size=40),
)
def test_any_rows_are_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], raw: bytes
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    head = "unique_id,ds,y\na,2024-05-06,1\na,2024-05-13,1\n"
    (folder / "s.csv").write_bytes((head + "\n".join(map(",".join, rows))).encode("utf-8", "replace") + b"\n" + raw)
    try:
        result = series.run(Store(Settings(home=folder / "home")), folder / "s.csv")
    except HemlineError:
        return
    assert result.rows_in == result.rows_stored + result.rows_repeat + result.rows_rejected


def test_a_refused_file_leaves_no_source_behind(store: Store, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("unique_id,ds,y\n" + "".join(f"a,2024-05-{day:02d},1\n" for day in range(1, 20)))
    with pytest.raises(BadInput, match="days apart"):
        series.run(store, tmp_path / "s.csv")
    with store.connection() as con:
        assert con.execute("SELECT * FROM source").fetchall() == []
