"""How well topics hold still, and how many planted new words are found, on sample seasons whose truth is known.

Each season goes the real way: generated, ingested, tagged. Then two topic models that differ in their seed alone
are fitted on the same vectors and compared by the adjusted Rand index (Hubert and Arabie 1985) over the texts that
both gave a topic; 1 is the same grouping, 0 is chance. The bare reference is UMAP and HDBSCAN called by themselves
on those vectors, in the same run. Week to week: the last week is taken away, the job of `hemline topics` runs, the
week is put back, the job runs again; kept is the share of the posts with a topic before that have the same topic
number after. New words: a planted word counts as found when the term of all regions is it, and
as findable when at least five authors used it in the last eight weeks, which is the least the method asks. How soon
they are found is measured by `benchmarks.new_words`.

    python -m benchmarks.topics [--small] [--given 20000]
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from analysis.jobs import tag, topics
from analysis.models.bertopic_topics import BertopicTopics
from analysis.models.tfidf_embedder import TfidfEmbedder
from analysis.registry import auto
from analysis.topics.emerging import FEWEST_AUTHORS
from analysis.topics.growth import RECENT_WEEKS
from analysis.topics.vectors import cached_vectors
from benchmarks import topics_size
from data import sample
from data.settings import Settings
from data.store import Store
from ingest.jobs import posts as ingest_posts

T = TypeVar("T")
FILES = ("posts_bluesky.jsonl", "posts_mastodon.jsonl", "posts_table.csv")


@dataclass(frozen=True)
class Row:
    """What came out of one season.

    Attributes:
        topics: of the first model.
        outliers: its texts without a topic ÷ texts.
        largest: its largest topic ÷ texts.
        ari: agreement of the two models.
        kept: posts that keep their topic's number when a week is added ÷ posts with a topic before.
        lost: posts that have no topic any more ÷ posts with a topic before.
        embed_s, fit_s, bare_s: seconds of the embedder, of one fit, of UMAP and HDBSCAN alone.
        emerging_s: seconds of the new words.
        planted: planted words.
        findable: of those, with enough authors in the last weeks.
        found: of those, found.
        false: terms found that were not planted.
    """

    seed: int
    texts: int
    embedder: str
    topics: int
    outliers: float
    largest: float
    ari: float
    kept: float
    lost: float
    embed_s: float
    fit_s: float
    bare_s: float
    emerging_s: float
    planted: int
    findable: int
    found: int
    false: int


def measure(posts: int, seed: int, texts: int) -> Row:
    """Take one season the whole way and measure it."""
    with tempfile.TemporaryDirectory(prefix="hemline-topics-") as name:
        folder = Path(name)
        sample.generate(folder / "season", posts=posts, looks=0, seed=seed)
        store = Store(Settings(home=folder / "home"))
        for file in FILES:
            ingest_posts.run(store, folder / "season" / file, is_sample=True)
        tag.run(store)
        truth = json.loads((folder / "season" / "truth.json").read_text(encoding="utf-8"))
        return Row(seed=seed, **_topics(store, texts), **_next_week(store), **_new_words(store, truth))


def _topics(store: Store, texts: int) -> dict[str, int | float | str]:
    """Fit two models with two seeds on the same vectors."""
    from sklearn.metrics import adjusted_rand_score

    chosen = store.read("topic_texts", after="", limit=texts, tagged=True)
    embedder = auto("embedding", store.settings)[0] or TfidfEmbedder()
    vectors, embed_s = _timed(lambda: cached_vectors(store, embedder, chosen))
    _bare(vectors)  # compiles UMAP, so that neither side pays for it
    one, fit_s = _timed(lambda: BertopicTopics(0).fit(chosen["text"].tolist(), vectors))
    other = BertopicTopics(1).fit(chosen["text"].tolist(), vectors)
    _, bare_s = _timed(lambda: _bare(vectors))
    both = (one.assigned >= 0) & (other.assigned >= 0)
    sizes = np.bincount(one.assigned[one.assigned >= 0])
    return {
        "texts": len(chosen),
        "embedder": embedder.fingerprint.name,
        "topics": len(one.words),
        "outliers": float((one.assigned < 0).mean()),
        "largest": float(sizes.max() / len(chosen)),
        "ari": float(adjusted_rand_score(one.assigned[both], other.assigned[both])),
        "embed_s": embed_s,
        "fit_s": fit_s,
        "bare_s": bare_s,
    }


def _next_week(store: Store) -> dict[str, float]:
    """Run the topics job without the last week and with it, and compare the numbers of the posts in both."""
    with store.connection() as con:
        week = con.execute("SELECT * FROM post WHERE week = (SELECT max(week) FROM post)").df()
        con.execute("DELETE FROM post WHERE week = (SELECT max(week) FROM post)")
    topics.run(store)
    before = _numbers(store)
    store.add("post", week)
    topics.run(store)
    after = _numbers(store).reindex(before.index)
    had = before >= 0
    return {"kept": float((after == before)[had].mean()), "lost": float((after[had] < 0).mean())}


def _numbers(store: Store) -> pd.Series[int]:
    """Return the topic of each post."""
    with store.connection() as con:
        return con.execute("SELECT post_id, topic_id FROM post_topic").df().set_index("post_id")["topic_id"]


def _new_words(store: Store, truth: dict[str, list[dict[str, str]]]) -> dict[str, int | float]:
    """Compare the terms found with the planted ones."""
    terms, emerging_s = _timed(lambda: topics.emerging(store))
    found = set(terms.loc[terms["region"] == "all", "term"])
    planted = {word["word"].lower() for word in truth["new_words"]}
    findable = {word for word in planted if _recent_authors(store, word) >= FEWEST_AUTHORS}
    return {
        "emerging_s": emerging_s,
        "planted": len(planted),
        "findable": len(findable),
        "found": len(found & planted),
        "false": len(found - planted),
    }


def _recent_authors(store: Store, word: str) -> int:
    """Return how many distinct authors wrote a word in the last eight complete weeks."""
    now_week = pd.Timestamp(store.read("emerging_span")["now_week"].iloc[0])
    posts = store.read("emerging_posts", now_week=now_week.date(), every=1)
    recent = pd.to_datetime(posts["week"]) > now_week - pd.Timedelta(weeks=RECENT_WEEKS)
    return int(posts[recent & posts["text"].str.lower().str.contains(word, regex=False)]["author"].nunique())


def _bare(vectors: np.ndarray) -> np.ndarray:
    """Group the vectors with UMAP and HDBSCAN and nothing else."""
    from hdbscan import HDBSCAN
    from umap import UMAP

    reduced = UMAP(15, 5, min_dist=0.0, metric="cosine", random_state=0, n_jobs=1).fit_transform(vectors)
    return np.asarray(HDBSCAN(max(8, len(vectors) // 150), 5, core_dist_n_jobs=1).fit_predict(reduced))


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """Do the work and return what it gave with its seconds."""
    started_s = time.perf_counter()
    return work(), time.perf_counter() - started_s


def main() -> None:
    """Measure, print the table and the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="one season of 4,000 posts, 600 texts")
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--given", type=int, default=20_000, help="posts with vectors given; 0 for none")
    parser.add_argument("--texts", type=int, default=topics.FIT_TEXTS["fast"])
    asked = parser.parse_args()
    posts, seeds, texts = (4_000, [0], 600) if asked.small else (asked.posts, asked.seeds, asked.texts)
    rows = pd.DataFrame([asdict(measure(posts, seed, texts)) for seed in seeds])
    print(rows.round(3).to_string(index=False))
    size = topics_size.measure(2_000 if asked.small else asked.given) if asked.given else None
    given = {f"given_{name}": round(value, 3) for name, value in asdict(size).items()} if size else {}
    print(json.dumps({"benchmark": "topics", "posts": posts, "seeds": seeds, **_figures(rows), **given}))


def _figures(rows: pd.DataFrame) -> dict[str, float]:
    """Return the run's figures over all seasons."""
    return {
        "ari": round(float(rows["ari"].mean()), 3),
        "kept": round(float(rows["kept"].mean()), 3),
        "lost": round(float(rows["lost"].mean()), 3),
        "outliers": round(float(rows["outliers"].mean()), 3),
        "texts_per_s": round(float(rows["texts"].sum() / rows["embed_s"].sum()), 1),
        "fit_to_bare": round(float(rows["fit_s"].sum() / rows["bare_s"].sum()), 2),
        "planted": int(rows["planted"].sum()),
        "findable": int(rows["findable"].sum()),
        "found": int(rows["found"].sum()),
        "false": int(rows["false"].sum()),
    }


if __name__ == "__main__":
    main()
