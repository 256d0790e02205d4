"""The tag job reads every post and picture once for each reader, and a stop anywhere loses nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from analysis.jobs import tag as job
from analysis.protocols import Fingerprint
from data.records import Tag, short_hash
from data.store import Store
from data.vocabulary import load_vocabulary

POSTS = 300
WORDS = ("red dress", "blue jeans", "nothing to wear", "so over skinny jeans")


class WordTagger:
    """A text reader of its own right: it knows two words, and can stop after some calls."""

    def __init__(self, version: str = "1", stop_after: int | None = None) -> None:
        self.fingerprint = Fingerprint("text", "two-words", version)
        self.seen: list[str] = []
        self._calls_left = stop_after

    def tag(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[list[Tag]]:
        if self._calls_left is not None:
            self._calls_left -= 1
            if self._calls_left < 0:
                raise KeyboardInterrupt
        self.seen += texts
        return [list(self._read(text)) for text in texts]

    def relevant(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[bool]:
        assert not any("dress" in text or "jeans" in text for text in texts), "only bare posts are asked about"
        return ["wear" in text for text in texts]

    def _read(self, text: str) -> Sequence[Tag]:
        words = {"dress": "category:dress", "jeans": "category:jeans"}
        places = [(text.find(word), word, label_id) for word, label_id in words.items()]
        return [Tag(label, "for", 1.0, word, at, at + len(word)) for at, word, label in places if at >= 0]


class SizeTagger:
    """An image reader of its own right: wide pictures are skirts, all others show nothing."""

    def __init__(self, version: str = "1") -> None:
        self.fingerprint = Fingerprint("garment", "size", version)

    def tag(self, images: Sequence[Image.Image]) -> list[list[Tag]]:
        return [[Tag("category:skirt")] if image.width > image.height else [] for image in images]


def add_posts(store: Store, number: int = POSTS, empty: int = 0) -> None:
    chance = random.Random(0)
    texts = [f"{chance.choice(WORDS)} {n}" for n in range(number)] + [""] * empty
    ids = [short_hash(str(n)) for n in range(len(texts))]
    frame = pd.DataFrame({"post_id": ids, "native_id": ids, "text": texts, "text_hash": ids, "language": None})
    store.add("post", frame.assign(source="s", posted_at=pd.Timestamp("2024-05-07"), week=pd.Timestamp("2024-05-06")))


def add_images(store: Store, folder: Path, sizes: Sequence[tuple[int, int]]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"look{n:02}.jpg" for n in range(len(sizes))]
    for path, size in zip(paths, sizes, strict=True):
        Image.new("RGB", size, "red").save(path)
    ids = [f"{n:016x}" for n in range(len(sizes))]
    frame = pd.DataFrame({"image_id": ids, "sha256": ids, "path": [str(path) for path in paths]})
    store.add("image", frame.assign(source="s", width=1, height=1))
    return paths


@pytest.fixture
def table(store: Store) -> Callable[[str], pd.DataFrame]:
    """A function that returns a table's content in an order of its own."""

    def read(name: str) -> pd.DataFrame:
        with store.connection() as con:
            return con.execute(f"SELECT * FROM {name} ORDER BY ALL").df()

    return read


def active(table: Callable[[str], pd.DataFrame], kind: str) -> list[str]:
    readers = table("reader")
    return readers[(readers["kind"] == kind) & readers["active"]]["version"].tolist()


def test_every_post_with_words_gets_a_reading_whatever_was_found(
    store: Store, table: Callable[[str], pd.DataFrame]
) -> None:
    add_posts(store, empty=3)
    read = job.read_posts(store, WordTagger(), batch=70)
    assert read.subjects == len(table("reading")) == POSTS
    assert 0 < table("tag")["subject_id"].nunique() < POSTS
    assert table("reading")["relevant"].all() and read.off_topic == 0
    tag = table("tag").iloc[0]
    assert tag["evidence"] in ("dress", "jeans") and tag["span_end"] - tag["span_start"] == 5


def test_the_same_fingerprint_never_reads_a_post_twice(store: Store, table: Callable[[str], pd.DataFrame]) -> None:
    add_posts(store, 40)
    job.read_posts(store, WordTagger(), batch=16)
    before = table("tag")
    add_posts(store, 50)
    again = WordTagger()
    assert job.read_posts(store, again, batch=16).subjects == len(again.seen) == 10
    assert table("tag")["subject_id"].value_counts().max() == 1
    assert len(table("tag")) > len(before)


@pytest.mark.parametrize("stop_after", [0, 1, 3])
def test_a_reading_stopped_between_batches_ends_like_one_that_was_not(
    store: Store, table: Callable[[str], pd.DataFrame], stop_after: int
) -> None:
    add_posts(store)
    with pytest.raises(KeyboardInterrupt):
        job.read_posts(store, WordTagger("stopped", stop_after), batch=64)
    assert len(table("reading")) == stop_after * 64
    assert active(table, "text") == []
    job.read_posts(store, WordTagger("stopped"), batch=64)
    job.read_posts(store, WordTagger("whole"), batch=64)
    for name in ("tag", "reading"):
        rows = {str(reader): part.drop(columns="reader") for reader, part in table(name).groupby("reader")}
        stopped, whole = rows.values()
        pd.testing.assert_frame_equal(stopped.reset_index(drop=True), whole.reset_index(drop=True))


def test_a_reader_counts_only_when_its_reading_is_complete(store: Store, table: Callable[[str], pd.DataFrame]) -> None:
    add_posts(store)
    job.read_posts(store, WordTagger("old"), batch=64)
    with pytest.raises(KeyboardInterrupt):
        job.read_posts(store, WordTagger("new", stop_after=2), batch=64)
    assert active(table, "text") == ["old"]
    job.read_posts(store, WordTagger("new"), batch=64)
    assert active(table, "text") == ["new"]
    job.read_posts(store, WordTagger("old"), batch=64)
    assert active(table, "text") == ["old"]


def test_a_failure_while_storing_leaves_neither_tags_nor_readings(
    store: Store, table: Callable[[str], pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_posts(store, 20)
    add = Store.add

    def failing(self: Store, name: str, frame: pd.DataFrame) -> int:
        if name == "reading":
            raise OSError("no space left")
        return add(self, name, frame)

    monkeypatch.setattr(Store, "add", failing)
    with pytest.raises(OSError, match="no space"):
        job.read_posts(store, WordTagger(), batch=64)
    assert len(table("tag")) == 0


def test_pictures_that_cannot_be_opened_are_listed_and_tried_again(
    store: Store, table: Callable[[str], pd.DataFrame], tmp_path: Path
) -> None:
    paths = add_images(store, tmp_path / "looks", [(60, 40), (40, 60), (60, 40), (60, 40), (60, 40)])
    whole = paths[2].read_bytes()
    paths[1].unlink()
    paths[2].write_text("this is no picture")
    paths[3].write_bytes(whole[: len(whole) // 2])
    read = job.read_images(store, SizeTagger(), batch=2)
    assert (read.subjects, read.tags, read.rejected) == (2, 2, 3)
    assert table("rejected")["place"].str.fullmatch("image [0-9a-z]+").all()  # no name of a file or folder
    assert sorted(table("rejected")["reason"]) == ["not an image", "unreadable image", "unreadable image"]
    paths[2].write_bytes(whole)
    again = job.read_images(store, SizeTagger(), batch=2)
    assert (again.subjects, again.rejected, len(table("rejected"))) == (1, 2, 3)


def test_a_reader_that_could_open_nothing_does_not_push_out_the_one_before(
    store: Store, table: Callable[[str], pd.DataFrame], tmp_path: Path
) -> None:
    paths = add_images(store, tmp_path / "looks", [(60, 40), (40, 60)])
    job.read_images(store, SizeTagger("old"))
    for path in paths:
        path.rename(path.with_suffix(".away"))
    job.read_images(store, SizeTagger("new"))
    assert active(table, "garment") == ["old"]


def test_a_picture_with_too_many_pixels_is_refused(
    store: Store, table: Callable[[str], pd.DataFrame], tmp_path: Path
) -> None:
    add_images(store, tmp_path / "looks", [(60, 40), (400, 300)])
    small = Store(store.settings.model_copy(update={"pixel_limit": 10_000}))
    assert job.read_images(small, SizeTagger()).rejected == 1
    assert table("rejected")["reason"].tolist() == ["image too large"]


def test_the_whole_job_reads_posts_and_pictures_and_says_what_it_could_not(
    store: Store, table: Callable[[str], pd.DataFrame], tmp_path: Path
) -> None:
    store = Store(store.settings.model_copy(update={"clip_model": str(tmp_path / "no-model")}))
    add_posts(store, 60)
    add_images(store, tmp_path / "looks", [(60, 40), (40, 60)])
    result = job.run(store, batch=25)
    assert (result.posts, result.pictures, result.rejected) == (60, 6, 0)  # three readers of two pictures
    assert result.note and "read with 'garment'" in result.note and "no-model" in result.note
    assert all(active(table, kind) for kind in ("text", "colour", "pattern", "garment"))
    assert set(table("tag")["label_id"]) <= set(table("label")["label_id"])
    red = table("tag").query("subject_kind == 'image' and label_id.str.startswith('colour:')")
    assert red["label_id"].tolist() == ["colour:red"] * 2 and (red["score"] > 0.95).all()
    again = job.run(store)
    assert (again.posts, again.pictures, again.tags) == (0, 0, 0)
    journal = table("job_run").sort_values("started_at")
    assert journal["rows_stored"].tolist() == [66, 0] and journal["detail"].tolist() == [result.note] * 2


def test_without_pictures_no_image_reader_is_loaded(store: Store) -> None:
    add_posts(store, 5)
    result = job.run(store)
    assert result.note is None and "pixel" not in result.readers


def test_loading_the_labels_keeps_a_houses_own_and_renews_the_vocabularys(
    store: Store, table: Callable[[str], pd.DataFrame]
) -> None:
    own = {"label_id": "house:sheath", "facet": "house", "name": "sheath", "names": "{}", "origin": "house"}
    old = {"label_id": "colour:red", "facet": "colour", "name": "Rot", "names": "{}", "origin": "vocabulary"}
    store.add("label", pd.DataFrame([own, old]))
    job.load_labels(store)
    labels = table("label").set_index("label_id")
    assert labels.loc["house:sheath", "origin"] == "house" and labels.loc["colour:red", "name"] == "Red"
    assert len(labels) == len(load_vocabulary().labels) + 1


def test_the_gallery_gets_the_palette_of_a_look(store: Store, tmp_path: Path) -> None:
    add_images(store, tmp_path / "looks", [(60, 40)])
    job.run(store)
    look = store.read("snapshot/look").iloc[0]
    assert list(look["label_ids"]) == ["colour:red"] and "#fe0000" in look["palette"]


def test_posts_about_something_else_stay_out_of_the_base_of_shares(
    store: Store, table: Callable[[str], pd.DataFrame]
) -> None:
    texts = ["red dress", "nothing to wear", "the bus was late", "rain again", ""]
    ids = [short_hash(text) for text in texts]
    frame = pd.DataFrame({"post_id": ids, "native_id": ids, "text": texts, "text_hash": ids, "language": "en"})
    store.add("post", frame.assign(source="s", posted_at=pd.Timestamp("2024-05-07"), week=pd.Timestamp("2024-05-06")))
    store.add("source", pd.DataFrame([{"source": "s", "kind": "posts", "title": "S", "added_at": pd.Timestamp.now()}]))
    assert set(store.read("series_base")["base"]) == {5}
    read = job.read_posts(store, WordTagger(), batch=3)
    assert read.off_topic == 2
    relevant = table("reading").set_index("subject_id")["relevant"]
    assert relevant[ids[:4]].tolist() == [True, True, False, False]
    assert set(store.read("series_base")["base"]) == {3}


def test_a_reader_that_no_longer_counts_takes_no_post_out_of_the_base(store: Store) -> None:
    add_posts(store, 20)
    store.add("source", pd.DataFrame([{"source": "s", "kind": "posts", "title": "S", "added_at": pd.Timestamp.now()}]))
    job.read_posts(store, WordTagger("old"), batch=64)
    with pytest.raises(KeyboardInterrupt):
        job.read_posts(store, WordTagger("new", stop_after=0), batch=64)
    assert set(store.read("series_base")["base"]) == {20}


def test_the_run_says_how_many_posts_are_left_out(store: Store, table: Callable[[str], pd.DataFrame]) -> None:
    texts = ["a tweed skirt", "the bus was late"]
    ids = [short_hash(text) for text in texts]
    frame = pd.DataFrame({"post_id": ids, "native_id": ids, "text": texts, "text_hash": ids, "language": "en"})
    store.add("post", frame.assign(source="s", posted_at=pd.Timestamp("2024-05-07"), week=pd.Timestamp("2024-05-06")))
    result = job.run(store)
    assert result.off_topic == 1 and result.note is None
    assert "1 of 2 posts are about something else than clothes" in table("job_run")["detail"].iloc[-1]
