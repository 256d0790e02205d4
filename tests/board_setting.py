"""A published season whose looks have vectors, for the tests of what designers make with them. Only tests use it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from dashboard_season import build_season
from streamlit.testing.v1 import AppTest

from analysis.images.pictures import open_picture
from analysis.looks.pixel_look import PixelLook, pixel_vector
from analysis.looks.vectors import keep
from data.settings import Settings
from data.snapshot import publish
from data.store import Store

DOOR = Path(__file__).resolve().parent.parent / "streamlit_app.py"


def looks_home(factory: pytest.TempPathFactory, name: str) -> Path:
    """Return a home of its own with the season of `build_looks`, which is built once for all."""
    built = factory.getbasetemp() / "season-with-looks"
    if not built.is_dir():
        build_looks(Settings(home=built))
    home = factory.mktemp(name) / "home"
    shutil.copytree(built, home)
    return home


def build_looks(settings: Settings) -> str:
    """Fill and publish a season, its looks placed by their pixels; return the snapshot's id."""
    build_season(settings)
    store = Store(settings)
    images = store.read("search_looks", image_ids=[f"look{n:04d}" for n in range(24)])
    thumbs = [settings.thumbs / sha[:2] / f"{sha}.jpg" for sha in images["sha256"]]
    vectors = PixelLook().embed([pixel_vector(open_picture(path, 10**7)) for path in thumbs])
    folder = settings.vectors / str(PixelLook().space)
    store.add("embedding", keep(folder, images["image_id"].tolist(), vectors))
    with store.connection() as con:
        con.execute("UPDATE source SET licence_note = 'by permission of the houses' WHERE source = 'runway'")
    return publish(store)


def opened(page: str, **params: str) -> AppTest:
    """Open one page through the web door."""
    app = AppTest.from_file(str(DOOR), default_timeout=60).run()
    app.query_params.update(params)
    return app.switch_page(f"dashboard/pages/{page}.py").run()


def words_of(app: AppTest) -> str:
    """Return every word a page shows outside its tables."""
    parts = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.text, *app.warning, *app.error]
    return "\n".join(str(part.value) for part in parts)


def keys_of(app: AppTest, start: str) -> list[str]:
    """Return the keys of the buttons that begin so, in the order of the page."""
    return [button.key for button in app.button if button.key and button.key.startswith(start)]
