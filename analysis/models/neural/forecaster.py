"""The neural forecaster: small networks trained across all series, several of each kind."""

from __future__ import annotations

from dataclasses import asdict
from typing import Self

import numpy as np
import numpy.typing as npt

from analysis.models.neural.networks import Hierarchy, Patches, Residual
from analysis.models.neural.training import Recipe, averaged
from analysis.models.neural.windows import Pool, Sizes, series_scale
from analysis.protocols import Fingerprint
from data.settings import Settings

Floats = npt.NDArray[np.float64]

NETWORKS = {"mlp": Residual, "nhits": Hierarchy, "patches": Patches}
MEMBERS = 4  # networks of each kind
SEED = 0
LEAST_WINDOWS = 300  # below this a network learns the chance of its windows
# Chosen on fifteen quarterly origins of the sneakers up to the end of 2021; see docs/forecasting.md.
RECIPE = Recipe(steps=600, batch=64, rate=1e-3, decay=1e-2, shortened=0.5, noise=0.3)


class NeuralForecaster:
    """Learns from windows of all series how a window goes on, with the error that MASE measures.

    Columns: `mlp`, `nhits` and `patches`; each is also given how all series together went. A series shorter than a
    season, or one that never moves, has no answer (NaN), and none has one where all series together give too few
    windows to learn from. The steps of a training are fixed, so that more series take hardly longer.

    Args:
        recipe: how each network is trained.
        members: networks of each kind, whose mean is the forecast.
    """

    pooled = True
    slow = True

    def __init__(self, recipe: Recipe = RECIPE, members: int = MEMBERS) -> None:
        self._recipe, self._members = recipe, members
        settings = {**asdict(recipe), "members": members, "networks": sorted(NETWORKS), "seed": SEED}
        self.fingerprint = Fingerprint("forecast", "neural", "2", settings)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it; nothing needs setting."""
        return cls()

    def forecast(self, values: Floats, horizon: int, season: int) -> dict[str, Floats]:
        """Continue each series; see `analysis.protocols.Forecaster`."""
        sizes = Sizes.of(horizon, season)
        scale = series_scale(values, season)[:, None]
        units = np.divide(values, scale, out=np.full(values.shape, np.nan), where=scale > 0)
        pool, rows = Pool(units, sizes), (~np.isnan(units)).sum(axis=1) >= sizes.span
        ahead = {name: np.full((len(values), horizon), np.nan) for name in NETWORKS}
        if len(pool) >= LEAST_WINDOWS:
            latest = pool.latest(units[rows])
            for name, network in NETWORKS.items():
                said = averaged(network, pool, self._recipe, self._members, SEED, latest)
                ahead[name][rows] = said * scale[rows]
        return ahead
