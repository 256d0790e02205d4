"""Fits of every model to every series, now and from earlier origins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.forecasts.backtest import Fold, actual, folds
from analysis.forecasts.breaks import mended, observed
from analysis.forecasts.calls import Call, Predicted, answers, calls
from analysis.forecasts.cores import spread
from analysis.forecasts.panel import Panel
from analysis.protocols import Forecaster
from data.pieces import Pieces
from data.progress import Advance

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FEW_STEPS = 20  # series with fewer steps, and constant ones, get the simplest models only
MENDING_S = 5e-4  # seconds that mending takes about for a series at one origin
SIMPLE = ("seasonal-naive", "level")


@dataclass(frozen=True)
class Origin:
    """What every model would have said from one earlier origin, and what came.

    Attributes:
        back: steps before the end.
        predicted: shape (models, series, horizon); NaN where a series was not replayed or a model has no answer.
        actual: shape (series, horizon); NaN where nothing was observed or the series was not replayed.
        known: the panel as it stood then, mended by what was known then.
    """

    back: int
    predicted: Floats
    actual: Floats
    known: Panel


@dataclass(frozen=True)
class Fits:
    """Every model's forecasts of the same series.

    Attributes:
        panel: the series, mended.
        models: names, ascending.
        ahead: from the end of each series, shape (models, series, horizon); NaN where a model has no answer.
        origins: earlier origins, the latest first.
        doubts: why a series' forecast is of low confidence, in a few words; empty where it is not; shape (series,).
        notes: by unique_id, what was mended.
    """

    panel: Panel
    models: tuple[str, ...]
    ahead: Floats
    origins: tuple[Origin, ...]
    doubts: npt.NDArray[np.object_]
    notes: dict[str, str]

    def take(self, rows: Flags) -> Fits:
        """Return the fits of the flagged series."""
        origins = tuple(
            replace(
                origin, predicted=origin.predicted[:, rows], actual=origin.actual[rows], known=origin.known.take(rows)
            )
            for origin in self.origins
        )
        panel, doubts = self.panel.take(rows), self.doubts[rows]
        return replace(self, panel=panel, ahead=self.ahead[:, rows], origins=origins, doubts=doubts)


def fit_all(
    panel: Panel,
    models: Sequence[Forecaster],
    horizon: int,
    season: int,
    pieces: Pieces,
    advance: Advance | None = None,
) -> Fits:
    """Fit all models to all series at the end and at the origins of `analysis.forecasts.backtest.folds`.

    Args:
        panel: the series.
        models: what forecasts them.
        horizon: steps ahead.
        season: steps of one season.
        pieces: where finished calls of slow models are kept.
        advance: told how many more series are done.
    """
    now = Fold(0, np.ones(len(panel.ids), dtype=np.bool_))
    plan = [now, *folds(panel.lengths, horizon, season)]
    if advance is not None:
        advance.doing(f"looks for breaks and gaps in {len(panel.ids):,} series")
    tasks = ((mended, (panel.before(fold.back), season)) for fold in plan)
    sound = list(spread(tasks, MENDING_S * len(panel.ids) * len(plan)))
    known = [then.panel for then in sound]
    due = list(_calls(plan, known, models))
    stacks: list[Predicted] = [{} for _ in plan]
    for call, said in answers(due, horizon, season, pieces, advance):
        _lay(stacks[call.origin], call, said, horizon)
    names = tuple(sorted({name for stack in stacks for name in stack}))
    ahead, *earlier = (_stacked(stack, names, (len(panel.ids), horizon)) for stack in stacks)
    replayed = zip(plan[1:], earlier, known[1:], strict=True)
    seen = replace(panel, values=observed(panel, season))
    origins = tuple(
        Origin(fold.back, said, sound[0].comparable(_came(seen, fold, horizon), fold.back), then)
        for fold, said, then in replayed
    )
    return Fits(known[0], names, ahead, origins, sound[0].doubts(), sound[0].notes())


def _calls(plan: Sequence[Fold], known: Sequence[Panel], models: Sequence[Forecaster]) -> Iterator[Call]:
    """Yield the calls of one origin after the other, so that they take their time evenly."""
    for at, (fold, then) in enumerate(zip(plan, known, strict=True)):
        simple = _is_simple(then)
        for model in models:
            if model.slow and not fold.slow:
                continue
            rows = fold.rows if model.fingerprint.name in SIMPLE else fold.rows & ~simple
            yield from calls(model, then, np.flatnonzero(rows), at, fold.back)


def _lay(stack: Predicted, call: Call, said: Predicted, horizon: int) -> None:
    """Lay a call's forecasts into the matrices of its origin, by model name."""
    for name, ahead in said.items():
        if name not in stack:
            stack[name] = np.full((len(call.known.ids), horizon), np.nan)
        stack[name][call.rows] = _plausible(ahead, call.values)


def _plausible(ahead: Floats, history: Floats) -> Floats:
    """Keep forecasts within the range of the history, widened by its own width on either side.

    Smoothing models can run away on series that are nearly always zero; even a small weight would let them through.
    """
    lowest, highest = _extremes(history)
    width = highest - lowest
    return np.clip(ahead, (lowest - width)[:, None], (highest + width)[:, None])


def _extremes(values: Floats) -> tuple[Floats, Floats]:
    lowest = np.where(np.isnan(values), np.inf, values).min(axis=1)
    highest = np.where(np.isnan(values), -np.inf, values).max(axis=1)
    return lowest, highest


def _is_simple(panel: Panel) -> Flags:
    if not panel.values.size:
        return np.ones(len(panel.ids), dtype=np.bool_)
    lowest, highest = _extremes(panel.values)
    return np.asarray((panel.lengths < FEW_STEPS) | (highest <= lowest), dtype=np.bool_)


def _stacked(stack: Predicted, names: Sequence[str], shape: tuple[int, int]) -> Floats:
    """Return the matrices of one origin as (models, series, horizon); NaN where a model said nothing."""
    whole = np.full((len(names), *shape), np.nan)
    for at, name in enumerate(names):
        if name in stack:
            whole[at] = stack.pop(name)
    return whole


def _came(panel: Panel, fold: Fold, horizon: int) -> Floats:
    return np.where(fold.rows[:, None], actual(panel, fold.back, horizon), np.nan)
