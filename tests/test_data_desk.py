"""The desk: one file for the server and the jobs at once, its owner's only, never half written."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data import range_plans
from data.desk import Desk
from data.errors import BadInput, Busy, Fault, UnknownName
from data.settings import Settings
from data.statements import migrations

PLAN = {"uploaded_at": "2026-01-05T08:00:00Z", "rows": "[]"}


@pytest.fixture
def desk(settings: Settings) -> Desk:
    return Desk(settings)


def plan(name: str) -> dict[str, str]:
    return {"name": name, **PLAN}


def test_reading_a_desk_that_is_not_there_finds_nothing_and_makes_none(desk: Desk, settings: Settings) -> None:
    assert desk.read("watch_list") == []
    assert not settings.home.exists()


def test_a_new_desk_is_its_owners_only_and_lets_readers_in(desk: Desk, settings: Settings) -> None:
    desk.write(("range_plan_keep", [plan("SS27")]))
    assert settings.desk.stat().st_mode & 0o777 == 0o600
    assert settings.home.stat().st_mode & 0o777 == 0o700
    with sqlite3.connect(settings.desk) as con:
        assert con.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert con.execute("PRAGMA user_version").fetchone() == (migrations("desk_schema")[-1][0],)


def test_a_write_lands_whole_or_not_at_all(desk: Desk) -> None:
    with pytest.raises(Fault, match="NOT NULL"):
        desk.write(("range_plan_keep", [plan("SS27"), plan("FW27") | {"rows": None}]))
    assert desk.read("range_plan_list") == []


def test_a_write_counts_the_rows_it_changed(desk: Desk) -> None:
    assert desk.write(("range_plan_keep", [plan("SS27"), plan("FW27")])) == 2
    assert desk.write(("range_plan_drop", [{"name": "SS27"}, {"name": "Resort"}])) == 1
    assert desk.write(("range_plan_drop", [])) == 0


def test_threads_write_at_once_and_nothing_is_lost(settings: Settings) -> None:
    desk = Desk(Settings(home=settings.home, wait_s=30))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: desk.write(("range_plan_keep", [plan(f"plan {n}")])), range(40)))
    assert len(desk.read("range_plan_list")) == 40


def test_processes_that_make_the_desk_at_once_do_not_disturb_each_other(settings: Settings) -> None:
    code = (
        "import sys; from pathlib import Path; from data.desk import Desk; from data.settings import Settings\n"
        "desk = Desk(Settings(home=Path(sys.argv[1]), wait_s=30))\n"
        f"desk.write(('range_plan_keep', [{{'name': sys.argv[2], **{PLAN!r}}}]))"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(settings.home), f"plan {n}"]) for n in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    assert len(Desk(settings).read("range_plan_list")) == 4


def test_a_desk_can_be_read_while_another_process_writes(desk: Desk, settings: Settings) -> None:
    desk.write(("range_plan_keep", [plan("SS27")]))
    other = sqlite3.connect(settings.desk, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM range_plan")
    assert len(desk.read("range_plan_list")) == 1
    with pytest.raises(Busy, match="held by another process"):
        Desk(Settings(home=settings.home, wait_s=0.05)).write(("range_plan_keep", [plan("FW27")]))
    other.close()


def test_a_file_that_is_no_desk_is_named_and_left_as_it_is(desk: Desk, settings: Settings) -> None:
    settings.make_home()
    settings.desk.write_text("not a database, though somebody's notes" * 40)
    with pytest.raises(Fault, match="is broken"):
        desk.read("watch_list")
    assert "somebody's notes" in settings.desk.read_text()


def test_a_desk_of_a_newer_hemline_is_refused(desk: Desk, settings: Settings) -> None:
    desk.write(("range_plan_keep", [plan("SS27")]))
    with sqlite3.connect(settings.desk) as con:
        con.execute("PRAGMA user_version = 999")
    with pytest.raises(Fault, match="newer Hemline"):
        desk.read("watch_list")


def test_a_desk_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.desk.mkdir()
    with pytest.raises(BadInput, match="cannot be used"):
        Desk(settings).write(("range_plan_keep", [plan("SS27")]))


def test_an_older_desk_gets_the_migrations_it_lacks_and_keeps_its_rows(desk: Desk, settings: Settings) -> None:
    *older, (newest, _) = migrations("desk_schema")
    settings.make_home()
    with sqlite3.connect(settings.desk) as con:
        for _, sql in older:
            con.execute(sql)
        con.execute("INSERT INTO delivery (alert_id, channel) VALUES ('a', 'file')")
        con.execute(f"PRAGMA user_version = {newest - 1}")
    desk.write(("range_plan_keep", [plan("FW27")]))
    with sqlite3.connect(settings.desk) as con:
        assert con.execute("SELECT count(*) FROM delivery").fetchone() == (1,)


def test_a_range_plan_comes_back_as_it_was_given(desk: Desk) -> None:
    rows = [{"option": "Mantel", "colour": "crème", "units": 120, "price": 89.5, "note": None}]
    range_plans.keep(desk, " SS27 ", rows)
    range_plans.keep(desk, "FW27", rows * 2)
    assert range_plans.names(desk) == ["FW27", "SS27"]
    assert range_plans.rows(desk, "SS27") == rows
    range_plans.keep(desk, "SS27", rows * 3)
    assert len(range_plans.rows(desk, "SS27")) == 3
    assert range_plans.drop(desk, "SS27") and not range_plans.drop(desk, "SS27")


@pytest.mark.parametrize(("name", "rows"), [("", [{"a": 1}]), ("x" * 81, [{"a": 1}]), ("SS27", [])])
def test_a_range_plan_needs_a_name_and_rows(desk: Desk, name: str, rows: list[dict[str, int]]) -> None:
    with pytest.raises(BadInput, match="range plan"):
        range_plans.keep(desk, name, rows)


def test_an_unknown_range_plan_lists_the_known_ones(desk: Desk) -> None:
    range_plans.keep(desk, "SS27", [{"a": 1}])
    with pytest.raises(UnknownName, match="Did you mean 'SS27'"):
        range_plans.rows(desk, "SS28")
