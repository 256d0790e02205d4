"""New snapshots published while pages are open: each next interaction shows the newest, none fails."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from dashboard_season import build_season
from streamlit.testing.v1 import AppTest
from test_dashboard_pages import opened

from benchmarks.browser import served
from benchmarks.visitor import Visit, Visitor
from dashboard import cached
from data.errors import Fault, NothingThere
from data.settings import Settings
from data.snapshot import KEPT, Snapshot, current_id, publish
from data.store import Store

FOLLOWED = 18
OPEN = ("overview", "trend", "compare", "calendar")
ADDRESSES = ("", *OPEN[1:], "watchlist", "inspiration", "accuracy", "data")
TURNS = KEPT + 1  # the first snapshot is gone before the last turn


@pytest.fixture
def season(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A published season, the home of this test."""
    build_season(settings)
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    return settings


def published_without_the_first(settings: Settings) -> None:
    """Publish once more, without the trends of the first label there still is."""
    store = Store(settings)
    with store.connection() as con:
        con.execute("DELETE FROM trend WHERE label_id = (SELECT min(label_id) FROM trend)")
    publish(store)


def test_sessions_that_stay_open_show_each_new_snapshot_at_their_next_run(season: Settings) -> None:
    pages: dict[str, AppTest] = {page: opened(page) for page in OPEN}
    first = cached.snapshot().path
    for turn in range(1, TURNS + 1):
        published_without_the_first(season)
        for app in pages.values():
            app.run()
            assert not app.exception and not app.error
        assert pages["overview"].metric[0].value == str(FOLLOWED - turn)
        assert len(pages["compare"].multiselect[0].options) == FOLLOWED - turn
    assert not first.exists()


def test_a_trend_that_the_new_snapshot_lacks_makes_room_for_another(season: Settings) -> None:
    app = opened("trend", trend="category:blazer")
    assert app.title[0].value == "Blazer"
    published_without_the_first(season)
    app.run()
    assert not app.exception and not app.error
    assert app.title[0].value != "Blazer" and "trend" not in app.query_params


def test_readers_of_one_server_act_while_snapshots_are_published(season: Settings) -> None:
    *visits, lost = asyncio.run(_acted(season))
    assert len(visits) == len(ADDRESSES) * TURNS
    assert [visit.fault for visit in visits if visit.fault] == []
    assert lost.fault == "no such page" and lost.elements > 20


async def _acted(settings: Settings) -> list[Visit]:
    """Let a reader of each page act at once with each publication; return their visits, and one to no page last."""
    visits: list[Visit] = []
    with served(settings.home) as address:
        readers = [await Visitor.at(address) for _ in ADDRESSES]
        for _ in range(TURNS):
            publishing = asyncio.to_thread(published_without_the_first, settings)
            acts = [reader.visit(page, {}) for reader, page in zip(readers, ADDRESSES, strict=True)]
            _, *made = await asyncio.gather(publishing, *acts)
            visits += made
        visits.append(await readers[0].visit("octarine", {}))
        for reader in readers:
            await reader.leave()
    return visits


def test_a_run_shows_one_snapshot_to_its_end(season: Settings) -> None:
    cached.begin()
    try:
        shown, names = cached.snapshot(), len(cached.read("names"))
        published_without_the_first(season)
        assert cached.snapshot() is shown and len(cached.read("names")) == names
        cached.begin()
        assert cached.snapshot().snapshot_id == current_id(season) and len(cached.read("names")) == names - 1
    finally:
        del cached._run.snapshot


def test_a_snapshot_removed_between_pointer_and_opening_gives_way_to_the_newest(
    season: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, ids = "20200101T000000-00000000", iter(["20200101T000000-00000000"])
    monkeypatch.setattr("data.snapshot.current_id", lambda settings: next(ids, current_id(settings)))
    assert Snapshot.current(season).snapshot_id not in ("", gone)


def test_a_snapshot_that_is_gone_and_not_replaced_is_named(season: Settings) -> None:
    (season.snapshots / f"{current_id(season)}.duckdb").unlink()
    with pytest.raises(NothingThere, match=r"is gone; run 'hemline publish'"):
        Snapshot.current(season)


def test_a_broken_snapshot_is_named_with_the_way_on(season: Settings) -> None:
    (season.snapshots / f"{current_id(season)}.duckdb").write_bytes(os.urandom(5000))
    with pytest.raises(Fault, match=r"cannot be read .*; run 'hemline publish'"):
        Snapshot.current(season)
    app = opened("overview")
    assert not app.exception
    assert "hemline publish" in app.error[0].value and str(Path.cwd()) not in app.error[0].value
