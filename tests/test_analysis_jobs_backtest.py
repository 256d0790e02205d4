"""The backtest of any long CSV: what it writes, what it scores, and that the held-back rows reach no model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.jobs import backtest
from data.errors import BadInput
from data.settings import Settings


def long_file(folder: Path, name: str = "series.csv", ids: str = "abc", steps: int = 48, dates: bool = True) -> Path:
    rng = np.random.default_rng(3)
    t = np.arange(steps)
    ds = pd.date_range("2024-01-01", periods=steps, freq="7D").strftime("%Y-%m-%d") if dates else t + 1
    frames = [
        pd.DataFrame({"unique_id": key, "ds": ds, "y": 2 + np.sin(2 * np.pi * t / 12) + 0.1 * rng.random(steps)})
        for key in ids
    ]
    path = folder / name
    pd.concat(frames).to_csv(path, index=False)
    return path


def run(
    files: list[Path], settings: Settings, out: Path, cutoff: str | None = None, **changes: object
) -> backtest.BacktestResult:
    given = {"horizon": 6, "season": 12, "scale_season": 12, "bounds": None, "profile": "fast"} | changes
    return backtest.run(files, cutoff, out=out, settings=settings, **given)  # type: ignore[arg-type]


def test_a_backtest_writes_the_documented_columns_and_scores_both_models(tmp_path: Path, settings: Settings) -> None:
    out = tmp_path / "new" / "forecasts.csv"
    result = run([long_file(tmp_path)], settings, out)
    written = pd.read_csv(out)
    assert list(written.columns) == ["unique_id", "ds", "yhat", "lo80", "hi80"]
    assert written["ds"].min() == "2024-10-21" and len(written) == 18
    assert [score.model for score in result.scores] == ["ensemble", "seasonal-naive"]
    assert (result.series, result.scored, result.refused) == (3, 3, ())
    assert all(0 < (score.mase or 0) < 2 for score in result.scores)
    assert "MASE" in backtest.table(result)


def test_the_scores_are_those_of_the_written_forecasts(tmp_path: Path, settings: Settings) -> None:
    path = long_file(tmp_path)
    result = run([path], settings, tmp_path / "out.csv", cutoff="2024-10-20")
    said, rows = pd.read_csv(tmp_path / "out.csv"), pd.read_csv(path)
    errors = []
    for key, series in rows.groupby("unique_id"):
        history, came = series["y"].to_numpy()[:42], series["y"].to_numpy()[42:]
        scale = np.abs(history[12:] - history[:-12]).mean()
        errors.append(np.abs(came - said.loc[said["unique_id"] == key, "yhat"].to_numpy()).mean() / scale)
    assert result.scores[0].mase == pytest.approx(np.mean(errors))


def test_the_rows_after_the_cutoff_change_no_forecast(tmp_path: Path, settings: Settings) -> None:
    path = long_file(tmp_path)
    rows = pd.read_csv(path, float_precision="round_trip")
    after = rows["ds"] > "2024-10-20"
    run([path], settings, tmp_path / "one.csv", cutoff="2024-10-20")
    rows.assign(y=rows["y"].where(~after, 1e6)).to_csv(path, index=False)
    run([path], settings, tmp_path / "two.csv", cutoff="2024-10-20")
    rows[~after].to_csv(path, index=False)
    result = run([path], settings, tmp_path / "three.csv", cutoff="2024-10-20")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "three.csv").read_bytes()
    assert (result.scored, result.scores[0].mase) == (0, None)


def test_files_are_appended_and_steps_go_on_counting(tmp_path: Path, settings: Settings) -> None:
    first = long_file(tmp_path, "one.csv", "01", 40, dates=False)
    second = long_file(tmp_path, "two.csv", "x", 30, dates=False)
    result = run([first, second], settings, tmp_path / "out.csv")
    written = pd.read_csv(tmp_path / "out.csv", dtype={"unique_id": str})
    assert written.groupby("unique_id")["ds"].agg(["min", "max"]).to_dict("index") == {
        "0": {"min": 35, "max": 40}, "1": {"min": 35, "max": 40}, "x": {"min": 25, "max": 30},
    }  # fmt: skip
    assert result.series == 3


def test_bounds_hold(tmp_path: Path, settings: Settings) -> None:
    run([long_file(tmp_path)], settings, tmp_path / "out.csv", bounds=(1.5, 2.5))
    written = pd.read_csv(tmp_path / "out.csv")[["yhat", "lo80", "hi80"]]
    assert written.min(axis=None) >= 1.5 and written.max(axis=None) <= 2.5


def test_bad_series_are_named_and_the_others_still_run(tmp_path: Path, settings: Settings) -> None:
    path = long_file(tmp_path)
    rows = pd.read_csv(path)
    twice = pd.DataFrame({"unique_id": "twice", "ds": ["2024-01-01", "2024-01-01"], "y": 1.0})
    early = pd.DataFrame({"unique_id": "early", "ds": rows["ds"].head(20), "y": 1.0})
    late = pd.DataFrame({"unique_id": "late", "ds": ["2025-01-06", "2025-01-13"], "y": 1.0})
    pd.concat([rows, twice, early, late]).to_csv(path, index=False)
    result = run([path], settings, tmp_path / "out.csv", cutoff="2024-10-20")
    assert result.series == 3
    assert [sentence.split("'")[1] for sentence in result.refused] == ["early", "late", "twice"]


BAD = {
    "a horizon of 0": ({"horizon": 0}, "horizon is 0"),
    "a season of 0": ({"season": 0}, "season is 0"),
    "a scale season of 0": ({"scale_season": 0}, "season is 0"),
    "bounds the wrong way round": ({"bounds": (1.0, 0.0)}, "bounds are 1,0"),
    "a cutoff before everything": ({"cutoff": "1999-01-01"}, "No series can be forecast. Series 'a' begins at"),
    "a cutoff after everything": ({"cutoff": "2099-01-01"}, "No series can be forecast. Series 'a' ends at"),
    "a horizon longer than the series": ({"horizon": 60}, "Series 'a' has 48 steps and the horizon is 60"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_used_is_refused_in_one_sentence(case: str, tmp_path: Path, settings: Settings) -> None:
    changes, sentence = BAD[case]
    with pytest.raises(BadInput, match=sentence):
        run([long_file(tmp_path)], settings, tmp_path / "out.csv", **changes)  # type: ignore[arg-type]
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("unique_id,week,y\na,2024-01-01,1\n", "has no column 'ds'"),
        ("unique_id,ds,y\n,2024-01-01,1\n", "1 row without a unique_id"),
        ("unique_id,ds,y\n", "has no row below its header"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(text: str, sentence: str, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(BadInput, match=sentence):
        run([path], settings, tmp_path / "out.csv")


def test_a_missing_file_is_named(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.csv"):
        run([tmp_path / "nowhere.csv"], settings, tmp_path / "out.csv")
