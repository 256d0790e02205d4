"""The forecast job: weekly series out of the tags, their forecasts, where each trend stands and why, its evidence."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.forecasts import ensemble, replays
from analysis.jobs import companions
from analysis.trends import borrowing, feeds, lifecycle, reception, series, signals, why
from analysis.trends.series import Counts, SeriesSet
from analysis.trends.signals import Signals
from analysis.trends.track_record import score_published
from data.journal import job_run, utc_now
from data.progress import progress
from data.records import short_hash
from data.settings import Settings
from data.store import Store
from data.vocabulary import load_vocabulary

RULES = "2"  # of choosing and borrowing; a new number makes new forecasts of the same series
HORIZON_WEEKS = 52
SEASON_WEEKS = 52
USUAL_ERROR_WEEKS = 26
EVIDENCE_WEEKS = 26
EVIDENCE_LOOKS = 12
NOTES_NAMED = 3
SIGNAL = "signal"  # the model that reads one
SHARES = (0.0, 1.0)
NO_NEGATIVES = (0.0, float("inf"))
FACTS = (
    "growth", "growth_lo", "growth_hi", "half_growth", "share", "momentum", "outlook", "direction", "peak_week",
    "peak_lo", "peak_hi", "usual_error", "seasonal_strength", "weeks", "window", "posts", "authors", "weekly_authors",
    "parent_id", "label", "replays", *reception.COLUMNS[1:], "caution",
)  # fmt: skip
TREND = (
    "series_id", *series.KEYS, "run_id", "now_week", "stage", "seasonal", "seasonal_strength", "magnitude", "share",
    "growth", "growth_lo", "growth_hi", "momentum", "outlook", "peak_week", "peak_lo", "peak_hi", "confidence",
    "usual_error", "posts", "authors", "reason", "facts", *reception.COLUMNS[1:], "caution",
)  # fmt: skip


@dataclass(frozen=True)
class ForecastResult:
    """What one forecast run made.

    Attributes:
        series: series chosen.
        forecast: of those, forecast on their own.
        borrowed: of those, forecast in their label's shape.
        not_forecast: of those, too thin or too short for any forecast.
        trends: trend rows written.
        evidence: posts and pictures kept as evidence.
        weeks: weeks of series written.
        run_id: hash of the series read and the model used.
        absent: a sentence on each model that the profile would take and that is not on this machine.
    """

    series: int
    forecast: int
    borrowed: int
    not_forecast: int
    trends: int
    evidence: int
    weeks: int
    run_id: str
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Made:
    """Forecasts, their replays and weights, laid out as in `EnsembleResult`; replays also of series that once stood.

    Attributes:
        detail: what was mended first and what stands beside labels, for the journal.
        absent: as in `EnsembleResult`.
    """

    run_id: str
    fingerprint: str
    ahead: pd.DataFrame
    replays: pd.DataFrame
    weights: pd.DataFrame
    detail: str | None
    absent: tuple[str, ...]


def run(store: Store, profile: str = "fast", limit: int = 600, state: str | None = None) -> ForecastResult:
    """Make series, forecasts, accuracy, trends and evidence anew from the warehouse's posts and tags.

    Forecasts already stored stay; everything else is derived and replaced, in one transaction at the end.

    Args:
        store: the warehouse.
        profile: fast or best.
        limit: at most this many series.
        state: what the warehouse held when this began, written into the journal.

    Raises:
        NothingThere: no warehouse was made yet.
        UnknownName: there is no such profile.
    """
    with job_run(store, "forecast", argument=profile) as journal:
        journal.state = state
        chosen = choose(store, limit)
        measured = lifecycle.measure(chosen.history)
        made = _forecast(chosen, _signals(store, chosen), _seasons(measured), profile, store.settings)
        accuracy = _accuracy(store, chosen, made)
        trends = _trends(chosen, measured, made, accuracy, _recent(store, chosen))
        evidence = store.read("evidence_rows", labels=_labels(chosen), weeks=EVIDENCE_WEEKS, looks=EVIDENCE_LOOKS)
        weeks = pd.concat([chosen.weeks, series.looks(store.read("series_looks"))], ignore_index=True)
        with store.transaction():
            store.replace("series", weeks)
            store.add("forecast", _forecast_rows(made, chosen))
            store.replace("accuracy", accuracy)
            store.replace("trend", trends)
            store.replace("evidence", evidence)
            companions.count(store, trends)
            store.replace("component", why.components(measured, chosen.history))
            store.replace("analogue", _analogues(chosen))
            store.replace("forecast_weight", made.weights.rename(columns={"unique_id": "series_id"}))
        journal.detail = made.detail
        journal.model, journal.rows_in, journal.rows_stored = made.fingerprint, len(chosen.meta), len(chosen.meta)
        return _result(made, trends, len(evidence), len(weeks))


def choose(store: Store, limit: int) -> SeriesSet:
    """Weigh the feeds, read the counts and choose the series."""
    store.replace("feed_week", feeds.weigh(store.read("series_feeds"), store.settings.loudest))
    labels = store.read("series_counts")
    within = store.read("series_within", facets=list(series.WITHIN_FACETS), categories=series.main_categories(labels))
    counts = Counts(
        span=store.read("series_span"),
        labels=labels,
        within=within,
        facets=store.read("series_facets"),
        base=store.read("series_base"),
        interest=store.read("series_interest"),
    )
    return series.build(counts, limit)


def _analogues(chosen: SeriesSet) -> pd.DataFrame:
    """Compare the series that stand on their own; one year of each label is named."""
    own = chosen.meta[chosen.meta["own"].astype(bool)].set_index("series_id")["label_id"]
    return why.analogues(chosen.history[chosen.history["unique_id"].isin(own.index)], own)


def _labels(chosen: SeriesSet) -> list[str]:
    return sorted(set(chosen.meta["label_id"]))


def _recent(store: Store, chosen: SeriesSet) -> pd.DataFrame:
    """Return the posts and distinct authors of each series over its last 52 weeks."""
    categories = sorted(set(chosen.meta["within_label_id"]) - {"all"})
    counted = store.read("series_recent", facets=list(series.WITHIN_FACETS), categories=categories)
    return chosen.meta[["series_id", *series.KEYS]].merge(counted, on=series.KEYS)[["series_id", "posts", "authors"]]


def _seasons(measured: pd.DataFrame) -> pd.DataFrame:
    """Return the proven seasons week by week: unique_id, horizon, factor."""
    proven = measured.loc[measured["seasonal"].astype(bool), ["unique_id", "curve"]]
    long = proven.explode("curve", ignore_index=True).rename(columns={"curve": "factor"})
    horizon = long.groupby("unique_id").cumcount() + 1
    return long.assign(horizon=horizon, factor=long["factor"].astype(float))


def _signals(store: Store, chosen: SeriesSet) -> Signals:
    """Find the imported series beside the labels that are forecast on their own."""
    own = chosen.meta.loc[chosen.meta["own"].astype(bool), "series_id"]
    history = chosen.history[chosen.history["unique_id"].isin(own)]
    return signals.find(store.read("series_interest"), history, load_vocabulary(store.settings.own_vocabulary))


def _forecast(chosen: SeriesSet, beside: Signals, seasons: pd.DataFrame, profile: str, settings: Settings) -> _Made:
    """Forecast what can stand on its own, and let what is too thin borrow: labels first, then their splits."""
    history, meta = chosen.history, chosen.meta
    own = set(meta.loc[meta["own"].astype(bool), "series_id"])
    known = pd.concat([history, chosen.facets], ignore_index=True)
    asked = pd.concat([history[history["unique_id"].isin(own)], chosen.facets, chosen.former], ignore_index=True)
    made = _ensemble(beside.beside(asked), profile, settings)
    alone = made.forecast[~made.forecast["unique_id"].isin(set(chosen.former["unique_id"]))]
    labels = borrowing.borrow(meta[meta["rank"] == series.LABEL], known, alone, seasons)
    splits = borrowing.borrow(meta[meta["rank"] == series.SPLIT], known, pd.concat([alone, labels], ignore_index=True))
    ahead = pd.concat([alone, labels, splits], ignore_index=True)
    read = (history, chosen.facets, chosen.former, meta[["series_id", "own"]], beside.rows)
    run_id = short_hash(*(_content(frame) for frame in read), made.fingerprint, RULES)
    moved = made.weights.loc[made.weights["model"] == SIGNAL, "unique_id"].nunique()
    return _Made(
        run_id,
        made.fingerprint,
        ahead[ahead["unique_id"].isin(set(meta["series_id"]))],
        made.accuracy[~made.accuracy["unique_id"].isin(set(chosen.facets["unique_id"]))],
        made.weights[made.weights["unique_id"].isin(own)].assign(run_id=run_id),
        _detail(_mended(made.notes[made.notes["unique_id"].isin(own)]["note"].tolist()), beside.sentence(moved)),
        made.absent,
    )


def _mended(notes: list[str]) -> str | None:
    """Say of how many series something was mended first, and of a few what; None where of none."""
    if not notes:
        return None
    counted = "1 series was" if len(notes) == 1 else f"{len(notes)} series were"
    return f"{counted} mended before the forecast. {' '.join(notes[:NOTES_NAMED])}"


def _detail(*sentences: str | None) -> str | None:
    """Put what there is to say behind one another; None where there is nothing."""
    return " ".join(sentence for sentence in sentences if sentence) or None


@dataclass(frozen=True)
class _Ensembles:
    """The parts of several `EnsembleResult`s, below each other."""

    forecast: pd.DataFrame
    accuracy: pd.DataFrame
    weights: pd.DataFrame
    notes: pd.DataFrame
    fingerprint: str
    absent: tuple[str, ...]


def _ensemble(history: pd.DataFrame, profile: str, settings: Settings) -> _Ensembles:
    """Forecast shares and imported values apart, each inside its bounds."""
    models, absent = ensemble.load_models(profile, settings)
    columns = [name for name in ("unique_id", "ds", "y", "x") if name in history.columns]
    shares, values = history[history["base"].notna()], history[history["base"].isna()]
    kinds = [(shares, SHARES), (values, NO_NEGATIVES if (values["y"] >= 0).all() else None)]
    with progress("Forecasting", history["unique_id"].nunique(), "series") as advance:
        made = [
            ensemble.forecast_all(rows[columns], HORIZON_WEEKS, SEASON_WEEKS, profile, settings, bounds, advance)
            for rows, bounds in kinds
            if len(rows)
        ]
    return _Ensembles(
        _stacked([one.forecast for one in made], ensemble.FORECAST_COLUMNS),
        _stacked([one.accuracy for one in made], replays.COLUMNS),
        _stacked([one.weights for one in made], ensemble.WEIGHT_COLUMNS),
        _stacked([one.notes for one in made], ("unique_id", "note")),
        ensemble.fingerprint_of(models),
        absent,
    )


def _stacked(frames: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    """Put frames below each other; none give an empty one."""
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(columns))


def _content(frame: pd.DataFrame) -> str:
    """Return a hash of a frame's rows in their order."""
    hashes = pd.util.hash_pandas_object(frame, index=False).to_numpy()
    return hashlib.sha256(hashes.tobytes()).hexdigest()


def _forecast_rows(made: _Made, chosen: SeriesSet) -> pd.DataFrame:
    """Return rows of the table `forecast`."""
    rows = made.ahead.rename(columns={"unique_id": "series_id", "ds": "week"})
    cutoff = rows["series_id"].map(chosen.meta.set_index("series_id")["now_week"])
    return rows.assign(run_id=made.run_id, cutoff=cutoff, made_at=utc_now())


def _accuracy(store: Store, chosen: SeriesSet, made: _Made) -> pd.DataFrame:
    """Return the replays of series that stood on their own at that origin, and the scores of what was published."""
    rows = made.replays.rename(columns={"unique_id": "series_id"}).assign(run_id=made.run_id, kind="replayed")
    rows = rows[chosen.stood(rows[["series_id", "cutoff"]])]
    history = chosen.history
    foretold = store.read("forecast_published", now=history["ds"].max())
    gone = set(foretold["series_id"]) - set(history["unique_id"])  # no longer followed, and still to be judged
    known = pd.concat([history, chosen.countable.history(gone)], ignore_index=True)
    both = [frame for frame in (rows, score_published(foretold, known, SEASON_WEEKS)) if len(frame)]
    return pd.concat(both, ignore_index=True) if both else rows


def _trends(
    chosen: SeriesSet, measured: pd.DataFrame, made: _Made, accuracy: pd.DataFrame, recent: pd.DataFrame
) -> pd.DataFrame:
    """Return rows of the table `trend`."""
    read = lifecycle.call(measured, made.ahead).drop(columns=["now_week", "weekly_authors"])
    rows = chosen.meta.merge(read, left_on="series_id", right_on="unique_id").merge(recent, on="series_id", how="left")
    rows = rows.merge(reception.measure(chosen.received), on="unique_id", how="left")
    rows["usual_error"], rows["replays"] = _usual_errors(rows["series_id"], accuracy)
    rows["label"] = rows["series_id"].map(_forecast_labels(made.ahead))
    rows["forecast"], rows["sound"] = rows["label"].notna(), rows["label"] == replays.ENSEMBLE
    rows["run_id"] = pd.Series(made.run_id, index=rows.index).where(rows["forecast"])
    rows["confidence"] = lifecycle.confidence(rows)
    rows["reason"], rows["caution"] = _reasons(rows), reception.cautions(rows)
    rows["facts"] = _facts(rows)
    return rows[list(TREND)]


def _usual_errors(series_ids: pd.Series[str], accuracy: pd.DataFrame) -> tuple[pd.Series[float], pd.Series[int]]:
    """Return the ensemble's median season error over half a year for each series, and over how many replays."""
    half = accuracy[(accuracy["model"] == replays.ENSEMBLE) & (accuracy["horizon"] == USUAL_ERROR_WEEKS)]
    errors = half[half["kind"] == "replayed"].groupby("series_id")["season_error"]
    return series_ids.map(errors.median()).astype(float), series_ids.map(errors.count()).fillna(0).astype(int)


def _forecast_labels(ahead: pd.DataFrame) -> pd.Series[str]:
    """Return by series what made its forecast, as its model says before the bracket: `ensemble`, `short history`…"""
    models = ahead.drop_duplicates("unique_id").set_index("unique_id")["model"]
    return models.str.replace(r"^(borrowed).*|^([^(]*)\(.*", r"\1\2", regex=True)


def _reasons(rows: pd.DataFrame) -> pd.Series[str]:
    """Return the reason codes that the pages put into words."""
    stage = rows["stage"] + pd.Series(np.where(rows["seasonal"], "-seasonal", ""), index=rows.index)
    return stage.mask(~rows["own"].astype(bool), "borrowed").mask(~rows["forecast"], "no-forecast")


def _facts(rows: pd.DataFrame) -> list[str]:
    """Return the numbers behind each sentence as JSON, with the thresholds that were used."""
    thresholds = lifecycle.table()
    shown = rows[list(FACTS)].copy()
    for name in ("peak_week", "peak_lo", "peak_hi"):
        shown[name] = pd.to_datetime(shown[name]).dt.strftime("%Y-%m-%d")
    plain = shown.astype(object).where(shown.notna(), None).to_dict("records")
    return [json.dumps(facts | {"thresholds": thresholds}, default=float) for facts in plain]


def _result(made: _Made, trends: pd.DataFrame, evidence: int, weeks: int) -> ForecastResult:
    """Count what was made."""
    borrowed = int((trends["reason"] == "borrowed").sum())
    none = int((trends["reason"] == "no-forecast").sum())
    return ForecastResult(
        series=len(trends),
        forecast=len(trends) - borrowed - none,
        borrowed=borrowed,
        not_forecast=none,
        trends=len(trends),
        evidence=evidence,
        weeks=weeks,
        run_id=made.run_id,
        absent=made.absent,
    )
