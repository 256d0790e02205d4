"""Where a trend stands now: stage, season, magnitude, growth, momentum, outlook, and how sure that is.

`measure` reads the past; `call` adds what the forecast says.

A change counts only when its whole interval lies on one side, so that a series of few people, whose share jumps
about by chance, is called steady and not rising.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm

from analysis.trends import peaks, seasonality
from analysis.trends.seasonality import Array, Seasons

YEAR_WEEKS = 52
HALF_WEEKS = 26
MOMENTUM_WEEKS = 8
LEAST_WINDOW = 8  # weeks on each side of a growth
Z80 = float(norm.ppf(0.9))


@dataclass(frozen=True)
class Thresholds:
    """Every number a call depends on; fixed on the sample seasons 0 to 4.

    Attributes:
        change: least growth, up or down, of a trend that is not steady…
        sure_change: … least growth at the nearer end of its 80 % interval…
        least_people: … and least author-weeks in the fuller of the two years compared.
        emerging_times: a rising share is emerging from this many times its first year's on…
        emerging_share: … as long as it is below this share.
        fading_part: a declining share is fading below this part of its best year's.
        peaking_part: a share that grew is peaking when the last half year grew by less than this part of it, or when
            the year ahead is foreseen to fall by `change`.
        season_rate: false discoveries allowed among seasonal flags (Benjamini and Hochberg 1995).
        season_without: largest p-value a season may have when any one year is left out.
        season_swing: least height of the seasonal peak above the mean week.
        direction: least change of the year ahead that is not flat.
        niche, small, medium, large: upper ends of the magnitude bands, as shares.
        sure_authors, sure_error, sure_width: a call is of high confidence with at least so many authors a week, at
            most so much usual error and at most so wide a growth interval.
        unsure_authors, unsure_error, unsure_width: beyond any one of these it is of low confidence.
    """

    change: float = 0.15
    sure_change: float = 0.05
    least_people: float = 12.0
    emerging_times: float = 2.5
    emerging_share: float = 0.02
    fading_part: float = 1 / 3
    peaking_part: float = 1 / 3
    season_rate: float = 0.01
    season_without: float = 0.1
    season_swing: float = 0.10
    direction: float = 0.05
    niche: float = 0.002
    small: float = 0.01
    medium: float = 0.04
    large: float = 0.10
    sure_authors: float = 15.0
    sure_error: float = 0.15
    sure_width: float = 0.25
    unsure_authors: float = 3.0
    unsure_error: float = 0.40
    unsure_width: float = 0.80


THRESHOLDS = Thresholds()


def measure(history: pd.DataFrame, limits: Thresholds = THRESHOLDS) -> pd.DataFrame:
    """Measure each series up to its last week, without any forecast.

    Args:
        history: unique_id, ds, y, authors, base: complete weeks only, none missing; authors and base are missing
            for values that are not shares of people.
        limits: the thresholds.

    Returns:
        One row per series in the order of unique_id: what `call` needs; and where there is a season its factor on
        each of the next 52 weeks (`curve`) and on each week seen (`factor`).
    """
    if history.empty:
        return pd.DataFrame(columns=["unique_id", "seasonal", "curve"])
    sized = history.assign(weeks=history.groupby("unique_id")["ds"].transform("size"))
    sized["counted"] = sized["base"].notna()
    blocks = [_read_block(block) for _, block in sized.groupby(["weeks", "counted"], sort=True)]
    rows = pd.concat(blocks, ignore_index=True).sort_values("unique_id", ignore_index=True)
    rows["seasonal"] = _seasonal(rows, limits)
    rows[["curve", "factor"]] = rows[["curve", "factor"]].where(rows["seasonal"])
    rows.loc[~rows["seasonal"], ["peak_week", "peak_lo", "peak_hi"]] = pd.NaT
    return rows


def call(rows: pd.DataFrame, ahead: pd.DataFrame, limits: Thresholds = THRESHOLDS) -> pd.DataFrame:
    """Call where each measured series stands, in the light of its forecast.

    Args:
        rows: as `measure` returns them.
        ahead: unique_id, ds, yhat: the forecast, where there is one.
        limits: the thresholds.

    Returns:
        One row per series: unique_id, now_week, weeks, window (weeks on each side of the growth), share, growth,
        growth_lo, growth_hi, half_growth, momentum, outlook, direction (up, flat, down), stage, seasonal,
        seasonal_strength, season_p, peak_week, peak_lo, peak_hi, magnitude, weekly_authors.
    """
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    called = rows.assign(outlook=_outlook(rows, ahead))
    called["stage"] = _stages(called, limits)
    called["direction"] = _directions(called["outlook"], limits)
    called["magnitude"] = _magnitudes(called, limits)
    return _with_foreseen_peaks(called, ahead)[COLUMNS]


COLUMNS = [
    "unique_id", "now_week", "weeks", "window", "share", "growth", "growth_lo", "growth_hi", "half_growth", "momentum",
    "outlook", "direction", "stage", "seasonal", "seasonal_strength", "season_p", "peak_week", "peak_lo", "peak_hi",
    "magnitude", "weekly_authors",
]  # fmt: skip


def confidence(rows: pd.DataFrame, limits: Thresholds = THRESHOLDS) -> pd.Series[str]:
    """Say how far each call can be trusted.

    Args:
        rows: weekly_authors (missing for imported series), usual_error, growth_lo, growth_hi, own (forecast on its
            own), forecast (there is a forecast), sound (the whole ensemble made it, from a history with no doubts).
        limits: the thresholds.

    Returns:
        high, medium or low.
    """
    width = (rows["growth_hi"] - rows["growth_lo"]).fillna(np.inf)
    authors = rows["weekly_authors"].fillna(np.inf)
    error = rows["usual_error"].fillna(limits.unsure_error)
    low = (authors <= limits.unsure_authors) | (error > limits.unsure_error) | (width > limits.unsure_width)
    low |= ~rows["own"] | ~rows["forecast"] | ~rows["sound"]
    high = (authors >= limits.sure_authors) & (error <= limits.sure_error) & (width <= limits.sure_width)
    return pd.Series(np.select([low, high], ["low", "high"], "medium"), index=rows.index)


def table(limits: Thresholds = THRESHOLDS) -> dict[str, float]:
    """Return the thresholds by name, as they are stored beside a call and shown on the page."""
    return {name: round(float(value), 4) for name, value in asdict(limits).items()}


def _read_block(block: pd.DataFrame) -> pd.DataFrame:
    """Read series of one length and one kind, each measure for all of them at once."""
    block = block.sort_values(["unique_id", "ds"])
    weeks, counted = int(block["weeks"].iloc[0]), bool(block["counted"].iloc[0])
    ids = block["unique_id"].to_numpy()[::weeks]
    y = block["y"].to_numpy(dtype=float).reshape(-1, weeks)
    counts = block["authors"].to_numpy(dtype=float).reshape(-1, weeks) if counted else np.maximum(y, 0.0)
    base = block["base"].to_numpy(dtype=float).reshape(-1, weeks) if counted else np.ones_like(y)
    seasons = seasonality.fit(counts, base, floor=1.0 if counted else 0.0)
    now = block["ds"].to_numpy().reshape(-1, weeks)[:, -1]
    rows: dict[str, Any] = {"unique_id": ids, "now_week": now, "weeks": weeks, "counted": counted}
    rows |= _changes(counts, base, seasons)
    rows["last_year"] = y[:, -YEAR_WEEKS:].mean(axis=1)
    rows["weekly_authors"] = counts[:, -YEAR_WEEKS:].mean(axis=1) if counted else np.nan
    return pd.DataFrame(rows | _season_columns(seasons, now))


def _season_columns(seasons: Seasons, now: Array) -> dict[str, Any]:
    """Name what the seasonal fit found, with weeks ahead turned into dates."""
    dates = {
        name: pd.to_datetime(now) + pd.to_timedelta(getattr(seasons, source) * 7, unit="D")
        for name, source in (("peak_week", "peak"), ("peak_lo", "peak_lo"), ("peak_hi", "peak_hi"))
    }
    return dates | {
        "seasonal_strength": seasons.strength,
        "season_p": seasons.p_value,
        "season_without": seasons.p_without,
        "swing": seasons.swing,
        **{name: list(getattr(seasons, name)) for name in ("curve", "factor")},
    }


def _changes(counts: Array, base: Array, seasons: Seasons) -> dict[str, Array | int]:
    """Measure share, growth and momentum; the growth's interval holds sampling noise and overdispersion."""
    weeks = counts.shape[1]
    window = min(YEAR_WEEKS, weeks // 2)
    share = _ratio(counts[:, -window:], base[:, -window:])
    first = _ratio(counts[:, :YEAR_WEEKS], base[:, :YEAR_WEEKS])
    growth, error = _change(counts, base, window, window, seasons.dispersion)
    half, half_error = _change(counts, base, HALF_WEEKS, YEAR_WEEKS, seasons.dispersion)
    momentum, _ = _change(counts, base, MOMENTUM_WEEKS, YEAR_WEEKS, seasons.dispersion)
    return {
        "window": window,
        "people": np.maximum(counts[:, -window:].sum(axis=1), counts[:, -2 * window : -window].sum(axis=1)),
        "share": share,
        "times_first": share / np.maximum(first, 1e-12),
        "part_of_best": share / np.maximum(_best_year(counts, base), 1e-12),
        "growth": np.expm1(growth),
        "growth_lo": np.expm1(growth - Z80 * error),
        "growth_hi": np.expm1(growth + Z80 * error),
        "half_growth": np.expm1(half),
        "half_lo": np.expm1(half - Z80 * half_error),
        "half_hi": np.expm1(half + Z80 * half_error),
        "momentum": np.expm1(momentum),
    }


def _ratio(counts: Array, base: Array) -> Array:
    """Return the pooled share of each series over the given weeks."""
    share: Array = counts.sum(axis=1) / np.maximum(base.sum(axis=1), 1e-12)
    return share


def _change(counts: Array, base: Array, window: int, back: int, dispersion: Array) -> tuple[Array, Array]:
    """Return the log of the last `window` weeks' share over that of `back` weeks earlier, and its standard error.

    The error is the delta method's for two overdispersed Poisson counts: sqrt(dispersion * (1/a + 1/b)). Half a
    dispersion is added to each count, which keeps a count of nothing finite and favours no side. Without anybody to
    count in one of the windows nothing is known.
    """
    weeks = counts.shape[1]
    if weeks < window + back or window < LEAST_WINDOW:
        return np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    late = slice(weeks - window, weeks)
    early = slice(weeks - window - back, weeks - back)
    a = counts[:, late].sum(axis=1) + dispersion / 2
    b = counts[:, early].sum(axis=1) + dispersion / 2
    bases = base[:, late].sum(axis=1), base[:, early].sum(axis=1)
    log = np.log(a / np.maximum(bases[0], 1e-12)) - np.log(b / np.maximum(bases[1], 1e-12))
    return np.where((bases[0] > 0) & (bases[1] > 0), log, np.nan), np.sqrt(dispersion * (1 / a + 1 / b))


def _best_year(counts: Array, base: Array) -> Array:
    """Return the highest share of any 52 weeks in a row, or of all weeks where there are fewer."""
    window = min(YEAR_WEEKS, counts.shape[1])
    rolled = [np.cumsum(np.pad(part, ((0, 0), (1, 0))), axis=1) for part in (counts, base)]
    sums = [part[:, window:] - part[:, :-window] for part in rolled]
    best: Array = (sums[0] / np.maximum(sums[1], 1e-12)).max(axis=1)
    return best


def _with_foreseen_peaks(rows: pd.DataFrame, ahead: pd.DataFrame) -> pd.DataFrame:
    """Widen the range of each peak so that it holds the peak of the forecast's own season."""
    proven = rows[rows["seasonal"].astype(bool)]
    if proven.empty or ahead.empty:
        return rows
    week = ahead.sort_values("ds").groupby("unique_id").cumcount()
    wide = ahead.assign(week=week).pivot(index="unique_id", columns="week", values="yhat")
    foreseen = wide.reindex(index=proven["unique_id"], columns=range(YEAR_WEEKS)).to_numpy(dtype=float)
    shift = peaks.foreseen_shift(np.stack(proven["curve"].to_list()), foreseen)
    peak = proven["peak_week"] + pd.to_timedelta(np.nan_to_num(shift) * 7, unit="D")
    low = proven["peak_lo"].where(proven["peak_lo"] < peak, peak)
    high = proven["peak_hi"].where(proven["peak_hi"] > peak, peak)
    return rows.assign(peak_lo=low.reindex(rows.index), peak_hi=high.reindex(rows.index))


def _outlook(rows: pd.DataFrame, ahead: pd.DataFrame) -> pd.Series[float]:
    """Return the mean of the next 52 weeks' forecast ÷ the mean of the last 52 weeks, minus 1."""
    following = rows["unique_id"].map(ahead.groupby("unique_id")["yhat"].mean()).astype(float)
    return following / rows["last_year"].where(rows["last_year"] > 0) - 1


def _directions(outlook: pd.Series[float], limits: Thresholds) -> pd.Series[str]:
    """Say up, flat or down for the year ahead; nothing without a forecast."""
    words = np.select([outlook > limits.direction, outlook < -limits.direction], ["up", "down"], "flat")
    return pd.Series(words, index=outlook.index).where(outlook.notna())


def _seasonal(rows: pd.DataFrame, limits: Thresholds) -> pd.Series[bool]:
    """Flag seasons that survive the number of series tested, the loss of any year, and are worth a buyer's while."""
    kept = _discoveries(rows["season_p"].to_numpy(dtype=float), limits.season_rate)
    steady = (rows["season_without"] <= limits.season_without) & (rows["swing"] >= limits.season_swing)
    return steady & pd.Series(kept, index=rows.index)


def _discoveries(p_values: Array, rate: float) -> npt.NDArray[np.bool_]:
    """Tell which p-values stand when at most `rate` of the finds may be false (Benjamini and Hochberg 1995)."""
    order = np.argsort(p_values, kind="stable")
    passing = p_values[order] <= rate * np.arange(1, len(order) + 1) / len(order)
    kept = np.zeros(len(order), dtype=bool)
    kept[order[: passing.nonzero()[0].max() + 1 if passing.any() else 0]] = True
    return kept


def _stages(rows: pd.DataFrame, limits: Thresholds) -> Array:
    """Call the stage; growth that cannot be told from chance is steady."""
    enough = ~rows["counted"] | (rows["people"] >= limits.least_people)
    up = enough & (rows["growth_lo"] > limits.sure_change) & (rows["growth"] >= limits.change)
    down = enough & (rows["growth_hi"] < -limits.sure_change) & (rows["growth"] <= -limits.change)
    slowed = (rows["half_lo"] <= 0) & (rows["half_growth"] < limits.peaking_part * rows["growth"])
    ended_up = up & (slowed | (rows["outlook"] <= -limits.change))
    ended_down = down & (rows["half_hi"] >= 0) & (rows["half_growth"] > limits.peaking_part * rows["growth"])
    emerging = (rows["times_first"] >= limits.emerging_times) & (rows["share"] < limits.emerging_share)
    fading = rows["part_of_best"] <= limits.fading_part
    calls = [ended_up, up & emerging & rows["counted"], up, ended_down, down & fading, down]
    return np.select(calls, ["peaking", "emerging", "rising", "steady", "fading", "declining"], "steady")


def _magnitudes(rows: pd.DataFrame, limits: Thresholds) -> Array:
    """Name the band of the share; an imported value has none."""
    ends = [limits.niche, limits.small, limits.medium, limits.large]
    bands = np.array(["niche", "small", "medium", "large", "mass"])
    return np.where(rows["counted"], bands[np.searchsorted(ends, rows["share"], side="right")], "value")
