"""What holds of every ensemble: nested intervals, bounds, determinism, and no look at the future."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from told import Told

from analysis.forecasts.combination import combined, relative_errors, weights
from analysis.forecasts.ensemble import FORECAST_COLUMNS, PROFILES, EnsembleResult, forecast_all
from analysis.forecasts.fits import Origin
from analysis.forecasts.intervals import bands
from analysis.forecasts.panel import read_panel
from analysis.forecasts.replays import COLUMNS as ACCURACY_COLUMNS
from analysis.forecasts.replays import ENSEMBLE
from analysis.models.stats_forecaster import StatsForecaster
from data.errors import BadInput, UnknownName
from data.settings import Settings

SEASON = 12
HORIZON = 12
LENGTHS = {"a": 60, "b": 60, "c": 48, "d": 40, "middling": 22, "short": 12}


def shares(lengths: dict[str, int] | None = None) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    frames = []
    for at, (name, length) in enumerate((lengths or LENGTHS).items()):
        t = np.arange(length)
        y = 0.02 * (1 + at) * (1 + 0.4 * np.sin(2 * np.pi * t / SEASON)) + 0.01 * rng.random(length)
        ds = pd.date_range(end="2025-12-22", periods=length, freq="7D")
        frames.append(pd.DataFrame({"unique_id": name, "ds": ds, "y": y}))
    return pd.concat(frames, ignore_index=True)


def run(frame: pd.DataFrame, settings: Settings, profile: str = "fast") -> EnsembleResult:
    return forecast_all(frame, HORIZON, SEASON, profile, settings, bounds=(0.0, 1.0))


def same(one: EnsembleResult, other: EnsembleResult) -> None:
    for name in ("forecast", "accuracy", "weights", "skipped", "notes"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> EnsembleResult:
    return run(shares(), Settings(home=tmp_path_factory.mktemp("home")))


def test_every_series_gets_its_horizon_in_the_documented_columns(made: EnsembleResult) -> None:
    assert tuple(made.forecast.columns) == FORECAST_COLUMNS
    assert tuple(made.accuracy.columns) == ACCURACY_COLUMNS
    assert made.forecast.groupby("unique_id").size().to_dict() == dict.fromkeys(sorted(LENGTHS), HORIZON)
    assert made.forecast["ds"].min() == pd.Timestamp("2025-12-29")
    assert made.forecast.notna().all(axis=None)


def test_intervals_are_nested_hold_the_forecast_and_stay_in_bounds(made: EnsembleResult) -> None:
    ordered = made.forecast[["lo95", "lo80", "yhat", "hi80", "hi95"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= 0).all()
    assert ordered.min() >= 0 and ordered.max() <= 1


def test_intervals_never_narrow_with_the_horizon(settings: Settings) -> None:
    made = forecast_all(shares(), HORIZON, SEASON, "fast", settings)
    width = (made.forecast["hi80"] - made.forecast["lo80"]).to_numpy().reshape(-1, HORIZON)
    assert (np.diff(width, axis=1) >= -1e-12).all()


def test_weights_sum_to_one_and_the_label_shows_them(made: EnsembleResult) -> None:
    assert made.weights.groupby("unique_id")["weight"].sum().to_numpy() == pytest.approx(1.0)
    labels = made.forecast.drop_duplicates("unique_id").set_index("unique_id")["model"]
    assert labels["a"].startswith("ensemble(")
    assert labels["short"].startswith("short history(")
    assert set(made.weights.loc[made.weights["unique_id"] == "short", "model"]) == {"level", "seasonal-naive"}


def test_the_order_of_rows_and_a_second_run_change_nothing(made: EnsembleResult, settings: Settings) -> None:
    frame = shares()
    groups = [group for _, group in frame.groupby("unique_id")]
    same(made, run(pd.concat(groups[::-1], ignore_index=True), settings))


def test_new_names_change_only_the_names(settings: Settings, made: EnsembleResult) -> None:
    names = dict(zip(sorted(LENGTHS), sorted(LENGTHS, reverse=True), strict=True))
    renamed = run(shares().assign(unique_id=lambda f: f["unique_id"].map(names)), settings).forecast
    back = renamed.assign(unique_id=renamed["unique_id"].map(names)).sort_values(["unique_id", "horizon"])
    numbers = ["yhat", "lo80", "hi80", "lo95", "hi95"]
    assert back[numbers].to_numpy() == pytest.approx(made.forecast[numbers].to_numpy(), rel=1e-9)


def test_an_origin_uses_nothing_that_came_after_it(made: EnsembleResult, settings: Settings) -> None:
    """A model's error at the oldest origin depends on later values only through what came in its own window."""
    origin = made.accuracy["cutoff"].min()
    frame = shares()
    later = frame["ds"] > origin + pd.Timedelta(weeks=HORIZON)
    changed = run(frame.assign(y=frame["y"].where(~later, frame["y"] * 3 + 0.1)), settings)
    before, after = (result.accuracy[result.accuracy["cutoff"] == origin] for result in (made, changed))
    point = ["unique_id", "model", "horizon", "mase", "smape", "season_error", "weeks"]
    assert len(before) > 0
    pd.testing.assert_frame_equal(before[point].reset_index(drop=True), after[point].reset_index(drop=True))


def test_only_the_ensemble_has_intervals_in_the_accuracy(made: EnsembleResult) -> None:
    ensemble = made.accuracy["model"] == ENSEMBLE
    replayed_twice = made.accuracy["unique_id"].isin(["a", "b"])
    assert made.accuracy.loc[~ensemble, "covered80"].isna().all()
    rows = made.accuracy[ensemble & replayed_twice & made.accuracy["covered80"].notna()]
    assert len(rows) > 0
    assert rows["covered80"].between(0, 1).all() and (rows["covered95"] >= rows["covered80"]).all()


@pytest.mark.parametrize(("value", "length"), [(0.0, 60), (0.25, 60), (0.25, 15)])
def test_a_constant_series_goes_on_as_it_is(value: float, length: int, settings: Settings) -> None:
    frame = pd.concat([shares({"a": 60}), shares({"flat": length}).assign(y=value)])
    flat = run(frame, settings).forecast.query("unique_id == 'flat'")
    assert flat[["yhat", "lo80", "hi80"]].to_numpy() == pytest.approx(value, abs=1e-9)


def test_a_series_nearly_always_zero_stays_near_what_it_was(settings: Settings) -> None:
    """Complex exponential smoothing runs away on such series: to a thousand times what ever was."""
    rng = np.random.default_rng(5)
    y = np.where(rng.random(305) < 0.03, rng.random(305) * 0.002, 0.0)
    frame = pd.DataFrame({"unique_id": "rare", "ds": pd.date_range("2010-11-01", periods=305, freq="W-MON"), "y": y})
    made = forecast_all(frame, 52, 52, "fast", settings).forecast
    assert made["yhat"].abs().max() <= 2 * y.max()


def test_a_lone_short_series_gets_a_forecast_with_a_wide_interval(settings: Settings) -> None:
    made = run(shares({"only": 12}), settings)
    assert made.accuracy.empty
    assert (made.forecast["hi80"] > made.forecast["yhat"]).all()


def test_a_refused_series_is_reported_and_the_others_run(settings: Settings) -> None:
    frame = shares({"a": 60})
    made = run(pd.concat([frame, shares({"brief": 3})]), settings)
    assert made.skipped.to_dict("records") == [
        {"unique_id": "brief", "reason": "Series 'brief' has 3 steps of history; give at least 8."}
    ]
    assert set(made.forecast["unique_id"]) == {"a"}


def test_nothing_to_forecast_gives_empty_frames_with_their_columns(settings: Settings) -> None:
    made = run(shares({"brief": 3}), settings)
    assert tuple(made.forecast.columns) == FORECAST_COLUMNS
    assert made.forecast.empty and made.accuracy.empty and len(made.skipped) == 1


def test_progress_counts_every_series_once(settings: Settings) -> None:
    told = Told()
    frame = pd.concat([shares({"a": 60, "b": 60}), shares({"brief": 3})])
    forecast_all(frame, HORIZON, SEASON, "fast", settings, advance=told)
    assert sum(told.counts) == 3
    assert told.said[-1] == "weighs the models and learns the intervals"


def test_a_run_that_was_stopped_goes_on_and_leaves_nothing_behind(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PROFILES, "fast", ("seasonal-naive", "stats"))
    made = run(shares(), settings)
    real, called = StatsForecaster.forecast, list[Any]()

    def stopping(model: StatsForecaster, *given: Any) -> dict[str, Any]:
        if len(called) == 2:
            raise KeyboardInterrupt
        called.append(given)
        return real(model, *given)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(StatsForecaster, "forecast", stopping)
        run(shares(), settings)
    assert len(list(settings.fits.iterdir())) == 2
    same(made, run(shares(), settings))
    assert list(settings.fits.iterdir()) == []


def test_two_processes_give_what_one_gives(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = shares({f"s{at}": 30 for at in range(6)})
    alone = run(frame, settings)
    monkeypatch.setattr("analysis.forecasts.cores.PARALLEL_FROM_S", 0.0)
    monkeypatch.setattr("analysis.forecasts.calls.CHUNK", 3)
    same(alone, run(frame, settings))


def test_the_best_profile_adds_prophet_and_has_its_own_fingerprint(made: EnsembleResult, settings: Settings) -> None:
    best = run(shares({"a": 60, "b": 60}), settings, "best")
    assert "prophet" in set(best.weights["model"])
    assert best.fingerprint != made.fingerprint


def test_a_horizon_of_zero_and_an_unknown_profile_are_refused(settings: Settings) -> None:
    with pytest.raises(BadInput, match="horizon is 0"):
        forecast_all(shares(), 0, SEASON, "fast", settings)
    with pytest.raises(UnknownName, match="profile 'fastest'"):
        run(shares(), settings, "fastest")


def test_a_model_without_an_answer_leaves_its_weight_to_the_others() -> None:
    predicted = np.array([[[1.0, 1.0]], [[3.0, np.nan]]])
    assert combined(predicted, np.array([[0.5], [0.5]])).tolist() == [[2.0, 1.0]]


def test_bands_hold_the_promised_share_of_exchangeable_errors() -> None:
    rng = np.random.default_rng(0)
    learned = bands(np.abs(rng.standard_normal((400, 8))), 52)
    fresh = np.abs(rng.standard_normal((20_000, 8)))
    assert (fresh <= learned.radius80).mean() == pytest.approx(0.80, abs=0.02)
    assert (fresh <= learned.radius95).mean() == pytest.approx(0.95, abs=0.02)


def test_a_model_replayed_from_few_origins_is_not_judged_by_which_ones() -> None:
    easy, hard = np.array([[[1.0]], [[2.0]], [[1.0]]]), np.array([[[10.0]], [[20.0]], [[np.nan]]])
    known = read_panel(shares()).panel
    origins = [Origin(back, said, np.zeros((1, 1)), known) for back, said in ((12, easy), (24, hard))]
    good, bad, few = weights(relative_errors(origins))[:, 0]
    assert few == pytest.approx(good) and good > 100 * bad
