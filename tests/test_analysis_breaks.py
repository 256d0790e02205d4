"""Rough series: each rule on planted faults, its silence on ordinary series, and forecasts sane on anything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analysis.forecasts.breaks import Mended, mended, observed
from analysis.forecasts.ensemble import forecast_all
from analysis.forecasts.panel import Panel, read_panel
from data.settings import Settings

Floats = npt.NDArray[np.float64]

SEASON = 52
STEPS = 208


def shapes(count: int = 1, noise: float = 0.05) -> Floats:
    """Series with a season of their own and some noise, about as high as 1."""
    rng = np.random.default_rng(4)
    t = np.arange(STEPS)
    phase = rng.uniform(0, SEASON, (count, 1))
    season = 1 + 0.3 * np.sin(2 * np.pi * (t - phase) / SEASON)
    return season * np.exp(noise * rng.standard_normal((count, STEPS)))


def panel_of(values: Floats) -> Panel:
    count, steps = values.shape
    ids = np.array([f"s{at:03d}" for at in range(count)], dtype=object)
    whole = np.ones(count, dtype=np.int64)
    return Panel(ids, values, whole * steps, whole, whole < 1, whole * 0)


def mend(values: Floats) -> Mended:
    return mended(panel_of(values), SEASON)


def error(one: Floats, other: Floats) -> float:
    return float(np.abs(one - other).mean())


@pytest.mark.parametrize("weeks", [1, 3, 8])
def test_a_feed_that_stopped_is_bridged_and_not_learned_from(weeks: int) -> None:
    true = shapes()
    stopped = true.copy()
    stopped[:, -weeks:] = 0
    found = mend(stopped)
    assert found.stopped.tolist() == [weeks]
    assert error(found.panel.values, true) < 0.01
    assert found.doubts()[0] == "stopped feed"
    unit = "1 step" if weeks == 1 else f"{weeks} steps"
    assert found.notes()["s000"].startswith(f"Series 's000' is zero at its end, for {unit}; taken as a feed")


@pytest.mark.parametrize(("weeks", "doubt"), [(1, ""), (4, "stopped feed")])
def test_missing_weeks_at_the_end_are_filled_by_the_season(weeks: int, doubt: str) -> None:
    true = shapes()
    values = true.copy()
    values[:, -weeks:] = np.nan
    found = mend(values)
    assert found.unseen.tolist() == [weeks] and found.doubts()[0] == doubt
    assert error(found.panel.values, true) < 0.01


def test_a_series_that_has_not_begun_yet_stays_empty() -> None:
    values = shapes(2)
    values[0, :150] = np.nan
    found = mended(panel_of(values).before(100), SEASON)
    assert np.isnan(found.panel.values[0]).all() and not np.isnan(found.panel.values[1]).any()


def test_a_long_silence_of_one_series_is_taken_as_real() -> None:
    values = shapes()
    values[:, -12:] = 0
    found = mend(values)
    assert (found.panel.values == values).all()
    assert found.doubts()[0] == "fell to zero"
    assert found.notes()["s000"] == "Series 's000' is zero at its end, for 12 steps; taken as real."


def test_a_long_silence_of_most_series_at_once_is_the_feeds() -> None:
    values = shapes(8)
    values[:7, -12:] = 0
    found = mend(values)
    assert found.stopped.tolist() == [12] * 7 + [0]
    assert "with most series" in found.notes()["s000"]


def test_a_gap_of_zeros_between_steady_values_is_filled_and_not_scored() -> None:
    true = shapes()
    values = true.copy()
    values[:, 100:103] = 0
    found = mend(values)
    assert (found.dropped.tolist(), found.doubts()[0]) == ([3], "")
    assert error(found.panel.values, true) < 0.01
    assert np.isnan(observed(panel_of(values), SEASON)[0, 100:103]).all()


def test_zeros_of_a_season_or_of_a_fading_series_are_its_own() -> None:
    winter = shapes()
    winter[:, [at for at in range(STEPS) if at % SEASON >= SEASON - 5]] = 0
    fading = shapes() * np.linspace(1, 0, STEPS)
    fading[:, -3:] = 0
    rare = np.where(np.random.default_rng(0).random((1, STEPS)) < 0.3, shapes(), 0)
    for values in (winter, fading, rare):
        found = mend(values)
        assert (found.panel.values == values).all()
        assert not found.stopped.any() and not found.dropped.any()


@pytest.mark.parametrize("factor", [2.0, 0.5, 10.0])
@pytest.mark.parametrize("since", [8, 30, 120])
def test_a_feed_that_changed_its_level_keeps_the_shape_of_its_season(factor: float, since: int) -> None:
    true = shapes()
    values = true.copy()
    values[:, -since:] *= factor
    found = mend(values)
    assert found.broken.tolist() == [since]
    assert error(found.panel.values, true * factor) < 0.2 * factor
    assert "what lies before is rescaled" in found.notes()["s000"]
    assert (found.doubts()[0] == "new level") == (since <= 26)


def test_a_break_that_most_noisy_series_share_is_seen_where_no_single_one_shows_it() -> None:
    true = shapes(40, noise=0.3)
    values = true.copy()
    values[:, -10:] *= 2.0
    alone, together = mend(values[:1]), mend(values)
    assert alone.broken.tolist() == [0]
    assert together.broken.tolist() == [10] * 40 and together.feed_broken.all()
    assert together.factor[0] == pytest.approx(2.0, rel=0.15)


def test_what_came_after_a_change_of_the_whole_feed_is_scored_on_the_level_before() -> None:
    true = shapes(40)
    values = true.copy()
    values[:, -10:] *= 3.0
    found = mend(values)
    for back in (4, 10, 15):
        came = found.comparable(values[:, -back:], back)
        level = 1.0 if back >= 10 else 3.0
        assert error(came, true[:, -back:] * level) < 0.1 * level
    alone = mend(values[:3])
    assert (alone.comparable(values[:3, -15:], 15) == values[:3, -15:]).all()


def test_a_step_that_every_season_takes_is_no_break() -> None:
    step = np.where(np.arange(STEPS) % SEASON >= 40, 3.0, 1.0)
    values = step * np.exp(0.05 * np.random.default_rng(1).standard_normal((1, STEPS)))
    assert mend(values).broken.tolist() == [0]


def test_a_rise_over_many_weeks_is_no_break() -> None:
    values = shapes() * np.exp(np.clip((np.arange(STEPS) - 150) / 20, 0, 1))
    assert mend(values).broken.tolist() == [0]


def test_a_lone_spike_is_left_out_but_a_wave_is_not() -> None:
    values = shapes()
    wave = values.copy()
    values[:, 150] *= 50
    wave[:, 150:156] *= np.array([50, 40, 25, 12, 6, 3])
    found = mend(values)
    assert found.spikes.tolist() == [1] and found.panel.values.max() < 2
    assert "stands far above all else in 1 step" in found.notes()["s000"]
    assert not mend(wave).spikes.any()


def test_a_spike_at_the_end_makes_the_forecast_one_of_low_confidence() -> None:
    values = shapes()
    values[:, -1] *= 50
    found = mend(values)
    assert (found.spiked.tolist(), found.doubts()[0]) == ([True], "after a spike")
    assert found.panel.values.max() < 2


def test_what_an_origin_sees_depends_on_nothing_after_it() -> None:
    values = shapes(6)
    values[:, 120:124] = 0
    values[:3, 150:] *= 4
    later = values.copy()
    later[:, 160:] = 7
    one, other = (mended(panel_of(part).before(STEPS - 160), SEASON).panel.values for part in (values, later))
    assert (one == other).all()


def test_short_and_empty_panels_are_mended_without_a_word() -> None:
    for values in (np.zeros((0, 0)), np.ones((2, 3)), shapes()[:, :9]):
        found = mend(values)
        assert found.notes() == {} and (found.panel.values == values).all()


def rates(values: Floats) -> dict[str, float]:
    """Return how often each rule fires over the last three years, at every fourth week as the last."""
    fired: dict[str, list[float]] = {"stopped": [], "dropped": [], "spikes": [], "broken": []}
    for back in range(0, 156, 4):
        panel = panel_of(values).before(back)
        found = mended(panel.take((~np.isnan(panel.values)).sum(axis=1) >= SEASON), SEASON)
        for name, seen in fired.items():
            seen += (getattr(found, name) > 0).tolist()
    return {name: float(np.mean(seen)) for name, seen in fired.items()}


def test_the_rules_hardly_ever_fire_on_real_series(shared_data: Path) -> None:
    """Sneakers up to the end of 2021; nobody called any of them broken."""
    frame = pd.read_csv(shared_data / "series" / "us_female_sneakers.csv", parse_dates=["ds"])
    known = frame[frame["ds"] <= "2021-12-31"]
    fired = rates(known.pivot(index="unique_id", columns="ds", values="y").to_numpy())
    assert fired["stopped"] <= 0.002 and fired["spikes"] <= 0.002 and fired["broken"] <= 0.002
    assert fired["dropped"] <= 0.02


def frame_of(values: Floats, name: str = "s") -> pd.DataFrame:
    return pd.DataFrame({"unique_id": name, "ds": np.arange(len(values)), "y": values})


def test_the_label_and_the_sentence_reach_the_forecast(settings: Settings) -> None:
    values = shapes()[0]
    values[-4:] = 0
    made = forecast_all(frame_of(values), 8, SEASON, "fast", settings, bounds=(0.0, np.inf))
    assert made.forecast["model"].str.startswith("stopped feed(").all()
    assert made.forecast["yhat"].min() > 0.4
    assert "taken as a feed that stopped" in made.notes["note"].iloc[0]


def test_one_week_fifty_times_as_high_blows_up_neither_forecast_nor_interval(settings: Settings) -> None:
    values = shapes()[0]
    usual = forecast_all(frame_of(values), 26, SEASON, "fast", settings).forecast
    for at in (60, 170, STEPS - 1):
        spiked = values.copy()
        spiked[at] *= 50
        made = forecast_all(frame_of(spiked), 26, SEASON, "fast", settings).forecast
        assert error(made["yhat"].to_numpy(), usual["yhat"].to_numpy()) < 0.15
        assert (made["hi95"] - made["lo95"]).max() < 2 * (usual["hi95"] - usual["lo95"]).max()


@st.composite
def rough(draw: st.DrawFn) -> Floats:
    """Anything a feed may bring: any length, size and noise, zeros, holes, spikes, stops and breaks."""
    steps = draw(st.integers(8, 130))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = rng.random(steps) ** draw(st.sampled_from([0.1, 1.0, 8.0]))
    values[rng.random(steps) < draw(st.sampled_from([0.0, 0.1, 0.6, 0.97]))] = 0
    values[rng.integers(0, steps, 2)] *= draw(st.sampled_from([1.0, 50.0, 1e6]))
    values[-draw(st.integers(1, steps)) :] *= draw(st.sampled_from([0.0, 1.0, 1.0, 3.0]))
    values[rng.random(steps) < draw(st.sampled_from([0.0, 0.0, 0.2]))] = np.nan
    return np.asarray(values * draw(st.sampled_from([1e-300, 1e-6, 1.0, 1e90])))


@given(st.lists(rough(), min_size=1, max_size=3), st.sampled_from([1, 12, 52]), st.integers(1, 20))
@hypothesis_settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_anything_rough_gets_ordered_intervals_within_its_plausible_range(
    settings: Settings, several: list[Floats], season: int, horizon: int
) -> None:
    frame = pd.concat([frame_of(values, f"s{at}") for at, values in enumerate(several)], ignore_index=True)
    made = forecast_all(frame, horizon, season, "fast", settings).forecast
    assert set(made["unique_id"]) == set(read_panel(frame).panel.ids)
    ordered = made[["lo95", "lo80", "yhat", "hi80", "hi95"]].to_numpy(np.float64)
    assert np.isfinite(ordered).all() and (np.diff(ordered, axis=1) >= 0).all()
    span = frame.groupby("unique_id")["y"].agg(["min", "max"])
    width = (span["max"] - span["min"]).reindex(made["unique_id"]).to_numpy()
    low, high = (span[name].reindex(made["unique_id"]).to_numpy() for name in ("min", "max"))
    slack = 1e-9 * (np.abs(low) + np.abs(high))
    assert (ordered[:, 2] >= low - width - slack).all() and (ordered[:, 2] <= high + width + slack).all()


@given(rough(), st.integers(1, 20))
@hypothesis_settings(
    max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_shares_stay_shares_whatever_came(settings: Settings, values: Floats, horizon: int) -> None:
    made = forecast_all(frame_of(values), horizon, SEASON, "fast", settings, bounds=(0.0, 1.0)).forecast
    ordered = made[["lo95", "lo80", "yhat", "hi80", "hi95"]].to_numpy(np.float64)
    assert (np.diff(ordered, axis=1) >= 0).all()
    assert not len(ordered) or (ordered.min() >= 0 and ordered.max() <= 1)
