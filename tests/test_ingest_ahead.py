"""Work done ahead: nothing changes its place, and what was made before a break is not lost."""

import operator
import os
from collections.abc import Iterator

import pytest

from ingest.ahead import ALONE, ahead, spread

MANY = ALONE + 20


def broken_after(count: int) -> Iterator[int]:
    yield from range(count)
    raise ValueError("the file breaks off here")


def test_items_made_on_a_thread_come_in_their_order() -> None:
    assert list(ahead(iter(range(MANY)))) == list(range(MANY))


@pytest.mark.parametrize("count", [0, 1, ALONE, MANY])
def test_items_spread_over_processes_come_in_their_order(count: int) -> None:
    assert list(spread(operator.neg, range(count))) == [-item for item in range(count)]


@pytest.mark.parametrize("count", [0, ALONE, ALONE + 1, MANY])
def test_what_was_made_before_a_break_is_yielded_before_the_break_is_raised(count: int) -> None:
    made: list[int] = []
    with pytest.raises(ValueError, match="breaks off"):
        for one in spread(operator.neg, broken_after(count)):
            made.append(one)
    assert made == [-item for item in range(count)]


def noted(count: int, taken: list[int]) -> Iterator[int]:
    for item in range(count):
        taken.append(item)
        yield item


def test_only_a_few_items_are_taken_ahead() -> None:
    taken: list[int] = []
    results = spread(operator.neg, noted(1000, taken))
    assert [next(results) for _ in range(MANY)] == [-item for item in range(MANY)]
    assert len(taken) < 2 * MANY


def test_a_machine_with_one_core_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    unpicklable = lambda item: item + 1  # noqa: E731
    assert list(spread(unpicklable, range(MANY))) == list(range(1, MANY + 1))
