"""How sure an image model must be of each label: thresholds fitted on labelled pictures, kept beside the prompts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from analysis.looks.prompts import FacetPrompts, Floats
from data.errors import BadInput

FEWEST = 10  # labelled pictures with the label, and as many without it: below, the facet's own threshold stays


@dataclass(frozen=True)
class Thresholds:
    """The thresholds that were fitted for one model and its prompts.

    Attributes:
        of: by label id, the share of its facet's softmax that the label needs; labels that were not fitted are absent.
        file: name of the labelled set.
        pictures: how many it has.
    """

    of: Mapping[str, float]
    file: str = ""
    pictures: int = 0

    @classmethod
    def from_file(cls, path: Path | None) -> Self:
        """Read kept thresholds; none where there is no file.

        Raises:
            BadInput: the file is damaged.
        """
        if path is None or not path.is_file():
            return cls({})
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return cls({str(k): float(v) for k, v in kept["of"].items()}, str(kept["file"]), int(kept["pictures"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput(
                f"The thresholds in {path} cannot be read ({type(error).__name__}); fit them again with "
                "'hemline thresholds LABELS.csv', or delete the file."
            ) from error

    def keep(self, path: Path) -> None:
        """Write the thresholds whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name("thresholds.new")
        fresh.write_text(json.dumps({**vars(self), "of": dict(self.of)}, indent=1), encoding="utf-8")
        fresh.replace(path)

    @property
    def version(self) -> str | None:
        """Hash of the thresholds: 16 hex digits; None where nothing was fitted."""
        said = json.dumps(dict(self.of), sort_keys=True).encode()
        return hashlib.blake2b(said, digest_size=8).hexdigest() if self.of else None


@dataclass(frozen=True)
class Labelled:
    """What people said of one facet's labels.

    Attributes:
        shown: whether a picture shows a label, shape (pictures, labels).
        judged: whether that was said at all, shape (pictures, labels).
    """

    shown: npt.NDArray[np.bool_]
    judged: npt.NDArray[np.bool_]


def fit(shares: Floats, prompts: FacetPrompts, labelled: Labelled) -> dict[str, float]:
    """Return for each label the threshold with the best F1 over the judged pictures.

    A label counts as said only where it is among the `most` largest shares of its picture, as when pictures are
    tagged. Of equally good thresholds the highest is taken, to give little rather than wrong.

    Args:
        shares: of the facet's softmax, shape (pictures, labels + 1).
        prompts: the facet.
        labelled: what people said.

    Returns:
        Threshold by label id; labels with fewer than `FEWEST` pictures of either kind are left out.
    """
    ranks = np.argsort(np.argsort(-shares[:, :-1], axis=1, kind="stable"), axis=1, kind="stable")
    sayable = np.where(ranks < prompts.most, shares[:, :-1], 0.0)
    fitted = {}
    for i, label_id in enumerate(prompts.label_ids):
        judged = labelled.judged[:, i]
        shown = labelled.shown[judged, i]
        if min(shown.sum(), (~shown).sum()) >= FEWEST:
            fitted[label_id] = best_threshold(sayable[judged, i], shown)
    return fitted


def best_threshold(scores: npt.ArrayLike, shown: npt.NDArray[np.bool_]) -> float:
    """Return the threshold whose F1 is best: half-way between two scores, 1 where saying nothing is as good."""
    values, place = np.unique(np.asarray(scores, dtype=float), return_inverse=True)
    hits = np.bincount(place, shown, len(values))[::-1].cumsum()[::-1]
    said = np.bincount(place, minlength=len(values))[::-1].cumsum()[::-1]
    f1 = np.where(values > 0, 2 * hits / (said + shown.sum()), 0.0)
    best = len(values) - 1 - int(np.argmax(f1[::-1]))
    if f1[best] == 0:
        return 1.0
    return float((values[best] + (values[best - 1] if best else 0.0)) / 2)
