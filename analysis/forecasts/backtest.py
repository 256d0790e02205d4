"""Rolling origins: from which earlier ends a series is forecast again, to see how wrong that would have been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.forecasts.panel import Panel, positions
from data.errors import BadInput

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ORIGINS = 3  # whole horizons that are replayed where the history allows
MIN_PLAIN_STEPS = 20  # below this a series is too short to replay


@dataclass(frozen=True)
class Fold:
    """One origin: a number of steps before the end, and which series can be replayed from there.

    Attributes:
        back: steps before the end.
        rows: flags of the series that have enough history left, shape (series,).
    """

    back: int
    rows: Flags


def folds(lengths: npt.NDArray[np.int64], horizon: int, season: int) -> list[Fold]:
    """Return the origins to replay, the latest first.

    Origins lie one, two and three horizons before the end of a series; where only one of them leaves enough history,
    half a horizon before the end is added. Enough are two seasons for a series that has two now, else 20 steps.

    Args:
        lengths: steps of each series, shape (series,).
        horizon: steps ahead.
        season: steps of one season.
    """
    enough = np.where(lengths >= 2 * season, 2 * season, MIN_PLAIN_STEPS)
    enough = np.maximum(enough, MIN_PLAIN_STEPS)
    whole = [Fold(back, lengths - back >= enough) for back in range(horizon, ORIGINS * horizon + 1, horizon)]
    half = max(horizon // 2, 1)
    if half < horizon:
        whole.insert(0, Fold(half, (lengths - half >= enough) & ~whole[1].rows))
    return [fold for fold in whole if fold.rows.any()]


def actual(panel: Panel, back: int, horizon: int) -> Floats:
    """Return what came in the `horizon` steps after an origin; NaN where nothing was observed (yet)."""
    last = panel.values.shape[1]
    came = panel.values[:, last - back : min(last - back + horizon, last)]
    return np.pad(came, ((0, 0), (0, horizon - came.shape[1])), constant_values=np.nan)


@dataclass(frozen=True)
class Split:
    """A long frame cut at a moment.

    Attributes:
        history: the rows up to the cutoff: unique_id, ds, y.
        future: the rows after it, at most the horizon, never shown to a model; with `step`, counted from 1.
        refused: by unique_id, why a series lies outside the cutoff and what to do.
    """

    history: pd.DataFrame
    future: pd.DataFrame
    refused: dict[str, str]


def split(frame: pd.DataFrame, cutoff: str | None, horizon: int) -> Split:
    """Cut a long frame into history and future.

    Args:
        frame: unique_id, ds, y, with readable ds.
        cutoff: rows with ds up to it are history; None holds out the last `horizon` rows of each series.
        horizon: steps ahead.

    Raises:
        BadInput: the horizon is below 1, or the cutoff is neither a date nor a whole step.
    """
    check_horizon(horizon)
    position, dated = positions(frame["ds"])
    rows = frame.assign(unique_id=frame["unique_id"].astype(str), position=position, dated=dated)
    rows = rows.sort_values(["unique_id", "position"], kind="stable")
    if cutoff is None:
        after = rows.groupby("unique_id").cumcount(ascending=False) < horizon
        refused = _too_short(rows, after, horizon)
    else:
        after, refused = _after(rows, cutoff)
    kept = ~rows["unique_id"].isin(list(refused))
    future = rows[after & kept]
    future = future[future.groupby("unique_id").cumcount() < horizon]
    return Split(rows.loc[~after & kept, list(frame.columns)], future[list(frame.columns)], refused)


def check_horizon(horizon: int, season: int = 1) -> None:
    """Refuse a horizon or a season below 1.

    Raises:
        BadInput: with the value and what to give instead.
    """
    if horizon < 1:
        raise BadInput(f"The horizon is {horizon}; give at least 1 step, such as 52 weeks.")
    if season < 1:
        raise BadInput(f"The season is {season}; give its number of steps, such as 52 weeks, or 1 for none.")


def _too_short(rows: pd.DataFrame, after: pd.Series[bool], horizon: int) -> dict[str, str]:
    counts = rows.groupby("unique_id").size()
    return {
        str(key): f"Series '{key}' has {count} steps and the horizon is {horizon}; give a shorter one or more rows."
        for key, count in counts[counts <= horizon].items()
    }


def _after(rows: pd.DataFrame, cutoff: str) -> tuple[pd.Series[bool], dict[str, str]]:
    at, is_date = (column.iloc[0] for column in positions(pd.Series([str(cutoff)])))
    if np.isnan(at):
        raise BadInput(f"The cutoff '{cutoff}' cannot be read; give an ISO date such as 2022-12-31, or a whole step.")
    refused: dict[str, str] = {}
    span = rows.groupby("unique_id").agg(
        first=("position", "min"), last=("position", "max"), count=("position", "count"),
        dated=("dated", "first"), begin=("ds", "first"), end=("ds", "last"),
    )  # fmt: skip
    for row in span.itertuples():
        sentence = _outside(row, cutoff, at, bool(is_date))
        if sentence:
            refused[str(row.Index)] = sentence
    return rows["position"] > at, refused


def _outside(row: Any, cutoff: str, at: float, is_date: bool) -> str | None:
    kind, other = ("dates", "a whole step") if row.dated else ("whole steps", "a date")
    if bool(row.dated) != is_date:
        return f"Series '{row.Index}' counts in {kind} but the cutoff '{cutoff}' is {other}; give one of its own kind."
    if row.first > at:
        return f"Series '{row.Index}' begins at {row.begin}, after the cutoff {cutoff}; give a later cutoff."
    step = (row.last - row.first) / max(row.count - 1, 1)
    if row.last + step <= at:
        return f"Series '{row.Index}' ends at {row.end}, before the cutoff {cutoff}; give an earlier cutoff."
    return None
