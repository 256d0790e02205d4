"""The signal model: the usual course, moved by what an outside signal shows and the series does not show yet."""

from __future__ import annotations

from typing import Self

import numpy as np
import numpy.typing as npt

from analysis.forecasts.matrix import known_mean, ratio
from analysis.forecasts.usual import continued
from analysis.protocols import Fingerprint
from data.settings import Settings

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# Chosen on made series; checked on the sneakers at the ends of 2020 and 2021 with signals that say nothing.
SEASONS_BEFORE = 2  # seasons that say how signal and series usually stand to each other in the same steps
PRIOR_WINDOWS = 100.0  # "the signal says nothing" counts as so many windows of a series, or 25 that do not overlap
MOST_WINDOWS = 24  # windows of one series to learn from, a quarter of a season apart, the latest first
LARGEST_LEAD = 1.0  # a signal is not taken as farther ahead than this, on the logarithmic scale
LEAST_FOLLOWED = 0.05  # below this part of the lead the signal is taken to say nothing…
MOST_FOLLOWED = 1.0  # …and no series is expected to follow by more than the whole of it


class SignalLevelForecaster:
    """Moves the level of a series to where its outside signal points.

    Column: `signal`. The lead is the signal's logarithmic growth year on year in the last quarter of a season, minus
    the series' own in the same steps; year on year against up to two years before. The usual course is multiplied by
    exp(b · lead), with one b for all series: a ridge regression, over all earlier windows, of the logarithm of what
    came over the usual course as it stood then, on the lead as it stood then. `PRIOR_WINDOWS` draw it towards 0, so
    with few series it hardly moves.

    NaN without two seasons of signal, where signal or series is ever negative or was zero throughout one of the
    quarters, and for all series where earlier windows do not show that they follow: then this would only be the level
    model a second time.
    """

    pooled = True
    slow = False
    reads_signal = True

    def __init__(self) -> None:
        settings = {"prior_windows": PRIOR_WINDOWS, "lead": LARGEST_LEAD, "followed": (LEAST_FOLLOWED, MOST_FOLLOWED)}
        self.fingerprint = Fingerprint("forecast", "signal", "1", settings)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it; nothing needs setting."""
        return cls()

    def forecast(self, values: Floats, horizon: int, season: int, signal: Floats | None = None) -> dict[str, Floats]:
        """Continue each series; see `analysis.protocols.SignalForecaster`."""
        ahead = np.full((len(values), horizon), np.nan)
        if signal is not None and season > 1:
            leads = _leads(values, signal, season)
            followed = _followed(values, signal, horizon, season)
            rows = ~np.isnan(leads) & (followed >= LEAST_FOLLOWED)
            ahead[rows] = continued(values[rows], horizon, season) * np.exp(followed * leads[rows])[:, None]
        return {"signal": ahead}


def _leads(values: Floats, signal: Floats, season: int) -> Floats:
    """Return how far the signal of each series is ahead of it, shape (series,); NaN where that cannot be told."""
    enough = (~np.isnan(signal)).sum(axis=1) >= 2 * season
    positive = ~(signal < 0).any(axis=1) & ~(values < 0).any(axis=1)
    now, *then = (_gap(values, signal, seasons * season, season) for seasons in range(SEASONS_BEFORE + 1))
    lead = np.clip(now - known_mean(np.array(then), 0), -LARGEST_LEAD, LARGEST_LEAD)
    return np.where(enough & positive, lead, np.nan)


def _gap(values: Floats, signal: Floats, back: int, season: int) -> Floats:
    """Return log(signal ÷ series) over the quarter of a season that ended so many steps ago, shape (series,)."""
    last = values.shape[1] - back
    first = last - max(season // 4, 1)
    if first < 0:
        return np.full(len(values), np.nan)
    beside = signal[:, first:last]
    there = np.where(np.isnan(beside), np.nan, values[:, first:last])
    return _log_ratio(known_mean(beside, 1), known_mean(there, 1))


def _followed(values: Floats, signal: Floats, horizon: int, season: int) -> float:
    """Return which part of a lead the series followed in earlier windows; 0 where there is none."""
    windows = [
        (_leads(values[:, :-back], signal[:, :-back], season), _surprise(values, back, horizon, season))
        for back in _backs(values.shape[1], horizon, season)
    ]
    lead, surprise = (np.concatenate([window[part] for window in windows] or [np.empty(0)]) for part in (0, 1))
    known = ~np.isnan(lead) & ~np.isnan(surprise)
    squares = lead[known] @ lead[known]
    if not squares:
        return 0.0
    shrunk = known.sum() / (known.sum() + PRIOR_WINDOWS)
    return float(np.clip(shrunk * (lead[known] @ surprise[known]) / squares, 0.0, MOST_FOLLOWED))


def _backs(steps: int, horizon: int, season: int) -> list[int]:
    """Return the steps from the windows' ends to the end: two seasons before them, half a horizon or more behind."""
    apart = max(season // 4, 1)
    latest = -(-max(horizon // 2, 1) // apart)
    return [at * apart for at in range(latest, latest + MOST_WINDOWS) if steps - at * apart >= 2 * season]


def _surprise(values: Floats, back: int, horizon: int, season: int) -> Floats:
    """Return the logarithm of what came after a window, up to the horizon, over what the usual course said."""
    came = values[:, values.shape[1] - back :][:, :horizon]
    said = np.full(came.shape, np.nan)
    rows = (~np.isnan(values[:, :-back])).sum(axis=1) >= 2 * season
    said[rows] = continued(values[rows, :-back], came.shape[1], season)
    return _log_ratio(came.mean(axis=1), said.mean(axis=1))


def _log_ratio(over: Floats, under: Floats) -> Floats:
    """Return log(over ÷ under); NaN where one of them is not above zero."""
    quotient = ratio(over, under)
    return np.log(np.where(quotient > 0, quotient, np.nan))
