"""The Inspiration page shows styles with the looks that show them best, and a season beside the one a year before."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from dashboard_season import build_season
from streamlit.testing.v1 import AppTest

from dashboard import queries
from data.settings import Settings
from data.snapshot import Snapshot, publish
from data.store import Store
from tests.test_dashboard_pages import opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published season whose looks fall into two styles, made of pixels alone."""
    settings = Settings(home=tmp_path_factory.mktemp("styles") / "home")
    build_season(settings)
    store = Store(settings)
    ids = [f"look{n:04d}" for n in range(24)]
    styles = pd.DataFrame({"style_id": [1, 2], "looks": [14, 10], "centre": [[1.0], [0.0]], "named_after": "[]"})
    names = ["Style 1: red, <b>coat</b>", "Style 2"]
    labels = pd.DataFrame({"label_id": ["style:1", "style:2"], "name": names, "names": "{}", "facet": "style"})
    tags = pd.DataFrame({"subject_id": ids, "label_id": ["style:1"] * 14 + ["style:2"] * 10, "reader": "styles-1"})
    reader = {"reader": "styles-1", "kind": "style", "name": "styles", "version": "1", "settings": "{}"}
    with store.transaction():
        store.add("style", styles.assign(reader="styles-1", model="pixel-look-1", fitted_on=24))
        store.add("style_look", pd.DataFrame({"style_id": 1, "place": [1, 2], "image_id": ids[:2], "likeness": 0.9}))
        store.add("label", labels.assign(origin="style"))
        store.add("tag", tags.assign(subject_kind="image", polarity="neutral", score=0.9))
        store.add("reader", pd.DataFrame([{**reader, "active": True, "added_at": pd.Timestamp(0)}]))
    publish(store)
    return settings.home


@pytest.fixture
def page(home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("HEMLINE_HOME", str(home))
    return opened("runway")


def test_styles_are_shown_with_what_they_were_made_of(page: AppTest) -> None:
    assert not page.exception
    assert any("no image model is here" in caption.value for caption in page.caption)
    shown = [text.value for text in page.markdown if "Style 1" in text.value]
    assert shown and "of the looks of" in shown[0] and "<b>" not in shown[0]


def test_the_newest_season_is_shown_with_its_labels(page: AppTest) -> None:
    assert "By season" in [part.value for part in page.subheader]


def test_rows_by_season_are_one_designers_or_everybodys(home: Path) -> None:
    shares = queries.read(Snapshot.current(Settings(home=home)), "seasons")
    season = shares["season"].iloc[0]
    everybody = queries.season_rows(shares, "all", "all")
    assert set(everybody["season"]) == {season} and not everybody["label_id"].duplicated().any()
    assert "style" not in set(everybody["facet"])
    designer = shares.loc[(shares["scope"] == "designer") & (shares["season"] == season), "place"].iloc[0]
    one = queries.season_rows(shares, designer, season)
    assert set(one["place"]) == {designer} and (one["of_looks"] <= everybody["of_looks"].max()).all()
    places = queries.place_rows(shares, one["label_id"].iloc[0], season)
    assert designer in set(places["place"]) and (places["share"] <= 1).all()
