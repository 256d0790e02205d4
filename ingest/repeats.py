"""Posts that repeat another of the same week, and how: what spam, bots and second exports must not make count twice.

`docs/cleaning.md` and the Data page give these rules in words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ingest.sketches import LIKENESS, leaders, wording

Kind = Literal["campaign", "burst", "copy", "repost", "near"]  # a post has the first that holds, in this order
SHORTEST = 20  # characters below which two people may well write the same by chance
BURST_POSTS = 5  # nearly the same text by one author in one week
CAMPAIGN_AUTHORS = 20  # nearly the same text by so many authors in one week ...
CAMPAIGN_CHARACTERS = 60  # ... that is as long as this
RULE = f"1 {LIKENESS} {SHORTEST} {BURST_POSTS} {CAMPAIGN_AUTHORS} {CAMPAIGN_CHARACTERS}"  # looked at anew if changed


@dataclass(frozen=True)
class Seen:
    """One post as it is compared.

    Attributes:
        second: when it was posted; None for midnight, which is mostly a day without a time and tells nothing.
        words: its wording.
        theme: the wording of the earliest post that says nearly the same; None where it is too short to tell.
    """

    post_id: str
    source: str
    author: str | None
    second: int | None
    original: str | None
    words: str
    theme: str | None


def repeats_of(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the posts of one week that repeat another, with their kind and the first post they repeat.

    Args:
        posts: post_id, source, author, posted_at, original, text; the earliest first.

    Returns:
        post_id, kind, of_post_id; each post at most once.
    """
    seen = _seen(posts)
    bursts, campaigns = _bursts(seen), _campaigns(seen)
    firsts: dict[Hashable, Seen] = {}
    found = []
    for post in seen:
        repeated = [(kind, _repeated(post, kind, key, firsts)) for kind, key in _keys(post, bursts, campaigns)]
        found += [(post.post_id, kind, of_post_id) for kind, of_post_id in repeated if of_post_id][:1]
    return pd.DataFrame(found, columns=["post_id", "kind", "of_post_id"])


def _seen(posts: pd.DataFrame) -> list[Seen]:
    """Make of each row what is compared."""
    words = [wording(text) for text in posts["text"]]
    told = list(dict.fromkeys(text for text in words if len(text) >= SHORTEST))
    themes = {text: told[lead] for text, lead in zip(told, leaders(told).tolist(), strict=True)}
    seconds = posts["posted_at"].dt.floor("s")
    timed = seconds.astype("int64").where(seconds != seconds.dt.normalize(), -1)
    plain = (posts[name].astype(object).where(posts[name].notna(), None) for name in ("author", "original"))
    rows = zip(posts["post_id"], posts["source"], *plain, timed, words, strict=True)
    return [
        Seen(post_id, source, author, None if second < 0 else second, original, text, themes.get(text))
        for post_id, source, author, original, second, text in rows
    ]


def _bursts(seen: list[Seen]) -> set[tuple[str, str]]:
    """Return the themes that one author posts again and again, with the author."""
    counted = Counter((post.theme, post.author) for post in seen if post.theme and post.author)
    return {pair for pair, posts in counted.items() if posts >= BURST_POSTS}


def _campaigns(seen: list[Seen]) -> set[str]:
    """Return the long themes that very many people post; reposts make no campaign."""
    authors: dict[str, set[str]] = defaultdict(set)
    for post in seen:
        if post.theme and post.author and not post.original and len(post.theme) >= CAMPAIGN_CHARACTERS:
            authors[post.theme].add(post.author)
    return {theme for theme, people in authors.items() if len(people) >= CAMPAIGN_AUTHORS}


def _keys(post: Seen, bursts: set[tuple[str, str]], campaigns: set[str]) -> Iterator[tuple[Kind, Hashable]]:
    """Yield the ways in which a post may repeat one before it, each with what the two would have in common."""
    if post.theme in campaigns and not post.original:
        yield "campaign", ("campaign", post.theme)
    if (post.theme, post.author) in bursts:
        yield "burst", ("burst", post.theme, post.author)
    if post.theme and post.second and not post.original:
        yield "copy", ("copy", post.words, post.second)
    if post.original:
        yield "repost", ("repost", post.original)
    if post.theme:
        yield "near", ("near", post.theme, post.author)


def _repeated(post: Seen, kind: Kind, key: Hashable, firsts: dict[Hashable, Seen]) -> str | None:
    """Return the id of the first post with the key, None where it is this one or only looks alike."""
    if kind == "repost":
        return post.original
    first = firsts.setdefault(key, post)
    if first is post or (kind == "copy" and first.source == post.source and first.author != post.author):
        return None  # two people of one source may well write alike
    return first.post_id
