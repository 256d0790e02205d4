"""Boards: what is pinned stays in its order, once, with its notes, whoever writes at the same time."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from data import boards
from data.boards import Picture, Thing
from data.desk import Desk
from data.errors import BadInput, NothingThere
from data.settings import Settings


@pytest.fixture
def desk(settings: Settings) -> Desk:
    return Desk(Settings(home=settings.home, wait_s=30))


@pytest.fixture
def board_id(desk: Desk) -> str:
    return boards.make(desk, "Spring")


def look(number: int) -> Thing:
    return Thing("look", f"look{number:04d}", f"Atelier Vane · look {number}")


def order(desk: Desk, board_id: str) -> list[str]:
    return [pin.thing.ref for pin in boards.pins(desk, board_id)]


def pin_id(desk: Desk, board_id: str, ref: str) -> str:
    return next(pin.pin_id for pin in boards.pins(desk, board_id) if pin.thing.ref == ref)


def test_a_home_without_a_desk_has_no_boards_and_gets_none_by_being_asked(desk: Desk, settings: Settings) -> None:
    assert boards.boards(desk) == [] and boards.pins(desk, "none") == []
    assert not settings.home.exists()


def test_a_board_is_made_renamed_and_dropped_with_all_that_is_on_it(desk: Desk, board_id: str) -> None:
    boards.pin(desk, board_id, look(1))
    assert boards.rename(desk, board_id, "  Spring\n 27 ")
    assert [(board.name, board.pins) for board in boards.boards(desk)] == [("Spring 27", 1)]
    assert boards.drop(desk, board_id) and not boards.drop(desk, board_id)
    assert boards.boards(desk) == [] and boards.pins(desk, board_id) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_name_that_cannot_be_is_refused(desk: Desk, board_id: str, name: str) -> None:
    with pytest.raises(BadInput, match="1 to 80"):
        boards.make(desk, name)
    with pytest.raises(BadInput, match="1 to 80"):
        boards.rename(desk, board_id, name)


def test_a_thing_is_pinned_once(desk: Desk, board_id: str) -> None:
    assert boards.pin(desk, board_id, look(1))
    assert not boards.pin(desk, board_id, look(1))
    assert boards.pin(desk, boards.make(desk, "Another"), look(1))
    assert order(desk, board_id) == ["look0001"]


def test_palettes_of_the_same_colours_are_one_thing(desk: Desk, board_id: str) -> None:
    colours = [{"name": "Red", "hex": "#B3392F", "area": 0.6}]
    assert boards.pin(desk, board_id, Thing.from_colours("SS25", colours))
    assert not boards.pin(desk, board_id, Thing.from_colours("SS25", colours))
    assert boards.pins(desk, board_id)[0].thing.colours == tuple(colours)


def test_a_full_board_and_a_board_that_is_gone_are_said(
    desk: Desk, board_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "MOST_PINS", 2)
    for number in range(2):
        boards.pin(desk, board_id, look(number))
    with pytest.raises(BadInput, match="full: it holds 2"):
        boards.pin(desk, board_id, look(2))
    boards.drop(desk, board_id)
    with pytest.raises(NothingThere, match="board is gone"):
        boards.pin(desk, board_id, look(2))


def test_things_change_places_with_their_neighbours(desk: Desk, board_id: str) -> None:
    for number in range(4):
        boards.pin(desk, board_id, look(number))
    assert boards.move(desk, pin_id(desk, board_id, "look0001"), later=True)
    assert order(desk, board_id) == ["look0000", "look0002", "look0001", "look0003"]
    assert not boards.move(desk, pin_id(desk, board_id, "look0000"), later=False)
    assert not boards.move(desk, pin_id(desk, board_id, "look0003"), later=True)
    assert boards.move_first(desk, pin_id(desk, board_id, "look0003"))
    assert order(desk, board_id) == ["look0003", "look0000", "look0002", "look0001"]
    boards.unpin(desk, pin_id(desk, board_id, "look0000"))
    assert boards.move(desk, pin_id(desk, board_id, "look0002"), later=False)
    assert order(desk, board_id) == ["look0002", "look0003", "look0001"]


STEPS = st.lists(st.tuples(st.sampled_from(["pin", "unpin", "earlier", "later", "first"]), st.integers(0, 4)))


@hypothesis_settings(deadline=None, max_examples=25)
@given(STEPS)
def test_any_order_of_steps_leaves_what_a_plain_list_leaves(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    desk = Desk(Settings(home=tmp_path_factory.mktemp("steps")))
    board_id, twin = boards.make(desk, "Spring"), []
    ids: dict[str, str] = {}
    for verb, number in steps:
        ref = look(number).ref
        if verb == "pin":
            boards.pin(desk, board_id, look(number))
            ids[ref] = pin_id(desk, board_id, ref)
            twin += [ref] if ref not in twin else []
        elif ref in twin:
            at = twin.index(ref)
            if verb == "unpin":
                boards.unpin(desk, ids[ref])
                twin.remove(ref)
            elif verb == "first":
                boards.move_first(desk, ids[ref])
                twin.insert(0, twin.pop(at))
            else:
                boards.move(desk, ids[ref], later=verb == "later")
                twin.insert(max(0, at + (1 if verb == "later" else -1)), twin.pop(at))
    assert order(desk, board_id) == twin


def test_a_kept_picture_goes_with_the_last_board_that_shows_it(desk: Desk, board_id: str, settings: Settings) -> None:
    picture, other = Picture(b"jpeg bytes", 30, 40), boards.make(desk, "Another")
    thing = Thing("picture", picture.sha256, "sketch.png")
    for board in (board_id, other):
        assert boards.pin(desk, board, thing, picture)
    assert boards.pictures(desk, board_id) == {picture.sha256: picture}
    boards.unpin(desk, pin_id(desk, board_id, picture.sha256))
    assert boards.pictures(desk, board_id) == {} and boards.pictures(desk, other) == {picture.sha256: picture}
    boards.drop(desk, other)
    with sqlite3.connect(settings.desk) as con:
        assert con.execute("SELECT count(*) FROM kept_picture").fetchone() == (0,)


def test_a_picture_whose_pin_was_refused_is_not_kept(desk: Desk, settings: Settings) -> None:
    picture = Picture(b"jpeg bytes", 30, 40)
    with pytest.raises(NothingThere):
        boards.pin(desk, "gone", Thing("picture", picture.sha256, "x"), picture)
    with sqlite3.connect(settings.desk) as con:
        assert con.execute("SELECT count(*) FROM kept_picture").fetchone() == (0,)


@pytest.mark.parametrize(
    ("there", "text", "before", "after"),
    [
        ("", "mine", "", "mine"),
        ("mine", "better", "mine", "better"),
        ("mine", "", "mine", ""),
        ("theirs", "mine", "", "theirs\nmine"),
        ("same", "same", "", "same"),
    ],
)
def test_a_note_that_somebody_else_wrote_meanwhile_stays(
    desk: Desk, board_id: str, there: str, text: str, before: str, after: str
) -> None:
    boards.pin(desk, board_id, look(1))
    pin = pin_id(desk, board_id, "look0001")
    boards.note(desk, board_id, there, "")
    boards.note_pin(desk, pin, there, "")
    assert boards.note(desk, board_id, text, before) and boards.note_pin(desk, pin, text, before)
    assert boards.boards(desk)[0].note == after and boards.pins(desk, board_id)[0].note == after


def test_a_note_that_is_too_long_is_refused_and_what_is_gone_is_told(desk: Desk, board_id: str) -> None:
    with pytest.raises(BadInput, match="has 2,001"):
        boards.note(desk, board_id, "x" * 2001, "")
    assert not boards.note(desk, "gone", "x", "") and not boards.note_pin(desk, "gone", "x", "")
    assert not boards.rename(desk, "gone", "x") and not boards.unpin(desk, "gone")


def test_sessions_that_write_at_once_lose_nothing(desk: Desk, board_id: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: boards.pin(desk, board_id, look(n % 20)), range(40)))
        ids = [pin.pin_id for pin in boards.pins(desk, board_id)]
        list(pool.map(lambda n: boards.move(desk, ids[n % 20], later=n % 2 == 0), range(40)))
        list(pool.map(lambda n: boards.note(desk, board_id, f"note {n}.", ""), range(12)))
    assert sorted(order(desk, board_id)) == sorted(look(n).ref for n in range(20))
    assert set(boards.boards(desk)[0].note.split("\n")) == {f"note {n}." for n in range(12)}


def test_another_process_pins_to_the_same_board(desk: Desk, board_id: str, settings: Settings) -> None:
    code = (
        "import sys; from pathlib import Path; from data import boards; from data.desk import Desk\n"
        "from data.settings import Settings\n"
        "desk = Desk(Settings(home=Path(sys.argv[1]), wait_s=30))\n"
        "boards.pin(desk, sys.argv[2], boards.Thing('look', 'theirs', 'x'))"
    )
    running = subprocess.Popen([sys.executable, "-c", code, str(settings.home), board_id])
    boards.pin(desk, board_id, look(1))
    assert running.wait(60) == 0
    assert set(order(desk, board_id)) == {"look0001", "theirs"}
