"""How a reading could be wrong: which facts raise which doubt, how strong, and in which order they are told."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from analysis.trends.doubts import LIMITS, MOST, TOP, Doubt, Standing, doubts

DOCS = Path(__file__).resolve().parent.parent / "docs" / "trends.md"
SOUND = Standing(
    authors=80, weeks=160, one_source=0.5, loud_weeks=2, label="ensemble", band=0.12, width=0.2, error=0.08,
    naive_error=0.12, spread=0.1, stale_weeks=1, right=5, calls=6,
)  # fmt: skip


def codes(standing: Standing) -> list[str]:
    return [doubt.code for doubt in doubts(standing)]


def test_nothing_speaks_against_a_sound_trend() -> None:
    assert doubts(SOUND) == []
    assert doubts(Standing()) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"authors": 14.9}, "authors"),
        ({"one_source": 0.71}, "one-source"),
        ({"loud_weeks": 5}, "loud"),
        ({"break_weeks": 30, "break_times": 2.1}, "break"),
        ({"weeks": 103}, "short"),
        ({"borrowed": True, "label": "borrowed"}, "borrowed"),
        ({"forecast": False, "label": None}, "no-forecast"),
        ({"label": "stopped feed"}, "stopped-feed"),
        ({"label": "fell to zero"}, "fell-to-zero"),
        ({"label": "after a spike"}, "after-a-spike"),
        ({"label": "new level"}, "new-level"),
        ({"band": 0.51}, "band"),
        ({"width": 0.51}, "growth"),
        ({"error": 0.26, "naive_error": 0.4}, "error"),
        ({"error": 0.12}, "naive"),
        ({"spread": 0.41}, "models"),
        ({"stale_weeks": 5}, "stale"),
        ({"caution": "disliked"}, "disliked"),
        ({"caution": "unanswered"}, "unanswered"),
        ({"right": 1, "calls": 3}, "calls"),
    ],
)
def test_each_fact_beyond_its_limit_raises_its_doubt_alone(changed: dict[str, object], code: str) -> None:
    found = doubts(replace(SOUND, **changed))  # type: ignore[arg-type]
    assert [doubt.code for doubt in found] == [code]
    assert 1 <= found[0].strength <= TOP


@pytest.mark.parametrize(
    "changed",
    [
        {"authors": 15}, {"one_source": 0.7}, {"loud_weeks": 4}, {"break_weeks": 105}, {"weeks": 104}, {"band": 0.5},
        {"width": 0.5}, {"spread": 0.4}, {"stale_weeks": 4}, {"label": "short history"}, {"right": 0, "calls": 2},
        {"right": 2, "calls": 3}, {"error": None, "naive_error": 0.1}, {"error": 0.2, "naive_error": None},
    ],
)  # fmt: skip
def test_at_its_limit_a_fact_is_no_doubt(changed: dict[str, object]) -> None:
    assert doubts(replace(SOUND, **changed)) == []  # type: ignore[arg-type]


def test_a_jump_is_told_once_by_its_break() -> None:
    assert codes(replace(SOUND, label="new level", break_weeks=10, break_times=1.9)) == ["break"]


def test_the_document_states_every_limit() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [name for name, value in asdict(LIMITS).items() if f"| `{name}` | {value:g} |" not in text] == []


def test_the_strongest_comes_first_and_at_most_five_are_told() -> None:
    bad = replace(SOUND, authors=10, one_source=0.97, loud_weeks=5, weeks=90, borrowed=True, band=0.9, stale_weeks=6)
    found = doubts(bad)
    assert len(found) == MOST
    assert [doubt.strength for doubt in found] == sorted((doubt.strength for doubt in found), reverse=True)
    assert {found[0].code, found[1].code} <= {"borrowed", "one-source"}


def test_a_doubt_carries_the_numbers_of_its_sentence() -> None:
    assert doubts(replace(SOUND, break_weeks=52, break_times=0.5)) == [Doubt("break", 2.0, {"weeks": 52, "times": 0.5})]
    assert doubts(replace(SOUND, right=1, calls=4)) == [Doubt("calls", 1.5, {"wrong": 3, "calls": 4})]


def test_strengths_end_at_the_top_even_where_nobody_is_counted() -> None:
    assert doubts(replace(SOUND, authors=0.0, one_source=1.0))[0].strength == TOP
