"""The ensemble: every series forecast by many models, combined, with intervals and the errors behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.forecasts import accuracy
from analysis.forecasts.backtest import check_horizon
from analysis.forecasts.combination import POOL_ORIGINS, SHARPNESS, combined, offered, weights
from analysis.forecasts.fits import FEW_STEPS, Fits, Origin, fit_all
from analysis.forecasts.intervals import Bands, bands
from analysis.forecasts.matrix import ratio
from analysis.forecasts.panel import Panel, read_panel
from analysis.protocols import Fingerprint, Forecaster
from analysis.registry import load
from data.errors import UnknownName
from data.pieces import Pieces
from data.progress import Advance
from data.settings import Settings

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Bounds = tuple[float, float] | None

PROFILES = {
    "fast": ("seasonal-naive", "level", "stats"),
    "best": ("seasonal-naive", "level", "stats", "prophet"),
}
ENSEMBLE = "ensemble"
VERSION = "2"
SCALE_SEASONS = 5  # seasons back over which the scale of a series' intervals is taken

FORECAST_COLUMNS = ("unique_id", "ds", "horizon", "yhat", "lo80", "hi80", "lo95", "hi95", "model")
ACCURACY_COLUMNS = (
    "unique_id", "model", "cutoff", "horizon", "mase", "smape", "season_error", "covered80", "covered95", "width80",
    "weeks", "said", "came", "before",
)  # fmt: skip
WEIGHT_COLUMNS = ("unique_id", "model", "weight")


@dataclass(frozen=True)
class EnsembleResult:
    """Forecasts of many series, and how the same models did from earlier origins.

    Attributes:
        forecast: unique_id, ds, horizon (from 1), yhat, lo80, hi80, lo95, hi95, model (readable).
        accuracy: unique_id, model, cutoff, horizon (the first so many steps after the cutoff), mase, smape,
            season_error, covered80, covered95, width80, weeks (observed steps), and said, came, before as
            `accuracy.window_means` returns them. Only the ensemble has intervals; at an
            origin its weights come from origins whose weeks were over by then, its intervals from the other origins.
        weights: unique_id, model, weight.
        fingerprint: of the models and the rules that combine them.
        skipped: unique_id, reason: a sentence on each series that got no forecast.
        notes: unique_id, note: a sentence on each series that was mended first.
    """

    forecast: pd.DataFrame
    accuracy: pd.DataFrame
    weights: pd.DataFrame
    fingerprint: str
    skipped: pd.DataFrame
    notes: pd.DataFrame


def forecast_all(
    history: pd.DataFrame,
    horizon: int,
    season: int,
    profile: str,
    settings: Settings,
    bounds: Bounds = None,
    advance: Advance | None = None,
) -> EnsembleResult:
    """Forecast every series that can be forecast.

    Args:
        history: unique_id, ds (dates or whole steps), y; in any order.
        horizon: steps ahead.
        season: steps of one season, 1 for none.
        profile: a name in `PROFILES`.
        settings: where models find their parts, and where what slow models said is kept until all is done: the same
            call made again after it was stopped goes on from there.
        bounds: lowest and highest possible value, such as (0, 1) for shares.
        advance: told how many more series are done.

    Raises:
        BadInput: the horizon, the season or the frame cannot be used.
        UnknownName: there is no such profile.
    """
    check_horizon(horizon, season)
    models = models_of(profile, settings)
    checked = read_panel(history)
    pieces = Pieces(settings.fits)
    fits = fit_all(checked.panel, models, horizon, season, pieces, advance)
    if advance is not None:
        advance(len(checked.refused))
    kinds = [(fits.take(rows), scale_season) for rows, scale_season in _kinds(checked.panel, season) if rows.any()]
    parts = [_Part.from_fits(part, season, scale_season, bounds) for part, scale_season in kinds]
    made = EnsembleResult(
        forecast=_stacked([part.forecast() for part in parts], FORECAST_COLUMNS, ["unique_id", "horizon"]),
        accuracy=_stacked(
            [frame for part in parts for frame in part.accuracy()],
            ACCURACY_COLUMNS,
            ["unique_id", "model", "cutoff", "horizon"],
        ),
        weights=_stacked([part.weights() for part in parts], WEIGHT_COLUMNS, ["unique_id", "model"]),
        fingerprint=fingerprint_of(models),
        skipped=_sentences(checked.refused, "reason"),
        notes=_sentences(checked.notes, "note"),
    )
    pieces.clear()
    return made


def models_of(profile: str, settings: Settings) -> list[Forecaster]:
    """Load the models of a profile.

    Raises:
        UnknownName: there is no such profile.
        MissingPart: a model's package is not here.
    """
    if profile not in PROFILES:
        raise UnknownName.among("profile", profile, PROFILES)
    return [load(name, settings) for name in PROFILES[profile]]


def fingerprint_of(models: Sequence[Forecaster]) -> str:
    """Return the key of an ensemble: its models and the rules that combine them."""
    rules = {"models": [str(model.fingerprint) for model in models], "sharpness": SHARPNESS, "pool": POOL_ORIGINS}
    return str(Fingerprint("forecast", ENSEMBLE, VERSION, rules))


def _kinds(panel: Panel, season: int) -> list[tuple[Flags, int]]:
    """Return which series have two seasons and which have not, each with the steps over which their scale is taken."""
    seasonal = panel.lengths >= 2 * season
    return [(seasonal, season), (~seasonal, 1)]


@dataclass(frozen=True)
class _Part:
    """Series of one kind: they share errors, weights and bands."""

    fits: Fits
    season: int
    scale_season: int
    bounds: Bounds
    weight: Floats

    @classmethod
    def from_fits(cls, fits: Fits, season: int, scale_season: int, bounds: Bounds) -> _Part:
        return cls(fits, season, scale_season, bounds, offered(fits.ahead, weights(fits, fits.origins)))

    def forecast(self) -> pd.DataFrame:
        panel, horizon = self.fits.panel, self.fits.ahead.shape[2]
        errors = [self._scaled_errors(origin) for origin in self.fits.origins]
        columns = self._bands(errors).around(combined(self.fits.ahead, self.weight), self._scale(panel), self.bounds)
        frame = pd.DataFrame({"unique_id": np.repeat(panel.ids, horizon), "ds": panel.labels(panel.ahead(horizon))})
        frame["horizon"] = np.tile(np.arange(1, horizon + 1), len(panel.ids))
        frame = frame.assign(**{name: values.ravel() for name, values in columns.items()})
        return frame.assign(model=np.repeat(self._labels(), horizon))

    def weights(self) -> pd.DataFrame:
        models, series = self.weight.shape
        ids = np.tile(self.fits.panel.ids, models)
        names = np.repeat(np.asarray(self.fits.models, dtype=object), series)
        frame = pd.DataFrame({"unique_id": ids, "model": names, "weight": self.weight.ravel()})
        return frame[frame["weight"] > 0]

    def accuracy(self) -> list[pd.DataFrame]:
        errors = {origin.back: self._scaled_errors(origin) for origin in self.fits.origins}
        frames = []
        for origin in self.fits.origins:
            others = [error for back, error in errors.items() if back != origin.back]
            frames += self._ensemble_rows(origin, self._bands(others) if others else None)
            for at, name in enumerate(self.fits.models):
                frames += self._rows(origin, name, self._clipped(origin.predicted[at]), None)
        return frames

    def _ensemble_rows(self, origin: Origin, learned: Bands | None) -> list[pd.DataFrame]:
        centre = self._replayed(origin)
        around = learned.around(centre, self._scale(origin.known), self.bounds) if learned is not None else None
        return self._rows(origin, ENSEMBLE, centre, around)

    def _rows(self, origin: Origin, model: str, centre: Floats, around: dict[str, Floats] | None) -> list[pd.DataFrame]:
        horizon = centre.shape[1]
        windows = sorted({max(horizon // 4, 1), max(horizon // 2, 1), horizon})
        return [self._window(origin, model, centre, around, steps) for steps in windows if steps <= origin.back]

    def _window(
        self, origin: Origin, model: str, centre: Floats, around: dict[str, Floats] | None, steps: int
    ) -> pd.DataFrame:
        came, said = origin.actual[:, :steps], centre[:, :steps]
        cutoff = self.fits.panel.labels(origin.known.ends[:, None])
        frame = pd.DataFrame({"unique_id": self.fits.panel.ids, "model": model, "cutoff": cutoff, "horizon": steps})
        frame["mase"] = accuracy.mase(came, said, accuracy.seasonal_scale(origin.known.values, self.scale_season))
        frame["smape"] = accuracy.smape(came, said)
        frame["season_error"] = accuracy.season_error(came, said)
        bands_of = around or {name: np.full(centre.shape, np.nan) for name in ("lo80", "hi80", "lo95", "hi95")}
        low80, high80, low95, high95 = (bands_of[name][:, :steps] for name in ("lo80", "hi80", "lo95", "hi95"))
        frame["covered80"] = accuracy.coverage(came, low80, high80) if around else np.nan
        frame["covered95"] = accuracy.coverage(came, low95, high95) if around else np.nan
        frame["width80"] = accuracy.relative_width(came, low80, high80)
        frame["weeks"] = (~np.isnan(came)).sum(axis=1)
        frame = frame.assign(**accuracy.window_means(came, said, origin.known.values, self.season))
        return frame[(frame["weeks"] > 0).to_numpy() & ~np.isnan(said).any(axis=1)]

    def _replayed(self, origin: Origin) -> Floats:
        """Return the ensemble of an origin, weighted by what was over by then."""
        horizon = self.fits.ahead.shape[2]
        over = [earlier for earlier in self.fits.origins if earlier.back >= origin.back + horizon]
        return self._clipped(combined(origin.predicted, weights(self.fits, over)))

    def _scaled_errors(self, origin: Origin) -> Floats:
        """Return |error| ÷ scale at an origin, of the ensemble weighted by all other origins."""
        others = [other for other in self.fits.origins if other.back != origin.back]
        centre = self._clipped(combined(origin.predicted, weights(self.fits, others)))
        error, scale = np.abs(origin.actual - centre), self._scale(origin.known)[:, None]
        return ratio(error, np.broadcast_to(scale, error.shape))

    def _bands(self, errors: list[Floats]) -> Bands:
        horizon = self.fits.ahead.shape[2]
        return bands(np.vstack([np.empty((0, horizon)), *errors]), self.scale_season)

    def _scale(self, panel: Panel) -> Floats:
        recent = panel.values[:, -SCALE_SEASONS * self.scale_season - FEW_STEPS :]
        return np.nan_to_num(accuracy.seasonal_scale(recent, self.scale_season))

    def _clipped(self, values: Floats) -> Floats:
        return values if self.bounds is None else np.clip(values, *self.bounds)

    def _labels(self) -> npt.NDArray[np.object_]:
        few = (self.fits.panel.lengths < FEW_STEPS).tolist()
        order = np.argsort(-self.weight, axis=0, kind="stable")
        return np.array([self._label(row, order[:, row], few[row]) for row in range(len(few))], dtype=object)

    def _label(self, row: int, order: npt.NDArray[np.int64], few: bool) -> str:
        shown = [f"{self.fits.models[at]} {self.weight[at, row]:.2f}" for at in order if self.weight[at, row] >= 0.005]
        return f"{'short history' if few else ENSEMBLE}({', '.join(shown)})"


def _stacked(frames: list[pd.DataFrame], columns: tuple[str, ...], order: list[str]) -> pd.DataFrame:
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return pd.DataFrame(columns=list(columns))
    return pd.concat(frames, ignore_index=True)[list(columns)].sort_values(order, kind="stable", ignore_index=True)


def _sentences(by_id: dict[str, str], name: str) -> pd.DataFrame:
    rows = sorted(by_id.items())
    return pd.DataFrame({"unique_id": [key for key, _ in rows], name: [sentence for _, sentence in rows]}, dtype=object)
