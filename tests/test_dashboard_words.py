"""Every word in every language, and the page in the language its reader asks for."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from dashboard_season import build_season
from streamlit.testing.v1 import AppTest

from dashboard import formats, words
from data.settings import Settings

DOOR = Path(__file__).resolve().parent.parent / "streamlit_app.py"
OTHERS = [code for code in words.LANGUAGES if code != words.ENGLISH]


@pytest.fixture(scope="module")
def season_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a published season."""
    home = tmp_path_factory.mktemp("words") / "home"
    build_season(Settings(home=home))
    return home


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_the_same_words_with_the_same_values(code: str) -> None:
    assert words.keys(code) == words.keys()
    values = {c: {key: _values(text) for key, text in words._table(c).items()} for c in (words.ENGLISH, code)}
    assert values[code] == values[words.ENGLISH]


def _values(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)", text))


@pytest.mark.parametrize(
    ("lang", "title", "others_title"),
    [("en", "Monday", "周一"), ("zh", "周一", "Monday"), ("xx", "Monday", "周一")],
)
def test_the_address_chooses_the_language_of_a_page(
    season_home: Path, monkeypatch: pytest.MonkeyPatch, lang: str, title: str, others_title: str
) -> None:
    monkeypatch.setenv("HEMLINE_HOME", str(season_home))
    app = AppTest.from_file(str(DOOR), default_timeout=60)
    app.query_params["lang"] = lang
    app.run()
    assert not app.exception and not app.error
    assert [each.value for each in app.title] == [title]
    shown = "".join(str(each.value) for each in (*app.subheader, *app.caption))
    assert ("每周" in shown or "较上一年" in shown) is (lang == "zh")
    if lang == "xx":
        assert any("xx" in str(each.value) for each in app.warning)


def test_labels_have_their_names_in_the_readers_language(season_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMLINE_HOME", str(season_home))
    app = AppTest.from_file(str(DOOR), default_timeout=60)
    app.query_params["lang"] = "zh"
    app.run()
    assert "**麂皮** 领涨" in "".join(str(each.value) for each in app.markdown)


def test_dates_numbers_and_places_follow_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    written = {}
    for code in words.LANGUAGES:
        monkeypatch.setattr(words, "_asked", [lambda code=code: code])
        written[code] = (formats.day(date(2025, 12, 22)), formats.week_of_year(date(2026, 5, 1)), formats.count(12345))
    assert written["en"] == ("22 December 2025", "week 18, 2026", "12,345")
    assert written["zh"] == ("2025年12月22日", "2026 年第 18 周", "12,345")
