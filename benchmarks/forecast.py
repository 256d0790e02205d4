"""Forecasts scored by the protocols of ../shared/data/series: two tuning origins, and the tests only when asked for.

    python -m benchmarks.forecast [--profile fast|best] [--test]

Without `--test` no row of the sneakers' year 2023 and no row of the M4 test file is scored. With it, both are: write
what comes out into the log of `docs/forecasting.md`, whatever it says.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.jobs import backtest
from benchmarks import protocols
from data.settings import Settings

SERIES = Path(__file__).resolve().parents[2] / "shared" / "data" / "series"
SNEAKERS = SERIES / "us_female_sneakers.csv"
M4 = (SERIES / "m4_weekly_train.csv", SERIES / "m4_weekly_test.csv")
TUNING = ("2020-12-31", "2021-12-31")
SEASON = 52


def main() -> None:
    """Score and print a line each, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", choices=["fast", "best"], default="fast")
    parser.add_argument("--test", action="store_true", help="score the test parts too; log what they say")
    asked = parser.parse_args()
    if not SERIES.is_dir():
        sys.exit(f"The real series are not on this machine: {SERIES} is missing.")
    cutoffs = (*TUNING, protocols.SNEAKERS_CUTOFF) if asked.test else TUNING
    figures = {f"sneakers after {cutoff}": sneakers(cutoff, asked.profile) for cutoff in cutoffs}
    if asked.test:
        figures["m4 weekly"] = {asked.profile: m4(asked.profile)}
    for what, models in figures.items():
        for name, scores in models.items():
            print(f"{what:<28} {name:<16} " + "  ".join(f"{key} {value:.4g}" for key, value in scores.items()))
    print(json.dumps({"benchmark": "forecast", "profile": asked.profile, **figures}))


def sneakers(cutoff: str, profile: str) -> dict[str, dict[str, float]]:
    """Return the scores of a profile and of seasonal naive, with the paired 95 % interval of the MASE between them."""
    made = forecast([SNEAKERS], cutoff, protocols.SNEAKERS_WEEKS, SEASON, (0.0, float("inf")), profile)
    made["ds"] = pd.to_datetime(made["ds"])
    training, actual = (part.to_numpy() for part in protocols.sneakers_split(SNEAKERS, cutoff))
    ours = made.sort_values(["unique_id", "ds"])["yhat"].to_numpy().reshape(actual.shape)
    errors = [protocols.sneakers_mase(training, actual, said) for said in (ours, training[:, -SEASON:])]
    low, high = protocols.paired_interval(*errors)
    scores = protocols.sneakers_scores(SNEAKERS, made, cutoff) | {"paired_low": low, "paired_high": high}
    return {profile: scores, "seasonal naive": protocols.seasonal_naive_row(SNEAKERS, cutoff)}


def m4(profile: str) -> dict[str, float]:
    """Return the scores of the 13 held-back steps of the M4 weekly series."""
    return protocols.m4_scores(*M4, forecast(list(M4), None, protocols.M4_STEPS, 1, None, profile))


def forecast(
    files: list[Path], cutoff: str | None, horizon: int, scale_season: int, bounds: Any, profile: str
) -> pd.DataFrame:
    """Run the backtest job, as `hemline backtest` does, and read what it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "forecasts.csv"
        settings = Settings(home=Path(folder))
        backtest.run(files, cutoff, horizon, SEASON, scale_season, bounds, profile, out, settings)
        return pd.read_csv(out, dtype={"unique_id": str})


if __name__ == "__main__":
    main()
