"""Where Hemline keeps its things and how it behaves: settings read from `HEMLINE_*` variables."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.errors import BadInput

CHECKOUT = Path(__file__).resolve().parent.parent


def default_home() -> Path:
    """Return `data/local/` in a checkout, else the platform's user data folder."""
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / "data" / "local"
    return user_data_path("hemline", appauthor=False)


class Settings(BaseSettings):
    """Settings of one run; every field can be set by the variable `HEMLINE_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="HEMLINE_", frozen=True)

    home: Path = Field(default_factory=default_home)
    key: SecretStr | None = None  # encrypts database files; see docs/privacy.md
    wait_s: float = 30.0  # how long a busy warehouse is waited for
    memory_limit: str = "4GB"  # DuckDB's own limit
    pixel_limit: int = 120_000_000  # images with more pixels are refused
    fetch_private: bool = False  # whether pictures may come from private addresses and from any port
    clip_model: str = "hf-hub:Marqo/marqo-fashionSigLIP"  # or ViT-B-16-SigLIP, or a folder of an open_clip model
    text_model: str = ""  # a second reader of posts: hf-hub:OWNER/NAME, or the path of a folder; none unless given
    embedding_model: str = "hf-hub:sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"  # or a folder's path
    chronos_model: str = "hf-hub:amazon/chronos-2"  # or the path of a folder with a Chronos-2 model
    loudest: float = Field(default=1.5, ge=1)  # times its usual people that a feed counts in the whole; inf for all
    chromium: str = ""  # the Chromium that draws PNG files of charts; found by its name unless given; none for no files
    contact: str = ""  # an address that live sources are told, beside Hemline's name
    download: bool = False  # whether missing weights may be fetched from the network
    writer_model: str = ""  # a local writer of briefs: hf-hub:OWNER/NAME, or the path of a folder; none unless given
    writer_url: str = ""  # an OpenAI-compatible endpoint that writes briefs, such as http://127.0.0.1:8000/v1
    writer_name: str = ""  # the model's name at that endpoint
    writer_key: SecretStr | None = None  # its key; else read from writer.key in the home, which only you may read
    writer_limit_s: float = Field(default=120.0, gt=0)  # until a brief stands, whoever wrote it
    writer_stream: bool = True  # whether the endpoint is asked to stream
    alert_webhook: SecretStr | None = None  # an address that alerts are posted to; see docs/alerts.md
    alert_smtp: str = ""  # smtp://USER@HOST:PORT or smtps://…, the server that mails alerts
    alert_smtp_password: SecretStr | None = None
    alert_to: str = ""  # who is mailed, with commas between
    alert_from: str = ""  # whom the mail is from; the first of alert_to unless given

    def __init__(self, **given: Any) -> None:
        """Read the settings.

        Raises:
            BadInput: a value cannot be read.
        """
        try:
            super().__init__(**given)
        except ValidationError as error:
            first = error.errors()[0]
            name = f"HEMLINE_{first['loc'][0]}".upper()
            raise BadInput(f"{name} is '{first['input']}': {first['msg']}; set it anew or unset it.") from error

    def make_home(self) -> None:
        """Make the folder of the home, for its owner only, where it is not there yet.

        Raises:
            BadInput: it cannot be made.
        """
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(
                f"The home '{self.home}' cannot be made ({error.strerror}); set HEMLINE_HOME to a folder of yours."
            ) from error

    @cached_property
    def warehouse(self) -> Path:
        """Path of the DuckDB file that jobs write."""
        return self.home / "warehouse.duckdb"

    @cached_property
    def desk(self) -> Path:
        """Path of the SQLite file with what people make and keep."""
        return self.home / "desk.sqlite"

    @cached_property
    def alerts(self) -> Path:
        """Path of the file that alerts are written to, a line of JSON each."""
        return self.home / "alerts" / "alerts.jsonl"

    @cached_property
    def vocabulary_file(self) -> Path:
        """Path of the user's own vocabulary file in the home, there or not."""
        return self.home / "vocabulary.toml"

    @cached_property
    def own_vocabulary(self) -> Path | None:
        """Path of the user's own vocabulary file in the home, None where there is none."""
        return self.vocabulary_file if self.vocabulary_file.is_file() else None

    @cached_property
    def snapshots(self) -> Path:
        """Folder of the read-only snapshots and their pointer `CURRENT`."""
        return self.home / "snapshots"

    @cached_property
    def thumbs(self) -> Path:
        """Folder of thumbnails, `ab/<sha256>.jpg`."""
        return self.home / "thumbs"

    @cached_property
    def inbox(self) -> Path:
        """Folder of masked posts that were heard and wait to be put into the warehouse."""
        return self.home / "inbox"

    @cached_property
    def pictures(self) -> Path:
        """Folder of the pictures that were fetched, `ab/<sha256>.jpg`."""
        return self.home / "pictures"

    @cached_property
    def vectors(self) -> Path:
        """Folder of cached embeddings, one folder per model fingerprint."""
        return self.home / "vectors"

    @cached_property
    def prompts(self) -> Path:
        """Folder of what image models made of their prompts, and of thresholds fitted for them."""
        return self.home / "prompts"

    @cached_property
    def fits(self) -> Path:
        """Folder of forecasts of slow models that a run still under way, or stopped, has finished."""
        return self.home / "fits"
