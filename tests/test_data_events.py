"""Events: rules that give the days of any year, and a file of the user's whose bad rows are told and left out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.events import LONGEST, MOST, calendar, own, retail_year


@pytest.mark.parametrize(
    ("year", "day"),  # the first days that the National Retail Federation's calendars give
    [(2022, date(2022, 1, 30)), (2023, date(2023, 1, 29)), (2024, date(2024, 2, 4)), (2025, date(2025, 2, 2)),
     (2026, date(2026, 2, 1))],
)  # fmt: skip
def test_a_retail_year_begins_on_the_sunday_after_the_saturday_nearest_to_the_end_of_january(
    year: int, day: date
) -> None:
    assert retail_year(year) == day


@pytest.mark.parametrize(
    ("kind", "code", "year", "inside"),  # days on which shows and sales were
    [
        ("women", "FW", 2017, date(2017, 2, 9)), ("women", "FW", 2018, date(2018, 3, 6)),
        ("women", "SS", 2018, date(2017, 9, 7)), ("women", "SS", 2019, date(2018, 10, 3)),
        ("men", "FW", 2017, date(2017, 1, 18)), ("men", "SS", 2018, date(2017, 6, 21)),
        ("couture", "SS", 2017, date(2017, 1, 22)), ("couture", "FW", 2017, date(2017, 7, 2)),
        ("season", "SS", 2025, date(2025, 2, 2)), ("season", "FW", 2025, date(2026, 1, 31)),
        ("sale", "black-friday", 2024, date(2024, 11, 29)), ("sale", "winter", 2026, date(2025, 12, 27)),
    ],
)  # fmt: skip
def test_the_rules_hold_the_days_that_were(kind: str, code: str, year: int, inside: date) -> None:
    found = [event for event in calendar(inside, inside) if event.kind == kind]
    assert [(event.code, event.year) for event in found] == [(code, year)]


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_one_selling_season(day: date) -> None:
    assert len([event for event in calendar(day, day) if event.kind == "season"]) == 1


def test_a_show_names_its_cities_in_their_order() -> None:
    (event,) = [each for each in calendar(date(2025, 9, 20), date(2025, 9, 20)) if each.kind == "women"]
    assert [city for city, _, _ in event.places] == ["New York", "London", "Milan", "Paris"]
    assert (event.first, event.last) == (date(2025, 9, 5), date(2025, 10, 7))


def test_a_home_without_a_file_has_no_events_of_its_own(tmp_path: Path) -> None:
    assert own(tmp_path).events == own(tmp_path).refused == ()


def test_both_kinds_of_file_are_read(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(
        "\ufeffDate,Name,Region,Until\n2025-03-01,Press day,gb,\n2024-05-02,Pop-up,,2024-05-09\n", encoding="utf-8"
    )
    (tmp_path / "events.toml").write_text('[[event]]\ndate = 2025-01-10\nname = "Drop 1"\n', encoding="utf-8")
    found = own(tmp_path)
    assert [(event.name, event.region, event.first, event.last) for event in found.events] == [
        ("Pop-up", "all", date(2024, 5, 2), date(2024, 5, 9)),
        ("Drop 1", "all", date(2025, 1, 10), date(2025, 1, 10)),
        ("Press day", "GB", date(2025, 3, 1), date(2025, 3, 1)),
    ]
    assert not found.refused


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("31.12.2025,Sale,,", "events.csv, line 3: the date '31.12.2025' is not a day; write it as 2025-12-31."),
        (",Sale,,", "the date '' is not a day"),
        ("2025-12-31,,,", "the name '' has 0 letters"),
        (f"2025-12-31,{'x' * (LONGEST + 1)},,", f"has {LONGEST + 1} letters; give 1 to {LONGEST}."),
        ("2025-12-31,Sale,GB,2025-12-01", "until '2025-12-01' is not a day from '2025-12-31' on"),
        ("2025-12-31,Sale,GB,soon", "until 'soon' is not a day"),
    ],
)
def test_a_bad_row_is_told_and_the_others_stay(row: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(f"date,name,region,until\n2025-03-01,Press day,,\n{row}\n", encoding="utf-8")
    found = own(tmp_path)
    assert [event.name for event in found.events] == ["Press day"]
    assert len(found.refused) == 1 and said in found.refused[0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("events.csv", b"day,what\n2025-01-01,x\n", "has no columns 'date' and 'name'"),
        ("events.csv", b"\xff\xfe\x00", "cannot be read"),
        ("events.toml", b"[[event]\n", "cannot be read"),
        ("events.toml", b"event = 3\n", "has no columns"),
    ],
)
def test_a_file_that_cannot_be_read_gives_one_sentence(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    found = own(tmp_path)
    assert not found.events and len(found.refused) == 1 and said in found.refused[0]


def test_beyond_the_most_events_the_rest_is_left_out_and_told(tmp_path: Path) -> None:
    rows = "".join(f"2025-01-01,e{n}\n" for n in range(MOST + 1))
    (tmp_path / "events.csv").write_text(f"date,name\n{rows}", encoding="utf-8")
    found = own(tmp_path)
    assert len(found.events) == MOST and str(MOST) in found.refused[0]
