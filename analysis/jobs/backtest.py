"""The backtest job: forecasts of any long CSV from a cutoff, written out and scored beside seasonal naive."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.forecasts import accuracy
from analysis.forecasts.backtest import check_horizon
from analysis.forecasts.cutoff import Split, split
from analysis.forecasts.ensemble import EnsembleResult, forecast_all
from analysis.forecasts.matrix import known_mean
from analysis.forecasts.panel import Panel, read_panel
from analysis.forecasts.positions import positions
from analysis.jobs.long_files import read_long
from analysis.registry import load
from data.cells import inert_cell
from data.errors import BadInput
from data.progress import Advance, progress
from data.settings import Settings

Floats = npt.NDArray[np.float64]
Bounds = tuple[float, float] | None

WRITTEN = ("unique_id", "ds", "yhat", "lo80", "hi80")
YARDSTICK = "seasonal-naive"


@dataclass(frozen=True)
class Score:
    """How one model did on the held-back steps; means over the series, None where nothing could be measured.

    Attributes:
        mase: over the scale season.
        smape: 0 to 2.
        direction: share of series whose mean of the window, against the last season's, was called up, flat or down.
        coverage80: share of steps inside the 80 % interval.
        width80: mean width of that interval ÷ mean of what came.
        seconds: from the checked history to the forecasts, its own backtests included.
    """

    model: str
    mase: float | None
    smape: float | None
    direction: float | None
    coverage80: float | None
    width80: float | None
    seconds: float


@dataclass(frozen=True)
class BacktestResult:
    """What a backtest made.

    Attributes:
        series: series forecast.
        scored: of those, series with held-back steps to score.
        horizon: steps ahead.
        out: the written file: unique_id, ds, yhat, lo80, hi80.
        scores: the ensemble, then seasonal naive.
        refused: a sentence on each series that got no forecast.
        notes: sentences on models that are not here, on rows that were left out, and on each series that was mended.
        fingerprint: of the models and the rules that combine them.
    """

    series: int
    scored: int
    horizon: int
    out: Path
    scores: tuple[Score, ...]
    refused: tuple[str, ...]
    notes: tuple[str, ...]
    fingerprint: str


def run(
    files: Sequence[Path],
    cutoff: str | None,
    horizon: int,
    season: int,
    scale_season: int,
    bounds: Bounds,
    profile: str,
    out: Path,
    settings: Settings,
) -> BacktestResult:
    """Forecast the held-back end of long files and score it.

    Args:
        files: CSVs with unique_id, ds, y, and x where an outside signal is known; appended to each other.
        cutoff: rows with ds up to it are history; None holds out the last `horizon` rows of each series.
        horizon: steps ahead.
        season: steps of one season, shapes the models.
        scale_season: steps over which MASE takes its scale.
        bounds: lowest and highest possible value, or None.
        profile: fast or best.
        out: where the forecasts go.
        settings: where models find their parts.

    Raises:
        BadInput: a file, the cutoff, the horizon, a season or the bounds cannot be used, or no series is left.
    """
    check_horizon(horizon, season)
    check_horizon(horizon, scale_season, "scale season")
    _check_bounds(bounds)
    read = read_long(files)
    cut = split(read.rows, cutoff, horizon)
    if cut.history.empty:
        raise BadInput(f"No series can be forecast. {next(iter(cut.refused.values()), 'There is no row of history.')}")
    started_s = time.monotonic()
    with progress("Forecasting", cut.history["unique_id"].nunique(), "series") as advance:
        result = _forecast(cut, horizon, season, profile, settings, bounds, advance)
    ensemble_s = time.monotonic() - started_s
    refused = cut.refused | _by_id(result.skipped, "reason")
    if result.forecast.empty:
        raise BadInput(f"No series can be forecast. {next(iter(refused.values()), '')}".strip())
    _write(result.forecast, out)
    scores, scored = _scores(cut, result, horizon, season, scale_season, settings, ensemble_s)
    notes = _joined(_by_id(result.notes, "note"), cut.notes, _out_of_bounds(cut.history, bounds))
    return BacktestResult(
        series=result.forecast["unique_id"].nunique(),
        scored=scored,
        horizon=horizon,
        out=out,
        scores=scores,
        refused=tuple(refused[key] for key in sorted(refused)),
        notes=(*result.absent, *read.notes, *(notes[key] for key in sorted(notes) if key not in refused)),
        fingerprint=result.fingerprint,
    )


def table(result: BacktestResult) -> str:
    """Return the scores as the lines of a table, then what was refused and mended."""
    head = f"{'model':<16}{'MASE':>8}{'sMAPE':>8}{'direction':>11}{'in 80 %':>9}{'width':>8}{'seconds':>9}"
    lines = [head, *(_line(score) for score in result.scores)]
    lines.append(
        f"{result.series:,} series forecast {result.horizon} steps ahead, {result.scored:,} scored: {result.out}"
    )
    return "\n".join([*lines, *result.refused, *result.notes])


def _line(score: Score) -> str:
    figures = ((score.mase, 8, 3), (score.smape, 8, 3), (score.direction, 11, 2), (score.coverage80, 9, 2))
    shown = (*figures, (score.width80, 8, 2), (score.seconds, 9, 1))
    cells = (f"{'–' if value is None else format(value, f'.{digits}f'):>{width}}" for value, width, digits in shown)
    return f"{score.model:<16}{''.join(cells)}"


def _check_bounds(bounds: Bounds) -> None:
    if bounds is not None and not bounds[0] < bounds[1]:
        raise BadInput(f"The bounds are {bounds[0]:g},{bounds[1]:g}; give the lower one first, such as 0,1.")


def _out_of_bounds(history: pd.DataFrame, bounds: Bounds) -> dict[str, str]:
    """Return a sentence on each series that was outside the bounds."""
    if bounds is None:
        return {}
    y = pd.to_numeric(history["y"], errors="coerce")
    found: Any = history[(y < bounds[0]) | (y > bounds[1])].drop_duplicates("unique_id").itertuples()
    return {
        str(row.unique_id): f"Series '{row.unique_id}' has the value {float(row.y):g} at {row.ds}, outside the bounds "
        f"{bounds[0]:g},{bounds[1]:g}; its forecast stays inside: check the bounds."
        for row in found
    }


def _joined(*parts: dict[str, str]) -> dict[str, str]:
    """Put the sentences on each series behind one another."""
    keys = sorted({key for part in parts for key in part})
    return {key: " ".join(part[key] for part in parts if key in part) for key in keys}


def _forecast(
    cut: Split,
    horizon: int,
    season: int,
    profile: str,
    settings: Settings,
    bounds: Bounds,
    advance: Advance,
) -> EnsembleResult:
    return forecast_all(cut.history, horizon, season, profile, settings, bounds, advance)


def _by_id(sentences: pd.DataFrame, column: str) -> dict[str, str]:
    return dict(zip(sentences["unique_id"], sentences[column], strict=True))


def _write(forecast: pd.DataFrame, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f"{out.name}.partial")
    written = forecast[list(WRITTEN)].assign(unique_id=forecast["unique_id"].map(inert_cell))
    written.to_csv(partial, index=False)
    partial.replace(out)


def _scores(
    cut: Split, result: EnsembleResult, horizon: int, season: int, scale_season: int, settings: Settings, seconds: float
) -> tuple[tuple[Score, ...], int]:
    panel = read_panel(cut.history).panel.filled()
    came = _came(cut, panel, horizon)
    columns = {name: result.forecast[name].to_numpy(np.float64).reshape(-1, horizon) for name in WRITTEN[2:]}
    ours = _Judge(panel.values, came, season, scale_season, horizon)
    started_s = time.monotonic()
    naive = load(YARDSTICK, settings).forecast(panel.values, horizon, season)[YARDSTICK]
    low, high = _naive_interval(panel.values, naive, season)
    naive_s = time.monotonic() - started_s
    ensemble = ours.score("ensemble", columns["yhat"], columns["lo80"], columns["hi80"], seconds)
    yardstick = ours.score(YARDSTICK, naive, low, high, naive_s)
    return (ensemble, yardstick), int((~np.isnan(came)).any(axis=1).sum())


def _came(cut: Split, panel: Panel, horizon: int) -> Floats:
    """Return the held-back values laid beside the forecasts, shape (series, horizon); NaN where there is none."""
    rows = cut.future.assign(
        position=positions(cut.future["ds"])[0], series=_panel_rows(cut.future["unique_id"], panel)
    )
    rows = rows[rows["series"] >= 0]
    at = rows["series"].to_numpy(np.int64)
    step = panel.steps_after(at, rows["position"].to_numpy(np.float64))
    whole = (step % 1 == 0) & (step >= 1) & (step <= horizon)
    came = np.full((len(panel.ids), horizon), np.nan)
    came[at[whole], step[whole].astype(np.int64) - 1] = rows["y"].to_numpy(np.float64)[whole]
    return came


def _panel_rows(ids: pd.Series[Any], panel: Panel) -> npt.NDArray[np.int64]:
    """Return the row of each id in the panel, -1 for an id that is not in it."""
    return np.asarray(pd.Index(panel.ids).get_indexer(pd.Index(ids)), dtype=np.int64)


def _naive_interval(history: Floats, naive: Floats, season: int) -> tuple[Floats, Floats]:
    """Return seasonal naive's 80 % interval: the 10 % and 90 % quantiles of the training's seasonal differences."""
    unknown = np.full(len(history), np.nan)
    if history.shape[1] <= season:
        return naive + unknown[:, None], naive + unknown[:, None]
    changes = history[:, season:] - history[:, :-season]
    known = ~np.isnan(changes).all(axis=1)
    low, high = unknown.copy(), unknown.copy()
    low[known], high[known] = np.nanquantile(changes[known], (0.1, 0.9), axis=1)
    return naive + low[:, None], naive + high[:, None]


@dataclass(frozen=True)
class _Judge:
    """What every model of one backtest is scored against."""

    history: Floats
    came: Floats
    season: int
    scale_season: int
    horizon: int

    def score(self, model: str, said: Floats, low: Floats, high: Floats, seconds: float) -> Score:
        scale = accuracy.seasonal_scale(self.history, self.scale_season)
        before = self.history[:, -(self.season if self.season > 1 else self.horizon) :]
        judged = ~np.isnan(low).any(axis=1)
        came, low, high = self.came[judged], low[judged], high[judged]
        return Score(
            model=model,
            mase=_mean(accuracy.mase(self.came, said, scale)),
            smape=_mean(accuracy.smape(self.came, said)),
            direction=_known(accuracy.direction_accuracy(self.came, said, before)),
            coverage80=_mean(accuracy.coverage(came, low, high)),
            width80=_mean(accuracy.relative_width(came, low, high)),
            seconds=round(seconds, 3),
        )


def _mean(values: Floats) -> float | None:
    return _known(float(known_mean(values, 0)))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
