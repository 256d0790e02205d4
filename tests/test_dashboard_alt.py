"""Every chart, table and picture of every page says in words what it shows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from dashboard_season import build_season
from test_dashboard_pages import opened

from dashboard.pages import ADDRESSES
from data.settings import Settings

DRAWN = {
    "overview": 4,
    "trend": 9,
    "compare": 1,
    "calendar": 1,
    "inspiration": 1,
    "runway": 1,
    "accuracy": 4,
    "data": 1,
}


@pytest.fixture(scope="module")
def season_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a published season."""
    home = tmp_path_factory.mktemp("alt") / "home"
    build_season(Settings(home=home))
    return home


@pytest.mark.parametrize("page", ADDRESSES)
def test_every_chart_table_and_picture_has_words_of_its_own(
    season_home: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv("HEMLINE_HOME", str(season_home))
    app = opened(page)
    charts, tables = ([_alt(each) for each in app.get(kind)] for kind in ("plotly_chart", "dataframe"))
    pictures = [picture.alt for each in app.get("imgs") for picture in each.proto.imgs]
    assert len(charts) >= DRAWN.get(page, 0)
    assert all(text.strip() for text in (*charts, *tables, *pictures))
    assert [text for text, count in Counter(charts).items() if count > 1] == []


def _alt(element: Any) -> str:
    """Return the words that stand for an element."""
    return str(element.proto.alt)
