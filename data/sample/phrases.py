"""The words of the sample season, read from `phrases.toml`: labels, grammar, frames, tails, new words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "fr", "es", "de", "ja", "zh")
FACETS = (
    "category", "colour", "pattern", "material", "silhouette", "length",
    "neckline", "sleeve", "detail", "aesthetic", "occasion",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One label that the sample season can talk about.

    Attributes:
        words: by language; English as `one|many`, or one form for both.
        on: letters of the garment kinds it suits, `*` for all; a category's own kind.
        natural_peak: week of the year in which shops know it to peak, if any.
    """

    label_id: str
    words: dict[str, str]
    on: str
    natural_peak: int | None

    @property
    def facet(self) -> str:
        """The part of the id before the colon."""
        return self.label_id.partition(":")[0]

    @property
    def name(self) -> str:
        """The English word in the singular, without an article."""
        return self.words["en"].partition("|")[0].removeprefix("a ").removeprefix("an ").removeprefix("the ")


@cache
def tables() -> dict[str, Any]:
    """Return the parsed `phrases.toml`."""
    return tomllib.loads(files("data.sample").joinpath("phrases.toml").read_text("utf-8"))


@cache
def entries() -> tuple[Entry, ...]:
    """Return every label of the pool, facet by facet."""
    pool = tables()["labels"]
    return tuple(
        Entry(f"{facet}:{name}", {lang: row[lang] for lang in LANGUAGES}, row["on"], row.get("peak"))
        for facet in FACETS
        for name, row in pool[facet].items()
    )
