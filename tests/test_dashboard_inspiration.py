"""The Inspiration page: a theme becomes a brief that is read, changed, kept, compared and voted on."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from dashboard_season import build_season
from streamlit.testing.v1 import AppTest

from analysis.briefs.brief import Claim
from analysis.briefs.compose import compose
from analysis.briefs.content import Content, Part
from analysis.briefs.request import Request
from benchmarks.writing_endpoint import serve
from dashboard import brief_asked, brief_content, brief_evidence, brief_pictures, brief_starts, brief_votes, cached
from dashboard.brief_bench import key_of
from data import brief_versions, feedback
from data.desk import Desk
from data.settings import Settings
from data.snapshot import Snapshot
from tests.test_dashboard_pages import opened, words_of

SUEDE = "material:suede"
KEY = key_of(Request(SUEDE))


@pytest.fixture(scope="module")
def season_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a published season, which nobody kept anything in yet."""
    home = tmp_path_factory.mktemp("inspiration") / "home"
    build_season(Settings(home=home))
    return home


@pytest.fixture
def desk(season_home: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The empty desk of the season, made the home of this test."""
    monkeypatch.setenv("HEMLINE_HOME", str(season_home))
    for left in season_home.glob("desk.sqlite*"):
        left.unlink()
    return Desk(Settings(home=season_home))


def suede(**params: str) -> AppTest:
    return opened("inspiration", theme=SUEDE, **params)


def press(app: AppTest, key: str) -> AppTest:
    """Press a button and see that nothing broke."""
    app.button(key=key).click().run()
    assert not app.exception and not app.error
    return app


def edit(app: AppTest, section: str, text: str) -> AppTest:
    """Open a section, put other words into it, and end that."""
    press(app, f"edit-{section}")
    box = app.text_input(key="text-title") if section == "title" else app.text_area(key=f"text-{section}")
    box.set_value(text)
    done = next(button for button in app.button if button.label == "Done")
    done.click().run()
    assert not app.exception and not app.error
    return app


def title_of(app: AppTest) -> str:
    """Return the brief's title as the page shows it."""
    return next(part.value[3:] for part in app.markdown if part.value.startswith("## "))


def section_of(app: AppTest, section: str) -> list[str]:
    """Return the sentences of a section as they would be edited."""
    press(app, f"edit-{section}")
    text = app.text_area(key=f"text-{section}").value or ""
    next(button for button in app.button if button.label == "Cancel").click().run()
    return text.splitlines()


def test_a_theme_becomes_a_brief_that_says_who_wrote_it_and_how_far_it_is_checked(desk: Desk) -> None:
    app = suede()
    words = words_of(app).replace("\\", "").replace("\xa0", " ")
    assert "suede" in title_of(app).lower()
    for section in ("Story", "Palette", "Looks to see", "Why now", "Materials", "Product ideas", "Leave out", "Risks"):
        assert f"#### {section}" in words
    assert "All regions · English · Plain. Written by the template: 100 % of its claims stand" in words
    assert "Not kept yet." in words


def test_the_address_says_what_is_asked(desk: Desk) -> None:
    app = suede(season="FW26", market="GB", language="zh", tone="warm")
    words = words_of(app)
    assert not app.warning and "FW26 · Great Britain · 中文 · Warm" in words
    assert any("麂皮" in part.value for part in app.markdown)


@pytest.mark.parametrize("name", ["season", "market", "language", "tone", "version"])
def test_what_the_address_asks_in_vain_is_named_and_left_out(desk: Desk, name: str) -> None:
    app = suede(**{name: "<b>nowhere</b>"})
    assert len(app.warning) == 1 and "nowhere" in app.warning[0].value and "<b>" not in app.warning[0].value
    assert name not in app.query_params and title_of(app)


def test_words_of_ones_own_are_a_theme_where_they_name_a_label(desk: Desk) -> None:
    app = opened("inspiration", theme="something in suede please")
    assert "suede" in title_of(app).lower()
    assert app.query_params["theme"] == "something in suede please"
    assert "Your words ‘something in suede please’ are read as Suede." in words_of(app).replace("\\", "")


def test_a_theme_that_means_nothing_shows_no_brief_but_why_and_what_is_near(desk: Desk) -> None:
    app = opened("inspiration", theme="<b>zzz</b> quux")
    assert "let no brief on this theme through" in app.warning[0].value
    words = words_of(app).replace("\\", "")
    assert "No label is meant by '<b>zzz</b> quux'. On the rise now: " in words
    assert not any("<b>" in part.value for part in app.markdown)
    assert "#### Story" not in words


def test_a_new_word_and_a_brief_of_the_last_run_are_places_to_start_from(desk: Desk) -> None:
    app = suede()
    assert "barrel leg · new word" in app.selectbox(key="filter-theme").options
    press(press(app, "brief-keep"), "ready-brief-1")
    assert "version" not in app.query_params and not app.warning
    assert title_of(app) == "Red, all over" and app.query_params["theme"] == "colour:red"


def test_a_changed_sentence_is_marked_as_the_readers_and_its_figures_are_named(desk: Desk) -> None:
    app = suede()
    before = section_of(app, "why_now")
    edit(app, "why_now", "\n".join([*before[1:], "People buy 93 % more of it."]))
    words = words_of(app).replace("\\", "")
    assert "- People buy 93 % more of it." in words.replace("\xa0", " ")
    assert "Your words, not checked. What to look at:" in words and "nothing in the data gives the figure ‘93’" in words
    assert "Edited by you: Why now." in words


def test_what_a_section_rests_on_is_a_press_away(desk: Desk) -> None:
    app = suede()
    assert not app.text
    app.session_state["rests-why_now"] = True
    app.run()
    assert any("suede" in part.value for part in app.text)
    words = words_of(app).replace("\\", "")
    assert ":gray[on the year before" in words and "bluesky · " in words


def test_what_is_typed_is_never_markup(desk: Desk) -> None:
    app = edit(edit(suede(), "title", "<b>Bold</b> **x** :red[y]"), "story", "[link](http://127.0.0.1) <script>")
    assert not any("<b>" in part.value or "<script>" in part.value for part in app.markdown)
    assert title_of(app).replace("\\", "").replace("\u2060", "") == "<b>Bold</b> **x** :red[y]"


def test_one_section_is_written_again_and_the_others_stay(desk: Desk) -> None:
    app = suede()
    story, risks, title = section_of(app, "story"), section_of(app, "risks"), title_of(app)
    press(app, "again-story")
    assert section_of(app, "story") != story
    assert section_of(app, "risks") == risks and title_of(app) == title
    press(app, "again-title")
    assert title_of(app) != title


@pytest.mark.parametrize(("misbehaviour", "falls_back"), [("none", False), ("bad JSON", True)])
def test_another_writer_is_asked_anew_and_what_it_could_not_write_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, misbehaviour: str, falls_back: bool
) -> None:
    with serve(misbehaviour) as endpoint:
        monkeypatch.setenv("HEMLINE_WRITER_URL", endpoint.url)
        monkeypatch.setenv("HEMLINE_WRITER_NAME", "stand-in")
        cached._settings.cache_clear()
        app = suede()
        assert app.selectbox(key="filter-writer").options == ["the endpoint", "the template"]
        assert "Written by the template" in words_of(app) and endpoint.asked == []
        press(app, "brief-anew")
    cached._settings.cache_clear()
    words = words_of(app).replace("\\", "")
    assert "Written by the endpoint" in words and endpoint.asked
    assert ("The section ‘Why now’ is by the template, not by the endpoint" in words) is falls_back


def test_a_version_is_kept_opened_by_its_address_and_made_another_of(desk: Desk) -> None:
    app = press(edit(suede(), "story", "My first words."), "brief-keep")
    assert app.query_params["version"] == "1" and "Version 1, as it was kept." in words_of(app)
    press(app, "brief-keep")
    assert "nothing new to keep" in app.toast[0].value
    edit(app, "story", "My second words.")
    assert "Made from version 1, not kept yet." in words_of(app)
    press(app, "brief-keep")
    first, second = brief_versions.versions(desk, KEY)
    assert (first.number, first.parent, second.number, second.parent) == (1, None, 2, 1)
    assert first.edited == ("story",) and second.body["story"][0]["text"] == "My second words."
    again = suede(version="1")
    assert "My first words" in words_of(again) and "Your words, not checked" in words_of(again)


def test_two_versions_stand_beside_each_other_with_what_changed_marked(desk: Desk) -> None:
    app = press(edit(suede(), "story", "Suede leads the year."), "brief-keep")
    press(edit(app, "story", "Suede <i>leads</i> the season."), "brief-keep")
    app.session_state["brief-compare"] = True
    app.run().selectbox(key="compare-before").set_value("1").run()
    app.selectbox(key="compare-after").set_value("2").run()
    shown = [part.value for part in app.markdown]
    assert any(":gray[~~year~~]" in text for text in shown) and any(":primary[**season**]" in text for text in shown)
    assert "One section differs" in words_of(app) and not any("<i>" in text for text in shown)


def test_a_dropped_version_is_gone_and_the_page_shows_the_brief_as_it_stands(desk: Desk) -> None:
    app = press(press(suede(), "brief-keep"), "brief-drop")
    assert "version" not in app.query_params and brief_versions.versions(desk, KEY) == []
    assert "Nothing is kept of this brief yet." in words_of(app)


def test_another_theme_leaves_the_version_of_the_one_before(desk: Desk) -> None:
    app = press(suede(), "brief-keep")
    app.selectbox(key="filter-theme").set_value("colour:red").run()
    assert "version" not in app.query_params and not app.warning and "Not kept yet." in words_of(app)
    press(app, f"kept-{KEY}")
    assert app.query_params["version"] == "1" and app.query_params["theme"] == SUEDE
    assert "Version 1, as it was kept." in words_of(app)


def test_a_version_whose_figures_moved_since_says_so(desk: Desk, season_home: Path) -> None:
    made = compose(Snapshot.current(Settings(home=season_home)), Request(SUEDE))
    assert made.brief is not None
    body = made.brief.body()
    claim = next(one for one in body["why_now"] if one["numbers"] and one["numbers"][0]["name"] == "growth")
    old = f"{claim['numbers'][0]['value'] * 100:.0f} %"
    claim["numbers"][0]["value"] = 0.07
    claim["text"] = claim["text"].replace(old, "7 %")
    brief_versions.keep(desk, KEY, "Old", {"theme": SUEDE, "tone": "plain"}, "template@1", 1.0, body)
    words = words_of(suede(version="1"))
    assert "No longer borne out by the rows of today: the data give" in words
    assert "for growth on the year before, not 7 %" in words.replace("\xa0", " ")


@pytest.mark.parametrize("kind", ["product", "caption", "newsletter", "report"])
def test_text_for_others_is_written_from_the_evidence_in_either_language(desk: Desk, kind: str) -> None:
    app = suede()
    assert not app.code
    app.session_state["brief-content"] = True
    app.run().selectbox(key="content-kind").set_value(kind).run()
    assert not app.exception and "suede" in app.code[0].value.lower()
    assert "100 % of its sentences stand on the rows" in words_of(app).replace("\\", "").replace("\xa0", " ")
    app.selectbox(key="content-language").set_value("zh").run()
    assert "麂皮" in app.code[0].value and not app.exception


def test_a_report_is_headed_and_its_markdown_holds_no_live_mark() -> None:
    claim = Claim("<b>Suede</b> *leads* 61 %.", (SUEDE,), ("t-s",))
    content = Content("report", "en", "plain", "A [title]", (Part("why_now", (claim, claim)), Part("", (claim,))))
    assert brief_content.as_text(content) == (
        "A [title]\n\nWhy now\n\n<b>Suede</b> *leads* 61 %. <b>Suede</b> *leads* 61 %.\n\n<b>Suede</b> *leads* 61 %."
    )
    text = brief_content.as_markdown(content)
    assert text.startswith("# A \\[title\\]\n\n## Why now\n\n\\<b\\>Suede") and "<b>" not in text


def test_a_thumb_is_kept_changed_and_taken_back_and_shown_on_the_data_page(desk: Desk) -> None:
    app = suede()
    thumb = next(each for each in app.feedback if each.key.startswith("vote-story-"))
    thumb.set_value(1).run()
    (vote,) = feedback.votes(desk)
    assert (vote.theme, vote.section, vote.useful) == (SUEDE, "story", True) and len(vote.phrases) == 3
    next(each for each in app.feedback if each.key.startswith("vote-story-")).set_value(0).run()
    assert [vote.useful for vote in feedback.votes(desk)] == [False]
    page = opened("data")
    shown = next(table.value for table in page.dataframe if "not_useful" in table.value)
    assert shown[["theme", "section", "not_useful"]].to_numpy().tolist() == [["Suede", "Story", 1]]
    next(each for each in app.feedback if each.key.startswith("vote-story-")).set_value(None).run()
    assert feedback.votes(desk) == [] and "Nobody has said yet" in words_of(opened("data"))


def test_themes_that_were_useful_lead_and_others_close_the_list(desk: Desk) -> None:
    before = opened("inspiration").selectbox(key="filter-theme").options
    last, first = ("Floral", before[0].partition(" · ")[0])
    label = {"Floral": "pattern:floral", "Suede": SUEDE}
    feedback.give(desk, label[last], "story", "x", True, "template@1")
    feedback.give(desk, label[first], "story", "x", False, "template@1")
    after = opened("inspiration").selectbox(key="filter-theme").options
    assert after[0].startswith(last) and after[-1].startswith(first) and set(after) == set(before)


def test_a_brief_of_a_snapshot_without_some_columns_still_opens() -> None:
    row = {"theme": SUEDE, "season": "SS27", "language": "en", "writer": "w", "title": "T", "faithfulness": 1.0}
    draft = brief_starts.draft_of({**row, "body": '{"story": []}'})
    assert draft.brief.title == "T" and draft.brief.label_id == SUEDE and draft.parent is None


@pytest.mark.parametrize(
    ("now", "coming"),
    [
        (date(2025, 12, 22), ["SS26", "Pre-Fall 2026", "FW26", "Resort 2027"]),
        (date(2026, 2, 1), ["Pre-Fall 2026", "FW26", "Resort 2027"]),
        (date(2026, 6, 15), ["FW26", "Resort 2027", "SS27", "Pre-Fall 2027"]),
    ],
)
def test_the_seasons_that_forecasts_reach_are_offered_in_their_order(now: date, coming: list[str]) -> None:
    assert brief_asked.seasons(now) == coming


@pytest.mark.parametrize(
    ("row", "is_swatch"),
    [
        (("Red", "#98092B", 50.0), True),
        (("", "#98092B", 50.0), False),
        (("Red", "98092B", 50.0), False),
        (("Red", "#98092B", 0.0), False),
        (("Red", "#98092B", None), False),
        ((None, None, None), False),
        (("Red", "#98092B<b>", 5.0), False),
    ],
)
def test_a_row_of_the_palette_is_a_swatch_or_is_named(row: tuple[object, ...], is_swatch: bool) -> None:
    swatches, wrong = brief_pictures.swatches(pd.DataFrame([row], columns=["name", "hex", "area"]))
    assert (len(swatches) == 1) == is_swatch == (wrong == "")


def test_votes_are_counted_by_theme_and_section() -> None:
    votes = [feedback.Vote("t", "story", str(n), n < 3, (), "w", f"2026-01-0{n + 1}T00:00:00Z") for n in range(4)]
    (row,) = brief_votes.rows(votes).to_dict("records")
    assert (row["useful"], row["not_useful"], row["voted_at"]) == (3, 1, "2026-01-04T00:00:00Z")
    assert row["liked"] == pytest.approx(2 / 6)
    assert brief_votes.rows([]).empty


def test_every_source_of_a_file_is_named_in_words(desk: Desk) -> None:
    said = brief_evidence.sources(["t-material:suede|all|all|all|all", "t-term:barrel leg", "i-0:colour:red", "gone"])
    assert list(said.values()) == ["Trend: Suede", "New word: barrel leg", "Atelier Vane · SS25 · look 1", "gone"]


def test_a_home_without_a_desk_can_be_read_from(desk: Desk, season_home: Path) -> None:
    shutil.rmtree(season_home / "nothing", ignore_errors=True)
    assert title_of(opened("inspiration")) and not (season_home / "desk.sqlite").exists()
