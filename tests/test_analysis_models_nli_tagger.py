"""The second reader judges doubtful words only, says in its fingerprint that it did, and never asks the network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from analysis.jobs import tag as job
from analysis.models.nli_tagger import MODEL, PAIRS_A_PASS, NliTagger
from analysis.registry import auto
from analysis.text.tags import VocabularyTagger
from data.errors import BadInput, MissingPart
from data.reading_rules import load_rules
from data.settings import Settings
from data.store import Store
from data.vocabulary import load_vocabulary

FIRST = VocabularyTagger(load_vocabulary(), load_rules())
CLASSES = ("contradiction", "neutral", "entailment")


def tiny_model(path: Path, classes: Sequence[str] = CLASSES, leaning: int | None = None) -> Path:
    """Write a whole BERT folder, small, with weights drawn by chance; `leaning` is the class it always prefers."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    path.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz", *(f"##{c}" for c in "aeiou")]
    (path / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizer(str(path / "vocab.txt")).save_pretrained(path)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        id2label=dict(enumerate(classes)), label2id={name: i for i, name in enumerate(classes)},
    )  # fmt: skip
    model = BertForSequenceClassification(config)
    if leaning is not None:
        model.classifier.bias.data[leaning] += 100
    model.save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def agreeing(tmp_path_factory: pytest.TempPathFactory) -> NliTagger:
    folder = tiny_model(tmp_path_factory.mktemp("nli") / "yes", leaning=2)
    return NliTagger(folder, "yes", FIRST, "cpu")


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> NliTagger:
    folder = tiny_model(tmp_path_factory.mktemp("nli") / "no", leaning=0)
    return NliTagger(folder, "no", FIRST, "cpu")


def labels(tagger: NliTagger | VocabularyTagger, text: str) -> set[str]:
    return {tag.label_id.partition(":")[2] for tag in tagger.tag([text], ["en"])[0]}


@pytest.mark.parametrize(
    ("text", "first", "agreed", "refused"),
    [
        ("I bought a leather jacket", {"leather", "jacket"}, {"leather", "jacket"}, {"leather", "jacket"}),
        ("a black dress", {"black", "dress"}, {"black", "dress"}, {"black", "dress"}),
        ("an orange on the train", set(), {"orange"}, set()),
        ("my new tank, finally, and a cardigan", {"tank-top", "cardigan"}, {"tank-top", "cardigan"}, {"cardigan"}),
        ("police seek a man in orange", set(), set(), set()),
        ("nothing here", set(), set(), set()),
    ],
)
def test_only_words_in_doubt_are_put_to_the_model(
    agreeing: NliTagger, refusing: NliTagger, text: str, first: set[str], agreed: set[str], refused: set[str]
) -> None:
    assert labels(FIRST, text) == first
    assert labels(agreeing, text) == agreed
    assert labels(refusing, text) == refused


def test_every_tag_keeps_its_words_and_many_doubts_are_judged_in_passes(agreeing: NliTagger) -> None:
    texts = ["look, orange and then mint, they said"] * (PAIRS_A_PASS + 3)
    found = agreeing.tag(texts, ["en"] * len(texts))
    assert len(found) == len(texts) and all(len(tags) == 2 for tags in found)
    for tag in found[-1]:
        assert tag.span_start is not None and texts[-1][tag.span_start : tag.span_end] == tag.evidence


def test_what_a_post_is_about_is_judged_by_the_first_reader(agreeing: NliTagger) -> None:
    texts = ["nothing to wear and a full closet", "the bus was late"]
    assert agreeing.relevant(texts, ["en", "en"]) == [True, False]


def test_the_fingerprint_names_the_model_its_weights_and_the_first_reader(
    agreeing: NliTagger, refusing: NliTagger
) -> None:
    assert agreeing.fingerprint.name == "nli" and agreeing.fingerprint.settings["first"] == str(FIRST.fingerprint)
    assert agreeing.fingerprint.weights_hash != refusing.fingerprint.weights_hash
    assert len({str(FIRST.fingerprint), str(agreeing.fingerprint), str(refusing.fingerprint)}) == 3


def test_it_is_off_unless_a_setting_names_a_model(tmp_path: Path) -> None:
    tagger, note = auto("text", Settings(home=tmp_path))
    assert tagger.fingerprint.name == "vocabulary" and note is None
    folder = tiny_model(tmp_path / "nli")
    tagger, note = auto("text", Settings(home=tmp_path, text_model=str(folder)))
    assert tagger.fingerprint.name == "nli" and note is None


def test_a_model_that_is_not_here_is_said_and_the_vocabulary_reads_alone(tmp_path: Path) -> None:
    tagger, note = auto("text", Settings(home=tmp_path, text_model=str(tmp_path / "gone")))
    assert tagger.fingerprint.name == "vocabulary"
    assert note is not None and str(tmp_path / "gone") in note and "HEMLINE_TEXT_MODEL" in note


def test_the_hub_is_asked_for_nothing_without_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(MissingPart, match=r"is not on this machine.*HEMLINE_DOWNLOAD=1"):
        MODEL.find("hf-hub:nobody/nothing", download=False)


def test_a_model_of_another_kind_or_a_broken_one_is_refused_in_one_sentence(tmp_path: Path) -> None:
    other = NliTagger(tiny_model(tmp_path / "other", ("sad", "happy")), "other", FIRST, "cpu")
    with pytest.raises(BadInput, match=r"classes sad, happy.*'entailment'"):
        other.tag(["an orange"], ["en"])
    broken = tiny_model(tmp_path / "broken")
    (broken / "config.json").write_text(json.dumps({"model_type": "no such"}))
    with pytest.raises(BadInput, match="cannot be loaded"):
        NliTagger(broken, "broken", FIRST, "cpu").tag(["an orange"], ["en"])


def test_a_run_says_that_a_second_reader_was_asked(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "nli", leaning=2)
    store = Store(Settings(home=tmp_path / "home", text_model=str(folder)))
    row = {"post_id": "1", "native_id": "1", "text": "an orange on the train", "text_hash": "1", "language": "en"}
    when = {"posted_at": pd.Timestamp("2024-05-07"), "week": pd.Timestamp("2024-05-06")}
    store.add("post", pd.DataFrame([row | when | {"source": "s"}]))
    result = job.run(store)
    assert result.tags == 1 and result.readers.startswith("nli-")
    assert result.note is not None and f"a second reader, {folder}" in result.note
