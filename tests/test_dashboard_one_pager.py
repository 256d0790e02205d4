"""The one-pager: one A4 page whatever stands on it, in English and Chinese, with what was scraped as mere letters."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pypdfium2
import pytest
from dashboard_season import build_season
from hypothesis import given
from hypothesis import strategies as st
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE
from typer.testing import CliRunner

from dashboard import one_pager, sheet, type_runs
from dashboard.formats import plain
from dashboard.one_pager_chart import round_step
from dashboard.words import said_in, say
from data.errors import BadInput, NothingThere, UnknownName
from data.settings import Settings
from data.snapshot import Snapshot
from hemline import app

A4 = (595, 842)


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A published season."""
    settings = Settings(home=tmp_path_factory.mktemp("one-pager") / "home")
    build_season(settings)
    return settings


def sheet_of(season: Settings, label: str, region: str = "all", language: str = "en") -> sheet.Sheet:
    """What the one-pager of a trend says."""
    snapshot = Snapshot.current(season)
    with said_in(language):
        return sheet.gathered(snapshot, season, sheet.found(snapshot, label, region))


def read(pdf: bytes) -> str:
    """The words of a PDF of one A4 page, blanks as one."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    assert tuple(round(side) for side in document[0].get_size()) == A4
    return " ".join(document[0].get_textpage().get_text_range().replace("\ufffe", "").split())


def pictures(pdf: bytes) -> int:
    """How many pictures a PDF shows."""
    return len(list(pypdfium2.PdfDocument(pdf)[0].get_objects(filter=[FPDF_PAGEOBJ_IMAGE])))


def test_it_says_what_the_page_says(season: Settings, tmp_path: Path) -> None:
    file = one_pager.export(season, "material:suede", "all", "en", tmp_path / "suede.pdf")
    words = read(file.read_bytes())
    for said in ("Suede is new and growing", "Emerging: rising, still seen in less", "Year ahead", "19 of 20 weeks",
                 "Suede goes most with Trench coat: 4.2 times as often as chance, 61 people (38 the year before)",
                 "How this could be wrong", "Everyone on my street is in suede this week", "speaks for it",
                 "usually within ±9 % at six months", "Atelier Vane · SS25 · look",
                 f"snapshot {Snapshot.current(season).snapshot_id}", "hemline export forecasts"):  # fmt: skip
        assert said in words, said
    assert pictures(file.read_bytes()) == 2


def test_in_chinese_words_and_names_are_chinese(season: Settings, tmp_path: Path) -> None:
    file = one_pager.export(season, "material:suede", "all", "zh", tmp_path / "suede.pdf")
    words = read(file.read_bytes()).replace(" ", "")
    assert "麂皮" in words and "与什么搭配" in words and "这可能错在哪里" in words
    assert "Suede" not in words


def test_a_region_without_a_forecast_of_its_own_says_so(season: Settings) -> None:
    words = read(one_pager.drawn(sheet_of(season, "material:suede", "GB")))
    assert "Great Britain" in words and "A borrowed shape." in words


def test_what_was_scraped_is_letters_and_not_markup(season: Settings) -> None:
    hostile = "<b>bold</b> </para> <img src='x'/> **not bold** & &amp; \\ 麂皮很美 수트 🧥"
    own = sheet_of(season, "colour:red")
    words = read(one_pager.drawn(replace(own, posts=[(hostile, hostile)], title=hostile, kicker=hostile)))
    assert "<b>bold</b> </para> <img src='x'/> **not bold** & &amp; \\" in words
    assert "麂皮很美" in words and "수트" in words
    assert say("one_pager.missing") in words


def test_whatever_stands_on_it_stays_on_one_page_and_inside_its_edges(season: Settings) -> None:
    own, long = sheet_of(season, "material:suede"), "Überlange Bezeichnung mit vielen Wörtern " * 12
    full = replace(
        own, title=long, kicker=long, reading=plain(long * 4), stage_line=plain(long), doubts=[plain(long)] * 5,
        goes_with=[plain(long)] * 4, posts=[("x" * 900, long)] * 5, foot=[plain(long)] * 5,
        looks=[(path, long) for path, _ in own.looks * 2],
    )  # fmt: skip
    pdf = one_pager.drawn(full)
    assert "Überlange" in read(pdf)
    for part in pypdfium2.PdfDocument(pdf)[0].get_objects():
        left, bottom, right, top = part.get_bounds()
        assert left >= one_pager.EDGE - 13 and right <= A4[0] - one_pager.EDGE + 2
        assert bottom >= one_pager.EDGE - 2 and top <= A4[1] - one_pager.EDGE + 2


def test_a_trend_without_evidence_looks_or_forecast_still_has_its_page(season: Settings) -> None:
    own = sheet_of(season, "colour:navy")
    bare = replace(own, posts=[], looks=[], ahead=own.ahead.head(0), before=own.before.head(0))
    words = read(one_pager.drawn(bare))
    assert "No post is kept as evidence here." in words and "19 of 20 weeks" not in words
    assert pictures(one_pager.drawn(bare)) == 0
    assert read(one_pager.drawn(replace(bare, seen=own.seen.head(0))))


def test_the_same_snapshot_gives_the_same_bytes(season: Settings) -> None:
    snapshot = Snapshot.current(season)
    row = sheet.found(snapshot, "colour:navy", "all")
    assert one_pager.pdf(snapshot, season, row) == one_pager.pdf(snapshot, season, row)


@pytest.mark.parametrize(
    ("label", "region", "language", "error", "said"),
    [
        (None, "all", "en", BadInput, "needs a label and a file"),
        ("material:none", "all", "en", BadInput, "No trend has the label 'material:none'"),
        ("material:suede", "XX", "en", BadInput, "no trend in 'XX'; it has one in FR, GB, US, all"),
        ("material:suede", "all", "fr", UnknownName, "no language 'fr'"),
    ],
)
def test_what_cannot_be_made_gives_one_sentence(
    season: Settings, tmp_path: Path, label: str | None, region: str, language: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        one_pager.export(season, label, region, language, tmp_path / "x.pdf")


def test_nothing_published_or_a_folder_that_is_not_there_gives_one_sentence(season: Settings, tmp_path: Path) -> None:
    with pytest.raises(NothingThere):
        one_pager.export(Settings(home=tmp_path / "new"), "a", "all", "en", tmp_path / "x.pdf")
    with pytest.raises(BadInput, match="cannot be written"):
        one_pager.export(season, "material:suede", "all", "en", tmp_path / "none" / "x.pdf")


def test_the_terminal_writes_it(season: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMLINE_HOME", str(season.home))
    out = tmp_path / "suede.pdf"
    asked = ["export", "trend", "--label", "material:suede", "--out", str(out)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    assert "Suede" in read(out.read_bytes())


@given(st.text(max_size=80))
def test_any_text_is_letters_in_the_markup(text: str) -> None:
    line = re.sub(r"[^\S\u00a0]+", " ", text).strip().replace(" %", "\u00a0%")
    assert letters(type_runs.from_plain(text)) == "".join(run for _, run in type_runs.runs(text))
    assert letters(type_runs.from_markdown(plain(text))) == "".join(run for _, run in type_runs.runs(line))


def letters(markup: str) -> str:
    """What reportlab's markup shows."""
    return unescape(re.sub(r"</?font[^>]*>", "", markup))


@given(st.floats(1e-6, 1e9))
def test_ticks_are_round_and_few(top: float) -> None:
    step = round_step(top)
    assert 1 <= top / step <= 4.0000001
    assert f"{step:e}"[0] in "125"
