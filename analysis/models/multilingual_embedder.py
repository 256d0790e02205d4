"""Sentence vectors of paraphrase-multilingual-MiniLM-L12-v2: one space for some fifty languages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from analysis.hub import HubModel
from analysis.protocols import Fingerprint
from data.errors import BadInput
from data.settings import Settings

if TYPE_CHECKING:
    from analysis.protocols import Vectors

MODEL = HubModel(
    kind="multilingual text embedder",
    config="config.json",
    weights=("model.safetensors", "pytorch_model.bin"),
    others=("tokenizer*", "special_tokens*", "sentencepiece*", "unigram*", "vocab*"),
    advice="run 'HEMLINE_DOWNLOAD=1 hemline topics' once where there is a network, or set HEMLINE_EMBEDDING_MODEL to a "
    "folder that holds it",
)
MAX_TOKENS = 128
BATCH = 64


class MultilingualEmbedder:
    """Unit vectors in which a text lies beside its translation (Reimers and Gurevych 2020).

    Args:
        folder: holds the model's `config.json`, its tokenizer and weights.
        name: what the model is called in the fingerprint, such as its repository.
        device: cuda, mps or cpu; the best there is unless given.
    """

    def __init__(self, folder: Path, name: str, device: str | None = None) -> None:
        self._folder, self._device = folder, device
        settings = {"model": name, "max_tokens": MAX_TOKENS}
        self.fingerprint = Fingerprint("embedding", "multilingual", "1", settings, MODEL.weights_hash(folder))

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Find the model that `HEMLINE_EMBEDDING_MODEL` names: in its folder, else in the local cache of the hub.

        The network is asked only with `HEMLINE_DOWNLOAD=1`.

        Raises:
            MissingPart: it is not on this machine, or could not be fetched.
        """
        return cls(MODEL.find(settings.embedding_model, settings.download), settings.embedding_model)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text: float32, shape (texts, dimensions); each distinct text is read once.

        Raises:
            BadInput: the model's files cannot be read.
        """
        if not texts:
            return np.zeros((0, self._model[0].config.hidden_size), dtype=np.float32)
        distinct, place = np.unique(np.asarray(texts, dtype=object), return_inverse=True)
        order = np.argsort([len(text) for text in distinct], kind="stable")  # texts of one length need little padding
        vectors = np.concatenate([self._read(distinct[order[at : at + BATCH]]) for at in range(0, len(order), BATCH)])
        return vectors[np.argsort(order, kind="stable")][place]

    def _read(self, texts: Any) -> Vectors:
        """Return the mean of each text's token vectors, scaled to length 1."""
        import torch

        model, tokenizer = self._model
        given = tokenizer(texts.tolist(), truncation=True, max_length=MAX_TOKENS, padding=True, return_tensors="pt").to(
            model.device
        )
        with torch.inference_mode():
            tokens = model(**given).last_hidden_state
        here = given["attention_mask"].unsqueeze(-1).to(tokens.dtype)
        means = (tokens * here).sum(dim=1) / here.sum(dim=1).clamp(min=1)
        vectors: Vectors = torch.nn.functional.normalize(means, dim=1).float().cpu().numpy()
        return vectors

    @cached_property
    def _model(self) -> tuple[Any, Any]:
        """The model on its device and its tokenizer, loaded on the first use: vectors that are cached need none."""
        from safetensors import SafetensorError
        from transformers import AutoModel, AutoTokenizer

        logging.getLogger("transformers").setLevel(logging.ERROR)
        try:
            tokenizer = AutoTokenizer.from_pretrained(str(self._folder), local_files_only=True)
            model = AutoModel.from_pretrained(str(self._folder), local_files_only=True)
        except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise BadInput(
                f"The multilingual text embedder in {self._folder} cannot be loaded ({reason}); "
                "delete the folder and fetch it again with 'HEMLINE_DOWNLOAD=1 hemline topics'."
            ) from error
        return model.to(self._device or _best_device()).eval(), tokenizer


def _best_device() -> str:
    """Return the fastest kind of device there is."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
