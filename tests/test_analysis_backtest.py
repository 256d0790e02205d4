"""Checks of the frame, rules for gaps, and origins that never see past themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.forecasts.backtest import actual, check_horizon, folds
from analysis.forecasts.cutoff import split
from analysis.forecasts.panel import read_panel
from data.errors import BadInput


def weekly(name: str = "s", weeks: int = 30, start: str = "2020-01-06") -> pd.DataFrame:
    ds = pd.date_range(start, periods=weeks, freq="7D")
    return pd.DataFrame({"unique_id": name, "ds": ds, "y": np.arange(weeks, dtype=float) + 1})


def changed(frame: pd.DataFrame, row: int, column: str, value: object) -> pd.DataFrame:
    frame = frame.astype({column: object})
    frame.loc[row, column] = value  # type: ignore[index]
    return frame


def with_day_more(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame, pd.DataFrame({"unique_id": ["s"], "ds": [pd.Timestamp("2020-02-05")], "y": [1.0]})])


REFUSED = {
    "a repeated week": (lambda f: pd.concat([f, f.iloc[[3]]]), "2020-01-27 more than once; keep one row"),
    "mixed frequencies": (with_day_more, "mixes frequencies: mostly 7 days apart, but 2 before 2020-02-05"),
    "one week": (lambda f: f.head(1), "has 1 step of history; give at least 8"),
    "a date nobody can read": (
        lambda f: changed(f.astype({"ds": str}), 4, "ds", "next week"),
        "'next week'; write",
    ),
    "dates and steps": (lambda f: changed(f.astype({"ds": str}), 4, "ds", "5"), "mixes dates and whole steps"),
    "text for a value": (lambda f: changed(f, 4, "y", "many"), "has the value 'many' at 2020-02-03"),
    "an infinite value": (lambda f: changed(f, 4, "y", np.inf), "has the value 'inf' at 2020-02-03"),
    "no value at all": (lambda f: f.assign(y=np.nan), "has no value at all"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_series_that_cannot_be_used_is_named_and_the_others_still_run(case: str) -> None:
    spoil, sentence = REFUSED[case]
    checked = read_panel(pd.concat([spoil(weekly()), weekly("sound")], ignore_index=True))
    assert list(checked.panel.ids) == ["sound"]
    assert checked.refused["s"].startswith("Series 's' ")
    assert sentence in checked.refused["s"]


MENDED = {
    "unsorted": (lambda f: f.iloc[::-1], "not in the order of ds; sorted", 30),
    "an empty value": (lambda f: changed(f, 4, "y", np.nan), "has 1 empty value; taken as missing", 30),
    "a short gap": (lambda f: f.drop(index=[4, 5]), "misses 2 steps; filled", 30),
    "a long gap": (lambda f: f.drop(index=range(5, 14)), "only what follows is used", 16),
}


@pytest.mark.parametrize("case", MENDED)
def test_what_can_be_mended_is_mended_and_said(case: str) -> None:
    spoil, sentence, length = MENDED[case]
    checked = read_panel(spoil(weekly()))
    assert sentence in checked.notes["s"]
    assert checked.panel.lengths[0] == length
    filled = checked.panel.filled().values[0]
    assert filled[-length:] == pytest.approx(np.arange(31 - length, 31))


def test_a_clean_series_brings_no_sentence() -> None:
    checked = read_panel(weekly())
    assert (checked.refused, checked.notes) == ({}, {})


def test_a_missing_column_or_an_empty_frame_is_refused_whole() -> None:
    with pytest.raises(BadInput, match="no column 'ds'"):
        read_panel(weekly().drop(columns="ds"))
    with pytest.raises(BadInput, match="no row"):
        read_panel(weekly().head(0))


def test_dates_of_any_weekday_and_integer_steps_go_on_by_their_own_step() -> None:
    sundays, steps = weekly("a", start="2020-01-05"), weekly("b").assign(ds=range(10, 40))
    panel = read_panel(pd.concat([sundays.astype({"ds": str}), steps.astype({"ds": str})])).panel
    labels = panel.labels(panel.ahead(2))
    assert [str(label) for label in labels] == ["2020-08-02", "2020-08-09", "40", "41"]


def test_a_hole_at_an_origin_is_filled_without_looking_ahead() -> None:
    frame = changed(weekly(), 19, "y", np.nan)
    later = frame.assign(y=frame["y"].where(frame.index < 20, 1e6))
    then, otherwise = (read_panel(part).panel.before(10).filled().values for part in (frame, later))
    assert (then == otherwise).all()
    assert then[0, -1] == then[0, -2]


def test_origins_leave_two_seasons_and_short_series_twenty_steps() -> None:
    plan = folds(np.array([261, 156, 135, 110, 60, 24, 12]), horizon=52, season=52)
    replayed = {fold.back: fold.rows.tolist() for fold in plan}
    assert list(replayed) == list(range(13, 157, 13))
    assert replayed[26] == [True, True, True, True, True, False, False]
    assert replayed[52] == [True, True, False, True, False, False, False]
    assert replayed[156] == [True, False, False, False, False, False, False]
    assert [fold.back for fold in plan if fold.slow] == [13, 26, 52, 104, 156]


def test_what_came_after_an_origin_ends_with_the_data() -> None:
    came = actual(read_panel(weekly()).panel, back=3, horizon=5)
    assert came[0].tolist() == pytest.approx([28.0, 29.0, 30.0, np.nan, np.nan], nan_ok=True)


def test_a_split_without_cutoff_holds_out_the_last_rows_of_each_series() -> None:
    cut = split(pd.concat([weekly("a", 30), weekly("b", 20), weekly("c", 5)]), None, 5)
    assert cut.history.groupby("unique_id").size().to_dict() == {"a": 25, "b": 15}
    assert cut.future.groupby("unique_id").size().to_dict() == {"a": 5, "b": 5}
    assert cut.refused["c"] == "Series 'c' has 5 steps and the horizon is 5; give a shorter one or more rows."


def test_a_cutoff_outside_a_series_is_named_and_the_others_still_run() -> None:
    frame = pd.concat([weekly("a"), weekly("early", start="2010-01-04"), weekly("late", start="2021-01-04")])
    steps = weekly("steps").assign(ds=range(30))
    cut = split(pd.concat([frame.astype({"ds": str}), steps.astype({"ds": str})]), "2020-06-01", 52)
    assert set(cut.history["unique_id"]) == {"a"}
    assert cut.history["ds"].max() == "2020-06-01"
    assert "ends at 2010-07-26, before the cutoff" in cut.refused["early"]
    assert "begins at 2021-01-04, after the cutoff" in cut.refused["late"]
    assert "counts in whole steps but the cutoff '2020-06-01' is a date; give one such as 29" in cut.refused["steps"]


def test_a_cutoff_in_the_last_week_leaves_the_whole_series_as_history() -> None:
    cut = split(weekly(), "2020-08-02", 4)
    assert (len(cut.history), len(cut.future), cut.refused) == (30, 0, {})


@pytest.mark.parametrize(
    ("horizon", "season", "what"), [(0, 52, "horizon is 0"), (-3, 1, "horizon is -3"), (4, 0, "season is 0")]
)
def test_a_horizon_or_season_below_one_is_refused(horizon: int, season: int, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        check_horizon(horizon, season)


def test_an_unreadable_cutoff_is_refused() -> None:
    with pytest.raises(BadInput, match="cutoff 'spring' cannot be read"):
        split(weekly(), "spring", 4)
