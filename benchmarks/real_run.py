"""The whole line on the real data of ../shared/data: reviews, photos, sneaker series and rentals, in one run.

python -m benchmarks.real_run [--home FOLDER]
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.forecasts.accuracy import direction_accuracy, mase, seasonal_scale
from analysis.forecasts.ensemble import forecast_all
from analysis.jobs import backtest, pipeline, tag
from analysis.trends.series import OWN_AUTHORS
from benchmarks.protocols import seasonal_naive_row, sneakers_scores
from dashboard.exports import EXPORTS, export
from data.health import status
from data.settings import Settings
from data.store import Store
from ingest.jobs import images, labels, posts, series

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
PHOTOS = 500
SNEAKERS = SHARED / "series" / "us_female_sneakers.csv"
RENTALS = SHARED / "interactions" / "renttherunway_before_2017-09.parquet"
RENTAL_CUTOFF = pd.Timestamp("2016-08-31")


def main() -> None:
    """Run everything and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="keep the home here; a temporary folder unless given")
    home = parser.parse_args().home
    if not SHARED.is_dir():
        sys.exit(f"The real data is not on this machine: {SHARED} is missing.")
    if home:
        report(Settings(home=home))
        return
    with tempfile.TemporaryDirectory() as folder:
        report(Settings(home=Path(folder)))


def report(settings: Settings) -> None:
    """Ingest, run, publish, export, score; print tables and the closing JSON line."""
    started_s = time.monotonic()
    store = Store(settings)
    figures: dict[str, Any] = {"ingest": ingest(store)}
    done = pipeline.run(store)
    figures["series_forecast"] = done.forecast.series if done.forecast else 0
    figures["exports"] = {what: export_rows(settings, what) for what in EXPORTS}
    figures["rows"] = status(settings).rows
    figures["sneakers_2023"] = sneakers(settings)
    figures["rentals"] = rentals(store)
    figures["seconds"] = round(time.monotonic() - started_s, 1)
    print_table(figures)
    print(json.dumps(figures))


def ingest(store: Store) -> dict[str, Any]:
    """Take every real file in; return rows in, stored, repeats and rejected of each."""
    with tempfile.TemporaryDirectory() as folder:
        taken = {
            "reviews": posts.run(store, SHARED / "posts" / "fast_fashion_reviews_to_2022.csv", source="reviews"),
            "photos": images.run(store, some_photos(Path(folder)), source="photos"),
            "sneakers": series.run(store, SNEAKERS, source="sneakers"),
            "rentals": labels.run(
                store, RENTALS, date="review_date", label="category", user="user_id", source="rentals"
            ),
        }
        read_photos = tag.run(store)  # while the copies are there
    counts = ("rows_in", "rows_stored", "rows_repeat", "rows_rejected")
    rows = {name: {count: getattr(result, count) for count in counts} for name, result in taken.items()}
    return {**rows, "tags": {"rows_stored": read_photos.tags}}


def some_photos(folder: Path) -> Path:
    """Copy the first photos, by name, into a folder of their own."""
    for photo in sorted((SHARED / "images" / "clothing-dataset-small").rglob("*.jpg"))[:PHOTOS]:
        shutil.copy(photo, folder / photo.name)
    return folder


def export_rows(settings: Settings, what: str) -> int:
    """Export one table and count the rows of its CSV."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"{what}.csv"
        export(settings, what, out)
        return len(pd.read_csv(out))


def sneakers(settings: Settings) -> dict[str, dict[str, float]]:
    """Forecast the sneakers' year 2023 from its eve and score it by the protocol, beside seasonal naive."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "sneakers.csv"
        backtest.run([SNEAKERS], "2023-01-01", 52, 52, 52, (0.0, float("inf")), "fast", out, settings)
        ours = sneakers_scores(SNEAKERS, pd.read_csv(out, parse_dates=["ds"]))
    return {"seasonal naive": seasonal_naive_row(SNEAKERS), "hemline fast": ours}


def rentals(store: Store) -> dict[str, dict[str, float]]:
    """Forecast the rentals' shares for 52 weeks from 2016-08-31 and score them beside seasonal naive.

    Busy labels are those with people enough, at the cutoff, to be forecast on their own by `hemline forecast`.
    """
    counted = store.read("series_of_source", source="rentals")
    wide = counted.pivot_table(index="week", columns="label_id", values="y").sort_index()
    people = counted.pivot_table(index="week", columns="label_id", values="authors").sort_index()
    history, actual = wide[wide.index <= RENTAL_CUTOFF], wide[wide.index > RENTAL_CUTOFF].iloc[:52]
    long = history.reset_index(names="ds").melt("ds", var_name="unique_id", value_name="y")
    made = forecast_all(long, 52, 52, "fast", store.settings, bounds=(0.0, 1.0)).forecast
    ours = made.pivot_table(index="unique_id", columns="horizon", values="yhat").to_numpy()
    names = sorted(made["unique_id"].unique())
    past, came = history[names].to_numpy().T, actual[names].to_numpy().T
    busy = people.loc[history.index[-52:], names].mean().to_numpy() > OWN_AUTHORS
    both = {"seasonal naive": past[:, -52:], "hemline fast": ours}
    every = {name: rental_scores(past, came, made) for name, made in both.items()}
    return every | {
        f"{name}, busy labels": rental_scores(past[busy], came[busy], made[busy]) for name, made in both.items()
    }


def rental_scores(past: Any, came: Any, predicted: Any) -> dict[str, float]:
    """Return the mean and the median MASE, the share of directions called right, and the number of labels."""
    errors = mase(came, predicted, seasonal_scale(past, 52))
    return {
        "mase": round(float(np.nanmean(errors)), 3),
        "median_mase": round(float(np.nanmedian(errors)), 3),
        "direction": round(direction_accuracy(came, predicted, past[:, -52:]), 3),
        "labels": len(errors),
    }


def print_table(figures: dict[str, Any]) -> None:
    """Print every figure on a line of its own, grouped by what it is about."""
    for group, values in figures.items():
        if not isinstance(values, dict):
            print(f"{group:<18} {values}")
            continue
        for name, value in values.items():
            shown = (
                "  ".join(f"{key} {number:,}" for key, number in value.items()) if isinstance(value, dict) else value
            )
            print(f"{group:<18} {name:<28} {shown}")


if __name__ == "__main__":
    main()
