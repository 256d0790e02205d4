"""The topics job: what posts talk about, and the new words among them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analysis.registry import auto, load
from analysis.topics.emerging import COLUMNS, emerging_terms, first_weeks
from analysis.topics.growth import WEEKS
from analysis.topics.ids import RESTS_WEEKS, kept_ids, topic_name, with_kept
from analysis.topics.terms import known_words
from analysis.topics.themes import themes
from analysis.topics.vectors import cached_vectors
from data.errors import UnknownName
from data.journal import job_run
from data.progress import progress
from data.settings import Settings
from data.store import Store
from data.vocabulary import load_vocabulary

FIT_TEXTS = {"fast": 2_500, "best": 12_000}  # MiniLM reads about 100 a second on two cores
FEWEST_TEXTS = 100
BATCH = 20_000
Assign = Callable[[pd.DataFrame], tuple[Any, Any]]  # texts to their topics and scores
BACKGROUND = 500  # texts whose mean is what all posts share
EMERGING_POSTS = 400_000  # above it, terms are counted among a share of the authors


@dataclass(frozen=True)
class TopicsResult:
    """What a run found.

    Attributes:
        posts: posts that were given a topic or none.
        topics: how many topics.
        outliers: posts with none.
        emerging: rows of new terms, over all regions.
        model: fingerprints of the embedder and the topic model, None where no topics were made.
        note: what a reader should know, None where there is nothing.
    """

    posts: int
    topics: int
    outliers: int
    emerging: int
    model: str | None
    note: str | None


@dataclass(frozen=True)
class _Found:
    """Topics of distinct texts, ready to be stored; `newest` is the newest week with posts."""

    texts: pd.DataFrame
    words: dict[int, list[tuple[str, float]]]
    model: str
    newest: pd.Timestamp
    notes: list[str]


def run(store: Store, profile: str = "fast", state: str | None = None) -> TopicsResult:
    """Find the topics of the posts and the new words, and put them in place of those before.

    Args:
        store: holds the posts and, where they were tagged, the labels that tell which are about clothes.
        profile: fast fits on 2,500 distinct texts and assigns the others by their words; best fits on 12,000, reads
            the others too, a batch at a time, and assigns each to the nearest centroid.
        state: what the warehouse held when this began, written into the journal.

    Raises:
        UnknownName: no such profile.
    """
    if profile not in FIT_TEXTS:
        raise UnknownName.among("profile", profile, FIT_TEXTS)
    with job_run(store, "topics", profile) as job:
        job.state = state
        found, too_few = _find(store, FIT_TEXTS[profile], profile == "best")
        result = _write(store, found, with_themes(store, emerging(store)), too_few)
        job.model, job.detail = result.model, result.note
        job.rows_in = job.rows_stored = result.posts
    return result


def _find(store: Store, most: int, thorough: bool) -> tuple[_Found | None, str | None]:
    """Fit topics and assign every text, or return why there are too few texts."""
    counts = store.read("topic_counts").iloc[0]
    tagged = bool(counts["tagged_texts"] >= FEWEST_TEXTS)
    texts = int(counts["tagged_texts"] if tagged else counts["texts"])
    if texts < FEWEST_TEXTS:
        return None, f"{texts} distinct texts are too few for topics; {FEWEST_TEXTS} are needed."
    sample = store.read("topic_texts", after="", limit=most, tagged=tagged)
    embedder, model, missing = _models(store.settings)
    with progress("Reading texts for topics", len(sample), "texts") as advance:
        vectors = cached_vectors(store, embedder, sample, advance)
    topics = model.fit(sample["text"].tolist(), vectors)
    fitted = f"Topics fitted on {len(sample):,} of {texts:,} distinct texts." if len(sample) < texts else None
    notes = [note for note in (missing, fitted, model.note) if note]
    assign = (
        _by_centroid(store, embedder, model) if thorough and embedder.fingerprint.weights_hash else _by_words(model)
    )
    rest = _assign_rest(store, assign, sample, texts, tagged)
    assigned = pd.concat([_rows(sample, topics.assigned, topics.scores), *rest])
    name, newest = f"{embedder.fingerprint}+{model.fingerprint}", pd.Timestamp(counts["newest"])
    return _Found(assigned, topics.words, name, newest, notes), None


def _models(settings: Settings) -> tuple[Any, Any, str | None]:
    """Load the embedder and the topic model, and a note where the stronger embedder is not here."""
    embedder, missing = auto("embedding", settings)
    note = f"{missing} Topics were made with {embedder.fingerprint.name} instead." if embedder and missing else None
    return embedder, load("bertopic", settings), note


def _by_words(model: Any) -> Assign:
    """Return the way to assign texts that were not embedded."""
    return lambda batch: model.assign(batch["text"].tolist())


def _by_centroid(store: Store, embedder: Any, model: Any) -> Assign:
    """Return the way to assign texts by their vectors; those that the cache lacks are read first, and kept."""
    return lambda batch: model.centroids.nearest(cached_vectors(store, embedder, batch))


def _assign_rest(store: Store, assign: Assign, sample: pd.DataFrame, texts: int, tagged: bool) -> list[pd.DataFrame]:
    """Give the texts outside the sample to the fitted topics, a batch at a time so that memory stays bounded."""
    rest, after = [], str(sample["text_hash"].iloc[-1])
    with progress("Assigning topics", texts - len(sample), "texts") as advance:
        while len(batch := store.read("topic_texts", after=after, limit=BATCH, tagged=tagged)):
            rest.append(_rows(batch, *assign(batch)))
            after = str(batch["text_hash"].iloc[-1])
            advance(len(batch))
    return rest


def _rows(batch: pd.DataFrame, assigned: Any, scores: Any) -> pd.DataFrame:
    """Return the topic of each distinct text; no score without a topic."""
    kept = np.where(assigned >= 0, scores, np.nan)
    return pd.DataFrame({"text_hash": batch["text_hash"].to_numpy(), "topic_id": assigned, "score": kept})


def emerging(store: Store, until: date | None = None) -> pd.DataFrame:
    """Return the new words of the posts stored now, as rows of `emerging_term`; `until` an earlier week if given."""
    span = store.read("emerging_span")
    if span.empty:
        return pd.DataFrame(columns=COLUMNS)
    now_week: date = until or pd.Timestamp(span["now_week"].iloc[0]).date()
    every = -(-int(span["posts"].iloc[0]) // EMERGING_POSTS)
    posts = store.read("emerging_posts", now_week=now_week, every=every)
    if not span["tagged_posts"].iloc[0]:
        posts["on_topic"] = True
    terms = emerging_terms(posts, now_week, _known(store))
    return _with_first_week(store, terms, now_week)


def _known(store: Store) -> frozenset[str]:
    """Return what the vocabulary lists, and every spelling of it that was met in posts."""
    labels = load_vocabulary(store.settings.own_vocabulary).labels
    listed = [word for label in labels for said in label.words.values() for word in said]
    named = [name for label in labels for name in label.names.values()]
    return known_words([*listed, *named, *store.read("emerging_known")["word"]])


def _with_first_week(store: Store, terms: pd.DataFrame, now_week: date) -> pd.DataFrame:
    """Look for the terms in the posts from before the windows too."""
    if terms.empty:
        return terms
    start = (pd.Timestamp(now_week) - pd.Timedelta(weeks=WEEKS - 1)).date()
    older = store.read("emerging_older", week=start, terms=sorted(terms["term"].unique()))
    seen = first_weeks(terms["term"], older.assign(week=pd.to_datetime(older["week"]).dt.date))
    first = [seen.get(term, week) for term, week in zip(terms["term"], terms["first_seen"], strict=True)]
    return terms.assign(first_seen=first)


def with_themes(store: Store, terms: pd.DataFrame) -> pd.DataFrame:
    """Add the number of the group of terms that each is used like, by the posts that stand behind them."""
    if terms.empty:
        return terms.assign(theme=pd.Series(dtype="int64"))
    shown = terms.assign(post_id=terms["post_ids"].map(json.loads)).explode("post_id")[["term", "post_id"]]
    texts = store.read("topic_evidence", post_ids=sorted(shown["post_id"].unique()))
    tagged = bool(store.read("topic_counts").iloc[0]["tagged_texts"] >= FEWEST_TEXTS)  # as for topics: they are read
    background = store.read("topic_texts", after="", limit=BACKGROUND, tagged=tagged)
    every = pd.concat([background, texts])[["text_hash", "text"]].drop_duplicates("text_hash", ignore_index=True)
    vectors = cached_vectors(store, _models(store.settings)[0], every)
    place = pd.Series(every.index, index=every["text_hash"])
    shown = shown.drop_duplicates().merge(texts, on="post_id")
    number, names = pd.factorize(shown["term"])
    group = themes(number, vectors[place[shown["text_hash"]]], vectors[place[background["text_hash"]]])
    return terms.assign(theme=terms["term"].map(dict(zip(names, group, strict=True))))


def _write(store: Store, found: _Found | None, terms: pd.DataFrame, too_few: str | None) -> TopicsResult:
    """Put the run's rows in place of the last run's, all or none."""
    posts, topics = (pd.DataFrame(), pd.DataFrame()) if found is None else _tables(store, found)
    with store.transaction():
        store.replace("topic", topics)
        store.replace("post_topic", posts)
        store.replace("emerging_term", terms)
    outliers = int((posts["topic_id"] < 0).sum()) if found else 0
    note = too_few if found is None else " ".join(found.notes) or None
    return TopicsResult(len(posts), len(topics), outliers, len(terms), found.model if found else None, note)


def _tables(store: Store, found: _Found) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of `post_topic` and `topic`, under the numbers their subjects had before."""
    old = store.read("topic_words").set_index("topic_id")
    before = {int(topic): json.loads(words) for topic, words in zip(old.index, old["words"], strict=True)}
    number = kept_ids(found.words, before)
    posts = store.read("topic_posts").merge(found.texts, on="text_hash")[["post_id", "topic_id", "score"]]
    posts["topic_id"] = posts["topic_id"].map({**number, -1: -1})
    resting = _resting(old, found, set(number.values()))
    posts = with_kept(posts, store.read("topic_before", model=found.model), {*number.values(), *resting.index})
    rows = [
        (number[topic], found.model, topic_name(words), json.dumps(words, ensure_ascii=False), found.newest)
        for topic, words in found.words.items()
    ]
    now = pd.DataFrame(rows, columns=["topic_id", "model", "name", "words", "found_week"])
    topics = pd.concat([now, resting.reset_index()[now.columns]]) if len(resting) else now
    topics = topics.merge(posts["topic_id"].value_counts().rename("posts"), on="topic_id")  # none without a post
    return posts, topics.sort_values("topic_id")


def _resting(old: pd.DataFrame, found: _Found, now: set[int]) -> pd.DataFrame:
    """Return the topics of the same model that this run did not find, but another not long ago."""
    lately = pd.to_datetime(old["found_week"]) > found.newest - pd.Timedelta(weeks=RESTS_WEEKS)
    return old[lately & (old["model"] == found.model) & ~old.index.isin(now)]
