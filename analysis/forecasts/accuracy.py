"""How good a forecast was: the errors of many series at once, and how well intervals keep their promise."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.forecasts.matrix import known_mean, ratio

Floats = npt.NDArray[np.float64]

DIRECTION_BAND = 0.05  # HERMES (David, Bellot and Le Corff, 2022): within ±5 % year on year is flat


def mase(actual: Floats, predicted: Floats, scale: Floats) -> Floats:
    """Return the mean absolute scaled error of each series (Hyndman and Koehler, 2006, section 2.4).

    Args:
        actual: shape (series, horizon); NaN where nothing was observed.
        predicted: shape (series, horizon).
        scale: `seasonal_scale` of the training values, shape (series,).

    Returns:
        Shape (series,); NaN where the scale is zero or nothing was observed.
    """
    return ratio(_row_mean(np.abs(actual - predicted)), scale)


def seasonal_scale(training: Floats, season: int) -> Floats:
    """Return the mean of |y_t - y_(t-season)| of each series over its training values.

    Args:
        training: shape (series, steps); NaN before a series begins.
        season: steps between the two; 1 for the plain change from step to step.

    Returns:
        Shape (series,); NaN where a series is not longer than the season.
    """
    if training.shape[1] <= season:
        return np.full(len(training), np.nan)
    return _row_mean(np.abs(training[:, season:] - training[:, :-season]))


def smape(actual: Floats, predicted: Floats) -> Floats:
    """Return the symmetric mean absolute percentage error of each series, from 0 to 2; cells 0/0 are left out."""
    size = 0.5 * (np.abs(actual) + np.abs(predicted))
    return _row_mean(ratio(np.abs(actual - predicted), size))


def season_error(actual: Floats, predicted: Floats) -> Floats:
    """Return |actual - predicted| ÷ actual on the averages of the window, as Heuritech reports it.

    Returns:
        Shape (series,); NaN where the actual average is zero.
    """
    observed = ~np.isnan(actual)
    mean_actual = _row_mean(actual)
    mean_predicted = _row_mean(np.where(observed, predicted, np.nan))
    return ratio(np.abs(mean_actual - mean_predicted), np.abs(mean_actual))


def coverage(actual: Floats, low: Floats, high: Floats) -> Floats:
    """Return the share of each series' observed steps that lie inside its interval, bounds included."""
    inside = (actual >= low) & (actual <= high)
    return _row_mean(np.where(np.isnan(actual), np.nan, inside))


def relative_width(actual: Floats, low: Floats, high: Floats) -> Floats:
    """Return the mean width of each series' interval ÷ the mean of what came; NaN where that mean is zero."""
    width = _row_mean(np.where(np.isnan(actual), np.nan, high - low))
    return ratio(width, np.abs(_row_mean(actual)))


def direction(window: Floats, before: Floats, band: float = DIRECTION_BAND) -> npt.NDArray[np.float64]:
    """Return 1 for up, -1 for down, 0 for flat: the mean of a window against the mean of the season before it.

    Args:
        window: shape (series, horizon), what came or what was forecast.
        before: shape (series, season), the last season of the training values.
        band: changes within ± this share are flat.

    Returns:
        Shape (series,); NaN where either mean is unknown. From zero, any rise is up.
    """
    now, then = _row_mean(window), _row_mean(before)
    size = np.abs(then) * band
    called = np.where(now > then + size, 1.0, np.where(now < then - size, -1.0, 0.0))
    return np.where(np.isnan(now) | np.isnan(then), np.nan, called)


def window_means(actual: Floats, predicted: Floats, training: Floats, season: int) -> dict[str, Floats]:
    """Return what was said of a window, what came, and what was before, as means that can be compared.

    Args:
        actual: shape (series, steps), the first steps after an origin; NaN where nothing was observed.
        predicted: shape (series, steps).
        training: the values up to the origin, shape (series, any); NaN before a series begins.
        season: steps of one season.

    Returns:
        `said` and `came` over the observed steps; `before` over the same steps one season earlier, or as many seasons
        as the window is long; over all there is where a history does not reach back so far. Each of shape (series,).
    """
    steps, end = actual.shape[1], training.shape[1]
    begin = end - season * -(-steps // season)
    season_before = _row_mean(training[:, max(begin, 0) : max(begin + steps, 0)])
    return {
        "said": _row_mean(np.where(np.isnan(actual), np.nan, predicted)),
        "came": _row_mean(actual),
        "before": np.where(np.isnan(season_before), _row_mean(training), season_before),
    }


def direction_accuracy(actual: Floats, predicted: Floats, before: Floats) -> float:
    """Return the share of series whose direction was called right; NaN when there is none to call."""
    came, called = direction(actual, before), direction(predicted, before)
    known = ~np.isnan(came) & ~np.isnan(called)
    return float((came == called)[known].mean()) if known.any() else float("nan")


def _row_mean(values: npt.NDArray[np.float64]) -> Floats:
    return known_mean(values, 1)
