"""The Runway page finds looks by words, by a look or by a picture, says how, and reads nothing but the snapshot."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from board_setting import keys_of, looks_home, opened, words_of
from dashboard_season import build_season, publish_empty
from PIL import Image
from streamlit.testing.v1 import AppTest

from analysis.jobs import search as job
from analysis.looks.published import PublishedLooks
from analysis.looks.query import Asked, Filters
from data import boards
from data.desk import Desk
from data.errors import MissingPart, NothingThere
from data.settings import Settings
from data.snapshot import Snapshot
from data.store import Store


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a season whose looks have vectors."""
    return looks_home(tmp_path_factory, "runway")


@pytest.fixture
def season(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The season, made the home of this test, without a board."""
    monkeypatch.setenv("HEMLINE_HOME", str(home))
    settings = Settings(home=home)
    yield settings
    settings.desk.unlink(missing_ok=True)


@pytest.fixture
def published(season: Settings) -> PublishedLooks:
    return PublishedLooks(Snapshot.current(season), season)


def found(app: AppTest) -> list[str]:
    """Return the looks that answer, in their order."""
    return [key.removeprefix("found-closer-") for key in keys_of(app, "found-closer-")]


def picture_of(settings: Settings, number: int) -> bytes:
    sha = f"{number:02x}" + "0" * 62
    return (settings.thumbs / sha[:2] / f"{sha}.jpg").read_bytes()


def test_the_page_shows_looks_their_palette_and_their_seasons(season: Settings) -> None:
    app = opened("runway")
    assert not app.exception and not app.error
    assert [part.value for part in app.subheader] == ["Looks", "Palette", "By season"]
    assert len(keys_of(app, "looks-pin-")) == 24


def test_words_are_read_as_labels_where_no_model_places_them(season: Settings) -> None:
    app = opened("runway", words="something navy")
    labels = Snapshot.current(season).read("page_looks").set_index("image_id")["label_ids"]
    assert found(app) and all("colour:navy" in labels[image_id] for image_id in found(app))
    assert "read as labels, Navy" in words_of(app)
    assert app.text_input(key="words").value == "something navy"


def test_words_without_a_label_are_said_and_the_page_goes_on(season: Settings) -> None:
    app = opened("runway", words="xyzzy")
    assert "No label is known for" in app.error[0].value and "xyzzy" in app.error[0].value
    assert "By season" in [part.value for part in app.subheader]


def test_a_look_finds_its_like_and_itself_first(season: Settings) -> None:
    app = opened("runway", like="look0003")
    assert found(app)[0] == "look0003" and len(found(app)) == 24
    assert "More like **Atelier Vane" in words_of(app) and "outline" in words_of(app)
    app.button(key="runway-let-go").click().run()
    assert found(app) == [] and "like" not in app.query_params


def test_more_like_this_asks_for_a_look_and_puts_it_in_the_address(season: Settings) -> None:
    app = opened("runway")
    app.button(key="looks-like-look0003").click().run()
    assert app.query_params["like"] == "look0003" and found(app)[0] == "look0003"


def test_an_uploaded_picture_finds_its_like(season: Settings) -> None:
    app = opened("runway")
    app.file_uploader(key="runway-upload").upload("sketch.jpg", picture_of(season, 5), "image/jpeg").run()
    assert not app.exception and found(app)[0] == "look0005"
    assert "stays in this session" in words_of(app)
    both = app.text_input(key="words").set_value("navy").run()
    assert not both.exception and both.slider(key="runway-weight").value == 50
    assert boards.boards(Desk(season)) == [] and not season.desk.exists()


def test_of_a_look_and_an_upload_what_was_asked_for_last_is_searched_for(season: Settings) -> None:
    app = opened("runway", like="look0003")
    app.file_uploader(key="runway-upload").upload("sketch.jpg", picture_of(season, 5), "image/jpeg").run()
    assert found(app)[0] == "look0005" and "like" not in app.query_params
    app.button(key="found-like-look0004").click().run()
    assert found(app)[0] == "look0004"
    app.button(key="runway-let-go").click().run()
    assert found(app)[0] == "look0005" and not app.exception


@pytest.mark.parametrize(("name", "content"), [("note.jpg", b"no picture"), ("cut.png", b"\x89PNG\r\n\x1a\n")])
def test_a_file_that_is_no_picture_is_said_and_the_looks_stay(season: Settings, name: str, content: bytes) -> None:
    app = opened("runway")
    app.file_uploader(key="runway-upload").upload(name, content, "image/jpeg").run()
    assert not app.exception and len(app.error) == 1 and "cannot be used" in app.error[0].value
    assert len(keys_of(app, "looks-pin-")) == 24


@pytest.mark.parametrize(
    ("name", "value"), [("designer", "Odile Serre"), ("season", "SS25"), ("city", "Paris"), ("colour", "colour:navy")]
)
def test_filters_narrow_what_is_found(season: Settings, name: str, value: str) -> None:
    looks = Snapshot.current(season).read("page_looks")
    passing = looks["label_ids"].map(lambda ids: value in ids) if name == "colour" else looks[name] == value
    app = opened("runway", like="look0000", **{name: value})
    assert set(found(app)) == set(looks.loc[passing.astype(bool), "image_id"])


@pytest.mark.parametrize(("name", "what"), [("like", "look"), ("look", "look"), ("designer", "designer")])
def test_what_the_address_asks_and_nobody_knows_is_said_and_taken_out(season: Settings, name: str, what: str) -> None:
    app = opened("runway", **{name: "<b>nobody</b>"})
    assert not app.exception and what in app.warning[0].value and name not in app.query_params


def test_a_look_is_seen_closer_with_its_labels_credit_and_neighbours(season: Settings) -> None:
    app = opened("runway", look="look0004")
    words = words_of(app)
    assert "by permission of the houses" in words and "from Runway looks" in words
    assert "**Colour** Navy, White" in words and "Nearest to it" in words and "thumbnail" in words
    app.button(key="dialogue-like").click().run()
    assert app.query_params["like"] == "look0004" and "look" not in app.query_params


def test_a_press_pins_a_look_and_another_takes_it_off(season: Settings) -> None:
    app = opened("runway", like="look0003")
    for key in keys_of(app, "found-pin-")[:5]:
        app.button(key=key).click().run()
    board = boards.boards(Desk(season))[0]
    assert (board.name, board.pins) == ("My board", 5)
    assert [pin.thing.ref for pin in boards.pins(Desk(season), board.board_id)] == found(app)[:5]
    app.button(key=keys_of(app, "found-pin-")[0]).click().run()
    assert boards.boards(Desk(season))[0].pins == 4 and not app.exception


def test_an_upload_is_kept_only_where_it_is_pinned(season: Settings) -> None:
    app = opened("runway")
    app.file_uploader(key="runway-upload").upload("sketch.jpg", picture_of(season, 5), "image/jpeg").run()
    app.button(key="runway-pin-upload").click().run()
    assert not app.exception
    board_id = boards.boards(Desk(season))[0].board_id
    (pin,), kept = boards.pins(Desk(season), board_id), boards.pictures(Desk(season), board_id)
    assert pin.thing.name == "sketch.jpg" and pin.thing.colours and list(kept) == [pin.thing.ref]
    with Image.open(io.BytesIO(kept[pin.thing.ref].jpeg)) as picture:
        assert picture.size == (kept[pin.thing.ref].width, kept[pin.thing.ref].height)


def test_a_new_board_can_be_begun_and_is_pinned_to(season: Settings) -> None:
    boards.make(Desk(season), "Older")
    app = opened("runway")
    app.text_input(key="pin-new-name").set_value("Autumn coats")
    app.button(key="pin-new-make").click().run()
    app.button(key="looks-pin-look0001").click().run()
    assert {board.name: board.pins for board in boards.boards(Desk(season))} == {"Older": 0, "Autumn coats": 1}


def test_the_search_of_the_snapshot_finds_what_the_one_of_the_warehouse_finds(
    season: Settings, published: PublishedLooks
) -> None:
    without = Store(season.model_copy(update={"clip_model": str(season.home / "none")}))
    theirs = job.run(without, "red", None, Filters(), most=24).found
    by_labels = published.find(Asked(label_ids=("colour:red",)), None, 24).rows["image_id"].tolist()
    assert by_labels and [row["image_id"] for row in theirs] == by_labels


def test_the_search_needs_no_warehouse_and_no_model_library(season: Settings, published: PublishedLooks) -> None:
    assert published.is_pixels and len(published) == 24
    assert published.vector_of("nobody") is None
    with pytest.raises(MissingPart, match="pixels alone"):
        published.vector_of_words("red coat")
    assert "warehouse" not in repr(published)
    if "torch" not in sys.modules:
        opened("runway", words="red coat")
        assert "torch" not in sys.modules


def test_vectors_whose_files_are_gone_are_said(season: Settings, tmp_path: Path) -> None:
    elsewhere = PublishedLooks(Snapshot.current(season), Settings(home=tmp_path))
    with pytest.raises(NothingThere, match="hemline tag"):
        elsewhere.find(Asked(picture=PublishedLooks(Snapshot.current(season), season).vector_of("look0001")), None, 3)
    with pytest.raises(NothingThere, match="hemline tag"):
        elsewhere.vector_of("look0001")


def test_looks_that_were_not_placed_yet_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    build_season(Settings(home=home))
    monkeypatch.setenv("HEMLINE_HOME", str(home))
    assert "was not looked at yet" in opened("runway", like="look0001").error[0].value
    app = opened("runway", words="red")
    assert not app.error and found(app)
    app.file_uploader(key="runway-upload").upload("sketch.jpg", picture_of(Settings(home=home), 5), "image/jpeg").run()
    assert "hemline tag" in app.error[0].value.replace("\\", "")


def test_an_empty_snapshot_says_what_would_fill_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    publish_empty(Settings(home=home))
    monkeypatch.setenv("HEMLINE_HOME", str(home))
    assert "hemline ingest images" in words_of(opened("runway"))
