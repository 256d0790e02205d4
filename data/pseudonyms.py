"""Keyed hashes that stand for people, and the keys that make them: one for new rows, older ones to find old rows."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from data.errors import BadInput
from data.keyed import keyed_hashes
from data.settings import Settings

KEY_BYTES = 32
SHORTEST_SECRET = 16  # characters of HEMLINE_SECRET; shorter ones can be guessed
PSEUDONYM = re.compile(r"([0-9a-f]{4})-[0-9a-f]{16}")
PROFILE = re.compile(r"(?:https?://)?(?P<host>[\w.-]+\.\w+)/(?:(?:profile|users|user|u)/|@)?(?P<name>[^/?#]+)/?", re.I)


@dataclass(frozen=True)
class Pseudonyms:
    """Keyed hashes that stand for people and for ids that would lead to them.

    Attributes:
        key: secret bytes; whoever has them can tell whether a guessed name is in the warehouse.
        key_id: four hex digits that name the key; every hash begins with them.
        known: ids of all keys of this home; a value that is a hash of one of them already stays as it is, so that an
            archive can be taken in again.
    """

    key: bytes = field(repr=False)
    key_id: str
    known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, key: bytes, known: Iterable[str] = ()) -> Pseudonyms:
        """Build from a key."""
        key_id = hashlib.blake2b(key, digest_size=2).hexdigest()
        return cls(key, key_id, frozenset({key_id, *known}))

    @classmethod
    def from_settings(cls, settings: Settings) -> Pseudonyms:
        """Take the key from `HEMLINE_SECRET`, else from `secret.key` in the home, made on first use.

        Raises:
            BadInput: the secret is too short to protect anybody, or the key file is broken.
        """
        return all_pseudonyms(settings)[0]

    @classmethod
    def throwaway(cls) -> Pseudonyms:
        """Build from a key nobody keeps, for a dry run."""
        return cls.of(secrets.token_bytes(KEY_BYTES))

    def hash(self, scope: str, value: str) -> str:
        """Return `<key_id>-<16 hex digits>`: HMAC-SHA-256 of the value within its scope, cut to 64 bits."""
        return self._hashes(scope, [value])[0]

    def hash_all(self, scope: str, values: pa.Array) -> pa.Array:
        """Return the hash of each string of an array; null stays null."""
        coded = values.dictionary_encode()
        return pa.array(self._hashes(scope, coded.dictionary.to_pylist()), pa.string()).take(coded.indices)

    def _hashes(self, scope: str, values: Sequence[str]) -> list[str]:
        hashes = keyed_hashes(self.key, f"{scope}\x1f".encode("utf-8", "surrogatepass"), values)
        pairs = zip(values, hashes, strict=True)
        return [value if self._is_known(value) else f"{self.key_id}-{made}" for value, made in pairs]

    def _is_known(self, value: str) -> bool:
        """Tell whether a value is a hash that a key of this home made."""
        made = PSEUDONYM.fullmatch(value)
        return made is not None and made[1] in self.known


def author_scope(source: str) -> str:
    """Return the scope of the authors of one source: the same person has another hash in the next source."""
    return f"author\x1f{source}"


def all_pseudonyms(settings: Settings) -> tuple[Pseudonyms, ...]:
    """Return the pseudonyms of every key of this home, those that new rows get first.

    Raises:
        BadInput: a secret of the environment is too short, or the key file is broken.
    """
    given = [_secret(name, value) for name, value in _given_secrets()]
    path = settings.home / "secret.key"
    kept = _read_keys(path) if path.is_file() else []
    keys = (
        [*given, *kept]
        if os.environ.get("HEMLINE_SECRET") is not None
        else [*(kept or _first_key(settings, path)), *given]
    )
    known = [Pseudonyms.of(key).key_id for key in keys]
    return tuple(Pseudonyms.of(key, known) for key in keys)


def rotate(settings: Settings) -> Pseudonyms:
    """Make a new key for rows to come and keep the older ones behind it in `secret.key`.

    Raises:
        BadInput: the key comes from `HEMLINE_SECRET`, which only its owner can change.
    """
    if os.environ.get("HEMLINE_SECRET") is not None:
        raise BadInput(
            "The key comes from HEMLINE_SECRET; give that a new value and put the old one in HEMLINE_OLD_SECRETS "
            "(several are parted by blanks), so that 'hemline forget' still finds the rows it made."
        )
    path = settings.home / "secret.key"
    kept = _read_keys(path) if path.is_file() else []
    known = {Pseudonyms.of(key).key_id for key in kept}
    fresh = next(key for key in _fresh_keys() if Pseudonyms.of(key).key_id not in known)
    settings.make_home()
    _written(path, [fresh, *kept]).replace(path)
    return Pseudonyms.of(fresh, known)


def hashes_of(handle: str, sources: Iterable[str], keys: Iterable[Pseudonyms]) -> set[str]:
    """Return every hash the author may have: each spelling, in each source, by each key."""
    written = spellings(handle)
    return {key.hash(author_scope(source), name) for key in keys for source in sources for name in written}


def spellings(handle: str) -> tuple[str, ...]:
    """Return the forms in which a source may have named the author that somebody types.

    With and without a leading @ or u/, in lower case, the parts of a profile's address and of a `name@host`, and each
    with its accents composed and apart.
    """
    plain = handle.strip()
    bare = re.sub(r"^(?:[@＠]+|/?u/)", "", plain, flags=re.IGNORECASE)
    forms = [plain, bare, *_profile_forms(plain), *_federated_forms(bare)]
    forms += [f"{mark}{form}" for form in dict.fromkeys(forms) for mark in ("@", "u/", "/u/") if "/" not in form]
    forms += [form.casefold() for form in forms]
    return tuple(dict.fromkeys(unicodedata.normalize(kind, form) for form in forms if form for kind in ("NFC", "NFD")))


def _profile_forms(address: str) -> Iterator[str]:
    """Yield what an account's address says: itself without a closing slash, its name, its `name@host`."""
    if address.startswith("at://"):
        yield address.removeprefix("at://").split("/")[0]
    elif found := PROFILE.fullmatch(address):
        yield address.rstrip("/")
        yield found["name"]
        yield f"{found['name']}@{found['host']}"


def _federated_forms(name: str) -> Iterator[str]:
    """Yield the addresses and the local name of a `name@host`."""
    local, mark, host = name.partition("@")
    if mark and local and "." in host and "/" not in name:
        yield from (local, f"https://{host}/@{local}", f"https://{host}/users/{local}")


def _given_secrets() -> list[tuple[str, str]]:
    """Return the secrets of the environment, the one for new rows first."""
    now = os.environ.get("HEMLINE_SECRET")
    older = os.environ.get("HEMLINE_OLD_SECRETS", "").split()
    return [*([("HEMLINE_SECRET", now)] if now is not None else []), *(("HEMLINE_OLD_SECRETS", old) for old in older)]


def _secret(name: str, value: str) -> bytes:
    """Return a secret's bytes once it is long enough."""
    if len(value) < SHORTEST_SECRET:
        raise BadInput(
            f"{name} has {len(value)} characters; give it at least {SHORTEST_SECRET}, "
            "or unset it to use the key kept in Hemline's home."
        )
    return value.encode()


def _read_keys(path: Path) -> list[bytes]:
    """Read the key file: a key a line, the newest first."""
    try:
        keys = [bytes.fromhex(line) for line in path.read_text(encoding="ascii").split()]
    except ValueError:
        keys = []
    if not keys:
        raise BadInput(f"The key file {path} does not hold a key; restore it, or delete it to begin anew.")
    return keys


def _first_key(settings: Settings, path: Path) -> list[bytes]:
    """Make the key file where there is none, whole or not at all; of two processes the first one's stays."""
    settings.make_home()
    fresh = _written(path, [next(_fresh_keys())])
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(fresh)
    fresh.unlink()
    return _read_keys(path)


def _fresh_keys() -> Iterator[bytes]:
    """Yield keys drawn by lot."""
    while True:
        yield secrets.token_bytes(KEY_BYTES)


def _written(path: Path, keys: Iterable[bytes]) -> Path:
    """Write keys to a new file beside the key file, readable by its owner only."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write("\n".join(key.hex() for key in keys))
        file.flush()
        os.fsync(file.fileno())
    return fresh
