"""What the fast profile costs: thousands of made series in one call, and its cost per series beside one Prophet fit.

`python -m benchmarks.forecast_speed [--small]` prints the seconds, the peak memory of the process and its workers, and
the ratio; the last line is one JSON object. The series are made (level, drift, season, noise), not real.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.forecasts.ensemble import forecast_all
from analysis.registry import load
from data.settings import Settings

Floats = npt.NDArray[np.float64]

SERIES, WEEKS, HORIZON, SEASON = 10_000, 261, 52, 52
SMALL_SERIES = 500
PROPHET_FITS = 9
LOOK_S = 0.2  # seconds between two looks at the memory


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help=f"{SMALL_SERIES} series instead of {SERIES:,}")
    figures = run(SMALL_SERIES if parser.parse_args().small else SERIES)
    for name, value in figures.items():
        print(f"{name:<28} {value:,.4g}")
    print(json.dumps({"benchmark": "forecast_speed", **figures}))


def run(series: int = SERIES) -> dict[str, float]:
    """Return the seconds, the memory in GB, and the cost of a series beside a Prophet fit of the same run."""
    values = made(series)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        history, started_s = long(values), time.monotonic()
        with PeakMemory() as memory:
            result = forecast_all(history, HORIZON, SEASON, "fast", settings)
        seconds = time.monotonic() - started_s
        prophet_s = statistics.median(prophet_seconds(values, settings))
    if result.forecast["unique_id"].nunique() != series:
        raise RuntimeError(f"{result.forecast['unique_id'].nunique()} of {series} series were forecast")
    return {
        "series": series,
        "weeks": WEEKS,
        "horizon": HORIZON,
        "seconds": seconds,
        "peak_memory_gb": memory.peak_gb,
        "seconds_per_series": seconds / series,
        "prophet_fit_seconds": prophet_s,
        "prophet_fits_per_series": prophet_s * series / seconds,
    }


def made(series: int, seed: int = 0) -> Floats:
    """Return made weekly series, shape (series, WEEKS): a drifting level, a season and noise, never negative."""
    rng = np.random.default_rng(seed)
    level = rng.normal(size=(series, 1)) + np.cumsum(0.02 * rng.normal(size=(series, WEEKS)), axis=1)
    turn = 2 * np.pi * (np.arange(WEEKS) / SEASON + rng.random((series, 1)))
    season = rng.gamma(2.0, 0.15, size=(series, 1)) * np.sin(turn)
    return np.exp(level + season + 0.15 * rng.normal(size=(series, WEEKS)))


def long(values: Floats) -> pd.DataFrame:
    """Return series as unique_id, ds (Mondays), y."""
    weeks = pd.date_range("2019-01-07", periods=values.shape[1], freq="W-MON")
    ids = np.array([f"made-{row:05d}" for row in range(len(values))], dtype=object)
    return pd.DataFrame({"unique_id": ids.repeat(len(weeks)), "ds": np.tile(weeks, len(ids)), "y": values.ravel()})


def prophet_seconds(values: Floats, settings: Settings) -> list[float]:
    """Return the seconds of plain Prophet fits of single series, the first one (which compiles) left out."""
    model, seconds = load("prophet", settings), []
    for row in range(PROPHET_FITS + 1):
        started_s = time.monotonic()
        model.forecast(values[row : row + 1], HORIZON, SEASON)
        seconds.append(time.monotonic() - started_s)
    return seconds[1:]


class PeakMemory:
    """Watches how much memory this process and those it started hold together, pages they share counted once."""

    def __init__(self) -> None:
        self.peak_gb = 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK_S):
            self.peak_gb = max(self.peak_gb, sum(map(_held_kb, _family(os.getpid()))) * 1024 / 1e9)


def _family(pid: int) -> list[int]:
    """Return a process and all that descend from it (Linux)."""
    children = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            children += [int(child) for child in task.read_text().split()]
    return [pid, *(each for child in children for each in _family(child))]


def _held_kb(pid: int) -> int:
    """Return the proportional set size of a process; 0 once it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main()
