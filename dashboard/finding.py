"""The search of the Runway page: what is asked, what it is read as, and the looks of the snapshot that answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from analysis.looks.finder import Found
from analysis.looks.published import PublishedLooks
from analysis.looks.query import Asked, labels_in
from analysis.protocols import TextTagger
from analysis.registry import load
from dashboard import cached
from dashboard.formats import plain
from dashboard.uploads import Upload
from dashboard.words import say, say_count
from data.errors import BadInput, MissingPart

Floats = npt.NDArray[np.float32]

MOST = 96  # looks found


@dataclass(frozen=True)
class Question:
    """What a reader asks for.

    Attributes:
        words: empty without.
        like: image_id of a look, None without.
        upload: a picture of the session, None without one or where a look is asked for.
        weight: of the words against the picture, 0 to 1.
    """

    words: str
    like: str | None = None
    upload: Upload | None = None
    weight: float = 0.5

    @property
    def has_picture(self) -> bool:
        """Whether a picture or a look is asked for."""
        return self.upload is not None or self.like is not None

    @property
    def is_asked(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.words) or self.has_picture


@dataclass(frozen=True)
class Answer:
    """The looks that answer.

    Attributes:
        looks: rows of `page_looks` with their likeness, the most alike first.
        sentences: how likeness was told and what a reader should know, in words.
    """

    looks: pd.DataFrame
    sentences: tuple[str, ...]


def answer(question: Question, among: pd.DataFrame) -> Answer:
    """Return the looks most like what is asked.

    Args:
        question: something is asked.
        among: the looks that may be found, rows of `page_looks`.

    Raises:
        BadInput: the words name no label, and no model here reads words and pictures alike.
        NothingThere: no look was placed yet, or the files of the vectors are gone.
        MissingPart: the model that placed the looks is not here.
    """
    published = looks()
    whole = len(among) == len(cached.read("looks"))
    asked, missing = _asked(question, published)
    found = published.find(asked, None if whole else among["image_id"], MOST)
    rows = found.rows.merge(among, on="image_id", how="inner")
    notes = _sentences(found, published, len(among)) + ([plain(missing)] if missing else [])
    return Answer(rows, tuple(notes))


def neighbours(image_id: str, most: int) -> pd.DataFrame:
    """Return the looks most like one, without itself; none where it was not placed.

    Raises:
        NothingThere: the files of the vectors are gone.
    """
    vector = looks().vector_of(image_id)
    if vector is None:
        return cached.read("looks").head(0)
    found = looks().find(Asked(picture=vector), None, most + 1).rows
    return found[found["image_id"] != image_id].head(most).merge(cached.read("looks"), on="image_id", how="inner")


def looks() -> PublishedLooks:
    """Return the looks of the current snapshot, opened once for all sessions."""
    return _published(str(cached.snapshot().path))


def _asked(question: Question, published: PublishedLooks) -> tuple[Asked, str | None]:
    """Return what the search is asked, and why the words are read as labels where a model could have placed them."""
    picture = _picture(question, published) if question.has_picture else None
    if not question.words:
        return Asked(picture), None
    if published.is_pixels or not published.model:
        return Asked(picture, label_ids=_labels(question.words), weight=question.weight), None
    try:
        return Asked(picture, published.vector_of_words(question.words), weight=question.weight), None
    except MissingPart as missing:
        return Asked(picture, label_ids=_labels(question.words), weight=question.weight), str(missing)


def _picture(question: Question, published: PublishedLooks) -> Floats:
    """Return the vector of the picture asked for; that of an upload is made once in a session.

    Raises:
        BadInput: the look was not placed yet.
    """
    if question.upload is None:
        vector = published.vector_of(str(question.like))
        if vector is None:
            raise BadInput(say("runway.like_unplaced"))
        return vector
    key = (question.upload.upload_id, published.model)
    kept: tuple[Any, Floats] | None = st.session_state.get("upload-vector")
    if kept is None or kept[0] != key:
        kept = key, published.vector_of_picture(question.upload.picture)
        st.session_state["upload-vector"] = kept
    return kept[1]


def _labels(words: str) -> tuple[str, ...]:
    """Return the labels that words name.

    Raises:
        BadInput: they name none.
    """
    label_ids = labels_in(words, _vocabulary(cached.settings().home))
    if not label_ids:
        raise BadInput(say("runway.no_label", words=words))
    return tuple(label_ids)


def _sentences(found: Found, published: PublishedLooks, among: int) -> list[str]:
    """Say how likeness was told and what was left out."""
    labels = cached.read("labels")
    names: dict[str, str] = dict(zip(labels["label_id"], labels["name"], strict=True))
    said = [say("runway.by_pixels" if published.is_pixels else "runway.by_model")] if found.by_vectors else []
    if found.label_ids:
        said.append(say("runway.by_labels", labels=_named(found.label_ids, names)))
    if found.unseen:
        said.append(say("runway.unseen", labels=_named(found.unseen, names)))
    if not found.exact:
        said.append(say("runway.graph"))
    if found.by_vectors and found.looks < among:
        said.append(say_count("runway.unplaced", among - found.looks))
    return said


def _named(label_ids: tuple[str, ...], names: Mapping[str, str]) -> str:
    """Return the names of labels, safe for Markdown."""
    return ", ".join(plain(names.get(label_id, label_id)) for label_id in label_ids)


@st.cache_resource(max_entries=3, show_spinner=False)
def _published(path: str) -> PublishedLooks:
    """Open the looks of a snapshot once."""
    return PublishedLooks(cached.snapshot(), cached.settings())


@st.cache_resource(max_entries=2, show_spinner=False)
def _vocabulary(home: Path) -> TextTagger:
    """Load what reads words as labels, once for each home."""
    tagger: TextTagger = load("vocabulary", cached.settings())
    return tagger
