"""Series of one kind that share what was learned from errors: their weights, their bands, their replays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from analysis.forecasts.combination import combined, offered, relative_errors, weights
from analysis.forecasts.fits import Fits, Origin
from analysis.forecasts.intervals import MOST_ROWS, Bands, bands, scale
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
        return offered(self.fits.ahead, weights(self._relative(self.fits.origins)))

    def ahead(self) -> Columns:
        """Return yhat, lo80, hi80, lo95, hi95 from the end, each of shape (series, horizon)."""
        centre = combined(self.fits.ahead, self.weight)
        learned = self._bands(self.fits.origins)
        return learned.around(centre, self.fits.panel.values, self.season, self.bounds)

    def replay(self, at: int) -> tuple[Floats, Columns | None]:
        """Return what the ensemble would have said from one origin, by nothing that came after it.

        Returns:
            The forecasts, shape (series, horizon), and with the bands as `ahead` gives them; None where no error was
            known yet.
        """
        origin, earlier = self.fits.origins[at], self._seen_by(self.fits.origins[at].back)
        centre = self.clipped(combined(origin.predicted, weights(self._relative(earlier))))
        if not earlier:
            return centre, None
        return centre, self._bands(earlier).around(centre, origin.known.values, self.season, self.bounds)

    def clipped(self, values: Floats) -> Floats:
        """Return values kept inside the bounds."""
        return values if self.bounds is None else np.clip(values, *self.bounds)

    def _seen_by(self, back: int) -> list[Origin]:
        """Return the origins before a moment so many steps back, with only those steps that had come by then."""
        return [
            replace(origin, back=origin.back - back, actual=_first(origin.actual, origin.back - back))
            for origin in self.fits.origins
            if origin.back > back
        ]

    def _relative(self, origins: Sequence[Origin]) -> Floats:
        return relative_errors(origins) if origins else np.empty((0, *self.fits.ahead.shape[:2]))

    def _bands(self, origins: Sequence[Origin]) -> Bands:
        """Learn from |error| ÷ scale of the ensemble, at each origin weighted by the others among these."""
        every = max(-(-len(origins) * len(self.fits.panel.ids) // MOST_ROWS), 1)
        relative, horizon = self._relative(origins)[:, :, ::every], self.fits.ahead.shape[2]
        errors = [np.empty((0, horizon))]
        for at, origin in enumerate(origins):
            weight = weights(np.delete(relative, at, axis=0))
            centre = self.clipped(combined(origin.predicted[:, ::every], weight))
            error = np.abs(origin.actual[::every] - centre)
            size = scale(origin.known.values[::every], self.season)[:, None]
            errors.append(ratio(error, np.broadcast_to(size, error.shape)))
        return bands(np.vstack(errors), self.scale_season)


def _first(actual: Floats, steps: int) -> Floats:
    """Return what came in the first steps, the others unknown."""
    return np.where(np.arange(actual.shape[1]) < steps, actual, np.nan)
