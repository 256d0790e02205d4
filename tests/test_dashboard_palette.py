"""The Palette page: colours of looks, boards and pictures, edited, named, checked and taken along."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from board_setting import looks_home, opened, words_of
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from dashboard.palette_charts import seen_by
from dashboard.palette_rows import MOST, Namer, checked, confusions, contrasts, from_picture, named, sentence
from data import boards
from data.boards import Thing
from data.desk import Desk
from data.errors import BadInput
from data.settings import Settings
from data.vocabulary import load_vocabulary

NAMER = Namer(load_vocabulary(None).facet("colour"), "en")
REDS = pd.DataFrame({"own_name": ["", "Mine"], "hex": ["#B3392F", "#FAFAF7"], "area": [0.75, 0.25]})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a published season."""
    return looks_home(tmp_path_factory, "palette")


@pytest.fixture
def desk(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The desk of the season, made the home of this test, with nothing on it."""
    monkeypatch.setenv("HEMLINE_HOME", str(home))
    desk = Desk(Settings(home=home))
    yield desk
    desk.settings.desk.unlink(missing_ok=True)


def edited(*rows: tuple[object, object, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["own_name", "hex", "area"])


@pytest.mark.parametrize(
    ("source", "of"),
    [("season", "FW25"), ("designer", "Odile Serre"), ("trend", "colour:camel")],
)
def test_a_palette_is_of_a_set_of_looks(desk: Desk, source: str, of: str) -> None:
    app = opened("palette", **{"from": source, "of": of})
    assert not app.exception and not app.error and not app.warning
    assert [part.value for part in app.subheader][1:] == ["For colour-blind eyes", "Contrast"]
    assert app.query_params.get("from", "season") == (source if source != "season" else "season")


def test_a_palette_is_of_a_board_and_can_be_pinned_to_it(desk: Desk) -> None:
    board_id = boards.make(desk, "Spring")
    boards.pin(desk, board_id, Thing("look", "look0001", "x"))
    app = opened("palette", **{"from": "board", "of": board_id})
    assert app.subheader[0].value == "Spring" and not app.exception
    app.button(key="swatch-pin").click().run()
    pin = boards.pins(desk, board_id)[1]
    assert pin.thing.kind == "palette" and {"label_id", "name", "hex", "area"} == set(pin.thing.colours[0])


def test_a_palette_is_of_an_upload_that_stays_in_the_session(desk: Desk) -> None:
    app = opened("palette", **{"from": "upload"})
    assert "Give a picture" in words_of(app)
    file = io.BytesIO()
    dress().save(file, "PNG")
    app.file_uploader(key="palette-upload").upload("dress.png", file.getvalue(), "image/png").run()
    assert not app.exception and app.subheader[0].value == "dress\\.png" and not desk.settings.desk.exists()


def dress() -> Image.Image:
    """Draw a dress, two parts red to one part navy, before a grey wall."""
    picture = Image.new("RGB", (120, 160), (205, 205, 205))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((35, 20, 85, 100), fill=(190, 30, 40))
    pen.rectangle((35, 101, 85, 140), fill=(31, 42, 68))
    return picture


def test_a_picture_gives_the_colours_of_its_clothes_in_proportion() -> None:
    rows = named(checked(from_picture(dress()).assign(own_name="")), NAMER)
    assert rows["label_id"].tolist() == ["colour:red", "colour:navy"]
    assert rows["area"].tolist() == pytest.approx([2 / 3, 1 / 3], abs=0.05)


def test_colours_are_named_after_the_nearest_unless_they_have_a_name_of_their_own() -> None:
    rows = named(REDS, NAMER)
    assert rows["name"].tolist()[1] == "Mine" and rows["label_id"].tolist()[1] == "colour:white"
    assert rows["apart"].iloc[1] < 1 and 0 <= rows["hue"].iloc[0] < 360
    assert Namer(load_vocabulary(None).facet("colour"), "zh").name_of("colour:white") == "白色"


def test_an_edited_palette_is_brought_into_one_form() -> None:
    rows = checked(edited((None, " b3392f ", 30), ("  My\nwhite ", "#fafaf7", 10), (None, None, 5), (None, "", None)))
    assert rows.values.tolist() == [["", "#B3392F", 0.75], ["My white", "#FAFAF7", 0.25]]
    assert checked(edited((None, "#000000", None))).values.tolist() == [["", "#000000", 1.0]]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(None, None, 1)], "No colour is left"),
        ([(None, "#B3392", 1)], "is no colour"),
        ([(None, "red", 1)], "is no colour"),
        ([(None, "#B3392F", 0)], "part of 0"),
        ([(None, "#B3392F", -3)], "part of -3"),
        ([(None, "#B3392F", float("inf"))], "part of inf"),
        ([(None, "#B3392F", 1)] * (MOST + 1), f"keep {MOST}"),
    ],
)
def test_what_is_no_palette_is_said(rows: list[tuple[object, object, object]], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        checked(edited(*rows))


HEXES = st.lists(st.from_regex(r"\A#[0-9A-F]{6}\Z"), min_size=1, max_size=MOST)


@settings(deadline=None, max_examples=40)
@given(HEXES, st.data())
def test_any_palette_has_its_facts_its_pairs_and_its_sentence(hexes: list[str], draw: st.DataObject) -> None:
    areas = draw.draw(st.lists(st.floats(0.1, 100), min_size=len(hexes), max_size=len(hexes)))
    rows = named(checked(edited(*((None, colour, area) for colour, area in zip(hexes, areas, strict=True)))), NAMER)
    assert rows["area"].sum() == pytest.approx(1) and rows["hex"].tolist() == hexes
    pairs = contrasts(rows)
    assert len(pairs) == len(hexes) * (len(hexes) - 1) // 2 and pairs["contrast"].between(1, 21.01).all()
    assert sentence(rows, NAMER).endswith(".")
    assert isinstance(confusions(rows, "deutan"), str)


@pytest.mark.parametrize(
    ("one", "other", "ratio", "fit"),
    [
        ("#000000", "#FFFFFF", 21.0, "aaa"),
        ("#767676", "#FFFFFF", 4.54, "aa"),
        ("#949494", "#FFFFFF", 3.03, "marks"),
        ("#FFFFFF", "#FFFFFE", 1.0, "nothing"),
    ],
)
def test_contrasts_are_those_of_wcag(one: str, other: str, ratio: float, fit: str) -> None:
    pair = contrasts(named(checked(edited((None, one, 1), (None, other, 1))), NAMER)).iloc[0]
    assert pair["contrast"] == pytest.approx(ratio, abs=0.01) and pair["fit_for"] == fit


@pytest.mark.parametrize(
    ("hexes", "words"),
    [
        (["#1B1B1B", "#FAFAF7"], "Neutral: no colour has a hue that tells. It is both dark and light."),
        (["#B3392F", "#C0473A", "#FAFAF7"], "Monochrome: one hue, Red"),
        (["#B3392F", "#2F8F9B"], "Complementary"),
    ],
)
def test_a_palette_is_told_in_words(hexes: list[str], words: str) -> None:
    rows = named(checked(edited(*((None, colour, 1) for colour in hexes))), NAMER)
    assert sentence(rows, NAMER).startswith(words)


def test_the_palette_is_drawn_once_for_each_kind_of_eyes() -> None:
    drawn = seen_by(named(REDS, NAMER), "light")
    colours = np.array([trace.marker.color for trace in drawn.figure.data])
    assert colours.shape == (2, 4) and colours[0, 0] == "#B3392F" and len(set(colours[0])) == 4
    assert "Red" in drawn.alt and "Mine" in drawn.alt
