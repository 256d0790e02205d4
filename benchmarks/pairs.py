"""How many of the pairs planted in sample seasons are found: `python -m benchmarks.pairs [--seeds 5] [--posts 20000]`.

A sample season plants four pairs of a garment and a colour that are worn together more often than by chance. Each
is generated, ingested and tagged; then its pairs are counted and tested as the page Trend tests them. What stands and
was not planted is named: garments that are known by what they are made of, and words that are read as two labels.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import pandas as pd

from analysis.jobs import companions
from analysis.trends.together import surest
from benchmarks.stages import take_in
from data import sample
from data.settings import Settings
from data.store import Store


def main() -> None:
    """Judge each season and print a row for it; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--posts", type=int, default=20_000)
    asked = parser.parse_args()
    rows = [judged(asked.posts, seed) for seed in range(asked.seeds)]
    for row in rows:
        print(
            f"seed {row['seed']}: {row['found']} of {row['planted']} planted pairs stand, by {row['authors']} people; "
            f"others that stand, of {row['pairs']:,}: {', '.join(row['others']) or 'none'}"
        )
    print(json.dumps(rows))


def judged(posts: int, seed: int) -> dict[str, object]:
    """Return what of one season's pairs was found.

    Returns:
        seed; planted, found (how many); authors (people who show each planted pair); pairs (that were tested); others
        (that stand and were not planted).
    """
    with tempfile.TemporaryDirectory(prefix="hemline-pairs-") as folder:
        season = sample.generate(Path(folder) / "season", posts=posts, looks=0, seed=seed)
        store = Store(Settings(home=Path(folder) / "home"))
        take_in(season, store)
        truth = json.loads(season.truth.read_text(encoding="utf-8"))["pairs"]
        tested = _tested(store)
    planted = {tuple(sorted((pair["within"], pair["label_id"]))) for pair in truth}
    names = [tuple(sorted(pair)) for pair in zip(tested["one"], tested["label_id"], strict=True)]
    standing = {name for name, stands in zip(names, tested["stands"], strict=True) if stands}
    people = dict(zip(names, tested["authors"].tolist(), strict=True))
    return {
        "seed": seed, "planted": len(planted), "found": len(planted & standing), "pairs": len(people),
        "authors": [people.get(pair, 0) for pair in sorted(planted)],
        "others": [" × ".join(pair) for pair in sorted(standing - planted)],
    }  # fmt: skip


def _tested(store: Store) -> pd.DataFrame:
    """Return every label's pairs, tested."""
    with store.connection() as con:
        newest = con.execute("SELECT max(week) AS now_week FROM mention").df()
    companions.count(store, newest)
    with store.connection() as con:
        pairs = con.execute("SELECT * FROM companion").df()
    by_label = [
        surest(own.assign(label_id=own["with_label_id"])).assign(one=label) for label, own in pairs.groupby("label_id")
    ]
    return pd.concat(by_label, ignore_index=True)


if __name__ == "__main__":
    main()
