"""The job that fits an image model's thresholds on pictures that people labelled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.images.ahead import opened_ahead
from analysis.jobs.evaluate_images import read_truth
from analysis.looks.prompts import FacetPrompts
from analysis.looks.thresholds import FEWEST, Labelled, Thresholds, fit
from analysis.registry import load
from data.errors import BadInput
from data.progress import progress
from data.settings import Settings
from data.vocabulary import load_vocabulary

BATCH = 128


@dataclass(frozen=True)
class FittedThresholds:
    """What a fit gave.

    Attributes:
        file: where the thresholds lie, beside the vectors of the prompts.
        reader: fingerprint of the reader that uses them from now on.
        pictures: labelled ones that could be opened.
        unreadable: labelled ones that could not.
        thresholds: by label id.
        note: what could not be fitted, None where everything could.
    """

    file: Path
    reader: str
    pictures: int
    unreadable: int
    thresholds: dict[str, float]
    note: str | None


def run(labels: Path, root: Path | None, mapping: Path | None, settings: Settings) -> FittedThresholds:
    """Fit one threshold per label on a labelled set, and keep them for the model and prompts of now.

    Args:
        labels: CSV with a column `path` and one of labels, as `hemline evaluate images` reads it; a picture with
            several labels has several rows. Use pictures that nothing is scored on afterwards.
        root: folder the paths start from; the CSV's own unless given.
        mapping: CSV from the set's own names to label ids. A name that stands for several labels fits none of them,
            for it does not say which of them a picture shows.
        settings: names the model and the home.

    Raises:
        BadInput: a file or column cannot be used, no picture can be opened, or too few show any label.
        MissingPart: the model's weights are not here.
    """
    truth = read_truth(labels, mapping, load_vocabulary(settings.own_vocabulary))
    tagger: Any = load("clip", settings)
    said = {str(path): set(classes) for path, classes in truth.rows.groupby("path")["label"]}
    paths, vectors = _embedded(tagger, list(said), root or labels.parent, settings)
    fitted: dict[str, float] = {}
    for prompts, shares in tagger.shares(vectors):
        fitted |= fit(shares, prompts, _labelled(prompts, [said[path] for path in paths], truth.class_of))
    if not fitted:
        raise BadInput(f"{labels} shows no label on at least {FEWEST} pictures; label more of them.")
    Thresholds(fitted, labels.name, len(paths)).keep(tagger.thresholds_file)
    left = sorted({label_id for label_id in truth.class_of if label_id not in fitted})
    note = f"Not fitted, for too few pictures or a name that stands for several labels: {', '.join(left)}."
    reader = str(load("clip", settings).fingerprint)
    return FittedThresholds(
        tagger.thresholds_file, reader, len(paths), len(said) - len(paths), fitted, note if left else None
    )


def _embedded(tagger: Any, paths: list[str], root: Path, settings: Settings) -> tuple[list[str], Any]:
    """Return the paths that could be opened and the vectors of their pictures."""
    parts = [pd.DataFrame({"path": paths[at : at + BATCH]}) for at in range(0, len(paths), BATCH)]
    read: list[str] = []
    vectors = []
    with progress("Looking at labelled pictures", len(paths), "pictures") as advance:
        opened = opened_ahead(parts, root.resolve(), settings.pixel_limit, tagger.preparer(), tagger.side_px)
        for seen in opened:
            read += seen.good_rows["path"].tolist()
            vectors += [tagger.embed(seen.good)] if seen.good else []
            advance(len(seen.rows))
    if not vectors:
        raise BadInput(f"None of {len(paths)} pictures under {root} can be opened; give their folder with --root.")
    return read, np.concatenate(vectors)


def _labelled(prompts: FacetPrompts, said: list[set[str]], class_of: dict[str, str]) -> Labelled:
    """Return which label of a facet each picture shows; a picture with no label of the facet says nothing of it."""
    classes = [class_of.get(label_id) for label_id in prompts.label_ids]
    single = [name is not None and list(class_of.values()).count(name) == 1 for name in classes]
    of_facet = {name for name in classes if name is not None}
    shown = np.array([[name in names for name in classes] for names in said])
    judged = np.array([[one and bool(names & of_facet) for one in single] for names in said])
    return Labelled(shown, judged)
