"""What a search asks for: words and a picture together, and how their two answers become one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.protocols import TextTagger

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Filters:
    """Which looks may be found; None lets every one through.

    Attributes:
        season: as stored, such as SS25.
        designer: as stored.
        city: as stored.
        label_id: a colour, or any other label that an active reader saw.
    """

    season: str | None = None
    designer: str | None = None
    city: str | None = None
    label_id: str | None = None


@dataclass(frozen=True)
class Asked:
    """What a search asks for, at least one of the three.

    Attributes:
        picture: the unit vector of a picture, shape (dimensions,).
        words: the unit vector of words in the same space, where a model places them.
        label_ids: the labels that the words name, where none does.
        weight: of words or labels against the picture, 0 to 1.
    """

    picture: Floats | None = None
    words: Floats | None = None
    label_ids: tuple[str, ...] = ()
    weight: float = 0.5


def labels_in(words: str, tagger: TextTagger) -> list[str]:
    """Return the labels that the words of a search name, each once; it is about clothes even where it says "blue"."""
    tags = tagger.tag([f"{words} clothes"], [None])[0]
    return list(dict.fromkeys(tag.label_id for tag in tags if tag.polarity != "against"))


def joined(picture: Floats | None, words: Floats | None, weight: float) -> Floats:
    """Return the weighted sum of unit vectors, as a unit vector.

    Args:
        picture: of the picture asked for, shape (dimensions,); None without one.
        words: of the words, in the same space; None without any.
        weight: of the words, 0 to 1.
    """
    if picture is None or words is None:
        only = picture if words is None else words
        if only is None:
            raise ValueError("neither a picture nor words are asked for")
        return only
    summed = (1 - weight) * picture + weight * words
    unit: Floats = (summed / max(float(np.linalg.norm(summed)), 1e-12)).astype(np.float32)
    return unit


def by_tags(tags: pd.DataFrame, asked: int) -> pd.DataFrame:
    """Rank pictures by the labels they share with the words.

    Args:
        tags: image_id, label_id, score: what active readers saw of the labels asked for.
        asked: how many labels the words name.

    Returns:
        image_id, likeness: the sum of scores ÷ the labels asked for, the most alike first.
    """
    summed = tags.groupby("image_id", sort=True)["score"].sum() / asked
    found = summed.rename("likeness").reset_index()
    return found.sort_values(["likeness", "image_id"], ascending=[False, True], ignore_index=True)


def mixed(pictures: pd.DataFrame, tags: pd.DataFrame, weight: float) -> pd.DataFrame:
    """Return the weighted sum of two likenesses where no space holds both; what only one knows counts 0 in the other.

    Args:
        pictures: image_id, likeness to the picture asked for.
        tags: image_id, likeness by the labels asked for.
        weight: of the labels, 0 to 1.
    """
    both = pictures.merge(tags, on="image_id", how="outer", suffixes=("_picture", "_tags")).fillna(0.0)
    both["likeness"] = (1 - weight) * both["likeness_picture"] + weight * both["likeness_tags"]
    found = both.sort_values(["likeness", "image_id"], ascending=[False, True], ignore_index=True)
    return found[["image_id", "likeness"]]
