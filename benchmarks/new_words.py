"""How soon planted new words are found, and what else is shown, when `hemline topics` looks for them every week.

A sample season goes the real way: generated, ingested, tagged. Then one look a week, from the first planted word's
onset to six weeks after the last one's, each with nothing but the posts up to its week. A word is found soon when one
of the looks of its first six weeks shows it, for all regions or for one. Whatever else any look shows is false, in
all looks together, each term once: that is stricter than the share of false terms in one look, which is printed too.
Decoys are put among the posts: a hashtag that four accounts push, a shop's advertisement that forty repeat, a word of
every December, a name from the news.

    python -m benchmarks.new_words [--small] [--posts 200000] [--seeds 20 21 22] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from analysis.jobs import tag, topics
from data import sample
from data.progress import progress
from data.settings import Settings
from data.store import Store
from ingest.jobs import posts as ingest_posts

SOON_WEEKS = 6
DECOYS = "decoys.csv"
FILES = ("posts_bluesky.jsonl", "posts_mastodon.jsonl", "posts_table.csv", DECOYS)
GARMENTS = ("wool coat", "denim jacket", "linen shirt", "silk skirt", "leather boots", "knitted vest")
OPENINGS = ("in love with", "finally found", "thinking about", "wore", "cannot decide on", "back to")


@dataclass(frozen=True)
class Decoy:
    """Posts with a new word that is no new word of fashion.

    Attributes:
        text: with places for an opening, a garment and a number.
        accounts: how many post it.
        posts: of each account in every span.
        starts: first days of the spans.
        days: how long each span lasts.
    """

    text: str
    accounts: int
    posts: int
    starts: tuple[date, ...]
    days: int


PUSHED = Decoy("{opening} my {garment} no {n} #halcyondrop", 4, 30, (date(2025, 6, 2),), 28)
COPIED = Decoy(
    "New in at Brontide Atelier: the wool coat everyone asked for, use code BRONTIDE at the till",
    40, 1, (date(2025, 7, 7),), 14,
)  # fmt: skip
YEARLY = Decoy(
    "{opening} a {garment} for the flurrymarket",
    60, 1, (date(2023, 12, 4), date(2024, 12, 2), date(2025, 11, 24)), 28,
)  # fmt: skip
NAMED = Decoy("did anyone else hear Zelmira Voss in the debate, minute {n}", 80, 1, (date(2025, 8, 4),), 21)


@dataclass(frozen=True)
class Row:
    """What came out of one season.

    Attributes:
        planted: planted words.
        soon: of those, found within six weeks of their onset.
        wait: weeks from onset to the first look that shows a word, median over those found at all.
        found: distinct terms that any look showed.
        false: of those, not planted.
        false_a_look: terms in a look that were not planted ÷ terms in it, mean over the looks that show any.
        look_s: seconds of a look.
    """

    seed: int
    planted: int
    soon: int
    wait: float
    found: int
    false: int
    false_a_look: float
    looks: int
    look_s: float
    false_terms: str


def measure(posts: int, seed: int, folder: Path) -> Row:
    """Replay one season week by week."""
    store = _store(posts, seed, folder)
    truth = json.loads((folder / "season" / "truth.json").read_text(encoding="utf-8"))
    planted = {word["word"].lower(): date.fromisoformat(word["onset_week"]) for word in truth["new_words"]}
    started_s = time.perf_counter()
    looks = _looks(store, min(planted.values()), max(planted.values()) + timedelta(weeks=SOON_WEEKS - 1))
    found = set().union(*looks.values())
    waits = {
        word: min(((week - onset).days // 7 + 1 for week, terms in looks.items() if word in terms), default=None)
        for word, onset in planted.items()
    }
    false = sorted(found - set(planted))
    return Row(
        seed,
        planted=len(planted),
        soon=sum(wait is not None and wait <= SOON_WEEKS for wait in waits.values()),
        wait=float(pd.Series([wait for wait in waits.values() if wait is not None], dtype=float).median()),
        found=len(found),
        false=len(false),
        false_a_look=float(pd.Series([len(t - set(planted)) / len(t) for t in looks.values() if t]).mean()),
        looks=len(looks),
        look_s=(time.perf_counter() - started_s) / len(looks),
        false_terms="; ".join(false),
    )


def _looks(store: Store, first: date, last: date) -> dict[date, set[str]]:
    """Look for new words in every week, and return the terms that each look shows."""
    weeks = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    looks = {}
    with progress("Looking for new words", len(weeks), "weeks") as advance:
        for week in weeks:
            looks[week] = set(topics.emerging(store, week)["term"])
            advance(1)
    return looks


def _store(posts: int, seed: int, folder: Path) -> Store:
    """Return the season's warehouse, which is made unless it is there."""
    store = Store(Settings(home=folder / "home"))
    if not (folder / "ready").is_file():
        season = sample.generate(folder / "season", posts=posts, looks=0, seed=seed)
        _decoys().to_csv(season.folder / DECOYS, index=False)
        for file in FILES:
            ingest_posts.run(store, season.folder / file, is_sample=True)
        tag.run(store)
        (folder / "ready").touch()
    return store


def _decoys() -> pd.DataFrame:
    """Return the decoys' posts, with the columns of the season's table."""
    rng = random.Random(0)
    rows = [
        (start + timedelta(days=rng.randrange(decoy.days)), f"decoy-{number}-{account}", _text(decoy, rng), "GB", "en")
        for number, decoy in enumerate((PUSHED, COPIED, YEARLY, NAMED))
        for start in decoy.starts
        for account in range(decoy.accounts)
        for _ in range(decoy.posts)
    ]
    return pd.DataFrame(rows, columns=["posted_at", "user", "text", "country", "lang"]).assign(likes=3)


def _text(decoy: Decoy, rng: random.Random) -> str:
    return decoy.text.format(opening=rng.choice(OPENINGS), garment=rng.choice(GARMENTS), n=rng.randrange(10_000))


def main() -> None:
    """Measure, print the table and the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="one season of 20,000 posts")
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[20, 21, 22])
    parser.add_argument("--keep", type=Path, help="a folder that keeps the seasons for the next time")
    asked = parser.parse_args()
    posts, seeds = (20_000, [20]) if asked.small else (asked.posts, asked.seeds)
    with tempfile.TemporaryDirectory(prefix="hemline-new-words-") as folder:
        kept = asked.keep or Path(folder)
        rows = pd.DataFrame([asdict(measure(posts, seed, kept / f"{posts}-{seed}")) for seed in seeds])
    print(rows.round(3).to_string(index=False))
    print(json.dumps({"benchmark": "new_words", "posts": posts, "seeds": seeds, **_figures(rows)}))


def _figures(rows: pd.DataFrame) -> dict[str, float]:
    """Return the run's figures over all seasons."""
    return {
        "planted": int(rows["planted"].sum()),
        "soon": round(float(rows["soon"].sum() / rows["planted"].sum()), 3),
        "wait": round(float(rows["wait"].median()), 1),
        "found": int(rows["found"].sum()),
        "false": round(float(rows["false"].sum() / max(rows["found"].sum(), 1)), 3),
        "false_a_look": round(float(rows["false_a_look"].mean()), 3),
        "look_s": round(float(rows["look_s"].mean()), 1),
    }


if __name__ == "__main__":
    main()
