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
    *KEY, "horizon", "kind", "mase", "smape", "season_error", "covered80", "covered95", "width80", "weeks", "said",
    "came", "before",
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
    actual, past = cells["y"], _past(keys, came)
    return keys.assign(
        horizon=horizon,
        kind="published",
        mase=accuracy.mase(actual, cells["yhat"], accuracy.seasonal_scale(past, season)),
        smape=accuracy.smape(actual, cells["yhat"]),
        season_error=accuracy.season_error(actual, cells["yhat"]),
        covered80=accuracy.coverage(actual, cells["lo80"], cells["hi80"]),
        covered95=accuracy.coverage(actual, cells["lo95"], cells["hi95"]),
        width80=accuracy.relative_width(actual, cells["lo80"], cells["hi80"]),
        weeks=horizon,
        **accuracy.window_means(actual, cells["yhat"], past, season),
    )[COLUMNS]


BANDS = ("lo80", "hi80", "lo95", "hi95")


def _past(keys: pd.DataFrame, came: pd.DataFrame) -> Floats:
    """Return the values up to each forecast's own cutoff, which stands in the last column; NaN before it began."""
    wide = came.pivot(index="series_id", columns="week", values="y")
    weeks = pd.date_range(wide.columns.min(), wide.columns.max(), freq="7D")
    known = wide.reindex(index=keys["series_id"], columns=weeks).to_numpy(dtype=float)
    behind = ((weeks[-1] - keys["cutoff"]).dt.days // 7).to_numpy()
    at = np.arange(len(weeks)) - behind[:, None]
    return np.where(at >= 0, np.take_along_axis(known, np.maximum(at, 0), axis=1), np.nan)
