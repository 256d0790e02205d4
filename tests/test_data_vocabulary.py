"""The vocabulary: complete, consistent, and open to a user's own words."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from data.errors import BadInput, UnknownName
from data.reading_rules import load_rules, spelled_out
from data.vocabulary import FACETS, load_vocabulary


def test_every_label_of_the_shared_list_is_there(shared_data: Path) -> None:
    with (shared_data / "text" / "labels.csv").open(encoding="utf-8") as file:
        wanted = {row["label_id"]: row["name"] for row in csv.DictReader(file)}
    assert {label.label_id: label.name for label in load_vocabulary().labels} == wanted


def test_every_label_has_names_in_english_and_chinese_a_prompt_and_words() -> None:
    for label in load_vocabulary().labels:
        assert label.names["en"] and label.names["zh"], label.label_id
        assert label.prompts and all(prompt == prompt.lower() for prompt in label.prompts), label.label_id
        assert label.words.get("en"), label.label_id


def test_exactly_the_colours_have_a_hex_and_no_two_the_same() -> None:
    labels = load_vocabulary().labels
    assert all((label.hex is not None) == (label.facet == "colour") for label in labels)
    hexes = [label.hex for label in load_vocabulary().facet("colour")]
    assert len(set(hexes)) == len(hexes)


def test_the_frame_holds_the_rows_of_the_label_table() -> None:
    frame = load_vocabulary().frame()
    assert list(frame.columns) == ["label_id", "facet", "name", "names", "hex", "origin"]
    assert frame.label_id.is_unique and set(frame.facet) == set(FACETS)
    assert json.loads(frame.set_index("label_id").names["colour:navy"])["en"] == "Navy"


def test_an_unknown_label_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'colour:navy'"):
        load_vocabulary().get("colour:navi")


def test_a_users_file_adds_words_overrides_and_makes_new_labels(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '["colour:navy"]\nhex = "#000080"\nwords.en = ["midnight ink"]\n'
        '["aesthetic:tomato-girl"]\nname = { en = "Tomato girl" }\nwords.en = ["tomato girl summer"]\n',
        encoding="utf-8",
    )
    changed, shipped = load_vocabulary(own), load_vocabulary()
    assert changed.get("colour:navy").hex == "#000080"
    assert set(changed.get("colour:navy").words["en"]) == {*shipped.get("colour:navy").words["en"], "midnight ink"}
    assert changed.get("aesthetic:tomato-girl").origin == "user"
    assert changed.get("aesthetic:tomato-girl").prompts == ("tomato girl",)
    assert changed.version != shipped.version
    assert len(changed.labels) == len(shipped.labels) + 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[", "is not valid TOML"),
        ('\n["colour:dawn"]\nname = { en = "Dawn" }', "line 2: entry 'colour:dawn' has hex = None; a colour"),
        ('["colour:navy"]\nhex = "navy"', "has hex = 'navy'"),
        ('["category:cloak"]\nwords.en = ["cloak"]', "needs an English name"),
        ('["cloak"]\nname = { en = "Cloak" }', "must be headed facet:name"),
        ('["category:coat"]\nword.en = ["cloak"]', "unknown key 'word'"),
        ('["category:coat"]\nwords = ["cloak"]', "without a language"),
        ('["category:coat"]\nwords.en = "cloak"', "write a list of texts"),
        ('["category:coat"]\nwords.english = ["cloak"]', "two letters"),
        ('["category:coat"]\nwords.en = ["hoody"]', "line 2: the word 'hoody' .en. stands under 'category:hoodie'"),
        ('["category:coat"]\nwords.en = [\n    "cloth",\n    "Co Ords"]', "line 4: the word 'co-ords'"),
        (
            '["category:coat"]\nwords.en = ["👗"]',
            "line 1: entry 'category:coat' has words.en = '👗', which has no letter",
        ),
        ('["shape:cloak"]\nname = { en = "Cloak" }', "line 1: .* the facet one of category, colour"),
        ('["category:coat"]\nhex = "#000000"', "only colours have"),
        ("loose = 1", "outside an entry"),
    ],
)
def test_a_faulty_file_is_refused_with_its_entry(text: str, sentence: str, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=sentence) as error:
        load_vocabulary(own)
    assert str(own) in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.toml"):
        load_vocabulary(tmp_path / "nowhere.toml")


def test_the_reading_rules_load_and_have_a_version() -> None:
    assert len(load_rules().version) == 16 and load_rules().stance["praise"]["en"]


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("so over", ["so over"]),
        ("looks {cheap,tacky}", ["looks cheap", "looks tacky"]),
        ("{is,are} {,so} over", ["is over", "is so over", "are over", "are so over"]),
        ("down {9..11}%", ["down 9%", "down 10%", "down 11%"]),
    ],
)
def test_a_shortened_cue_stands_for_all_its_terms(word: str, terms: list[str]) -> None:
    assert spelled_out(word) == terms
