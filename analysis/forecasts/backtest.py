"""Rolling origins: from which earlier ends a series is forecast again, to see how wrong that would have been."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.forecasts.panel import Panel
from data.errors import BadInput

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ORIGINS = 12  # earlier origins, where the history allows…
SLOW_ORIGINS = (1, 2, 4, 8, 12)  # …and which of them slow models are replayed from
MIN_PLAIN_STEPS = 20  # below this a series is too short to replay
MOST_STEPS = 10_000  # a longer horizon or season is a slip


@dataclass(frozen=True)
class Fold:
    """One origin: a number of steps before the end, and which series can be replayed from there.

    Attributes:
        back: steps before the end.
        rows: flags of the series that have enough history left, shape (series,).
        slow: whether slow models are replayed from there too.
    """

    back: int
    rows: Flags
    slow: bool = True


def folds(lengths: npt.NDArray[np.int64], horizon: int, season: int) -> list[Fold]:
    """Return the origins to replay, the latest first.

    Origins lie a quarter of the season or of the horizon apart, whichever is longer. From each, a series is replayed
    that has enough history left: two seasons, or 20 steps if it would have no two origins otherwise.

    Args:
        lengths: steps of each series, shape (series,).
        horizon: steps ahead.
        season: steps of one season.
    """
    step = max(horizon // 4, season // 4, 1)
    enough = np.where(lengths >= 2 * season + 2 * step, 2 * season, 0)
    enough = np.maximum(enough, MIN_PLAIN_STEPS)
    planned = [Fold(at * step, lengths - at * step >= enough, at in SLOW_ORIGINS) for at in range(1, ORIGINS + 1)]
    return [fold for fold in planned if fold.rows.any()]


def actual(panel: Panel, back: int, horizon: int) -> Floats:
    """Return what came in the `horizon` steps after an origin; NaN where nothing was observed (yet)."""
    last = panel.values.shape[1]
    came = panel.values[:, last - back : min(last - back + horizon, last)]
    return np.pad(came, ((0, 0), (0, horizon - came.shape[1])), constant_values=np.nan)


def check_horizon(horizon: int, season: int = 1, what: str = "season") -> None:
    """Refuse a horizon or a season below 1 or absurdly long.

    Raises:
        BadInput: with the value and what to give instead.
    """
    if not 1 <= horizon <= MOST_STEPS:
        raise BadInput(f"The horizon is {horizon}; give 1 to {MOST_STEPS:,} steps, such as 52 weeks.")
    if not 1 <= season <= MOST_STEPS:
        raise BadInput(f"The {what} is {season}; give its number of steps, such as 52 weeks, or 1 for none.")
