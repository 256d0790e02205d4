"""The records that cross rooms: one post, one image, one refusal, one tag."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Polarity = Literal["for", "against", "neutral"]
Reason = Literal[
    "no text",
    "no date",
    "unreadable date",
    "impossible date",
    "no label",
    "unreadable line",
    "unreadable file",
    "unreadable value",
    "unreadable image",
    "image too large",
    "not an image",
    "no such file",
    "outside the folder",
    "repeated week",
    "no series id",
    "address not allowed",
    "picture gone",
    "refused by its server",
    "server busy",
    "no answer",
    "too many redirects",
    "too many pictures",
]


@dataclass(frozen=True)
class Post:
    """One cleaned, masked post, with the columns of the table `post`.

    Attributes:
        posted_at: UTC, without a zone.
        week: the Monday of its week.
        author: keyed hash, or None where the source names none.
        engagement: likes + reposts + replies.
        original: post_id of the post that this one merely reposts.
    """

    post_id: str
    source: str
    native_id: str
    posted_at: datetime
    week: date
    author: str | None
    language: str | None
    region: str | None
    audience: str | None
    text: str
    text_hash: str
    engagement: int | None
    original: str | None = None


@dataclass(frozen=True)
class Image:
    """One picture that could be opened, with the columns of the table `image`."""

    image_id: str
    sha256: str
    source: str
    path: str
    width: int
    height: int
    designer: str | None = None
    season: str | None = None
    year: int | None = None
    city: str | None = None
    look: int | None = None
    shown_on: date | None = None
    week: date | None = None
    region: str | None = None


@dataclass(frozen=True)
class Rejected:
    """One thing that was refused: where it stood, why, and its masked fields as JSON text."""

    source: str
    place: str
    reason: Reason
    fields: str = "{}"


@dataclass(frozen=True)
class Tag:
    """One label seen on one subject.

    Attributes:
        score: 0 to 1; for a colour of an image, its share of the garment's area.
        evidence: the words that carry the label, or a colour's hex.
        span_start: offset of the words in the text, in characters.
        span_end: offset behind them.
    """

    label_id: str
    polarity: Polarity = "neutral"
    score: float = 1.0
    evidence: str | None = None
    span_start: int | None = None
    span_end: int | None = None


def short_hash(*parts: str) -> str:
    """Return 16 hex digits that stand for the parts, the form of every id Hemline makes itself."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def short_hashes(values: Iterable[str], *before: str) -> list[str]:
    """Return `short_hash(*before, value)` of many values."""
    start = "".join(f"{part}\x1f" for part in before)
    return [hashlib.blake2b(f"{start}{value}".encode(), digest_size=8).hexdigest() for value in values]
