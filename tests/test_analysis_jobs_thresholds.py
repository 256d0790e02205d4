"""Thresholds are fitted on labelled pictures with the real network's scores, and count from then on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from analysis.jobs import thresholds as job
from analysis.models.clip.tagger import ClipTagger
from analysis.registry import load
from data.errors import BadInput
from data.settings import Settings
from data.vocabulary import Vocabulary, load_vocabulary
from tests.tiny_clip import write_tiny_clip


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Twelve dark pictures called coats and twelve light ones called dresses, one of each damaged."""
    dice = np.random.default_rng(0)
    rows = ["path,label"]
    for n in range(24):
        low, label = (0, "Coat") if n % 2 else (200, "Dress")
        Image.fromarray(dice.integers(low, low + 55, (40, 30, 3), dtype=np.uint8)).save(tmp_path / f"{n}.png")
        rows.append(f"{n}.png,{label}")
    (tmp_path / "0.png").write_bytes(b"broken")
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    return tmp_path / "labels.csv"


@pytest.fixture
def away(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that name a small model, and a vocabulary of a few labels so that its prompts are read quickly."""
    few = load_vocabulary().facet("category")
    small = Vocabulary(tuple(label for label in few if label.label_id in ("category:coat", "category:dress")))
    monkeypatch.setattr("analysis.models.clip.tagger.load_vocabulary", lambda path=None: small)
    return settings.model_copy(update={"clip_model": str(write_tiny_clip(tmp_path / "model"))})


def test_a_fit_is_kept_and_used_from_then_on(labelled: Path, away: Settings) -> None:
    before: ClipTagger = load("clip", away)
    result = job.run(labelled, None, None, away)
    assert (result.pictures, result.unreadable, result.note) == (23, 1, None)
    assert set(result.thresholds) == {"category:coat", "category:dress"} and result.file.is_file()
    after: ClipTagger = load("clip", away)
    assert after.thresholds.of == result.thresholds and str(after.fingerprint) == result.reader != str(
        before.fingerprint
    )


def test_a_name_for_several_labels_fits_none_of_them(labelled: Path, away: Settings, tmp_path: Path) -> None:
    (tmp_path / "map.csv").write_text(
        "label,label_id\nCoat,category:coat\nDress,category:dress\nDress,category:skirt\n"
    )
    result = job.run(labelled, None, tmp_path / "map.csv", away)
    assert list(result.thresholds) == ["category:coat"]
    assert result.note and "category:dress, category:skirt" in result.note


def test_too_few_pictures_are_refused_in_a_sentence(labelled: Path, away: Settings) -> None:
    labelled.write_text("path,label\n1.png,Coat\n2.png,Dress\n")
    with pytest.raises(BadInput, match="at least 10 pictures"):
        job.run(labelled, None, None, away)


def test_pictures_in_another_folder_are_asked_for(labelled: Path, away: Settings, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(BadInput, match="--root"):
        job.run(labelled, tmp_path / "elsewhere", None, away)
