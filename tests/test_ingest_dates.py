"""Dates in the forms exports use are read as UTC, and what cannot be a post's date is told apart."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dates import is_day_first, mondays, read_dates

NOW = datetime(2024, 6, 1, 12)
FORMS = [
    ("2024-03-05", "2024-03-05"),
    ("2024-03-05T10:20:30.123Z", "2024-03-05 10:20:30.123"),
    ("2024-03-05T10:20:30+02:00", "2024-03-05 08:20:30"),
    ("2024-03-05 10:20:30", "2024-03-05 10:20:30"),
    ("2024-03-05 09:48:29 EST", "2024-03-05 14:48:29"),
    ("2024-03-05 09:48:29 EDT", "2024-03-05 13:48:29"),
    ("2024-03-05 09:48 PST", "2024-03-05 17:48:00"),
    ("2024-03-05 09:48:29 CEST", "2024-03-05 07:48:29"),
    ("2024-03-05 09:48:29 (NZDT)", "2024-03-04 20:48:29"),
    ("Tue, 05 Mar 2024 10:15:30 -0400 (EDT)", "2024-03-05 14:15:30"),
    ("20240305", "2024-03-05"),
    ("1709633730", "2024-03-05 10:15:30"),
    ("1709633730.0", "2024-03-05 10:15:30"),
    ("1709633730500", "2024-03-05 10:15:30.5"),
    ("1709633730500000", "2024-03-05 10:15:30.5"),
    ("Tue Mar 05 10:15:30 +0000 2024", "2024-03-05 10:15:30"),
    ("Tue, 05 Mar 2024 10:15:30 +0100", "2024-03-05 09:15:30"),
    ("05/03/2024", "2024-03-05"),
    ("05.03.2024 10:15", "2024-03-05 10:15:00"),
    ("5 March 2024", "2024-03-05"),
    ("March 5th, 2024", "2024-03-05"),
    ("Mar 5, 2024 3:15 PM", "2024-03-05 15:15:00"),
    ("2024/03/05", "2024-03-05"),
]
REFUSED = [
    ("soon", "unreadable date"),
    ("5 March 2024 09:48 XYZ", "unreadable date"),
    ("2024", "unreadable date"),
    ("99999999999999999999", "unreadable date"),
    ("2024-13-45", "impossible date"),
    ("2024-02-30T10:00:00Z", "impossible date"),
    ("1999-12-31", "impossible date"),
    ("0001-01-01", "impossible date"),
    ("9999-12-31", "impossible date"),
    ("2024-06-03", "impossible date"),
    ("", "no date"),
    ("   ", "no date"),
    (None, "no date"),
]


def test_every_common_form_is_read_as_utc() -> None:
    read = read_dates(pa.array([text for text, _ in FORMS]), day_first=True, now=NOW)
    assert read.utc.tolist() == [pd.Timestamp(utc) for _, utc in FORMS]
    assert read.reason.isna().all()


def test_a_form_reads_the_same_alone_as_among_others() -> None:
    for text, utc in FORMS:
        assert read_dates(pa.array([text]), day_first=True, now=NOW).utc.tolist() == [pd.Timestamp(utc)], text


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_is_no_date_is_refused_with_its_reason(text: str | None, reason: str) -> None:
    read = read_dates(pa.array([text, "2024-05-01"], pa.string()), day_first=True, now=NOW)
    assert read.reason.tolist() == [reason, None]
    assert pd.isna(read.utc[0])


def test_a_date_after_the_source_saw_the_post_is_impossible() -> None:
    dates = pa.array(["2024-05-03T00:00:00Z", "2024-05-01T12:00:00Z", "2024-05-03T00:00:00Z"])
    seen = pa.array(["2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z", None])
    assert read_dates(dates, True, NOW, seen).reason.tolist() == ["impossible date", None, None]


@pytest.mark.parametrize(
    ("sample", "day_first"),
    [
        (["03/04/2024", "13/04/2024"], True),
        (["03/04/2024", "04/13/2024"], False),
        (["03/04/2024"], True),
        (["x"], True),
    ],
)
def test_the_order_of_day_and_month_is_told_by_the_numbers_above_twelve(sample: list[str], day_first: bool) -> None:
    assert is_day_first(pa.array(sample)) is day_first


def test_months_come_first_where_the_file_says_so() -> None:
    assert read_dates(pa.array(["03/04/2024"]), day_first=False, now=NOW).utc[0] == pd.Timestamp("2024-03-04")


@given(st.dates(datetime(2000, 1, 3).date(), datetime(2024, 5, 31).date()))
def test_a_week_is_named_by_its_monday(day: object) -> None:
    monday = mondays(pd.Series([pd.Timestamp(str(day))]))[0]
    assert monday.dayofweek == 0 and 0 <= (pd.Timestamp(str(day)) - monday).days <= 6


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=30)), max_size=20))
def test_any_text_is_read_or_refused_and_none_is_both(texts: list[str | None]) -> None:
    safe = [text.encode("utf-8", "replace").decode() if text is not None else None for text in texts]
    read = read_dates(pa.array(safe, pa.string()), day_first=True, now=NOW)
    assert (read.utc.isna() == read.reason.notna()).all()
