"""Labels side by side: what each line shows, axes that are shared, names that never meet, colours told apart."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_dashboard_charts import _apart

from dashboard import compare, compare_charts
from dashboard.palette import THEMES, contrast

START = pd.Timestamp("2024-01-01")
NOW = START + pd.Timedelta(weeks=99)


def rows(values: list[float], ahead: float = 0.05) -> pd.DataFrame:
    """Lay out the weeks of one label from `START` on, the last of them incomplete, and four weeks of forecast."""
    weeks = pd.date_range(START, periods=len(values), freq="7D")
    seen = pd.DataFrame({"week": weeks, "y": values, "complete": [*[True] * (len(values) - 1), False]})
    later = pd.date_range(weeks[-1], periods=4, freq="7D")
    said = pd.DataFrame({"week": later, "yhat": ahead, "lo80": ahead * 0.8, "hi80": ahead * 1.2})
    return seen.merge(said, on="week", how="outer")


def drawn(values: list[float], unit: float | None, place: int = 0, ahead: float = 0.05) -> compare.Line:
    """Return the line of some values, which must have one."""
    line = compare.line(f"Label {place}", rows(values, ahead), START, unit, place)
    assert line is not None
    return line


def test_a_share_is_drawn_in_per_cent_and_the_open_week_is_not() -> None:
    line = drawn([0.04] * 10, 0.01)
    assert line.seen["y"].tolist() == pytest.approx([4.0] * 9)
    assert line.ahead[["yhat", "lo80", "hi80"]].iloc[0].tolist() == pytest.approx([5.0, 4.0, 6.0])


def test_the_mean_of_the_first_four_weeks_is_set_to_100() -> None:
    line = drawn([0.01, 0.03, 0.02, 0.02, *[0.04] * 20], None)
    assert line.seen["y"].iloc[10] == pytest.approx(200.0)
    assert line.ahead["yhat"].iloc[0] == pytest.approx(250.0)


@pytest.mark.parametrize("values", [[0.0] * 20, [0.0, 0.0, 0.0, 0.0, *[0.1] * 20]])
def test_what_was_not_seen_at_the_start_cannot_be_set_to_100(values: list[float]) -> None:
    assert compare.line("x", rows(values), START, None, 0) is None
    assert compare.line("x", rows(values), START, 0.01, 0) is not None


def test_a_label_without_weeks_since_the_start_has_no_line() -> None:
    assert compare.line("x", rows([0.1] * 8), START + pd.Timedelta(weeks=40), 0.01, 0) is None


def test_the_starts_are_months_and_the_one_two_years_back_is_chosen_first() -> None:
    options = compare.starts(START - pd.Timedelta(weeks=60), NOW)
    assert all(pd.Timestamp(option).weekday() == 0 and pd.Timestamp(option).day <= 7 for option in options)
    assert compare.resting_start(options, NOW) == "2023-12-04"
    assert compare.starts(NOW, NOW) == [f"{NOW:%Y-%m-%d}"]


def test_the_rows_behind_a_chart_are_those_that_are_drawn() -> None:
    line = drawn([0.02] * 10, None)
    found = compare.as_rows([line], [rows([0.02] * 10).assign(region="all", series_id="s")])
    assert found["week"].is_unique and len(found) == 9 + 4
    assert found["index"].iloc[0] == pytest.approx(100.0)
    assert set(found["name"]) == {"Label 0"}


def frame(lines: list[compare.Line], scale: str = compare.SHARE, banded: bool = True) -> compare_charts.Frame:
    """Return the frame of a chart that stands alone."""
    return compare_charts.Frame.around(lines, NOW, scale, " %", 430, 18, banded)


@pytest.mark.parametrize("theme", THEMES)
def test_seen_and_forecast_are_drawn_with_band_mark_and_name(theme: str) -> None:
    lines = [drawn([0.02] * 100, 0.01), drawn([0.04] * 100, 0.01, place=1)]
    chart = compare_charts.lines(lines, frame(lines), theme, "weekly values", "all regions")
    traces = chart.figure.data
    assert [trace.fill for trace in traces].count("toself") == 2
    assert {trace.line.dash for trace in traces} == {None, "dot"}
    assert len({trace.marker.symbol for trace in traces if trace.mode == "lines+markers"}) == 2
    texts = [note.text for note in chart.figure.layout.annotations]
    assert sum("Label 0" in text for text in texts) == 1
    assert "Label 1 4 %" in chart.alt


def test_regions_share_one_frame_that_holds_every_line() -> None:
    lines = [drawn([0.02] * 30, 0.01), drawn([0.5] * 30, 0.01, place=1, ahead=0.6)]
    shared = frame(lines, banded=False)
    ranges = {compare_charts.lines([each], shared, "light", "x", "y").figure.layout.yaxis.range for each in lines}
    assert len(ranges) == 1
    low, high = ranges.pop()
    assert low == 0 and high > 60


def test_a_name_with_tags_is_shown_as_text() -> None:
    line = compare.Line("<b>x</b>", *(lambda each: (each.seen, each.ahead))(drawn([0.1] * 9, 0.01)), 0)
    figure = compare_charts.lines([line], frame([line]), "light", "x", "y").figure
    assert "&lt;b&gt;x" in figure.layout.annotations[0].text


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6))
@settings(max_examples=80, deadline=None)
def test_names_keep_their_order_their_distance_and_the_plot(heights: list[float]) -> None:
    placed = compare_charts.spread(heights, 17, 300)
    assert all(-1e-9 <= height <= 300 + 1e-9 for height in placed)
    ordered = [placed[n] for n in sorted(range(len(heights)), key=lambda n: (heights[n], n))]
    assert all(np.diff(ordered) >= 17 - 1e-6)


def test_names_without_room_lie_evenly() -> None:
    assert compare_charts.spread([5, 5, 5], 17, 20) == pytest.approx([0, 10, 20])


@pytest.mark.parametrize("theme", THEMES)
def test_six_lines_stand_out_and_stay_apart_for_the_colour_blind(theme: str) -> None:
    colours = THEMES[theme].compared
    assert len(set(colours)) == len({symbol for symbol, _ in compare_charts.MARKS}) == compare.MOST
    assert min(contrast(colour, THEMES[theme].paper) for colour in colours) >= 3
    for kind in ("deuteranopia", "protanopia"):
        assert min(_apart(one, other, kind) for one, other in combinations(colours, 2)) >= 0.1
