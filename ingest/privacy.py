"""What keeps people out of the warehouse: masks for what their texts give away, hashes for ids that lead to them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from data.pseudonyms import Pseudonyms

NAME_LENGTH_LEAST = 3  # shorter author names are words more often than they are names
NOWHERE = "\x00"  # in no text that is plain
OWN_PART_LEAST = 5  # the part before a host is a word more often still
OWN_PART = re.compile(r"^(?:\S*/@?)?([\w-]+)(?:[@.]\S*)?$")  # of https://host/@name, name@host, name.host
FIELD_CHARACTERS = 120  # of a masked field kept with a refusal

# (what must stand in a text for the mask to be tried, pattern, what takes its place); RE2 syntax, in this order
MASKS = (
    ("did:", r"did:[a-z]+:[A-Za-z0-9._:%-]+", "[handle]"),
    ("@", r"[@＠]?[\pL\pN._%+-]+[@＠][\pL\pN-]+(?:\.[\pL\pN-]+)*\.\pL[\pL\pN-]+", "[email]"),
    ("＠", r"[@＠]?[\pL\pN._%+-]+[@＠][\pL\pN-]+(?:\.[\pL\pN-]+)*\.\pL[\pL\pN-]+", "[email]"),
    ("@", r"@+[\pN.-]*[\pL_][\pL\pN_.-]*(?:@[\pL\pN.-]+)?", "[handle]"),
    ("＠", r"＠+[\pN.-]*[\pL_][\pL\pN_.-]*(?:＠[\pL\pN.-]+)?", "[handle]"),
    (".bsky.", r"(?i)\b[a-z0-9-]+\.bsky\.(?:social|team)\b", "[handle]"),
    ("u/", r"(?i)(^|[\s(])/?u/[a-z0-9_-]{3,}", r"\1[handle]"),
)
SEVEN_DIGITS = r"\pN(?:[ ().\-/]{0,3}\pN){6}"  # what is shorter is no phone number
MASKABLE = rf"did:|[@＠]|\.bsky\.|u/|{SEVEN_DIGITS}"  # one test for all masks: most texts pass it
PHONES = (
    r"(?:\+|\b00)[\pN](?:[ ().\-/]{0,3}\pN){7,14}",
    r"\(?\b0\d(?:[ ().\-/]{0,3}\d){7,11}\b",
    r"\(?\b\d{3}\)?[ .\-]{1,2}\d{3}[ .\-]\d{4}\b",
    r"\b\d{9,}\b",
)
# Numbers, hex, UUIDs and the hashes Hemline makes itself name no account; anything else may.
OPEN_ID = r"^(?:[0-9a-fA-F-]{1,40}|content-[0-9a-f]{16})$"


def mask(texts: pa.Array) -> pa.Array:
    """Return the texts with e-mail addresses, handles and phone numbers replaced by what they were."""
    maskable = pc.fill_null(pc.match_substring_regex(texts, MASKABLE), False)
    some = texts.filter(maskable)
    for mark, pattern, name in MASKS:
        some = _replace_where(some, pc.match_substring(some, mark), pattern, name)
    numbers = pc.match_substring_regex(some, SEVEN_DIGITS)
    for pattern in PHONES:
        some = _replace_where(some, numbers, pattern, "[phone]")
    return pc.replace_with_mask(texts, maskable, some)


def mask_text(text: str) -> str:
    """Return one text masked as `mask` does."""
    return str(mask(pa.array([text], pa.string()))[0])


def mask_names(texts: list[str | None], names: Iterable[str | None]) -> list[str | None]:
    """Return the texts with each author's own name taken out of the author's text."""
    return [
        _without_name(text, name) if text and name and _least_of(name) in text.casefold() else text
        for text, name in zip(texts, names, strict=True)
    ]


def safe_ids(ids: pa.Array, authors: pa.Array, pseudonyms: Pseudonyms, source: str) -> pa.Array:
    """Return the ids, those that could lead to an account as keyed hashes.

    Only numbers, hex strings and UUIDs that do not hold the author's own id stay as they are.
    """
    open_form = pc.fill_null(pc.match_substring_regex(ids, OPEN_ID), False)
    pairs = zip(ids.filter(open_form).to_pylist(), authors.filter(open_form).to_pylist(), strict=True)
    anonymous = pa.array([not name or not _holds_name(given, name) for given, name in pairs], pa.bool_())
    hashed = pc.invert(pc.replace_with_mask(open_form, open_form, anonymous))
    return pc.replace_with_mask(ids, hashed, pseudonyms.hash_all(f"id\x1f{source}", ids.filter(hashed)))


def shape_of(value: str) -> str:
    """Return a value with every letter as x and every digit as 9, so that a refusal shows its form and no content."""
    return re.sub(r"\d", "9", re.sub(r"[^\W\d_]", "x", value))[:FIELD_CHARACTERS]


def masked_fields(fields: Mapping[str, str | int | None]) -> str:
    """Return the fields of a refused row as JSON text, each cut short; they must be masked already."""
    kept = {name: value[:FIELD_CHARACTERS] if isinstance(value, str) else value for name, value in fields.items()}
    return json.dumps({name: value for name, value in kept.items() if value is not None}, ensure_ascii=False)


def _replace_where(texts: pa.Array, where: pa.Array, pattern: str, name: str) -> pa.Array:
    """Replace a pattern in the texts where it can stand, leaving the others untouched."""
    where = pc.fill_null(where, False)
    if not pc.any(where).as_py():
        return texts
    return pc.replace_with_mask(texts, where, pc.replace_substring_regex(texts.filter(where), pattern, name))


def _holds_name(given: str, name: str) -> bool:
    """Tell whether an id holds its author's; a short one must be a whole part, for hex holds any digit."""
    return name in (given if len(name) > NAME_LENGTH_LEAST else given.split("-"))


def _without_name(text: str, name: str) -> str:
    """Take the author's name, written with an @ or without, out of a text; a very short name is left."""
    folded = text.casefold()
    for form, sought in _forms(name):
        if sought in folded:
            text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", "[author]", text, flags=re.IGNORECASE)
    return text


@lru_cache(maxsize=200_000)
def _least_of(name: str) -> str:
    """Return what a text must hold, case folded, to hold any form of a name: the shortest, which the others hold."""
    return min((folded for _, folded in _forms(name)), key=len, default=NOWHERE)


def _forms(name: str) -> tuple[tuple[str, str], ...]:
    """Return what is taken out for a name, and the same case folded.

    Of an account's address or of a handle with its host the account's own part goes too.
    """
    name = name.strip("/").lstrip("@＠")
    own = OWN_PART.search(name)
    forms = ((name, NAME_LENGTH_LEAST), (own[1] if own else "", OWN_PART_LEAST))
    return tuple(dict.fromkeys((form, form.casefold()) for form, least in forms if len(form) >= least))
