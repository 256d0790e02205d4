"""The tour: three hints on the first visit, away for good once closed, and found again beside the pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from dashboard_season import build_season
from streamlit.testing.v1 import AppTest
from test_dashboard_pages import opened, words_of

from dashboard.tour import HINTS
from dashboard.words import say
from data.desk import Desk
from data.settings import Settings


@pytest.fixture(scope="module")
def season_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a published season."""
    home = tmp_path_factory.mktemp("tour") / "home"
    build_season(Settings(home=home), trends=1)
    return home


@pytest.fixture
def season(season_home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The season, the home of this test, whose hints nobody has put away."""
    monkeypatch.setenv("HEMLINE_HOME", str(season_home))
    settings = Settings(home=season_home)
    settings.desk.unlink(missing_ok=True)
    return settings


def hint_of(app: AppTest) -> str | None:
    """Return the name of the hint that is shown."""
    return next((name for name in HINTS if say(f"tour.{name}") in words_of(app)), None)


def test_a_first_visit_leads_through_the_hints_and_no_later_one_does(season: Settings) -> None:
    app = opened("overview")
    seen = [hint_of(app)]
    while any(button.key == "tour-next" for button in app.button):
        seen.append(hint_of(app.button(key="tour-next").click().run()))
    assert seen == list(HINTS)
    assert hint_of(app.button(key="tour-close").click().run()) is None
    assert not app.exception
    assert hint_of(opened("overview")) is None and hint_of(opened("trend")) is None


def test_the_hints_can_be_closed_at_once_and_called_back(season: Settings) -> None:
    app = opened("trend")
    assert hint_of(app) == HINTS[0]
    app.button(key="tour-close").click().run()
    assert hint_of(app) is None and Desk(season).read("tour_ended")
    assert hint_of(app.button(key="tour-again").click().run()) == HINTS[0]


def test_looking_makes_no_desk(season: Settings) -> None:
    opened("overview")
    assert not season.desk.exists()


def test_a_desk_that_cannot_be_written_says_so_and_lets_the_session_go_on(season: Settings) -> None:
    app = opened("overview")
    season.desk.mkdir()
    try:
        app.button(key="tour-close").click().run()
        assert not app.exception and hint_of(app) is None
        assert "cannot be used" in app.toast[0].value
    finally:
        season.desk.rmdir()
