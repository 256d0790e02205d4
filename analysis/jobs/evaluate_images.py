"""Scores an image reader against pictures that people labelled."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from PIL import Image

from analysis.images.pictures import UnreadablePicture, open_picture
from analysis.protocols import GuessingTagger, ImageTagger
from analysis.registry import auto, load
from data.errors import BadInput, MissingPart
from data.progress import progress
from data.records import Tag
from data.settings import Settings
from data.vocabulary import Vocabulary, load_vocabulary

BATCH = 64
DECODERS = 4
UNSCORED = ""  # the label of a picture in which the reader saw none of the classes


@dataclass(frozen=True)
class ImageScores:
    """How a reader did on a labelled set.

    Attributes:
        reader: fingerprint.
        pictures: scored ones.
        accuracy: share of them whose best label is the right class.
        macro_f1: mean of the classes' F1, classes of the labels only.
        f1: of each class.
        unreadable: pictures that could not be opened; they count as wrong.
        left_out: rows whose label stands for nothing in the vocabulary; they are not scored.
        note: why a stronger reader was not used, or None.
    """

    reader: str
    pictures: int
    accuracy: float
    macro_f1: float
    f1: dict[str, float]
    unreadable: int
    left_out: int
    note: str | None


@dataclass(frozen=True)
class _Truth:
    """The labelled pictures, and what each class of theirs means."""

    rows: pd.DataFrame  # path, label
    class_of: dict[str, str]  # label_id -> class
    left_out: int


def run(
    labels: Path, root: Path | None, reader: str | None, mapping: Path | None, out: Path, settings: Settings
) -> ImageScores:
    """Read the pictures of a labelled set, write the best label of each, and score them.

    Args:
        labels: CSV with a column `path` and one of labels: the column the mapping names, else `label`, else the
            only other one.
        root: folder the paths start from; the CSV's own unless given.
        reader: a name in the registry; the strongest that can be had unless given.
        mapping: CSV whose first column is headed like the labels' column and holds its values, the second their
            label ids; a class that stands for several labels has several rows. Without it the file beside the labels
            is taken that is named like theirs, labels.map.csv for labels.csv; without that the values are label ids or
            English names.
        out: the predictions: path, label (a class of the set), score; a row per picture.
        settings: where weights may lie.

    Raises:
        BadInput: a file or column cannot be used.
        MissingPart: the reader's weights are not here.
    """
    truth = read_truth(labels, mapping or _beside(labels), load_vocabulary())
    tagger, note = _reader(reader, settings)
    predicted, unreadable = predict(
        tagger, truth.rows["path"].tolist(), root or labels.parent, truth.class_of, settings
    )
    predicted.to_csv(out, index=False, quoting=csv.QUOTE_MINIMAL, float_format="%.6g")
    f1 = f1_by_class(truth.rows["label"], predicted["label"])
    return ImageScores(
        reader=str(tagger.fingerprint),
        pictures=len(predicted),
        accuracy=float((truth.rows["label"].to_numpy() == predicted["label"].to_numpy()).mean()),
        macro_f1=sum(f1.values()) / len(f1),
        f1=f1,
        unreadable=unreadable,
        left_out=truth.left_out,
        note=note,
    )


def _beside(labels: Path) -> Path | None:
    """Return the mapping that lies beside the labels, None where there is none."""
    mapping = labels.with_suffix(".map.csv")
    return mapping if mapping.is_file() else None


def f1_by_class(truth: pd.Series[str], predicted: pd.Series[str]) -> dict[str, float]:
    """Return the F1 of each class of the truth, 2 * hits / (true + predicted); by name."""
    hits = truth[truth.to_numpy() == predicted.to_numpy()].value_counts()
    true, said = truth.value_counts(), predicted.value_counts()
    return {str(name): float(2 * hits.get(name, 0) / (true[name] + said.get(name, 0))) for name in sorted(true.index)}


def predict(
    tagger: ImageTagger, paths: list[str], root: Path, class_of: Mapping[str, str], settings: Settings
) -> tuple[pd.DataFrame, int]:
    """Return path, best class and its score for each picture, and how many could not be opened."""
    rows: list[tuple[str, str, float]] = []
    unreadable = 0
    with progress("Reading pictures", len(paths), "pictures") as advance, ThreadPoolExecutor(DECODERS) as pool:
        for start in range(0, len(paths), BATCH):
            part = paths[start : start + BATCH]
            opened = list(pool.map(lambda path: _opened(root, path, settings.pixel_limit), part))
            tags = iter(_answers(tagger, [picture for picture in opened if picture is not None]))
            for path, picture in zip(part, opened, strict=True):
                rows.append((path, *(best_class(next(tags), class_of) if picture is not None else (UNSCORED, 0.0))))
                unreadable += picture is None
            advance(len(part))
    return pd.DataFrame(rows, columns=["path", "label", "score"]), unreadable


def _answers(tagger: ImageTagger, pictures: list[Image.Image]) -> list[list[Tag]]:
    """Return what a reader answers where each picture is known to show one of the classes: its guess, if it has one."""
    return tagger.guess(pictures) if isinstance(tagger, GuessingTagger) else tagger.tag(pictures)


def best_class(tags: list[Tag], class_of: Mapping[str, str]) -> tuple[str, float]:
    """Return the class whose labels have the largest sum of scores; the first by name where two are equal."""
    scores: dict[str, float] = {}
    for tag in tags:
        if tag.label_id in class_of:
            name = class_of[tag.label_id]
            scores[name] = scores.get(name, 0.0) + tag.score
    return min(scores.items(), key=lambda item: (-item[1], item[0])) if scores else (UNSCORED, 0.0)


def read_truth(labels: Path, mapping: Path | None, vocabulary: Vocabulary) -> _Truth:
    """Read the labels and what they mean, and leave out the rows that mean nothing to the vocabulary."""
    rows = _table(labels)
    if "path" not in rows:
        raise BadInput(f"{labels} has no column 'path'; it has {', '.join(rows.columns)}.")
    if mapping is None:
        column = _label_column(labels, rows)
        class_of = dict(_by_name(rows[column].unique().tolist(), vocabulary))
    else:
        column, class_of = _mapped(mapping, vocabulary)
        if column not in rows:
            raise BadInput(
                f"{labels} has no column '{column}', which {mapping} maps; it has {', '.join(rows.columns)}."
            )
    known = rows[rows[column].isin(set(class_of.values()))]
    if known.empty:
        raise BadInput(f"No label in the column '{column}' of {labels} is known; map them with --map MAP.csv.")
    named = known[["path", column]].set_axis(["path", "label"], axis=1).reset_index(drop=True)
    return _Truth(named, class_of, len(rows) - len(known))


def _label_column(labels: Path, rows: pd.DataFrame) -> str:
    """Return the column of the labels where no mapping names it."""
    others = [str(column) for column in rows.columns if column != "path"]
    if "label" in others:
        return "label"
    if len(others) != 1:
        raise BadInput(
            f"{labels} has several columns beside 'path' ({', '.join(others)}); "
            "name the one to score in the first heading of --map MAP.csv."
        )
    return others[0]


def _by_name(values: list[str], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield (label_id, value) for each value that is a label id or the English name of one."""
    by_name = {label.name.casefold(): label.label_id for label in reversed(vocabulary.labels)}
    for value in values:
        label_id = value if value in vocabulary else by_name.get(value.casefold())
        if label_id is not None:
            yield label_id, value


def _mapped(mapping: Path, vocabulary: Vocabulary) -> tuple[str, dict[str, str]]:
    """Return the mapped column's heading, and the class of each label id."""
    pairs = _table(mapping)
    if pairs.shape[1] != 2:
        raise BadInput(f"{mapping} has {pairs.shape[1]} columns; give two: the set's own names, and label ids.")
    values, label_ids = pairs.iloc[:, 0].tolist(), pairs.iloc[:, 1].tolist()
    class_of: dict[str, str] = {}
    for value, label_id in zip(values, label_ids, strict=True):
        vocabulary.get(label_id)  # refuses an unknown one, naming the nearest
        if class_of.setdefault(label_id, value) != value:
            raise BadInput(f"{mapping} gives '{label_id}' to '{class_of[label_id]}' and to '{value}'; give it to one.")
    return str(pairs.columns[0]), class_of


def _table(path: Path) -> pd.DataFrame:
    """Read a CSV as text."""
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise BadInput(f"{path} cannot be read as CSV ({error}); give a UTF-8 file with a heading.") from error


def _reader(name: str | None, settings: Settings) -> tuple[ImageTagger, str | None]:
    """Return the reader asked for, else the strongest there is, with a note when that is not the strongest of all."""
    if name is not None:
        tagger: ImageTagger = load(name, settings)
        return tagger, None
    strongest, note = auto("garment", settings)
    if strongest is not None:
        return strongest, note
    colour, missing = auto("colour", settings)
    if colour is None:
        raise MissingPart(missing or "No image reader can be had.")
    return colour, f"Read for colours only. {note}"


def _opened(root: Path, path: str, pixel_limit: int) -> Image.Image | None:
    """Open one picture under the root; None where that cannot be done."""
    file = (root / path).resolve()
    if not file.is_relative_to(root.resolve()):
        raise BadInput(f"The path '{path}' leads out of {root}; give paths inside it, or another --root.")
    try:
        return open_picture(file, pixel_limit)
    except UnreadablePicture:
        return None
