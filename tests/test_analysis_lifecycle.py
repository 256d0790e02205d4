"""A stage is called on what counting can show: noise stays steady, seasons are not rises, units do not matter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.trends import lifecycle
from analysis.trends.lifecycle import THRESHOLDS

Array = npt.NDArray[np.float64]

WEEKS = 156
NOW = pd.Timestamp("2025-12-22")
BASE = 1000.0
YEAR = 365.25 / 7
SINCE = np.arange(WEEKS)


def season(swing: float, peak_ahead: int = 20) -> Array:
    """Return a yearly wave whose next peak lies so many weeks after now."""
    return np.exp(swing * np.cos(2 * np.pi * (SINCE - (WEEKS - 1) - peak_ahead) / YEAR))


def ramp(times: float, weeks: int = 80) -> Array:
    """Return a course that is flat, then multiplies itself by `times` over the last `weeks`."""
    return times ** (np.maximum(0, SINCE - (WEEKS - 1 - weeks)) / weeks)


def people(*courses: Array, level: float = 30.0, seed: int | None = None) -> pd.DataFrame:
    """Lay out one series per course: expected people each week, or drawn ones where a seed is given."""
    rows = []
    for number, course in enumerate(courses):
        expected = level * course
        counted = expected if seed is None else np.random.default_rng([seed, number]).poisson(expected)
        dates = pd.date_range(end=NOW, periods=len(course), freq="7D")
        rows.append(pd.DataFrame({"unique_id": f"s{number:03d}", "ds": dates, "authors": counted * 1.0, "base": BASE}))
    frame = pd.concat(rows, ignore_index=True)
    return frame.assign(y=frame["authors"] / frame["base"])


def values(*courses: Array) -> pd.DataFrame:
    """Lay out series of plain values, as they are imported."""
    return people(*courses).assign(y=lambda rows: rows["authors"], authors=np.nan, base=np.nan)


def ahead(level: float) -> pd.DataFrame:
    """Return a flat forecast of the series s000."""
    dates = pd.date_range(NOW, periods=53, freq="7D")[1:]
    return pd.DataFrame({"unique_id": "s000", "ds": dates, "yhat": level})


NO_FORECAST = pd.DataFrame({"unique_id": pd.Series(dtype=str), "yhat": pd.Series(dtype=float)})


def read(history: pd.DataFrame, forecast: pd.DataFrame = NO_FORECAST) -> pd.DataFrame:
    return lifecycle.call(lifecycle.measure(history), forecast)


FLAT = np.ones(WEEKS)


@pytest.mark.parametrize(
    ("course", "level", "stage"),
    [
        (FLAT, 30.0, "steady"),
        (ramp(2.0), 30.0, "rising"),
        (ramp(8.0), 1.5, "emerging"),
        (ramp(0.5), 30.0, "declining"),
        (ramp(0.05), 30.0, "fading"),
        (1 + 1.5 * np.exp(-(((SINCE - 115) / 22) ** 2)), 30.0, "peaking"),
        (season(0.5), 30.0, "steady"),
        (season(0.5) * ramp(2.0), 30.0, "rising"),
        (ramp(1.08), 30.0, "steady"),
    ],
)
def test_the_course_of_a_share_has_its_stage(course: Array, level: float, stage: str) -> None:
    assert read(people(course, level=level))["stage"].tolist() == [stage]


def test_a_rise_that_is_foreseen_to_fall_is_peaking() -> None:
    rising = people(ramp(2.0))
    assert read(rising, ahead(0.05))["stage"].tolist() == ["rising"]
    assert read(rising, ahead(0.02))["stage"].tolist() == ["peaking"]


def test_chance_alone_is_steady_and_has_no_season() -> None:
    found = read(people(*[FLAT] * 200, level=4.0, seed=1))
    assert (found["stage"] == "steady").mean() >= 0.85
    assert not found["seasonal"].any()


def test_one_odd_year_is_no_season() -> None:
    spike = 1 + 2 * np.exp(-(((SINCE - 80) / 3) ** 2))
    assert not read(people(spike, seed=2))["seasonal"].any()


@pytest.mark.parametrize("peak_ahead", [3, 20, 45])
def test_a_season_is_found_with_its_next_peak(peak_ahead: int) -> None:
    found = read(people(season(0.4, peak_ahead), seed=3)).iloc[0]
    assert found["seasonal"]
    assert abs((found["peak_week"] - NOW).days / 7 - peak_ahead) <= 3
    assert found["peak_lo"] <= found["peak_week"] <= found["peak_hi"]


@pytest.mark.parametrize("shift", [-6, 0, 6])
def test_the_range_of_a_peak_holds_that_of_the_forecasts_own_season(shift: int) -> None:
    weeks_ahead = np.arange(1, 53)
    wave = np.exp(0.4 * np.cos(2 * np.pi * (weeks_ahead - 20 - shift) / YEAR))
    dates = pd.date_range(NOW, periods=53, freq="7D")[1:]
    foreseen = pd.DataFrame({"unique_id": "s000", "ds": dates, "yhat": 0.03 * wave * 1.01**weeks_ahead})
    history = people(season(0.4, 20), level=500.0, seed=3)
    past, both = read(history).iloc[0], read(history, foreseen.sample(frac=1, random_state=0)).iloc[0]
    assert both["peak_week"] == past["peak_week"]
    assert both["peak_lo"] <= past["peak_lo"] and past["peak_hi"] <= both["peak_hi"]
    foreseen_peak = NOW + pd.Timedelta(weeks=20 + shift)
    assert both["peak_lo"] - pd.Timedelta(weeks=1) <= foreseen_peak <= both["peak_hi"] + pd.Timedelta(weeks=1)
    assert (both["peak_hi"] - both["peak_lo"]) <= (past["peak_hi"] - past["peak_lo"]) + pd.Timedelta(
        weeks=abs(shift) + 1
    )


def test_a_forecast_without_a_season_leaves_the_range_of_the_past() -> None:
    history = people(season(0.4, 20), level=500.0, seed=3)
    columns = ["peak_week", "peak_lo", "peak_hi"]
    pd.testing.assert_frame_equal(read(history)[columns], read(history, ahead(0.03))[columns])


def test_a_peak_is_named_only_for_a_season() -> None:
    assert read(people(FLAT, seed=4))["peak_week"].isna().all()


def test_two_years_are_needed_to_tell_a_season() -> None:
    found = read(people(season(0.6)[-100:]))
    assert not found["seasonal"].any()
    assert found["window"].tolist() == [50]


def test_growth_is_the_ratio_of_two_years() -> None:
    course = np.concatenate([np.full(52, 3.0), np.full(52, 1.0), np.full(52, 1.5)])
    found = read(people(course, level=1000.0)).iloc[0]
    assert found["growth"] == pytest.approx(0.5, abs=0.01)
    assert found["growth_lo"] < 0.5 < found["growth_hi"]


def test_the_growth_interval_covers_the_truth_four_times_in_five() -> None:
    found = read(people(*[FLAT] * 400, level=10.0, seed=5))
    covered = ((found["growth_lo"] <= 0) & (found["growth_hi"] >= 0)).mean()
    assert 0.74 <= covered <= 0.88


@settings(max_examples=20, deadline=None)
@given(factor=st.floats(1e-3, 1e4), seed=st.integers(0, 50))
def test_an_imported_series_reads_the_same_in_any_unit(factor: float, seed: int) -> None:
    course = ramp(1.6) * season(0.3) * np.random.default_rng(seed).lognormal(0, 0.1, WEEKS)
    one, other = read(values(course)).iloc[0], read(values(course * factor)).iloc[0]
    assert (one["stage"], one["seasonal"]) == (other["stage"], other["seasonal"])
    for measure in ("growth", "growth_lo", "growth_hi", "momentum"):
        assert one[measure] == pytest.approx(other[measure], rel=1e-4, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(swing=st.floats(0.2, 0.9), peak_ahead=st.integers(1, 52), seed=st.integers(0, 1000))
def test_a_pure_season_never_rises(swing: float, peak_ahead: int, seed: int) -> None:
    found = read(people(season(swing, peak_ahead), level=60.0, seed=seed))
    assert found["stage"].tolist() == ["steady"]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_answers_do_not_depend_on_the_order_of_rows(seed: int) -> None:
    history = people(ramp(1.5), season(0.4), FLAT, seed=6)
    shuffled = history.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(read(history), read(shuffled))


def test_an_imported_value_has_no_band() -> None:
    assert read(values(ramp(1.5)))["magnitude"].tolist() == ["value"]


@pytest.mark.parametrize(
    ("share", "band"), [(0.001, "niche"), (0.005, "small"), (0.02, "medium"), (0.05, "large"), (0.2, "mass")]
)
def test_the_magnitude_is_the_band_of_the_share(share: float, band: str) -> None:
    assert read(people(FLAT, level=share * BASE))["magnitude"].tolist() == [band]


def test_a_label_nobody_mentions_any_more_is_fading_and_finite() -> None:
    gone = np.where(SINCE < 80, 1.0, 0.0)
    found = read(people(gone, np.zeros(WEEKS)))
    assert found["stage"].tolist() == ["fading", "steady"]
    assert np.isfinite(found[["growth", "growth_lo", "growth_hi"]].to_numpy(dtype=float)).all()


@pytest.mark.parametrize("weeks", [1, 5, 8, 12, 30, 60, 104, 110])
def test_short_histories_are_read_without_a_fault(weeks: int) -> None:
    found = read(people(np.ones(weeks), level=20.0)).iloc[0]
    assert found["stage"] == "steady"
    assert found["share"] == pytest.approx(0.02)


def test_no_series_give_no_trends() -> None:
    assert read(people(FLAT).iloc[:0]).empty


def test_the_year_ahead_is_up_flat_or_down() -> None:
    history = people(FLAT)
    assert [read(history, ahead(level))["direction"][0] for level in (0.04, 0.0305, 0.02)] == ["up", "flat", "down"]
    assert read(history)["direction"].isna().all()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "high"),
        ({"weekly_authors": 8.0}, "medium"),
        ({"weekly_authors": 2.0}, "low"),
        ({"weekly_authors": np.nan}, "high"),
        ({"usual_error": 0.3}, "medium"),
        ({"usual_error": np.nan}, "medium"),
        ({"growth_hi": 2.0}, "low"),
        ({"growth_hi": np.nan}, "low"),
        ({"own": False}, "low"),
        ({"forecast": False}, "low"),
        ({"sound": False}, "low"),
    ],
)
def test_confidence_falls_with_few_people_wide_growth_and_past_errors(change: dict[str, object], expected: str) -> None:
    sure = {
        "weekly_authors": 40.0,
        "usual_error": 0.1,
        "growth_lo": 0.0,
        "growth_hi": 0.1,
        "own": True,
        "forecast": True,
        "sound": True,
    }
    assert lifecycle.confidence(pd.DataFrame([sure | change])).tolist() == [expected]


def test_the_table_of_thresholds_holds_every_one() -> None:
    assert lifecycle.table()["change"] == THRESHOLDS.change
    assert len(lifecycle.table()) == len(vars(THRESHOLDS))


def test_a_year_without_anybody_to_count_has_no_growth() -> None:
    history = people(FLAT, level=2.0)
    last = history["ds"] > NOW - pd.Timedelta(weeks=52)
    history.loc[last, ["authors", "base"]] = 0.0
    found = read(history).iloc[0]
    assert np.isnan(found["growth"])
    assert found["stage"] == "steady"


def test_a_handful_of_people_make_no_trend() -> None:
    measured = lifecycle.measure(people(ramp(40.0), level=0.15))
    more_asked = replace(THRESHOLDS, least_people=1000.0)
    assert lifecycle.call(measured, NO_FORECAST)["stage"].tolist() == ["emerging"]
    assert lifecycle.call(measured, NO_FORECAST, more_asked)["stage"].tolist() == ["steady"]
