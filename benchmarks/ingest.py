"""What taking posts in costs: the whole path beside DuckDB's bare `read_json` of the same file in the same run.

`python -m benchmarks.ingest [--small | --posts N] [--kill]` writes a made feed (see `benchmarks/feed.py`), takes it in,
and prints the rates, their ratio, the near-duplicate pass and the detection of languages apart, and the peak memory
of the process. `--kill` also kills the ingest at ten random moments, runs it to its end and compares the tables. The
last line is one JSON object. Mojibake is counted in the real review export where ../shared/data is there.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from benchmarks.feed import write_feed
from benchmarks.forecast_speed import PeakMemory
from data.settings import CHECKOUT, Settings
from data.store import Store
from ingest.jobs import posts
from ingest.languages import detected

POSTS, SMALL_POSTS = 5_000_000, 100_000
KILLS = 10
DETECTED = 50_000  # texts whose language is detected for its rate
REVIEWS = CHECKOUT.parent / "shared" / "data" / "posts" / "fast_fashion_reviews_to_2022.csv"
DEBRIS = "[¬√\uf8ffĶǨ]|_x000D_"  # what the wrong code pages of that export leave behind
TIMES, LEFT_OUT = ("rejected_at", "added_at"), ("job_run", "schema_migration")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help=f"{SMALL_POSTS:,} posts instead of {POSTS:,}")
    parser.add_argument("--posts", type=int, default=POSTS, help="so many posts")
    parser.add_argument("--kill", action="store_true", help=f"also kill the ingest at {KILLS} random moments")
    asked = parser.parse_args()
    figures = run(SMALL_POSTS if asked.small else asked.posts, asked.kill)
    for name, value in figures.items():
        print(f"{name:<32} {value:,.4g}" if isinstance(value, float) else f"{name:<32} {value:,}")
    print(json.dumps({"benchmark": "ingest", **figures}))


def run(count: int = POSTS, kill: bool = False) -> dict[str, float]:
    """Return the figures of a feed of so many posts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        feed = folder / "feed.jsonl"
        write_feed(feed, count)
        figures = {"posts": count, "feed_bytes_a_post": feed.stat().st_size / count, **taken_in(feed, folder / "home")}
        bare_s = bare_seconds(feed, folder / "bare.duckdb")
        figures |= {"bare_posts_a_second": count / bare_s, "ratio": bare_s / figures["seconds"]}
        figures["languages_posts_a_second"] = detection_rate(Store(Settings(home=folder / "home")))
        if kill:
            figures["kills_survived"] = killed_and_resumed(feed, folder, figures["seconds"])
    return figures | (mojibake(REVIEWS) if REVIEWS.is_file() else {})


def taken_in(feed: Path, home: Path) -> dict[str, float]:
    """Take the feed in and return what each part of it took, by the journal."""
    store = Store(Settings(home=home))
    with PeakMemory() as memory:
        result = posts.run(store, feed)
    if result.rows_in != result.rows_stored + result.rows_repeat + result.rows_rejected:
        raise RuntimeError(f"rows were lost: {result}")
    with store.connection() as con:
        runs = con.execute("SELECT job, date_diff('millisecond', started_at, ended_at) / 1e3 FROM job_run").fetchall()
    seconds = dict(runs)
    return {
        "seconds": seconds["ingest posts"],
        "posts_a_second": result.rows_in / seconds["ingest posts"],
        "rows_repeat": result.rows_repeat,
        "rows_rejected": result.rows_rejected,
        "near_posts_a_second": result.rows_stored / seconds["ingest repeats"],
        "peak_memory_gb": memory.peak_gb,
        "warehouse_gb": store.settings.warehouse.stat().st_size / 1e9,
    }


def bare_seconds(feed: Path, path: Path) -> float:
    """Return the seconds DuckDB takes to read the file into a table, closing included."""
    started_s = time.monotonic()
    with duckdb.connect(path) as con:
        con.execute("CREATE TABLE feed AS SELECT * FROM read_json($1)", [str(feed)])
    return time.monotonic() - started_s


def detection_rate(store: Store) -> float:
    """Return how many distinct texts a second have their language detected."""
    with store.connection() as con:
        texts = con.execute("SELECT DISTINCT text FROM post LIMIT $1", [DETECTED]).df()["text"]
    started_s = time.monotonic()
    detected(pa.array(texts, pa.string()))
    return len(texts) / (time.monotonic() - started_s)


def killed_and_resumed(feed: Path, folder: Path, seconds: float) -> int:
    """Kill the ingest at random moments, run it to its end, and return the kills that changed nothing."""
    moments = random.Random(0)
    whole, killed = folder / "whole", folder / "killed"
    _ingest(feed, whole, None)
    kills = 0
    while kills < KILLS:
        kills += _ingest(feed, killed, moments.uniform(0, 2 * seconds))
    _ingest(feed, killed, None)
    if tables(whole) != tables(killed):
        raise RuntimeError("a killed and resumed ingest has other tables than an uninterrupted one")
    return kills


def _ingest(feed: Path, home: Path, limit_s: float | None) -> bool:
    """Take the feed in by a process of its own; tell whether it had to be killed after its time."""
    code = "import sys; from pathlib import Path; from data.settings import Settings; from data.store import Store; "
    code += "from ingest.jobs import posts; posts.run(Store(Settings(home=Path(sys.argv[2]))), sys.argv[1])"
    command, env = [sys.executable, "-c", code, str(feed), str(home)], {"HEMLINE_SECRET": "the same in both homes"}
    try:
        subprocess.run(command, cwd=CHECKOUT, env=env, timeout=limit_s, check=True, capture_output=True)
    except subprocess.TimeoutExpired:
        return True
    return False


def tables(home: Path) -> dict[str, tuple[int, int]]:
    """Return each table's number of rows and a hash of them in any order, times left out."""
    found = {}
    with Store(Settings(home=home)).connection() as con:
        for (table,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            kept = f'SELECT COLUMNS(lambda name: NOT list_contains({list(TIMES)}, name)) FROM "{table}"'
            sql = f"SELECT count(*), coalesce(bit_xor(hash(kept::VARCHAR)), 0) FROM ({kept}) AS kept"
            if table not in LEFT_OUT:
                found[table] = con.execute(sql).fetchall()[0]
    return found


def mojibake(reviews: Path) -> dict[str, float]:
    """Return how many rows of the review export hold debris of a wrong code page, before and after."""
    given = pd.read_csv(reviews)
    before = (given["review_title"].fillna("") + given["review_text"]).str.contains(DEBRIS, regex=True).sum()
    with tempfile.TemporaryDirectory() as home:
        store = Store(Settings(home=Path(home)))
        repaired = posts.run(store, reviews).rows_repaired
        with store.connection() as con:
            after = con.execute("SELECT count(*) FROM post WHERE regexp_matches(text, $1)", [DEBRIS]).fetchall()[0][0]
    return {"mojibake_before": int(before), "mojibake_after": int(after), "mojibake_repaired": repaired}


if __name__ == "__main__":
    main()
