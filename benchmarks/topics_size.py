"""How long topics take and how much memory, on generated short posts whose vectors are given.

Posts speak of 60 subjects in words of their own; their vectors lie around as many middles and are put into the cache
under the embedder's own name, as if it had read them before, so that nothing is left to embed. Then the job of
`hemline topics --profile best` runs whole in a process of its own: reading, fit, assignment, new words, writing.
Seconds by the clock grow with whatever else the machine does; seconds of the processors hardly do.

    python -m benchmarks.topics_size [--small] [--given 1000000]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.jobs import topics
from analysis.registry import auto
from analysis.topics.vectors import BLOCK
from data.records import short_hash
from data.settings import Settings
from data.store import Store

SUBJECTS = 60
WORDS = 12  # of each subject
WEEKS = 60
CHUNK = 100_000
NOW = date(2025, 12, 22)


@dataclass(frozen=True)
class Size:
    """What one run took.

    Attributes:
        topics: how many were found, of 60 planted.
        outliers: posts without a topic ÷ posts.
        seconds: of the whole job, by the clock.
        processor_s: the same, of all processors together.
        busy: processes that wanted a processor in the last minute, on average, at the end.
        peak_mb: largest resident memory of its process, libraries and weights with it.
    """

    posts: int
    topics: int
    outliers: float
    seconds: float
    processor_s: float
    busy: float
    peak_mb: int


def measure(posts: int) -> Size | None:
    """Generate the posts with their vectors and run the job; None where no embedder with weights is here."""
    with tempfile.TemporaryDirectory(prefix="hemline-topics-") as name:
        settings = Settings(home=Path(name))
        embedder, _ = auto("embedding", settings)
        if embedder is None or embedder.fingerprint.weights_hash is None:
            return None
        _generate(Store(settings), str(embedder.fingerprint), embedder.embed(["a"]).shape[1], posts)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return pool.submit(_run, settings.home).result()


def _run(home: Path) -> Size:
    """Run the job in this process and say what it took."""
    started_s, processor_s = time.perf_counter(), time.process_time()
    result = topics.run(Store(Settings(home=home)), profile="best")
    seconds, processor_s = time.perf_counter() - started_s, time.process_time() - processor_s
    per_mb = 1024**2 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // per_mb
    outliers = result.outliers / result.posts
    return Size(result.posts, result.topics, outliers, seconds, processor_s, os.getloadavg()[0], peak)


def _generate(store: Store, model: str, dimensions: int, posts: int) -> None:
    """Put posts and vectors into the warehouse and the cache."""
    rng = np.random.default_rng(0)
    middles = rng.normal(size=(SUBJECTS, dimensions)) / np.sqrt(dimensions)
    source = {"source": "made", "kind": "posts", "title": "Made", "added_at": datetime(2025, 1, 1)}
    store.add("source", pd.DataFrame([source]))
    for chunk in _chunks(rng, posts):
        store.add("post", chunk.drop(columns="subject"))
        chunk = chunk.sort_values("text_hash", ignore_index=True)
        places = [_block(store, model, block, middles, rng) for _, block in chunk.groupby(chunk.index // BLOCK)]
        store.add("embedding", pd.concat(places))


def _chunks(rng: np.random.Generator, posts: int) -> Iterator[pd.DataFrame]:
    """Yield rows of `post` with the subject of each."""
    for start in range(0, posts, CHUNK):
        numbers = np.arange(start, min(start + CHUNK, posts))
        subject = rng.integers(0, SUBJECTS, len(numbers))
        said = rng.integers(0, WORDS, (len(numbers), 4))
        texts = [
            " ".join(f"{_word(int(s), int(w))}" for w in row) + f" {n}"
            for s, row, n in zip(subject, said, numbers, strict=True)
        ]
        weeks = [NOW - timedelta(weeks=int(n) % WEEKS) for n in numbers]
        rows = {"post_id": [f"p{n}" for n in numbers], "native_id": [f"n{n}" for n in numbers], "week": weeks}
        rows |= {"posted_at": [datetime.combine(w, datetime.min.time()) + timedelta(days=6) for w in weeks]}
        rows |= {"author": [f"a{n}" for n in numbers], "text": texts, "text_hash": [short_hash(t) for t in texts]}
        yield pd.DataFrame(rows).assign(source="made", region="GB", subject=subject)


def _word(subject: int, word: int) -> str:
    """Return an invented word of a subject."""
    parts = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu")
    return "".join(parts[int(digit)] for digit in f"{subject:02}{word:02}")


def _block(
    store: Store, model: str, block: pd.DataFrame, middles: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Write one file of vectors and return its places."""
    around = middles[block["subject"]]
    vectors = around + rng.normal(size=around.shape) * 0.6 / np.sqrt(around.shape[1])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    folder = store.settings.vectors / model
    folder.mkdir(parents=True, exist_ok=True)
    name = f"part-{short_hash(*block['text_hash'])}.npy"
    np.save(folder / name, vectors.astype(np.float32))
    rows = {"model": model, "text_hash": block["text_hash"].to_numpy(), "file": name, "row_index": range(len(block))}
    return pd.DataFrame(rows)


def main() -> None:
    """Measure, print the table and the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="2,000 posts")
    parser.add_argument("--given", type=int, default=1_000_000, help="posts with vectors given")
    asked = parser.parse_args()
    size = measure(2_000 if asked.small else asked.given)
    if size is None:
        print("No embedder with weights is here, so that no vectors can be given.")
        return
    figures = {name: round(value, 3) for name, value in asdict(size).items()}
    print(pd.DataFrame([figures]).to_string(index=False))
    print(json.dumps({"benchmark": "topics_size", **figures}))


if __name__ == "__main__":
    main()
