"""Listening through the inbox: nothing is lost or doubled, whoever holds the warehouse and whenever it dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from typer.testing import CliRunner

from data.errors import BadInput, Busy
from data.journal import JobRun
from data.settings import Settings
from data.store import Store
from ingest.commands import app
from ingest.inbox import Inbox
from ingest.jobs import listen
from ingest.live.source import Cursor, Page
from ingest.sources import mastodon
from tests.listened import SHORT, rows
from tests.local_service import Reply, serving
from tests.test_ingest_live_mastodon import Timeline, status
from tests.test_pipeline_killed import tables
from tests.told import Told

CHECKOUT = Path(__file__).resolve().parent.parent


class Scripted:
    """A live source that gives these pages and is over."""

    service, asked, html = "mastodon", "nobody", True

    def __init__(self, *pages: Page) -> None:
        self.given, self.begun_at = pages, dict[str, str]()

    def batch(self, records: Sequence[Any]) -> pa.RecordBatch:
        return mastodon.batch(records)

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        self.begun_at = dict(cursor)
        yield from self.given


def run(store: Store, *pages: Page, source: str = "live") -> tuple[listen.ListenResult, Scripted, Told]:
    live, told = Scripted(*pages), Told()
    return listen.run(store, live, source, told, SHORT, "GB"), live, told


def test_the_cursor_moves_with_the_rows_it_covers_and_is_where_the_next_begins(store: Store) -> None:
    run(store, Page([status(1)], {"a": "1"}), Page([status(2)], {"b": "7"}))
    _, live, _ = run(store, Page([status(3)], {"a": "2"}))
    assert live.begun_at == {"a": "1", "b": "7"}
    assert json.loads(rows(store, "source")["cursor"].iloc[0]) == {"a": "2", "b": "7"}
    assert rows(store)["region"].tolist() == ["GB"] * 3


def test_while_the_warehouse_is_busy_posts_wait_masked_and_the_next_listening_takes_them(
    store: Store, settings: Settings
) -> None:
    run(store)
    with Holder(settings):
        live = Scripted(Page([status(1), status(2, content="")], {"a": "1"}))
        with pytest.raises(Busy):
            listen.run(store, live, "live", Told(), SHORT)
    busy = BusyOnce(Page([status(1), status(2, content="")], {"a": "1"}), settings=settings)
    told = Told()
    result = listen.run(store, busy, "live", told, SHORT)
    assert (result.rows_waiting, result.rows_in) == (2, 0)
    assert any("they wait in the inbox, for the warehouse is busy" in line for line in told.said)
    busy.holder.close()
    waiting = pa.concat_tables(map(pq.read_table, Inbox(settings.inbox).waiting()), promote_options="permissive")
    assert not any("ann" in str(value) for column in waiting.columns for value in column.to_pylist())
    again, live, _ = run(store)
    assert (again.rows_stored, again.rows_rejected, live.begun_at) == (1, 1, {"a": "1"})
    assert Inbox(settings.inbox).waiting() == []


class BusyOnce(Scripted):
    """A source during whose first page another process takes the warehouse."""

    def __init__(self, *pages: Page, settings: Settings) -> None:
        super().__init__(*pages)
        self.settings = settings

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        self.holder = Holder(self.settings)
        yield from super().pages(cursor)


class Holder:
    """Another process that holds the warehouse until it is closed."""

    def __init__(self, settings: Settings) -> None:
        code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(settings.warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.process.stdout is not None and self.process.stdout.readline() == b"held\n"

    def close(self) -> None:
        self.process.communicate()

    def __enter__(self) -> Holder:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def test_refused_records_are_listed_once_however_often_they_are_heard(store: Store) -> None:
    page = Page([status(1, content=""), None, {"content": "x"}], {"a": "1"})
    first, _, _ = run(store, page)
    kept = rows(store, "rejected").drop(columns="rejected_at")
    run(store, page)
    pd.testing.assert_frame_equal(rows(store, "rejected").drop(columns="rejected_at"), kept)
    assert first.rows_rejected == len(kept) == 3 and kept["place"].str.match(r"mastodon:[0-9a-f]{4}-").all()


RECORDS = st.lists(
    st.none() | st.text(max_size=5)
    | st.dictionaries(st.sampled_from(list(status(1))), st.text() | st.none() | st.integers())
    | st.builds(lambda number, text: status(number, content=text), st.integers(1, 5), st.text()),
    max_size=6,
)  # fmt: skip


@given(st.lists(RECORDS, max_size=3))
@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_record_heard_is_stored_a_repeat_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, pages: list[list[Any]]
) -> None:
    store = Store(Settings(home=tmp_path_factory.mktemp("home")))
    result, _, _ = run(store, *(Page(records, {"a": str(at)}) for at, records in enumerate(pages)))
    assert result.heard == result.rows_in == sum(map(len, pages))
    assert result.rows_in == result.rows_stored + result.rows_repeat + result.rows_rejected
    assert result.rows_stored == len(rows(store))


def test_a_file_that_is_no_page_is_named_and_stays(store: Store, settings: Settings) -> None:
    settings.inbox.mkdir(parents=True)
    (settings.inbox / "1.parquet").write_bytes(b"no parquet")
    pq.write_table(pa.table({"x": [1]}), settings.inbox / "0.parquet")
    for name in ("0.parquet", "1.parquet"):
        with pytest.raises(BadInput, match=rf"{name}' is no page that was heard"):
            listen.flush(store, JobRun("listen"))
        (settings.inbox / name).unlink()


def test_an_unfinished_file_is_left_alone_until_it_is_old(settings: Settings) -> None:
    settings.inbox.mkdir(parents=True)
    for name, age_s in (("new.part", 0), ("old.part", 9_999)):
        (settings.inbox / name).touch()
        os.utime(settings.inbox / name, (time.time() - age_s,) * 2)
    assert Inbox(settings.inbox).waiting() == []
    assert [path.name for path in settings.inbox.iterdir()] == ["new.part"]


DYING = """
import os, signal, sys, pathlib, pyarrow.parquet
import data.store
from data.settings import Settings
from data.store import Store
from ingest.inbox import Inbox
from ingest.jobs import listen
from ingest.live.http import Http
from ingest.live.mastodon import MastodonTags
from tests.listened import SHORT, Rounds, http_of

fatal, url = sys.argv[1:]
die = lambda: os.kill(os.getpid(), signal.SIGKILL)

def dying(name, before, owner, attribute):
    whole = getattr(owner, attribute)
    def half(*given, **more):
        if fatal == name and before:
            die()
        made = whole(*given, **more)
        if fatal == name:
            die()
        return made
    setattr(owner, attribute, half)

dying("unfinished", False, pyarrow.parquet, "write_table")
dying("put", False, Inbox, "put")
dying("first rows", False, listen, "store_batch")
dying("cursor", False, listen, "_store")
dying("before commit", True, data.store.Store, "run")
unlink = pathlib.Path.unlink
def kept(path, **more):
    if fatal == "committed" and path.suffix == ".parquet":
        die()
    unlink(path, **more)
pathlib.Path.unlink = kept

http, told = http_of()
live = Rounds(MastodonTags(http, url, ["cardigan"]), http.stop, 2)
listen.run(Store(Settings()), live, "live", told, SHORT)
"""
STEPS = ("unfinished", "put", "first rows", "before commit", "cursor", "committed")


def listening(home: Path, url: str, fatal: str = "none") -> int:
    """Listen in a process of its own that dies at a step; return its exit code."""
    env = {**os.environ, "HEMLINE_HOME": str(home), "HEMLINE_SECRET": "the same in both homes", "PYTHONPATH": "."}
    asked = [sys.executable, "-c", DYING, fatal, url]
    done = subprocess.run(asked, cwd=CHECKOUT, env=env, capture_output=True, text=True)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr[-2000:]
    return done.returncode


def test_a_listening_killed_at_each_step_and_run_again_ends_with_the_same_tables(tmp_path: Path) -> None:
    timeline = Timeline([*(status(number) for number in range(1, 4)), status(4, content=""), 7])
    with serving(timeline) as service:
        assert listening(tmp_path / "killed", service.url) == 0
        for step in STEPS:
            newest = len(timeline.statuses) + 1
            timeline.statuses += [status(newest), status(newest + 1)]
            assert listening(tmp_path / "killed", service.url, step) == -signal.SIGKILL, f"nothing was killed at {step}"
        assert listening(tmp_path / "killed", service.url) == 0
    with serving(Timeline(timeline.statuses, size=50)) as all_at_once:
        assert listening(tmp_path / "at-once", all_at_once.url) == 0
    killed, whole = tables(tmp_path / "killed"), tables(tmp_path / "at-once")
    for name in ("post", "rejected"):
        pd.testing.assert_frame_equal(killed[name], whole[name], obj=name)
    assert not list((tmp_path / "killed" / "inbox").glob("*.parquet"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_while_it_waits_a_listening_puts_away_what_it_heard(tmp_path: Path, number: int) -> None:
    env = {**os.environ, "HEMLINE_HOME": str(tmp_path / "home")}
    with serving(Timeline([status(1)])) as service:
        asked = [sys.executable, "hemline.py", "listen", "mastodon", "-q", "cardigan", "--url", service.url, "--json"]
        process = subprocess.Popen(
            asked, cwd=CHECKOUT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        while not service.asked or not list((tmp_path / "home").glob("inbox/*.parquet")):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(number)
        out, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    assert json.loads(out)["rows_stored"] == 1 and "Traceback" not in error
    assert "asking 127.0.0.1" in error and "hashtags cardigan" in error
    assert len(rows(Store(Settings(home=tmp_path / "home")))) == 1


def test_a_listening_ends_after_its_time_in_the_middle_of_an_answer(tmp_path: Path) -> None:
    env = {**os.environ, "HEMLINE_HOME": str(tmp_path / "home")}
    with serving(lambda asked: Reply([status(1)], trickle_s=0.5)) as service:
        asked = [sys.executable, "hemline.py", "listen", "mastodon", "--for", "1s", "--url", service.url]
        done = subprocess.run(asked, cwd=CHECKOUT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "heard: 0" in done.stdout, done.stderr


def ran(home: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["listen", *arguments], env={"HEMLINE_HOME": str(home)}, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_summary_is_for_people_or_for_machines(tmp_path: Path) -> None:
    with serving(Timeline([status(1), status(2, content="")])) as service:
        asked = ("mastodon", "-q", "cardigan", "--for", "1s", "--url", service.url)
        told = ran(tmp_path / "home", *asked)
        assert "rows stored: 1" in told and "rows rejected: 1" in told and "last seen: 2026-03-02 10:01" in told
        counted = json.loads(ran(tmp_path / "home", *asked, "--json"))
    assert (counted["heard"], counted["rows_waiting"], counted["service"]) == (0, 0, "mastodon")


def test_what_waits_can_be_put_away_without_asking_anybody(store: Store, settings: Settings) -> None:
    run(store)
    busy = BusyOnce(Page([status(1)], {"a": "1"}), settings=settings)
    listen.run(store, busy, "live", Told(), SHORT)
    busy.holder.close()
    assert "files: 1" in ran(settings.home, "inbox") and len(rows(store)) == 1
    assert "files: 0" in ran(settings.home, "inbox")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["mastodon", "--for", "soon"], "--for 30m"),
        (["mastodon", "--source", "a b", "--for", "1s"], "source name 'a b'"),
        (["mastodon", "--region", "Mars", "--for", "1s"], "region 'Mars'"),
        (["feeds", "x.xml"], "no address of a feed"),
        (["reddit", "r/fashion"], "HEMLINE_REDDIT_ID"),
        (["jetstream", "-q", "#"], "no word"),
    ],
)
def test_a_mistake_is_a_sentence(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        ran(tmp_path / "home", *arguments)


def test_a_file_of_the_same_posts_counts_them_no_second_time(store: Store, tmp_path: Path) -> None:
    from ingest.jobs import posts

    run(store, Page([status(1)], {"a": "1"}))
    (tmp_path / "m.jsonl").write_text(json.dumps(status(1)))
    assert posts.run(store, tmp_path / "m.jsonl", source="live").rows_repeat == 1


def test_a_source_of_another_kind_is_refused_before_anything_is_asked(store: Store, tmp_path: Path) -> None:
    from ingest.jobs import series

    (tmp_path / "s.csv").write_text("unique_id,ds,y\na,2024-05-06,1\na,2024-05-13,1\n")
    series.run(store, tmp_path / "s.csv", "live")
    with pytest.raises(BadInput, match="holds series already"):
        run(store, Page([status(1)]))
