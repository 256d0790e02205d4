"""An outside signal beside a series: read up to the same step, asked what it foretells, and ignored where nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from analysis.forecasts.breaks import mended
from analysis.forecasts.calls import Call, answers, calls
from analysis.forecasts.ensemble import EnsembleResult, forecast_all
from analysis.forecasts.fits import fit_all
from analysis.forecasts.panel import Panel, read_panel
from analysis.jobs import backtest
from analysis.models.signal_forecaster import SignalLevelForecaster
from analysis.protocols import SignalForecaster
from analysis.registry import load
from analysis.trends import signals
from data.pieces import Pieces
from data.settings import Settings
from data.vocabulary import load_vocabulary

Floats = npt.NDArray[np.float64]

SEASON = HORIZON = 52
STEPS = 261
CHANGE = 0.45  # of the logarithmic level, over six weeks, once or so a year


def leading(series: int = 24, steps: int = STEPS, seed: int = 1) -> tuple[pd.DataFrame, Floats]:
    """Return series whose signal shows every change of their level 13 to 26 weeks earlier, and what came after."""
    rng = np.random.default_rng(seed)
    frames, came = [], []
    for at in range(series):
        lead, t = int(rng.integers(13, 27)), np.arange(steps + HORIZON)
        level = course(rng, steps + HORIZON + lead, steps + lead - int(rng.integers(8, lead)))
        season = 0.3 * np.sin(2 * np.pi * (t / SEASON + rng.random()))
        y = np.exp(level[: len(t)] + season + 0.08 * rng.standard_normal(len(t)))
        x = 50 * np.exp(level[lead : lead + steps] + 0.05 * rng.standard_normal(steps))
        frames.append(pd.DataFrame({"unique_id": f"s{at:02d}", "ds": t[:steps], "y": y[:steps], "x": x}))
        came.append(y[steps:])
    return pd.concat(frames, ignore_index=True), np.array(came)


def course(rng: np.random.Generator, steps: int, last_change: int) -> Floats:
    """Return a level that changes at the given step and at others before it."""
    change = np.zeros(steps)
    while last_change > 0:
        change[last_change : last_change + 6] += rng.choice([-1, 1]) * CHANGE / 6
        last_change -= int(rng.integers(35, 70))
    level = np.cumsum(change)
    return np.asarray(level - level.mean() / 2)


def panel_of(frame: pd.DataFrame) -> Panel:
    return read_panel(frame).panel


def signal_of(panel: Panel) -> Floats:
    assert panel.signal is not None
    return panel.signal


def said(panel: Panel) -> Floats:
    return SignalLevelForecaster().forecast(panel.values, HORIZON, SEASON, panel.signal)["signal"]


def ensemble(frame: pd.DataFrame, settings: Settings) -> EnsembleResult:
    return forecast_all(frame, HORIZON, SEASON, "fast", settings)


def error(yhat: Floats, came: Floats) -> float:
    return float(np.abs(yhat - came).mean() / came.mean())


def yhat(made: EnsembleResult) -> Floats:
    return made.forecast["yhat"].to_numpy(np.float64).reshape(-1, HORIZON)


def test_a_signal_lies_beside_its_values_in_every_view_of_the_panel() -> None:
    frame = leading(3, 60)[0].sample(frac=1, random_state=2)
    frame = frame[~((frame["unique_id"] == "s01") & (frame["ds"] == 30))]
    panel = panel_of(frame[(frame["unique_id"] != "s02") | (frame["ds"] >= 20)])
    for view, rows, last in (
        (panel, [0, 1, 2], 59),
        (panel.before(7), [0, 1, 2], 52),
        (panel.take(np.array([2, 1])), [2, 1], 59),
        (panel.filled(), [0, 1, 2], 59),
    ):
        assert signal_of(view).shape == view.values.shape
        for at, row in enumerate(rows):
            mine = frame[(frame["unique_id"] == f"s{row:02d}") & (frame["ds"] == last)]
            assert signal_of(view)[at, -1] == mine["x"].iloc[0]
    assert np.isnan(signal_of(panel.filled())[1, 30])
    assert np.isnan(signal_of(panel)[2, :20]).all()


def test_without_a_signal_there_is_none_and_no_model_is_asked_for_one(settings: Settings) -> None:
    frame = leading(4, 170)[0]
    assert panel_of(frame.drop(columns="x")).signal is None
    assert panel_of(frame.assign(x=np.nan)).signal is None
    plain, empty = ensemble(frame.drop(columns="x"), settings), ensemble(frame.assign(x=""), settings)
    pd.testing.assert_frame_equal(plain.forecast, empty.forecast)
    assert "signal" not in set(plain.accuracy["model"])


def test_what_is_no_number_is_not_known_and_said() -> None:
    frame = leading(2, 60)[0].astype({"x": object})
    for row, wrong in ((5, "<1"), (70, np.inf), (71, "")):
        frame.loc[row, "x"] = wrong
    checked = read_panel(frame)
    assert set(checked.notes) == {"s00", "s01"}
    assert checked.notes["s00"] == "Series 's00' has the signal '<1' at 5; taken as not known."
    assert np.isnan(signal_of(checked.panel)).sum() == 3


def test_only_a_model_that_reads_a_signal_gets_it_and_only_for_rows_that_have_one(settings: Settings) -> None:
    frame = leading(5)[0]
    panel = panel_of(frame.assign(x=frame["x"].where(frame["unique_id"].isin(["s01", "s04"]))))
    rows = np.arange(5)
    plain = calls(load("level", settings), panel, rows, 0, 0)
    beside = calls(load("signal", settings), panel, rows, 0, 0)
    assert [len(call.task(HORIZON, SEASON)[1]) for call in (*plain, *beside)] == [3, 4]
    assert [call.rows.tolist() for call in beside] == [[1, 4]]
    assert calls(load("signal", settings), panel_of(frame.drop(columns="x")), rows, 0, 0) == []
    assert isinstance(load("signal", settings), SignalForecaster)


class Slow(SignalLevelForecaster):
    """Takes its time, so that what it says is kept."""

    slow = True

    def forecast(self, values: Floats, horizon: int, season: int, signal: Floats | None = None) -> dict[str, Floats]:
        assert signal is not None
        return {"signal": np.repeat(signal[:, -1:], horizon, axis=1)}


def test_what_was_kept_for_one_signal_is_not_taken_for_another(tmp_path: Path) -> None:
    panel, pieces = panel_of(leading(2, 60)[0]), Pieces(tmp_path)
    other = panel_of(leading(2, 60)[0].assign(x=7.0))
    for known in (panel, other):
        due = [Call(Slow(), known, np.arange(2), 0, 0)]
        (_, kept), = answers(due, 3, SEASON, pieces)  # fmt: skip
        np.testing.assert_array_equal(kept["signal"][:, 0], signal_of(known)[:, -1])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_signal_that_leads_by_a_quarter_to_half_a_year_wins_clearly(seed: int, settings: Settings) -> None:
    frame, came = leading(seed=seed)
    panel = panel_of(frame)
    others = {
        name: error(ahead, came)
        for model in ("level", "harmonic", "pooled")
        for name, ahead in load(model, settings).forecast(panel.values, HORIZON, SEASON).items()
    }
    assert error(said(panel), came) < 0.85 * min(others.values())
    beside, plain = yhat(ensemble(frame, settings)), yhat(ensemble(frame.drop(columns="x"), settings))
    better = np.abs(beside - came).mean(axis=1) < np.abs(plain - came).mean(axis=1)
    assert error(beside, came) < 0.975 * error(plain, came)
    assert better.mean() > 0.8


def test_a_signal_that_says_nothing_gives_no_answer_and_changes_nothing(settings: Settings) -> None:
    frame, _ = leading()
    others = frame.assign(x=np.roll(frame["x"].to_numpy().reshape(-1, STEPS), 1, axis=0).ravel())
    assert np.isnan(said(panel_of(others))).all()
    np.testing.assert_allclose(yhat(ensemble(others, settings)), yhat(ensemble(frame.drop(columns="x"), settings)))


def test_the_size_of_signal_and_series_does_not_matter() -> None:
    frame, _ = leading()
    larger = frame.assign(x=frame["x"] * 1e6, y=frame["y"] * 1e-3)
    np.testing.assert_allclose(said(panel_of(larger)), 1e-3 * said(panel_of(frame)))


def test_only_series_with_two_seasons_of_a_signal_that_is_never_negative_get_an_answer() -> None:
    frame, _ = leading()
    panel = panel_of(frame)
    signal = signal_of(panel).copy()
    signal[0, : -2 * SEASON] = np.nan
    signal[1, : -2 * SEASON + 1] = np.nan
    signal[2, 100] = -1.0
    signal[3, -13:] = 0.0
    signal[4, -5] = 0.0
    signal[5] = np.nan
    ahead = SignalLevelForecaster().forecast(panel.values, HORIZON, SEASON, signal)["signal"]
    assert [bool(np.isnan(row).all()) for row in ahead[:6]] == [False, True, True, True, False, True]
    assert not np.isnan(ahead[6:]).any()


def test_an_origin_knows_no_later_signal(tmp_path: Path, settings: Settings) -> None:
    frame, _ = leading()
    later = frame.assign(x=frame["x"].where(frame["ds"] < STEPS - 26, 3 * frame["x"].to_numpy()[::-1]))
    models = [load("level", settings), load("signal", settings)]
    one, two = (fit_all(panel_of(each), models, HORIZON, SEASON, Pieces(tmp_path)) for each in (frame, later))
    assert one.models == ("level", "signal")
    for mine, theirs in zip(one.origins, two.origins, strict=True):
        alike = np.array_equal(mine.predicted, theirs.predicted, equal_nan=True)
        assert alike == (mine.back >= 26), mine.back


def test_a_signal_before_a_break_of_level_is_not_known() -> None:
    frame, _ = leading(3)
    jump = frame["y"].where((frame["unique_id"] != "s01") | (frame["ds"] < STEPS - 40), 5 * frame["y"])
    signal = signal_of(mended(panel_of(frame.assign(y=jump)), SEASON).panel)
    assert np.isnan(signal[1]).sum() == STEPS - 40
    assert not np.isnan(signal[[0, 2]]).any()


def test_a_backtest_reads_the_signal_of_a_file_up_to_the_cutoff(settings: Settings, tmp_path: Path) -> None:
    frame, cutoff = leading(seed=3)[0], STEPS - 1 - 13
    written = {"as it is": frame, "later": frame.assign(x=frame["x"].where(frame["ds"] <= cutoff, 1e3))}
    made = {}
    for name, rows in written.items():
        first, second = tmp_path / f"{name} 1.csv", tmp_path / f"{name} 2.csv"
        rows[rows["unique_id"] != "s05"].to_csv(first, index=False)
        rows[rows["unique_id"] == "s05"].drop(columns="x").to_csv(second, index=False)
        out = tmp_path / f"{name}.csv"
        backtest.run([first, second], str(cutoff), 13, SEASON, SEASON, None, "fast", out, settings)
        made[name] = pd.read_csv(out)
    assert made["as it is"]["unique_id"].nunique() == 24
    pd.testing.assert_frame_equal(made["as it is"], made["later"])
    known = frame[(frame["ds"] <= cutoff) & (frame["unique_id"] != "s05")]
    weights = forecast_all(known, 13, SEASON, "fast", settings).weights
    assert "signal" in set(weights["model"])


def interest(name: str, weeks: int, source: str = "searches", unique_id: str | None = None) -> pd.DataFrame:
    week = pd.date_range(end="2025-12-22", periods=weeks, freq="7D")
    return pd.DataFrame(
        {"source": source, "unique_id": unique_id or name, "name": name, "week": week, "y": float(weeks)}
    )


def found(*imported: pd.DataFrame, label: str = "category:trench-coat") -> signals.Signals:
    ds = pd.date_range(end="2025-12-15", periods=156, freq="7D")
    history = pd.DataFrame({"unique_id": f"{label}|all|all|all|all", "ds": ds})
    within = pd.DataFrame({"unique_id": f"{label}|all|DE|all|all", "ds": ds})
    return signals.find(pd.concat(imported), pd.concat([history, within]), load_vocabulary())


@pytest.mark.parametrize("name", ["trench coat", "Trench-Coat", "TRENCH  COAT", "trenchcoat"])
def test_an_imported_series_is_matched_by_its_name_whatever_its_case_and_hyphens(name: str) -> None:
    assert found(interest(name, 156)).names == ("Trench coat",)


def test_a_synonym_in_any_language_matches_and_a_part_of_a_name_does_not() -> None:
    label = load_vocabulary().get("category:trench-coat")
    words = {word for listed in label.words.values() for word in listed}
    assert words
    assert all(found(interest(word, 156)).names == (label.name,) for word in words)
    assert found(interest("trench coat belt", 156), interest("coa", 156)).names == ()


def test_of_several_the_one_with_most_weeks_is_taken_for_the_whole_label_only() -> None:
    both = found(interest("Trench coat", 120), interest("trench-coat", 130, "other"), interest("Loafers", 150))
    assert both.rows["unique_id"].unique().tolist() == ["category:trench-coat|all|all|all|all"]
    assert set(both.rows["x"]) == {130.0}
    assert len(both.rows) == 129  # the week behind the last complete one is not there
    assert (both.sentence(1) or "").endswith("interest beside it: Trench coat; 1 forecast moves with it.")


def test_a_signal_of_less_than_two_years_is_left_out() -> None:
    few = found(interest("trench coat", 104))
    assert (few.names, few.sentence(0)) == ((), None)
    history = pd.DataFrame({"unique_id": ["a"], "ds": [pd.Timestamp("2025-01-06")]})
    assert few.beside(history) is history
