"""How often stages and seasons are called right on sample seasons whose truth is known.

Each season goes the real way: its files are generated, ingested, tagged, and its whole labels forecast. Then every
planted label's stage is compared with what was planted: rising is right as emerging or rising, falling as declining
or fading, steady as steady alone. A seasonal flag is right when it says what was planted, yes or no. Labels of the
background are flat and unplanted: they are counted beside the others, as false alarms, not among the hits.

Thresholds were fixed on seeds 0 to 4; seeds 5 to 14 are for reporting.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.jobs import forecast, tag
from data import sample
from data.sample import SampleSeason
from data.settings import Settings
from data.store import Store
from ingest.jobs import posts as ingest_posts

RIGHT = {"rising": ("emerging", "rising"), "falling": ("declining", "fading"), "steady": ("steady",)}
STAGES = ("emerging", "rising", "peaking", "steady", "declining", "fading", "absent")
KINDS = ("rising", "falling", "steady", "background")
WHOLE_LABELS = 340  # series asked for: whole labels come first, so this covers them
AIM, FALSE_RISING_AIM = 0.90, 0.05


@dataclass(frozen=True)
class Scores:
    """What came out at one number of posts.

    Attributes:
        posts: posts in each season.
        seeds: seasons.
        rising, falling, steady: planted labels of the kind that were called right ÷ all of the kind.
        season: planted labels whose seasonal flag was right ÷ all planted.
        season_found: seasonal labels that were flagged ÷ all seasonal ones.
        season_false: planted and background labels without a season that were flagged ÷ all without.
        false_rising: steady labels called rising or emerging ÷ all steady.
        background_rising: background labels called rising or emerging ÷ all of the background.
        peak_weeks_off: median distance of the peak week from the planted one.
        peak_held: planted peaks inside the range that was given ÷ all that were found.
        peak_range: mean width of that range in weeks, both ends counted.
        labels: planted labels.
        seconds_per_seed: the whole way.
    """

    posts: int
    seeds: int
    rising: float
    falling: float
    steady: float
    season: float
    season_found: float
    season_false: float
    false_rising: float
    background_rising: float
    peak_weeks_off: float
    peak_held: float
    peak_range: float
    labels: int
    seconds_per_seed: float

    @property
    def passes(self) -> bool:
        """Whether every aim is met."""
        least = min(self.rising, self.falling, self.steady, self.season)
        return least >= AIM and self.false_rising <= FALSE_RISING_AIM


def called(posts: int, seed: int) -> pd.DataFrame:
    """Take one season the whole way and return a row per label: the truth of it beside what was called."""
    with tempfile.TemporaryDirectory(prefix="hemline-stages-") as folder:
        season = sample.generate(Path(folder) / "season", posts=posts, looks=0, seed=seed)
        store = Store(Settings(home=Path(folder) / "home"))
        take_in(season, store)
        forecast.run(store, limit=WHOLE_LABELS)
        truth = pd.DataFrame(json.loads(season.truth.read_text(encoding="utf-8"))["labels"])
        trends = store.read("snapshot/trend")
    whole = trends[trends["series_id"] == trends["label_id"] + "|all|all|all|all"]
    rows = truth.merge(whole, on="label_id", how="left", suffixes=("_true", ""))
    return rows.assign(seed=seed, stage=rows["stage"].fillna("absent"), seasonal=rows["seasonal"].eq(True))


def take_in(season: SampleSeason, store: Store) -> None:
    """Ingest a season's posts and tag them."""
    for file in season.post_files:
        ingest_posts.run(store, file.path, format=file.format, region=file.region, is_sample=True)
    tag.run(store)


def score(rows: pd.DataFrame, posts: int, seconds: float) -> Scores:
    """Turn the calls of several seasons into rates."""
    peaks = _peaks(rows[rows["kind"] != "background"])
    planted, background = rows[rows["kind"] != "background"], rows[rows["kind"] == "background"]
    right = {kind: _rate(planted, planted["kind"] == kind, planted["stage"].isin(RIGHT[kind])) for kind in RIGHT}
    rose = rows["stage"].isin(RIGHT["rising"])
    return Scores(
        posts=posts,
        seeds=rows["seed"].nunique(),
        **right,
        season=float((planted["seasonal"] == planted["seasonal_true"]).mean()),
        season_found=_rate(planted, planted["seasonal_true"], planted["seasonal"]),
        season_false=_rate(rows, ~rows["seasonal_true"], rows["seasonal"]),
        false_rising=_rate(rows, rows["kind"] == "steady", rose),
        background_rising=_rate(background, background["kind"] == "background", rose.loc[background.index]),
        peak_weeks_off=float(peaks["off"].abs().median()),
        peak_held=float(peaks["off"].between(peaks["low"], peaks["high"]).mean()),
        peak_range=round(float((peaks["high"] - peaks["low"] + 1).mean()), 1),
        labels=len(planted),
        seconds_per_seed=round(seconds / rows["seed"].nunique(), 1),
    )


def _rate(rows: pd.DataFrame, among: pd.Series[bool], hit: pd.Series[bool]) -> float:
    return float(hit[among].mean())


def _peaks(planted: pd.DataFrame) -> pd.DataFrame:
    """Return for each season found how many weeks the planted peak lies behind the called one, and the range given."""
    found = planted[planted["seasonal"] & planted["seasonal_true"]]
    called = pd.to_datetime(found["peak_week"])
    week = called.dt.isocalendar().week.astype(float)
    ends = {
        name: (pd.to_datetime(found[column]) - called).dt.days / 7
        for name, column in (("low", "peak_lo"), ("high", "peak_hi"))
    }
    return pd.DataFrame({"off": (found["peak_week_true"].astype(float) - week + 26) % 52 - 26, **ends})


def _show(scores: Scores, rows: pd.DataFrame) -> None:
    """Print the rates with their 95 % margins, the confusion, and the labels that were missed."""
    kinds = rows["kind"].value_counts()
    print(f"\n{scores.posts:,} posts, {scores.seeds} seeds, {scores.labels} planted labels")
    for kind in RIGHT:
        rate = getattr(scores, kind)
        margin = 1.96 * math.sqrt(rate * (1 - rate) / kinds[kind])
        print(f"  {kind:<10} right {rate:6.1%} ± {margin:.1%} of {kinds[kind]}")
    print(f"  seasonal   right {scores.season:6.1%}, found {scores.season_found:.1%}, false {scores.season_false:.1%}")
    print(f"  steady called rising {scores.false_rising:.1%}, background called rising {scores.background_rising:.1%}")
    print(f"  peak week off by {scores.peak_weeks_off:.0f} (median), in its range {scores.peak_held:.1%}", end=" ")
    print(f"(mean width {scores.peak_range} weeks), {scores.seconds_per_seed} s a seed")
    print(pd.crosstab(rows["kind"], rows["stage"]).reindex(index=KINDS, columns=STAGES, fill_value=0).to_string())


def seeds_of(text: str) -> list[int]:
    """Read '5-14' or '0,1,7'."""
    first, dash, last = text.partition("-")
    return list(range(int(first), int(last) + 1)) if dash else [int(seed) for seed in text.split(",")]


def measure(posts: int, seeds: Sequence[int], rows_to: Path | None = None) -> Scores:
    """Measure at one number of posts, print the table, and return the scores."""
    begun = time.monotonic()
    rows = pd.concat([called(posts, seed) for seed in seeds], ignore_index=True)
    scores = score(rows, posts, time.monotonic() - begun)
    _show(scores, rows)
    if rows_to is not None:
        rows.to_csv(rows_to / f"stages-{posts}.csv", index=False)
    return scores


def main() -> None:
    """Read the options, measure each size, and end with one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages", description=__doc__)
    parser.add_argument("--small", action="store_true", help="one season of 20,000 posts, to see that it runs")
    parser.add_argument("--seeds", type=seeds_of, default=seeds_of("5-14"), help="such as 5-14 or 0,1,2")
    parser.add_argument("--posts", default="20000,200000", help="sizes, such as 20000,200000")
    parser.add_argument("--rows", type=Path, default=None, help="a folder that takes each label's row as CSV")
    options = parser.parse_args()
    sizes = [20_000] if options.small else [int(size) for size in options.posts.split(",")]
    seeds = options.seeds[:1] if options.small else options.seeds
    every = [measure(size, seeds, options.rows) for size in sizes]
    figures = {"benchmark": "stages", "sizes": [vars(one) | {"passes": one.passes} for one in every]}
    print(json.dumps(figures, default=float))


if __name__ == "__main__":
    main()
