"""Rough series: how often each rule fires where nothing is broken, and what mending gains where something is.

    python -m benchmarks.rough

False alarms are counted on the sneakers to the end of 2021 and the M4 weekly training rows. Faults are planted into
the sneakers before the end of 2020, forecast 52 weeks ahead by the profile `fast`, with and without mending, and
scored against the year 2021 as it would have come through the same feed.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.forecasts import fits
from analysis.forecasts.accuracy import coverage, mase, relative_width, seasonal_scale
from analysis.forecasts.breaks import Mended, mended
from analysis.forecasts.ensemble import forecast_all
from analysis.forecasts.panel import Panel, read_panel
from data.settings import Settings

Floats = npt.NDArray[np.float64]

SERIES = Path(__file__).resolve().parents[2] / "shared" / "data" / "series"
SEASON, HORIZON = 52, 52
KNOWN_WEEKS = 282  # of the sneakers, to the end of 2020
SINCE = 20  # weeks since a planted change of level
EVERY, BACK = 4, 156  # false alarms are counted at every fourth week of the last three years
LATEST = 600  # steps of an M4 series that are looked at


def main() -> None:
    """Count and score, a line each, then one JSON object."""
    if not SERIES.is_dir():
        sys.exit(f"The real series are not on this machine: {SERIES} is missing.")
    sneakers = pd.read_csv(SERIES / "us_female_sneakers.csv", parse_dates=["ds"])
    sneakers = sneakers[sneakers["ds"] <= "2021-12-31"]
    m4 = pd.read_csv(SERIES / "m4_weekly_train.csv")
    m4 = m4[m4.groupby("unique_id").cumcount(ascending=False) < LATEST]
    figures: dict[str, Any] = {
        "false alarms, sneakers": alarms(read_panel(sneakers).panel),
        "false alarms, M4 weekly": alarms(read_panel(m4).panel),
    }
    values = sneakers.pivot(index="unique_id", columns="ds", values="y").to_numpy(np.float64)
    for name, (fault, which) in FAULTS.items():
        figures[name] = gain(values, fault, which)
    for what, scores in figures.items():
        print(f"{what:<44} " + "  ".join(f"{key} {value:.4g}" for key, value in scores.items()))
    print(json.dumps({"benchmark": "rough", **figures}))


def alarms(panel: Panel) -> dict[str, float]:
    """Return the share of series and weeks in which each rule fires."""
    fired: dict[str, list[bool]] = {name: [] for name in ("stopped", "dropped", "spikes", "broken")}
    for back in range(0, BACK, EVERY):
        then = panel.before(back)
        found = mended(then.take(then.lengths >= SEASON), SEASON)
        for name, seen in fired.items():
            seen += (getattr(found, name) > 0).tolist()
    return {name: float(np.mean(seen)) for name, seen in fired.items()} | {"looked at": len(fired["broken"])}


Fault = Callable[[Floats, npt.NDArray[np.bool_]], tuple[Floats, float]]


def nothing(values: Floats, rows: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    """Leave the series as they are."""
    return values, 1.0


def stops(weeks: int) -> Fault:
    """Let the feed fall silent in its last weeks."""

    def fault(values: Floats, rows: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
        silent = rows[:, None] & (np.arange(values.shape[1]) >= values.shape[1] - weeks)
        return np.where(silent, 0.0, values), 1.0

    return fault


def changes(factor: float) -> Fault:
    """Let the feed change its level, for good."""

    def fault(values: Floats, rows: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
        changed = rows[:, None] & (np.arange(values.shape[1]) >= values.shape[1] - SINCE)
        return np.where(changed, values * factor, values), factor

    return fault


def spikes(values: Floats, rows: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    """Put one week of fifty times the usual into the last year and a half."""
    week = np.random.default_rng(0).integers(values.shape[1] - 80, values.shape[1], len(values))
    struck = rows[:, None] & (np.arange(values.shape[1]) == week[:, None])
    return np.where(struck, 50 * values.mean(axis=1, keepdims=True), values), 1.0


ALL, FIFTH = slice(None), slice(2, None, 5)
FAULTS: dict[str, tuple[Fault, slice]] = {
    "nothing": (nothing, ALL),
    "every series stops for 4 weeks": (stops(4), ALL),
    "one in five stops for 4 weeks": (stops(4), FIFTH),
    "one in five stops for 8 weeks": (stops(8), FIFTH),
    "every series stops for 20 weeks": (stops(20), ALL),
    "every series doubles": (changes(2.0), ALL),
    "every series halves": (changes(0.5), ALL),
    "one in five doubles": (changes(2.0), FIFTH),
    "one in five at five times": (changes(5.0), FIFTH),
    "one in five has a spike of 50 times": (spikes, FIFTH),
}


def gain(values: Floats, fault: Fault, which: slice) -> dict[str, float]:
    """Return how the forecasts of the series with the fault do, mended and not."""
    rows = np.zeros(len(values), dtype=np.bool_)
    rows[which] = True
    known, factor = fault(values[:, :KNOWN_WEEKS], rows)
    came = (values[:, KNOWN_WEEKS : KNOWN_WEEKS + HORIZON] * factor)[rows]
    scale = seasonal_scale(values[rows, :KNOWN_WEEKS] * factor, SEASON)
    scores: dict[str, float] = {}
    for name, mend in (("as it is", untouched), ("mended", mended)):
        with mock.patch.object(fits, "mended", mend):
            said, low, high = (part[rows] for part in forecast(known))
        scores[f"MASE {name}"] = float(np.nanmean(mase(came, said, scale)))
        scores[f"inside 80 % {name}"] = float(np.nanmean(coverage(came, low, high)))
        scores[f"width {name}"] = float(np.nanmedian(relative_width(came, low, high)))
    return scores


def untouched(panel: Panel, season: int) -> Mended:
    """Return a panel with nothing but its holes filled."""
    none, never = np.zeros(len(panel.ids), dtype=np.int64), np.zeros(len(panel.ids), dtype=np.bool_)
    found = replace(mended(panel, season), panel=panel.filled(), stopped=none, zero=none, dropped=none, spikes=none)
    return replace(found, broken=none, spiked=never, feed_stopped=never, feed_broken=never)


def forecast(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the forecasts and the 80 % intervals of the rows of a matrix."""
    count, steps = values.shape
    ids = np.repeat([f"s{row:03d}" for row in range(count)], steps)
    frame = pd.DataFrame({"unique_id": ids, "ds": np.tile(np.arange(steps), count), "y": values.ravel()})
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        made = forecast_all(frame, HORIZON, SEASON, "fast", settings, (0.0, float("inf"))).forecast
    said, low, high = (made[name].to_numpy(np.float64).reshape(count, HORIZON) for name in ("yhat", "lo80", "hi80"))
    return said, low, high


if __name__ == "__main__":
    main()
