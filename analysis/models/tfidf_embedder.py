"""TF-IDF reduced by SVD: the text vectors that need no weights, for when MiniLM is not installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

import numpy as np

from analysis.protocols import Fingerprint
from data.settings import Settings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from analysis.protocols import Vectors

DIMENSIONS = 100
MOST_WORDS = 20_000
SEED = 0


class TfidfEmbedder:
    """Latent semantic vectors of the batch itself (Deerwester et al. 1990).

    The space is fitted on the texts it is given, so vectors of two calls cannot be compared and are not cached:
    the fingerprint has no weights hash, which is how callers know. It sees words, not meaning: synonyms fall
    together only where they share company.
    """

    def __init__(self) -> None:
        settings = {"dimensions": DIMENSIONS, "words": MOST_WORDS, "seed": SEED}
        self.fingerprint = Fingerprint("embedding", "tfidf", "1", settings)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it; nothing is needed."""
        return cls()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text: float32, shape (texts, at most 100); an empty text is all zeros."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        counted = _weigh(texts)
        if min(counted.shape) <= 2:
            return np.ones((len(texts), 1), dtype=np.float32)
        return _reduce(counted)


def _weigh(texts: Sequence[str]) -> csr_matrix:
    """Return TF-IDF weights of words and word pairs, shape (texts, words)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    rarest = 2 if len(texts) > 50 else 1
    vectorizer = TfidfVectorizer(
        ngram_range=(1, 2), min_df=rarest, max_df=0.5, max_features=MOST_WORDS, sublinear_tf=True
    )
    try:
        return vectorizer.fit_transform(texts)
    except ValueError:  # nothing but stop words, or the same words in every text
        return TfidfVectorizer(token_pattern=r"\S+").fit_transform([text or "empty" for text in texts])


def _reduce(counted: csr_matrix) -> Vectors:
    """Project on the strongest directions and scale each row to length 1."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    svd = TruncatedSVD(min(DIMENSIONS, min(counted.shape) - 1), random_state=SEED)
    vectors: Vectors = normalize(svd.fit_transform(counted)).astype(np.float32)
    return vectors
