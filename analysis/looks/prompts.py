"""The prompts an image model compares pictures with: sentences as data, and the labels their likeness gives."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from data.records import Tag
from data.vocabulary import Vocabulary

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class FacetPrompts:
    """What one facet asks a picture.

    Attributes:
        facet: such as category.
        label_ids: the labels, in the vocabulary's order.
        sentences: for each label its sentences, and last those for none of the labels.
        most: labels that one picture may be given.
        threshold: share of the facet's softmax that a label needs where none was fitted for it.
    """

    facet: str
    label_ids: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]
    most: int
    threshold: float


def facet_prompts(vocabulary: Vocabulary) -> tuple[FacetPrompts, ...]:
    """Return the prompts of every facet that can be seen in a picture, from `data/vocab/prompts.toml`."""
    return tuple(_facet(vocabulary, facet, body) for facet, body in _facets().items())


@cache
def _facets() -> Mapping[str, Any]:
    return tomllib.loads((files("data") / "vocab" / "prompts.toml").read_text(encoding="utf-8"))


def _facet(vocabulary: Vocabulary, facet: str, body: Mapping[str, Any]) -> FacetPrompts:
    labels = vocabulary.facet(facet)
    sentences = [
        tuple(dict.fromkeys(text.format(prompt).lower() for prompt in label.prompts for text in body["templates"]))
        for label in labels
    ]
    label_ids = tuple(label.label_id for label in labels)
    return FacetPrompts(facet, label_ids, (*sentences, tuple(body["none"])), body["most"], body["threshold"])


def averaged(vectors: Floats, prompts: FacetPrompts) -> Floats:
    """Return one unit vector per label and one for none of them, each the mean of its sentences' vectors.

    Args:
        vectors: unit vectors of the facet's sentences in order, shape (sentences, dimensions).
        prompts: says which sentence belongs to which label.

    Returns:
        Shape (labels + 1, dimensions).
    """
    ends = np.cumsum([len(group) for group in prompts.sentences])
    means = np.stack([part.mean(axis=0) for part in np.split(vectors, ends[:-1])])
    unit: Floats = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    return unit


def softmax(likeness: Floats, scale: float) -> Floats:
    """Return shares that add up to 1 in each row; `likeness` holds cosines, shape (pictures, labels + 1).

    SigLIP was trained with a sigmoid a pair, whose chances are tiny for short sentences. Its bias is the same for
    all sentences, so that a softmax over one facet compares them without it.
    """
    scaled = likeness * scale
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def facet_tags(shares: Floats, prompts: FacetPrompts, thresholds: Mapping[str, float]) -> list[list[Tag]]:
    """Return the labels of one facet that each picture shows, surest first; none is an answer too.

    Args:
        shares: of the facet's softmax, the last column for none of the labels; shape (pictures, labels + 1).
        prompts: the facet and its labels.
        thresholds: fitted ones by label id; the facet's own counts for the others.
    """
    needed = np.array([thresholds.get(label_id, prompts.threshold) for label_id in prompts.label_ids])
    found: list[list[Tag]] = []
    for row in shares[:, :-1]:
        best = np.argsort(-row, kind="stable")[: prompts.most]
        found.append([Tag(prompts.label_ids[i], score=float(row[i])) for i in best if row[i] >= needed[i]])
    return found
