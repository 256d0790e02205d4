"""How far a flood from one feed moves the whole, with the rule that weighs loud feeds down and without it.

Each sample season is taken in twice: as it is; and with twenty times the usual posts in its feed of German posts for
eight weeks, taken from another season with other labels. What a flood moves is the distance between the shares of the
flooded weeks and those of the season as it is. Stages are called with and without the rule, and without a forecast,
which only `peaking` reads. The rule and its figure were set before any of these seasons was looked at.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.jobs import forecast
from analysis.trends import lifecycle
from analysis.trends.signals import WHOLE
from benchmarks.stages import RIGHT, WHOLE_LABELS, seeds_of, take_in
from data import sample
from data.sample import SampleSeason
from data.settings import Settings
from data.store import Store

POSTS = 20_000
OTHER_SEED = 1_000  # added to the seed of the season that floods
FLOOD_WEEKS = 8  # the 156 weeks of another season's feed, put into eight, are twenty times its usual posts
ENDED = 8  # weeks ago
LAST_WEEK = date(2025, 12, 22)
NO_RULE, RULE = float("inf"), 1.5


@dataclass(frozen=True)
class Course:
    """One season as it came out under one rule.

    Attributes:
        rows: a row per planted label: kind, seasonal_true and what was called.
        shares: unique_id, ds, y of the planted labels.
        weighed: the part of all weeks in which anybody weighed less than 1.
    """

    rows: pd.DataFrame
    shares: pd.DataFrame
    weighed: float


def measure(posts: int, seed: int, loudest: float) -> Iterator[dict[str, Any]]:
    """Yield a row for each rule, for the season as it is and for the flooded one."""
    rules = {"no rule": NO_RULE, "rule": loudest}
    with tempfile.TemporaryDirectory(prefix="hemline-floods-") as folder:
        calm, flooded = (_season(Path(folder) / name, posts, seed) for name in ("calm", "flooded"))
        window = _flood(flooded, _season(Path(folder) / "other", posts, OTHER_SEED + seed))
        as_it_is = None
        for name, season in (("calm", calm), ("flooded", flooded)):
            home = Path(folder) / f"home-{name}"
            take_in(season, Store(Settings(home=home)))
            for rule, limit in rules.items():
                course = _course(season, Store(Settings(home=home, loudest=limit)))
                as_it_is = as_it_is or course
                row = {"case": name, "rule": rule, "seed": seed, "weeks_weighed": course.weighed}
                yield row | _against(as_it_is, course, window) | _right(course.rows)


def _season(folder: Path, posts: int, seed: int) -> SampleSeason:
    return sample.generate(folder, posts=posts, looks=0, seed=seed)


def _course(season: SampleSeason, store: Store) -> Course:
    """Count the series and call the stages."""
    truth = pd.DataFrame(json.loads(season.truth.read_text(encoding="utf-8"))["labels"])
    planted = truth[truth["kind"] != "background"].assign(unique_id=truth["label_id"] + WHOLE)
    history = forecast.choose(store, WHOLE_LABELS).history
    called = lifecycle.call(lifecycle.measure(history), pd.DataFrame(columns=["unique_id", "ds", "yhat"]))
    rows = planted.merge(called, on="unique_id", how="left", suffixes=("_true", ""))
    shares = history.loc[history["unique_id"].isin(planted["unique_id"]), ["unique_id", "ds", "y"]]
    with store.connection(read_only=True) as con:
        weeks = con.execute("SELECT min(weight) AS least FROM feed_week GROUP BY week").df()
    return Course(rows.assign(seasonal=rows["seasonal"].eq(True)), shares, float((weeks["least"] < 1).mean()))


def _flood(season: SampleSeason, other: SampleSeason) -> list[date]:
    """Put every German post of another season into eight weeks of this one's feed, and return the weeks."""
    window = [LAST_WEEK - timedelta(weeks=ENDED + week) for week in range(FLOOD_WEEKS)]
    lines = other.mastodon.read_text(encoding="utf-8").splitlines()
    with season.mastodon.open("a", encoding="utf-8") as file:
        for number, line in enumerate(lines):
            with contextlib.suppress(ValueError, KeyError):  # of the rows that are planted to be refused
                moved = _moved_to(json.loads(line), window[number % FLOOD_WEEKS])
                file.write(json.dumps(moved, ensure_ascii=False) + "\n")
    return window


def _moved_to(status: dict[str, Any], week: date) -> dict[str, Any]:
    """Return a status of somebody else, on the same day of another week."""
    posted = date.fromisoformat(status["created_at"][:10])
    day = week + timedelta(days=posted.weekday())
    account = {name: f"9{value}" if name == "id" else f"flood-{value}" for name, value in status["account"].items()}
    stamp = f"{day}{status['created_at'][10:]}"
    return status | {"id": f"9{status['id']}", "created_at": stamp, "account": account}


def _against(as_it_is: Course, course: Course, window: list[date]) -> dict[str, float]:
    """Return how far shares moved, and how many stages stayed.

    `moved` is the distance between the mean shares of the flooded weeks over the share as it is: the median of all
    planted labels. `same_stage` is the part of them that is called as without flood and rule.
    """
    means = [
        one.shares[one.shares["ds"].isin(pd.to_datetime(window))].groupby("unique_id")["y"].mean()
        for one in (as_it_is, course)
    ]
    moved = (means[1] - means[0]).abs() / means[0].where(means[0] > 0)
    both = as_it_is.rows.merge(course.rows, on="label_id", suffixes=("", "_then"))
    return {"moved": float(moved.median()), "same_stage": float((both["stage"] == both["stage_then"]).mean())}


def _right(rows: pd.DataFrame) -> dict[str, float]:
    """Return the part of labels of each kind whose stage is right, and of the seasonal flags."""
    stages = {kind: float(rows.loc[rows["kind"] == kind, "stage"].isin(names).mean()) for kind, names in RIGHT.items()}
    return stages | {"season": float((rows["seasonal"] == rows["seasonal_true"]).mean())}


def main() -> None:
    """Read the options, print a table, and end with one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floods", description=__doc__)
    parser.add_argument("--small", action="store_true", help="one season, to see that it runs")
    parser.add_argument("--seeds", type=seeds_of, default=seeds_of("5-14"), help="such as 5-14 or 0,1,2")
    parser.add_argument("--loudest", type=float, default=RULE, help="times its usual people that a feed counts")
    options = parser.parse_args()
    seeds = options.seeds[:1] if options.small else options.seeds
    rows = pd.DataFrame([row for seed in seeds for row in measure(POSTS, seed, options.loudest)])
    table = rows.drop(columns="seed").groupby(["case", "rule"]).mean()
    print(f"\n{POSTS:,} posts, {len(seeds)} seeds, a feed counts {options.loudest:g} times its usual people at most")
    print(table.map(lambda part: f"{part:.1%}").to_string())
    print(
        json.dumps({"benchmark": "floods", "loudest": options.loudest, "rows": table.reset_index().to_dict("records")})
    )


if __name__ == "__main__":
    main()
