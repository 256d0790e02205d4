"""The pipeline killed at any step and run again gives the tables of an uninterrupted run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd

CHECKOUT = Path(__file__).resolve().parent.parent
TIMES = {"added_at", "made_at", "published_at", "rejected_at", "applied_at"}
LEFT_OUT = {"job_run", "schema_migration"}

# The tables at which the run is killed, its rows written but not committed, in the order of the steps: one of each way
# to write. Series of interest are added as posts are; topics and briefs are put in place of the old as trends are.
STEPS = ("post", "image", "tag", "embedding", "forecast", "trend", "publish")

RUN = """
import os, signal, sys
import data.snapshot, data.store
from dashboard.demo import run
from data.settings import Settings

fatal = sys.argv[1]
insert, replace, point_to = data.store._insert, data.store.Store.replace, data.snapshot._point_to

def insert_or_die(con, table, frame):
    count = insert(con, table, frame)
    if table == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return count

def replace_or_die(store, table, frame):
    with store.transaction():
        count = replace(store, table, frame)
        if table == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
    return count

def point_or_die(snapshots, snapshot_id):
    if fatal == "publish":
        os.kill(os.getpid(), signal.SIGKILL)
    point_to(snapshots, snapshot_id)

data.store._insert, data.store.Store.replace, data.snapshot._point_to = insert_or_die, replace_or_die, point_or_die
run(Settings(), 300, 6, 0)
"""


def demo(home: Path, fatal: str = "none") -> int:
    """Run the demo on 300 posts in a process of its own that dies at a step; return its exit code."""
    env = {**os.environ, "HEMLINE_HOME": str(home), "HEMLINE_SECRET": "the same in both homes"}
    done = subprocess.run([sys.executable, "-c", RUN, fatal], cwd=CHECKOUT, env=env, capture_output=True, text=True)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr[-2000:]
    return done.returncode


def tables(home: Path) -> dict[str, pd.DataFrame]:
    """Return the rows of every table in one order, without times and without the home's own path."""
    with duckdb.connect(home / "warehouse.duckdb", read_only=True) as con:
        names = [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        frames = {name: con.execute(f'SELECT * FROM "{name}"').df() for name in names}
    return {name: _plain(frame, home) for name, frame in frames.items() if name not in LEFT_OUT}


def _plain(frame: pd.DataFrame, home: Path) -> pd.DataFrame:
    kept = frame[[column for column in frame.columns if column not in TIMES]].astype(str)
    kept = kept.replace(str(home), "HOME", regex=True)
    return kept.sort_values(list(kept.columns), ignore_index=True)


def test_a_run_killed_at_each_step_and_run_again_ends_with_the_same_tables(tmp_path: Path) -> None:
    assert demo(tmp_path / "whole") == 0
    for step in STEPS:
        assert demo(tmp_path / "killed", step) == -signal.SIGKILL, f"nothing was killed at {step}"
    assert demo(tmp_path / "killed") == 0
    whole, killed = tables(tmp_path / "whole"), tables(tmp_path / "killed")
    assert whole.keys() == killed.keys()
    for name, frame in whole.items():
        pd.testing.assert_frame_equal(frame, killed[name], obj=name)
