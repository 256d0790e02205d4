"""The parts of the Trend page that read it against something: company, doubts, events, and evidence by week."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from dashboard_season import build_season
from dashboard_setting import NOW
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from analysis.forecasts.panel import read_panel, weekly
from analysis.trends.doubts import FIXED, Doubt, Standing, doubts
from dashboard import charts, event_charts, events, goes_with, goes_with_charts
from dashboard.doubts import in_words, last_break
from dashboard.events import Mark
from dashboard.words import LANGUAGES, said_in
from data.events import Event, calendar
from data.settings import Settings

DOOR = Path(__file__).resolve().parent.parent / "streamlit_app.py"
FIRST, LAST = date(2023, 1, 2), date(2026, 12, 21)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a published season."""
    home = tmp_path_factory.mktemp("trend") / "home"
    build_season(Settings(home=home))
    return home


def opened(home: Path, monkeypatch: pytest.MonkeyPatch, **params: str | list[str]) -> AppTest:
    """Open the Trend page through the web door."""
    monkeypatch.setenv("HEMLINE_HOME", str(home))
    app = AppTest.from_file(str(DOOR), default_timeout=60).run()
    app.query_params.update(params)
    return app.switch_page("dashboard/pages/trend.py").run()


def words_of(app: AppTest) -> str:
    """Every word the page shows outside its tables."""
    parts = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.text, *app.warning]
    return "\n".join(str(part.value) for part in parts)


def pairs(*rows: tuple[str, str, int, int, int]) -> pd.DataFrame:
    """Pairs by name, facet, people who show both, the label, and the other."""
    frame = pd.DataFrame(rows, columns=["name", "facet", "authors", "people", "with_people"])
    frame = frame.assign(pairs=frame["people"], with_pairs=frame["with_people"], all_pairs=2600)
    frame["lift"] = frame["authors"] * 2600 / (frame["people"] * frame["with_people"])
    return goes_with.pairs(frame.assign(label_id=frame["name"], everyone=2600, authors_before=9, stage="rising"))


def test_the_page_says_what_a_trend_goes_with_and_in_which_facets(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = words_of(opened(home, monkeypatch, trend="material:suede"))
    assert (
        "**Suede** goes most with **Trench coat**: 4.2 times as often as chance, 61 people (38 the year before)"
        in words
    )
    assert "Category: Trench coat (4.2 times). Colour: Camel (4.5 times)." in words
    assert "Ruffles" not in words and "Navy" not in words


@pytest.mark.parametrize(
    ("trend", "said"),
    [
        (
            "colour:navy",
            "No label goes with **Navy** beyond what chance brings together. Most people show it with",
        ),
        ("material:denim", "shows both **Denim** and Skinny jeans: one word may stand for both."),
        ("pattern:floral", "Nobody shows it in one post with another label so far."),
    ],
)
def test_chance_one_word_and_nothing_are_said_as_such(
    trend: str, said: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said in words_of(opened(home, monkeypatch, trend=trend))


def test_in_a_narrower_view_it_is_said_that_all_posts_are_counted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = words_of(opened(home, monkeypatch, trend="material:suede", view="GB.all.all"))
    assert "Counted over all posts, not only those of this view." in words


def test_the_chart_of_company_draws_the_surest_first_on_an_axis_that_holds_every_interval() -> None:
    tested = pairs(("Few", "detail", 5, 60, 9), ("Many <b>", "colour", 60, 170, 220))
    chart = goes_with_charts.pairs("Suede", tested.assign(series_id="s"), "dark")
    assert list(chart.figure.data[0].y) == ["Few", "Many &lt;b&gt;"]
    low, high = (10**end for end in chart.figure.layout.xaxis.range)
    assert low < min(1, tested["lift_lo"].min()) and high > tested["lift_hi"].max()
    assert "Suede goes with" in chart.alt


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_doubt_has_its_sentence_in_every_language(language: str) -> None:
    worst = Standing(1, 20, 0.9, 30, 9, 2.0, True, False, "stopped feed", 1.0, 1.0, 1.0, 0.5, 1.0, 99, "disliked", 0, 9)
    found = [*doubts(worst), *(Doubt(code, 2.0) for code in FIXED)]
    found += [doubt for changed in ({"authors": 3.0}, {"one_source": 0.8}, {"loud_weeks": 9}, {"stale_weeks": 9},
                                    {"weeks": 30}, {"break_weeks": 9}, {"width": 2.0}, {"band": 2.0}, {"spread": 2.0},
                                    {"error": 2.0, "naive_error": 1.0}, {"calls": 5})
              for doubt in doubts(Standing(**changed))]  # type: ignore[arg-type]  # fmt: skip
    with said_in(language):
        for doubt in found:
            assert in_words(doubt, {"growth_lo": 0.1, "growth_hi": 2.0}, "Zine *x*").startswith("**")


def test_the_page_says_how_it_could_be_wrong_the_strongest_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = words_of(opened(home, monkeypatch, trend="material:suede", view="GB.all.all"))
    assert words.index("**A borrowed shape.**") < words.index("**Few people.**")
    words = words_of(opened(home, monkeypatch, trend="colour:red"))
    assert "**One source.** 71\u00a0% of all posts that were read come from Bluesky posts" in words
    assert "**Talk, not demand.**" in words_of(opened(home, monkeypatch, trend="pattern:stripe"))


def test_a_break_of_level_is_found_where_it_was_made_and_nowhere_else() -> None:
    weeks = pd.date_range("2023-01-02", periods=150, freq="7D")
    calm = 1 + 0.03 * np.random.default_rng(1).standard_normal(150)
    seen = pd.DataFrame({"week": weeks, "y": calm, "complete": True})
    assert last_break(seen) == (0, 1.0)
    assert last_break(seen.head(5)) == last_break(seen.head(0)) == (0, 1.0)
    assert last_break(seen.assign(y=np.nan)) == (0, 1.0)
    assert last_break(seen.drop(index=range(130, 147))) == (0, 1.0)  # three weeks behind a long gap
    jumped = seen.assign(y=np.where(np.arange(150) >= 120, 3 * calm, calm))
    back, times = last_break(jumped)
    assert back == 30 and times == pytest.approx(3, rel=0.1)
    (mark,) = events.break_marks(jumped, (back, times))
    assert mark.first_day == weeks[120].date() and mark.label == "×3"
    assert events.break_marks(seen, (0, 1.0)) == []


def test_a_series_laid_out_without_checks_is_as_the_panel_lays_it_out() -> None:
    weeks = pd.Series(pd.date_range("2023-01-02", periods=60, freq="7D")).drop([20, 21, *range(30, 40)])
    values = pd.Series(np.arange(60.0))[weeks.index]
    ours = weekly(weeks, values)
    read = read_panel(pd.DataFrame({"unique_id": "", "ds": weeks, "y": values})).panel
    for name in ("values", "ends", "steps", "dated", "month_day"):
        assert np.array_equal(getattr(ours, name), getattr(read, name), equal_nan=name == "values")
    assert ours.values.shape == (1, 20)  # behind the long gap


def test_a_folded_table_is_made_once_it_is_unfolded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(home, monkeypatch, trend="material:suede")
    assert not page.dataframe
    page.session_state["rows-history"] = True
    page.run()
    (table,) = page.dataframe
    assert not page.exception and "yhat" in table.value


def test_events_are_named_by_season_city_and_days() -> None:
    shows = events.marks(calendar(date(2025, 9, 1), date(2025, 9, 30)), ["women"], "all")
    assert [(mark.label, mark.event) for mark in shows] == [
        ("SS26", "Women's shows SS26, usual days: New York 5 Sep to 16 Sep, London 12 Sep to 23 Sep, "
                 "Milan 17 Sep to 30 Sep, Paris 23 Sep to 7 Oct")
    ]  # fmt: skip
    with said_in("zh"):
        (mark,) = events.marks(calendar(date(2025, 11, 28), date(2025, 11, 28)), ["sale"], "all")
        assert mark.label == "黑五"


def test_an_event_of_one_region_is_marked_there_and_in_all_regions_only() -> None:
    own = [Event("own", "", 2025, NOW, NOW, name="Pop-up", region="GB")]
    assert [len(events.marks(own, ["own"], region)) for region in ("all", "GB", "US")] == [1, 1, 0]
    assert events.marks(own, ["women"], "all") == []


@given(st.lists(st.tuples(st.integers(0, 1449), st.text("ab", min_size=1, max_size=30)), max_size=25))
def test_names_beside_marks_never_overlap_nor_leave_the_chart(drawn: list[tuple[int, str]]) -> None:
    days = sorted(dict(drawn).items())
    marks = [Mark("own", text, text, FIRST + timedelta(days=day), FIRST + timedelta(days=day)) for day, text in days]
    px_a_day = event_charts.NARROWEST_PX / (LAST - FIRST).days
    spans = []
    for (day, _), (text, anchor) in zip(days, event_charts.names(marks, px_a_day, FIRST, LAST), strict=True):
        wide, at = len(text) * event_charts.LETTER_PX, day * px_a_day
        if text:
            spans.append((at, at + wide) if anchor == "left" else (at - wide, at))
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert all(left >= 0 and right <= event_charts.NARROWEST_PX for left, right in spans)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_events_stand_in_lanes_of_their_own_above_the_history(theme: str) -> None:
    weeks = pd.date_range(FIRST, LAST, freq="7D")
    seen = pd.DataFrame({"week": weeks, "y": 0.1, "complete": True})
    none = pd.DataFrame(columns=["week", "y", "yhat", "lo80", "hi80", "lo95", "hi95"])
    drawn = charts.history("Red", seen, none, none, theme, True)
    marks = events.marks(calendar(FIRST, LAST), ["women", "season"], "all")
    shown = event_charts.marked(drawn, marks, theme)
    assert shown.figure.layout.height == drawn.figure.layout.height + 2 * event_charts.LANE_PX
    assert shown.figure.layout.yaxis.domain[1] < shown.figure.layout.yaxis2.domain[0]
    assert [trace.name for trace in shown.figure.data if trace.yaxis == "y2"] == ["Women's shows", "Selling seasons"]
    assert shown.alt.endswith("Marked: Women's shows, Selling seasons.")
    assert event_charts.marked(drawn, [], theme) is drawn
    assert event_charts.marked(drawn, [Mark("own", "x", "x", date(1999, 1, 1), date(1999, 1, 1))], theme) is drawn


def test_the_reader_switches_events_and_the_address_keeps_the_choice(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(home, monkeypatch, trend="colour:red", events=["season", "sale"])
    assert app.multiselect(key="several-events").value == ["season", "sale"]
    app.multiselect(key="several-events").set_value(["men"]).run()
    assert app.query_params["events"] == "men"
    assert not app.exception


def test_bad_rows_of_the_users_events_are_told_and_the_page_stays(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = home / "events.csv"
    file.write_text("date,name\n2025-03-01,<b>Press</b> day\nsoon,Drop\n", encoding="utf-8")
    try:
        app = opened(home, monkeypatch, trend="colour:red")
        assert not app.exception
        assert any("line 3" in each.value and "soon" in each.value for each in app.warning)
    finally:
        file.unlink()


def test_the_evidence_of_one_week_is_shown_when_the_reader_slides_to_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(home, monkeypatch, trend="category:blazer")
    assert "Kept: 4 posts and 2 looks, newest first; 4 posts are shown" in words_of(app)
    (slider,) = app.select_slider
    slider.set_value(NOW - timedelta(weeks=2)).run()
    words = words_of(app)
    assert "Kept of the week of 8 Dec 2025: 1 post and 0 looks." in words
    assert "Not sure about blazer" in words and "Everyone on my street is in blazer" not in words


def test_a_trend_that_is_followed_in_no_single_source_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "It is not followed by source" in words_of(opened(home, monkeypatch, trend="colour:red"))
