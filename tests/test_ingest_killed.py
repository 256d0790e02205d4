"""An ingest of posts that is killed at any moment and run again ends with the tables of an uninterrupted one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.feed import write_feed
from benchmarks.ingest import tables

CHECKOUT = Path(__file__).resolve().parent.parent
POSTS = 1_500

RUN = """
import os, signal, sys
import data.store, ingest.jobs.posts, ingest.sources.jsonl
from data.settings import Settings

ingest.jobs.intake.ROWS_STORED_AT_ONCE, ingest.sources.jsonl.BLOCK_BYTES = 300, 200_000
left = int(sys.argv[2])
insert = data.store._insert

def insert_or_die(con, table, frame):
    global left
    count = insert(con, table, frame)
    left -= table in ("post", "repeat", "repeat_week")
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return count

data.store._insert = insert_or_die
ingest.jobs.posts.run(data.store.Store(Settings()), sys.argv[1], source="feed")
"""


def ingested(feed: Path, home: Path, inserts: int = -1) -> int:
    """Take the feed in by a process of its own that dies at one of its inserts; return its exit code."""
    env = {**os.environ, "HEMLINE_HOME": str(home), "HEMLINE_SECRET": "the same in both homes"}
    command = [sys.executable, "-c", RUN, str(feed), str(inserts)]
    done = subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr[-2000:]
    return done.returncode


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made feed of some blocks."""
    path = tmp_path_factory.mktemp("feed") / "feed.jsonl"
    write_feed(path, POSTS)
    return path


def test_killed_at_each_insert_and_run_again_the_tables_are_the_same(feed: Path, tmp_path: Path) -> None:
    assert ingested(feed, tmp_path / "whole") == 0
    # three portions of posts, then the repeats and the weeks they were looked for in
    deaths = [ingested(feed, tmp_path / "killed", inserts) for inserts in (1, 2, 4, 5)]
    assert deaths.count(-signal.SIGKILL) == len(deaths)
    assert ingested(feed, tmp_path / "killed") == 0
    whole = tables(tmp_path / "whole")
    assert whole["post"][0] > POSTS * 0.9 and whole["repeat"][0] > 0
    assert tables(tmp_path / "killed") == whole


def test_the_same_seed_gives_the_same_feed(feed: Path, tmp_path: Path) -> None:
    write_feed(tmp_path / "again.jsonl", POSTS)
    assert (tmp_path / "again.jsonl").read_bytes() == feed.read_bytes()
