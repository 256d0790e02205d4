"""Visual styles: groups of pictures that look alike, their best examples, and names from what they have more of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

FEWEST_LOOKS = 60  # pictures below which nothing is grouped
LOOKS_A_STYLE = 40  # on average: fewer say little about a season
STYLES = (4, 60)  # at least, at most
FITTED_ON = 20_000  # pictures; the others are given to the nearest centre
EXAMPLES = 8
EXAMPLES_A_DESIGNER = 2
NAMED_AFTER = 3  # labels
NAME_SHARE = 0.2  # of a style's pictures that must show a label before it can name the style
NAME_LIFT = 1.3  # how much commoner than among all pictures
SAME_STYLE = 0.3  # of the pictures of two runs' styles together that must be in both


@dataclass(frozen=True)
class Groups:
    """The styles of some pictures.

    Attributes:
        centres: unit vectors, shape (styles, dimensions).
        assigned: the style of each picture, shape (pictures,).
        likeness: cosine of each picture with its centre, shape (pictures,).
    """

    centres: Floats
    assigned: Numbers
    likeness: Floats


def group(vectors: Floats) -> Groups:
    """Group pictures by their vectors (k-means on the sphere), the same way every time.

    Args:
        vectors: unit vectors of at least `FEWEST_LOOKS` pictures, shape (pictures, dimensions).
    """
    from sklearn.cluster import KMeans

    count = int(np.clip(len(vectors) // LOOKS_A_STYLE, *STYLES))
    every = -(-len(vectors) // FITTED_ON)
    fitted = KMeans(count, n_init=3, random_state=0).fit(vectors[::every])
    centres = fitted.cluster_centers_.astype(np.float32)
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-12)
    return assign(vectors, centres)


def assign(vectors: Floats, centres: Floats) -> Groups:
    """Give each picture to the nearest centre."""
    assigned = np.empty(len(vectors), dtype=np.int64)
    likeness = np.empty(len(vectors), dtype=np.float32)
    for start in range(0, len(vectors), FITTED_ON):
        cosines = vectors[start : start + FITTED_ON] @ centres.T
        assigned[start : start + FITTED_ON] = cosines.argmax(axis=1)
        likeness[start : start + FITTED_ON] = cosines.max(axis=1)
    return Groups(centres, assigned, likeness)


def kept_numbers(assigned: Mapping[str, int], before: Mapping[str, int]) -> dict[int, int]:
    """Return the number of each new style: that of the old one it shares most pictures with, else a fresh one.

    Args:
        assigned: new style by picture.
        before: old number by picture.
    """
    now = pd.Series(assigned, dtype="int64")
    old = pd.Series(before, dtype="int64").reindex(now.index)
    pairs = pd.DataFrame({"now": now, "old": old}).dropna().astype("int64").value_counts().reset_index(name="shared")
    pairs = pairs.sort_values(["shared", "now", "old"], ascending=[False, True, True])
    sizes, former = now.value_counts(), old.dropna().astype("int64").value_counts()
    numbers: dict[int, int] = {}
    for new, number, shared in pairs.to_numpy().tolist():
        same = shared / (sizes[new] + former[number] - shared) >= SAME_STYLE
        if same and new not in numbers and number not in numbers.values():
            numbers[new] = number
    fresh = max(before.values(), default=0)
    for new in sizes.index[~sizes.index.isin(list(numbers))]:
        fresh += 1
        numbers[int(new)] = fresh
    return numbers


def examples(looks: pd.DataFrame) -> pd.DataFrame:
    """Return the pictures that show each style best, of several designers where there are.

    Args:
        looks: style_id, image_id, likeness, designer (missing where nobody knows).

    Returns:
        style_id, place, image_id, likeness.
    """
    ranked = looks.sort_values(["style_id", "likeness", "image_id"], ascending=[True, False, True])
    nth = ranked.groupby(["style_id", "designer"], dropna=True).cumcount().reindex(ranked.index).fillna(0)
    ranked = ranked.assign(repeats=(nth >= EXAMPLES_A_DESIGNER) & ranked["designer"].notna())
    ranked = ranked.sort_values(["style_id", "repeats"], kind="stable").groupby("style_id").head(EXAMPLES)
    ranked = ranked.sort_values(["style_id", "likeness", "image_id"], ascending=[True, False, True])
    place = ranked.groupby("style_id").cumcount() + 1
    return ranked.assign(place=place)[["style_id", "place", "image_id", "likeness"]].reset_index(drop=True)


def names(style_of: pd.Series[int], tags: pd.DataFrame) -> pd.DataFrame:
    """Return what each style has more of than all pictures together.

    Args:
        style_of: style by image_id, every picture that was grouped.
        tags: image_id, label_id: what readers saw of them, each pair once.

    Returns:
        style_id, label_id, share (of the style's pictures), lift (that share ÷ the share of all), the most telling
        labels of each style first, at most `NAMED_AFTER` of a style and one of a facet.
    """
    seen = tags[tags["image_id"].isin(style_of.index)]
    seen = seen.assign(style_id=seen["image_id"].map(style_of))
    overall = seen.groupby("label_id")["image_id"].nunique() / len(style_of)
    counts = seen.groupby(["style_id", "label_id"])["image_id"].nunique().rename("looks").reset_index()
    counts["share"] = counts["looks"] / counts["style_id"].map(style_of.value_counts())
    counts["lift"] = counts["share"] / counts["label_id"].map(overall)
    telling = counts[(counts["share"] >= NAME_SHARE) & (counts["lift"] >= NAME_LIFT)]
    telling = telling.assign(weight=telling["share"] * np.log(telling["lift"].astype(float)))
    telling = telling.sort_values(["style_id", "weight", "label_id"], ascending=[True, False, True])
    telling = telling.assign(facet=telling["label_id"].str.partition(":")[0]).drop_duplicates(["style_id", "facet"])
    return (
        telling.groupby("style_id").head(NAMED_AFTER)[["style_id", "label_id", "share", "lift"]].reset_index(drop=True)
    )
