"""Keys are kept, rotated and never shown; an author is found however a person types the handle."""

from __future__ import annotations

import stat
import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadInput
from data.pseudonyms import PSEUDONYM, Pseudonyms, all_pseudonyms, author_scope, hashes_of, rotate, spellings
from data.settings import Settings

TYPED = [  # what the source gave, what somebody types
    ("jane", "@jane"),
    ("@jane", "jane"),
    ("jane", " jane "),
    ("jane", "JANE"),
    ("u/jane", "jane"),
    ("jane", "u/jane"),
    ("jane", "/u/Jane"),
    ("did:plc:abc123", "did:plc:abc123"),
    ("did:plc:abc123", "at://did:plc:abc123"),
    ("did:plc:abc123", "https://bsky.app/profile/did:plc:abc123"),
    ("jane.bsky.social", "@jane.bsky.social"),
    ("https://m.example/@jane", "@jane@m.example"),
    ("https://m.example/users/jane", "jane@m.example"),
    ("jane@m.example", "https://m.example/@jane"),
    ("https://m.example/@jane", "https://m.example/@jane/"),
    ("12345", "12345"),
    ("José P", unicodedata.normalize("NFD", "José P")),
]


@pytest.fixture(autouse=True)
def no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the key from the home, whatever the environment of the tests says."""
    for name in ("HEMLINE_SECRET", "HEMLINE_OLD_SECRETS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(("given", "typed"), TYPED)
def test_an_author_is_found_by_the_forms_people_type(given: str, typed: str) -> None:
    assert given in spellings(typed)


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_what_is_typed_is_always_one_of_the_forms(typed: str) -> None:
    assert unicodedata.normalize("NFC", typed.strip()) in spellings(typed)


def test_the_hashes_of_an_author_are_those_of_every_key_and_source(settings: Settings) -> None:
    old = Pseudonyms.from_settings(settings)
    rotate(settings)
    new = Pseudonyms.from_settings(settings)
    found = hashes_of("jane", ["a", "b"], all_pseudonyms(settings))
    assert {key.hash(author_scope(source), "jane") for key in (old, new) for source in "ab"} <= found


def test_a_rotation_keeps_older_keys_and_hashes_new_rows_with_the_new_one(settings: Settings) -> None:
    first = Pseudonyms.from_settings(settings)
    second = rotate(settings)
    third = rotate(settings)
    assert [key.key for key in all_pseudonyms(settings)] == [third.key, second.key, first.key]
    assert len({first.key_id, second.key_id, third.key_id}) == 3
    assert third.hash("s", "jane").startswith(third.key_id)
    files = list(settings.home.iterdir())
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600]


def test_a_hash_of_a_key_of_this_home_stays_and_any_other_is_hashed(settings: Settings) -> None:
    old = Pseudonyms.from_settings(settings)
    rotate(settings)
    made, foreign = old.hash("s", "jane"), Pseudonyms.of(b"k" * 32).hash("s", "jane")
    kept, hashed = Pseudonyms.from_settings(settings).hash_all("s", pa.array([made, foreign])).to_pylist()
    assert kept == made and hashed != foreign and PSEUDONYM.fullmatch(hashed)


def test_a_secret_of_the_environment_is_not_rotated_but_told_how(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEMLINE_SECRET", "a secret of some length")
    with pytest.raises(BadInput, match="HEMLINE_OLD_SECRETS"):
        rotate(settings)
    assert not settings.home.exists()


def test_old_secrets_of_the_environment_find_old_rows(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMLINE_SECRET", "a-secret-of-some-length")
    old = Pseudonyms.from_settings(settings).hash(author_scope("a"), "jane")
    monkeypatch.setenv("HEMLINE_OLD_SECRETS", "another-secret-of-length a-secret-of-some-length")
    monkeypatch.setenv("HEMLINE_SECRET", "a newer secret of some length")
    assert old in hashes_of("jane", ["a"], all_pseudonyms(settings))
    monkeypatch.setenv("HEMLINE_OLD_SECRETS", "short")
    with pytest.raises(BadInput, match="HEMLINE_OLD_SECRETS has 5 characters"):
        all_pseudonyms(settings)


def test_a_home_that_moves_to_the_environment_keeps_finding_its_rows(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Pseudonyms.from_settings(settings).hash(author_scope("a"), "jane")
    monkeypatch.setenv("HEMLINE_SECRET", "a secret of some length")
    assert old in hashes_of("jane", ["a"], all_pseudonyms(settings))
