"""Scoring the reader of posts against tagged ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.jobs.evaluate_text import Score, run
from data.errors import BadInput

LOVED = {"label_id": "category:loafer", "polarity": "for", "span": "loafers"}
MISJUDGED = {"label_id": "category:clog", "polarity": "for", "span": "clogs"}
MISSED = {"label_id": "colour:red", "polarity": "for", "span": "x"}
LINES: list[dict[str, object]] = [
    {"post_id": "a", "lang": "en", "text": "I love loafers", "tags": [LOVED]},
    {"post_id": "b", "lang": "en", "text": "so over clogs", "tags": [MISJUDGED, MISSED]},
    {"post_id": "c", "lang": "fr", "text": "quel beau temps", "tags": []},
]


def gold(folder: Path, *lines: object) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("\n".join(la if isinstance(la, str) else json.dumps(la) for la in lines), encoding="utf-8")
    return path


def test_scores_are_micro_averages_by_label_and_with_polarity(tmp_path: Path) -> None:
    found = run(gold(tmp_path, *LINES), tmp_path / "out.jsonl")
    assert found.label == Score(hits=2, predicted=2, gold=3)
    assert found.polarity == Score(hits=1, predicted=2, gold=3)
    assert found.label.f1 == pytest.approx(0.8) and found.label.precision == 1.0
    assert found.label_by_facet["colour"] == Score(0, 0, 1)
    assert set(found.label_by_language) == {"en"}
    assert (found.posts, found.empty_posts, found.empty_tagged) == (3, 1, 0.0)


def test_predictions_are_written_one_line_a_post_in_order(tmp_path: Path) -> None:
    run(gold(tmp_path, *LINES), tmp_path / "out.jsonl")
    written = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["post_id"] for row in written] == ["a", "b", "c"]
    assert written[0]["tags"] == [{"label_id": "category:loafer", "polarity": "for", "span": "loafers"}]
    assert written[2]["tags"] == []


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["{"], "line 1 is not JSON"),
        ([LINES[0], {"post_id": "b"}], "line 2 needs post_id, text and tags"),
        ([{"post_id": "a", "text": "x", "tags": [{"label_id": "colour:red", "polarity": "maybe"}]}], "unreadable tags"),
        ([LINES[0], LINES[0]], "post_id twice"),
        ([""], "holds no posts"),
    ],
)
def test_a_faulty_file_is_one_sentence(lines: list[object], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=sentence):
        run(gold(tmp_path, *lines), tmp_path / "out.jsonl")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        run(tmp_path / "nowhere.jsonl", tmp_path / "out.jsonl")


def test_the_development_set_stays_above_the_floor(shared_data: Path, tmp_path: Path) -> None:
    found = run(shared_data / "text" / "dev.jsonl", tmp_path / "out.jsonl")
    assert found.label.f1 >= 0.88 and found.polarity.f1 >= 0.84
    assert all(score.f1 >= 0.80 for score in found.label_by_language.values())
    assert found.empty_tagged <= 0.10
