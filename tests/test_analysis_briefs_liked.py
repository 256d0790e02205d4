"""What people like of the briefs: phrases that were liked come more often, others not while there are more."""

from __future__ import annotations

from itertools import pairwise

import pytest

from analysis.briefs import phrases
from analysis.briefs.brief import Claim
from analysis.briefs.phrases import Phrase

SLOT = ("en", "why_now", "growth", "plain", "a theme")


def turns(liked: dict[str, float] | None = None, most: int = 200) -> list[Phrase]:
    """Return the phrases of so many turns."""
    return [phrases.phrase(*SLOT, turn, liked) for turn in range(most)]


@pytest.fixture(scope="module")
def ids() -> list[str]:
    """The ids of the slot's phrases, in their turns."""
    return list(dict.fromkeys(one.phrase_id for one in turns()))


def test_without_votes_every_phrase_has_its_turn(ids: list[str]) -> None:
    assert len(ids) > 4
    assert turns({}) == turns() == turns(dict.fromkeys(ids, 0.0))


def test_a_liked_phrase_comes_more_often_and_never_twice_running(ids: list[str]) -> None:
    said = [one.phrase_id for one in turns({ids[0]: 1 / 3}, 600)]
    assert said.count(ids[0]) > 1.3 * [one.phrase_id for one in turns(most=600)].count(ids[0])
    assert set(said) == set(ids) and all(one != other for one, other in pairwise(said))


def test_a_phrase_that_is_not_liked_comes_no_more_while_there_are_others(ids: list[str]) -> None:
    said = {one.phrase_id for one in turns({ids[0]: -1 / 3})}
    assert said == set(ids[1:])
    assert {one.phrase_id for one in turns(dict.fromkeys(ids, -1 / 3))} == set(ids)


def test_votes_on_other_phrases_change_nothing(ids: list[str]) -> None:
    assert turns({"another": 1.0}) == turns()


def test_a_claim_remembers_its_phrase_and_an_older_one_had_none() -> None:
    body = {"text": "x", "label_ids": ["a"], "evidence_ids": ["b"], "numbers": []}
    assert Claim.from_body(body).phrase_id == ""
    assert Claim.from_body({**body, "phrase_id": "p"}).phrase_id == "p"
