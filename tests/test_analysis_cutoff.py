"""Cutting a frame: what is history, what is scored, and that rows after the cutoff cost no series its forecast."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.forecasts.cutoff import split
from analysis.forecasts.panel import read_panel
from data.errors import BadInput


def weekly(name: str = "s", weeks: int = 30, start: str = "2020-01-06") -> pd.DataFrame:
    ds = pd.date_range(start, periods=weeks, freq="7D").strftime("%Y-%m-%d")
    return pd.DataFrame({"unique_id": name, "ds": ds, "y": np.arange(weeks, dtype=float) + 1})


def changed(frame: pd.DataFrame, row: int, column: str, value: object) -> pd.DataFrame:
    frame = frame.astype({column: object})
    frame.loc[row, column] = value  # type: ignore[index]
    return frame


def test_a_step_that_stands_twice_after_the_cutoff_is_only_left_unscored() -> None:
    frame = weekly()
    cut = split(pd.concat([frame, frame.iloc[[27]]]), None, 5)
    assert (len(cut.history), cut.refused) == (25, {})
    assert cut.future["ds"].tolist() == frame["ds"].iloc[[25, 26, 28, 29]].tolist()
    assert cut.notes["s"].startswith("Series 's': 2020-07-13 stands there more than once; such steps")


def test_text_after_the_cutoff_is_only_left_unscored() -> None:
    cut = split(changed(weekly(), 28, "y", "n/v"), None, 5)
    assert cut.future["y"].isna().tolist() == [False, False, False, True, False]
    assert cut.notes["s"].startswith("Series 's': 2020-07-20 has no finite number")


@pytest.mark.parametrize("ds", ["soon", "2999-01-01", "7"])
def test_a_row_that_nobody_can_place_stays_in_the_history_for_the_reader_to_refuse(ds: str) -> None:
    cut = split(pd.concat([changed(weekly(), 29, "ds", ds), weekly("sound")]), None, 5)
    checked = read_panel(cut.history)
    assert list(checked.panel.ids) == ["sound"]
    assert checked.refused["s"].startswith("Series 's' ")


def test_the_history_keeps_its_order() -> None:
    frame = weekly().iloc[::-1]
    assert split(frame, "2020-03-01", 5).history["ds"].tolist() == frame["ds"].iloc[22:].tolist()


def test_rows_without_order_or_index_are_cut_alike() -> None:
    one = split(pd.concat([weekly("a"), weekly("b")]), None, 5)
    other = split(pd.concat([weekly("b"), weekly("a")]).sample(frac=1, random_state=0), None, 5)
    key = ["unique_id", "ds"]
    for part in ("history", "future"):
        rows = [getattr(cut, part).sort_values(key).to_numpy().tolist() for cut in (one, other)]
        assert rows[0] == rows[1]


@pytest.mark.parametrize("freq", ["7D", "MS", "ME", "QS"])
@pytest.mark.parametrize("missing", [1, 8])
def test_a_series_that_ends_shortly_before_the_cutoff_is_forecast_from_the_cutoff(freq: str, missing: int) -> None:
    ds = pd.date_range("2015-01-05", periods=30 + missing, freq=freq)
    frame = pd.DataFrame({"unique_id": "s", "ds": ds[:30].strftime("%Y-%m-%d"), "y": np.arange(30.0)})
    checked = read_panel(split(frame, str(ds[-1].date()), 5).history)
    panel = checked.panel
    assert panel.labels(panel.ends[:, None]).tolist() == [ds[-1]]
    unit = "1 empty value" if missing == 1 else "8 empty values"
    assert checked.notes["s"] == f"Series 's' ends in {unit}; filled for now."


def test_a_series_that_ends_long_before_the_cutoff_is_refused() -> None:
    cut = split(weekly(), "2020-09-28", 5)
    assert cut.refused["s"] == "Series 's' ends at 2020-07-27, before the cutoff 2020-09-28; give an earlier cutoff."


@pytest.mark.parametrize("cutoff", ["2999-01-01", "0001-01-01", "2999", "0001", "-5"])
def test_an_absurd_cutoff_leaves_no_series_and_says_why(cutoff: str) -> None:
    cut = split(weekly(), cutoff, 5)
    assert cut.history.empty
    assert cut.refused["s"].startswith("Series 's' ") and cutoff in cut.refused["s"]


@pytest.mark.parametrize("cutoff", ["spring", "", "2023-13-45"])
def test_a_cutoff_that_is_no_date_is_refused(cutoff: str) -> None:
    with pytest.raises(BadInput, match="cannot be read; give an ISO date"):
        split(weekly(), cutoff, 5)
