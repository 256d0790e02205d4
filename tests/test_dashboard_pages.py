"""Pages run by Streamlit's own tester: with data, with one trend, empty, and before anything is published."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from dashboard_season import build_season, publish_empty
from dashboard_setting import DANGEROUS, NOW
from streamlit.testing.v1 import AppTest

from dashboard import address, blocks
from dashboard.formats import plain
from dashboard.pages import START
from data.settings import Settings
from data.snapshot import publish
from data.store import Store

DOOR = Path(__file__).resolve().parent.parent / "streamlit_app.py"
PAGES = ("overview", "trend", "compare", "calendar", "assortment", "inspiration", "accuracy", "data")


@pytest.fixture(scope="module")
def season_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a published season."""
    home = tmp_path_factory.mktemp("pages") / "home"
    build_season(Settings(home=home))
    return home


@pytest.fixture
def season(season_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The season, made the home of this test."""
    monkeypatch.setenv("HEMLINE_HOME", str(season_home))
    return season_home


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a snapshot with no row in it."""
    home = tmp_path_factory.mktemp("empty") / "home"
    publish_empty(Settings(home=home))
    return home


@pytest.fixture(scope="module")
def one_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a season with one trend."""
    home = tmp_path_factory.mktemp("one") / "home"
    build_season(Settings(home=home), trends=1)
    return home


def opened(page: str, **params: str | list[str]) -> AppTest:
    """Open one page through the web door."""
    app = AppTest.from_file(str(DOOR), default_timeout=60)
    app.query_params.update(params)
    return (app if page == START else app.switch_page(f"dashboard/pages/{page}.py")).run()


def words_of(app: AppTest) -> str:
    """Return every word a page shows outside its tables."""
    parts = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.text, *app.warning, *app.error]
    return "\n".join(str(part.value) for part in parts)


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_with_data_and_says_that_it_is_sample_data(season: Path, page: str) -> None:
    app = opened(page)
    assert not app.exception and not app.error
    assert "**Sample data.**" in words_of(app)


def test_the_overview_names_who_moves_and_how_far_off_we_usually_are(season: Path) -> None:
    app = opened("overview")
    words = words_of(app)
    assert "**Suede** leads the risers: up" in words
    assert "leads the fallers: down" in words
    assert [metric.label for metric in app.metric] == [
        "Trends followed", "Rising or emerging", "Declining or fading", "Usual error",
    ]  # fmt: skip
    assert app.metric[3].value == "±9\u00a0%"


def test_filters_narrow_the_overview(season: Path) -> None:
    app = opened("overview")
    app.selectbox(key="filter-facet").set_value("colour").run()
    assert app.metric[0].value == "5"
    app.selectbox(key="filter-stage").set_value("emerging").run()
    assert "No trend passes these filters" in words_of(app)


def test_a_filter_in_the_address_is_taken_up(season: Path) -> None:
    app = opened("overview", facet="colour", region="GB")
    assert app.selectbox(key="filter-facet").value == "colour"
    assert app.selectbox(key="filter-region").value == "GB"
    assert app.metric[0].value == "5"


@pytest.mark.parametrize("name", ["region", "facet", "stage"])
def test_an_unknown_filter_is_named_and_left_out(season: Path, name: str) -> None:
    app = opened("overview", **{name: "<b>nowhere</b>"})
    assert not app.exception
    assert len(app.warning) == 1 and "nowhere" in app.warning[0].value and "<b>" not in app.warning[0].value
    assert name not in app.query_params
    assert app.metric[0].value == "18"


def test_the_trend_page_says_stage_rule_season_error_and_sample(season: Path) -> None:
    words = words_of(opened("trend", trend="category:knitwear"))
    assert "**Knitwear** holds steady" in words
    assert "comes back every year and next peaks around week" in words
    assert "give or take 3 weeks" in words
    assert "■ Steady: the change on the year before is under" in words
    assert "usually within ±9\u00a0% at six months" in words
    assert "people in the last 52 weeks" in words


def test_the_trend_page_says_why_and_how_far_off_with_published_and_replayed_apart(season: Path) -> None:
    app = opened("trend", trend="category:knitwear")
    words = words_of(app)
    assert "**Level.** Without season and chance it stands at" in words
    assert "The calendar adds most in" in words
    assert "Led by the usual season at today's level (41" in words
    assert "alike: **up 34" in words and "In the 2 nearest years" in words
    assert "Twelve months ago it would have said" in words
    assert "Published then:" in words and "After the week of" in words and "Replayed now:" in words
    assert "No published forecast" not in words


def test_the_trend_page_says_who_speaks_for_it_and_whether_it_is_answered(season: Path) -> None:
    app = opened("trend", trend="colour:red")
    words = words_of(app)
    assert "How it is received" in [each.value for each in app.subheader]
    assert "55\u00a0% spoke for it and 9\u00a0% against: net +45\u00a0% (between +38\u00a0% and +52\u00a0%)" in words
    assert "posts about it are answered like others" in words
    assert "read the rise as" not in words


def test_a_rise_of_dislike_is_not_read_as_one(season: Path) -> None:
    assert "read the rise as talk, not as demand" in words_of(opened("trend", trend="pattern:stripe"))


def test_the_trend_page_names_the_sources_that_are_weighed_down(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_season(settings)
    week = {"source": "mastodon", "region": "GB", "language": "en", "week": NOW, "people": 90}
    store = Store(settings)
    store.add("feed_week", pd.DataFrame([week | {"weight": 0.25, "region_weight": 1.0}]))
    publish(store)
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    loud = "Louder than usual within 52 weeks, and weighed down in them: Mastodon posts (1 week)."
    assert loud in words_of(opened("trend", trend="colour:red"))
    assert loud not in words_of(opened("trend", trend="colour:red", view="GB.all.all"))


def test_a_borrowed_forecast_names_no_models_and_no_years(season: Path) -> None:
    words = words_of(opened("trend", trend="material:suede", view="GB.all.all"))
    assert "It has no models of its own" in words
    assert "other years to compare with" in words


def test_the_accuracy_page_says_how_often_forecasts_were_right(season: Path) -> None:
    app = opened("accuracy")
    words = words_of(app)
    assert "**Published then:** over 26 weeks the forecasts of" in words
    assert "**Replayed now:** over 26 weeks the forecasts of" in words
    assert "saying the commonest way every time would be right" in words
    assert [metric.value for metric in app.metric][:2] == ["±8\u00a0%", "±10\u00a0%"]
    assert "calls were right" in words and "was said for the next 26 weeks" in words


def test_the_accuracy_page_keeps_what_was_published_apart(season: Path) -> None:
    app = opened("accuracy", record="published")
    assert [metric.value for metric in app.metric][:2] == ["±6\u00a0%", "–"]
    words = words_of(app)
    assert "Published then, 26 weeks ahead" in words and "Replayed now, 26 weeks ahead" not in words
    assert "Only what a page shows is published" in words


def test_the_accuracy_page_says_when_no_forecast_passes_its_filters(season: Path) -> None:
    app = opened("accuracy", record="published", weeks="52")
    assert not app.exception
    assert "No forecast that has come due passes these filters" in words_of(app)


def test_compare_shows_the_labels_of_the_address_in_their_order(season: Path) -> None:
    app = opened("compare", label=["colour:navy", "material:suede"], scale="index", region="GB")
    assert app.multiselect[0].value == ["colour:navy", "material:suede"]
    words = words_of(app)
    assert "**Suede** grew most: up" in words and "**Navy** grew least:" in words
    assert "is set to 100" in words
    assert app.query_params["label"] == ["colour:navy", "material:suede"]


def test_compare_names_unknown_labels_and_those_beyond_six(season: Path) -> None:
    known = ["colour:red", "colour:navy", "colour:camel", "colour:lilac", "colour:white", "material:suede"]
    app = opened("compare", label=["colour:octarine", *known, "material:linen"])
    assert not app.exception
    assert app.multiselect[0].value == known
    said = "\n".join(warning.value for warning in app.warning)
    assert "octarine" in said and "Linen" in said and "more than 6" in said
    assert app.query_params["label"] == known


def test_compare_puts_the_chosen_labels_into_the_address_and_forgets_them_again(season: Path) -> None:
    app = opened("compare")
    resting = app.multiselect[0].value
    assert len(resting) == 3 and "label" not in app.query_params
    app.multiselect[0].set_value(["colour:red"]).run()
    assert app.query_params["label"] == "colour:red"
    app.multiselect[0].set_value([]).run()
    assert "label" not in app.query_params
    assert "Pick up to 6 labels" in words_of(app)


def test_compare_draws_each_region_apart_on_one_scale(season: Path) -> None:
    words = words_of(opened("compare", region="each"))
    assert all(f"**{region}**" in words for region in ("France", "United States", "Great Britain"))


def test_the_calendar_says_what_to_decide_next_and_what_has_no_season(season: Path) -> None:
    app = opened("calendar")
    words = words_of(app)
    assert "next: " in words and "to be in store in week" in words
    assert app.metric[0].value == "4"
    tables = [table.value for table in app.dataframe]
    assert "no season is proven" in set(tables[-1]["why"])
    assert list(tables[0]["decide_by"]) == sorted(tables[0]["decide_by"])


def test_a_longer_lead_makes_it_too_late(season: Path) -> None:
    app = opened("calendar", lead="40")
    assert app.number_input[0].value == 40
    assert "With 40 weeks of lead it is too late for every label" in words_of(app)
    assert all("too late by" in words for words in app.dataframe[0].value["decide"])
    app.number_input[0].set_value(1).run()
    assert app.query_params["lead"] == "1"
    assert app.metric[2].value == "0"


@pytest.mark.parametrize("lead", ["0", "53", "-3", "soon", "1.5", "١٢", "9" * 40])
def test_a_lead_that_is_no_number_of_weeks_is_named_and_removed(season: Path, lead: str) -> None:
    app = opened("calendar", lead=lead)
    assert not app.exception
    assert len(app.warning) == 1 and "from 1 to 52" in app.warning[0].value
    assert app.number_input[0].value == 12 and "lead" not in app.query_params


def test_a_borrowed_forecast_says_so(season: Path) -> None:
    words = words_of(opened("trend", trend="material:suede", view="GB.all.all"))
    assert "borrows the shape of the wider trend" in words


def test_an_unknown_trend_in_the_address_is_named_and_another_is_shown(season: Path) -> None:
    app = opened("trend", trend="colour:octarine")
    assert not app.exception
    assert "octarine" in app.warning[0].value
    assert app.title[0].value == "Suede"


def test_a_hostile_post_is_shown_as_plain_text(season: Path) -> None:
    app = opened("trend", trend="colour:red")
    assert DANGEROUS in [text.value for text in app.text]
    assert not any("<script>" in str(part.value) for part in [*app.markdown, *app.caption])


def test_the_gallery_filters_by_designer_season_and_colour(season: Path) -> None:
    words = words_of(opened("runway", designer="Odile Serre", season="SS25"))
    assert "4 of 24 looks pass these filters" in words
    words = words_of(opened("runway", colour="colour:red"))
    assert "10 of 24 looks pass these filters" in words


def test_the_data_page_shows_refusals_and_notes(season: Path) -> None:
    words = words_of(opened("data"))
    assert "the garment weights are not here" in words.replace("\\", "")
    assert "5 rows were refused" in words


def test_the_data_page_shows_repeats_and_says_by_which_rules(season: Path) -> None:
    app = opened("data")
    shown = next(table.value for table in app.dataframe if "burst" in table.value.to_string())
    assert {"burst", "near-duplicate"} <= set(shown.iloc[:, 0])
    words = words_of(app)
    assert "nearly the same text 5 or more times by one person in one week" in words
    assert "by 20 or more people" in words and "shares 80\xa0% or more" in words


def test_data_that_is_not_sample_data_is_not_called_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    build_season(settings, is_sample=False)
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    assert "Sample data" not in words_of(opened("overview"))


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_snapshot_says_what_would_fill_the_page(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv("HEMLINE_HOME", str(empty_home))
    app = opened(page)
    assert not app.exception and not app.error
    assert "`hemline " in words_of(app)


@pytest.mark.parametrize("page", PAGES)
def test_before_anything_is_published_each_page_says_the_command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    app = opened(page)
    assert not app.exception and not app.error
    assert "Nothing is published yet" in words_of(app)
    assert "`hemline demo`" in words_of(app)


@pytest.mark.parametrize("page", PAGES)
def test_one_trend_alone_reads_well(one_home: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    monkeypatch.setenv("HEMLINE_HOME", str(one_home))
    app = opened(page)
    assert not app.exception and not app.error


def test_a_view_that_a_trend_lacks_is_named_and_all_regions_are_shown(season: Path) -> None:
    app = opened("trend", trend="colour:red", view="ATLANTIS.all.all")
    assert not app.exception
    assert "ATLANTIS" in app.warning[0].value and "view" not in app.query_params
    assert app.title[0].value == "Red"


@pytest.mark.parametrize("text", ["**b** _i_ `c` [l](u) <b> $x$ :red[x] ~s~ # h", "a\n\n# b", "1. x", "- x", "a|b"])
def test_names_from_outside_are_escaped_for_markdown(text: str) -> None:
    import re

    live = re.findall(r"(?<!\\)[*_`\[\]<$~#|]", re.sub(r"\\\\", "", plain(text)))
    assert live == []
    assert "\n" not in plain(text)


def test_a_trend_within_another_has_an_address_of_its_own() -> None:
    row = {
        "label_id": "colour:red",
        "within_label_id": "category:coat",
        "region": "GB",
        "source": "all",
        "audience": "all",
    }
    assert blocks.trend_address(row) == {"trend": "colour:red in category:coat", "view": "GB.all.all"}
    assert address.Filter("a", "A", {"x": "X"}).wide is False
