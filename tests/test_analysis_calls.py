"""Calls of models: each row once, pooled models see all, and a stopped run goes on where it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from told import Told

from analysis.forecasts import cores
from analysis.forecasts.calls import answers, calls
from analysis.forecasts.fits import Fits, fit_all
from analysis.forecasts.panel import Panel, read_panel
from analysis.protocols import Fingerprint
from data.pieces import Pieces

Floats = npt.NDArray[np.float64]


class Stopped(Exception):
    """What ends a run halfway."""


class Drift:
    """Goes on by the mean change; remembers its calls, and stops the run at one of them when told to."""

    def __init__(self, slow: bool = True, pooled: bool = False, stop_at: int | None = None, size: float = 1.0) -> None:
        self.slow, self.pooled, self.stop_at, self.size = slow, pooled, stop_at, size
        self.fingerprint = Fingerprint("forecast", "drift", "1", {"size": size})
        self.shapes: list[tuple[int, ...]] = []

    def forecast(self, values: Floats, horizon: int, season: int) -> dict[str, Floats]:
        if len(self.shapes) == self.stop_at:
            raise Stopped
        self.shapes.append(values.shape)
        change = np.nanmean(np.diff(values, axis=1), axis=1)[:, None] * self.size
        return {"drift": values[:, -1:] + change * np.arange(1, horizon + 1)}


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls elsewhere would not be counted."""
    monkeypatch.setattr(cores, "PARALLEL_FROM_S", np.inf)


def panel(series: int = 100, steps: int = 60) -> Panel:
    rng = np.random.default_rng(2)
    frames = [
        pd.DataFrame({"unique_id": f"s{at:03d}", "ds": range(steps - at % 7), "y": rng.random(steps - at % 7).cumsum()})
        for at in range(series)
    ]
    return read_panel(pd.concat(frames)).panel


def fitted(model: Drift, folder: Path, told: Told | None = None) -> Fits:
    return fit_all(panel(), [model], 12, 12, Pieces(folder), told)


def same(one: Fits, other: Fits) -> None:
    np.testing.assert_array_equal(one.ahead, other.ahead)
    for mine, theirs in zip(one.origins, other.origins, strict=True):
        np.testing.assert_array_equal(mine.predicted, theirs.predicted)


def test_a_pooled_model_gets_all_rows_of_an_origin_at_once_and_another_one_chunks(tmp_path: Path) -> None:
    pooled, chunked = Drift(pooled=True), Drift()
    same(fitted(pooled, tmp_path / "a"), fitted(chunked, tmp_path / "b"))
    assert len({steps for _, steps in pooled.shapes}) == len(pooled.shapes)  # each origin once
    assert pooled.shapes[0] == (100, 60)
    assert max(shape[0] for shape in chunked.shapes) == 40
    assert sum(shape[0] for shape in chunked.shapes) == sum(shape[0] for shape in pooled.shapes)


def test_a_run_that_was_stopped_goes_on_with_fewer_calls_to_the_same_result(tmp_path: Path) -> None:
    whole, first, second = Drift(), Drift(stop_at=7), Drift()
    expected = fitted(whole, tmp_path / "whole")
    with pytest.raises(Stopped):
        fitted(first, tmp_path / "fits")
    told = Told()
    same(fitted(second, tmp_path / "fits", told), expected)
    assert len(first.shapes) == 7
    assert len(second.shapes) == len(whole.shapes) - 7
    assert len(told.counts) == len(second.shapes) + 1  # what was kept is counted at once
    assert sum(told.counts) == 100


def test_a_training_is_kept_too(tmp_path: Path) -> None:
    whole, second = Drift(pooled=True), Drift(pooled=True)
    expected = fitted(whole, tmp_path / "whole")
    with pytest.raises(Stopped):
        fitted(Drift(pooled=True, stop_at=2), tmp_path / "fits")
    same(fitted(second, tmp_path / "fits"), expected)
    assert len(second.shapes) == len(whole.shapes) - 2


def test_a_fast_model_is_called_again_and_leaves_nothing_behind(tmp_path: Path) -> None:
    fitted(Drift(slow=False), tmp_path / "fits")
    assert not (tmp_path / "fits").exists()


def test_a_spoiled_piece_is_computed_again(tmp_path: Path) -> None:
    expected = fitted(Drift(), tmp_path)
    spoiled = sorted(tmp_path.iterdir())[:3]
    for path in spoiled:
        path.write_bytes(path.read_bytes()[:100])
    again = Drift()
    same(fitted(again, tmp_path), expected)
    assert len(again.shapes) == len(spoiled)


def test_a_model_with_other_settings_reads_no_piece_of_this_one(tmp_path: Path) -> None:
    fitted(Drift(), tmp_path)
    other = Drift(size=2.0)
    fitted(other, tmp_path)
    assert len(other.shapes) > 0


@pytest.mark.parametrize("pooled", [False, True])
def test_progress_moves_evenly_over_the_origins_and_ends_with_every_series(pooled: bool, tmp_path: Path) -> None:
    told, model = Told(), Drift(pooled=pooled)
    fitted(model, tmp_path, told)
    assert sum(told.counts) == 100
    assert len(told.counts) == len(model.shapes)
    assert max(told.counts) <= 100 / len(model.shapes) * 1.5 + 1
    assert len(told.said) == 1 + (len(model.shapes) if pooled else 0)


def test_what_a_training_is_doing_is_said(tmp_path: Path) -> None:
    told = Told()
    fitted(Drift(pooled=True), tmp_path, told)
    assert told.said[:3] == [
        "looks for breaks and gaps in 100 series",
        "drift learns from 100 series, at the end",
        "drift learns from 100 series, 3 steps before the end",
    ]


def test_no_rows_make_no_call() -> None:
    assert calls(Drift(pooled=True), panel(3), np.empty(0, dtype=np.int64), 0, 0) == []
    assert list(answers([], 12, 12, Pieces(Path("nowhere")))) == []


def test_processes_give_what_one_gives_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = fitted(Drift(), tmp_path / "a")
    monkeypatch.setattr(cores, "PARALLEL_FROM_S", 0.0)
    model = Drift()
    same(fitted(model, tmp_path / "b"), alone)
    assert model.shapes == []  # it was called elsewhere
