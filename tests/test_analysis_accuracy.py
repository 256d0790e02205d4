"""Accuracy measures against their naive twins, and the published check of the sneakers' protocol."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.forecasts import accuracy
from benchmarks.protocols import m4_scores, paired_interval, seasonal_naive_row, sneakers_scores, sneakers_split


def test_seasonal_naive_on_the_sneakers_of_2023_gives_the_published_figures(shared_data: Path) -> None:
    row = seasonal_naive_row(shared_data / "series" / "us_female_sneakers.csv")
    assert row["mase"] == pytest.approx(1.027975, abs=5e-7)
    assert row["mape"] == pytest.approx(0.290094, abs=5e-7)
    assert row["smape"] == pytest.approx(0.264031, abs=5e-7)


@pytest.mark.parametrize(("cutoff", "mase", "inside"), [("2020-12-31", 1.0976, 0.717), ("2021-12-31", 0.8832, 0.782)])
def test_the_tuning_origins_give_their_published_figures(
    shared_data: Path, cutoff: str, mase: float, inside: float
) -> None:
    row = seasonal_naive_row(shared_data / "series" / "us_female_sneakers.csv", cutoff)
    assert (round(row["mase"], 4), round(row["coverage80"], 3)) == (mase, inside)


def test_a_forecast_frame_is_scored_like_the_same_forecasts_as_a_matrix(shared_data: Path) -> None:
    path = shared_data / "series" / "us_female_sneakers.csv"
    training, actual = sneakers_split(path, "2020-12-31")
    said = pd.DataFrame(training.to_numpy()[:, -52:], index=actual.index, columns=actual.columns)
    frame = said.reset_index().melt("unique_id", var_name="ds", value_name="yhat").sample(frac=1, random_state=0)
    naive = seasonal_naive_row(path, "2020-12-31")
    ours = sneakers_scores(path, frame, "2020-12-31")
    assert ours == pytest.approx({name: naive[name] for name in ours})


def test_a_missing_test_week_is_not_scored_silently(shared_data: Path) -> None:
    path = shared_data / "series" / "us_female_sneakers.csv"
    _, actual = sneakers_split(path)
    frame = actual.iloc[:, :-1].reset_index().melt("unique_id", var_name="ds", value_name="yhat")
    with pytest.raises(ValueError, match="100 of 5200 test weeks have no yhat"):
        sneakers_scores(path, frame)


def test_naive_on_m4_weekly_gives_the_competition_figures(shared_data: Path) -> None:
    train, test = (shared_data / "series" / f"m4_weekly_{part}.csv" for part in ("train", "test"))
    last = pd.read_csv(train).groupby("unique_id")["y"].last()
    frame = pd.read_csv(test)[["unique_id", "ds"]]
    scores = m4_scores(train, test, frame.assign(yhat=frame["unique_id"].map(last)))
    assert scores == pytest.approx({"smape": 9.161, "mase": 2.777, "owa": 1.0}, abs=5e-4)


@pytest.mark.parametrize(
    ("steps", "season", "begun", "before"),
    [
        (4, 4, 0, 9.5),  # the whole season before
        (2, 4, 0, 8.5),  # the same half of it
        (6, 4, 0, 6.5),  # two seasons back: the same six steps
        (2, 1, 0, 10.5),  # no season: the last two steps
        (2, 4, 10, 10.5),  # nothing there a season before: all there is
    ],
)
def test_a_window_is_compared_with_the_same_steps_a_season_before(
    steps: int, season: int, begun: int, before: float
) -> None:
    training = np.where(np.arange(12) < begun, np.nan, np.arange(12.0))[None, :]
    actual, said = np.full((1, steps), 3.0), np.full((1, steps), 5.0)
    actual[0, 0], said[0, 0] = np.nan, 99.0
    means = accuracy.window_means(actual, said, training, season)
    assert {name: values.tolist() for name, values in means.items()} == {
        "said": [5.0], "came": [3.0], "before": [before],
    }  # fmt: skip


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_measures_equal_their_naive_twins(seed: int, season: int) -> None:
    rng = np.random.default_rng(seed)
    history, actual, said = rng.random((3, 14)), rng.random((3, 5)), rng.random((3, 5))
    actual[1, 2] = np.nan
    scale = accuracy.seasonal_scale(history, season)
    for row in range(3):
        steps = [step for step in range(5) if not np.isnan(actual[row, step])]
        changes = [abs(history[row, t] - history[row, t - season]) for t in range(season, 14)]
        error = np.mean([abs(actual[row, t] - said[row, t]) for t in steps])
        relative = [2 * abs(actual[row, t] - said[row, t]) / (actual[row, t] + said[row, t]) for t in steps]
        assert accuracy.mase(actual, said, scale)[row] == pytest.approx(error / np.mean(changes))
        assert accuracy.smape(actual, said)[row] == pytest.approx(np.mean(relative))
        came, called = np.mean(actual[row, steps]), np.mean(said[row, steps])
        assert accuracy.season_error(actual, said)[row] == pytest.approx(abs(came - called) / came)


def test_coverage_counts_observed_steps_and_both_bounds() -> None:
    actual = np.array([[1.0, 2.0, np.nan, 4.0]])
    assert accuracy.coverage(actual, np.full((1, 4), 1.0), np.full((1, 4), 2.0)) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("then", "now", "called"), [(1.0, 1.06, 1.0), (1.0, 1.04, 0.0), (1.0, 0.94, -1.0), (0.0, 0.1, 1.0), (0.0, 0.0, 0.0)]
)
def test_direction_is_flat_within_five_per_cent(then: float, now: float, called: float) -> None:
    assert accuracy.direction(np.full((1, 3), now), np.full((1, 2), then)) == called


def test_what_cannot_be_measured_is_nan_and_never_infinite() -> None:
    zeros, ones, nothing = np.zeros((1, 3)), np.ones((1, 3)), np.full((1, 3), np.nan)
    assert np.isnan(accuracy.mase(zeros, ones, np.zeros(1)))
    assert np.isnan(accuracy.smape(zeros, zeros))
    assert np.isnan(accuracy.season_error(zeros, ones))
    assert np.isnan(accuracy.coverage(nothing, zeros, ones))
    assert np.isnan(accuracy.seasonal_scale(ones, 3))


def test_the_paired_interval_holds_zero_for_equal_models_and_not_for_a_clearly_better_one() -> None:
    errors = np.random.default_rng(0).random(100)
    assert paired_interval(errors, errors) == (0.0, 0.0)
    assert paired_interval(errors - 0.1, errors)[1] < 0
