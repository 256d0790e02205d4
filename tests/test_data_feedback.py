"""Feedback: one vote a section and its words, that can be changed, and what the votes say of themes and phrases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import feedback
from data.desk import Desk
from data.feedback import Vote
from data.settings import Settings


@pytest.fixture
def desk(settings: Settings) -> Desk:
    return Desk(Settings(home=settings.home, wait_s=30))


def vote(theme: str = "colour:red", useful: bool = True, phrases: tuple[str, ...] = ()) -> Vote:
    return Vote(theme, "story", "x", useful, phrases, "template@1", "2026-01-05T08:00:00Z")


def test_a_vote_is_kept_and_can_be_changed_and_taken_back(desk: Desk) -> None:
    said = feedback.text_id(["Red leads.", "It sells."])
    feedback.give(desk, "colour:red", "story", said, True, "template@1", ("story-3",))
    (found,) = feedback.votes(desk)
    assert (found.theme, found.section, found.useful, found.phrases) == ("colour:red", "story", True, ("story-3",))
    feedback.give(desk, "colour:red", "story", said, False, "template@1", ("story-3",))
    assert [each.useful for each in feedback.votes(desk)] == [False]
    assert feedback.take_back(desk, "colour:red", "story", said)
    assert not feedback.take_back(desk, "colour:red", "story", said)
    assert feedback.votes(desk) == []


def test_other_words_of_a_section_have_a_vote_of_their_own(desk: Desk) -> None:
    for words in (["Red leads."], ["Red leads!"], ["Red", "leads."]):
        feedback.give(desk, "colour:red", "story", feedback.text_id(words), True, "template@1")
    assert len(feedback.votes(desk)) == 3


def test_writers_at_once_lose_no_vote(desk: Desk) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: feedback.give(desk, "t", "story", str(n), n % 2 == 0, "w"), range(24)))
    assert len(feedback.votes(desk)) == 24


def test_one_vote_says_little_and_many_alike_say_much() -> None:
    assert feedback.liked_themes([vote()]) == {"colour:red": pytest.approx(1 / 3)}
    assert feedback.liked_themes([vote()] * 18)["colour:red"] == pytest.approx(0.9)
    assert feedback.liked_themes([vote(), vote(useful=False)]) == {"colour:red": 0.0}


def test_phrases_take_the_votes_of_the_sections_they_stand_in() -> None:
    given = [vote(phrases=("a", "b")), vote(useful=False, phrases=("b",)), vote(useful=False, phrases=("c",))]
    liked = feedback.liked_phrases(given)
    assert liked["a"] > liked["b"] == 0 > liked["c"]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=30))
def test_liking_stays_between_minus_one_and_one_and_follows_the_majority(said: list[tuple[str, bool]]) -> None:
    liked = feedback.liked_themes([vote(theme, useful) for theme, useful in said])
    for theme, value in liked.items():
        balance = sum(1 if useful else -1 for other, useful in said if other == theme)
        assert -1 < value < 1 and (value > 0) == (balance > 0) and (value == 0) == (balance == 0)
