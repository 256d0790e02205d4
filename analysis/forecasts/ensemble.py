"""The ensemble: every series forecast by many models, combined, with intervals and the errors behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.forecasts.backtest import check_horizon
from analysis.forecasts.combination import POOL_ORIGINS, SHARPNESS
from analysis.forecasts.fits import FEW_STEPS, Fits, fit_all
from analysis.forecasts.panel import read_panel
from analysis.forecasts.pool import Bounds, Pool
from analysis.forecasts.replays import COLUMNS as ACCURACY_COLUMNS
from analysis.forecasts.replays import ENSEMBLE, accuracy_rows
from analysis.protocols import Fingerprint, Forecaster
from analysis.registry import load
from data.errors import MissingPart, UnknownName
from data.pieces import Pieces
from data.progress import Advance
from data.settings import Settings

PROFILES = {
    "fast": ("seasonal-naive", "level", "signal", "intermittent", "harmonic", "pooled"),
    "best": ("seasonal-naive", "level", "signal", "intermittent", "harmonic", "pooled", "stats", "prophet", "neural"),
}
WHERE_THERE = {"best": ("chronos",)}  # used where their weights are; a sentence says so where they are not
VERSION = "3"

FORECAST_COLUMNS = ("unique_id", "ds", "horizon", "yhat", "lo80", "hi80", "lo95", "hi95", "model")
WEIGHT_COLUMNS = ("unique_id", "model", "weight")


@dataclass(frozen=True)
class EnsembleResult:
    """Forecasts of many series, and how the same models did from earlier origins.

    Attributes:
        forecast: unique_id, ds, horizon (from 1), yhat, lo80, hi80, lo95, hi95, model (readable).
        accuracy: unique_id, model, cutoff, horizon (the first so many steps after the cutoff), mase, smape,
            season_error, covered80, covered95, width80, weeks (observed steps), and said, came, before as
            `accuracy.window_means` returns them. Only the ensemble has intervals; at an
            origin its weights and intervals come from origins whose weeks were over by then.
        weights: unique_id, model, weight.
        fingerprint: of the models and the rules that combine them.
        skipped: unique_id, reason: a sentence on each series that got no forecast.
        notes: unique_id, note: a sentence on each series that was mended first.
        absent: a sentence on each model that could not take part.
    """

    forecast: pd.DataFrame
    accuracy: pd.DataFrame
    weights: pd.DataFrame
    fingerprint: str
    skipped: pd.DataFrame
    notes: pd.DataFrame
    absent: tuple[str, ...]


def forecast_all(
    history: pd.DataFrame,
    horizon: int,
    season: int,
    profile: str,
    settings: Settings,
    bounds: Bounds = None,
    advance: Advance | None = None,
) -> EnsembleResult:
    """Forecast every series that can be forecast.

    Args:
        history: unique_id, ds (dates or whole steps), y, and x where an outside signal is known; in any order.
        horizon: steps ahead.
        season: steps of one season, 1 for none.
        profile: a name in `PROFILES`.
        settings: where models find their parts, and where what slow models said is kept until all is done: the same
            call made again after it was stopped goes on from there.
        bounds: lowest and highest possible value, such as (0, 1) for shares.
        advance: told how many more series are done.

    Raises:
        BadInput: the horizon, the season or the frame cannot be used.
        UnknownName: there is no such profile.
    """
    check_horizon(horizon, season)
    models, absent = load_models(profile, settings)
    checked = read_panel(history)
    pieces = Pieces(settings.fits)
    fits = fit_all(checked.panel, models, horizon, season, pieces, advance)
    if advance is not None:
        advance(len(checked.refused))
        advance.doing("weighs the models and learns the intervals")
    pools = _pools(fits, season, bounds)
    made = EnsembleResult(
        forecast=_stacked([_forecast(pool) for pool in pools], FORECAST_COLUMNS, ["unique_id", "horizon"]),
        accuracy=_stacked(
            [frame for pool in pools for frame in accuracy_rows(pool)],
            ACCURACY_COLUMNS,
            ["unique_id", "model", "cutoff", "horizon"],
        ),
        weights=_stacked([_weights(pool) for pool in pools], WEIGHT_COLUMNS, ["unique_id", "model"]),
        fingerprint=fingerprint_of(models),
        skipped=_sentences(checked.refused, "reason"),
        notes=_sentences(_joined(checked.notes, fits.notes), "note"),
        absent=absent,
    )
    pieces.clear()
    return made


def load_models(profile: str, settings: Settings) -> tuple[list[Forecaster], tuple[str, ...]]:
    """Load the models of a profile, and say which ones could not be had although it would take them.

    Raises:
        UnknownName: there is no such profile.
        MissingPart: a model that the profile cannot do without is not here.
    """
    if profile not in PROFILES:
        raise UnknownName.among("profile", profile, PROFILES)
    models, absent = [load(name, settings) for name in PROFILES[profile]], []
    for name in WHERE_THERE.get(profile, ()):
        try:
            models.append(load(name, settings))
        except MissingPart as error:
            absent.append(str(error))
    return models, tuple(absent)


def fingerprint_of(models: Sequence[Forecaster]) -> str:
    """Return the key of an ensemble: its models and the rules that combine them."""
    rules = {"models": [str(model.fingerprint) for model in models], "sharpness": SHARPNESS, "pool": POOL_ORIGINS}
    return str(Fingerprint("forecast", ENSEMBLE, VERSION, rules))


def _pools(fits: Fits, season: int, bounds: Bounds) -> list[Pool]:
    """Return the series with two seasons and those without, apart: their errors are of different kinds."""
    seasonal = fits.panel.lengths >= 2 * season
    kinds = ((seasonal, season), (~seasonal, 1))
    return [
        Pool(fits if rows.all() else fits.take(rows), season, scale_season, bounds)
        for rows, scale_season in kinds
        if rows.any()
    ]


def _forecast(pool: Pool) -> pd.DataFrame:
    panel, horizon = pool.fits.panel, pool.fits.ahead.shape[2]
    frame = pd.DataFrame({"unique_id": np.repeat(panel.ids, horizon), "ds": panel.labels(panel.ahead(horizon))})
    frame["horizon"] = np.tile(np.arange(1, horizon + 1), len(panel.ids))
    frame = frame.assign(**{name: values.ravel() for name, values in pool.ahead().items()})
    return frame.assign(model=np.repeat(_labels(pool), horizon))


def _weights(pool: Pool) -> pd.DataFrame:
    models, series = pool.weight.shape
    ids = np.tile(pool.fits.panel.ids, models)
    names = np.repeat(np.asarray(pool.fits.models, dtype=object), series)
    frame = pd.DataFrame({"unique_id": ids, "model": names, "weight": pool.weight.ravel()})
    return frame[frame["weight"] > 0]


def _labels(pool: Pool) -> npt.NDArray[np.object_]:
    """Return in words what each forecast is made of, the heaviest model first."""
    few = (pool.fits.panel.lengths < FEW_STEPS).tolist()
    order = np.argsort(-pool.weight, axis=0, kind="stable")
    return np.array([_label(pool, row, order[:, row], few[row]) for row in range(len(few))], dtype=object)


def _label(pool: Pool, row: int, order: npt.NDArray[np.int64], few: bool) -> str:
    weight = pool.weight[:, row]
    shown = [f"{pool.fits.models[at]} {weight[at]:.2f}" for at in order if weight[at] >= 0.005]
    return f"{'short history' if few else pool.fits.doubts[row] or ENSEMBLE}({', '.join(shown)})"


def _stacked(frames: list[pd.DataFrame], columns: tuple[str, ...], order: list[str]) -> pd.DataFrame:
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return pd.DataFrame(columns=list(columns))
    return pd.concat(frames, ignore_index=True)[list(columns)].sort_values(order, kind="stable", ignore_index=True)


def _joined(*parts: dict[str, str]) -> dict[str, str]:
    """Put the sentences on each series behind one another."""
    keys = {key for part in parts for key in part}
    return {key: " ".join(part[key] for part in parts if key in part) for key in keys}


def _sentences(by_id: dict[str, str], name: str) -> pd.DataFrame:
    rows = sorted(by_id.items())
    return pd.DataFrame({"unique_id": [key for key, _ in rows], name: [sentence for _, sentence in rows]}, dtype=object)
