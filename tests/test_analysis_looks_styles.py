"""Looks fall into styles that keep their number, carry examples and a name, and are counted by season like a label."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.jobs import styles as job
from analysis.looks.styles import EXAMPLES, EXAMPLES_A_DESIGNER, FEWEST_LOOKS, examples, group, kept_numbers, names
from analysis.looks.vectors import keep
from analysis.protocols import Fingerprint
from data.store import Store

SPACE = Fingerprint("look", "drawn-looks", "1")
MIDDLES = np.linalg.qr(np.random.default_rng(3).normal(size=(16, 16)))[0][:4]


class Space:
    """The space of vectors that the tests put there themselves."""

    space = SPACE


@pytest.fixture(autouse=True)
def space(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "look_embedder", lambda settings: (Space(), None))


def around(middles: np.ndarray, seed: int = 0) -> np.ndarray:
    vectors = middles + 0.05 * np.random.default_rng(seed).normal(size=middles.shape)
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def add_looks(store: Store, styles: list[int], seasons: list[str], start: int = 0, setting: str | None = None) -> None:
    """Store looks of known styles with their vectors; a look of style n wears the nth colour."""
    ids = [f"{start + n:016x}" for n in range(len(styles))]
    colours = ("red", "blue", "green", "black")
    frame = pd.DataFrame({"image_id": ids, "sha256": ids, "path": ids, "season": seasons, "setting": setting})
    frame["designer"] = [f"House {n % 3}" for n in range(len(ids))]
    frame["year"] = [2000 + int(season[-2:]) for season in seasons]
    shown = date(2024, 9, 23)
    store.add(
        "source", pd.DataFrame([{"source": "shows", "kind": "images", "title": "S", "added_at": pd.Timestamp(0)}])
    )
    store.add("image", frame.assign(source="shows", city="Paris", width=2, height=3, shown_on=shown, week=shown))
    store.add("embedding", keep(store.settings.vectors / str(SPACE), ids, around(MIDDLES[styles], start)))
    reader = {"reader": "r", "kind": "colour", "name": "r", "version": "1", "settings": "{}", "active": True}
    store.add("reader", pd.DataFrame([{**reader, "added_at": pd.Timestamp(0)}]))
    tags = pd.DataFrame({"subject_id": ids, "label_id": [f"colour:{colours[n]}" for n in styles]})
    store.add("tag", tags.assign(reader="r", subject_kind="image", polarity="neutral", score=1.0))


@pytest.fixture
def table(store: Store) -> Callable[[str], pd.DataFrame]:
    def read(name: str) -> pd.DataFrame:
        with store.connection() as con:
            return con.execute(f"SELECT * FROM {name} ORDER BY ALL").df()

    return read


def styles_of(table: Callable[[str], pd.DataFrame]) -> dict[str, str]:
    tags = table("tag").query("label_id.str.startswith('style:')")
    return dict(zip(tags["subject_id"], tags["label_id"], strict=True))


def test_looks_of_one_kind_are_one_style_with_a_name_and_examples(
    store: Store, table: Callable[[str], pd.DataFrame]
) -> None:
    truth = [n % 4 for n in range(160)]
    add_looks(store, truth, ["SS25"] * 160)
    result = job.run(store)
    assert (result.looks, result.styles, result.made) == (160, 4, True)
    found = styles_of(table)
    pairs = {(truth[int(image_id, 16)], label_id) for image_id, label_id in found.items()}
    assert len(found) == 160 and len(pairs) == 4
    labels = table("label").query("origin == 'style'")
    assert {name.partition(": ")[2] for name in labels["name"]} == {"red", "blue", "green", "black"}
    assert all("：" in json.loads(both)["zh"] for both in labels["names"])
    shown = table("style_look")
    assert shown["style_id"].value_counts().eq(EXAMPLES).all()
    assert shown.groupby("style_id")["place"].apply(list).map(lambda places: places == list(range(1, 9))).all()


def test_a_second_run_changes_nothing_and_new_looks_go_to_the_nearest_style(
    store: Store, table: Callable[[str], pd.DataFrame]
) -> None:
    add_looks(store, [n % 4 for n in range(160)], ["SS25"] * 160)
    job.run(store)
    before = styles_of(table)
    assert not job.run(store).made and styles_of(table) == before
    add_looks(store, [2] * 8, ["FW25"] * 8, start=1000)
    result = job.run(store)
    after = styles_of(table)
    assert not result.made and len(after) == 168 and after.items() >= before.items()
    assert {after[f"{1000 + n:016x}"] for n in range(8)} == {before[f"{2:016x}"]}


def test_styles_made_anew_keep_their_numbers(store: Store, table: Callable[[str], pd.DataFrame]) -> None:
    add_looks(store, [n % 4 for n in range(160)], ["SS25"] * 160)
    job.run(store)
    before = styles_of(table)
    add_looks(store, [n % 4 for n in range(60)], ["FW25"] * 60, start=1000)
    assert job.run(store).made
    after = styles_of(table)
    assert sum(after[image_id] == label_id for image_id, label_id in before.items()) > 110
    assert table("reader").query("kind == 'style'")["active"].tolist() == [True]


def test_too_few_looks_make_no_style_and_it_is_said(store: Store, table: Callable[[str], pd.DataFrame]) -> None:
    add_looks(store, [0] * (FEWEST_LOOKS - 1), ["SS25"] * (FEWEST_LOOKS - 1))
    result = job.run(store)
    assert result.styles == 0 and result.note and "too few" in result.note
    assert table("style").empty


def test_a_style_is_counted_by_season_designer_and_city_like_any_label(store: Store) -> None:
    add_looks(store, [0] * 10 + [1] * 30 + [2, 3] * 20, ["SS24"] * 80)
    add_looks(store, [0] * 30 + [1] * 10 + [2, 3] * 20, ["SS25"] * 80, start=1000)
    job.run(store)
    shares = store.read("snapshot/season_share")
    styles = shares[shares["label_id"].str.startswith("style:") & (shares["scope"] == "all")]
    by_season = styles.groupby("season")["looks"].apply(lambda looks: sorted(looks))
    assert by_season.to_dict() == {"SS24": [10, 20, 20, 30], "SS25": [10, 20, 20, 30]}
    red = shares[(shares["label_id"] == "colour:red") & (shares["season"] == "SS25")]
    assert red.groupby("scope")["looks"].sum().to_dict() == {"all": 30, "city": 30, "designer": 30}
    assert red[red["scope"] == "designer"]["place"].tolist() and (shares["looks"] <= shares["base"]).all()
    weekly = store.read("series_looks")
    assert weekly["label_id"].str.startswith("style:").any()


@pytest.mark.parametrize(
    ("others", "counted"), [("catwalk", 40), ("scene", 40), ("detail", 30), ("backstage", 30), ("studio", 70)]
)
def test_a_shows_second_pictures_of_its_looks_are_left_out(store: Store, others: str, counted: int) -> None:
    """Thirty studio pictures beside forty others of the same shows."""
    add_looks(store, [0] * 30, ["SS25"] * 30, setting="studio")
    add_looks(store, [0] * 40, ["SS25"] * 40, start=1000, setting=others)
    assert store.read("series_looks")["base"].iloc[0] == counted


def test_groups_are_the_same_every_time() -> None:
    vectors = around(MIDDLES[np.arange(200) % 4])
    one, other = group(vectors), group(vectors)
    np.testing.assert_array_equal(one.assigned, other.assigned)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_every_new_style_gets_one_number_of_its_own(pairs: list[tuple[int, int]]) -> None:
    now = {str(n): new for n, (new, _) in enumerate(pairs)}
    before = {str(n): old + 1 for n, (_, old) in enumerate(pairs)}
    numbers = kept_numbers(now, before)
    assert set(numbers) == set(now.values()) and len(set(numbers.values())) == len(numbers)
    assert kept_numbers({k: v - 1 for k, v in before.items()}, before) == {v - 1: v for v in set(before.values())}


def test_examples_come_from_several_designers_where_there_are() -> None:
    looks = pd.DataFrame({"image_id": [str(n) for n in range(30)], "likeness": np.linspace(1, 0, 30), "style_id": 1})
    looks["designer"] = ["A"] * 20 + ["B"] * 8 + [None] * 2
    shown = examples(looks)
    of = looks.set_index("image_id")["designer"]
    counts = shown["image_id"].map(of).value_counts(dropna=False)
    assert len(shown) == EXAMPLES and counts["B"] == EXAMPLES_A_DESIGNER and shown["likeness"].is_monotonic_decreasing
    assert len(examples(looks.assign(designer="A"))) == EXAMPLES


def test_a_style_is_named_after_what_it_has_more_of_than_the_others() -> None:
    style_of = pd.Series({str(n): n % 2 for n in range(20)})
    rows = [(str(n), "colour:red") for n in range(20)] + [(str(n), "pattern:dot") for n in range(0, 20, 2)]
    told = names(style_of, pd.DataFrame(rows, columns=["image_id", "label_id"]))
    assert told.to_dict("records") == [{"style_id": 0, "label_id": "pattern:dot", "share": 1.0, "lift": 2.0}]
