"""Where the weights of a pretrained model lie: in a folder, or in the local cache of the model hub."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from data.errors import MissingPart

HUB = "hf-hub:"
ETAG_TIMEOUT_S = 5.0


@dataclass(frozen=True)
class HubModel:
    """A kind of model that a setting names: by `hf-hub:OWNER/NAME`, or by the path of a folder.

    Attributes:
        kind: what it is called in messages, such as "image model".
        config: the file that every such model has.
        weights: the names its weights may have, best first.
        others: patterns of what else it needs.
        advice: what to do where it is not here.
    """

    kind: str
    config: str
    weights: tuple[str, ...]
    advice: str
    others: tuple[str, ...] = ()

    def find(self, model: str, download: bool) -> Path:
        """Return the folder of a model: a path as it is, a hub name from the hub's local cache.

        Args:
            model: `hf-hub:OWNER/NAME`, or the path of a folder.
            download: whether the network may be asked for what is missing.

        Raises:
            MissingPart: the folder holds no such model, or the model is not here and could not be fetched.
        """
        folder = self._from_hub(model, download) if model.startswith(HUB) else Path(model)
        if not (folder / self.config).is_file() or not self._present(folder):
            raise self._missing(model, "is not complete on this machine")
        return folder

    def weights_hash(self, folder: Path) -> str:
        """Return the SHA-256 of a model's weights; the hub's cache names its large files by theirs."""
        path = self._present(folder)[0]
        if re.fullmatch(r"[0-9a-f]{64}", path.resolve().name):
            return path.resolve().name
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _from_hub(self, model: str, download: bool) -> Path:
        """Return the model's folder in the hub's cache; the network is asked only to download."""
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

        repository = model.removeprefix(HUB)
        try:
            return self._fetched(repository) if download else Path(snapshot_download(repository, local_files_only=True))
        except LocalEntryNotFoundError as error:
            tried = "could not be fetched: the network did not answer" if download else "is not on this machine"
            raise self._missing(model, tried) from error
        except (HfHubHTTPError, OSError, RuntimeError) as error:
            raise self._missing(model, f"could not be fetched ({type(error).__name__})") from error

    def _fetched(self, repository: str) -> Path:
        """Download the config, what else is needed, and the first form of the weights that the repository has."""
        from huggingface_hub import snapshot_download

        for weights in self.weights:
            wanted = [self.config, *self.others, weights]
            folder = Path(snapshot_download(repository, allow_patterns=wanted, etag_timeout=ETAG_TIMEOUT_S))
            if (folder / weights).is_file():
                break
        return folder

    def _present(self, folder: Path) -> list[Path]:
        return [folder / name for name in self.weights if (folder / name).is_file()]

    def _missing(self, model: str, what: str) -> MissingPart:
        return MissingPart(f"The {self.kind} {model} {what}; {self.advice}.")
