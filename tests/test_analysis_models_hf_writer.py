"""The local writer: a real transformers model, tiny, by its own chat template; the phrases write what it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from briefs_setting import FACTS, ROWS

from analysis.briefs.check import check
from analysis.briefs.dialogue import Limits
from analysis.models.hf_writer import HfWriter
from analysis.registry import auto
from data.errors import BadInput, MissingPart
from data.settings import Settings

TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|> {{ message.content }} {% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def tiny_model(path: Path, says: str | None = None, template: str | None = TEMPLATE) -> Path:
    """Write a whole Llama folder, small; it says one thing and ends, or what its random weights make of the prompt.

    To say one thing, the layers are silenced, so that the next word follows from the last one alone.
    """
    import torch
    from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    words = ["<unk>", "<pad>", "<end>", "<|system|>", "<|user|>", "<|assistant|>", says or "words", *"abcdefghi"]
    bare = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="<unk>"))
    bare.pre_tokenizer = pre_tokenizers.Whitespace()
    bare.add_tokens([AddedToken(words[6], normalized=False)])
    special = {"unk_token": "<unk>", "pad_token": "<pad>", "eos_token": "<end>"}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=bare, **special, additional_special_tokens=words[3:6])
    tokenizer.chat_template = template
    tokenizer.save_pretrained(path)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(words), hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
        max_position_embeddings=8192, eos_token_id=2, pad_token_id=1,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    if says:
        with torch.no_grad():
            layer = model.model.layers[0]
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
            model.model.embed_tokens.weight.copy_(torch.eye(16))
            model.lm_head.weight.zero_()
            for last, following in ((5, 6), (6, 2)):
                model.lm_head.weight[following, last] = 100
    model.save_pretrained(path)
    return path


def writer(folder: Path, whole_s: float = 60.0, at_once: int = 1) -> HfWriter:
    return HfWriter(folder, folder.name, Limits(whole_s=whole_s, tries=1, at_once=at_once), "cpu")


def test_what_the_model_writes_well_stands_and_the_phrases_write_the_rest(tmp_path: Path) -> None:
    written = writer(tiny_model(tmp_path / "one", '{"title": "Notes on suede"}')).write(FACTS, ROWS)
    assert written.brief.title == "Notes on suede" and check(written.brief, ROWS) == []
    assert {one.section: str(one.reason) for one in written.fallbacks}["story"] == "it is missing"
    assert "title" not in {one.section for one in written.fallbacks}


def test_a_title_that_names_another_label_is_left_to_the_phrases(tmp_path: Path) -> None:
    written = writer(tiny_model(tmp_path / "one", '{"title": "Notes on velvet"}')).write(FACTS, ROWS)
    assert "velvet" not in written.brief.title.lower()
    assert "names material:velvet" in str(written.fallbacks[0].reason)


def test_a_model_of_random_weights_ends_in_a_valid_brief(tmp_path: Path) -> None:
    written = writer(tiny_model(tmp_path / "random"), whole_s=20, at_once=99).write(FACTS, ROWS)
    assert check(written.brief, ROWS) == [] and len(written.fallbacks) >= 7


def test_a_model_that_takes_too_long_is_not_waited_for(tmp_path: Path) -> None:
    written = writer(tiny_model(tmp_path / "random"), whole_s=0.05).write(FACTS, ROWS)
    assert check(written.brief, ROWS) == [] and "time" in str(written.fallbacks[-1].reason)


def test_the_same_facts_and_weights_give_the_same_fingerprint_and_words(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "one", '{"title": "Notes on suede"}')
    first, second = writer(folder), writer(folder)
    assert str(first.fingerprint) == str(second.fingerprint)
    assert first.write(FACTS, ROWS).brief == second.write(FACTS, ROWS).brief


def test_a_model_without_a_chat_template_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no chat template"):
        writer(tiny_model(tmp_path / "base", template=None)).write(FACTS, ROWS)


def test_a_model_that_is_not_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(MissingPart, match=r"hf-hub:Qwen/Qwen2\.5-1\.5B-Instruct, or to a folder"):
        HfWriter.from_settings(Settings(home=tmp_path))
    with pytest.raises(MissingPart, match="not on this machine"):
        HfWriter.from_settings(Settings(home=tmp_path, writer_model="hf-hub:nobody/nothing"))
    chosen, note = auto("writer", Settings(home=tmp_path, writer_model="hf-hub:nobody/nothing"))
    assert chosen.fingerprint.name == "template" and "nobody/nothing is not on this machine" in note
