"""The warehouse keeps what it is given once, lands it together, and says who holds it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from data.errors import Busy, NothingThere, UnknownName
from data.journal import job_run
from data.settings import Settings
from data.snapshot import KEPT, Snapshot, current_id, publish
from data.statements import migrations
from data.store import Store

TERMS = pd.DataFrame({"post_id": ["a", "b", "c"], "topic_id": [1, 2, 3]})


def test_rows_already_there_are_not_added_again(store: Store) -> None:
    assert store.add("post_topic", TERMS) == 3
    assert store.add("post_topic", TERMS) == 0


POSTS = pd.DataFrame(
    {
        "post_id": ["a", "b", "a"], "source": "s", "native_id": ["1", "2", "1"], "text": "coat", "text_hash": "h",
        "posted_at": pd.Timestamp("2024-05-07"), "week": pd.Timestamp("2024-05-06"),
    }
)  # fmt: skip


def test_posts_are_kept_once_though_their_table_has_no_index(store: Store) -> None:
    assert (store.add("post", POSTS), store.add("post", POSTS)) == (2, 0)
    assert store.add("post", POSTS.assign(post_id=["b", "c", "d"])) == 2


def test_posts_of_a_warehouse_made_before_stay_when_their_table_loses_its_index(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("data.store.migrations", lambda: [each for each in migrations() if each[0] < 5])
        before.setattr("data.store.KEYS", {})
        assert Store(settings).add("post", POSTS.iloc[:2]) == 2
    assert Store(settings).add("post", POSTS.assign(post_id=["a", "b", "c"])) == 1


def test_replace_leaves_only_the_new_rows(store: Store) -> None:
    store.add("post_topic", TERMS)
    assert store.replace("post_topic", TERMS.iloc[:1]) == 1
    assert store.add("post_topic", TERMS) == 2


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        store.add("post_topic", TERMS)
        raise RuntimeError
    assert store.add("post_topic", TERMS) == 3


def test_reading_without_a_warehouse_says_what_to_do(store: Store) -> None:
    with pytest.raises(NothingThere, match="hemline demo"):
        store.read("snapshot_schema")


def test_a_warehouse_held_by_another_process_is_named_with_it(store: Store, settings: Settings) -> None:
    store.add("post_topic", TERMS)
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(settings.warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout and holder.stdout.readline().strip() == "held"
        with pytest.raises(Busy, match=f"process {holder.pid}"):
            store.add("post_topic", TERMS)
        holder.communicate("")


def test_a_failed_job_is_written_down_with_its_reason(store: Store) -> None:
    with pytest.raises(NothingThere), job_run(store, "tag") as run:
        run.rows_in = 2
        raise NothingThere("no posts")
    publish(store)
    jobs = Snapshot.current(store.settings).read("snapshot/job_run")
    assert jobs[["job", "outcome", "rows_in", "detail"]].values.tolist() == [["tag", "failed", 2, "no posts"]]


def test_a_fault_is_written_down_by_its_kind_alone(store: Store) -> None:
    with pytest.raises(ValueError), job_run(store, "tag"):
        raise ValueError("what somebody wrote")
    with store.connection() as con:
        assert con.execute("SELECT outcome, detail FROM job_run").fetchall() == [("failed", "ValueError")]


def test_publishing_moves_the_pointer_and_keeps_the_last_three(store: Store, settings: Settings) -> None:
    store.add("post_topic", TERMS)
    ids = []
    for number in range(KEPT + 2):
        store.add("topic", pd.DataFrame([{"topic_id": number, "model": "m", "name": "n", "words": "[]", "posts": 1}]))
        ids.append(publish(store))
    assert current_id(settings) == ids[-1]
    assert {path.stem for path in settings.snapshots.glob("*.duckdb")} <= set(ids)
    assert len(list(settings.snapshots.glob("*.duckdb"))) == KEPT


def test_the_current_snapshot_is_kept_when_the_clock_was_set_back(store: Store, settings: Settings) -> None:
    settings.snapshots.mkdir(parents=True)
    for number in range(KEPT + 1):
        (settings.snapshots / f"9999010{number}T000000-aaaaaaaa.duckdb").touch()
    store.add("post_topic", TERMS)
    assert publish(store) == Snapshot.current(settings).snapshot_id
    assert len(list(settings.snapshots.glob("*.duckdb"))) == KEPT


def test_only_what_a_trend_shows_counts_as_published(store: Store) -> None:
    weeks = {"cutoff": pd.Timestamp("2024-01-01"), "week": pd.Timestamp("2024-01-08"), "horizon": 1}
    bands = dict.fromkeys(("yhat", "lo80", "hi80", "lo95", "hi95"), 0.1)
    rows = [{"run_id": run, "series_id": "s", "model": "m", "made_at": weeks["week"], **weeks, **bands} for run in "ab"]
    store.add("forecast", pd.DataFrame(rows))
    slices = dict.fromkeys(("label_id", "within_label_id", "region", "source", "audience"), "all")
    called = {"stage": "steady", "seasonal": False, "magnitude": "small", "share": 0.1, "confidence": "low"}
    trend = {"series_id": "s", "run_id": "b", "now_week": weeks["cutoff"], "reason": "steady", "facts": "{}"}
    store.add("trend", pd.DataFrame([trend | slices | called]))
    publish(store)
    with store.connection() as con:
        assert con.execute("SELECT run_id FROM forecast WHERE published_at IS NOT NULL").fetchall() == [("b",)]
    assert Snapshot.current(store.settings).read("snapshot/forecast")["run_id"].tolist() == ["b"]


def test_a_page_opened_before_a_publish_still_reads_its_own_snapshot(store: Store, settings: Settings) -> None:
    store.add("post_topic", TERMS)
    publish(store)
    before = Snapshot.current(settings)
    publish(store)
    assert len(before.read("snapshot/topic")) == 0


def test_no_snapshot_yet_names_the_command(settings: Settings) -> None:
    with pytest.raises(NothingThere, match="hemline run"):
        Snapshot.current(settings)


def test_a_settings_home_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HEMLINE_HOME", str(tmp_path))
    assert Settings().warehouse == tmp_path / "warehouse.duckdb"


def test_an_unknown_name_lists_the_known_and_the_nearest() -> None:
    error = UnknownName.among("reader", "cliip", ["clip", "colour"])
    assert str(error) == "There is no reader 'cliip'. Did you mean 'clip'? Known: clip, colour."
