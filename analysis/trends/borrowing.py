"""Borrowed forecasts: a series too thin to be forecast on its own follows its parent's shape at its own level.

The parent of a split is its label everywhere; the parent of a whole label is its facet, all of its labels together.
A season of its own that three years of few people still prove is kept: a facet as a whole hardly has one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

YEAR_WEEKS = 52
BANDS = {"80": float(norm.ppf(0.9)), "95": float(norm.ppf(0.975))}


def borrow(
    meta: pd.DataFrame, history: pd.DataFrame, forecast: pd.DataFrame, seasons: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Scale the forecast of each thin series' parent to the series' own share of the last year.

    The intervals are the parent's, scaled, widened by two kinds of chance: of counting few people in a single week,
    and of having counted few in the year that gave the scale.

    Args:
        meta: series_id, parent_id, own: only rows that are not `own` borrow.
        history: unique_id, ds, y, authors, base: complete weeks.
        forecast: unique_id, ds, horizon, yhat, lo80, hi80, lo95, hi95, model of the parents.
        seasons: unique_id, horizon, factor (mean 1): seasons that the parent does not have.

    Returns:
        The columns of `forecast` for every thin series whose parent has a forecast and whose own year is not empty.
    """
    thin = meta.loc[~meta["own"].astype(bool), ["series_id", "parent_id"]]
    year = _year(history)
    thin = thin.merge(year, left_on="series_id", right_index=True)
    thin = thin.merge(year[["share"]].add_prefix("parent_"), left_on="parent_id", right_index=True)
    thin = thin[(thin["share"] > 0) & (thin["parent_share"] > 0)]
    rows = thin.merge(forecast.rename(columns={"unique_id": "parent_id"}), on="parent_id")
    rows["model"] = "borrowed from " + rows["parent_id"]
    rows = _with_season(rows, seasons) if seasons is not None else rows.assign(factor=1.0)
    return _scaled(rows).rename(columns={"series_id": "unique_id"})[list(forecast.columns)]


def _year(history: pd.DataFrame) -> pd.DataFrame:
    """Return the share, authors and mean weekly base of each series' last 52 weeks."""
    last = history[history.groupby("unique_id").cumcount(ascending=False) < YEAR_WEEKS]
    total = last.groupby("unique_id").agg(authors=("authors", "sum"), all=("base", "sum"), base=("base", "mean"))
    return total.assign(share=total["authors"] / total["all"].where(total["all"] > 0)).drop(columns="all")


def _with_season(rows: pd.DataFrame, seasons: pd.DataFrame) -> pd.DataFrame:
    """Add the factor of each week's own season, 1 without one, and say so in the model's name."""
    known = seasons.rename(columns={"unique_id": "series_id"})
    rows = rows.merge(known, on=["series_id", "horizon"], how="left")
    rows["model"] += np.where(rows["factor"].notna(), ", own season", "")
    return rows.fillna({"factor": 1.0})


def _scaled(rows: pd.DataFrame) -> pd.DataFrame:
    """Put the parent's numbers at the series' own level, with wider intervals, inside 0 and 1."""
    scale = rows["share"] / rows["parent_share"] * rows["factor"]
    yhat = (rows["yhat"] * scale).clip(0, 1)
    counting = yhat * (1 - yhat) / rows["base"].clip(lower=1)
    chance = np.sqrt(counting + yhat**2 / rows["authors"].clip(lower=1))
    scaled = rows.assign(yhat=yhat)
    for band, z in BANDS.items():
        below, above = rows["yhat"] - rows[f"lo{band}"], rows[f"hi{band}"] - rows["yhat"]
        scaled[f"lo{band}"] = (yhat - np.hypot(below * scale, z * chance)).clip(0, 1)
        scaled[f"hi{band}"] = (yhat + np.hypot(above * scale, z * chance)).clip(0, 1)
    return scaled
