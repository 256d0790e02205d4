"""Networks trained across all series, side by side: the shipped ones, plain references, and a library's.

    python -m benchmarks.networks [--small] [--neuralforecast]

Every network forecasts the sneakers for 52 weeks from the two tuning origins, the ends of 2020 and 2021; no row after
the weeks that an origin is scored on is read. `mlp` and `nhits` are the shipped ones and `neural` is their mean;
`linear` and `lstm` are references that learn by the same recipe. `--neuralforecast` adds that package's NHITS and
PatchTST where it is installed: untuned, on robustly scaled windows, with our steps, windows a step and learning rate
(with its own 1,024 windows a step they take several times as long). Seconds are those of one origin. The last columns
are the MASE of `neural` minus that of the row and its 95 % bootstrap interval, paired over the series' means of both
origins.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from importlib import metadata, util
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from torch import Tensor, nn

from analysis.models.neural.forecaster import MEMBERS, NETWORKS, RECIPE, SEED
from analysis.models.neural.training import Recipe, averaged
from analysis.models.neural.windows import Pool, Sizes, series_scale
from benchmarks import protocols

Floats = npt.NDArray[np.float64]
Forecast = Callable[[pd.DataFrame], Floats]
Scores = dict[str, float]

SNEAKERS = Path(__file__).resolve().parents[2] / "shared" / "data" / "series" / "us_female_sneakers.csv"
TUNING = ("2020-12-31", "2021-12-31")
SEASON = HORIZON = 52
LIBRARY, LIBRARY_LOOKS = "neuralforecast", (104, 156)
LIBRARY_KINDS = {"NHITS": 3, "PatchTST": 1}  # how many of each are averaged: a PatchTST takes long
MISSING = f"{LIBRARY} is not installed: run `pip install {LIBRARY}` in an environment of its own for its rows."
SMALL_MEMBERS, SMALL_STEPS = 2, 100


@dataclass(frozen=True)
class Origin:
    """What a network is given at one origin, and what it is scored on.

    Attributes:
        cutoff: ISO date of the last day that may be known.
        series_csv: the sneakers up to the last week that is scored.
        training: the weeks known, a row per series and a column per Monday.
        actual: the 52 weeks scored, likewise.
    """

    cutoff: str
    series_csv: Path
    training: pd.DataFrame
    actual: pd.DataFrame

    @classmethod
    def at(cls, cutoff: str, folder: Path) -> Origin:
        """Copy the rows up to the last week that is scored into a folder, and read those alone."""
        until = (date.fromisoformat(cutoff) + timedelta(weeks=HORIZON)).isoformat()
        series_csv = folder / f"{cutoff}.csv"
        with SNEAKERS.open(encoding="utf-8") as rows, series_csv.open("w", encoding="utf-8") as kept:
            kept.write(next(rows))
            kept.writelines(row for row in rows if row.split(",")[1] <= until)
        return cls(cutoff, series_csv, *protocols.sneakers_split(series_csv, cutoff))

    def scores(self, said: Floats) -> Scores:
        """Return the protocol's scores of forecasts, shape (series, 52)."""
        weeks = pd.DataFrame(said, index=self.actual.index, columns=self.actual.columns)
        long = weeks.reset_index().melt("unique_id", var_name="ds", value_name="yhat")
        return protocols.sneakers_scores(self.series_csv, long, self.cutoff)

    def mase(self, said: Floats) -> Floats:
        """Return each series' MASE."""
        return protocols.sneakers_mase(self.training.to_numpy(), self.actual.to_numpy(), said)


class Linear(nn.Module):
    """One linear map from the window to its continuation."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.map = nn.Linear(sizes.look, sizes.horizon)

    def forward(self, given: Tensor) -> Tensor:
        """Return the continuation, shape (windows, horizon), of windows (windows, look)."""
        return torch.as_tensor(self.map(given))


class Recurrent(nn.Module):
    """An LSTM that reads the window step by step, and says the whole continuation from where it ends."""

    def __init__(self, sizes: Sizes, width: int = 64) -> None:
        super().__init__()
        self.cell, self.last = nn.LSTM(1, width, batch_first=True), nn.Linear(width, sizes.horizon)

    def forward(self, given: Tensor) -> Tensor:
        """Return the continuation, shape (windows, horizon), of windows (windows, look)."""
        states, _ = self.cell(given[:, :, None])
        return torch.as_tensor(self.last(states[:, -1]))


def main() -> None:
    """Score and print a table, then one JSON object."""
    asked = _asked()
    if not SNEAKERS.is_file():
        sys.exit(f"The real series are not on this machine: {SNEAKERS} is missing.")
    forecasts = own(asked.small)
    if asked.neuralforecast and util.find_spec(LIBRARY) is None:
        print(MISSING)
    elif asked.neuralforecast:
        forecasts |= library(asked.small)
    rows = table(forecasts)
    print(pd.DataFrame(rows).T.to_string(float_format="{:.3f}".format))
    print(json.dumps({"benchmark": "networks", "small": asked.small, LIBRARY: _version(), "rows": rows}))


def own(small: bool) -> dict[str, Forecast]:
    """Return the shipped networks and the references, all learning by the shipped recipe."""
    recipe = _recipe(small)
    networks = {**NETWORKS, "linear": Linear, "lstm": Recurrent}
    members = SMALL_MEMBERS if small else MEMBERS
    return {name: partial(_own, network, recipe, members) for name, network in networks.items()}


def library(small: bool) -> dict[str, Forecast]:
    """Return the library's networks, each at two lengths of window; a name ends with that length and the members."""
    recipe = _recipe(small)
    kinds = dict.fromkeys(LIBRARY_KINDS, 1) if small else LIBRARY_KINDS
    return {
        f"{LIBRARY} {kind} {look} x{members}": partial(_library, kind, look, recipe, members)
        for kind, members in kinds.items()
        for look in LIBRARY_LOOKS
    }


def table(forecasts: dict[str, Forecast]) -> dict[str, Scores]:
    """Run every forecast at both origins and return its scores beside those of `neural`."""
    with tempfile.TemporaryDirectory() as folder:
        origins = [Origin.at(cutoff, Path(folder)) for cutoff in TUNING]
        said, seconds = _run(forecasts, origins)
        ours = _series_mase(origins, said["neural"])
        return {
            name: _scores(origins, each) | {"seconds": seconds[name]} | _beside(ours, _series_mase(origins, each))
            for name, each in said.items()
        }


def _run(forecasts: dict[str, Forecast], origins: list[Origin]) -> tuple[dict[str, list[Floats]], dict[str, float]]:
    """Return what each says at every origin, never below zero, and its mean seconds at one."""
    said, seconds = {}, {}
    for name, forecast in forecasts.items():
        started_s = time.monotonic()
        said[name] = [np.maximum(forecast(origin.training), 0.0) for origin in origins]
        seconds[name] = (time.monotonic() - started_s) / len(origins)
        print(f"{name}: {seconds[name]:.1f} s", file=sys.stderr, flush=True)
    shipped = [np.stack(parts) for parts in zip(*(said[name] for name in NETWORKS), strict=True)]
    mean = {"neural": [parts.mean(axis=0) for parts in shipped]}
    return mean | said, {"neural": sum(seconds[name] for name in NETWORKS)} | seconds


def _recipe(small: bool) -> Recipe:
    return replace(RECIPE, steps=SMALL_STEPS) if small else RECIPE


def _own(make: Callable[[Sizes], nn.Module], recipe: Recipe, members: int, training: pd.DataFrame) -> Floats:
    """Continue the series by one kind of network, as `NeuralForecaster` does where no series is too short."""
    values, sizes = training.to_numpy(np.float64), Sizes.of(HORIZON, SEASON)
    scale = series_scale(values, SEASON)[:, None]
    pool = Pool(values / scale, sizes)
    return averaged(make, pool, recipe, members, SEED, pool.latest(values / scale)) * scale


def _library(kind: str, look: int, recipe: Recipe, members: int, training: pd.DataFrame) -> Floats:
    """Continue the series by the mean of the library's networks of one kind, which differ only in their seed."""
    from neuralforecast import NeuralForecast  # type: ignore[import-not-found]

    _hush()
    networks = [_library_network(kind, look, recipe, SEED + member) for member in range(members)]
    runner = NeuralForecast(networks, freq="W-MON")
    long = training.reset_index().melt("unique_id", var_name="ds", value_name="y")
    runner.fit(long.astype({"ds": "datetime64[ns]"}))
    made = runner.predict().sort_values(["unique_id", "ds"])
    mean = made.drop(columns=["unique_id", "ds"]).mean(axis=1)
    return np.asarray(mean.to_numpy(np.float64).reshape(len(training), HORIZON))


def _library_network(kind: str, look: int, recipe: Recipe, seed: int) -> object:
    """Build one of the library's networks: its own settings, but for what is said here."""
    from neuralforecast import models
    from neuralforecast.losses.pytorch import MAE  # type: ignore[import-not-found]

    sizes = {"h": HORIZON, "input_size": look, "scaler_type": "robust"}
    taught = {"max_steps": recipe.steps, "windows_batch_size": recipe.batch, "learning_rate": recipe.rate}
    quiet = ("logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary")
    said = {"loss": MAE(), "random_seed": seed, "alias": f"seed {seed}", **dict.fromkeys(quiet, False)}
    return getattr(models, kind)(**sizes, **taught, **said)


def _hush() -> None:
    """Keep the trainer's remarks on the machine out of the table."""
    warnings.filterwarnings("ignore")
    for name in ("pytorch_lightning", "lightning_fabric"):
        logging.getLogger(name).setLevel(logging.ERROR)


def _scores(origins: list[Origin], said: list[Floats]) -> Scores:
    """Return the MASE at each origin, and the means over the origins."""
    each = [origin.scores(ahead) for origin, ahead in zip(origins, said, strict=True)]
    single = {f"mase_{origin.cutoff[:4]}": scores["mase"] for origin, scores in zip(origins, each, strict=True)}
    means = {key: float(np.mean([scores[key] for scores in each])) for key in ("mase", "smape", "direction")}
    return single | means


def _series_mase(origins: list[Origin], said: list[Floats]) -> Floats:
    return np.asarray(np.mean([origin.mase(ahead) for origin, ahead in zip(origins, said, strict=True)], axis=0))


def _beside(ours: Floats, theirs: Floats) -> Scores:
    low, high = protocols.paired_interval(ours, theirs)
    return {"neural_minus_this": float((ours - theirs).mean()), "paired_low": low, "paired_high": high}


def _version() -> str | None:
    return metadata.version(LIBRARY) if util.find_spec(LIBRARY) else None


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="fewer networks and steps, to see that it runs")
    parser.add_argument("--neuralforecast", action="store_true", help="score that package's networks, too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
