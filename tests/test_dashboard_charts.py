"""Charts and the words beside them: colours that can be told apart, names that never meet, alternative text."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from dashboard_season import build_season
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import charts, growth_charts, labels, queries, reception, reception_charts, why_charts
from dashboard.charts import Chart
from dashboard.palette import STAGES, SYMBOLS, THEMES, contrast
from dashboard.words import keys, say
from data.errors import Fault
from data.settings import Settings
from data.snapshot import Snapshot

THEME_NAMES = tuple(THEMES)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A published season."""
    home = Settings(home=tmp_path_factory.mktemp("charts") / "home")
    build_season(home)
    return Snapshot.current(home)


def drawn(snapshot: Snapshot, theme: str) -> dict[str, Chart]:
    """Draw every chart there is."""
    trends = queries.read(snapshot, "trends", region="all", source="all", audience="all")
    series_id = "colour:red|all|all|all|all"
    seen, ahead = (queries.read(snapshot, name, series_id=series_id) for name in ("history", "forecast"))
    scores = queries.backtest(queries.read(snapshot, "accuracy", series_id=series_id))
    received = reception.courses(queries.read(snapshot, "reception", series_id=series_id))
    colours = queries.palette(queries.read(snapshot, "looks"), queries.read(snapshot, "labels"))
    return {
        "history": charts.history("Red", seen, ahead, queries.with_year_before(seen, ahead), theme, True),
        "movers": growth_charts.movers(queries.movers(trends, up=True), theme),
        "stages": growth_charts.stages(queries.stage_counts(trends, STAGES), theme),
        "quadrant": growth_charts.quadrant(queries.drawn(trends), theme),
        "small": charts.small_history("Red", "France", list(seen["week"]), list(seen["y"]), 0.2, theme, True),
        "swatches": charts.swatches(colours, theme),
        "coverage": charts.coverage(queries.read(snapshot, "weeks"), theme),
        "backtest": charts.backtest(scores, theme),
        "stance": reception_charts.stance("Red", received, theme),
        "echo": reception_charts.echo("Red", received, theme),
        **{
            which: why_charts.part("Red", queries.read(snapshot, "components", series_id=series_id), which, theme, True)
            for which in why_charts.PARTS
        },
    }


@pytest.mark.parametrize("theme", THEME_NAMES)
def test_every_stage_and_line_stands_out_from_the_page(theme: str) -> None:
    colours = THEMES[theme]
    marks = {**colours.stages, "forecast": colours.red, **{f"line {n}": line for n, line in enumerate(colours.lines)}}
    assert {name for name, mark in marks.items() if contrast(mark, colours.paper) < 3} == set()
    assert contrast(colours.ink, colours.paper) >= 4.5
    assert contrast(colours.grey, colours.paper) >= 4.5


def test_every_stage_has_a_sign_a_word_and_a_mark_of_its_own() -> None:
    assert set(STAGES) == set(THEMES["light"].stages) == set(THEMES["dark"].stages)
    words = [say(f"stage.{stage}") for stage in STAGES]
    assert len({word[0] for word in words}) == len(set(SYMBOLS.values())) == len(STAGES)


@pytest.mark.parametrize("theme", THEME_NAMES)
@pytest.mark.parametrize("kind", ["deuteranopia", "protanopia"])
def test_stages_of_one_shape_stay_apart_for_the_colour_blind(theme: str, kind: str) -> None:
    close = [
        (one, other)
        for one, other in combinations(STAGES, 2)
        if _apart(THEMES[theme].stages[one], THEMES[theme].stages[other], kind) < 0.06
    ]
    assert all(SYMBOLS[one] != SYMBOLS[other] for one, other in close)
    rising, falling = (THEMES[theme].stages[stage] for stage in ("rising", "declining"))
    assert _apart(rising, falling, kind) >= 0.06


@pytest.mark.parametrize("theme", THEME_NAMES)
def test_every_chart_has_words_and_draws_in_its_theme(snapshot: Snapshot, theme: str) -> None:
    for name, chart in drawn(snapshot, theme).items():
        assert len(chart.alt) > 15, name
        assert chart.figure.layout.template.layout.font.color == THEMES[theme].ink, name
        assert chart.figure.data, name


def test_what_was_seen_is_ink_the_forecast_red_and_the_year_before_dotted(snapshot: Snapshot) -> None:
    for theme in THEME_NAMES:
        lines = {trace.name: trace for trace in drawn(snapshot, theme)["history"].figure.data}
        assert lines[say("legend.seen")].line.color == THEMES[theme].ink
        assert lines[say("legend.forecast")].line.color == THEMES[theme].red
        assert lines[say("legend.last_year")].line.dash == "dot"
        assert lines[say("legend.incomplete")].marker.symbol == "circle-open"


def test_the_inner_band_lies_inside_the_outer_one(snapshot: Snapshot) -> None:
    lines = {trace.name: trace for trace in drawn(snapshot, "light")["history"].figure.data}
    inner, outer = (lines[say(f"legend.band{level}")].y for level in ("80", "95"))
    half = len(inner) // 2
    assert (np.array(inner[:half]) <= np.array(outer[:half])).all()
    assert (np.array(inner[half:]) >= np.array(outer[half:])).all()


def test_growth_is_drawn_with_its_interval(snapshot: Snapshot) -> None:
    chart = drawn(snapshot, "light")
    assert min(chart["movers"].figure.data[0].error_x.array) > 0
    assert all(min(trace.error_y.array) > 0 for trace in chart["quadrant"].figure.data)


def test_a_name_with_tags_is_shown_as_text() -> None:
    row = {"name": "<b>x</b>", "stage": "rising", "growth": 0.5, "growth_lo": 0.4, "growth_hi": 0.6, "series_id": "s"}
    assert growth_charts.movers(pd.DataFrame([row]), "light").figure.data[0].y[0].startswith("&lt;b&gt;")


points = st.lists(
    st.tuples(st.text(alphabet="abcdefgh ", min_size=1, max_size=24), st.floats(-1, 2), st.floats(-3, 5)), max_size=60
)


@given(points)
@settings(max_examples=60, deadline=None)
def test_names_never_meet_nor_leave_the_plot_on_a_phone_or_a_desk(found: list[tuple[str, float, float]]) -> None:
    placed = [labels.Point(name, x, y, str(n), y, y) for n, (name, x, y) in enumerate(found)]
    shown = labels.place_labels(placed, None, 12)
    assert len(shown) <= 12
    for width in labels.WIDTHS_PX:
        boxes = _boxes(placed, shown, width)
        assert all(box[0] >= 0 and box[2] <= width for box in boxes)
        assert not any(_meet(one, other) for one, other in combinations(boxes, 2))


def test_the_picked_trend_is_named_first() -> None:
    crowd = [labels.Point(f"n{n}", n / 10, n - 4.0, str(n), n - 4.0, n - 4.0) for n in range(9)]
    assert labels.place_labels(crowd, "5", 1)[0].point.series_id == "5"


@pytest.mark.parametrize("key", ["overview.nothing_of_the_kind", "reading.up"])
def test_words_that_are_missing_or_unfilled_are_a_fault(key: str) -> None:
    with pytest.raises(Fault, match="words"):
        say(key)


def test_every_key_that_code_names_is_in_the_words() -> None:
    import re

    room = Path(charts.__file__).parent
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*room.glob("*.py"), *room.glob("pages/*.py")])
    named = set(re.findall(r'say\(\s*"([a-z_0-9]+\.[a-z_0-9]+)"', code))
    assert len(named) > 60
    assert named - keys() == set()


def _boxes(placed: list[labels.Point], shown: list[labels.Label], width: int) -> list[labels.Box]:
    """Return the rectangles the names take."""
    box: Callable[..., labels.Box] = labels._box
    scale = labels._Scale.around(placed) if placed else None
    return [box(scale, label.point, _raw(label.text), label.anchor, label.lift, width) for label in shown]


def _raw(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _meet(one: labels.Box, other: labels.Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


# Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color Vision Deficiency",
# severity 1.0, on linear RGB.
MACHADO = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}


def _apart(one: str, other: str, kind: str) -> float:
    """Return the distance of two hex colours as a colour-blind eye sees them, in Oklab."""
    return float(np.linalg.norm(_oklab(one, kind) - _oklab(other, kind)))


def _oklab(colour: str, kind: str) -> np.ndarray:
    """Return a hex colour seen by a colour-blind eye in Oklab (Ottosson 2020)."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(MACHADO[kind]) @ linear, 0, 1)
    to_lms = [[0.41222147, 0.53633254, 0.05144599], [0.21190350, 0.68069955, 0.10739696],
              [0.08830246, 0.28171884, 0.62997870]]  # fmt: skip
    to_lab = [[0.21045426, 0.79361779, -0.00407205], [1.97799850, -2.42859220, 0.45059371],
              [0.02590404, 0.78277177, -0.80867577]]  # fmt: skip
    return np.array(to_lab) @ np.cbrt(np.array(to_lms) @ seen)
