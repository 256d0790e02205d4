"""Accuracy rows: how the ensemble and its models would have done from earlier origins."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.forecasts import accuracy
from analysis.forecasts.fits import Origin
from analysis.forecasts.pool import Columns, Pool

Floats = npt.NDArray[np.float64]

ENSEMBLE = "ensemble"
YARDSTICK = "seasonal-naive"
COLUMNS = (
    "unique_id", "model", "cutoff", "horizon", "mase", "smape", "season_error", "covered80", "covered95", "width80",
    "weeks", "said", "came", "before",
)  # fmt: skip


def accuracy_rows(pool: Pool) -> list[pd.DataFrame]:
    """Return frames of one row per series, for each origin, model and window that has come.

    The ensemble and seasonal naive are scored at every origin; the other models where whole horizons do not overlap.
    """
    horizon, frames = pool.fits.ahead.shape[2], []
    for at, origin in enumerate(pool.fits.origins):
        frames += _rows(pool, origin, ENSEMBLE, *pool.replay(at))
        for model, said in zip(pool.fits.models, origin.predicted, strict=True):
            if model == YARDSTICK or origin.back % horizon == 0:
                frames += _rows(pool, origin, model, pool.clipped(said), None)
    return [frame for frame in frames if len(frame)]


def _rows(pool: Pool, origin: Origin, model: str, centre: Floats, around: Columns | None) -> list[pd.DataFrame]:
    horizon = centre.shape[1]
    windows = sorted({max(horizon // 4, 1), max(horizon // 2, 1), horizon})
    return [_window(pool, origin, model, centre, around, steps) for steps in windows if steps <= origin.back]


def _window(pool: Pool, origin: Origin, model: str, centre: Floats, around: Columns | None, steps: int) -> pd.DataFrame:
    came, said = origin.actual[:, :steps], centre[:, :steps]
    panel, past = pool.fits.panel, origin.known.values
    cutoff = panel.labels(origin.known.ends[:, None])
    frame = pd.DataFrame({"unique_id": panel.ids, "model": model, "cutoff": cutoff, "horizon": steps})
    frame = frame.assign(
        mase=accuracy.mase(came, said, accuracy.seasonal_scale(past, pool.scale_season)),
        smape=accuracy.smape(came, said),
        season_error=accuracy.season_error(came, said),
        weeks=(~np.isnan(came)).sum(axis=1),
        **_coverage(came, around, steps),
        **accuracy.window_means(came, said, past, pool.season),
    )
    return frame[(frame["weeks"] > 0).to_numpy() & ~np.isnan(said).any(axis=1)]


def _coverage(came: Floats, around: Columns | None, steps: int) -> dict[str, Floats | float]:
    """Return how the intervals did; nothing where there are none."""
    if around is None:
        return {"covered80": np.nan, "covered95": np.nan, "width80": np.nan}
    low80, high80, low95, high95 = (around[name][:, :steps] for name in ("lo80", "hi80", "lo95", "hi95"))
    return {
        "covered80": accuracy.coverage(came, low80, high80),
        "covered95": accuracy.coverage(came, low95, high95),
        "width80": accuracy.relative_width(came, low80, high80),
    }
