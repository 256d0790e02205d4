"""A home is plain or encrypted as a whole; a key that does not fit is one sentence with the fix."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest
from pydantic import SecretStr

from data import database
from data.database import can_encrypt, is_encrypted
from data.errors import BadInput, HemlineError, MissingPart
from data.removal import of_age, remove
from data.rewriting import encrypt
from data.settings import Settings
from data.snapshot import Snapshot, publish
from data.store import Store
from tests.planted import Season

KEY = "a key of some length's"


@pytest.fixture
def locked(settings: Settings) -> Settings:
    """Settings of the same home with a key."""
    return settings.model_copy(update={"key": SecretStr(KEY)})


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this DuckDB write encrypted files with its built-in cipher, where the extension that does is not installed.

    That cipher's random numbers are weak, so Hemline never uses it; what is written is laid out the same.
    """
    if not can_encrypt():
        monkeypatch.setattr(database, "WRITES_ENCRYPTED", "SET force_mbedtls_unsafe = 'true'")


def planted(settings: Settings) -> Store:
    """Return a published warehouse of two posts."""
    store, season = Store(settings), Season()
    season.post(0, "ann", "colour:red", text="an early post" * 30)
    season.post(400, "ann", "colour:red", text="a late post" * 30)
    season.write(store)
    publish(store)
    return store


def test_a_home_made_with_a_key_reads_with_it_and_shows_nothing_without(locked: Settings, writes: None) -> None:
    store = planted(locked)
    assert store.read("warehouse_state")["posts"].tolist() == [2]
    assert len(Snapshot.current(locked).read("status_snapshot")) > 0
    files = [locked.warehouse, *locked.snapshots.glob("*.duckdb")]
    assert all(is_encrypted(path) and b"an early post" not in path.read_bytes() for path in files)


def test_a_removal_leaves_an_encrypted_home_encrypted(locked: Settings, writes: None) -> None:
    store = planted(locked)
    assert remove(store, of_age(store, "2024-06-01")).counts["posts"] == 1
    assert is_encrypted(locked.warehouse) and store.read("warehouse_state")["posts"].tolist() == [1]


def test_a_plain_home_is_encrypted_once_and_its_plain_snapshots_go(
    settings: Settings, locked: Settings, writes: None
) -> None:
    planted(settings)
    made = encrypt(locked)
    assert [path.stem for path in locked.snapshots.glob("*.duckdb")] == [made]
    assert is_encrypted(locked.warehouse) and Store(locked).read("warehouse_state")["posts"].tolist() == [2]
    assert Snapshot.current(locked).snapshot_id == made
    with pytest.raises(BadInput, match="encrypted already"):
        encrypt(locked)


def test_two_pages_of_one_process_share_an_encrypted_snapshot(locked: Settings, writes: None) -> None:
    planted(locked)
    first, second = Snapshot.current(locked), Snapshot.current(locked)
    assert first.read("status_snapshot").equals(second.read("status_snapshot"))


def test_a_key_that_does_not_fit_is_one_sentence_with_the_fix(
    settings: Settings, locked: Settings, writes: None, tmp_path: Path
) -> None:
    planted(locked)
    other = settings.model_copy(update={"key": SecretStr("another key of some length")})
    for given, sentence in ((other, "is not the key"), (settings, "is encrypted; set HEMLINE_KEY")):
        for read in (lambda given=given: Store(given).read("status"), lambda given=given: Snapshot.current(given)):
            with pytest.raises(BadInput, match=sentence):
                read()


def test_a_plain_home_opened_with_a_key_names_the_command(settings: Settings, locked: Settings) -> None:
    planted(settings)
    for read in (lambda: Store(locked).read("status"), lambda: Snapshot.current(locked)):
        with pytest.raises(BadInput, match="hemline key encrypt"):
            read()


@pytest.mark.skipif(can_encrypt(), reason="this DuckDB writes encrypted files")
def test_where_nothing_can_encrypt_a_key_is_refused_before_anything_is_written(locked: Settings) -> None:
    for write in (lambda: Store(locked).add("post_topic", pd.DataFrame([{"post_id": "a", "topic_id": 1}])),):
        with pytest.raises(MissingPart, match="INSTALL httpfs") as told:
            write()
        assert KEY not in str(told.value)
    assert not locked.warehouse.exists()


def test_a_key_that_is_too_short_is_refused(settings: Settings, writes: None) -> None:
    short = settings.model_copy(update={"key": SecretStr("short")})
    with pytest.raises(BadInput, match="5 characters"):
        Store(short).add("post_topic", pd.DataFrame([{"post_id": "a", "topic_id": 1}]))


def test_a_file_that_is_no_database_is_a_sentence(settings: Settings) -> None:
    settings.make_home()
    settings.warehouse.write_bytes(b"no database" * 100)
    with pytest.raises(HemlineError, match="cannot be opened"):
        Store(settings).read("status")


def test_the_key_is_read_from_the_environment_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMLINE_KEY", KEY)
    assert KEY not in repr(Settings()) and database.checked_key(Settings()) == KEY


def test_the_builtin_cipher_alone_writes_nothing() -> None:
    assert can_encrypt() or not duckdb.execute("SELECT current_setting('force_mbedtls_unsafe')").fetchall()[0][0]
