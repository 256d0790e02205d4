"""The page Assortment: mixes said in words, a plan uploaded, kept, compared, taken along and dropped."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pandas as pd
import pytest
from dashboard_within import GARMENT, build_within
from python_calamine import CalamineWorkbook
from streamlit.testing.v1 import AppTest

from dashboard import assortment, assortment_book, plan_labels, range_gap, range_plan
from dashboard.exports import PAGE_TABLES
from data import range_plans
from data.desk import Desk
from data.settings import Settings
from data.snapshot import Snapshot
from data.vocabulary import load_vocabulary

ROOT = Path(__file__).resolve().parent
DOOR = ROOT.parent / "streamlit_app.py"
GOLDEN = ROOT / "golden" / "range_plan.csv"
SMALL = (
    b"option,category,colour,newness\nA,Trench coat,Red,new\n"
    + b"B,Trench coat,Navy,carry-over\n" * 5
    + b"C,Blazer,Octarine,new\n"
)


@pytest.fixture(scope="module")
def season_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a published season with labels within a garment."""
    home = tmp_path_factory.mktemp("assortment_page") / "home"
    build_within(Settings(home=home))
    return home


@pytest.fixture
def home(season_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the season, made the home of this test, with a desk of its own."""
    home = tmp_path / "home"
    shutil.copytree(season_home, home)
    monkeypatch.setenv("HEMLINE_HOME", str(home))
    return home


def opened(**params: str) -> AppTest:
    """Open the page through the web door."""
    app = AppTest.from_file(str(DOOR), default_timeout=60).run()
    app.query_params.update(params)
    return app.switch_page("dashboard/pages/assortment.py").run()


def words_of(app: AppTest) -> str:
    """Return every word the page shows outside its tables."""
    parts = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.warning, *app.error]
    return "\n".join(str(part.value) for part in parts)


def keep(home: Path, name: str, content: bytes = SMALL) -> None:
    """Put a plan on the desk."""
    range_plans.keep(Desk(Settings(home=home)), name, range_plan.read(content, "plan.csv").rows)


def test_the_page_says_what_there_will_be_more_of_than_a_year_before(home: Path) -> None:
    app = opened()
    assert not app.exception and not app.error
    words = words_of(app)
    assert "In the 52 weeks from 29 Dec 2025 to 21 Dec 2026, beside the same weeks a year before:" in words
    assert "**More Suede**: 69\u00a0%" in words and "of the material mix, give or take" in words
    assert "**New:** Suede; together" in words
    assert "The only label of its facet, and so in no mix: Ruffles." in words
    assert [each.value for each in app.subheader] == ["Colour", "Pattern", "Material", "Silhouette"]
    assert app.metric[0].label == "Labels in the mix" and app.metric[0].value == "13"


def test_a_mix_is_drawn_with_its_rows_as_a_table(home: Path) -> None:
    tables = [table.value for table in opened().dataframe]
    assert tables[0]["mix_ahead"].sum() == pytest.approx(100)
    assert {"stage", "newness", "mix_now", "mix_lo80", "mix_hi80", "confidence", "basis"} <= set(tables[0])


def test_a_garment_shows_its_own_shares_and_says_where_those_over_all_stand_in(home: Path) -> None:
    app = opened(category=GARMENT)
    words = words_of(app)
    assert "**Within Trench coat.**" in words
    assert "**Over all garments:** within Trench coat 2 labels are followed, too few" in words
    assert "**Over all garments:** within Trench coat no label is followed." in words
    assert "Too little is followed within **Trench coat** for every mix" in words
    assert len(app.dataframe[0].value) == 4


def test_in_a_region_a_garments_shares_are_those_over_all_and_say_so(home: Path) -> None:
    words = words_of(opened(category=GARMENT, region="GB"))
    assert "labels are followed over all regions and sources together only" in words
    assert "**Within Trench coat.**" not in words


def test_a_season_narrows_the_weeks_and_one_beyond_the_forecast_says_so(home: Path) -> None:
    assert "In the 26 weeks from 2 Feb 2026 to 27 Jul 2026" in words_of(opened(horizon="SS26"))
    words = words_of(opened(horizon="FW26"))
    assert "In the 21 weeks from 3 Aug 2026" in words and "The forecast reaches 21 of the 26 weeks of FW26." in words


def test_unknown_values_in_the_address_are_named_and_removed(home: Path) -> None:
    keep(home, "Spring 27")
    names = ("category", "region", "source", "horizon", "plan")
    app = opened(**{name: f"<b>{name}-nowhere</b>" for name in names})
    assert not app.exception
    said = [warning.value for warning in app.warning]
    known = ("category", "region", "horizon", "plan")  # a region without sources of its own has no box of them
    assert len(said) >= len(known) and not any("<b>" in each for each in said)
    assert all(any(f"{name}\\-nowhere" in each for each in said) for name in known)
    assert not app.query_params


def test_a_plan_is_uploaded_kept_and_compared_and_the_address_keeps_it(home: Path) -> None:
    app = opened()
    app.file_uploader[0].set_value(("Spring *27*.csv", SMALL, "text/csv")).run()
    assert "The plan has 7 options. Not understood" in words_of(app)
    assert app.text_input[0].value == "Spring *27*"
    app.text_input[0].set_value("Spring 27")
    app.button[0].click().run()
    assert not app.exception and not app.error
    assert app.query_params["plan"] == "Spring 27"
    assert range_plans.names(Desk(Settings(home=home))) == ["Spring 27"]
    words = words_of(app)
    assert "**Too much Navy**: 5 of 6 options in the plan (83\u00a0%)" in words
    assert "**Too little Red**: 1 of 6 options in the plan (17\u00a0%)" in words
    assert "6 of the plan's 7 options are compared here." in words
    assert "Not understood, and so counted nowhere: ‘Octarine’, in one cell." in words
    assert "of the options that say so are marked new (2 new, 5 carry-over)." in words
    assert [metric.value for metric in app.metric] == ["7", "3", "29\u00a0%", "1"]


def test_the_reloaded_address_shows_the_same_view(home: Path) -> None:
    keep(home, "Spring 27")
    asked = {"plan": "Spring 27", "category": GARMENT, "horizon": "SS26"}
    app = opened(**asked)
    assert {name: app.selectbox(key=f"filter-{name}").value for name in asked} == asked
    assert app.metric[0].value == "6"
    assert dict(app.query_params) == asked


def test_a_garment_of_the_plan_that_nothing_is_followed_within_can_be_chosen(home: Path) -> None:
    keep(home, "Spring 27")
    app = opened(plan="Spring 27", category="category:blazer")
    assert not app.warning
    assert "Blazer (in the plan)" in app.selectbox(key="filter-category").options
    assert app.metric[0].value == "1"


def test_a_plan_of_the_same_name_is_replaced_and_seen_at_once(home: Path) -> None:
    keep(home, "Spring 27")
    app = opened(plan="Spring 27")
    keep(home, "Spring 27", b"option,colour\nA,Red\n")
    app.run()
    assert app.metric[0].value == "1"


def test_a_dropped_plan_can_be_put_back(home: Path) -> None:
    keep(home, "Spring 27")
    app = opened(plan="Spring 27")
    app.button(key="plan-drop").click().run()
    assert range_plans.names(Desk(Settings(home=home))) == []
    assert "**Spring 27** was dropped." in words_of(app) and "plan" not in app.query_params
    app.button(key="plan-undo").click().run()
    assert range_plans.names(Desk(Settings(home=home))) == ["Spring 27"]
    assert app.query_params["plan"] == "Spring 27" and not app.warning


def test_a_file_that_is_no_plan_is_refused_on_the_page(home: Path) -> None:
    app = opened()
    for content, name, said in (
        (b"Supplier\nA\n", "plan.csv", "none names an attribute"),
        (b"", "b.csv", "is empty"),
        (b"x", "a.pdf", "neither"),
    ):
        app.file_uploader[0].set_value((name, content, "text/csv")).run()
        assert not app.exception
        assert len(app.error) == 1 and said in app.error[0].value
        assert "Colour" in [each.value for each in app.subheader]


def test_a_name_of_blanks_is_refused_and_nothing_is_kept(home: Path) -> None:
    app = opened()
    app.file_uploader[0].set_value(("plan.csv", SMALL, "text/csv")).run()
    app.text_input[0].set_value("  ")
    app.button[0].click().run()
    assert "A range plan needs a name" in app.error[0].value
    assert range_plans.names(Desk(Settings(home=home))) == []


def test_a_desk_that_cannot_be_read_takes_only_the_plans_away(home: Path) -> None:
    (home / "desk.sqlite").write_bytes(b"no database" * 99)
    app = opened()
    assert not app.exception and not app.error
    assert "is broken" in words_of(app) and "**More Suede**" in words_of(app)


def test_the_page_is_there_in_chinese(home: Path) -> None:
    keep(home, "Spring 27")
    app = opened(plan="Spring 27", lang="zh")
    assert not app.exception and not app.error
    assert app.title[0].value == "商品组合"


def test_the_workbook_holds_the_mix_the_gap_the_plan_and_how(season_home: Path) -> None:
    snapshot = Snapshot.current(Settings(home=season_home))
    asked = {"region": "all", "source": "all", "first": "2025-12-29", "last": "2026-12-21"}
    whole = snapshot.read("page_assortment", within="all", **asked)
    plan = plan_labels.matched(range_plan.read(GOLDEN.read_bytes(), GOLDEN.name).rows, load_vocabulary())
    gap = range_gap.gap(assortment.mix(assortment.chosen(whole.head(0), whole)), plan.parts)
    content = assortment_book.book(gap, plan, [("Snapshot", "=1+1")])
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Suggested mix", "Gap", "Plan", "Notes"]
    sheets = pd.read_excel(io.BytesIO(content), sheet_name=None, engine="calamine")
    assert tuple(sheets["Gap"].columns) == PAGE_TABLES["assortment-gap"]
    assert tuple(sheets["Plan"].columns) == PAGE_TABLES["assortment-plan"]
    assert sheets["Suggested mix"]["suggested"].tolist() == gap["suggested"].tolist()
    assert sheets["Gap"]["mix_ahead"].tolist() == pytest.approx(gap["mix_ahead"].tolist(), nan_ok=True)
    assert len(sheets["Plan"]) == 40 and sheets["Plan"]["units"].sum() == 9650
    assert sheets["Notes"]["note"].tolist()[0] == "'=1+1"
    assert any("largest remainder" in note for note in sheets["Notes"]["note"])
