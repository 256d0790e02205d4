"""An open_clip network on its device: pictures and sentences in, unit vectors out.

torch and open_clip take seconds to import, so they are imported where a picture is read: a run that finds no
weights, or no new picture, does not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from analysis.models.clip.passes import Passes
from data.errors import BadInput

Floats = npt.NDArray[np.float32]

PICTURES_A_PASS = {"cuda": 256, "mps": 64, "cpu": 32}
SENTENCES_A_PASS = 64


class ClipNetwork:
    """One network, loaded when it is first needed.

    Args:
        folder: holds `open_clip_config.json`, the weights, and the tokenizer where the config names one.
        device: cuda, mps or cpu; the best there is unless given.
    """

    def __init__(self, folder: Path, device: str | None = None) -> None:
        self._folder = folder
        self._device = device

    @cached_property
    def device(self) -> str:
        """Where the network runs."""
        return self._device or best_device()

    @cached_property
    def passes(self) -> Passes:
        """How many pictures go through at once."""
        return Passes(PICTURES_A_PASS.get(self.device, PICTURES_A_PASS["cpu"]))

    def preparer(self) -> Callable[[Image.Image], Any]:
        """Return what resizes and normalises one picture to a tensor; many threads may call it at once."""
        prepare: Callable[[Image.Image], Any] = self._parts[1]
        return prepare

    def embed(self, prepared: Sequence[Any]) -> Floats:
        """Return one unit vector per prepared picture: float32, shape (pictures, dimensions)."""
        if not len(prepared):
            return np.zeros((0, 0), dtype=np.float32)
        return np.concatenate(self.passes.run(self._encode, prepared))

    def embed_texts(self, sentences: Sequence[str]) -> Floats:
        """Return one unit vector per sentence: float32, shape (sentences, dimensions)."""
        import torch

        model, _, tokenize = self._parts
        parts = []
        with torch.inference_mode():
            for start in range(0, len(sentences), SENTENCES_A_PASS):
                tokens = tokenize(list(sentences[start : start + SENTENCES_A_PASS])).to(self.device)
                parts.append(model.encode_text(tokens, normalize=True).float().cpu())
        vectors: Floats = torch.cat(parts).numpy()
        return vectors

    @cached_property
    def scale(self) -> float:
        """The temperature the model was trained with."""
        return float(self._parts[0].logit_scale.detach().exp().cpu())

    def _encode(self, prepared: Sequence[Any]) -> Floats:
        """Send one batch through; the copy to a GPU does not wait for the pass before it."""
        import torch

        model = self._parts[0]
        pixels = torch.stack(list(prepared))
        if self.device == "cuda":
            pixels = pixels.pin_memory()
        dtype = next(model.parameters()).dtype
        with torch.inference_mode():
            moved = pixels.to(self.device, non_blocking=True).to(dtype)
            vectors: Floats = model.encode_image(moved, normalize=True).float().cpu().numpy()
        return vectors

    @cached_property
    def _parts(self) -> tuple[Any, Any, Any]:
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


def best_device() -> str:
    """Return cuda, else mps, else cpu."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
