"""Files of Google Trends and Pinterest Trends become weekly series, by stated rules; other rhythms are refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from data.errors import BadInput
from data.store import Store
from ingest.jobs import series
from tests.workbooks import write_workbook

GOOGLE = """Category: All categories

Week,trench coat: (Worldwide),"barrel, jeans: (United States)"
2024-01-07,45,<1
2024-01-14,50,3
2024-01-21,100,0
"""
PINTEREST = """"Pinterest Trends tool – https://trends.pinterest.com/"
Selected Filters
Trends Type,Growing trends
Date Range,90 days before 2025-08-04
Interests,"All"

,,,,,Data in the date columns reflects the normalized search volume for this trend type
Rank,Trend,Weekly change,Monthly change,Yearly change,2025-05-12,2025-05-19,2025-05-26
1,polka dot dress,"10%","300%","10,000%+",2,3,100
2,"linen, wide",-1%,20%,4%,7,,8
"""


def interest(store: Store) -> list[tuple[object, ...]]:
    with store.connection() as con:
        return con.execute("SELECT unique_id, week::VARCHAR, y FROM interest ORDER BY ALL").fetchall()


GOOGLE_SERIES = [
    ("barrel, jeans (United States)", "2024-01-08", 0.5),
    ("barrel, jeans (United States)", "2024-01-15", 3.0),
    ("barrel, jeans (United States)", "2024-01-22", 0.0),
    ("trench coat", "2024-01-08", 45.0),
    ("trench coat", "2024-01-15", 50.0),
    ("trench coat", "2024-01-22", 100.0),
]


@pytest.mark.parametrize(
    "content",
    [
        GOOGLE,
        GOOGLE.replace("Week,", "Time,"),
        GOOGLE.split("\n\n")[1],
        GOOGLE.replace("Category: All categories", "Kategorie: Alle Kategorien").replace("Week,", "Woche,"),
        "\ufeff" + GOOGLE.replace("\n", "\r\n"),
    ],
)
def test_a_file_of_google_trends_is_a_series_a_term(store: Store, tmp_path: Path, content: str) -> None:
    (tmp_path / "multiTimeline.csv").write_text(content)
    result = series.run(store, tmp_path / "multiTimeline.csv")
    assert (result.format, result.rows_in, result.rows_stored, result.series) == ("google-trends", 6, 6, 2)
    assert interest(store) == GOOGLE_SERIES
    told = " ".join(result.notes)
    assert "'<1' counts as 0.5" in told and "the week of the Monday after" in told


def test_the_newer_header_needs_no_place(store: Store, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('"Time","trench coat","cape"\n"2024-01-07",45,<1\n"2024-01-14",50,3\n')
    assert series.run(store, tmp_path / "t.csv").format == "google-trends"
    assert interest(store)[:2] == [("cape", "2024-01-08", 0.5), ("cape", "2024-01-15", 3.0)]


def test_google_trends_as_a_workbook_or_packed_reads_alike(store: Store, tmp_path: Path) -> None:
    (tmp_path / "g.csv.gz").write_bytes(gzip.compress(GOOGLE.encode()))
    rows = [
        ["Category: All categories"], [], ["Week", "trench coat: (Worldwide)", "barrel, jeans: (United States)"],
        [[45298], 45, "<1"], [[45305], 50, 3], [[45312], 100, 0],
    ]  # fmt: skip
    assert series.run(store, tmp_path / "g.csv.gz", "one").rows_stored == 6
    assert interest(store) == GOOGLE_SERIES
    series.run(store, write_workbook(tmp_path / "g.xlsx", {"Trends": rows}), "two")
    assert interest(store) == sorted(GOOGLE_SERIES * 2)


@pytest.mark.parametrize(
    ("header", "dates"),
    [
        ("Day", [f"2024-01-{day:02d}" for day in range(1, 20)]),
        ("Month", [f"2024-{month:02d}" for month in range(1, 13)]),
        ("Month", [f"2024-{month:02d}-01" for month in range(1, 13)]),
        ("Time", [f"2024-01-01T{hour:02d}" for hour in range(24)]),
    ],
)
def test_google_trends_by_other_rhythms_is_refused_with_the_range_to_choose(
    store: Store, tmp_path: Path, header: str, dates: list[str]
) -> None:
    lines = "\n".join(f"{date},5" for date in dates)
    (tmp_path / "g.csv").write_text(f"Category: All categories\n\n{header},coat: (Worldwide)\n{lines}\n")
    with pytest.raises(BadInput, match=r"(days apart|a row a month); choose a range of nine months to five years"):
        series.run(store, tmp_path / "g.csv")


def test_a_file_of_pinterest_trends_is_a_series_a_trend(store: Store, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(PINTEREST)
    for stored, repeat in ((5, 0), (0, 5)):
        result = series.run(store, tmp_path / "p.csv")
        assert (result.format, result.rows_in, result.rows_stored, result.rows_repeat) == (
            "pinterest-trends", 6, stored, repeat,
        )  # fmt: skip
    assert interest(store) == [
        ("linen, wide", "2025-05-12", 7.0),
        ("linen, wide", "2025-05-26", 8.0),
        ("polka dot dress", "2025-05-12", 2.0),
        ("polka dot dress", "2025-05-19", 3.0),
        ("polka dot dress", "2025-05-26", 100.0),
    ]
    with store.connection() as con:
        refused = con.execute("SELECT place, reason FROM rejected").fetchall()
    assert refused == [("p.csv:10:7", "unreadable value")]
    assert "change are no series" in " ".join(result.notes)


def test_pinterest_trends_of_several_markets_stay_apart(store: Store, tmp_path: Path) -> None:
    header = "Trend,Market,Weekly change,7/25/25,8/1/25"
    (tmp_path / "p.csv").write_text(f"{header}\ncape,SG,5%,1,2\ncape,JP,5%,3,4\n")
    series.run(store, tmp_path / "p.csv")
    assert interest(store) == [
        ("cape (JP)", "2025-07-21", 3.0),
        ("cape (JP)", "2025-07-28", 4.0),
        ("cape (SG)", "2025-07-21", 1.0),
        ("cape (SG)", "2025-07-28", 2.0),
    ]


def test_a_column_a_series_is_read_where_nothing_names_the_series(store: Store, tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text("week,coat,cape\n2024-05-06,1,2\n2024-05-13,3,4\n")
    assert series.run(store, tmp_path / "w.csv").series == 2
    assert interest(store)[0] == ("cape", "2024-05-06", 2.0)


def test_a_folder_of_series_is_read_and_what_is_none_is_listed(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "trends"
    folder.mkdir()
    (folder / "g.csv").write_text(GOOGLE)
    (folder / "p.csv").write_text(PINTEREST)
    (folder / "readme.txt").write_text("what this is\n")
    result = series.run(store, folder)
    assert (result.format, result.files, result.rows_in) == ("google-trends, pinterest-trends", 2, 13)
    assert result.rows_in == result.rows_stored + result.rows_repeat + result.rows_rejected
    with store.connection() as con:
        assert ("trends/readme.txt", "unreadable file") in con.execute("SELECT place, reason FROM rejected").fetchall()
