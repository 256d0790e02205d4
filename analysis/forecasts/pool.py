"""Series of one kind that share what was learned from errors: their weights, their bands, their replays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from analysis.forecasts.combination import combined, offered, relative_errors, weights
from analysis.forecasts.fits import Fits
from analysis.forecasts.intervals import bands, scale
from analysis.forecasts.matrix import ratio

Floats = npt.NDArray[np.float64]
Bounds = tuple[float, float] | None
Columns = dict[str, Floats]


@dataclass(frozen=True)
class Pool:
    """The fits of series that are combined alike.

    Attributes:
        fits: every model's forecasts, now and from earlier origins.
        season: steps of one season.
        scale_season: steps over which the scale of these series' errors is taken in accuracy rows.
        bounds: lowest and highest possible value, or None.
    """

    fits: Fits
    season: int
    scale_season: int
    bounds: Bounds

    @cached_property
    def weight(self) -> Floats:
        """Each model's weight for each series, shape (models, series)."""
        return offered(self.fits.ahead, weights(self._relative))

    def ahead(self) -> Columns:
        """Return yhat, lo80, hi80, lo95, hi95 from the end, each of shape (series, horizon)."""
        everything = range(len(self.fits.origins))
        learned = bands(self._errors(everything), self._horizon, self.scale_season)
        centre = combined(self.fits.ahead, self.weight)
        return learned.around(centre, self.fits.panel.values, self.season, self.bounds)

    def replay(self, at: int) -> tuple[Floats, Columns | None]:
        """Return what the ensemble would have said from one origin, by nothing that was not over by then.

        Returns:
            The forecasts, shape (series, horizon), and with the bands as `ahead` gives them; None where no error was
            known yet.
        """
        origin, over = self.fits.origins[at], self._over_by(at)
        centre = self.clipped(combined(origin.predicted, weights(self._relative[over])))
        if not over:
            return centre, None
        learned = bands(self._errors(over), self._horizon, self.scale_season)
        return centre, learned.around(centre, origin.known.values, self.season, self.bounds)

    def clipped(self, values: Floats) -> Floats:
        """Return values kept inside the bounds."""
        return values if self.bounds is None else np.clip(values, *self.bounds)

    @cached_property
    def _relative(self) -> Floats:
        none = np.empty((0, *self.fits.ahead.shape[:2]))
        return relative_errors(self.fits.origins) if self.fits.origins else none

    @property
    def _horizon(self) -> int:
        return int(self.fits.ahead.shape[2])

    def _over_by(self, at: int) -> list[int]:
        """Return the origins whose whole horizon had come by the given one."""
        earliest = self.fits.origins[at].back + self._horizon
        return [other for other, origin in enumerate(self.fits.origins) if origin.back >= earliest]

    def _errors(self, among: Sequence[int]) -> dict[int, Floats]:
        """Return by steps back |error| ÷ scale of the ensemble, at each origin weighted by the others among these."""
        errors = {}
        for at in among:
            origin, others = self.fits.origins[at], [other for other in among if other != at]
            centre = self.clipped(combined(origin.predicted, weights(self._relative[others])))
            error, size = np.abs(origin.actual - centre), scale(origin.known.values, self.season)[:, None]
            errors[origin.back] = ratio(error, np.broadcast_to(size, error.shape))
        return errors
