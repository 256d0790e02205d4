"""A season of the largest size the dashboard must bear: invented series put straight into a warehouse and published.

Nothing is read, tagged or forecast on the way. The posts themselves are not in a snapshot, so their number only enters
the counts: the bases of all weeks add up to it, and the warehouse holds one post for each cell of the coverage.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image as Picture

from benchmarks.large_company import company
from data.desk import Desk
from data.settings import Settings
from data.snapshot import Snapshot, publish
from data.store import Store
from data.watchlist import Standing, keep

NOW = date(2025, 12, 22)
MADE = datetime(2025, 12, 29, 6, 0)
PARTS = {"GB": 0.4, "US": 0.3, "FR": 0.2, "DE": 0.1}  # of all posts
FACETS = ("colour", "category", "pattern", "material", "silhouette", "detail", "style", "occasion")
STAGES = ("emerging", "rising", "peaking", "steady", "declining", "fading")
EDGES = (0.6, 0.15, 0.1, -0.1, -0.4)  # growths from which a stage begins
SOURCES, LANGUAGES = ("bluesky", "mastodon", "reddit"), ("en", "fr", "de", "zh")
SEASONS = ("FW23", "SS24", "FW24", "SS25", "FW25", "SS26")
ORIGINS = (13, 26, 39, 52)  # weeks back
HORIZONS = (13, 26, 52)
MODELS = {"ensemble": 0.08, "seasonal-naive": 0.11, "level": 0.12, "damped": 0.1, "mstl": 0.09}
EVIDENCE_WEEKS, EVIDENCE_A_WEEK, LOOKS, KEPT = 26, 2, 600, 20


@dataclass(frozen=True)
class Size:
    """How large the season is."""

    trends: int = 5_000
    weeks: int = 160
    posts: int = 10_000_000


def build(settings: Settings, size: Size, seed: int = 0) -> str:
    """Fill the warehouse of a fresh home, publish twice, so that something changed, and return the snapshot's id."""
    store, dice = Store(settings), np.random.default_rng(seed)
    with store.transaction():
        for table, frame in _tables(size, dice).items():
            store.add(table, frame)
    _thumbs(settings)
    publish(store)
    with store.connection() as con:
        con.execute("UPDATE trend SET stage = 'peaking' WHERE stage = 'rising' AND hash(series_id) % 8 = 0")
        con.execute("UPDATE trend SET growth = growth + 0.2 WHERE hash(series_id) % 16 = 0")
    snapshot_id = publish(store)
    _keep_some(settings)
    return snapshot_id


def _tables(size: Size, dice: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the rows of every table that a page shows."""
    labels = _labels(size, dice)
    keys = _keys(labels)
    shares = _shares(keys, size, dice)
    series, evidence = _series(keys, shares, size), _evidence(labels, dice)
    return company(labels, evidence, dice) | {
        "source": _sources(),
        "post": _posts(size),
        "label": labels,
        "series": series,
        "component": _components(series),
        "trend": _trends(keys, shares, size, dice),
        "forecast": _forecasts(keys, shares),
        "forecast_weight": _each(keys, "model", {"level": 0.4, "mstl": 0.3, "theta": 0.2, "ets": 0.1}, "weight"),
        "analogue": _analogues(keys, dice),
        "accuracy": _accuracy(keys, shares, dice),
        "evidence": evidence,
        "feed_week": _feed_weeks(size),
        "reader": _readers(),
        "image": _images(),
        "tag": _tags(labels, dice),
        "emerging_term": _terms(dice),
        "topic": pd.DataFrame(
            {"topic_id": range(200), "model": "minilm-0+bertopic-0", "words": "[]", "posts": 40}
        ).assign(name=[f"word {n}, word {n + 1}, word {n + 2}" for n in range(200)]),
        "job_run": _jobs(),
    }


def _labels(size: Size, dice: np.random.Generator) -> pd.DataFrame:
    """Return the labels; colours have a hex."""
    numbers = np.arange(size.trends)
    facets = np.array(FACETS)[numbers % len(FACETS)]
    frame = pd.DataFrame({"label_id": [f"{f}:thing-{n}" for f, n in zip(facets, numbers, strict=True)]})
    frame["facet"], frame["name"] = facets, [f"{f.title()} thing {n}" for f, n in zip(facets, numbers, strict=True)]
    frame["names"] = [json.dumps({"en": name, "zh": f"款式{n}"}) for n, name in enumerate(frame["name"])]
    frame["hex"] = [f"#{value:06X}" for value in dice.integers(0, 2**24, size.trends)]
    return frame.assign(hex=frame["hex"].where(frame["facet"] == "colour"), origin="vocabulary")


def _keys(labels: pd.DataFrame) -> pd.DataFrame:
    """Return the key of every series: each label in all regions and in each."""
    keys = labels[["label_id"]].merge(pd.DataFrame({"region": ["all", *PARTS]}), how="cross")
    keys["series_id"] = keys["label_id"] + "|all|" + keys["region"] + "|all|all"
    return keys.assign(within_label_id="all", source="all", audience="all")


def _shares(keys: pd.DataFrame, size: Size, dice: np.random.Generator) -> np.ndarray:
    """Return the weekly shares, one row a series: a level, a slope, often a season, and noise."""
    count, weeks = len(keys), np.arange(size.weeks)
    level = np.exp(dice.normal(-5.0, 1.0, (count, 1)))
    slope = dice.normal(0.0, 0.35, (count, 1)) * np.clip(weeks - 56, 0, None) / 52
    height = np.where(dice.random((count, 1)) < 0.3, 0.5, 0.05)
    wave = 1 + height * np.sin(2 * np.pi * (weeks + dice.integers(0, 52, (count, 1))) / 52)
    shares: np.ndarray = level * np.exp(slope) * wave * (1 + 0.08 * dice.standard_normal((count, size.weeks)))
    return np.clip(shares, 1e-5, 0.9)


def _weeks(size: Size) -> list[date]:
    """Return the Mondays, the last one that of a week that is not over."""
    return [NOW - timedelta(weeks=size.weeks - 2 - n) for n in range(size.weeks)]


def _series(keys: pd.DataFrame, shares: np.ndarray, size: Size) -> pd.DataFrame:
    """Return every week of every series; the bases of all regions add up to the posts."""
    base = np.repeat(np.round(size.posts / size.weeks * keys["region"].map({"all": 1.0, **PARTS})), size.weeks)
    frame = keys.loc[keys.index.repeat(size.weeks)].reset_index(drop=True)
    frame = frame.assign(week=np.tile(_weeks(size), len(keys)), base=base.to_numpy(), y=shares.ravel())
    authors = np.round(frame["y"] * frame["base"])
    return frame.assign(
        authors=authors, pro=0.4 * authors, con=0.1 * authors, voices=authors, echo=2.6 * authors,
        base_echo=2.4 * frame["base"],
    )  # fmt: skip


def _components(series: pd.DataFrame) -> pd.DataFrame:
    """Return the weeks taken apart."""
    level = series["y"] * 0.9
    return series[["series_id", "week"]].assign(level=level, season=series["y"] * 0.06, rest=series["y"] * 0.04)


def _trends(keys: pd.DataFrame, shares: np.ndarray, size: Size, dice: np.random.Generator) -> pd.DataFrame:
    """Return where every series stands."""
    count = len(keys)
    now, before = shares[:, -53:-1].mean(axis=1), shares[:, -105:-53].mean(axis=1)
    growth, is_seasonal = now / before - 1, dice.random(count) < 0.3
    people = np.round(now * size.posts / size.weeks * 52).astype(int)
    peaks = pd.Series([NOW + timedelta(weeks=int(n)) for n in dice.integers(1, 50, count)]).where(is_seasonal)
    frame = keys.assign(
        run_id="run-1", now_week=NOW, seasonal=is_seasonal, usual_error=dice.uniform(0.04, 0.2, count),
        stage=np.select([growth > edge for edge in EDGES], STAGES[:-1], STAGES[-1]),
        seasonal_strength=np.where(is_seasonal, 0.7, 0.1),
        magnitude=np.select([now < 0.005, now < 0.02, now < 0.05, now < 0.15], ["niche", "small", "medium", "large"],
        "mass"), share=now, growth=growth, growth_lo=growth - 0.08, growth_hi=growth + 0.1, momentum=growth * 0.8,
        outlook=growth * 0.5, peak_week=peaks.to_numpy(), peak_lo=(peaks - timedelta(weeks=3)).to_numpy(),
        peak_hi=(peaks + timedelta(weeks=3)).to_numpy(), confidence=dice.choice(["high", "medium", "low"], count),
        posts=people + 20, authors=people, echo_share=now * 1.05,
        echo_growth=growth, stance=0.3, stance_lo=0.2, stance_hi=0.4, voices=500.0,
    )  # fmt: skip
    frame["reason"] = frame["stage"] + np.where(is_seasonal, "-seasonal", "")
    return frame.assign(facts=[_facts(row) for row in frame.to_dict("records")])


def _facts(row: Mapping[Any, Any]) -> str:
    """Return the numbers that a trend's sentence needs."""
    names = (
        "growth", "growth_lo", "growth_hi", "share", "momentum", "outlook", "usual_error", "seasonal_strength", "posts",
        "authors",
    )  # fmt: skip
    return json.dumps({name: row[name] for name in names} | {"weeks": 156, "thresholds": {}})


def _forecasts(keys: pd.DataFrame, shares: np.ndarray) -> pd.DataFrame:
    """Return 52 coming weeks of every series with widening bands."""
    steps = np.arange(1, 53)
    frame = keys.loc[keys.index.repeat(52), ["series_id"]].reset_index(drop=True)
    said = shares[:, -53:-1]
    width = (0.08 + 0.006 * steps) * said.mean(axis=1, keepdims=True)
    bands = {
        "yhat": said,
        "lo80": said - width,
        "hi80": said + width,
        "lo95": said - 2 * width,
        "hi95": said + 2 * width,
    }
    weeks = np.tile([NOW + timedelta(weeks=int(step)) for step in steps], len(keys))
    return frame.assign(
        run_id="run-1", cutoff=NOW, horizon=np.tile(steps, len(keys)), week=weeks, model="ensemble(theta 0.6, ets 0.4)",
        made_at=MADE, **{name: np.clip(values, 0, None).ravel() for name, values in bands.items()},
    )  # fmt: skip


def _each(keys: pd.DataFrame, name: str, parts: Mapping[str, float], value: str) -> pd.DataFrame:
    """Return one row for each series and part."""
    both = pd.DataFrame({name: list(parts), value: list(parts.values())})
    return keys[["series_id"]].merge(both, how="cross").assign(run_id="run-1")


def _analogues(keys: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
    """Return three years of other series that looked alike."""
    frame = keys.loc[keys.index.repeat(3), ["series_id"]].reset_index(drop=True)
    others = keys["series_id"].to_numpy()[dice.integers(0, len(keys), len(frame))]
    return frame.assign(place=np.tile([1, 2, 3], len(keys)), analogue_id=others, until=NOW - timedelta(weeks=60),
                        likeness=dice.uniform(0.4, 0.95, len(frame)), change_then=0.1,
                        growth=dice.normal(0, 0.2, len(frame)))  # fmt: skip


def _accuracy(keys: pd.DataFrame, shares: np.ndarray, dice: np.random.Generator) -> pd.DataFrame:
    """Return what the replays measured by origin, horizon and model, and one published forecast of each series."""
    replayed = [(back, horizon, model, off, "replayed", "run-1") for back in ORIGINS for horizon in HORIZONS
                for model, off in MODELS.items() if horizon <= back]  # fmt: skip
    return pd.concat(
        [_scores(keys, shares, dice, *each) for each in (*replayed, (30, 26, "ensemble", 0.06, "published", "run-0"))],
        ignore_index=True,
    )


def _scores(
    keys: pd.DataFrame, shares: np.ndarray, dice: np.random.Generator,
    back: int, horizon: int, model: str, off: float, kind: str, run_id: str,
) -> pd.DataFrame:  # fmt: skip
    """Return the errors of one model from one origin over one horizon."""
    origin = shares.shape[1] - 1 - back
    came, before = (shares[:, at : at + horizon].mean(axis=1) for at in (origin, max(origin - 52, 0)))
    errors = np.abs(dice.normal(off, off / 2, len(keys)))
    return keys[["series_id"]].assign(
        run_id=run_id, model=model, cutoff=NOW - timedelta(weeks=back), horizon=horizon, kind=kind, mase=10 * errors,
        smape=errors, season_error=errors, covered80=0.81, covered95=0.95, width80=0.3, weeks=horizon,
        said=came * (1 - errors), came=came, before=before,
    )  # fmt: skip


def _evidence(labels: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
    """Return posts that stand behind each label in its last weeks, and a look."""
    a_label = EVIDENCE_WEEKS * EVIDENCE_A_WEEK
    frame = labels.loc[labels.index.repeat(a_label), ["label_id", "name"]].reset_index(drop=True)
    number = np.tile(np.arange(a_label), len(labels))
    frame["subject_id"] = [f"{n:08d}" for n in range(len(frame))]
    posts = frame.assign(
        evidence_id="p-" + frame["subject_id"] + ":" + frame["label_id"], subject_kind="post", source="bluesky",
        week=[NOW - timedelta(weeks=int(n)) for n in number // EVIDENCE_A_WEEK], region=np.array([*PARTS])[number % 4],
        polarity=np.array(["for", "neutral", "against"])[number % 3], words=frame["name"],
        excerpt="Finally found the perfect " + frame["name"] + " for spring, wearing it every day of the week",
        engagement=dice.integers(0, 400, len(frame)),
    ).drop(columns="name")  # fmt: skip
    looks = labels[["label_id"]].assign(subject_id=[f"look{n % LOOKS:04d}" for n in range(len(labels))])
    looks = looks.assign(evidence_id="i-" + looks["subject_id"] + ":" + looks["label_id"], subject_kind="image",
                         source="runway", week=NOW - timedelta(weeks=12), region="FR", polarity="neutral",
                         sha256=[_sha(n % LOOKS) for n in range(len(labels))], designer="Atelier Vane", season="SS26",
                         look=1)  # fmt: skip
    return pd.concat([posts, looks], ignore_index=True)


def _sources() -> pd.DataFrame:
    """Return the sources."""
    rows = [(name, "posts") for name in SOURCES] + [("runway", "images")]
    return pd.DataFrame(rows, columns=["source", "kind"]).assign(
        title=[f"{name.title()} of the sample" for name, _ in rows], is_sample=True, added_at=MADE
    )


def _posts(size: Size) -> pd.DataFrame:
    """Return one post for each cell of the coverage."""
    cells = pd.MultiIndex.from_product([_weeks(size), SOURCES, [*PARTS], LANGUAGES])
    frame = cells.to_frame(index=False, name=["week", "source", "region", "language"])
    ids = [f"post{n:07d}" for n in range(len(frame))]
    return frame.assign(post_id=ids, native_id=ids, posted_at=pd.to_datetime(frame["week"]), author=ids, text="a post",
                        text_hash=ids, engagement=1)  # fmt: skip


def _feed_weeks(size: Size) -> pd.DataFrame:
    """Return how loud each feed was."""
    cells = pd.MultiIndex.from_product([_weeks(size), SOURCES, [*PARTS], LANGUAGES])
    frame = cells.to_frame(index=False, name=["week", "source", "region", "language"])
    return frame.assign(people=900, weight=1.0, region_weight=1.0)


def _readers() -> pd.DataFrame:
    """Return the readers."""
    rows = [("vocabulary@1", "text"), ("pixel-colour@1", "colour")]
    return pd.DataFrame(rows, columns=["reader", "kind"]).assign(
        name=lambda frame: frame["reader"].str.partition("@")[0], version="1", settings="{}", active=True, added_at=MADE
    )


def _images() -> pd.DataFrame:
    """Return the looks of six seasons."""
    numbers = np.arange(LOOKS)
    return pd.DataFrame(
        {
            "image_id": [f"look{n:04d}" for n in numbers], "sha256": [_sha(n) for n in numbers], "source": "runway",
            "path": "/nowhere.jpg", "width": 640, "height": 960,
            "designer": np.array(["Atelier Vane", "Marrow & Finch", "Odile Serre", "Kestrel"])[numbers % 4],
            "season": np.array(SEASONS)[numbers % 6], "year": 2023 + (numbers % 6 + 1) // 2, "city": "Paris",
            "look": numbers // 24 + 1,
        }
    )  # fmt: skip


def _tags(labels: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
    """Return two colours and two other labels of every look."""
    colours, others = (labels[is_one] for is_one in (labels["facet"] == "colour", labels["facet"] != "colour"))
    parts = [
        rows.sample(LOOKS, replace=True, random_state=dice).assign(
            reader=reader, subject_id=[f"look{n:04d}" for n in range(LOOKS)], score=score, evidence=lambda f: f["hex"]
        )
        for rows, reader, score in (
            (colours.head(16), "pixel-colour@1", 0.6), (colours.head(16), "pixel-colour@1", 0.2),
            (others.head(60), "vocabulary@1", 1.0), (others.head(60), "vocabulary@1", 1.0),
        )
    ]  # fmt: skip
    columns = ["reader", "subject_id", "label_id", "score", "evidence"]
    return pd.concat(parts, ignore_index=True)[columns].assign(subject_kind="image", polarity="neutral")


def _terms(dice: np.random.Generator) -> pd.DataFrame:
    """Return new words."""
    rows = pd.DataFrame({"term": [f"new word {n}" for n in range(200)], "authors_recent": dice.integers(20, 400, 200)})
    return rows.assign(region="all", kind="phrase", first_seen=NOW - timedelta(weeks=9), authors_before=4,
                       share_recent=0.01, share_before=0.0002, q_value=0.001, post_ids="[]")  # fmt: skip


def _jobs() -> pd.DataFrame:
    """Return the journal."""
    frame = pd.DataFrame({"job_id": [str(n) for n in range(200)], "job": "ingest posts", "outcome": "done"})
    return frame.assign(started_at=MADE, ended_at=MADE + timedelta(seconds=9), rows_in=1900, rows_stored=1880,
                        rows_repeat=15, rows_rejected=5)  # fmt: skip


def _sha(number: int) -> str:
    """Return the hash that stands for a picture."""
    return f"{number % 100:02d}{number:062d}"


def _thumbs(settings: Settings) -> None:
    """Draw a thumbnail for every look."""
    picture = Picture.effect_noise((213, 320), 60).convert("RGB")
    for number in range(LOOKS):
        path = settings.thumbs / _sha(number)[:2] / f"{_sha(number)}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path, quality=70)


def _keep_some(settings: Settings) -> None:
    """Put the first trends on the watchlist."""
    place = {"region": "all", "source": "all", "audience": "all"}
    for row in Snapshot.current(settings).read("page_standing", **place).head(KEPT).to_dict("records"):
        keep(Desk(settings), str(row["series_id"]), str(row["name"]), Standing.from_trend(row))
