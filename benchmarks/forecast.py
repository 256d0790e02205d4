"""Forecasts scored by the protocols of ../shared/data/series: two tuning origins, and the tests only when asked for.

    python -m benchmarks.forecast [--profile fast|best] [--singles] [--rolling] [--test] [--speed]

Beside the profile's MASE stands its 95 % bootstrap interval over the series, and beside every other row the paired
interval of the profile's MASE minus that row's. `--singles` adds each model of the profile alone, `--rolling` the
profile at fifteen quarterly origins up to the end of 2021, `--speed` the cost of thousands of made series
(`benchmarks.forecast_speed`). Without `--test` no row of the sneakers' year 2023 and no
row of the M4 test file is scored. With it, both are: write what comes out into the log of `docs/forecasting.md`,
whatever it says.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.forecasts.ensemble import load_models
from analysis.jobs import backtest
from benchmarks import forecast_speed, protocols
from data.settings import Settings

Floats = npt.NDArray[np.float64]
Scores = dict[str, float]

SERIES = Path(__file__).resolve().parents[2] / "shared" / "data" / "series"
SNEAKERS = SERIES / "us_female_sneakers.csv"
M4 = (SERIES / "m4_weekly_train.csv", SERIES / "m4_weekly_test.csv")
TUNING = ("2020-12-31", "2021-12-31")
SEASON = 52
ROLLING = (15, "2021-12-27")  # origins, a quarter of a year apart, and the last of them
PUBLISHED = 3  # best published rows printed below ours


def main() -> None:
    """Score and print a line each, then one JSON object."""
    asked = _asked()
    if not SERIES.is_dir():
        sys.exit(f"The real series are not on this machine: {SERIES} is missing.")
    cutoffs = (*TUNING, protocols.SNEAKERS_CUTOFF) if asked.test else TUNING
    figures = {f"sneakers after {cutoff}": sneakers(cutoff, asked.profile, asked.singles) for cutoff in cutoffs}
    if asked.rolling:
        figures["sneakers, rolling"] = rolling(asked.profile)
    if asked.test:
        figures["m4 weekly test"] = m4(asked.profile)
    for what, rows in figures.items():
        for name, scores in rows.items():
            print(f"{what:<26} {name:<17} " + "  ".join(f"{key} {value:.4g}" for key, value in scores.items()))
    speed = forecast_speed.run() if asked.speed else {}
    print(
        "\n".join(
            [*(f"{name:<28} {value:,.4g}" for name, value in speed.items()), *(_published() if asked.test else [])]
        )
    )
    print(json.dumps({"benchmark": "forecast", "profile": asked.profile, **figures, "speed": speed}))


def sneakers(cutoff: str, profile: str, singles: bool = False) -> dict[str, Scores]:
    """Return the scores of a profile, of seasonal naive and, when asked for, of each of the profile's models alone."""
    started_s = time.monotonic()
    made = forecast([SNEAKERS], cutoff, protocols.SNEAKERS_WEEKS, SEASON, (0.0, float("inf")), profile)
    seconds = time.monotonic() - started_s
    training, actual = (part.to_numpy() for part in protocols.sneakers_split(SNEAKERS, cutoff))
    ours = protocols.sneakers_mase(training, actual, _matrix(made, actual.shape[1]))
    rows = {profile: protocols.sneakers_scores(SNEAKERS, made, cutoff) | _interval(ours, "mase") | {"seconds": seconds}}
    rows["seasonal naive"] = protocols.seasonal_naive_row(SNEAKERS, cutoff)
    rows["seasonal naive"] |= _beside(ours, protocols.sneakers_mase(training, actual, training[:, -SEASON:]))
    for name, said in (_alone(training, profile) if singles else {}).items():
        frame = made.assign(yhat=said.ravel()).drop(columns=["lo80", "hi80"])
        theirs = protocols.sneakers_mase(training, actual, said)
        rows[name] = protocols.sneakers_scores(SNEAKERS, frame, cutoff) | _beside(ours, theirs)
    return rows


def rolling(profile: str) -> dict[str, Scores]:
    """Return the scores of a profile from quarterly origins, each over the 52 weeks that follow, and their mean."""
    rows = {}
    for cutoff in pd.date_range(end=ROLLING[1], periods=ROLLING[0], freq="91D"):
        day = str(cutoff.date())
        made = forecast([SNEAKERS], day, protocols.SNEAKERS_WEEKS, SEASON, (0.0, float("inf")), profile)
        rows[day] = protocols.sneakers_scores(SNEAKERS, made, day)
    mean = pd.DataFrame(rows).mean(axis=1)
    return rows | {"mean": {str(name): float(value) for name, value in mean.items()}}


def m4(profile: str) -> dict[str, Scores]:
    """Return the scores of a profile and of seasonal naive on the 13 held-back steps of the M4 weekly series."""
    started_s = time.monotonic()
    made = forecast(list(M4), None, protocols.M4_STEPS, 1, None, profile)
    seconds = time.monotonic() - started_s
    naive = protocols.m4_seasonal_naive(M4[0])
    ours, theirs = (protocols.m4_mase(M4[0], *protocols.m4_matrices(M4[1], frame, "yhat")) for frame in (made, naive))
    return {
        profile: protocols.m4_scores(*M4, made) | _interval(ours, "mase") | {"seconds": seconds},
        "seasonal naive": protocols.m4_scores(*M4, naive) | _beside(ours, theirs),
    }


def forecast(
    files: list[Path], cutoff: str | None, horizon: int, scale_season: int, bounds: Any, profile: str
) -> pd.DataFrame:
    """Run the backtest job, as `hemline backtest` does, and read what it wrote, by series and step."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "forecasts.csv"
        settings = Settings(home=Path(folder))
        backtest.run(files, cutoff, horizon, SEASON, scale_season, bounds, profile, out, settings)
        made = pd.read_csv(out, dtype={"unique_id": str})
    made["ds"] = pd.to_datetime(made["ds"]) if made["ds"].dtype == object else made["ds"]
    return made.sort_values(["unique_id", "ds"], ignore_index=True)


def _alone(training: Floats, profile: str) -> dict[str, Floats]:
    """Return what each model of a profile says by itself, never below zero."""
    with tempfile.TemporaryDirectory() as folder:
        models, _ = load_models(profile, Settings(home=Path(folder)))
        said = {
            name: np.maximum(ahead, 0.0)
            for model in models
            for name, ahead in model.forecast(training, protocols.SNEAKERS_WEEKS, SEASON).items()
        }
    return {name: ahead for name, ahead in said.items() if not np.isnan(ahead).any()}


def _matrix(made: pd.DataFrame, horizon: int) -> Floats:
    return made["yhat"].to_numpy(np.float64).reshape(-1, horizon)


def _interval(ours: Floats, name: str) -> Scores:
    low, high = protocols.paired_interval(ours, np.zeros_like(ours))
    return {f"{name}_low": low, f"{name}_high": high}


def _beside(ours: Floats, theirs: Floats) -> Scores:
    low, high = protocols.paired_interval(ours, theirs)
    return {"ours_minus_this": float((ours - theirs).mean()), "paired_low": low, "paired_high": high}


def _published() -> list[str]:
    """Return the best published rows of both tables, to stand below ours."""
    lines = []
    for name, measure in (("published_sneakers_2023.csv", "mase"), ("published_m4_weekly.csv", "owa")):
        rows = pd.read_csv(SERIES / name).sort_values(measure).head(PUBLISHED)
        who = rows["model" if "model" in rows else "method"]
        best = ", ".join(f"{model} {value:.4g}" for model, value in zip(who, rows[measure], strict=True))
        lines.append(f"{name}: best {measure} {best}")
    return lines


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", choices=["fast", "best"], default="fast")
    parser.add_argument("--singles", action="store_true", help="score each model of the profile alone, too")
    parser.add_argument("--rolling", action="store_true", help="score fifteen quarterly origins, too")
    parser.add_argument("--test", action="store_true", help="score the test parts too; log what they say")
    parser.add_argument("--speed", action="store_true", help="time 10,000 made series, too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
