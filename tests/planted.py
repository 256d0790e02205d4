"""A small season to plant into a warehouse: sources, posts, tags and pictures, a row at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from data.store import Store

MONDAY = date(2024, 1, 1)
ADDED = pd.Timestamp("2026-01-01")


@dataclass
class Season:
    """Posts and tags to be written into a warehouse, a row at a time."""

    sources: dict[str, str] = field(default_factory=lambda: {"forum": "posts"})
    posts: list[dict[str, object]] = field(default_factory=list)
    tags: list[dict[str, object]] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)

    def post(self, day: int, author: str | None, *labels: str, **other: object) -> str:
        """Add a post on the day after the first Monday; a label that begins with '-' is spoken against."""
        post_id = f"p{len(self.posts):05d}"
        posted = pd.Timestamp(MONDAY) + timedelta(days=day, hours=12)
        row = {"post_id": post_id, "native_id": post_id, "source": "forum", "author": author, "posted_at": posted}
        row |= {"week": posted.normalize() - timedelta(days=posted.weekday()), "text": "words", "text_hash": post_id}
        self.posts.append(row | other)
        self.tag(post_id, "post", *labels)
        return post_id

    def tag(self, subject_id: str, kind: str, *labels: str, reader: str = "text-1") -> None:
        """Say what a subject shows."""
        for label in labels:
            polarity = "against" if label.startswith("-") else "for"
            row = {"reader": reader, "subject_id": subject_id, "subject_kind": kind, "score": 1.0}
            self.tags.append(row | {"label_id": label.removeprefix("-"), "polarity": polarity, "evidence": "words"})

    def write(self, store: Store) -> None:
        """Put everything into the warehouse."""
        sources = [
            {"source": name, "kind": kind, "title": name, "added_at": ADDED} for name, kind in self.sources.items()
        ]
        readers = [
            {
                "reader": name,
                "kind": "text",
                "name": name,
                "version": "1",
                "settings": "{}",
                "added_at": ADDED,
                "active": on,
            }
            for name, on in (("text-1", True), ("text-0", False))
        ]
        names = sorted({str(tag["label_id"]) for tag in self.tags})
        labels = [
            {"label_id": name, "facet": name.split(":")[0], "name": name, "names": "{}", "origin": "vocabulary"}
            for name in names
        ]
        for table, rows in (
            ("source", sources), ("reader", readers), ("label", labels), ("post", self.posts), ("tag", self.tags),
            ("post_image", self.links),
        ):  # fmt: skip
            store.add(table, pd.DataFrame(rows))


def crowd(season: Season, weeks: int, label: str, people: int, of: int, start: int = 0, **other: object) -> None:
    """Let `of` people post on each Wednesday, the first `people` of them with the label."""
    for week in range(start, start + weeks):
        for person in range(of):
            season.post(7 * week + 2, f"a{person}", *([label] if person < people else []), **other)
