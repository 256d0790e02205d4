"""Turns likenesses between pictures and label prompts into tags, facet by facet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.records import Tag
from data.vocabulary import Vocabulary

Floats = npt.NDArray[np.float32]

# Sentences a label's prompts are put into; their vectors are averaged. Lower case, as SigLIP was trained.
TEMPLATES: dict[str, tuple[str, ...]] = {
    "category": ("a photo of a {}.", "a person wearing a {}.", "a runway look with a {}."),
    "pattern": ("clothes with a {} pattern.", "a photo of a {} garment.", "{} fabric."),
    "material": ("clothes made of {}.", "a photo of a {} garment.", "{} fabric."),
    "silhouette": ("clothes with a {} silhouette.", "a photo of a {} garment."),
    "length": ("a {} garment.", "a photo of {} clothes."),
    "neckline": ("a top with a {} neckline.", "a dress with a {} neckline."),
    "sleeve": ("a garment with {}.", "a top with {} sleeves."),
    "detail": ("clothes with {}.", "a garment with {} details."),
    "aesthetic": ("an outfit in {} style.", "{} fashion."),
}

# What a picture shows when it shows none of a facet's labels. Colour is left to the pixels.
NONE_OF_THESE: dict[str, tuple[str, ...]] = {
    "category": ("a photo with no clothes.", "a landscape.", "a plate of food."),
    "pattern": ("plain clothes with no pattern.", "a solid colour garment."),
    "material": ("clothes of some ordinary fabric.",),
    "silhouette": ("clothes of a regular cut.", "a regular fit garment."),
    "length": ("a garment whose length cannot be seen.",),
    "neckline": ("a garment without a neckline.", "trousers or shoes."),
    "sleeve": ("a garment without sleeves to see.", "trousers or shoes."),
    "detail": ("plain clothes without details.",),
    "aesthetic": ("ordinary everyday clothes.",),
}


@dataclass(frozen=True)
class Rule:
    """When a label of a facet is given: its share of the facet's softmax, and how many labels at most."""

    threshold: float
    most: int


# Set by judgement, to give little rather than wrong; they are to be fitted per label once weights are measured.
RULES: dict[str, Rule] = {
    "category": Rule(0.30, 3),
    "pattern": Rule(0.45, 1),
    "material": Rule(0.45, 2),
    "silhouette": Rule(0.50, 1),
    "length": Rule(0.50, 1),
    "neckline": Rule(0.50, 1),
    "sleeve": Rule(0.50, 1),
    "detail": Rule(0.50, 2),
    "aesthetic": Rule(0.50, 1),
}


@dataclass(frozen=True)
class FacetPrompts:
    """What one facet asks a picture.

    Attributes:
        facet: such as category.
        label_ids: the labels, in the vocabulary's order.
        sentences: for each label its sentences, and last those for none of the labels.
    """

    facet: str
    label_ids: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]


def facet_prompts(vocabulary: Vocabulary) -> tuple[FacetPrompts, ...]:
    """Return the sentences of every facet that can be seen in a picture."""
    return tuple(_facet(vocabulary, facet, templates) for facet, templates in TEMPLATES.items())


def _facet(vocabulary: Vocabulary, facet: str, templates: tuple[str, ...]) -> FacetPrompts:
    labels = vocabulary.facet(facet)
    sentences = [
        tuple(dict.fromkeys(template.format(prompt).lower() for prompt in label.prompts for template in templates))
        for label in labels
    ]
    return FacetPrompts(facet, tuple(la.label_id for la in labels), (*sentences, NONE_OF_THESE[facet]))


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
    """Return shares that add up to 1 in each row; `likeness` holds cosines, shape (pictures, labels + 1)."""
    scaled = likeness * scale
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def facet_tags(shares: Floats, prompts: FacetPrompts) -> list[list[Tag]]:
    """Return the labels of one facet that each picture shows, surest first.

    Args:
        shares: of the facet's softmax, the last column for none of the labels; shape (pictures, labels + 1).
        prompts: the facet and its labels.
    """
    rule = RULES[prompts.facet]
    found: list[list[Tag]] = []
    for row in shares:
        best = np.argsort(-row[:-1], kind="stable")[: rule.most]
        found.append([Tag(prompts.label_ids[i], score=float(row[i])) for i in best if row[i] >= rule.threshold])
    return found
