"""What is asked for when nobody says: names of the vocabulary, in the form of each service."""

from __future__ import annotations

import pytest

from data.errors import BadInput
from data.vocabulary import load_vocabulary
from ingest.live.query import GENERAL, NAMED, hashtags, matcher, phrases, query_words, shown

FORMS = [
    ("trench coat", "a Trench Coat again", True), ("trench coat", "#trenchcoat", True),
    ("trench coat", "trench-coats", True), ("trench coat", "a coat in the trench", False),
    ("loafer", "loafers!", True), ("loafer", "loafered", False), ("dress", "two dresses", True),
    ("y2k", "so Y2K", True), ("夏コーデ", "夏コーデ です", True), ("c++", "c++ jacket", True), ("skirt", "", False),
]  # fmt: skip


def test_without_words_a_small_list_of_the_vocabulary_is_asked_for() -> None:
    words = query_words(None, load_vocabulary())
    assert words[: len(GENERAL)] == GENERAL and len(words) == len(GENERAL) + len(NAMED)
    assert {"trench coat", "quiet luxury"} <= set(words)


def test_the_users_own_labels_are_asked_for_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    own = tmp_path_factory.mktemp("own") / "vocabulary.toml"
    own.write_text('["aesthetic:tomato-girl"]\nname = { en = "Tomato girl" }\n')
    assert query_words(None, load_vocabulary(own))[-1] == "tomato girl"


def test_given_words_stand_alone_once_each_without_their_hash_mark() -> None:
    assert query_words(["#y2k", "y2k", " trench  coat "], load_vocabulary()) == ("y2k", "trench coat")
    assert hashtags(["Trench coat", "T-shirt", "y2k"]) == ("Trenchcoat", "Tshirt", "y2k")
    assert phrases(["trench coat", "y2k"]) == ('"trench coat"', "y2k")
    assert shown([str(at) for at in range(32)]).endswith("28, 29 and 2 more")


@pytest.mark.parametrize(("word", "text", "is_found"), FORMS)
def test_a_word_is_found_alone_in_the_plural_and_as_a_hashtag(word: str, text: str, is_found: bool) -> None:
    assert bool(matcher([word]).search(text)) is is_found


def test_what_is_no_word_is_named() -> None:
    with pytest.raises(BadInput, match="'#' is no word"):
        query_words(["#"], load_vocabulary())
    with pytest.raises(BadInput, match=r"'\?!' makes no hashtag"):
        hashtags(["?!"])
