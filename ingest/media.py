"""The pictures that posts name: read from the role `media`, which holds JSON text or, in tables, plain addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

import pandas as pd

PARTED_BY = re.compile(r"[\s|]+|,(?=\s*[A-Za-z]+:)")  # a comma within an address stays


def named_pictures(post_ids: Iterable[str], media: Iterable[str | None]) -> pd.DataFrame:
    """Return a row for each picture that posts name: post_id, place (from 1) and url.

    Args:
        post_ids: of the posts; one that stands twice is read the first time it names pictures.
        media: what each post's role `media` holds, None where it has none.
    """
    named: dict[str, list[str]] = {}
    for post_id, text in zip(post_ids, media, strict=True):
        if text and post_id not in named and (urls := list(dict.fromkeys(addresses_in(text)))):
            named[post_id] = urls
    rows = [(post_id, place, url) for post_id, urls in named.items() for place, url in enumerate(urls, 1)]
    return pd.DataFrame(rows, columns=["post_id", "place", "url"])


def addresses_in(text: str) -> Iterator[str]:
    """Yield the addresses of one post's pictures: a JSON list of {"url": …}, or addresses parted by blanks, , or |."""
    if text.lstrip().startswith("["):
        yield from (item["url"] for item in _listed(text) if isinstance(item, dict) and _is_text(item.get("url")))
        return
    yield from (part for part in PARTED_BY.split(text) if part)


def _listed(text: str) -> list[object]:
    """Return the items of a JSON list, none where it cannot be read."""
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return items if isinstance(items, list) else []


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""
