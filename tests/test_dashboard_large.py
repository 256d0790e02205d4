"""The season of the benchmark fills every page, so that what is timed is what readers see."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_dashboard_alt import DRAWN
from test_dashboard_pages import opened

from benchmarks.large_season import KEPT, PARTS, Size, build
from dashboard.pages import ADDRESSES
from data.desk import Desk
from data.settings import Settings
from data.snapshot import Snapshot
from data.watchlist import watches

SIZE = Size(trends=32, weeks=160, posts=100_000)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a season of the benchmark, a small one."""
    home = tmp_path_factory.mktemp("large") / "home"
    build(Settings(home=home), SIZE)
    return home


def test_its_bases_add_up_to_its_posts_in_all_regions_and_in_each_together(home: Path) -> None:
    weeks = Snapshot.current(Settings(home=home)).read("snapshot/series").drop_duplicates(["region", "week"])
    base = weeks.groupby("region")["base"].sum()
    assert base["all"] == pytest.approx(SIZE.posts, rel=0.01)
    assert base[list(PARTS)].sum() == pytest.approx(SIZE.posts, rel=0.01)
    assert len(watches(Desk(Settings(home=home)))) == KEPT


@pytest.mark.parametrize("page", ADDRESSES)
def test_every_page_is_full(home: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    monkeypatch.setenv("HEMLINE_HOME", str(home))
    app = opened(page)
    assert not app.exception and not app.error
    assert len(app.get("plotly_chart")) >= DRAWN.get(page, 0) - 1
