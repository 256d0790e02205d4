"""The published protocols of the public series, to the letter: how forecasts of the sneakers and of M4 are scored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.forecasts import accuracy

Floats = npt.NDArray[np.float64]

SNEAKERS_CUTOFF = "2023-01-01"
SNEAKERS_WEEKS = 52
M4_STEPS = 13
M4_NAIVE2 = (9.161, 2.777)  # sMAPE in per cent and MASE of Naive2 on the weekly series


def sneakers_scores(series_csv: Path, forecast: pd.DataFrame, cutoff: str = SNEAKERS_CUTOFF) -> dict[str, float]:
    """Score forecasts of the sneakers by the protocol of the published ranking.

    The scale leaves the last training week out, as the authors' code does, and each series' figure is rounded to four
    decimals before the plain mean over the series.

    Args:
        series_csv: `us_female_sneakers.csv`.
        forecast: unique_id, ds, yhat and, for the intervals, lo80 and hi80; the 52 weeks after the cutoff.
        cutoff: training rows are those up to it.

    Returns:
        mase, mape, smape, direction; coverage80 and width80 (in the series' own unit) where there are intervals.

    Raises:
        ValueError: a series or a week of the test is missing from the forecasts.
    """
    training, actual = sneakers_split(series_csv, cutoff)
    said = _laid_beside(forecast, "yhat", actual).clip(min=0.0)
    scores = _scores(training.to_numpy(), actual.to_numpy(), said)
    if {"lo80", "hi80"} <= set(forecast.columns):
        low, high = (_laid_beside(forecast, name, actual) for name in ("lo80", "hi80"))
        scores |= {"coverage80": _rounded_mean(accuracy.coverage(actual.to_numpy(), low, high))}
        scores |= {"width80": float((high - low).mean())}
    return scores


def seasonal_naive_row(series_csv: Path, cutoff: str = SNEAKERS_CUTOFF) -> dict[str, float]:
    """Return the scores of the last 52 training weeks repeated, with the protocol's interval beside them."""
    training, actual = sneakers_split(series_csv, cutoff)
    values = training.to_numpy()
    said = values[:, -SNEAKERS_WEEKS:]
    changes = values[:, SNEAKERS_WEEKS:] - values[:, :-SNEAKERS_WEEKS]
    low, high = (np.quantile(changes, level, axis=1)[:, None] for level in (0.1, 0.9))
    inside = accuracy.coverage(actual.to_numpy(), said + low, said + high)
    scores = _scores(values, actual.to_numpy(), said)
    return scores | {"coverage80": _rounded_mean(inside), "width80": float((high - low).mean())}


def sneakers_split(series_csv: Path, cutoff: str = SNEAKERS_CUTOFF) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the training weeks and the 52 test weeks: one row per series, one column per Monday."""
    wide = pd.read_csv(series_csv, dtype={"unique_id": str}, parse_dates=["ds"])
    wide = wide.pivot(index="unique_id", columns="ds", values="y")
    after = np.asarray(wide.columns) > np.datetime64(cutoff)
    return wide.loc[:, ~after], wide.loc[:, after].iloc[:, :SNEAKERS_WEEKS]


def sneakers_mase(training: Floats, actual: Floats, said: Floats) -> Floats:
    """Return each series' MASE with the scale that leaves the last training week out, rounded to four decimals."""
    scale = accuracy.seasonal_scale(training[:, :-1], SNEAKERS_WEEKS)
    return accuracy.mase(actual, said, scale).round(4)


def m4_scores(train_csv: Path, test_csv: Path, forecast: pd.DataFrame) -> dict[str, float]:
    """Score forecasts of the M4 weekly series.

    Args:
        train_csv: `m4_weekly_train.csv`.
        test_csv: `m4_weekly_test.csv`.
        forecast: unique_id, ds (the step), yhat and, for the intervals, lo80 and hi80; 13 rows a series.

    Returns:
        smape in per cent, mase over single steps, owa; coverage80 and width80 (mean of width ÷ level of what came).

    Raises:
        ValueError: a step of the test is missing from the forecasts.
    """
    came, said = m4_matrices(test_csv, forecast, "yhat")
    smape = 100 * float(accuracy.smape(came, said).mean())
    mase = float(m4_mase(train_csv, came, said).mean())
    scores = {"smape": smape, "mase": mase, "owa": (smape / M4_NAIVE2[0] + mase / M4_NAIVE2[1]) / 2}
    if {"lo80", "hi80"} <= set(forecast.columns):
        low, high = (m4_matrices(test_csv, forecast, name)[1] for name in ("lo80", "hi80"))
        scores["coverage80"] = float(accuracy.coverage(came, low, high).mean())
        scores["width80"] = float(accuracy.relative_width(came, low, high).mean())
    return scores


def m4_matrices(test_csv: Path, forecast: pd.DataFrame, column: str) -> tuple[Floats, Floats]:
    """Return what came and a column of the forecasts, shape (series, 13), series by name."""
    test = pd.read_csv(test_csv, dtype={"unique_id": str})
    rows = test.merge(forecast.astype({"unique_id": str}), on=["unique_id", "ds"], how="left", validate="1:1")
    if rows[column].isna().any():
        raise ValueError(f"{int(rows[column].isna().sum())} of {len(rows)} test steps have no {column}")
    rows = rows.sort_values(["unique_id", "ds"])
    return tuple(rows[name].to_numpy(np.float64).reshape(-1, M4_STEPS) for name in ("y", column))


def m4_mase(train_csv: Path, came: Floats, said: Floats) -> Floats:
    """Return each series' MASE over single steps, series by name."""
    train = pd.read_csv(train_csv, dtype={"unique_id": str})
    changes = train.groupby("unique_id")["y"].diff().abs()
    scale = changes.groupby(train["unique_id"]).mean().sort_index()
    return accuracy.mase(came, said, scale.to_numpy())


def m4_seasonal_naive(train_csv: Path) -> pd.DataFrame:
    """Return the last 13 of the last 52 steps again as unique_id, ds, yhat, lo80, hi80.

    The interval is the 10 % and 90 % quantile of the training rows' y_t - y_(t-52), as for the sneakers.
    """
    train = pd.read_csv(train_csv, dtype={"unique_id": str})
    frames = []
    for name, rows in train.groupby("unique_id"):
        y, ahead = rows["y"].to_numpy(), np.arange(1, M4_STEPS + 1)
        said = y[-SNEAKERS_WEEKS:][:M4_STEPS]
        low, high = np.quantile(y[SNEAKERS_WEEKS:] - y[:-SNEAKERS_WEEKS], (0.1, 0.9))
        ds = rows["ds"].max() + ahead
        frames.append({"unique_id": name, "ds": ds, "yhat": said, "lo80": said + low, "hi80": said + high})
    return pd.concat([pd.DataFrame(frame) for frame in frames], ignore_index=True)


def paired_interval(ours: Floats, theirs: Floats, draws: int = 10_000, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the mean difference over series, both scored on the same series.

    Args:
        ours: each series' score, shape (series,).
        theirs: the same of another forecast; zeros give the interval of the mean itself.
        draws: resamples of the series.
        seed: of the draws.
    """
    differences = ours - theirs
    picked = np.random.default_rng(seed).integers(0, len(differences), (draws, len(differences)))
    low, high = np.quantile(differences[picked].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def _scores(training: Floats, actual: Floats, said: Floats) -> dict[str, float]:
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.abs(actual - said) / actual
    return {
        "mase": float(sneakers_mase(training, actual, said).mean()),
        "mape": _rounded_mean(np.nanmean(np.where(actual > 0, relative, np.nan), axis=1)),
        "smape": _rounded_mean(accuracy.smape(actual, said)),
        "direction": accuracy.direction_accuracy(actual, said, training[:, -SNEAKERS_WEEKS:]),
    }


def _rounded_mean(values: Floats) -> float:
    return float(values.round(4).mean())


def _laid_beside(forecast: pd.DataFrame, column: str, actual: pd.DataFrame) -> Floats:
    rows = forecast.assign(unique_id=forecast["unique_id"].astype(str), ds=pd.to_datetime(forecast["ds"]))
    wide = rows.pivot(index="unique_id", columns="ds", values=column).reindex(
        index=actual.index, columns=actual.columns
    )
    if wide.isna().any(axis=None):
        raise ValueError(f"{int(wide.isna().sum().sum())} of {wide.size} test weeks have no {column}")
    return wide.to_numpy(np.float64)
