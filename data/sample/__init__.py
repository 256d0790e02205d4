"""The sample season: three years of invented posts, looks and interest series whose true courses are known.

Everything follows from a seed: the same seed and sizes write the same bytes. Handles, addresses and houses are
invented and look it; no row, picture or word is taken from anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["SampleSeason", "generate"]


@dataclass(frozen=True)
class PostFile:
    """One file of posts: its export format, and the region of its rows, None where each row names its own."""

    path: Path
    format: str
    region: str | None


@dataclass(frozen=True)
class SampleSeason:
    """Where the files of a generated season lie."""

    folder: Path

    @property
    def bluesky(self) -> Path:
        """JSONL of Bluesky posts, all of region US."""
        return self.folder / "posts_bluesky.jsonl"

    @property
    def mastodon(self) -> Path:
        """JSONL of Mastodon statuses, all of region DE."""
        return self.folder / "posts_mastodon.jsonl"

    @property
    def table(self) -> Path:
        """CSV with the columns posted_at, user, text, country, lang, likes."""
        return self.folder / "posts_table.csv"

    @property
    def looks(self) -> Path:
        """Folder of drawn looks, one folder per show."""
        return self.folder / "looks"

    @property
    def interest(self) -> Path:
        """CSV with the columns unique_id, ds, y."""
        return self.folder / "interest.csv"

    @property
    def truth(self) -> Path:
        """JSON of everything that was planted."""
        return self.folder / "truth.json"

    @property
    def post_files(self) -> tuple[PostFile, ...]:
        """The three files of posts with what an ingest has to be told about each."""
        return (
            PostFile(self.bluesky, "bluesky", "US"),
            PostFile(self.mastodon, "mastodon", "DE"),
            PostFile(self.table, "table", None),
        )


def generate(folder: Path, posts: int = 20_000, looks: int = 300, seed: int = 0) -> SampleSeason:
    """Write a sample season of 156 weeks, Monday 2 January 2023 to Sunday 28 December 2025.

    Args:
        folder: made if it is not there; files of an earlier season in it are replaced.
        posts: distinct well-formed posts over all three files; planted repeats and bad rows come on top.
        looks: drawn looks over all shows; 0 draws none.
        seed: decides what is planted; the sizes do not change the plan.

    Raises:
        BadInput: fewer than 100 posts, fewer than 0 looks, or a negative seed.
    """
    from data.errors import BadInput
    from data.sample.season import write_season

    if posts < 100 or looks < 0 or seed < 0:
        asked = f"posts={posts}, looks={looks}, seed={seed}"
        raise BadInput(f"A sample season needs at least 100 posts, 0 looks and a seed of 0, not {asked}.")
    write_season(SampleSeason(folder), posts, looks, seed)
    return SampleSeason(folder)
