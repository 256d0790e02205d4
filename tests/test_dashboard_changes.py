"""What changed between two snapshots: each trend once, under the first kind of change that fits."""

from __future__ import annotations

import shutil

import duckdb
import numpy as np
import pandas as pd
import pytest
from dashboard_season import build_season

from dashboard import changes
from data.settings import Settings
from data.snapshot import Snapshot, publish
from data.store import Store

PLACE = {"region": "all", "source": "all", "audience": "all"}


def trends(**rows: tuple[str, float | None]) -> pd.DataFrame:
    """Return trends by name, with stage and growth."""
    return pd.DataFrame(
        [
            {
                "series_id": f"{name}|all", "label_id": f"colour:{name}", "name": name.capitalize(), "facet": "colour",
                "within_label_id": "all", "magnitude": "small", "share": 0.01, "stage": stage, "growth": growth,
                "growth_lo": growth and growth - 0.05, "growth_hi": growth and growth + 0.05, **PLACE,
            }
            for name, (stage, growth) in rows.items()
        ],
        columns=[*changes.KEYS, *changes.MEASURES, *changes.RANGE],
    ).astype(dict.fromkeys(("growth", *changes.RANGE), float))  # fmt: skip


BEFORE = trends(red=("rising", 0.2), navy=("steady", 0.0), lilac=("fading", -0.4), camel=("steady", 0.01))
NOW = trends(red=("peaking", 0.1), navy=("steady", 0.12), suede=("emerging", 2.0), camel=("steady", 0.1))


def test_each_kind_of_change_is_found_once_and_in_order() -> None:
    found = changes.between(BEFORE, NOW)
    assert list(zip(found["name"], found["change"], strict=True)) == [
        ("Red", "stage"), ("Suede", "entered"), ("Lilac", "left"), ("Navy", "moved"),
    ]  # fmt: skip
    red = found.iloc[0]
    assert (red["stage_before"], red["stage"]) == ("rising", "peaking")
    assert red["growth_change"] == pytest.approx(-0.1)
    assert found["label_id"].tolist() == ["colour:red", "colour:suede", "colour:lilac", "colour:navy"]


def test_a_snapshot_against_itself_has_no_change() -> None:
    assert changes.between(NOW, NOW).empty
    assert changes.between(NOW.head(0), NOW.head(0)).empty


def test_what_came_and_went_turns_round_when_the_snapshots_do() -> None:
    there, back = changes.between(BEFORE, NOW), changes.between(NOW, BEFORE)
    assert set(there.loc[there["change"] == "entered", "name"]) == set(back.loc[back["change"] == "left", "name"])
    moved = there.set_index("series_id")["growth_change"].dropna()
    assert np.allclose(moved, -back.set_index("series_id")["growth_change"].dropna()[moved.index])


def test_a_growth_within_the_interval_it_had_has_not_moved() -> None:
    wide = BEFORE.assign(growth_lo=-0.5, growth_hi=0.5)
    assert "moved" not in set(changes.between(wide, NOW)["change"])


def test_a_growth_nobody_could_measure_has_not_moved() -> None:
    assert changes.between(trends(red=("steady", None)), trends(red=("steady", 0.5))).empty


def test_the_sentences_name_the_first_three_and_count_the_rest() -> None:
    names = ("red", "navy", "camel", "lilac", "white")
    before = trends(**dict.fromkeys(names, ("steady", 0.0)))
    now = trends(**{name: ("rising", 0.1 * n) for n, name in enumerate(names, 2)})
    first, stages = changes.sentences(changes.between(before, now), "24 Nov 2025")
    assert first == "**Since the snapshot of 24 Nov 2025:**"
    assert stages == (
        "5 trends changed stage: **White** from steady to rising, **Lilac** from steady to rising, "
        "**Camel** from steady to rising and 2 more."
    )


def test_the_sentences_say_growth_where_only_that_moved_and_that_nothing_did() -> None:
    said = changes.sentences(changes.between(BEFORE, NOW), "24 Nov 2025")
    assert said[-1].replace("\u00a0", " ").endswith("moved out of its range: **Navy** from 0 % to +12 %.")
    assert said[2] == "One trend is newly followed: **Suede**."
    assert "no trend changed" in changes.sentences(changes.between(NOW, NOW), "24 Nov 2025")[0]


def test_the_snapshot_before_is_the_newest_that_is_older(settings: Settings) -> None:
    first = build_season(settings, trends=2)
    assert Snapshot.before(first, settings) is None
    made = settings.snapshots / f"{first}.duckdb"
    shutil.copyfile(made, settings.snapshots / "20240101T080000-00000000.duckdb")
    made.rename(settings.snapshots / "20250101T080000-00000000.duckdb")
    store = Store(settings)
    with store.connection() as con:
        con.execute("UPDATE trend SET stage = 'fading'")
    before = Snapshot.before(publish(store), settings)
    assert before is not None and before.snapshot_id == "20250101T080000-00000000"
    then, now = (each.read("page_standing", **PLACE) for each in (before, Snapshot.current(settings)))
    rows = changes.between(then, now)
    assert set(rows["change"]) == {"stage"} and len(rows) == 2


def test_a_snapshot_of_an_older_schema_is_nothing_to_compare_with(settings: Settings) -> None:
    current = build_season(settings, trends=1)
    older = settings.snapshots / "20200101T000000-00000000.duckdb"
    shutil.copyfile(settings.snapshots / f"{current}.duckdb", older)
    with duckdb.connect(older) as con:
        con.execute("DELETE FROM schema_migration WHERE number > 1")
    assert Snapshot.before(current, settings) is None
