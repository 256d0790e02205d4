"""Reads labels from pictures with an open_clip model, without training: pictures against prompts.

torch and open_clip take seconds to import, so they are imported where a picture is read: a run that finds no
weights, or no new picture, does not wait for them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from PIL import Image

from analysis.hub import HubModel
from analysis.images.tags import averaged, facet_prompts, facet_tags, softmax
from analysis.protocols import Fingerprint
from data.errors import BadInput
from data.records import Tag
from data.settings import Settings
from data.vocabulary import Vocabulary, load_vocabulary

Floats = npt.NDArray[np.float32]

VERSION = "1"
MODEL = HubModel(
    kind="image model",
    config="open_clip_config.json",
    weights=("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "open_clip_pytorch_model.bin"),
    others=("tokenizer*", "special_tokens*", "added_tokens*", "spiece*", "vocab*", "merges*"),  # one of several names
    advice="run 'HEMLINE_DOWNLOAD=1 hemline tag' once where there is a network, or set HEMLINE_CLIP_MODEL to a folder "
    "that holds it",
)
PICTURES_A_PASS = 32
SENTENCES_A_PASS = 64
PREPARERS = 4  # threads that resize and normalise pictures


class ClipTagger:
    """Compares pictures with the vocabulary's prompts.

    The model is loaded when the first picture comes, so that a run with nothing to read costs nothing.

    Args:
        folder: holds `open_clip_config.json`, the weights, and the tokenizer where the config names one.
        name: what the model is called in the fingerprint, such as its repository.
        vocabulary: its labels and prompts.
        vectors: folder in which the prompts' vectors are kept, or None to make them anew each time.
        device: cuda, mps or cpu; the best there is unless given.
    """

    def __init__(
        self, folder: Path, name: str, vocabulary: Vocabulary, vectors: Path | None = None, device: str | None = None
    ) -> None:
        self._folder = folder
        self._prompts = facet_prompts(vocabulary)
        self._vectors = vectors
        self._device = device
        settings = {"model": name, "prompts": hashlib.sha256(repr(self._prompts).encode()).hexdigest()[:16]}
        # The device is left out: bf16 on CUDA moves scores a little, and is no reason to read everything again.
        self.fingerprint = Fingerprint("garment", "clip", VERSION, settings, MODEL.weights_hash(folder))

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Find the model that `HEMLINE_CLIP_MODEL` names: in its folder, else in the local cache of the hub.

        The network is asked only with `HEMLINE_DOWNLOAD=1`.

        Raises:
            MissingPart: the model is not on this machine, or could not be fetched.
        """
        folder = MODEL.find(settings.clip_model, settings.download)
        return cls(folder, settings.clip_model, load_vocabulary(settings.own_vocabulary), settings.vectors)

    def tag(self, images: Sequence[Image.Image]) -> list[list[Tag]]:
        """Return the labels each picture shows, facet by facet."""
        tags: list[list[Tag]] = [[] for _ in images]
        if not images:
            return tags
        pictures = self.embed(images)
        for prompts, labels in zip(self._prompts, self._label_vectors, strict=True):
            shares = softmax(pictures @ labels.T, self._scale)
            for found, more in zip(tags, facet_tags(shares, prompts), strict=True):
                found += more
        return tags

    def embed(self, images: Sequence[Image.Image]) -> Floats:
        """Return one unit vector per picture: float32, shape (pictures, dimensions)."""
        import torch

        model, prepare, _ = self._model
        dtype = next(model.parameters()).dtype
        vectors = []
        with ThreadPoolExecutor(PREPARERS) as pool, torch.inference_mode():
            for start in range(0, len(images), PICTURES_A_PASS):
                pixels = torch.stack(list(pool.map(prepare, images[start : start + PICTURES_A_PASS])))
                vectors.append(model.encode_image(pixels.to(self.device, dtype), normalize=True).float().cpu())
        return torch.cat(vectors).numpy() if vectors else np.zeros((0, 0), dtype=np.float32)

    @cached_property
    def device(self) -> str:
        """Where the model runs."""
        return self._device or best_device()

    @cached_property
    def _model(self) -> tuple[Any, Any, Any]:
        """The model on its device, what prepares a picture, and what splits a sentence into tokens."""
        import open_clip
        import torch
        from safetensors import SafetensorError

        source = f"local-dir:{self._folder}"
        try:
            model, prepare = open_clip.create_model_from_pretrained(source)
            tokenizer = open_clip.get_tokenizer(source)
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise BadInput(
                f"The image model in {self._folder} cannot be loaded ({reason}); "
                "delete the folder and fetch it again with 'HEMLINE_DOWNLOAD=1 hemline tag'."
            ) from error
        dtype = torch.bfloat16 if self.device == "cuda" else torch.float32
        return model.to(self.device, dtype).eval(), prepare, tokenizer

    @cached_property
    def _scale(self) -> float:
        """The temperature the model was trained with."""
        return float(self._model[0].logit_scale.detach().exp().cpu())

    @cached_property
    def _label_vectors(self) -> list[Floats]:
        """For each facet one vector per label, read from the cache or made and kept."""
        kept = self._vectors / str(self.fingerprint) / "labels.npz" if self._vectors else None
        if kept and kept.is_file():
            with np.load(kept) as facets:
                return [facets[facet] for facet in facets.files]
        made = [averaged(self._embed_texts([s for g in p.sentences for s in g]), p) for p in self._prompts]
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            fresh = kept.with_name("fresh.npz")
            np.savez(fresh, *made)
            fresh.replace(kept)
        return made

    def _embed_texts(self, sentences: Sequence[str]) -> Floats:
        """Return one unit vector per sentence: float32, shape (sentences, dimensions)."""
        import torch

        model, _, tokenize = self._model
        parts = []
        with torch.inference_mode():
            for start in range(0, len(sentences), SENTENCES_A_PASS):
                tokens = tokenize(list(sentences[start : start + SENTENCES_A_PASS])).to(self.device)
                parts.append(model.encode_text(tokens, normalize=True).float().cpu())
        vectors: Floats = torch.cat(parts).numpy()
        return vectors


def best_device() -> str:
    """Return cuda, else mps, else cpu."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
