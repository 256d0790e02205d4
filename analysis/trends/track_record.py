"""The track record: what was published earlier, scored against the weeks that have come since."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.forecasts import accuracy

Floats = npt.NDArray[np.float64]

HORIZONS = (4, 13, 26, 52)  # first weeks after the origin, scored once all of them have come
KEY = ["run_id", "series_id", "cutoff", "model"]
COLUMNS = [
    *KEY, "horizon", "kind", "mase", "smape", "season_error", "covered80", "covered95", "width80", "weeks",
]  # fmt: skip


def score_published(published: pd.DataFrame, history: pd.DataFrame, season: int) -> pd.DataFrame:
    """Score every published forecast over each horizon that has fully come.

    Args:
        published: run_id, series_id, cutoff, model (ensemble or borrowed), week, horizon, yhat, lo80, hi80, lo95, hi95.
        history: unique_id, ds, y: complete weeks.
        season: weeks over which MASE takes its scale.

    Returns:
        Rows of the table `accuracy` of the kind 'published'.
    """
    came = history.rename(columns={"unique_id": "series_id", "ds": "week"})[["series_id", "week", "y"]]
    foretold = published.merge(came, on=["series_id", "week"])
    scores = [_score(foretold[foretold["horizon"] <= horizon], came, horizon, season) for horizon in HORIZONS]
    filled = [frame for frame in scores if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=COLUMNS)


def _score(foretold: pd.DataFrame, came: pd.DataFrame, horizon: int, season: int) -> pd.DataFrame:
    """Score the forecasts of which all `horizon` first weeks have come."""
    whole = foretold[foretold.groupby(KEY)["horizon"].transform("size") == horizon].sort_values([*KEY, "horizon"])
    if whole.empty:
        return pd.DataFrame(columns=COLUMNS)
    cells = {name: whole[name].to_numpy(dtype=float).reshape(-1, horizon) for name in ("y", *BANDS, "yhat")}
    keys = whole[KEY].iloc[::horizon].reset_index(drop=True)
    actual = cells["y"]
    return keys.assign(
        horizon=horizon,
        kind="published",
        mase=accuracy.mase(actual, cells["yhat"], _scales(keys, came, season)),
        smape=accuracy.smape(actual, cells["yhat"]),
        season_error=accuracy.season_error(actual, cells["yhat"]),
        covered80=accuracy.coverage(actual, cells["lo80"], cells["hi80"]),
        covered95=accuracy.coverage(actual, cells["lo95"], cells["hi95"]),
        width80=accuracy.relative_width(actual, cells["lo80"], cells["hi80"]),
        weeks=horizon,
    )[COLUMNS]


BANDS = ("lo80", "hi80", "lo95", "hi95")


def _scales(keys: pd.DataFrame, came: pd.DataFrame, season: int) -> Floats:
    """Return the seasonal scale of each forecast's own past, up to its cutoff."""
    wide = came.pivot(index="series_id", columns="week", values="y").reindex(keys["series_id"])
    past = wide.columns.to_numpy()[None, :] <= keys["cutoff"].to_numpy()[:, None]
    return accuracy.seasonal_scale(np.where(past, wide.to_numpy(dtype=float), np.nan), season)
