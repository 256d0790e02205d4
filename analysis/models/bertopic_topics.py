"""BERTopic on vectors that are already there: seeded, guarded against one topic that swallows the rest."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from analysis.protocols import Fingerprint, Topics
from analysis.topics.centroids import SURE, Centroids
from analysis.topics.stop_words import stop_words
from data.errors import BadInput
from data.settings import Settings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from analysis.protocols import Vectors

SEED = 0
WORDS = 10
LARGEST_SHARE = 0.25  # of all texts in one topic; above it the fit says little
DIMENSIONS = 5  # of a layout
LAYOUTS = 3  # of UMAP, with a seed each
FEWEST_TEXTS = 100
FEWEST_USES = 3  # texts that use a word of the topics' vocabulary
TOKEN = r"(?u)#?\b[^\W\d_][\w'’-]+[^\W_]\b"


@dataclass(frozen=True)
class Shape:
    """How fine one attempt at a fit looks.

    Attributes:
        neighbours: UMAP's n_neighbors.
        selection: HDBSCAN's way to cut its tree; `leaf` makes many small topics.
        one_in: the smallest topic is one in so many texts, though at least 8 texts.
    """

    neighbours: int
    selection: str
    one_in: int


ATTEMPTS = (Shape(15, "eom", 150), Shape(15, "leaf", 150), Shape(8, "leaf", 300), Shape(30, "leaf", 300))


class BertopicTopics:
    """Topics by UMAP, HDBSCAN and class-based TF-IDF (Grootendorst 2022).

    UMAP draws lots, and two of its layouts part the same texts differently. Several layouts side by side hold still:
    what HDBSCAN groups in all of them together is close in every one.

    Args:
        seed: of UMAP, the only part that draws lots; no two seeds share a layout.
    """

    def __init__(self, seed: int = SEED) -> None:
        self.seed = seed
        shapes = [asdict(shape) for shape in ATTEMPTS]
        settings = {"seed": seed, "layouts": LAYOUTS, "attempts": shapes, "largest": LARGEST_SHARE}
        settings |= {"sure": SURE, "uses": FEWEST_USES}
        self.fingerprint = Fingerprint("topics", "bertopic", "3", settings)
        self.note: str | None = None
        self._fitted: Any = None
        self._least = 0.0
        self.centroids = Centroids.none()

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it with the fixed seed."""
        return cls()

    def fit(self, texts: Sequence[str], vectors: Vectors) -> Topics:
        """Return the topics of the texts; a text that fits none gets -1.

        A fit with fewer than two topics, or whose largest topic holds more than a quarter of the texts, is tried
        again with other parameters; the best attempt is kept, and `note` says so when none was good.

        Args:
            texts: at least 100, distinct.
            vectors: float32, shape (texts, dimensions).

        Raises:
            BadInput: too few texts.
        """
        if len(texts) < FEWEST_TEXTS:
            raise BadInput(f"{len(texts)} texts are too few for topics; {FEWEST_TEXTS} are needed.")
        assigned = self._best_fit(list(texts), vectors)
        self.centroids = Centroids.from_fit(vectors, assigned, int(assigned.max(initial=-1)) + 1)
        similar = self._similarities(texts)
        own = np.where(assigned >= 0, similar[np.arange(len(texts)), assigned], 0.0)
        self._least = self._least_similarity(texts, assigned)
        words = {topic: list(self._fitted.get_topic(topic)) for topic in range(similar.shape[1] - 1)}
        return Topics(assigned, own, {topic: [(w, float(x)) for w, x in pairs if w] for topic, pairs in words.items()})

    def assign(self, texts: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Give other texts to the fitted topics by the cosine of their c-TF-IDF words.

        A text less like its topic than nine in ten texts of that topic would be, or without a known word, gets -1.

        Returns:
            Topic ids and similarities, each of shape (texts,).
        """
        similar = self._similarities(texts)
        best = similar.argmax(axis=1)
        score = similar[np.arange(len(texts)), best]
        kept = (score >= self._least) & (score > 0)
        return np.where(kept, best, -1).astype(np.int64), np.where(kept, score, 0.0)

    def _best_fit(self, texts: list[str], vectors: Vectors) -> npt.NDArray[np.int64]:
        """Try the shapes in turn and keep the first that is not degenerate, else the least bad."""
        attempts = []
        for shape in ATTEMPTS:
            fitted, assigned = _fit(texts, vectors, shape, self.seed)
            attempts.append((_largest_share(assigned), fitted, assigned))
            if attempts[-1][0] <= LARGEST_SHARE:
                break
        share, self._fitted, best = min(attempts, key=lambda attempt: attempt[0])
        self.note = _note(best) if share > LARGEST_SHARE else None
        return best

    def _least_similarity(self, texts: Sequence[str], assigned: npt.NDArray[np.int64]) -> float:
        """Return the similarity that nine in ten texts of a topic reach.

        It is measured on every second text against topics made of the others, because a text is always like a
        topic that holds its own words.
        """
        held_out = np.arange(len(texts)) % 2 == 1
        if not (held_out & (assigned >= 0)).any():
            return 1.0
        counted = self._fitted.vectorizer_model.transform(texts)
        member = _members(np.where(held_out, -1, assigned), int(assigned.max(initial=0)) + 1)
        topics = _unit(self._fitted.ctfidf_model.transform(member @ counted))
        tested = held_out & (assigned >= 0)
        own = topics[assigned[tested]].multiply(_unit(self._fitted.ctfidf_model.transform(counted[tested]))).sum(axis=1)
        return float(np.quantile(np.asarray(own), SURE))

    def _similarities(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return the cosine of each text with each topic; the last column stands for no topic and is 0."""
        if not len(self.centroids.middles):
            return np.zeros((len(texts), 1))
        counted = self._fitted.vectorizer_model.transform(texts)
        weighed = _unit(self._fitted.ctfidf_model.transform(counted))
        cosines = np.asarray((weighed @ _unit(_topic_rows(self._fitted)).T).todense(), dtype=np.float64)
        return np.hstack([cosines, np.zeros((len(texts), 1))])


def _fit(texts: list[str], vectors: Vectors, shape: Shape, seed: int) -> tuple[Any, npt.NDArray[np.int64]]:
    """Fit BERTopic once."""
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from hdbscan import HDBSCAN
    from sklearn.feature_extraction.text import CountVectorizer

    model = BERTopic(
        language="multilingual",  # else BERTopic strips every letter that is not ASCII
        top_n_words=WORDS,
        umap_model=BaseDimensionalityReduction(),  # the layouts are made below
        hdbscan_model=HDBSCAN(
            max(8, len(texts) // shape.one_in), 5, cluster_selection_method=shape.selection, core_dist_n_jobs=1
        ),
        vectorizer_model=CountVectorizer(
            ngram_range=(1, 2),
            token_pattern=TOKEN,
            stop_words=sorted(stop_words()),  # the same as for the vocabulary: a pair is counted as it was found
            vocabulary=_vocabulary(texts),
        ),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # UMAP tells that a seed costs it its threads; sklearn, about renamed options
        assigned, _ = model.fit_transform(texts, embeddings=_layouts(vectors, shape.neighbours, seed))
    return model, np.asarray(assigned, dtype=np.int64)


def _layouts(vectors: Vectors, neighbours: int, seed: int) -> Vectors:
    """Return UMAP's layouts of the texts side by side, each of the same size, shape (texts, 5 for each layout)."""
    from umap import UMAP

    nearest = _nearest(vectors, neighbours)
    settings = {"n_neighbors": neighbours, "n_components": DIMENSIONS, "min_dist": 0.0, "metric": "cosine", "n_jobs": 1}
    layouts = [
        UMAP(**settings, random_state=seed * LAYOUTS + n, precomputed_knn=nearest).fit_transform(vectors)
        for n in range(LAYOUTS)
    ]
    return np.hstack([(layout - layout.mean(axis=0)) / layout.std() for layout in layouts]).astype(np.float32)


def _nearest(vectors: Vectors, neighbours: int) -> tuple[npt.NDArray[np.int64], Vectors]:
    """Return the nearest texts of each text, itself first, and their distances.

    They are the true ones: UMAP's own search is nearly right, draws lots, and compiles for most of a minute.
    """
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=neighbours, metric="cosine", algorithm="brute").fit(vectors)
    distances, nearest = search.kneighbors(vectors)
    return nearest, distances


def _vocabulary(texts: list[str]) -> list[str] | None:
    """Return the words and word pairs that several texts share: rarer ones would only tell one text from another.

    BERTopic counts over whole topics, so the rule is applied beforehand; None where nothing is shared.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(
        ngram_range=(1, 2), token_pattern=TOKEN, stop_words=sorted(stop_words()), min_df=FEWEST_USES
    )
    try:
        return sorted(counter.fit(texts).vocabulary_)
    except ValueError:
        return None


def _members(assigned: npt.NDArray[np.int64], topics: int) -> csr_matrix:
    """Return which text belongs to which topic as ones, shape (topics, texts)."""
    from scipy.sparse import csr_matrix

    rows = np.flatnonzero(assigned >= 0)
    return csr_matrix((np.ones(len(rows)), (assigned[rows], rows)), shape=(topics, len(assigned)))


def _unit(rows: csr_matrix) -> csr_matrix:
    """Scale rows to length 1."""
    from sklearn.preprocessing import normalize

    return normalize(rows)


def _topic_rows(fitted: Any) -> csr_matrix:
    """Return the c-TF-IDF rows of the topics, without the row of the outliers."""
    return fitted.c_tf_idf_[fitted._outliers :]


def _note(assigned: npt.NDArray[np.int64]) -> str:
    """Say what is wrong with the best of the fits."""
    topics = len(set(assigned.tolist()) - {-1})
    if topics < 2:
        return f"No fit parted the posts: {'one topic was' if topics else 'no topic was'} found."
    return f"No fit spread the posts well: the largest topic holds {_largest_share(assigned):.0%} of them."


def _largest_share(assigned: npt.NDArray[np.int64]) -> float:
    """Return the share of all texts in the largest topic; 1 where there are fewer than two topics."""
    counts = np.bincount(assigned[assigned >= 0], minlength=1)
    return float(counts.max() / len(assigned)) if len(counts) > 1 else 1.0
