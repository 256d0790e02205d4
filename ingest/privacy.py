"""What keeps people out of the warehouse: keyed hashes for authors and ids, masks for what their texts give away."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from data.errors import BadInput
from data.keyed import keyed_hashes
from data.settings import Settings

KEY_BYTES = 32
SHORTEST_SECRET = 16  # characters of HEMLINE_SECRET; shorter ones can be guessed
NAME_LENGTH_LEAST = 3  # shorter author names are words more often than they are names
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
OPEN_ID = r"^[0-9a-fA-F-]{1,40}$"  # numbers, hex and UUIDs name no account; anything else may


@dataclass(frozen=True)
class Pseudonyms:
    """Keyed hashes that stand for people and for ids that would lead to them.

    Attributes:
        key: secret bytes; whoever has them can tell whether a guessed name is in the warehouse.
        key_id: four hex digits that name the key; every hash begins with them.
    """

    key: bytes = field(repr=False)
    key_id: str

    @classmethod
    def of(cls, key: bytes) -> Pseudonyms:
        """Build from a key."""
        return cls(key, hashlib.blake2b(key, digest_size=2).hexdigest())

    @classmethod
    def from_settings(cls, settings: Settings) -> Pseudonyms:
        """Take the key from `HEMLINE_SECRET`, else from `secret.key` in the home, made on first use.

        Raises:
            BadInput: the secret is too short to protect anybody.
        """
        secret = os.environ.get("HEMLINE_SECRET")
        if secret is None:
            return cls.of(_key_of(settings.home / "secret.key"))
        if len(secret) < SHORTEST_SECRET:
            raise BadInput(
                f"HEMLINE_SECRET has {len(secret)} characters; give it at least {SHORTEST_SECRET}, "
                "or unset it to use the key kept in Hemline's home."
            )
        return cls.of(secret.encode())

    @classmethod
    def throwaway(cls) -> Pseudonyms:
        """Build from a key nobody keeps, for a dry run."""
        return cls.of(secrets.token_bytes(KEY_BYTES))

    def hash(self, scope: str, value: str) -> str:
        """Return `<key_id>-<16 hex digits>`: HMAC-SHA-256 of the value within its scope, cut to 64 bits."""
        message = f"{scope}\x1f{value}".encode("utf-8", "surrogatepass")
        return f"{self.key_id}-{hmac.digest(self.key, message, 'sha256')[:8].hex()}"

    def hash_all(self, scope: str, values: pa.Array) -> pa.Array:
        """Return the hash of each string of an array; null stays null."""
        coded = values.dictionary_encode()
        hashes = keyed_hashes(self.key, f"{scope}\x1f".encode("utf-8", "surrogatepass"), coded.dictionary.to_pylist())
        return pa.array([f"{self.key_id}-{made}" for made in hashes], pa.string()).take(coded.indices)


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
    return [_without_name(text, name) for text, name in zip(texts, names, strict=True)]


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


def _key_of(path: Path) -> bytes:
    """Read the key file; make it first where there is none, whole or not at all."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    try:
        return bytes.fromhex(path.read_text().strip())
    except ValueError as error:
        raise BadInput(f"The key file {path} does not hold a key; restore it, or delete it to begin anew.") from error


def _replace_where(texts: pa.Array, where: pa.Array, pattern: str, name: str) -> pa.Array:
    """Replace a pattern in the texts where it can stand, leaving the others untouched."""
    where = pc.fill_null(where, False)
    if not pc.any(where).as_py():
        return texts
    return pc.replace_with_mask(texts, where, pc.replace_substring_regex(texts.filter(where), pattern, name))


def _holds_name(given: str, name: str) -> bool:
    """Tell whether an id holds its author's; a short one must be a whole part, for hex holds any digit."""
    return name in (given if len(name) > NAME_LENGTH_LEAST else given.split("-"))


def _without_name(text: str | None, name: str | None) -> str | None:
    """Take the author's name, written with an @ or without, out of a text; a very short name is left."""
    if text is None or name is None:
        return text
    name = name.lstrip("@＠")
    if len(name) < NAME_LENGTH_LEAST or name.casefold() not in text.casefold():
        return text
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[author]", text, flags=re.IGNORECASE)
