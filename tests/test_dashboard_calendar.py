"""The calendar: in store before the climb, decided a lead time before that, and too late said plainly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from dashboard_season import build_season
from dashboard_setting import NOW

from dashboard import calendar, calendar_charts
from dashboard.palette import THEMES
from data.settings import Settings
from data.snapshot import Snapshot

MONDAY = pd.Timestamp(NOW)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A published season."""
    settings = Settings(home=tmp_path_factory.mktemp("calendar") / "home")
    build_season(settings)
    return Snapshot.current(settings)


def seasons(*peaks: int, ramp: int = 8, before: int = 2) -> pd.DataFrame:
    """Lay out one label per peak, that many weeks after the last complete week."""
    frame = pd.DataFrame({"peak_week": [MONDAY + pd.Timedelta(weeks=peak) for peak in peaks]})
    return frame.assign(
        series_id=[f"s{n}" for n in range(len(peaks))], now_week=MONDAY, ramp_weeks=ramp,
        peak_lo=frame["peak_week"] - pd.Timedelta(weeks=before),
    )  # fmt: skip


def test_the_dates_are_the_peak_less_its_range_its_climb_and_the_lead() -> None:
    row = calendar.dated(seasons(40), lead=12).iloc[0]
    assert row["in_store"] == MONDAY + pd.Timedelta(weeks=40 - 2 - 8)
    assert row["decide_by"] == row["in_store"] - pd.Timedelta(weeks=12)
    assert row["weeks_left"] == 40 - 2 - 8 - 12 - 1


@pytest.mark.parametrize(
    ("peak", "words"), [(11, "this week"), (10, "too late by 1 week"), (12, "in 1 week"), (1, "too late by 10 weeks")]
)
def test_what_is_left_is_counted_from_the_first_week_that_is_not_over(peak: int, words: str) -> None:
    row = calendar.dated(seasons(peak, ramp=0, before=0), lead=10).iloc[0]
    assert row["decide"] == words
    assert row["late"] == words.startswith("too late")


def test_what_can_still_be_decided_comes_first_the_soonest_on_top() -> None:
    rows = calendar.dated(seasons(52, 5, 30, 23), lead=12)
    assert rows["late"].tolist() == [False, False, False, True]
    assert rows["decide_by"].iloc[:3].is_monotonic_increasing


def test_a_peak_without_a_range_counts_from_its_week() -> None:
    row = calendar.dated(seasons(40).assign(peak_lo=pd.NaT), lead=12).iloc[0]
    assert row["in_store"] == MONDAY + pd.Timedelta(weeks=32)


def climb(values: list[float], peak: int) -> int:
    """Count the weeks of a climb by hand: back from the peak, in a year that repeats, to an average week."""
    year = np.array(values) / np.mean(values)
    twice = np.concatenate([year, year])
    around = [twice[max(at - 2, 0) : at + 3].mean() for at in range(len(twice))]
    at = len(values) + peak - 1
    below = next((back for back in range(1, at + 1) if around[at - back] <= 1), None)
    return 26 if below is None else min(below - 1, 26)


def test_the_climb_equals_counting_by_hand(snapshot: Snapshot) -> None:
    rows = snapshot.read("page_calendar", region="all")
    rows = rows[rows["weeks"].notna()]
    assert len(rows) == 4
    for row in rows.to_dict("records"):
        peak = (row["peak_week"] - row["now_week"]).days // 7
        assert row["ramp_weeks"] == climb(list(row["ahead"]), peak)


def test_each_week_stands_against_the_labels_own_mean(snapshot: Snapshot) -> None:
    rows = snapshot.read("page_calendar", region="all")
    weeks = calendar.by_week(rows[rows["weeks"].notna()])
    assert weeks.groupby("series_id").size().tolist() == [52] * 4
    assert weeks.groupby("series_id")["of_mean"].mean().tolist() == pytest.approx([1.0] * 4)


def test_labels_without_a_season_have_no_weeks_and_are_kept(snapshot: Snapshot) -> None:
    rows = snapshot.read("page_calendar", region="GB")
    assert len(rows) == 18
    assert rows.loc[~rows["seasonal"], "weeks"].isna().all()


@pytest.mark.parametrize("theme", THEMES)
def test_the_heatmap_has_a_row_for_each_label_and_its_dates(snapshot: Snapshot, theme: str) -> None:
    rows = snapshot.read("page_calendar", region="all")
    rows = calendar.drawn(calendar.dated(rows[rows["weeks"].notna()], lead=12))
    chart = calendar_charts.heatmap(rows, theme)
    cells, *dates = chart.figure.data
    assert np.shape(cells.z) == (4, 52)
    assert cells.zmin == -cells.zmax
    assert [trace.name for trace in dates] == ["Decide by", "In store", "Peak"]
    assert "peaks first, in week" in chart.alt


def test_at_most_forty_labels_are_drawn_the_most_seen_ones() -> None:
    many = seasons(*range(1, 51)).assign(authors=range(50))
    shown = calendar.drawn(many)
    assert len(shown) == calendar.DRAWN
    assert set(shown["authors"]) == set(range(10, 50))
    assert shown["peak_week"].is_monotonic_increasing
