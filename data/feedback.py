"""Feedback: which sections of briefs were useful, kept on the desk, and what that says of themes and phrases."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.desk import Desk
from data.journal import utc_now
from data.records import short_hash

DOUBT_VOTES = 2  # undecided votes that stand beside the real ones, so that a single vote says little


@dataclass(frozen=True)
class Vote:
    """What somebody thinks of one section.

    Attributes:
        theme: what the brief is about.
        text_id: hash of the section's words, from `text_id`; the same words in another version are the same vote.
        phrases: ids of the phrases that the writer used, none where it gives none.
        voted_at: ISO 8601, UTC.
    """

    theme: str
    section: str
    text_id: str
    useful: bool
    phrases: tuple[str, ...]
    writer: str
    voted_at: str


def text_id(sentences: Sequence[str]) -> str:
    """Return the id of a section's words."""
    return short_hash(*sentences)


def give(
    desk: Desk, theme: str, section: str, said: str, useful: bool, writer: str, phrases: Sequence[str] = ()
) -> None:
    """Say that a section is useful or not; a vote on the same words is changed.

    Args:
        desk: the desk of the home.
        theme: what the brief is about.
        section: the section's name.
        said: the `text_id` of its words.
        useful: whether it was.
        writer: who wrote it.
        phrases: ids of the phrases it was written with.
    """
    row = {
        "theme": theme, "section": section, "text_id": said, "useful": int(useful), "writer": writer,
        "phrases": json.dumps(list(phrases)), "voted_at": f"{utc_now():%Y-%m-%dT%H:%M:%SZ}",
    }  # fmt: skip
    desk.write(("brief_vote_give", [row]))


def take_back(desk: Desk, theme: str, section: str, said: str) -> bool:
    """Take a vote back; return whether there was one."""
    return desk.write(("brief_vote_take", [{"theme": theme, "section": section, "text_id": said}])) > 0


def votes(desk: Desk) -> list[Vote]:
    """Return every vote, the newest first."""
    return [
        Vote(**{**row, "useful": bool(row["useful"]), "phrases": tuple(json.loads(row["phrases"]))})
        for row in desk.read("brief_vote_list")
    ]


def liked_themes(given: Iterable[Vote]) -> dict[str, float]:
    """Return how liked each theme is, from -1 to 1."""
    return _liked((vote.theme, vote.useful) for vote in given)


def liked_phrases(given: Iterable[Vote]) -> dict[str, float]:
    """Return how liked each phrase is, from -1 to 1."""
    return _liked((phrase, vote.useful) for vote in given for phrase in vote.phrases)


def _liked(said: Iterable[tuple[str, bool]]) -> dict[str, float]:
    """Return (useful - not useful) ÷ (votes + DOUBT_VOTES) by key: one vote is a third, many alike come near to one."""
    found: dict[str, list[int]] = defaultdict(list)
    for key, useful in said:
        found[key].append(1 if useful else -1)
    return {key: sum(signs) / (len(signs) + DOUBT_VOTES) for key, signs in found.items()}
