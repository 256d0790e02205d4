"""What each kind of model can do: one method, a batch in, records or a frame out, and a fingerprint."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from data.records import Tag, short_hash

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL import Image

    from analysis.briefs.rows import Rows
    from analysis.briefs.subjects import BriefFacts
    from analysis.briefs.written import Written

    Vectors = npt.NDArray[np.float32]
    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fingerprint:
    """What makes two models give the same answers.

    Attributes:
        kind: text | garment | colour | house | look | embedding | topics | forecast | writer.
        name: the adapter's name in the registry.
        version: of the adapter or of the data it reads, such as a hash of the vocabulary.
        settings: everything that changes the answers.
        weights_hash: of the weights, None where there are none.
    """

    kind: str
    name: str
    version: str
    settings: dict[str, Any] = field(default_factory=dict)
    weights_hash: str | None = None

    def __str__(self) -> str:
        """Return `<name>-<16 hex digits>`, the key under which results are stored."""
        settings = json.dumps(self.settings, sort_keys=True, default=str)
        return f"{self.name}-{short_hash(self.kind, self.version, settings, self.weights_hash or '')}"


class TextTagger(Protocol):
    """Reads the labels that posts mention, with the stance they take."""

    fingerprint: Fingerprint

    def tag(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[list[Tag]]:
        """Return the tags of each text, in the order of the texts."""
        ...

    def relevant(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[bool]:
        """Tell of each text in which `tag` found nothing whether it is about clothes all the same."""
        ...


class ImageTagger(Protocol):
    """Reads the labels that pictures show."""

    fingerprint: Fingerprint

    def tag(self, images: Sequence[Image.Image]) -> list[list[Tag]]:
        """Return the tags of each RGB image, in the order of the images."""
        ...


@runtime_checkable
class LookEmbedder(Protocol):
    """Places pictures in a vector space.

    Attributes:
        space: fingerprint under which the vectors are kept; of kind look.
        side_px: long side of the pictures it is given, at most.
    """

    space: Fingerprint
    side_px: int

    def preparer(self) -> Callable[[Image.Image], Any]:
        """Return what makes one RGB image ready for `embed`; many threads may call it at once."""
        ...

    def embed(self, prepared: Sequence[Any]) -> Vectors:
        """Return one unit vector per prepared picture: float32, shape (pictures, dimensions)."""
        ...


@runtime_checkable
class WordEmbedder(LookEmbedder, Protocol):
    """Places pictures and words in one space."""

    def embed_words(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text: float32, shape (texts, dimensions)."""
        ...


@runtime_checkable
class VectorTagger(ImageTagger, LookEmbedder, Protocol):
    """Reads the labels of pictures from their vectors, so that other prompts need no picture again."""

    def tag_vectors(self, vectors: Vectors) -> list[list[Tag]]:
        """Return the tags of each picture by its vector."""
        ...


@runtime_checkable
class GuessingTagger(ImageTagger, Protocol):
    """A reader of pictures that can also say how likely each label is, however unsure it is of all."""

    def guess(self, images: Sequence[Image.Image]) -> list[list[Tag]]:
        """Return for each RGB image the chance of every label the reader knows, none of them told twice."""
        ...


class Embedder(Protocol):
    """Places texts in a vector space."""

    fingerprint: Fingerprint

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text: float32, shape (texts, dimensions)."""
        ...


@dataclass(frozen=True)
class Topics:
    """What a topic model found.

    Attributes:
        assigned: topic id of each text, -1 for none; shape (texts,).
        scores: how well each text fits its topic, 0 to 1; shape (texts,).
        words: by topic id, its (word, weight) pairs, heaviest first.
    """

    assigned: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]
    words: dict[int, list[tuple[str, float]]]


class TopicModel(Protocol):
    """Groups texts into topics."""

    fingerprint: Fingerprint

    def fit(self, texts: Sequence[str], vectors: Vectors) -> Topics:
        """Return the topics of the texts, given one vector per text."""
        ...


class Forecaster(Protocol):
    """Continues series.

    Attributes:
        fingerprint: of the model and its settings.
        pooled: True for a model that learns across series, or that has weights and threads of its own: it gets all
            series in one call, in this process. False for one that gives a series the same forecast whatever stands
            beside it: it is called on chunks, in several processes.
        slow: True for a model that fits series by series, or trains: it is called on small chunks, and what it said is
            kept until the run is over. False for one that computes on all rows of a matrix at once.
    """

    fingerprint: Fingerprint
    pooled: bool
    slow: bool

    def forecast(self, values: Floats, horizon: int, season: int) -> dict[str, Floats]:
        """Continue each series by `horizon` steps.

        Args:
            values: float64, shape (series, steps); every series ends in the last column, NaN only before it begins.
            horizon: steps ahead.
            season: steps of one season, such as 52; 1 for none.

        Returns:
            By model name, its forecasts of shape (series, horizon); a row is NaN where the model has no answer.
        """
        ...


@runtime_checkable
class SignalForecaster(Forecaster, Protocol):
    """A forecaster that also reads an outside signal of the same steps; it is asked only where there is one.

    Attributes:
        reads_signal: True; tells it from the others.
    """

    reads_signal: bool

    def forecast(self, values: Floats, horizon: int, season: int, signal: Floats | None = None) -> dict[str, Floats]:
        """Continue each series, as any forecaster does.

        Args:
            values: as for any forecaster.
            horizon: steps ahead.
            season: steps of one season.
            signal: of the shape of `values`, NaN where none is known, nothing behind the last step; None for none.

        Returns:
            As any forecaster; a row without a signal is NaN.
        """
        ...


class Writer(Protocol):
    """Writes design briefs from rows."""

    fingerprint: Fingerprint

    def write(self, facts: BriefFacts, rows: Rows) -> Written:
        """Return a brief whose every claim names its evidence, and the sections that were left to the phrases.

        Args:
            facts: what may be said.
            rows: what the brief will be checked against, for a writer that tries again where the check finds something.
        """
        ...
