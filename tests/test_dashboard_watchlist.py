"""The watchlist in the pages: kept and removed by a press, its limits edited in place, and what changed said first."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dashboard_season import build_season, publish_empty
from streamlit.testing.v1 import AppTest
from test_dashboard_pages import opened, words_of

from dashboard import alerts, watched
from dashboard.channels.file import File
from dashboard.exports import PAGE_TABLES, csv_text
from data.desk import Desk
from data.errors import BadInput
from data.settings import Settings
from data.snapshot import Snapshot, publish
from data.store import Store
from data.watchlist import Limits, Standing, Watch, keep, watches

RED, SUEDE = "colour:red|all|all|all|all", "material:suede|all|all|all|all"


@pytest.fixture(scope="module")
def two_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of two snapshots: in the second red is peaking, lilac is gone and suede grows less."""
    settings = Settings(home=tmp_path_factory.mktemp("two") / "home")
    first = build_season(settings)
    earlier = settings.snapshots / "20251103T080000-00000001.duckdb"
    (settings.snapshots / f"{first}.duckdb").rename(earlier)
    store = Store(settings)
    with store.connection() as con:
        con.execute("UPDATE trend SET stage = 'peaking', confidence = 'medium' WHERE label_id = 'colour:red'")
        con.execute("DELETE FROM trend WHERE label_id = 'colour:lilac'")
        con.execute("UPDATE trend SET growth = growth - 0.5 WHERE label_id = 'material:suede'")
    publish(store)
    return settings.home


@pytest.fixture
def home(two_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A copy of it, made the home of this test."""
    shutil.copytree(two_home, tmp_path / "home")
    monkeypatch.setenv("HEMLINE_HOME", str(tmp_path / "home"))
    return Settings(home=tmp_path / "home")


def kept_ids(settings: Settings) -> list[str]:
    return [watch.series_id for watch in watches(Desk(settings))]


def keep_as_it_was(settings: Settings, *series_ids: str) -> None:
    """Keep series as they stood in the earlier snapshot."""
    earlier = Snapshot.before(Snapshot.current(settings).snapshot_id, settings)
    assert earlier is not None
    for row in earlier.read("page_watched", series_ids=series_ids).to_dict("records"):
        keep(Desk(settings), row["series_id"], row["name"], Standing.from_trend(row))


def button(app: AppTest, key: str) -> Any:
    return app.button(key=key)


def test_a_trend_is_kept_by_a_press_on_its_page_and_let_go_by_another(home: Settings) -> None:
    app = opened("trend", trend="colour:red")
    assert button(app, "keep").label == "Keep"
    button(app, "keep").click().run()
    assert kept_ids(home) == [RED] and button(app, "keep").label == "Kept"
    button(app, "keep").click().run()
    assert kept_ids(home) == [] and button(app, "keep").label == "Keep"
    assert not app.exception


def test_a_view_is_kept_under_a_name_that_says_where(home: Settings) -> None:
    app = opened("trend", trend="colour:red", view="GB.all.all")
    button(app, "keep").click().run()
    (watch,) = watches(Desk(home))
    assert watch.name == "Red · Great Britain" and watch.series_id == "colour:red|all|GB|all|all"
    assert watch.seen.stage == "peaking"


def test_the_overview_says_first_what_changed(home: Settings) -> None:
    words = words_of(opened("overview"))
    assert "**Since the snapshot of 3 Nov 2025:** One trend changed stage: **Red** from rising to peaking." in words
    assert "One trend is followed no more: **Lilac**." in words
    assert "**Suede** from" in words
    assert "no trend changed" in words_of(opened("overview", facet="pattern"))


def test_the_overview_says_which_trends_of_its_table_are_kept(home: Settings) -> None:
    keep_as_it_was(home, RED)
    app = opened("overview")
    (table,) = [each.value for each in app.dataframe if "keep" in each.value]
    shown = dict(zip(table["name"], table["keep"], strict=True))
    assert shown["Red"].endswith("Kept") and shown["Navy"].endswith("Keep")


def test_the_watchlist_says_how_each_stands_and_what_changed(home: Settings) -> None:
    keep_as_it_was(home, RED, SUEDE, "colour:lilac|all|all|all|all")
    app = opened("watchlist")
    assert not app.exception
    words = words_of(app)
    assert "**3 trends are kept.**" in words and "**Red** from rising to peaking" in words
    table = app.dataframe[0].value
    changed = dict(zip(table["name"], table["changed"], strict=True))
    assert changed == {"Red": "rising → peaking", "Suede": "−50 points", "Lilac": "followed no more"}
    assert "growth above" in dict(zip(table["name"], table["beyond"], strict=True))["Suede"]
    assert "No alert was found yet." in words


def test_the_watchlist_lists_what_was_told(home: Settings) -> None:
    keep_as_it_was(home, RED)
    alerts.run(home, [File(home.alerts)])
    app = opened("watchlist")
    table = app.dataframe[-1].value
    assert sorted(table["sentence"]) == [
        "Red went from rising to peaking.", "The confidence in Red fell from high to medium.",
    ]  # fmt: skip
    assert set(table["told"]) == {"file"}


def test_an_empty_watchlist_says_how_to_fill_it(home: Settings) -> None:
    assert "Press **Keep**" in words_of(opened("watchlist"))


def test_what_was_removed_can_be_put_back_with_its_limits(home: Settings) -> None:
    keep_as_it_was(home, RED, SUEDE)
    app = opened("watchlist")
    removed = watches(Desk(home))[0]
    Desk(home).write(("watch_drop", [{"series_id": removed.series_id}]))
    app.session_state["watch-removed"] = removed
    app.run()
    assert "was removed." in words_of(app)
    button(app, "undo").click().run()
    assert removed in watches(Desk(home))
    assert "was removed." not in words_of(app)


def test_a_desk_that_cannot_be_read_leaves_the_other_pages_whole(home: Settings) -> None:
    home.desk.write_text("no desk " * 100)
    app = opened("trend", trend="colour:red")
    assert not app.exception and not app.error and app.title[0].value == "Red"
    assert "is broken" in words_of(app)
    assert "is broken" in opened("watchlist").error[0].value


@pytest.mark.parametrize("fill", [publish_empty, None])
def test_without_trends_the_watchlist_still_opens(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, fill: Any
) -> None:
    if fill:
        fill(settings)
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    app = opened("watchlist")
    assert not app.exception and not app.error
    assert "Nothing is" in words_of(app)


def test_the_first_snapshot_says_that_there_is_nothing_to_compare_with_yet(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_season(settings, trends=1)
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    assert "This is the first snapshot that is kept" in words_of(opened("overview"))


SEEN = Standing(date(2025, 12, 22), "rising", 0.2, 0.01, None, "high")
KEPT = [
    Watch("a", "Red", "2025-12-29T08:00:00Z", Limits(), SEEN),
    Watch("b", "Clogs", "2025-12-29T08:00:00Z", Limits(share_crosses=None, peak_weeks=None), SEEN),
]


def test_limits_that_nobody_changed_are_the_same_after_the_way_through_the_table() -> None:
    assert watched.differing(KEPT, watched.limits_frame(KEPT)) == {}


def test_a_changed_limit_is_read_in_per_cent_and_an_empty_cell_watches_nothing() -> None:
    edited = watched.limits_frame(KEPT)
    edited.loc[0, ["growth_above", "share_crosses"]] = [75.0, 2.5]
    edited.loc[1, "growth_below"] = float("nan")
    edited.loc[1, "on_stage"] = False
    assert watched.differing(KEPT, edited) == {
        "a": Limits(growth_above=0.75, share_crosses=0.025),
        "b": Limits(on_stage=False, growth_below=None, share_crosses=None, peak_weeks=None),
    }


def test_a_limit_where_nothing_can_lie_is_refused_in_a_sentence() -> None:
    edited = watched.limits_frame(KEPT)
    edited.loc[0, "share_crosses"] = 250.0
    with pytest.raises(BadInput, match="250% is no limit"):
        watched.differing(KEPT, edited)


def test_an_editor_begins_anew_once_its_limits_were_stored() -> None:
    stored = [replace(KEPT[0], limits=Limits(growth_above=0.75)), KEPT[1]]
    assert watched.editor_key(KEPT) == watched.editor_key(list(KEPT)) != watched.editor_key(stored)


def test_the_tables_leave_as_csv_with_their_documented_columns(home: Settings) -> None:
    keep_as_it_was(home, RED)
    alerts.run(home, [File(home.alerts)])
    now = Snapshot.current(home).read("page_watched", series_ids=[RED])
    rows = watched.rows(watches(Desk(home)), now, None)
    back = pd.read_csv(io.StringIO(csv_text(rows, PAGE_TABLES["watchlist"])))
    assert back["stage"].tolist() == ["peaking"] and back["peak_weeks"].tolist() == [8]
    from data.alerts import recent

    found = pd.read_csv(io.StringIO(csv_text(watched.alert_rows(recent(Desk(home), 9)), PAGE_TABLES["alerts"])))
    assert found["week"].tolist() == ["2025-12-22"] * 2 and set(found["told"]) == {"file"}
