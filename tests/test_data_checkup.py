"""Status and doctor say how fresh each source is, what was refused with the fix, and what stands open."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest
from typer.testing import CliRunner

from data.checkup import Check, checks
from data.freshness import SourceState, source_states
from data.health import status
from data.pseudonyms import rotate
from data.records import Reason
from data.refusals import FIXES
from data.removal import of_age, remove
from data.settings import Settings
from data.snapshot import publish
from data.store import Store
from hemline import app
from ingest.jobs import posts
from tests.planted import Season

NOW = datetime(2024, 6, 20, 12)  # a Thursday


def state(last: str | None, kind: str = "posts", live: bool = False, newest: str | None = None) -> SourceState:
    """Return the state of one source beside another of the same kind."""
    days = [pd.Timestamp(last) if last else pd.NaT, pd.Timestamp(newest or last or "2024-06-01")]
    rows = {"source": ["a", "b"], "kind": kind, "live": live, "rows": 5, "authors": 3, "last_at": days}
    return source_states(pd.DataFrame(rows).assign(first_at=pd.Timestamp("2024-01-01")), NOW)[0]


SENTENCES = [
    (state("2024-06-16"), "5 posts, 3 people, 2024-01-01 to 2024-06-16"),
    (state("2024-06-12"), "counted to the week of 2024-06-03, the next is not whole yet"),
    (state("2024-01-03"), "no week is whole yet"),
    (state("2024-06-12", newest="2024-06-16"), "4 days behind the newest"),
    (state("2024-06-12", live=True), "live, but silent for two days"),
    (state("2024-06-12", kind="series"), "5 weeks, 3 people, 2024-01-01 to 2024-06-12"),
    (state(None), "5 posts, none of them dated"),
]


@pytest.mark.parametrize(("found", "said"), SENTENCES)
def test_a_source_says_how_fresh_it_is(found: SourceState, said: str) -> None:
    assert said in found.sentence


def test_a_live_source_has_stopped_when_it_was_silent_for_two_days() -> None:
    silent, talking = NOW - timedelta(days=2, seconds=1), NOW - timedelta(days=2)
    assert [state(str(last), live=True).stopped for last in (silent, talking)] == [True, False]
    assert not state(str(silent)).stopped


def test_every_reason_for_a_refusal_has_a_fix() -> None:
    assert set(get_args(Reason)) <= set(FIXES)


@pytest.fixture
def taken(store: Store, tmp_path: Path) -> Store:
    """A warehouse with two posts of three rows, one refused."""
    rows = "date,text,user\n2025-05-01,red coat,ann\n2025-05-02,blue jeans,bob\nsoon,green bag of ann,ann\n"
    (tmp_path / "p.csv").write_text(rows, encoding="utf-8")
    posts.run(store, tmp_path / "p.csv")
    return store


def test_the_status_holds_sources_and_refusals_with_an_example_and_the_fix(taken: Store) -> None:
    found = status(taken.settings)
    assert [(one.source, one.rows, one.authors) for one in found.sources] == [("p", 2, 2)]
    refused = found.rejected[0]
    assert (refused.rows, refused.place) == (1, "p.csv:4")
    assert refused.example == {"date": "xxxx", "text": "green bag of [author]"} and "2025-03-31" in refused.fix


def test_the_status_of_a_warehouse_that_is_held_is_the_snapshots(taken: Store, settings: Settings) -> None:
    publish(taken)
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(settings.warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout and holder.stdout.readline().strip() == "held"
        found = status(settings)
        holder.communicate("")
    assert found.read_from.startswith("snapshot ") and found.removals_open is None
    assert (found.sources[0].rows, found.rejected[0].reason) == (2, "unreadable date")


def test_a_removal_that_was_stopped_is_the_next_thing_to_do(taken: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("data.removal.rewrite", stopped)
    with pytest.raises(KeyboardInterrupt):
        remove(taken, of_age(taken, "2025-05-02"))
    assert status(taken.settings).next_step == "hemline forget --finish"
    assert named(taken.settings, "warehouse").remedy == "hemline forget --finish"


def named(settings: Settings, name: str) -> Check:
    """Return one check of the doctor's."""
    return next(check for check in checks(settings) if check.name == name)


def test_a_home_that_others_can_read_is_named_with_the_remedy(taken: Store, settings: Settings) -> None:
    assert named(settings, "home").well
    settings.home.chmod(0o755)
    assert named(settings, "home").remedy == f"chmod 700 {settings.home}"


def test_the_doctor_says_how_many_keys_there_are(
    taken: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEMLINE_SECRET", raising=False)
    rotate(settings)
    assert "1 older to find old rows" in named(settings, "keys").found
    (settings.home / "secret.key").write_text("no key")
    assert not named(settings, "keys").well


def test_a_broken_warehouse_is_a_check_that_is_not_well(settings: Settings) -> None:
    settings.make_home()
    assert "hemline demo" in str(named(settings, "warehouse").remedy)
    settings.warehouse.write_bytes(b"none" * 1000)
    assert not named(settings, "warehouse").well


def test_forget_says_plainly_what_it_did(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    season = Season()
    season.post(0, "ann", "colour:red")
    season.post(400, "bob", "colour:red")
    season.write(store)

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, list(words), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "would remove: " in run("forget", "--older-than", "2024-06-01", "--dry-run")
    said = run("forget", "--older-than", "2024-06-01")
    assert "removed: " in said and "posts 1" in said and "'hemline run' makes them anew" in said
    assert json.loads(run("forget", "--older-than", "2024-06-01", "--json"))["counts"] == {}
    assert "nothing of it is here" in run("forget", "--author", "nobody")
    assert json.loads(run("forget", "--finish", "--json")) == {"finished": 0, "snapshot": None}
    assert json.loads(run("key", "rotate", "--json"))["older_keys"] == 1
    assert "posts: 1" in run("archive", "--out", str(tmp_path / "out"))
