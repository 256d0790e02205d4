"""The Boards page: what is pinned is shown, ordered, written on and taken along; the address shares it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest
from board_setting import keys_of, looks_home, opened, words_of
from pptx import Presentation

from dashboard import board_rows, cached
from dashboard.board_files.pdf import pdf
from dashboard.board_files.pptx import pptx
from dashboard.board_rows import colours_of
from dashboard.exports import PAGE_TABLES, csv_text
from data import boards
from data.boards import Picture, Thing
from data.desk import Desk
from data.settings import Settings
from tests.test_dashboard_uploads import drawn, written

COLOURS = ({"label_id": "colour:red", "name": "Red", "hex": "#B3392F", "area": 1.0},)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a published season."""
    return looks_home(tmp_path_factory, "boards")


@pytest.fixture
def desk(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The desk of the season, made the home of this test, with nothing on it."""
    monkeypatch.setenv("HEMLINE_HOME", str(home))
    desk = Desk(Settings(home=home))
    yield desk
    desk.settings.desk.unlink(missing_ok=True)


@pytest.fixture
def board_id(desk: Desk) -> str:
    """A board with two looks, one that is gone, a kept picture, a palette and a trend."""
    board_id = boards.make(desk, "Spring * 27")
    picture = Picture(written(drawn(), "JPEG"), 60, 90)
    for thing in (
        Thing("look", "look0001", "Marrow & Finch"),
        Thing("look", "look0002", "Odile Serre"),
        Thing("look", "look9999", "A look that went"),
        Thing("palette", "p", "My reds", COLOURS),
        Thing("trend", "colour:red|all|all|all|all", "Red"),
    ):
        boards.pin(desk, board_id, thing)
    boards.pin(desk, board_id, Thing("picture", picture.sha256, "sketch.png", COLOURS), picture)
    return board_id


def order(desk: Desk, board_id: str) -> list[str]:
    return [pin.thing.name for pin in boards.pins(desk, board_id)]


def test_without_a_board_the_page_says_what_makes_one(desk: Desk) -> None:
    app = opened("boards")
    assert not app.exception and "There is no board yet" in words_of(app)
    app.text_input(key="boards-new-name").set_value("Spring")
    app.button(key="boards-new-make").click().run()
    assert [board.name for board in boards.boards(desk)] == ["Spring"] and "1 board" in words_of(app)


def test_an_empty_board_says_what_fills_it(desk: Desk) -> None:
    app = opened("boards", board=boards.make(desk, "Spring"))
    assert app.title[0].value == "Spring" and "Nothing is pinned here yet" in words_of(app)


def test_a_board_shows_its_things_with_their_credits(desk: Desk, board_id: str) -> None:
    app = opened("boards", board=board_id)
    words = words_of(app).replace("\\", "")
    assert not app.exception and not app.error and app.title[0].value == "Spring \\* 27"
    assert "**Marrow & Finch · FW25 · look 2**  \nParis · from Runway looks · by permission of the houses" in words
    assert "A look that went" in words and "No longer in this snapshot" in words
    assert "Uploaded picture sketch.png · credit unknown" in words
    assert "Palette of 1 colour" in words and "▲ Rising" in words


def test_an_unknown_board_is_said_and_taken_out_of_the_address(desk: Desk, board_id: str) -> None:
    app = opened("boards", board="<b>nobody</b>")
    assert "There is no board" in app.warning[0].value and "board" not in app.query_params
    assert "1 board" in words_of(app)


def test_the_arrows_change_the_order_and_the_cross_takes_off(desk: Desk, board_id: str) -> None:
    app = opened("boards", board=board_id)
    app.button(key=keys_of(app, "pin-later-")[0]).click().run()
    assert order(desk, board_id)[:2] == ["Odile Serre", "Marrow & Finch"]
    app.button(key=keys_of(app, "pin-first-")[3]).click().run()
    assert order(desk, board_id)[0] == "My reds"
    app.button(key=keys_of(app, "pin-off-")[0]).click().run()
    assert "My reds" not in order(desk, board_id) and len(order(desk, board_id)) == 5 and not app.exception


def test_notes_are_kept_and_nobodys_is_lost(desk: Desk, board_id: str) -> None:
    app = opened("boards", board=board_id)
    boxes = {box.key.rpartition("-")[0]: box for box in app.text_area}
    pin_id = boards.pins(desk, board_id)[0].pin_id
    boxes[f"board-note-{board_id}"].set_value("Warm").run()
    boards.note_pin(desk, pin_id, "theirs", "")
    boxes[f"note-{pin_id}"].set_value("mine").run()
    assert boards.boards(desk)[0].note == "Warm" and boards.pins(desk, board_id)[0].note == "theirs\nmine"
    assert "theirs\nmine" in [box.value for box in app.text_area]


def test_a_board_is_renamed_and_dropped(desk: Desk, board_id: str) -> None:
    app = opened("boards", board=board_id)
    app.text_input(key=f"board-name-{board_id}").set_value("Autumn")
    next(button for button in app.button if button.label == "Rename").click().run()
    assert app.title[0].value == "Autumn"
    app.button(key="board-drop").click().run()
    assert boards.boards(desk) == [] and not app.exception and not app.warning and "no board yet" in words_of(app)


def test_trends_and_the_palettes_of_briefs_are_added_on_the_board(desk: Desk) -> None:
    board_id = boards.make(desk, "Spring")
    app = opened("boards", board=board_id)
    app.selectbox(key="board-trend").select("material:suede|all|all|all|all").run()
    app.button(key="board-pin-trend").click().run()
    app.selectbox(key="board-brief").select("brief-1").run()
    app.button(key="board-pin-brief").click().run()
    assert order(desk, board_id) == ["Suede", "Red, all over"]
    assert [colour["name"] for colour in boards.pins(desk, board_id)[1].thing.colours] == ["Red", "Camel", "White"]


def test_the_palette_of_a_board_is_of_looks_pictures_and_palettes(desk: Desk, board_id: str) -> None:
    looks, labels = cached.read("looks"), cached.read("labels")
    pins = boards.pins(desk, board_id)
    reds = colours_of([pin for pin in pins if pin.thing.kind in ("palette", "picture")], looks, labels)
    assert reds[["label_id", "hex", "looks"]].values.tolist() == [["colour:red", "#B3392F", 2]]
    whole = colours_of(pins, looks, labels)
    assert {"colour:red", "colour:navy", "colour:white"} <= set(whole["label_id"]) and whole["area"].sum() < 1.001
    assert colours_of([], looks, labels).empty


def test_the_files_of_a_board_hold_its_pictures_and_credits(desk: Desk, board_id: str) -> None:
    opened("boards", board=board_id)
    pins = boards.pins(desk, board_id)
    things = board_rows.shown(pins, boards.pictures(desk, board_id))
    palette = colours_of(pins, cached.read("looks"), cached.read("labels"))
    sheet = board_rows.sheet(boards.boards(desk)[0], things, palette, pd.Timestamp("2025-12-29"))
    document = pypdfium2.PdfDocument(pdf(sheet))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    assert text.count("by permission of the houses") == 2 and "credit unknown" in text and "No longer in" in text
    assert sum(len(list(page.get_objects(filter=[3]))) for page in document) == 3
    slides = Presentation(io.BytesIO(pptx(sheet))).slides
    assert sum(shape.shape_type == 13 for slide in slides for shape in slide.shapes) == 3


def test_a_board_as_rows_has_every_thing_with_its_credit_and_note(desk: Desk, board_id: str) -> None:
    boards.note_pin(desk, boards.pins(desk, board_id)[0].pin_id, "=1+1", "")
    rows = board_rows.rows(board_rows.shown(boards.pins(desk, board_id), {}))
    back = pd.read_csv(io.StringIO(csv_text(rows, PAGE_TABLES["board"])))
    assert back["number"].tolist() == [1, 2, 3, 4, 5, 6] and back["note"].iloc[0] == "'=1+1"
    assert back["kind"].tolist() == ["look", "look", "look", "palette", "trend", "picture"]
    assert back["colours"].tolist()[3] == "#B3392F"


def test_a_desk_that_cannot_be_used_is_said_in_a_sentence(desk: Desk) -> None:
    desk.settings.desk.write_bytes(b"this is no desk, and long enough to be taken for one" * 40)
    for page in ("boards", "runway", "palette"):
        app = opened(page)
        assert not app.exception and "is broken" in words_of(app).replace("\\", "")
