"""What is asked for: words given, else a small list of names from the vocabulary, in the form each service takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from data.errors import BadInput
from data.vocabulary import Vocabulary

# Any post of dress, so that the shares of the named labels have something to stand against.
GENERAL = ("fashion", "ootd", "outfit")
# Labels whose English names mean dress wherever they stand; "ring" or "western" would bring in other fields.
NAMED = (
    "category:blazer", "category:cardigan", "category:trench-coat", "category:jeans", "category:skirt",
    "category:slip-dress", "category:jumpsuit", "category:loafer", "category:ballet-flat", "category:cowboy-boot",
    "category:tote-bag", "aesthetic:quiet-luxury", "aesthetic:streetwear", "aesthetic:gorpcore",
    "aesthetic:cottagecore", "aesthetic:balletcore", "aesthetic:athleisure", "aesthetic:y2k", "aesthetic:boho",
    "aesthetic:dark-academia",
)  # fmt: skip
SHOWN = 30


def query_words(given: Sequence[str] | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the words to ask for: those given, else general ones, the named labels, and the user's own labels."""
    if given:
        return tuple(dict.fromkeys(checked_word(word) for word in given))
    own = (label.name for label in vocabulary.labels if label.origin == "user")
    names = (vocabulary.get(label_id).name for label_id in NAMED)
    return tuple(dict.fromkeys(name.casefold() for name in (*GENERAL, *names, *own)))


def hashtags(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words as hashtags: `Trench coat` is `trenchcoat`.

    Raises:
        BadInput: nothing of a word is left.
    """
    tags = {word: re.sub(r"\W", "", word) for word in words}
    if empty := [word for word, tag in tags.items() if not tag]:
        raise BadInput(f"--query '{empty[0]}' makes no hashtag; give a word of letters or digits.")
    return tuple(dict.fromkeys(tags.values()))


def phrases(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words as a search takes them: several words in quotes, so that they stand together."""
    return tuple(f'"{word}"' if " " in word else word for word in words)


def matcher(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of the words in a text, alone, in the plural, or as a hashtag."""
    found = sorted({form for word in words for form in (word, re.sub(r"\W", "", word)) if form}, key=len, reverse=True)
    spaced = (r"[\s-]+".join(re.escape(part) for part in form.split()) for form in found)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?:e?s)?(?!\w)", re.IGNORECASE)


def shown(words: Sequence[str]) -> str:
    """Return the words for a person, the first few and how many more there are."""
    more = f" and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
    return ", ".join(words[:SHOWN]) + more


def checked_word(given: str) -> str:
    """Return a given word without its hash mark and outer blanks.

    Raises:
        BadInput: nothing is left of it.
    """
    word = " ".join(given.strip().lstrip("#").split())
    if not word:
        raise BadInput(f"--query '{given}' is no word; give one as in --query cardigan.")
    return word
