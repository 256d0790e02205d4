"""What is wrong with a brief, said on the page: in the reader's language, labels by name, figures as they are read."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dashboard_season import build_season
from streamlit.testing.v1 import AppTest

from analysis.briefs.brief import Number
from analysis.briefs.reasons import SENTENCES, Problem, Reason
from benchmarks.writing_endpoint import serve
from dashboard import brief_reasons, cached, words
from dashboard.brief_reasons import in_words
from data.settings import Settings
from tests.test_dashboard_pages import opened, words_of

SUEDE = "material:suede"
GROWTH = Number("growth", 0.61, "trend:s:growth", 2)
PEAK = Number("peak_week", "2026-05-04", "trend:s:peak_week", 0)
VALUES: dict[str, Any] = {
    "sentence": "404", "title": "T", "label_id": SUEDE, "evidence_id": "p-1", "number": GROWTH, "cell": 0.4,
    "written": "61 %", "until": "2026-12-21", "words": "7", "name": "A", "season": "SS26", "stage": "rising",
    "confidence": "high", "length": 900, "least": 2, "most": 420, "hex": "#A9B79B", "said": "#FFFFFF", "area": 1.2,
    "image_id": "i-1", "begins": "2026-08-01", "now": "2025-12-22", "count": 5, "asked": 3, "place": 2, "start": "7",
    "reason": Reason("names-other", {"label_id": SUEDE}),
}  # fmt: skip


@pytest.fixture(scope="module")
def season_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a published season."""
    home = tmp_path_factory.mktemp("reasons") / "home"
    build_season(Settings(home=home))
    return home


@pytest.fixture
def season(season_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The season, made the home of this test."""
    monkeypatch.setenv("HEMLINE_HOME", str(season_home))
    return season_home


def keys_of(group: str, code: str) -> set[str]:
    return {key.partition(".")[2] for key in words.keys(code) if key.startswith(f"{group}.")}


@pytest.mark.parametrize("code", words.LANGUAGES)
def test_every_reason_has_words_and_so_has_every_figure(code: str) -> None:
    assert keys_of("brief_reason", code) == set(SENTENCES)
    assert keys_of("brief_reason_figure", code) == keys_of("brief_figure", code)


@pytest.mark.parametrize("name", SENTENCES)
def test_every_reason_is_said_in_the_readers_language_without_an_id(season: Path, name: str) -> None:
    needed = {found.split(".")[0] for found in re.findall(r"{([\w.]+)}", SENTENCES[name])}
    reason = Reason(name, {value: VALUES[value] for value in needed})
    with words.said_in("zh"):
        said = in_words(reason)
        assert said and not re.search(r"[a-z]{2}", said)
    said = in_words(reason)
    assert said and SUEDE not in said and "p-1" not in said and "trend:" not in said


@pytest.mark.parametrize(
    ("reason", "english", "chinese"),
    [
        (Reason("names-other", {"label_id": "material:velvet"}), "it names Velvet, which", "提到了丝绒，而"),
        (Reason("no-label", {"label_id": "material:moon-silk"}), "moon silk is not in the data", "数据中没有moon silk"),
        (Reason("names-other", {"label_id": "term:barrel leg"}), "it names barrel leg, which", "提到了barrel leg，而"),
        (
            Reason("other-value", {"number": GROWTH, "cell": -0.4}),
            "the data give −40 % for growth on the year before, not 61 %", "数据中较上一年的变化是 −40%，不是 61%",
        ),
        (
            Reason("other-value", {"number": replace(GROWTH, value=12.0), "cell": float("nan")}),
            "the data give – for growth on the year before, not 1200 %", "数据中较上一年的变化是 –，不是 1200%",
        ),
        (
            Reason("other-value", {"number": PEAK, "cell": "2026-04-27"}),
            "the data give week 18, 2026 for the peak, not week 19, 2026",
            "数据中高峰周是 2026 年第 18 周，不是 2026 年第 19 周",
        ),
        (Reason("peak-beyond", {"number": PEAK, "until": "2026-03-02"}), "ends on 2 March 2026", "截至 2026年3月2日"),
        (Reason("other-stage", {"stage": "peaking"}), "it says ‘peaking’", "说是“见顶”"),
        (Reason("mark", {"words": "\u200b"}), "‘hidden character’ does not belong", "“不可见字符”不应"),
        (Reason("told", {"sentence": "No {label} is meant."}), "No {label} is meant.", "No {label} is meant."),
    ],
)  # fmt: skip
def test_labels_have_their_names_and_figures_read_as_in_a_sentence(
    season: Path, reason: Reason, english: str, chinese: str
) -> None:
    assert english in in_words(reason)
    with words.said_in("zh"):
        assert chinese in in_words(reason)


@pytest.mark.parametrize(
    ("place", "said"),
    [("why_now 2", "Why now: it says nothing"), ("title", "Title: it says nothing"), ("theme", "it says nothing")],
)
def test_a_line_is_headed_by_a_section_that_the_page_shows(place: str, said: str) -> None:
    assert brief_reasons.line(Problem(place, Reason("nothing-said"))) == said


def edited(lang: str, *sentences: str) -> AppTest:
    """Open a brief on suede in a language and put other sentences in the place of its story."""
    app = opened("inspiration", theme=SUEDE, lang=lang)
    app.button(key="edit-story").click().run()
    app.text_area(key="text-story").set_value("\n".join(sentences))
    done = next(button for button in app.button if button.label == {"en": "Done", "zh": "完成"}[lang])
    done.click().run()
    assert not app.exception and not app.error
    return app


def test_a_chinese_page_says_in_chinese_what_is_wrong_with_a_sentence_of_ones_own(season: Path) -> None:
    app = edited("zh", "Suede with velvet at Prada, up 87 %.")
    said = next(part.value for part in app.caption if part.value.startswith("您的文字，未经核对。请留意："))
    assert "提到了丝绒" in said and "“87”没有数据支持" in said.replace("\\", "") and "；" in said
    assert set(re.findall("[A-Za-z]+", said)) == {"Suede", "Prada"}  # as they were typed


def test_a_chinese_page_says_in_chinese_why_a_section_is_left_to_the_template(
    season: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve("invented figures") as endpoint:
        monkeypatch.setenv("HEMLINE_WRITER_URL", endpoint.url)
        monkeypatch.setenv("HEMLINE_WRITER_NAME", "stand-in")
        cached._settings.cache_clear()
        app = opened("inspiration", theme=SUEDE, lang="zh")
        app.button(key="brief-anew").click().run()
    cached._settings.cache_clear()
    said = [part.value.replace("\\", "") for part in app.caption if "一节出自模板" in part.value]
    assert "“标题”一节出自模板，不是 接口 所写：“Thoughts”不是中文。" in said
    assert sum("第 1 句“" in line and line.endswith("”，数字“87”没有数据支持。") for line in said) >= 4


def test_an_english_page_says_each_thing_once_and_labels_by_name(season: Path) -> None:
    app = edited("en", "Suede with velvet, and velvet again.")
    (said,) = [part.value for part in app.caption if part.value.startswith("Your words, not checked.")]
    assert said.count("it names Velvet, which none of its evidence is about") == 1
    assert "material" not in words_of(app).replace("Materials", "").replace(":material/", "")
