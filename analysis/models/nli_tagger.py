"""Puts doubtful words of a post to a language model: the vocabulary reads, a second reader judges what is unsure.

torch and transformers take seconds to load, so that both wait for the first doubtful word.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

from analysis.hub import HubModel
from analysis.protocols import Fingerprint
from analysis.text.tags import VocabularyTagger
from data.errors import BadInput, MissingPart
from data.records import Tag
from data.settings import Settings

VERSION = "1"
MODEL = HubModel(
    kind="text model",
    config="config.json",
    weights=("model.safetensors", "pytorch_model.bin"),
    others=("tokenizer*", "special_tokens*", "added_tokens*", "spiece*", "sentencepiece*", "vocab*", "merges*"),
    advice="run 'HEMLINE_DOWNLOAD=1 hemline tag' once where there is a network, set HEMLINE_TEXT_MODEL to a folder "
    "that holds it, or unset it to read by the vocabulary alone",
)
PAIRS_A_PASS = 32
LONGEST_TOKENS = 256
CLAIM = "In this text, “{word}” is about clothes, shoes, bags, jewellery or how somebody is dressed."


class _Doubt(NamedTuple):
    """One doubtful word: the post it stands in, by place, and the tag it would give."""

    post: int
    tag: Tag


class NliTagger:
    """Reads posts by the vocabulary and asks a model of natural language inference about its unsure words.

    The post is the premise, "this word is about clothes" the hypothesis (Yin, Hay & Roth, 2019): a doubtful tag stays
    where entailment is likelier than contradiction, also one that the rules had left out. Sure words are not asked
    about. The model is loaded with the first doubtful word.

    Args:
        folder: holds the model's `config.json`, its tokenizer and weights; one class must be called entailment.
        name: what the model is called in the fingerprint, such as its repository.
        first: reads the posts.
        device: cuda or cpu; the better there is unless given.
    """

    def __init__(self, folder: Path, name: str, first: VocabularyTagger, device: str | None = None) -> None:
        self._folder, self._first, self._device = folder, first, device
        settings = {"model": name, "first": str(first.fingerprint), "claim": CLAIM}
        self.fingerprint = Fingerprint("text", "nli", VERSION, settings, MODEL.weights_hash(folder))

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Find the model that `HEMLINE_TEXT_MODEL` names: in its folder, else in the local cache of the hub.

        The network is asked only with `HEMLINE_DOWNLOAD=1`.

        Raises:
            MissingPart: no model is named, or it is not on this machine, or could not be fetched.
        """
        if not settings.text_model:
            raise MissingPart("No second reader is named; set HEMLINE_TEXT_MODEL to hf-hub:OWNER/NAME or to a folder.")
        folder = MODEL.find(settings.text_model, settings.download)
        return cls(folder, settings.text_model, VocabularyTagger.from_settings(settings))

    def tag(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[list[Tag]]:
        """Return the tags of each text; the doubtful ones only where the model takes them for dress."""
        found = self._first.tag(texts, languages)
        doubtful = self._first.doubtful(texts, languages)
        doubts = [_Doubt(i, tag) for i, tags in enumerate(doubtful) for tag in tags]
        entailed = self._entailed([(texts[doubt.post], CLAIM.format(word=doubt.tag.evidence)) for doubt in doubts])
        unsure = [{tag.label_id for tag in tags} for tags in doubtful]
        kept = [[tag for tag in tags if tag.label_id not in unsure[i]] for i, tags in enumerate(found)]
        for doubt, agreed in zip(doubts, entailed, strict=True):
            if agreed:
                kept[doubt.post].append(doubt.tag)
        return kept

    def relevant(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[bool]:
        """Tell of each text in which no label was found whether it is about clothes all the same."""
        return self._first.relevant(texts, languages)

    def _entailed(self, pairs: Sequence[tuple[str, str]]) -> Iterator[bool]:
        """Yield for each premise and hypothesis whether entailment is likelier than contradiction."""
        for start in range(0, len(pairs), PAIRS_A_PASS):
            yield from self._judged(pairs[start : start + PAIRS_A_PASS])

    def _judged(self, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        import torch

        model, tokenizer, yes, no = self._model
        premises, claims = [list(side) for side in zip(*pairs, strict=True)]
        given = tokenizer(
            premises, claims, truncation="only_first", max_length=LONGEST_TOKENS, padding=True, return_tensors="pt"
        ).to(model.device)
        with torch.inference_mode():
            logits = model(**given).logits
        judged: list[bool] = (logits[:, yes] > logits[:, no].max(dim=1).values).cpu().tolist()
        return judged

    @cached_property
    def _model(self) -> tuple[Any, Any, int, list[int]]:
        """The model on its device, its tokenizer, the class of entailment, and those that speak against it."""
        import torch
        from safetensors import SafetensorError
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        device = self._device or ("cuda" if torch.cuda.is_available() else "cpu")
        logging.getLogger("transformers").setLevel(logging.ERROR)
        try:
            tokenizer = AutoTokenizer.from_pretrained(str(self._folder), local_files_only=True)
            model = AutoModelForSequenceClassification.from_pretrained(str(self._folder), local_files_only=True)
        except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise BadInput(
                f"The text model in {self._folder} cannot be loaded ({reason}); "
                "delete the folder and fetch it again with 'HEMLINE_DOWNLOAD=1 hemline tag'."
            ) from error
        yes, no = _classes(self._folder, model.config.id2label)
        return model.to(device).eval(), tokenizer, yes, no


def _classes(folder: Path, names: dict[int, str]) -> tuple[int, list[int]]:
    """Return the class of entailment and those against it: contradiction, or all others where none is called so."""
    lowered = {int(place): name.casefold() for place, name in names.items()}
    yes = [place for place, name in lowered.items() if name == "entailment"]
    no = [place for place, name in lowered.items() if name.startswith("contra")]
    no = no or [place for place in lowered if place not in yes]
    if len(yes) != 1 or not no:
        said = ", ".join(names.values())
        raise BadInput(
            f"The text model in {folder} has the classes {said}; a second reader needs one called 'entailment', so "
            "set HEMLINE_TEXT_MODEL to a model of natural language inference."
        )
    return yes[0], no
