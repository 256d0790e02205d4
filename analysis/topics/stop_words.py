"""The words that carry no topic, for every language Hemline meets often."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def stop_words() -> frozenset[str]:
    """Return the stop words of all languages together, in lower case.

    One list serves all posts because many name no language and many mix two. A word that means something in
    one language and nothing in another, such as French `mode`, is left out of the lists.
    """
    listed = tomllib.loads(files("analysis.topics").joinpath("stop_words.toml").read_text(encoding="utf-8"))
    return frozenset(word for words in listed.values() for word in words.split())
