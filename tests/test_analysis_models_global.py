"""Models that learn from many series at once, or come trained: what they answer, when, and in which unit."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from analysis.forecasts.accuracy import seasonal_scale
from analysis.forecasts.market import FAR
from analysis.models.neural.forecaster import LEAST_WINDOWS, NETWORKS, RECIPE, NeuralForecaster
from analysis.models.neural.windows import Pool, Sizes, last_steps, seen, series_scale
from analysis.registry import load
from data.errors import BadInput, MissingPart
from data.settings import Settings

Floats = npt.NDArray[np.float64]

QUICK = replace(RECIPE, steps=20, batch=64)


def waves(number: int, steps: int, season: int = 12, seed: int = 0) -> Floats:
    """Return series that turn after one and a half seasons: up where they fell, down where they rose."""
    rng = np.random.default_rng(seed)
    phase, size = rng.uniform(0, 2 * np.pi, (number, 1)), rng.uniform(0.5, 20, (number, 1))
    slow = np.sin(2 * np.pi * np.arange(steps) / (3 * season) + phase)
    return np.asarray(size * (5 + slow + 0.05 * rng.standard_normal((number, steps))))


def quick() -> NeuralForecaster:
    return NeuralForecaster(QUICK, members=1)


@pytest.mark.parametrize(("horizon", "season"), [(12, 12), (5, 12), (13, 52), (13, 1), (1, 1)])
def test_every_network_gives_a_row_of_the_horizon_for_each_series(horizon: int, season: int) -> None:
    said = NeuralForecaster(replace(QUICK, steps=2), members=1).forecast(waves(12, 160), horizon, season)
    assert set(said) == set(NETWORKS)
    for ahead in said.values():
        assert ahead.shape == (12, horizon) and np.isfinite(ahead).all()


def test_the_same_series_get_the_same_forecast_and_the_chance_of_others_is_left_alone() -> None:
    import torch

    values = waves(10, 80)
    torch.manual_seed(1)
    first, drawn = quick().forecast(values, 6, 12), torch.rand(3)
    torch.manual_seed(1)
    assert torch.equal(drawn, torch.rand(3))
    for name, again in quick().forecast(values, 6, 12).items():
        assert np.array_equal(first[name], again)


def test_the_size_of_the_series_changes_only_the_size_of_their_forecasts() -> None:
    values = waves(10, 80)
    large = quick().forecast(values * 1000, 6, 12)
    for name, usual in quick().forecast(values, 6, 12).items():
        assert large[name] / 1000 == pytest.approx(usual, rel=1e-3)


def test_a_planted_turn_is_learnt_better_than_the_last_season_or_the_last_value() -> None:
    whole = waves(20, 120)
    values, came = whole[:, :-12], whole[:, -12:]
    scale = seasonal_scale(values, 12)[:, None]
    naive = min(np.abs((came - said) / scale).mean() for said in (values[:, -12:], values[:, -1:]))
    for name, said in NeuralForecaster(replace(QUICK, steps=150), members=1).forecast(values, 12, 12).items():
        assert np.abs((came - said) / scale).mean() < 0.6 * naive, name


def test_short_and_still_series_have_no_answer_and_spoil_no_other() -> None:
    values = waves(12, 90)
    values[0, :-11], values[1], values[2, :-15] = np.nan, 3.0, np.nan
    for said in quick().forecast(values, 6, 12).values():
        assert np.isnan(said[:2]).all() and np.isfinite(said[2:]).all()


def test_too_few_windows_are_no_ground_for_an_answer() -> None:
    values = waves(3, 60)
    assert len(Pool(values, Sizes.of(12, 12))) < LEAST_WINDOWS
    assert all(np.isnan(said).all() for said in quick().forecast(values, 12, 12).values())


def test_negative_values_and_a_shift_are_followed() -> None:
    values = waves(10, 80)
    for name, said in quick().forecast(values - 300, 6, 12).items():
        assert said + 300 == pytest.approx(quick().forecast(values, 6, 12)[name], rel=1e-3)


def test_the_pool_counts_and_draws_only_windows_that_know_a_season_and_their_continuation() -> None:
    sizes, values = Sizes.of(6, 12), waves(3, 60)
    values[1, :35], values[2] = np.nan, np.nan  # 25 steps left, and none
    pool = Pool(values, sizes)
    assert len(pool) == (60 - 12 - 6 + 1) + (25 - 12 - 6 + 1)
    drawn, market = pool.draw(500, np.random.default_rng(0))
    assert drawn.shape == (500, sizes.look + 6) and np.isfinite(drawn[:, -18:]).all()
    assert market.shape == (500, sizes.span) and np.isfinite(market).all()


def test_a_window_is_drawn_with_the_mean_of_all_series_before_its_continuation() -> None:
    sizes, values = Sizes.of(2, 12), np.arange(60.0) + np.array([[0.0], [10.0]])
    drawn, market = Pool(values, sizes).draw(50, np.random.default_rng(0))
    assert np.nanmax(np.abs(np.diff(drawn, axis=1) - 1)) < 1e-9 and set(drawn[:, -1]) <= set(np.arange(13.0, 70.0))
    own = drawn[:, -2 - sizes.span : -2]
    assert set(np.unique(market - own)) == {-5.0, 5.0}


def test_what_a_network_sees_is_bounded_and_zero_before_a_series_begins() -> None:
    sizes = Sizes.of(6, 12)
    windows = last_steps(np.array([[1e9, *np.zeros(13)]]), sizes.look)
    given = seen(windows, np.full((1, sizes.span), np.nan), sizes)
    assert (given.market == 0).all()
    assert given.steps.shape == (1, sizes.look) and np.abs(given.steps).max() == FAR
    assert (given.steps[0, : sizes.look - 14] == 0).all() and given.steps[0, -14] == FAR


def test_the_scale_is_that_of_mase_and_of_the_steps_where_there_is_no_season() -> None:
    values = waves(3, 40)
    values[1, :-8] = np.nan
    values[2] = np.tile(np.arange(4.0), 10)
    assert series_scale(values[:1], 12) == pytest.approx(seasonal_scale(values[:1], 12))
    assert series_scale(values, 12)[1] == pytest.approx(np.abs(np.diff(values[1, -8:])).mean())
    assert series_scale(values, 4)[2] == pytest.approx(np.abs(np.diff(values[2])).mean())


@pytest.fixture(scope="module")
def chronos_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a whole Chronos-2 model, small and with weights drawn by chance."""
    pytest.importorskip("chronos", reason="the extra 'chronos' is not installed")
    import torch
    from chronos.chronos2 import Chronos2CoreConfig, Chronos2Model

    path = tmp_path_factory.mktemp("tiny-chronos")
    sizes = {"d_model": 16, "d_kv": 8, "d_ff": 32, "num_layers": 1, "num_heads": 2}
    forecasting = {
        "context_length": 128, "input_patch_size": 16, "input_patch_stride": 16, "output_patch_size": 16,
        "quantiles": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], "use_reg_token": True, "use_arcsinh": True,
        "max_output_patches": 4,
    }  # fmt: skip
    torch.manual_seed(0)
    config = Chronos2CoreConfig(**sizes, chronos_config=forecasting, architectures=["Chronos2Model"])
    Chronos2Model(config).save_pretrained(path)
    return path


def chronos(settings: Settings, model: Path | str, download: bool = False) -> Settings:
    return settings.model_copy(update={"chronos_model": str(model), "download": download})


def test_chronos_continues_series_of_any_length_and_size(chronos_folder: Path, settings: Settings) -> None:
    model = load("chronos", chronos(settings, chronos_folder))
    values = waves(4, 60)
    values[1, :-7], values[2] = np.nan, 4.0
    ahead = model.forecast(values, 6, 12)["chronos"]
    assert ahead.shape == (4, 6) and np.isfinite(ahead).all() and (ahead[2] == 4.0).all()
    assert model.forecast(values * 1e-6, 6, 12)["chronos"] * 1e6 == pytest.approx(ahead, rel=1e-4)


def test_chronos_gives_a_series_the_same_forecast_alone(chronos_folder: Path, settings: Settings) -> None:
    model, values = load("chronos", chronos(settings, chronos_folder)), waves(3, 60)
    alone = model.forecast(values[1:2], 40, 12)["chronos"]
    assert model.forecast(values, 40, 12)["chronos"][1:2] == pytest.approx(alone, rel=1e-4)


def test_a_chronos_that_cannot_be_read_says_what_to_do(
    chronos_folder: Path, tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "t5"}))
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(BadInput, match="HEMLINE_DOWNLOAD=1"):
        load("chronos", chronos(settings, tmp_path)).forecast(waves(1, 60), 6, 12)


@pytest.mark.parametrize("model", ["hf-hub:nobody/no-such-model", "no-such-folder"])
def test_missing_weights_are_not_looked_for_without_leave(
    model: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("chronos", reason="the extra 'chronos' is not installed")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(MissingPart, match="HEMLINE_CHRONOS_MODEL"):
        load("chronos", chronos(settings, model))


def test_a_missing_package_is_named_with_its_extra(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(MissingPart, match=r"hemline\[chronos\]"):
        load("chronos", settings)
