"""Between the long frames that models take and return and the matrices that fast models compute on."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


def wide_history(history: pd.DataFrame) -> Floats:
    """Return the series as the rows of a matrix, in order of appearance, each ending in the last column.

    Args:
        history: unique_id, ds, y; the rows of a series stand together, in the order of ds.

    Returns:
        float64, shape (series, steps); NaN before a series begins.
    """
    codes, ids = pd.factorize(history["unique_id"])
    counts = np.bincount(codes, minlength=len(ids))
    width = int(counts.max()) if len(counts) else 0
    after = np.cumsum(counts)[codes] - 1 - np.arange(len(codes))
    values = np.full((len(ids), width), np.nan)
    values[codes, width - 1 - after] = history["y"].to_numpy(np.float64)
    return values


def long_forecast(history: pd.DataFrame, horizon: int, columns: dict[str, Floats]) -> pd.DataFrame:
    """Return forecasts of shape (series, horizon) as unique_id, ds going on by its step, and one column per model."""
    codes, ids = pd.factorize(history["unique_id"])
    last_row = np.cumsum(np.bincount(codes, minlength=len(ids))) - 1
    ds = history["ds"].to_numpy()
    last, step = ds[last_row], ds[last_row] - ds[np.maximum(last_row - 1, 0)]
    ahead = last[:, None] + step[:, None] * np.arange(1, horizon + 1)
    frame = pd.DataFrame({"unique_id": np.repeat(np.asarray(ids), horizon), "ds": ahead.ravel()})
    return frame.assign(**{name: values.ravel() for name, values in columns.items()})


def forecast_matrix(frame: pd.DataFrame, model: str, horizon: int) -> Floats:
    """Return one model's column of a forecast frame as a matrix, shape (series, horizon)."""
    return frame[model].to_numpy(np.float64).reshape(-1, horizon)


def known_mean(values: Floats, axis: int | tuple[int, ...]) -> Floats:
    """Return the mean of the values that are not NaN; NaN where there is none."""
    known = ~np.isnan(values)
    count = known.sum(axis=axis)
    return ratio(np.where(known, values, 0.0).sum(axis=axis), count)


def ratio(over: npt.NDArray[Any], under: npt.NDArray[Any]) -> Floats:
    """Return over ÷ under, of one shape; NaN where `under` is not above zero."""
    quotient: Floats = np.divide(over, under, out=np.full(np.shape(over), np.nan), where=under > 0)
    return quotient
