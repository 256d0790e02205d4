"""The pipeline does each step once for what it reads, and always ends with a snapshot of it."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from analysis.jobs import forecast, pipeline
from data.settings import Settings
from data.snapshot import Snapshot, publish
from data.store import Store
from ingest.jobs import posts


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A warehouse of thirty weeks through which the pipeline has run."""
    folder = tmp_path_factory.mktemp("pipeline")
    days = [date(2024, 1, 1) + timedelta(days=day) for day in range(210)]
    rows = [f"{day},p{day.day % 9},{text}" for day in days for text in ("a red coat", "blue jeans")]
    (folder / "posts.csv").write_text("date,author,text\n" + "\n".join(rows))
    store = Store(Settings(home=folder / "home"))
    posts.run(store, folder / "posts.csv")
    pipeline.run(store)
    return store


@pytest.fixture
def store(run: Store, tmp_path: Path) -> Store:
    """A copy of that warehouse."""
    shutil.copytree(run.settings.home, tmp_path / "home")
    return Store(Settings(home=tmp_path / "home"))


def shown(store: Store) -> int:
    return len(Snapshot.current(store.settings).read("snapshot/trend"))


def test_a_second_run_makes_nothing(store: Store) -> None:
    before = Snapshot.current(store.settings).snapshot_id
    again = pipeline.run(store)
    assert (again.topics, again.forecast, again.briefs, again.snapshot) == (None, None, None, before)


def test_a_snapshot_published_by_hand_in_between_is_replaced(store: Store) -> None:
    whole = shown(store)
    forecast.run(store, limit=1)
    publish(store)
    assert shown(store) == 1
    pipeline.run(store)
    assert shown(store) == whole > 1


def test_a_snapshot_that_was_deleted_is_made_again(store: Store) -> None:
    whole = shown(store)
    shutil.rmtree(store.settings.snapshots)
    pipeline.run(store)
    assert shown(store) == whole
