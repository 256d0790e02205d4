"""Prophet (Taylor and Letham, 2018): a piecewise trend and Fourier seasons, one fit per series."""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.protocols import Fingerprint
from data.settings import Settings

Floats = npt.NDArray[np.float64]

FIRST_DAY = pd.Timestamp("2000-01-03")  # steps are laid on days from here: only their distances matter
FOURIER_ORDER = 10
MAX_STEPS = 520  # what lies further back moves no forecast, but costs time


class ProphetForecaster:
    """Fits Prophet to each series; column `prophet`. A series shorter than two seasons gets no season."""

    pooled = False
    slow = True

    def __init__(self) -> None:
        settings = {"prophet": version("prophet"), "fourier_order": FOURIER_ORDER, "max_steps": MAX_STEPS}
        self.fingerprint = Fingerprint("forecast", "prophet", "1", settings)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it; nothing needs setting."""
        return cls()

    def forecast(self, values: Floats, horizon: int, season: int) -> dict[str, Floats]:
        """Continue each series; see `analysis.protocols.Forecaster`."""
        _quiet()
        ahead = [_continued(row[~np.isnan(row)], horizon, season) for row in values]
        return {"prophet": np.array(ahead).reshape(-1, horizon)}


def _quiet() -> None:
    logging.getLogger("prophet").setLevel(logging.ERROR)
    logging.getLogger("cmdstanpy").disabled = True  # it sets its own level on first use; failures are still raised


def _continued(values: Floats, horizon: int, season: int) -> Floats:
    size = float(np.abs(values).mean()) or 1.0
    days = pd.date_range(FIRST_DAY, periods=len(values) + horizon, freq="D")
    model = _model(season if len(values) >= 2 * season else 1)
    model.fit(pd.DataFrame({"ds": days[: len(values)], "y": values / size}), seed=0)
    predicted = model.predict(pd.DataFrame({"ds": days[len(values) :]}))
    return np.asarray(predicted["yhat"], dtype=np.float64) * size


def _model(season: int) -> Any:
    from prophet import Prophet

    model = Prophet(yearly_seasonality=False, weekly_seasonality=False, daily_seasonality=False, uncertainty_samples=0)
    if season > 1:
        model.add_seasonality("season", period=season, fourier_order=min(FOURIER_ORDER, season // 2))
    return model
