"""A snapshot of another schema, one that is gone, looks without a picture: a sentence and a way on, never a fault."""

from __future__ import annotations

import pytest
from dashboard_season import build_season
from test_dashboard_pages import opened, words_of

from data.database import open_database
from data.settings import Settings
from data.snapshot import current_id


@pytest.mark.parametrize("schema", [1, 9999])
def test_a_snapshot_of_another_schema_is_named_with_the_way_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, schema: int
) -> None:
    build_season(settings, trends=1)
    path = settings.snapshots / f"{current_id(settings)}.duckdb"
    with open_database(path, settings, read_only=False) as con:
        con.execute("DELETE FROM schema_migration WHERE number > $1", [schema])
        con.execute("INSERT INTO schema_migration BY NAME SELECT $1 AS number WHERE $1 > 1", [schema])
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    app = opened("overview")
    assert not app.exception and not app.error
    assert f"has schema {schema}" in words_of(app) and "run 'hemline publish'" in words_of(app).replace("\\", "")


def test_a_snapshot_that_is_gone_is_named_with_the_way_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    build_season(settings, trends=1)
    (settings.snapshots / f"{current_id(settings)}.duckdb").unlink()
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    app = opened("trend")
    assert not app.exception and not app.error
    assert "is gone; run 'hemline publish'" in words_of(app).replace("\\", "")


def test_looks_without_a_thumbnail_are_counted_and_the_others_shown(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_season(settings, trends=1)
    gone, empty, odd, *_ = sorted(settings.thumbs.rglob("*.jpg"))
    gone.unlink()
    empty.write_bytes(b"")
    odd.write_text("no picture")
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    app = opened("runway")
    assert not app.exception and not app.error
    assert "3 looks have no thumbnail that can be read; `hemline ingest images FOLDER`" in words_of(app)
