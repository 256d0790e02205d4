"""Fits of every model to every series, now and from earlier origins: in chunks, over the machine's cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.forecasts.backtest import Fold, actual, folds
from analysis.forecasts.panel import Panel
from analysis.protocols import Forecaster

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Predicted = dict[str, Floats]

CHUNK = 40  # series fitted between two reports of progress
PARALLEL_FROM = 160  # series below which starting a second process costs more than it saves

FEW_STEPS = 20  # series with fewer steps, and constant ones, get the simplest models only
SIMPLE = ("seasonal-naive", "level")


@dataclass(frozen=True)
class Origin:
    """What every model would have said from one earlier origin, and what came.

    Attributes:
        back: steps before the end.
        predicted: shape (models, series, horizon); NaN where a series was not replayed or a model has no answer.
        actual: shape (series, horizon); NaN where nothing was observed or the series was not replayed.
        known: the panel as it stood then, without holes.
    """

    back: int
    predicted: Floats
    actual: Floats
    known: Panel


@dataclass(frozen=True)
class Fits:
    """Every model's forecasts of the same series.

    Attributes:
        panel: the series, without holes.
        models: names, ascending.
        ahead: from the end of each series, shape (models, series, horizon); NaN where a model has no answer.
        origins: earlier origins, the latest first.
    """

    panel: Panel
    models: tuple[str, ...]
    ahead: Floats
    origins: tuple[Origin, ...]

    def take(self, rows: Flags) -> Fits:
        """Return the fits of the flagged series."""
        origins = tuple(
            replace(
                origin, predicted=origin.predicted[:, rows], actual=origin.actual[rows], known=origin.known.take(rows)
            )
            for origin in self.origins
        )
        return replace(self, panel=self.panel.take(rows), ahead=self.ahead[:, rows], origins=origins)


def fit_all(
    panel: Panel,
    models: Sequence[Forecaster],
    horizon: int,
    season: int,
    advance: Callable[[int], None] | None = None,
) -> Fits:
    """Fit all models to all series at the end and at the origins of `analysis.forecasts.backtest.folds`.

    Models are fitted series by series, so neither the chunks nor the number of cores change a result.
    """
    plan = folds(panel.lengths, horizon, season)
    pieces = [np.arange(start, min(start + CHUNK, len(panel.ids))) for start in range(0, len(panel.ids), CHUNK)]
    tasks = [(panel.take(rows), [replace(fold, rows=fold.rows[rows]) for fold in plan]) for rows in pieces]
    done: list[list[Predicted]] = []
    for predicted in _run(tasks, models, horizon, season):
        if advance is not None:
            advance(len(pieces[len(done)]))
        done.append(predicted)
    names = tuple(sorted({name for predicted in done for part in predicted for name in part}))
    stacks = [_stack([part[at] for part in done], names, pieces, horizon) for at in range(len(plan) + 1)]
    origins = tuple(_origin(panel, fold, stack, horizon) for fold, stack in zip(plan, stacks[1:], strict=True))
    return Fits(panel.filled(), names, stacks[0], origins)


def _run(
    tasks: list[tuple[Panel, list[Fold]]], models: Sequence[Forecaster], horizon: int, season: int
) -> Iterator[list[Predicted]]:
    cores = min(os.cpu_count() or 1, len(tasks))
    if cores == 1 or sum(len(panel.ids) for panel, _ in tasks) < PARALLEL_FROM:
        for panel, plan in tasks:
            yield _fit_chunk(panel, plan, models, horizon, season)
        return
    from joblib import Parallel, delayed  # type: ignore[import-untyped]

    workers = Parallel(n_jobs=cores, return_as="generator", max_nbytes=None)
    yield from workers(delayed(_fit_chunk)(panel, plan, models, horizon, season) for panel, plan in tasks)


def _fit_chunk(
    panel: Panel, plan: list[Fold], models: Sequence[Forecaster], horizon: int, season: int
) -> list[Predicted]:
    """Return each model's forecasts at the end and at each origin; series that are not replayed are NaN."""
    now = Fold(0, np.ones(len(panel.ids), dtype=np.bool_))
    return [_fit(panel, fold, models, horizon, season) for fold in (now, *plan)]


def _fit(panel: Panel, fold: Fold, models: Sequence[Forecaster], horizon: int, season: int) -> Predicted:
    known = panel.before(fold.back).filled()
    simple = _is_simple(known)
    predicted: Predicted = {}
    for model in models:
        rows = fold.rows if model.fingerprint.name in SIMPLE else fold.rows & ~simple
        if rows.any():
            _fit_model(known, rows, model, horizon, season, predicted)
    return predicted


def _fit_model(known: Panel, rows: Flags, model: Forecaster, horizon: int, season: int, predicted: Predicted) -> None:
    history = known.take(rows)
    for name, said in model.forecast(history.values, horizon, season).items():
        predicted[name] = np.full((len(known.ids), horizon), np.nan)
        predicted[name][rows] = _plausible(said, history)


def _plausible(predicted: Floats, history: Panel) -> Floats:
    """Keep forecasts within the range of the history, widened by its own width on either side.

    Smoothing models can run away on series that are nearly always zero; even a small weight would let them through.
    """
    lowest, highest = _extremes(history)
    width = highest - lowest
    return np.clip(predicted, (lowest - width)[:, None], (highest + width)[:, None])


def _extremes(panel: Panel) -> tuple[Floats, Floats]:
    lowest = np.where(np.isnan(panel.values), np.inf, panel.values).min(axis=1)
    highest = np.where(np.isnan(panel.values), -np.inf, panel.values).max(axis=1)
    return lowest, highest


def _is_simple(panel: Panel) -> Flags:
    if not panel.values.size:
        return np.ones(len(panel.ids), dtype=np.bool_)
    lowest, highest = _extremes(panel)
    return np.asarray((panel.lengths < FEW_STEPS) | (highest <= lowest), dtype=np.bool_)


def _stack(parts: list[Predicted], names: tuple[str, ...], pieces: list[npt.NDArray[np.int64]], horizon: int) -> Floats:
    count = sum(len(rows) for rows in pieces)
    stack = np.full((len(names), count, horizon), np.nan)
    for part, rows in zip(parts, pieces, strict=True):
        for at, name in enumerate(names):
            if name in part:
                stack[at, rows] = part[name]
    return stack


def _origin(panel: Panel, fold: Fold, predicted: Floats, horizon: int) -> Origin:
    came = np.where(fold.rows[:, None], actual(panel, fold.back, horizon), np.nan)
    return Origin(fold.back, predicted, came, panel.before(fold.back).filled())
