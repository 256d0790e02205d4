"""Where rows lie in time: every way a date is written, months of unequal length, and what is no date at all."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.forecasts.panel import read_panel
from analysis.forecasts.positions import day_of, month_of, positions

DAY = 19_723.0  # 2024-01-01

WRITTEN = {
    "2024-01-01": DAY,
    "2024-01-01 06:30:00": DAY,
    "2024-01-01T23:59:59+09:00": DAY,
    "2024-01-01T00:00Z": DAY,
    " 2024-01-01 ": DAY,
    "2024-01": DAY,
    "20240101": DAY,
    "2999-01-01": 375_835.0,
    "0001-01-01": -719_162.0,
    "01/02/2024": np.nan,
    "spring": np.nan,
    "": np.nan,
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    position, dated = positions(pd.Series([text]))
    assert position.tolist() == pytest.approx([WRITTEN[text]], nan_ok=True)
    assert dated.tolist() == [True]


def test_whole_numbers_are_steps_unless_all_are_dates() -> None:
    assert positions(pd.Series(["1", "2.0", "-3"]))[0].tolist() == [1, 2, -3]
    assert positions(pd.Series([20240101, 7]))[0].tolist() == [20240101, 7]
    assert positions(pd.Series([20240101, 20240108]))[1].tolist() == [True, True]


def test_dates_of_python_and_pandas_are_read_as_the_day_they_name() -> None:
    zoned = pd.Series(pd.to_datetime(["2024-01-01 00:00"]).tz_localize("Asia/Tokyo"))
    for ds in (pd.Series([date(2024, 1, 1)], dtype=object), pd.Series(pd.to_datetime(["2024-01-01 09:00"])), zoned):
        assert positions(ds)[0].tolist() == [DAY]


def test_months_and_days_round_trip() -> None:
    days = np.arange(-1000, 40_000, 17)
    month, day, length = month_of(days)
    assert (day_of(month, day) == days).all()
    assert (day <= length).all()


CALENDARS = {"MS": "2020-01-01", "ME": "2020-01-31", "QS": "2020-01-01", "YS": "1990-01-01", "14D": "2020-01-01"}


@pytest.mark.parametrize("step", CALENDARS)
def test_every_calendar_goes_on_by_its_own_step(step: str) -> None:
    ds = pd.date_range(CALENDARS[step], periods=34, freq=step)
    frame = pd.DataFrame({"unique_id": "s", "ds": ds[:30].strftime("%Y-%m-%d"), "y": np.arange(30.0)})
    checked = read_panel(frame)
    assert (checked.refused, checked.notes) == ({}, {})
    assert checked.panel.labels(checked.panel.ahead(4)).tolist() == ds[30:].tolist()
    days = positions(pd.Series(ds[30:]))[0].to_numpy()
    assert checked.panel.steps_after(np.zeros(4, dtype=int), days).tolist() == [1, 2, 3, 4]


def test_a_missing_month_is_a_gap_and_a_day_between_is_a_mixed_frequency() -> None:
    ds = pd.date_range("2020-01-01", periods=30, freq="MS").strftime("%Y-%m-%d")
    frame = pd.DataFrame({"unique_id": "s", "ds": ds, "y": np.arange(30.0)})
    gap = read_panel(frame.drop(index=[7, 8]))
    assert gap.notes["s"] == "Series 's' misses 2 steps; filled on a straight line."
    odd = pd.concat([frame, pd.DataFrame({"unique_id": ["s"], "ds": ["2021-03-09"], "y": [1.0]})])
    assert "mixes frequencies" in read_panel(odd).refused["s"]
