"""An image reader is scored against a labelled set, in the set's own words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from analysis.jobs import evaluate_images as job
from data.errors import BadInput, MissingPart, UnknownName
from data.records import Tag
from data.settings import Settings

COLOURS = {"a.png": "#C8202F", "b.png": "#1B2541", "c.png": "#FAFAF7", "d.png": "#98092B"}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with a red, a navy, a white and a cherry-red picture."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, colour in COLOURS.items():
        Image.new("RGB", (50, 50), colour).save(folder / name)
    return folder


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_classes_of_several_labels_are_scored_in_the_sets_own_words(photos: Path, settings: Settings) -> None:
    labels = write(photos / "labels.csv", "path,base,other\na.png,Reds,1\nb.png,Blues,1\nc.png,Blues,1\nd.png,Reds,1\n")
    names = write(photos / "map.csv", "base,label_id\nReds,colour:red\nReds,colour:cherry-red\nBlues,colour:navy\n")
    out = photos / "pred.csv"
    scores = job.run(labels, None, "pixel-colour", names, out, settings)
    assert pd.read_csv(out).columns.tolist() == ["path", "label", "score"]
    assert pd.read_csv(out, keep_default_na=False)["label"].tolist() == ["Reds", "Blues", "", "Reds"]
    assert (scores.pictures, scores.accuracy, scores.unreadable, scores.left_out) == (4, 0.75, 0, 0)
    assert scores.f1 == {"Blues": pytest.approx(2 / 3), "Reds": 1.0}
    assert scores.macro_f1 == pytest.approx(5 / 6)


def test_without_a_map_names_and_label_ids_are_understood_and_strangers_left_out(
    photos: Path, settings: Settings, tmp_path: Path
) -> None:
    labels = write(tmp_path / "labels.csv", "path,label\na.png,Red\nb.png,colour:navy\nc.png,Snowy\n")
    scores = job.run(labels, photos, "pixel-colour", None, tmp_path / "pred.csv", settings)
    assert (scores.pictures, scores.accuracy, scores.left_out) == (2, 1.0, 1)


def test_a_picture_that_cannot_be_opened_counts_as_wrong(photos: Path, settings: Settings) -> None:
    write(photos / "b.png", "no picture")
    labels = write(photos / "labels.csv", "path,label\na.png,Red\nb.png,Navy\n")
    scores = job.run(labels, None, "pixel-colour", None, photos / "pred.csv", settings)
    assert (scores.unreadable, scores.accuracy) == (1, 0.5)


def test_a_map_beside_the_labels_is_found_and_one_that_is_given_goes_first(photos: Path, settings: Settings) -> None:
    labels = write(photos / "labels.csv", "path,base\na.png,Reds\nb.png,Blues\n")
    write(photos / "labels.map.csv", "base,label_id\nReds,colour:red\nBlues,colour:navy\n")
    other = write(photos / "other.csv", "base,label_id\nReds,colour:red\n")
    found = job.run(labels, None, "pixel-colour", None, photos / "pred.csv", settings)
    assert (found.pictures, found.accuracy, found.left_out) == (2, 1.0, 0)
    given = job.run(labels, None, "pixel-colour", other, photos / "pred.csv", settings)
    assert (given.pictures, given.left_out) == (1, 1)


def test_without_a_download_the_shipped_reader_is_taken_and_the_note_says_so(photos: Path, settings: Settings) -> None:
    away = settings.model_copy(update={"clip_model": str(photos / "no-model")})
    labels = write(photos / "labels.csv", "path,label\na.png,Dress\n")
    scores = job.run(labels, None, None, None, photos / "pred.csv", away)
    assert scores.reader.startswith("garment-") and scores.note and "no-model" in scores.note
    with pytest.raises(MissingPart, match="HEMLINE_CLIP_MODEL"):
        job.run(labels, None, "clip", None, photos / "pred.csv", away)


@pytest.mark.parametrize(
    ("labels", "names", "said"),
    [
        ("file,label\na.png,Red\n", None, "no column 'path'"),
        ("path,one,two\na.png,Red,x\n", None, "several columns"),
        ("path,label\na.png,Sunset\n", None, "--map"),
        ("path,label\n../../etc/passwd,Red\n", None, "leads out of"),
        ("path,label\na.png,Red\n", "kind,label_id\nRed,colour:red\n", "no column 'kind'"),
        ("path,label\na.png,Red\n", "label\nRed\n", "give two"),
        ("path,label\na.png,Red\n", "label,label_id\nRed,colour:red\nRose,colour:red\n", "give it to one"),
        ("", None, "cannot be read as CSV"),
    ],
)
def test_a_set_that_cannot_be_used_is_refused_with_what_to_do(
    photos: Path, settings: Settings, labels: str, names: str | None, said: str
) -> None:
    mapping = write(photos / "map.csv", names) if names else None
    with pytest.raises(BadInput, match=said):
        job.run(write(photos / "l.csv", labels), None, "pixel-colour", mapping, photos / "p.csv", settings)


def test_an_unknown_label_in_the_map_is_named_with_the_nearest(photos: Path, settings: Settings) -> None:
    labels = write(photos / "labels.csv", "path,label\na.png,Red\n")
    names = write(photos / "map.csv", "label,label_id\nRed,colour:redd\n")
    with pytest.raises(UnknownName, match="colour:red"):
        job.run(labels, None, "pixel-colour", names, photos / "pred.csv", settings)


def test_the_best_class_adds_up_its_labels() -> None:
    classes = {"colour:red": "Reds", "colour:cherry-red": "Reds", "colour:navy": "Blues"}
    tags = [Tag("colour:navy", score=0.4), Tag("colour:red", score=0.3), Tag("colour:cherry-red", score=0.3)]
    assert job.best_class(tags, classes) == ("Reds", pytest.approx(0.6))
    assert job.best_class([], classes) == ("", 0.0)


def test_f1_equals_its_definition() -> None:
    truth, said = pd.Series(["a", "a", "b", "c"]), pd.Series(["a", "b", "b", ""])
    assert job.f1_by_class(truth, said) == {"a": pytest.approx(2 / 3), "b": pytest.approx(2 / 3), "c": 0.0}
