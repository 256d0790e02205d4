"""Looks are found by words, a picture or both, within filters, exactly or through a graph, and it is said how."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from analysis.jobs import search as job
from analysis.jobs import tag
from analysis.jobs.looks import embed_images, read_images
from analysis.looks import index as index_module
from analysis.looks.graph import FILE, Graph
from analysis.looks.index import LookIndex
from analysis.looks.pixel_look import PixelLook
from analysis.looks.query import Filters, by_tags, joined, mixed
from analysis.looks.vectors import gather, keep
from analysis.protocols import Fingerprint
from data.errors import BadInput, NothingThere, UnknownName
from data.records import Tag
from data.store import Store

ALL = Filters()
COLOURS = {"red": (200, 30, 30), "blue": (30, 60, 200), "green": (30, 140, 60)}


class HueReader:
    """A reader of pictures and words alike: three numbers say how red, green and blue something is."""

    side_px = 64

    def __init__(self, version: str = "1") -> None:
        self.space = Fingerprint("look", "hue-looks", "1")
        self.fingerprint = Fingerprint("garment", "hue", version)
        self.looked_at = 0

    def preparer(self) -> Callable[[Image.Image], Any]:
        return lambda picture: np.asarray(picture, dtype=np.float32).reshape(-1, 3).mean(axis=0)

    def embed(self, prepared: Sequence[Any]) -> np.ndarray:
        self.looked_at += len(prepared)
        if not len(prepared):
            return np.zeros((0, 0), np.float32)
        means = np.stack(prepared)
        return (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float32)

    def embed_words(self, texts: Sequence[str]) -> np.ndarray:
        return self.embed([np.array(COLOURS[text], np.float32) for text in texts])

    def tag_vectors(self, vectors: np.ndarray) -> list[list[Tag]]:
        return [
            [Tag(f"colour:{['red', 'green', 'blue'][int(row.argmax())]}", score=float(row.max()))] for row in vectors
        ]

    def tag(self, images: Sequence[Image.Image]) -> list[list[Tag]]:
        return self.tag_vectors(self.embed([self.preparer()(image) for image in images]))


def look(path: Path, colour: tuple[int, int, int], wide: int = 30) -> str:
    """Draw a dress before a grey wall and return its id."""
    picture = Image.new("RGB", (90, 140), (225, 225, 225))
    ImageDraw.Draw(picture).rectangle((45 - wide // 2, 15, 45 + wide // 2, 125), fill=colour)
    picture.save(path)
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


@pytest.fixture
def ids(store: Store, tmp_path: Path) -> dict[str, str]:
    """A home with six looks: three colours, narrow and wide, of two designers and seasons."""
    rows = []
    for n, (name, colour) in enumerate(COLOURS.items()):
        for wide in (20, 50):
            path = tmp_path / f"{name}-{wide}.png"
            image_id = look(path, colour, wide)
            known = {"designer": "Ada Vane" if wide == 20 else "Bo", "season": "SS25" if n else "FW24", "look": n + 1}
            rows.append({"image_id": image_id, "sha256": image_id * 4, "path": str(path), **known})
    store.add("image", pd.DataFrame(rows).assign(source="shows", width=90, height=140))
    return {Path(row["path"]).stem: row["image_id"] for row in rows}


@pytest.fixture
def hues(monkeypatch: pytest.MonkeyPatch) -> HueReader:
    """Make the reader of words and pictures the strongest that is here."""
    reader = HueReader()
    monkeypatch.setattr(job, "look_embedder", lambda settings: (reader, None))
    return reader


def without_clip(store: Store) -> Store:
    return Store(store.settings.model_copy(update={"clip_model": str(store.settings.home / "none")}))


def found(result: job.SearchResult) -> list[str]:
    return [Path(row["path"]).stem for row in result.found]


def test_a_picture_is_looked_at_once_and_its_labels_are_read_from_the_vector(
    store: Store, ids: dict[str, str], hues: HueReader
) -> None:
    assert read_images(store, hues).subjects == 6 and hues.looked_at == 6
    other = HueReader("with other prompts")
    assert read_images(store, other).tags == 6 and other.looked_at == 0
    assert embed_images(store, other).subjects == 0


def test_a_vector_whose_file_is_gone_is_made_again(store: Store, ids: dict[str, str], hues: HueReader) -> None:
    embed_images(store, hues, batch=4)
    next((store.settings.vectors / str(hues.space)).glob("*.f32")).unlink()
    assert embed_images(store, hues, batch=4).subjects in (2, 4)
    assert store.read("unembedded_count", model=str(hues.space))["images"].iloc[0] == 0


def test_pictures_that_cannot_be_opened_are_listed_and_the_others_found(
    store: Store, ids: dict[str, str], hues: HueReader, tmp_path: Path
) -> None:
    (tmp_path / "red-20.png").write_bytes(b"broken")
    read = read_images(store, hues)
    assert (read.subjects, read.rejected) == (5, 1)
    result = job.run(store, "red", None, ALL)
    assert found(result)[0] == "red-50" and "1 of 6 pictures were not looked at" in result.notes[0]


def test_words_find_looks_where_a_model_reads_both(store: Store, ids: dict[str, str], hues: HueReader) -> None:
    embed_images(store, hues)
    result = job.run(store, "blue", None, ALL, most=2)
    assert set(found(result)) == {"blue-20", "blue-50"} and result.looks == 6 and result.notes == ()
    assert result.found[0]["likeness"] >= result.found[1]["likeness"]


def test_words_and_a_picture_are_weighed(store: Store, ids: dict[str, str], hues: HueReader, tmp_path: Path) -> None:
    embed_images(store, hues)
    like = str(tmp_path / "red-50.png")
    assert found(job.run(store, "blue", like, ALL, weight=0.0, most=1)) == ["red-50"]
    assert found(job.run(store, "blue", like, ALL, weight=1.0, most=1))[0].startswith("blue")


@pytest.mark.parametrize(
    ("filters", "allowed"),
    [
        (Filters(season="ss25"), {"blue", "green"}),
        (Filters(designer="ada vane"), {"red", "blue", "green"}),
        (Filters(label_id="Red"), {"red"}),
        (Filters(season="FW24", label_id="colour:red"), {"red"}),
    ],
)
def test_filters_narrow_what_is_found_whatever_their_capitals(
    store: Store, ids: dict[str, str], hues: HueReader, filters: Filters, allowed: set[str]
) -> None:
    read_images(store, hues)
    result = job.run(store, "green", None, filters)
    assert {name.split("-")[0] for name in found(result)} == allowed
    assert result.looks == len(result.found)


def test_without_a_joint_model_words_are_read_as_labels_and_it_is_said(store: Store, ids: dict[str, str]) -> None:
    store = without_clip(store)
    tag.run(store)
    result = job.run(store, "something red", None, ALL)
    assert {name.split("-")[0] for name in found(result)} == {"red"} and result.how == "labels"
    assert any("read as labels, Red" in note for note in result.notes)
    assert any("image model" in note and "not complete" in note for note in result.notes)


def test_without_a_model_a_picture_finds_its_like_by_colour_and_outline(
    store: Store, ids: dict[str, str], tmp_path: Path
) -> None:
    store = without_clip(store)
    tag.run(store)
    look(tmp_path / "upload.png", (190, 40, 35), 48)
    result = job.run(store, None, str(tmp_path / "upload.png"), ALL, most=2)
    assert found(result) == ["red-50", "red-20"] and "colour, outline and surface" in result.how
    look(tmp_path / "other.png", (32, 60, 200), 48)
    both = job.run(store, "red", str(tmp_path / "other.png"), ALL, weight=0.6)
    assert found(both)[0] == "red-50" and "and labels" in both.how
    assert found(job.run(store, None, ids["green-20"], ALL, most=1)) == ["green-20"]


WRONG: list[tuple[str | None, str | None, Filters, type[Exception], str]] = [
    (None, None, ALL, BadInput, "Nothing is asked for"),
    ("  ", None, ALL, BadInput, "Nothing is asked for"),
    (None, "no-such.jpg", ALL, BadInput, "no picture 'no-such.jpg'"),
    (None, "0" * 16, ALL, BadInput, "No look of the index"),
    ("xyzzy", None, ALL, BadInput, "No label is known"),
    ("red", None, Filters(season="SS99"), UnknownName, "no season 'SS99'"),
    ("red", None, Filters(label_id="reddish"), UnknownName, "no colour 'reddish'"),
]


@pytest.mark.parametrize(("words", "like", "filters", "kind", "sentence"), WRONG)
def test_what_cannot_be_searched_is_said_in_a_sentence(
    store: Store,
    ids: dict[str, str],
    words: str | None,
    like: str | None,
    filters: Filters,
    kind: type[Exception],
    sentence: str,
) -> None:
    store = without_clip(store)
    tag.run(store)
    with pytest.raises(kind, match=sentence):
        job.run(store, words, like, filters)


def test_a_file_that_is_no_picture_is_named(store: Store, ids: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "note.jpg").write_text("no picture")
    with pytest.raises(BadInput, match="not an image"):
        job.run(without_clip(store), None, str(tmp_path / "note.jpg"), ALL)


def test_before_anything_was_looked_at_the_next_step_is_named(
    store: Store, ids: dict[str, str], hues: HueReader
) -> None:
    with pytest.raises(NothingThere, match="hemline tag"):
        job.run(store, "red", None, ALL)


def test_a_result_reads_as_lines_and_as_json(store: Store, ids: dict[str, str], hues: HueReader) -> None:
    read_images(store, hues)
    result = job.run(store, "red", None, ALL, most=1)
    first, line = job.table(result).splitlines()
    assert first == "1 of 6 looks, by what an image model sees"
    assert "FW24" in line and "[red]" in line and line.endswith(".png")
    assert json.dumps(result.found)


def unit(rows: int, dimensions: int = 12, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def kept(folder: Path, vectors: np.ndarray, a_file: int = 7) -> pd.DataFrame:
    ids = [f"{n:016x}" for n in range(len(vectors))]
    parts = [keep(folder, ids[n : n + a_file], vectors[n : n + a_file]) for n in range(0, len(ids), a_file)]
    return pd.concat(parts, ignore_index=True).rename(columns={"text_hash": "image_id"})


def test_the_index_says_what_comparing_one_by_one_says(tmp_path: Path) -> None:
    vectors = unit(200)
    places = kept(tmp_path, vectors).sample(120, random_state=1).reset_index(drop=True)
    index = LookIndex(tmp_path, places)
    query = vectors[5]
    chosen = [int(image_id, 16) for image_id in places["image_id"]]
    np.testing.assert_allclose(index.likenesses(query), vectors[chosen] @ query, atol=1e-6)
    nearest = sorted(chosen, key=lambda n: -float(vectors[n] @ query))[:9]
    assert [int(image_id, 16) for image_id in index.nearest(query, 9)["image_id"]] == nearest
    np.testing.assert_array_equal(gather(tmp_path, places), vectors[chosen])


@pytest.mark.parametrize("most", [1, 5, 500])
def test_an_index_gives_no_more_than_it_has(tmp_path: Path, most: int) -> None:
    assert len(LookIndex(tmp_path, kept(tmp_path, unit(20))).nearest(unit(1)[0], most)) == min(most, 20)
    empty = pd.DataFrame({"image_id": [], "file": [], "row_index": []})
    assert LookIndex(tmp_path, empty).nearest(unit(1)[0], most).empty


def test_beyond_the_limit_a_graph_finds_nearly_the_same_within_filters_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = unit(400)
    places = kept(tmp_path, vectors, 64)
    exact = LookIndex(tmp_path, places)
    some = places[places.index % 2 == 0]
    exact_some = LookIndex(tmp_path, some)
    truth = [set(part.nearest(vectors[9], 10)["image_id"]) for part in (exact, exact_some)]
    monkeypatch.setattr(index_module, "EXACT_MOST", 100)
    for part, true in zip((exact, exact_some), truth, strict=True):
        assert not part.exact
        near = part.nearest(vectors[9], 10)
        assert len(true & set(near["image_id"])) >= 9
        assert near["likeness"].is_monotonic_decreasing
    assert (tmp_path / FILE).is_file()


def test_a_graph_grows_with_the_pictures(tmp_path: Path) -> None:
    vectors = unit(90)
    places = kept(tmp_path, vectors)
    Graph.opened(tmp_path, places.head(60))
    grown = Graph.opened(tmp_path, places)
    assert grown.nearest(vectors[80], 1, places["image_id"])["image_id"].tolist() == [f"{80:016x}"]


@settings(deadline=None)
@given(st.integers(0, 50), st.floats(0, 1))
def test_a_weighted_sum_is_a_unit_vector_between_its_parts(seed: int, weight: float) -> None:
    one, other = unit(2, seed=seed)
    both = joined(one, other, weight)
    assert np.linalg.norm(both) == pytest.approx(1, abs=1e-4)
    assert both @ one >= one @ other - 1e-4 and both @ other >= one @ other - 1e-4
    assert joined(one, None, weight) is one and joined(None, other, weight) is other


def test_labels_rank_pictures_by_how_many_of_the_words_they_show() -> None:
    rows = [("a", "colour:red", 0.5), ("a", "category:coat", 1.0), ("b", "colour:red", 0.9)]
    tags = by_tags(pd.DataFrame(rows, columns=["image_id", "label_id", "score"]), asked=2)
    assert tags.to_dict("list") == {"image_id": ["a", "b"], "likeness": [0.75, 0.45]}
    pictures = pd.DataFrame({"image_id": ["b", "c"], "likeness": [1.0, 0.5]})
    assert mixed(pictures, tags, 0.5)["image_id"].tolist() == ["b", "a", "c"]


def test_pixel_vectors_are_unit_vectors_of_one_length_whatever_the_picture() -> None:
    embedder = PixelLook()
    prepare = embedder.preparer()
    dice = np.random.default_rng(0)
    odd = [Image.new("RGB", (1, 1)), Image.new("RGB", (300, 2), "white"),
           Image.fromarray(dice.integers(0, 255, (60, 40, 3), dtype=np.uint8))]  # fmt: skip
    vectors = embedder.embed([prepare(picture) for picture in odd])
    assert vectors.shape[0] == 3 and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
