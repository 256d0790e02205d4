"""The shapes of real exports: posts as Bluesky records, Mastodon statuses and a plain table.

Bluesky: `app.bsky.feed.defs#postView` around an `app.bsky.feed.post` record (lexicons of the AT Protocol).
Mastodon: the entity `Status` of its REST API.
"""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from data.sample.phrases import LANGUAGES
from data.sample.posts import REGIONS, Draws
from data.sample.texts import handle

BLUESKY_REGION, MASTODON_REGION = "US", "DE"
TABLE_COLUMNS = ("posted_at", "user", "text", "country", "lang", "likes")
ONE_REPEAT_IN, ONE_BROKEN_IN = 200, 4000
T = TypeVar("T")
BASE32 = "234567abcdefghijklmnopqrstuvwxyz"
MARKED = re.compile(r"(?P<link>https://\S+)|(?<![\w.])@(?P<mention>[\w-]+)|#(?P<tag>\w+)")


@dataclass(frozen=True)
class SamplePost:
    """One post before it takes the shape of an export."""

    number: int
    posted_at: datetime
    author: str
    region: str
    language: str
    text: str
    likes: int
    shares: int
    replies: int


@dataclass(frozen=True)
class FileCounts:
    """What was planted in one file; lines = posts + repeats + unreadable + the refused ones."""

    file: str
    posts: int
    repeats: int
    unreadable_lines: int
    impossible_dates: int
    unreadable_dates: int
    without_text: int


def write_posts(folder: Path, draws: Draws, texts: list[str], seed: int) -> tuple[FileCounts, ...]:
    """Write the three files of posts and return what each holds."""
    posts = list(_posts(draws, texts))
    bluesky = [post for post in posts if post.region == BLUESKY_REGION]
    mastodon = [post for post in posts if post.region == MASTODON_REGION]
    table = [post for post in posts if post.region not in (BLUESKY_REGION, MASTODON_REGION)]
    return (
        _write(folder / "posts_bluesky.jsonl", bluesky, _json_line(bluesky_post), np.random.default_rng([seed, 3])),
        _write(
            folder / "posts_mastodon.jsonl", mastodon, _json_line(mastodon_status), np.random.default_rng([seed, 4])
        ),
        _write(folder / "posts_table.csv", table, table_line, np.random.default_rng([seed, 5])),
    )


def _posts(draws: Draws, texts: list[str]) -> Iterator[SamplePost]:
    columns = (draws.posted_s, draws.author, draws.region, draws.language, draws.likes, draws.shares, draws.replies)
    for number, (posted_s, author, region, language, *counts) in enumerate(
        zip(*(c.tolist() for c in columns), strict=True)
    ):
        posted_at = datetime.fromtimestamp(posted_s, UTC)
        name = handle(author * len(REGIONS) + region)
        yield SamplePost(number, posted_at, name, REGIONS[region], LANGUAGES[language], texts[number], *counts)


def _write(
    path: Path, posts: list[SamplePost], line: Callable[[SamplePost, str | None], str], rng: np.random.Generator
) -> FileCounts:
    """Write a file's posts with its planted repeats and bad rows at random places."""
    rows = [(post.number, line(post, None)) for post in posts]
    repeats = _some(rows, len(posts) // ONE_REPEAT_IN, rng)
    broken = max(3, len(posts) // ONE_BROKEN_IN)
    is_table = path.suffix == ".csv"
    cut = [] if is_table else [(at, text[: len(text) // 2]) for at, text in _some(rows, broken, rng)]
    impossible = [_bad(post, "2024-02-31T10:00:00Z", line) for post in _some(posts, broken, rng)]
    undated = [_bad(post, "last Tuesday", line) for post in _some(posts, broken, rng)]
    wordless = [_bad(post, None, line) for post in _some(posts, broken, rng)]
    everything = sorted([*rows, *repeats, *cut, *impossible, *undated, *wordless], key=lambda row: row[0])
    header = ",".join(TABLE_COLUMNS) + "\n" if is_table else ""
    path.write_text(header + "".join(text + "\n" for _, text in everything), encoding="utf-8", newline="")
    return FileCounts(path.name, len(posts), len(repeats), len(cut), len(impossible), len(undated), len(wordless))


def _some(items: list[T], count: int, rng: np.random.Generator) -> list[T]:
    return [items[at] for at in rng.choice(len(items), min(count, len(items)), replace=False).tolist()]


def _bad(post: SamplePost, stamp: str | None, line: Callable[[SamplePost, str | None], str]) -> tuple[int, str]:
    """Return a copy of a post under a number of its own, with a bad date, or without text where there is no date."""
    offset = 10_000_000 if stamp is None else 20_000_000 if stamp[0] == "2" else 30_000_000
    text = "" if stamp is None else post.text
    copy = SamplePost(
        post.number + offset, post.posted_at, post.author, post.region, post.language, text,
        post.likes, post.shares, post.replies,
    )  # fmt: skip
    return post.number, line(copy, stamp)


def _json_line(shape: Callable[[SamplePost, str], dict[str, Any]]) -> Callable[[SamplePost, str | None], str]:
    dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    return lambda post, stamp: dump(
        shape(post, stamp or f"{post.posted_at:%Y-%m-%dT%H:%M:%S}.{post.number % 1000:03d}Z")
    )


def bluesky_post(post: SamplePost, stamp: str) -> dict[str, Any]:
    """Return a post view as Bluesky's search and feeds give it."""
    did = f"did:plc:{_base32(post.author, 24)}"
    record: dict[str, Any] = {
        "$type": "app.bsky.feed.post", "createdAt": stamp, "langs": [post.language], "text": post.text,
    }  # fmt: skip
    facets = [_facet(match, post.text) for match in MARKED.finditer(post.text)]
    if facets:
        record["facets"] = facets
    if post.number % 5 == 0:
        record["embed"] = _embed(post)
    return {
        "uri": f"at://{did}/app.bsky.feed.post/{_base32(f'post{post.number}', 13)}",
        "cid": f"bafyrei{_base32(f'cid{post.number}', 52)}",
        "author": {"did": did, "handle": f"{post.author}.bsky.example", "displayName": post.author.replace("-", " ")},
        "record": record,
        "replyCount": post.replies, "repostCount": post.shares, "likeCount": post.likes, "quoteCount": 0,
        "indexedAt": f"{post.posted_at:%Y-%m-%dT%H:%M:%S}.999Z", "labels": [],
    }  # fmt: skip


def _facet(match: re.Match[str], text: str) -> dict[str, Any]:
    """Return a rich-text facet; its offsets count bytes of UTF-8."""
    start = len(text[: match.start()].encode())
    index = {"byteStart": start, "byteEnd": start + len(match.group().encode())}
    features = {
        "link": {"$type": "app.bsky.richtext.facet#link", "uri": match["link"]},
        "mention": {"$type": "app.bsky.richtext.facet#mention", "did": f"did:plc:{_base32(str(match['mention']), 24)}"},
        "tag": {"$type": "app.bsky.richtext.facet#tag", "tag": match["tag"]},
    }
    return {"index": index, "features": [features[str(match.lastgroup)]]}


def _embed(post: SamplePost) -> dict[str, Any]:
    blob = {"$type": "blob", "ref": {"$link": f"bafkrei{_base32(f'image{post.number}', 52)}"},
            "mimeType": "image/jpeg", "size": 200_000 + post.number % 99_999}  # fmt: skip
    return {
        "$type": "app.bsky.embed.images",
        "images": [{"alt": "", "image": blob, "aspectRatio": {"width": 2, "height": 3}}],
    }


def mastodon_status(post: SamplePost, stamp: str) -> dict[str, Any]:
    """Return a status as Mastodon's API gives it, its text as HTML."""
    status_id = str(109_000_000_000_000_000 + int(post.posted_at.timestamp() * 1000) * 65_536 % 10**16 + post.number)
    account = {
        "id": str(int(_hex(post.author)[:12], 16)),
        "username": post.author,
        "acct": f"{post.author}@mode.example",
        "url": f"https://mode.example/@{post.author}",
        "display_name": post.author,
    }
    media = [
        {"id": status_id, "type": "image", "url": f"https://mode.example/media/{status_id}.jpg", "description": None}
    ]
    tags = [match["tag"].lower() for match in MARKED.finditer(post.text) if match["tag"]]
    return {
        "id": status_id, "uri": f"https://mode.example/users/{post.author}/statuses/{status_id}",
        "url": f"https://mode.example/@{post.author}/{status_id}", "created_at": stamp, "account": account,
        "content": f"<p>{_html(post.text)}</p>" if post.text else "", "language": post.language, "visibility": "public",
        "sensitive": False, "spoiler_text": "", "reblog": None, "in_reply_to_id": None,
        "media_attachments": media if post.number % 5 == 0 else [], "mentions": [],
        "tags": [{"name": tag, "url": f"https://mode.example/tags/{tag}"} for tag in tags],
        "reblogs_count": post.shares, "favourites_count": post.likes, "replies_count": post.replies,
    }  # fmt: skip


def _html(text: str) -> str:
    marked = MARKED.sub(_anchor, html.escape(text, quote=False))
    return marked.replace("\n", "<br />")


def _anchor(match: re.Match[str]) -> str:
    link, name, tag = match["link"], match["mention"], match["tag"]
    if link:
        shown = f'<span class="invisible">https://</span><span>{link.removeprefix("https://")}</span>'
        return f'<a href="{link}" rel="nofollow noopener">{shown}</a>'
    if name:
        anchor = f'<a href="https://mode.example/@{name}" class="u-url mention">@<span>{name}</span></a>'
        return f'<span class="h-card">{anchor}</span>'
    return (
        f'<a href="https://mode.example/tags/{tag.lower()}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'
    )


def table_line(post: SamplePost, stamp: str | None) -> str:
    """Return a row of the plain table, quoted where CSV needs it."""
    line = io.StringIO()
    shown = stamp or f"{post.posted_at:%Y-%m-%d %H:%M:%S}"
    csv.writer(line, lineterminator="").writerow(
        [shown, post.author, post.text, post.region, post.language, post.likes]
    )
    return line.getvalue()


def _hex(text: str, digits: int = 64) -> str:
    return hashlib.blake2b(text.encode(), digest_size=digits // 2).hexdigest()


def _base32(text: str, length: int) -> str:
    return "".join(BASE32[byte & 31] for byte in hashlib.blake2b(text.encode(), digest_size=length).digest())
