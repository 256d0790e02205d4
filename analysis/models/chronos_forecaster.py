"""Continues series with Chronos-2, a model pretrained on series of many fields, without training.

The package and its torch model take seconds to load, so that both wait for the first series.
"""

from __future__ import annotations

import logging
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from analysis.hub import HubModel
from analysis.protocols import Fingerprint
from data.errors import BadInput, MissingPart
from data.settings import Settings

Floats = npt.NDArray[np.float64]

PACKAGE = "chronos-forecasting"
MODEL = HubModel(
    kind="forecasting model",
    config="config.json",
    weights=("model.safetensors",),
    advice="run 'HEMLINE_DOWNLOAD=1 hemline forecast' once where there is a network, or set HEMLINE_CHRONOS_MODEL to a "
    "folder that holds it",
)
SERIES_A_PASS = 256


class ChronosForecaster:
    """Asks the model for the median of each coming step (Ansari et al., 2025).

    Column: `chronos`. Every series is continued by itself; `pooled` all the same, because the model is loaded once and
    reads many series in one pass. A series that never moves goes on as it is.

    Args:
        folder: holds the model's `config.json` and `model.safetensors`.
        name: what the model is called in the fingerprint, such as its repository.
        device: cuda or cpu; the better there is unless given.
    """

    pooled = True
    slow = True

    def __init__(self, folder: Path, name: str, device: str | None = None) -> None:
        self._folder, self._device = folder, device
        settings = {"model": name, PACKAGE: version(PACKAGE)}
        self.fingerprint = Fingerprint("forecast", "chronos", "1", settings, MODEL.weights_hash(folder))

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Find the model that `HEMLINE_CHRONOS_MODEL` names: in its folder, else in the local cache of the hub.

        The network is asked only with `HEMLINE_DOWNLOAD=1`.

        Raises:
            MissingPart: the package or the model is not on this machine, or the model could not be fetched.
        """
        try:
            version(PACKAGE)
        except PackageNotFoundError as error:
            raise MissingPart(
                f"The model 'chronos' needs the package '{PACKAGE}'; run 'pip install hemline[chronos]'."
            ) from error
        return cls(MODEL.find(settings.chronos_model, settings.download), settings.chronos_model)

    def forecast(self, values: Floats, horizon: int, season: int) -> dict[str, Floats]:
        """Continue each series; see `analysis.protocols.Forecaster`. The season is the model's own guess."""
        known = [row[~np.isnan(row)] for row in values]
        # The model rounds to single precision and knows no unit: shares of a millionth must not drown.
        sizes = np.array([np.abs(steps).mean() or 1.0 for steps in known])
        median = self._medians([steps / size for steps, size in zip(known, sizes, strict=True)], horizon)
        ahead = median * sizes[:, None]
        still = np.array([np.ptp(steps) == 0 for steps in known])
        return {"chronos": np.where(still[:, None], values[:, -1:], ahead)}

    def _medians(self, known: list[Floats], horizon: int) -> Floats:
        import torch

        inputs = [torch.from_numpy(steps.astype(np.float32)) for steps in known]
        with torch.inference_mode():
            _, medians = self._pipeline.predict_quantiles(
                inputs, prediction_length=horizon, quantile_levels=[0.5], batch_size=SERIES_A_PASS
            )
        return np.asarray(torch.cat(medians).double().numpy())

    @cached_property
    def _pipeline(self) -> Any:
        import torch
        from chronos import Chronos2Pipeline
        from safetensors import SafetensorError

        device = self._device or ("cuda" if torch.cuda.is_available() else "cpu")
        logging.getLogger("transformers").setLevel(logging.ERROR)
        try:
            return Chronos2Pipeline.from_pretrained(str(self._folder), device_map=device, local_files_only=True)
        except (OSError, ValueError, RuntimeError, AssertionError, AttributeError, SafetensorError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise BadInput(
                f"The forecasting model in {self._folder} cannot be loaded ({reason}); "
                "delete the folder and fetch it again with 'HEMLINE_DOWNLOAD=1 hemline forecast'."
            ) from error
