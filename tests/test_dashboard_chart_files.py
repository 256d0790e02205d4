"""PNG files of charts: what is drawn with a Chromium, and what is said without one."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from dashboard_season import build_season
from PIL import Image
from streamlit.testing.v1 import AppTest

from dashboard import chart_files, charts, growth_charts
from dashboard.charts import Chart
from dashboard.palette import THEMES
from data.errors import Fault, MissingPart
from data.settings import Settings

DOOR = Path(__file__).resolve().parent.parent / "streamlit_app.py"


@pytest.fixture
def drawn() -> Chart:
    """A chart whose words hold what must not be read as markup."""
    weeks = pd.DataFrame({"week": pd.date_range("2024-01-01", periods=9, freq="7D"), "source": "x", "posts": 4})
    return charts.coverage(weeks.assign(title="<b>Zine</b> & co"), "light")


def test_a_chromium_draws_the_chart_at_twice_its_size_on_the_paper_of_the_theme(drawn: Chart) -> None:
    browser = chart_files.chromium()
    if browser is None:
        pytest.skip("needs a Chromium, which is not on this machine")
    before = drawn.figure.to_json()
    with Image.open(io.BytesIO(chart_files.png(drawn, "dark", "Hemline · snapshot x", browser))) as picture:
        assert picture.width == 2 * chart_files.WIDE_PX
        assert "#{:02X}{:02X}{:02X}".format(*picture.convert("RGB").getpixel((2, 2))) == THEMES["dark"].paper  # type: ignore[misc]
    assert drawn.figure.to_json() == before


def test_the_words_stand_above_the_chart_as_plain_text_with_what_it_comes_from(drawn: Chart) -> None:
    figure = chart_files.framed(drawn, "light", "Hemline <i>")
    assert "&lt;b&gt;Zine&lt;/b&gt; &amp; co" in figure.layout.title.text.replace("<br>", " ")
    assert figure.layout.title.subtitle.text == "Hemline &lt;i&gt;"
    assert figure.layout.height > drawn.figure.layout.height


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a line of words", ["a line of", "words"]),
        ("梅紫色的折线图", ["梅紫色的折", "线图"]),
        ("2023年 weekly", ["2023年", "weekly"]),
        ("unbreakableword x", ["unbreakableword", "x"]),
        ("", [""]),
    ],
)
def test_words_are_broken_to_the_width_in_any_script(text: str, lines: list[str]) -> None:
    assert chart_files.wrapped(text, 10) == lines


def test_a_file_has_the_margins_that_its_chart_needs() -> None:
    counts = pd.DataFrame({"stage": ["rising", "steady"], "count": [3, 4]})
    figure = chart_files.framed(growth_charts.stages(counts, "light"), "light", "")
    assert figure.layout.margin.r == 44 and figure.layout.margin.t > 12


def test_a_chromium_is_taken_by_its_name_or_path_and_none_where_none_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "my-chromium"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chart_files.chromium("my-chromium") == chart_files.chromium(str(program)) == program
    assert chart_files.chromium("none") is None
    assert chart_files.chromium("/nowhere/chromium") is None


def test_without_a_chromium_or_with_one_that_fails_one_sentence_says_so(drawn: Chart) -> None:
    with pytest.raises(MissingPart, match="No Chromium is here"):
        chart_files.png(drawn, "light", "", None)
    with pytest.raises(Fault, match="did not draw the chart"):
        chart_files.png(drawn, "light", "", Path("/bin/false"))


def test_pages_say_how_to_get_a_chromium_where_there_is_none(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_season(settings, trends=1)
    monkeypatch.setenv("HEMLINE_HOME", str(settings.home))
    monkeypatch.setenv("HEMLINE_CHROMIUM", "none")
    app = AppTest.from_file(str(DOOR), default_timeout=60).run()
    assert not app.exception
    assert any("`apt-get install chromium`" in each.value for each in app.markdown)
