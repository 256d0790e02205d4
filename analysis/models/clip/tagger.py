"""Reads labels from pictures with an open_clip model, without training: pictures against prompts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from PIL import Image

from analysis.hub import HubModel
from analysis.looks.prompts import FacetPrompts, averaged, facet_prompts, facet_tags, softmax
from analysis.looks.thresholds import Thresholds
from analysis.models.clip.network import ClipNetwork
from analysis.protocols import Fingerprint
from data.records import Tag, short_hash
from data.settings import Settings
from data.vocabulary import Vocabulary, load_vocabulary

Floats = npt.NDArray[np.float32]

VERSION = "2"
MODEL = HubModel(
    kind="image model",
    config="open_clip_config.json",
    weights=("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "open_clip_pytorch_model.bin"),
    others=("tokenizer*", "special_tokens*", "added_tokens*", "spiece*", "vocab*", "merges*"),  # one of several names
    advice="run 'HEMLINE_DOWNLOAD=1 hemline tag' once where there is a network, or set HEMLINE_CLIP_MODEL to a folder "
    "that holds it",
)
SHORT_NAMES = {"ViT-B-16-SigLIP": "hf-hub:timm/ViT-B-16-SigLIP"}
PREPARERS = 4  # threads that make pictures ready
DECODE_PX = 448  # long side: twice what these networks see, so that their own resizing has something to choose from


class ClipTagger:
    """Compares pictures with the vocabulary's prompts.

    Pictures become vectors first, and labels are read from those: new prompts or thresholds need no picture again.
    The network is loaded when the first picture comes, so that a run with nothing to read costs nothing.

    Args:
        folder: holds `open_clip_config.json`, the weights, and the tokenizer where the config names one.
        name: what the model is called in the fingerprint, such as its repository.
        vocabulary: its labels and prompts.
        kept: folder in which the prompts' vectors and fitted thresholds lie, or None to keep nothing.
        device: cuda, mps or cpu; the best there is unless given.
    """

    side_px = DECODE_PX

    def __init__(
        self, folder: Path, name: str, vocabulary: Vocabulary, kept: Path | None = None, device: str | None = None
    ) -> None:
        self.network = ClipNetwork(folder, device)
        self.prompts = facet_prompts(vocabulary)
        weights = MODEL.weights_hash(folder)
        sentences = repr([(asked.label_ids, asked.sentences) for asked in self.prompts])
        hashed = hashlib.sha256(sentences.encode()).hexdigest()[:16]
        self._kept = kept / f"clip-{short_hash(weights, hashed)}" if kept else None
        self.thresholds = Thresholds.from_file(self.thresholds_file)
        limits = [(asked.most, asked.threshold) for asked in self.prompts]
        settings = {"model": name, "prompts": hashed, "limits": limits, "thresholds": self.thresholds.version}
        # The device is left out: bf16 on CUDA moves scores a little, and is no reason to read everything again.
        self.fingerprint = Fingerprint("garment", "clip", VERSION, settings, weights)
        self.space = Fingerprint("look", "clip-looks", "1", {"side_px": DECODE_PX}, weights)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Find the model that `HEMLINE_CLIP_MODEL` names: in its folder, else in the local cache of the hub.

        The network is asked only with `HEMLINE_DOWNLOAD=1`.

        Raises:
            MissingPart: the model is not on this machine, or could not be fetched.
        """
        name = SHORT_NAMES.get(settings.clip_model, settings.clip_model)
        folder = MODEL.find(name, settings.download)
        return cls(folder, name, load_vocabulary(settings.own_vocabulary), settings.prompts)

    @property
    def thresholds_file(self) -> Path | None:
        """Where fitted thresholds lie, there or not; beside the vectors of the prompts they were fitted for."""
        return self._kept / "thresholds.json" if self._kept else None

    def tag(self, images: Sequence[Image.Image]) -> list[list[Tag]]:
        """Return the labels each picture shows, facet by facet."""
        return self.tag_vectors(self.embed_images(images)) if images else []

    def tag_vectors(self, vectors: Floats) -> list[list[Tag]]:
        """Return the labels of pictures by their vectors, shape (pictures, dimensions)."""
        tags: list[list[Tag]] = [[] for _ in vectors]
        for prompts, shares in self.shares(vectors):
            for found, more in zip(tags, facet_tags(shares, prompts, self.thresholds.of), strict=True):
                found += more
        return tags

    def shares(self, vectors: Floats) -> list[tuple[FacetPrompts, Floats]]:
        """Return for each facet its softmax, the last column for none of its labels; shape (pictures, labels + 1)."""
        scale, facets = self._labels
        asked = zip(self.prompts, facets, strict=True)
        return [(prompts, softmax(vectors @ labels.T, scale)) for prompts, labels in asked]

    def preparer(self) -> Callable[[Image.Image], Any]:
        """Return what makes one picture ready for `embed`; many threads may call it at once."""
        return self.network.preparer()

    def embed(self, prepared: Sequence[Any]) -> Floats:
        """Return one unit vector per prepared picture: float32, shape (pictures, dimensions)."""
        return self.network.embed(prepared)

    def embed_images(self, images: Sequence[Image.Image]) -> Floats:
        """Return one unit vector per picture: float32, shape (pictures, dimensions)."""
        with ThreadPoolExecutor(PREPARERS) as pool:
            return self.embed(list(pool.map(self.preparer(), images)))

    def embed_words(self, texts: Sequence[str]) -> Floats:
        """Return one unit vector per text, in the space of the pictures: float32, shape (texts, dimensions)."""
        return self.network.embed_texts([text.lower() for text in texts])

    @cached_property
    def _labels(self) -> tuple[float, list[Floats]]:
        """The network's temperature and for each facet one vector per label, read from the cache or made and kept."""
        kept = self._kept / "labels.npz" if self._kept else None
        if kept and kept.is_file():
            with np.load(kept) as arrays:
                scale, *facets = (arrays[name] for name in arrays.files)
                return float(scale), facets
        scale = self.network.scale
        made = [averaged(self.network.embed_texts([s for g in p.sentences for s in g]), p) for p in self.prompts]
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            fresh = kept.with_name("fresh.npz")
            np.savez(fresh, np.float64(scale), *made)
            fresh.replace(kept)
        return scale, made
