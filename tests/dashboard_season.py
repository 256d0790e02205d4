"""A small published season for the page tests: plausible rows put straight into a warehouse.

Only tests use it. It stands in for no part of Hemline: the tables are the real ones, filled through `Store.add`
and published, so that pages can be tried in seconds and at sizes the sample season does not reach.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

import numpy as np
import pandas as pd
from dashboard_setting import (
    DANGEROUS,
    LABELS,
    MADE,
    NOW,
    REGIONS,
    WEEKS,
    add_brief,
    add_companions,
    add_history,
    add_labels,
    add_looks,
    add_sources,
)

from analysis.trends import lifecycle
from data.settings import Settings
from data.snapshot import publish
from data.store import Store

Heaps: TypeAlias = "defaultdict[str, list[pd.DataFrame]]"


@dataclass(frozen=True)
class Course:
    """How one planted label moves: its weekly shares and what a page should say of it."""

    shares: np.ndarray
    stage: str
    seasonal: bool


def build_season(settings: Settings, trends: int | None = None, is_sample: bool = True) -> str:
    """Fill a warehouse and publish it.

    Args:
        settings: names the home.
        trends: how many labels; the 18 planted ones, or that many made by repeating them.
        is_sample: whether the sources say that they are sample data.

    Returns:
        The snapshot's id.
    """
    store = Store(settings)
    labels = _labels(trends)
    with store.transaction():
        add_sources(store, is_sample)
        add_labels(store, labels)
        heaps: Heaps = defaultdict(list)
        for number, label in enumerate(labels):
            _heap_trend(heaps, number, label, REGIONS if trends is None or trends <= 100 else REGIONS[:1])
        for table, frames in heaps.items():
            store.add(table, pd.concat(frames, ignore_index=True))
        add_looks(store, settings)
        add_brief(store)
        add_history(store)
        if trends is None:
            add_companions(store)
    return publish(store)


def publish_empty(settings: Settings) -> str:
    """Publish a warehouse with no row in it."""
    store = Store(settings)
    store.add("source", pd.DataFrame([{"source": "x", "kind": "posts", "title": "x", "added_at": MADE}]))
    with store.connection() as con:
        con.execute("DELETE FROM source")
    return publish(store)


def _labels(trends: int | None) -> list[tuple[str, str, str | None, str]]:
    """Return the planted labels, or `trends` of them made by repeating them under numbered names."""
    if trends is None:
        return LABELS
    turns = ((n, LABELS[n % len(LABELS)]) for n in range(trends))
    return [(f"{key}-{n}", f"{name} {n}", colour, kind) for n, (key, name, colour, kind) in turns]


def _course(number: int, kind: str, scale: float) -> Course:
    """Draw a label's weekly shares: a level, a slope, a season, and the noise of few posts."""
    rng = np.random.default_rng(number + 7)
    t = np.arange(len(WEEKS))
    level = scale * (0.008 + 0.05 * rng.random())
    slope = {"rising": 0.9, "emerging": 1.6, "declining": -0.45, "fading": -0.8, "peaking": 0.3}.get(kind, 0.0)
    shape = np.exp(slope * np.clip((t - 60) / 100, 0, None))
    season = 1 + (0.55 if kind == "seasonal" else 0.05) * np.sin(2 * np.pi * (t + 9 * number) / 52)
    shares = level * shape * season * (1 + 0.08 * rng.standard_normal(len(t)))
    return Course(np.clip(shares, 0.0002, 0.9), "steady" if kind == "seasonal" else kind, kind == "seasonal")


def _heap_trend(heaps: Heaps, number: int, label: tuple[str, str, str | None, str], regions: tuple[str, ...]) -> None:
    """Add one label's series, forecast, accuracy, trend and evidence in each region."""
    label_id, _, _, kind = label
    for place, region in enumerate(regions):
        course = _course(number + 1000 * place, kind, 1.0 if region == "all" else 0.8 + 0.2 * place)
        key = {
            "series_id": f"{label_id}|all|{region}|all|all",
            "label_id": label_id,
            "within_label_id": "all",
            "region": region,
            "source": "all",
            "audience": "all",
        }
        base = 420 if region == "all" else 130
        heaps["series"].append(_series(key, course, base))
        borrowed = kind == "emerging" and region != "all"
        heaps["forecast"].append(_forecast(key["series_id"], course, borrowed))
        heaps["accuracy"].append(_accuracy(key["series_id"], course))
        heaps["component"].append(_parts(key["series_id"], course))
        if not borrowed:
            heaps["forecast_weight"].append(_weights(key["series_id"]))
            heaps["analogue"].append(_analogues(key["series_id"], f"{LABELS[0][0]}|all|{region}|all|all"))
        heaps["trend"].append(pd.DataFrame([_trend(key, course, base, borrowed)]))
    heaps["evidence"].append(_evidence(label_id, number))


def _series(key: dict[str, str], course: Course, base: int) -> pd.DataFrame:
    """Return the weekly shares."""
    frame = pd.DataFrame({"week": WEEKS, "base": base, "y": course.shares})
    authors = (course.shares * base).round().astype(int)
    liked, disliked = (0.2, 0.5) if course.stage == "peaking" else (0.6, 0.1)
    stances = {"pro": liked * authors, "con": disliked * authors, "voices": 1.1 * authors}
    return frame.assign(**key, **stances, authors=authors, echo=2.6 * authors, base_echo=2.4 * base)


def _forecast(series_id: str, course: Course, borrowed: bool) -> pd.DataFrame:
    """Return 52 future weeks with widening bands."""
    steps = np.arange(1, 53)
    yhat = course.shares[-53:-1] * (course.shares[-53:-1].mean() / course.shares[-105:-53].mean()) ** 0.5
    width = (0.08 + 0.006 * steps) * yhat.mean() * (2 if borrowed else 1)
    return pd.DataFrame(
        {
            "run_id": "run-1",
            "series_id": series_id,
            "cutoff": NOW,
            "horizon": steps,
            "week": [NOW + timedelta(weeks=int(step)) for step in steps],
            "yhat": yhat,
            "lo80": np.clip(yhat - width, 0, None),
            "hi80": yhat + width,
            "lo95": np.clip(yhat - 1.6 * width, 0, None),
            "hi95": yhat + 1.6 * width,
            "model": "parent's shape" if borrowed else "ensemble(theta 0.6, ets 0.4)",
            "made_at": MADE,
        }
    )


def _accuracy(series_id: str, course: Course) -> pd.DataFrame:
    """Return what the backtest measured, and one forecast that was published and has come due."""
    rows = [
        _score(series_id, course, back, horizon, model, off, "replayed")
        for back in (13, 26, 52)
        for horizon in (13, 26, 52)
        if horizon <= back
        for model, off in (("ensemble", 0.08), ("seasonal-naive", 0.105))
    ]
    return pd.DataFrame([*rows, _score(series_id, course, 30, 26, "ensemble", 0.06, "published")])


def _score(
    series_id: str, course: Course, back: int, horizon: int, model: str, off: float, kind: str
) -> dict[str, object]:
    """Return one row of accuracy: what came by the course, and what was said, too low by the given part."""
    origin = len(WEEKS) - 1 - back
    came = float(course.shares[origin : origin + horizon].mean())
    return {
        "run_id": "run-1" if kind == "replayed" else "run-0",
        "series_id": series_id,
        "model": model,
        "cutoff": NOW - timedelta(weeks=back),
        "horizon": horizon,
        "kind": kind,
        "mase": 10 * off + 0.1 * (horizon / 52),
        "smape": 0.1,
        "season_error": off,
        "covered80": 0.81 if model == "ensemble" else None,
        "covered95": 0.95 if model == "ensemble" else None,
        "width80": 0.3 if model == "ensemble" else None,
        "weeks": horizon,
        "said": came * (1 - off),
        "came": came,
        "before": float(course.shares[origin - 52 : origin - 52 + horizon].mean()),
    }


def _parts(series_id: str, course: Course) -> pd.DataFrame:
    """Return the weeks taken apart: a level that wanders, a wave where there is a season, and the rest."""
    shares = pd.Series(course.shares[:-1])
    level = shares.rolling(52, center=True, min_periods=26).mean()
    wave = np.sin(2 * np.pi * np.arange(len(shares)) / 52) * (0.5 if course.seasonal else 0.0)
    frame = pd.DataFrame({"series_id": series_id, "week": WEEKS[:-1], "level": level, "season": level * wave})
    return frame.assign(rest=shares - frame["level"] - frame["season"])


def _weights(series_id: str) -> pd.DataFrame:
    """Return the weights of four models, one of which the words do not know."""
    weights = {"level": 0.41, "mstl": 0.3, "theta": 0.2, "brand-new": 0.09}
    return pd.DataFrame(
        [{"run_id": "run-1", "series_id": series_id, "model": model, "weight": part} for model, part in weights.items()]
    )


def _analogues(series_id: str, other_id: str) -> pd.DataFrame:
    """Return two years that looked alike, one of the series itself, and one that did not."""
    years = [(other_id, 60, 0.93, 0.34), (series_id, 80, 0.71, -0.12), (other_id, 75, 0.2, 0.5)]
    return pd.DataFrame(
        [
            {
                "series_id": series_id,
                "place": place,
                "analogue_id": other,
                "until": NOW - timedelta(weeks=back),
                "likeness": likeness,
                "change_then": 0.1,
                "growth": growth,
            }
            for place, (other, back, likeness, growth) in enumerate(years, 1)
        ]
    )


def _trend(key: dict[str, str], course: Course, base: int, borrowed: bool) -> dict[str, object]:
    """Return the trend row that the shares give."""
    now, before = course.shares[-53:-1].mean(), course.shares[-105:-53].mean()
    growth = float(now / before - 1)
    peak = NOW + timedelta(weeks=18) if course.seasonal else None
    authors = int(now * base * 40)
    facts = {
        "growth": growth,
        "growth_lo": growth - 0.08,
        "growth_hi": growth + 0.1,
        "share": float(now),
        "weeks": 156,
        "posts": authors + 20,
        "authors": authors,
        "usual_error": 0.09,
        "seasonal_strength": 0.7,
        "momentum": growth * 0.8,
        "outlook": growth * 0.5,
        "thresholds": lifecycle.table(),
    }
    reason = "borrowed" if borrowed else course.stage + ("-seasonal" if course.seasonal else "")
    return {
        **key,
        "run_id": "run-1",
        "now_week": NOW,
        "stage": course.stage,
        "seasonal": course.seasonal,
        "seasonal_strength": 0.7 if course.seasonal else 0.1,
        "magnitude": _magnitude(float(now)),
        "share": float(now),
        "growth": growth,
        "growth_lo": growth - 0.08,
        "growth_hi": growth + 0.1,
        "momentum": growth * 0.8,
        "outlook": growth * 0.5,
        "peak_week": peak,
        "peak_lo": peak and peak - timedelta(weeks=3),
        "peak_hi": peak and peak + timedelta(weeks=3),
        "confidence": "low" if borrowed else "high",
        "usual_error": 0.09,
        "posts": authors + 20,
        "authors": authors,
        "reason": reason,
        "echo_share": float(now) * 2.6 / 2.4,
        "echo_growth": growth,
        "stance": -0.27 if course.stage == "peaking" else 0.45,
        "stance_lo": -0.34 if course.stage == "peaking" else 0.38,
        "stance_hi": -0.2 if course.stage == "peaking" else 0.52,
        "voices": 500.0,
        "caution": "disliked" if course.stage == "peaking" else None,
        "facts": json.dumps(facts),
    }


def _magnitude(share: float) -> str:
    """Return the band of a share."""
    bands = ((0.005, "niche"), (0.02, "small"), (0.05, "medium"), (0.15, "large"))
    return next((name for limit, name in bands if share < limit), "mass")


def _evidence(label_id: str, number: int) -> pd.DataFrame:
    """Return four posts and two looks that stand behind a label; one post is as hostile as scraped text can be."""
    word = label_id.split(":")[1].replace("-", " ")
    texts = [
        DANGEROUS if number == 0 else f"Finally found the perfect {word} for spring, wearing it every day",
        f"Everyone on my street is in {word} this week",
        f"Not sure about {word} this season, feels tired",
        f"{word} again, and I do not mind at all",
    ]
    posts = [
        {
            "evidence_id": f"p-{number}-{n}:{label_id}",
            "label_id": label_id,
            "week": NOW - timedelta(weeks=n),
            "subject_kind": "post",
            "subject_id": f"{number}-{n}",
            "source": "bluesky",
            "region": "GB",
            "polarity": ("for", "neutral", "against", "neutral")[n],
            "excerpt": text,
            "words": word,
            "engagement": 40 - 9 * n,
        }
        for n, text in enumerate(texts)
    ]
    looks = [
        {
            "evidence_id": f"i-{n}:{label_id}",
            "label_id": label_id,
            "week": NOW - timedelta(weeks=12),
            "subject_kind": "image",
            "subject_id": f"look{n:04d}",
            "source": "runway",
            "region": "FR",
            "polarity": "neutral",
            "sha256": f"{n:02x}" + "0" * 62,
            "designer": "Atelier Vane",
            "season": "SS25",
            "look": n + 1,
        }
        for n in (number % 24, (number + 5) % 24)
    ]
    return pd.DataFrame([*posts, *looks])
