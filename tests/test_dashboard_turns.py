"""One page runs at a time, in the order they came; a long wait lets the others run, and nobody waits for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from dashboard import turns

SOON_S = 10.0


def begun(work: Callable[[], None]) -> threading.Thread:
    """Run in another thread."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


class Runner:
    """A run of a page that holds its turn until it is told to end."""

    def __init__(self, aside: bool = False) -> None:
        self.runs, self.ended, self.may_end, self._aside = (*(threading.Event() for _ in range(3)), aside)
        self.thread = begun(self._run)

    def _run(self) -> None:
        with turns.turn():
            if self._aside:
                with turns.aside():
                    self._wait()
            else:
                self._wait()
        self.ended.set()

    def _wait(self) -> None:
        self.runs.set()
        self.may_end.wait(SOON_S)

    def end(self) -> None:
        self.may_end.set()
        assert self.ended.wait(SOON_S)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", SOON_S)


def test_a_run_waits_for_the_one_before_it() -> None:
    first = Runner()
    assert first.runs.wait(SOON_S)
    second = Runner()
    assert not second.runs.wait(0.2)
    first.end()
    assert second.runs.wait(SOON_S)
    second.end()


def test_what_takes_long_lets_the_others_run() -> None:
    long = Runner(aside=True)
    assert long.runs.wait(SOON_S)
    other = Runner()
    assert other.runs.wait(SOON_S)
    other.end()
    long.end()
    with turns.turn():
        pass


def test_who_has_waited_long_enough_runs_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 0.05)
    first = Runner()
    assert first.runs.wait(SOON_S)
    second = Runner()
    assert second.runs.wait(SOON_S)
    second.end()
    first.end()
    assert turns._free.acquire(blocking=False)
    assert not turns._free.acquire(blocking=False)  # the impatient one gave no turn back that it never had
    turns._free.release()


def test_a_run_that_fails_gives_its_turn_back() -> None:
    with pytest.raises(ValueError, match="broken"), turns.turn(), turns.aside():
        raise ValueError("broken")
    before_s = time.monotonic()
    with turns.turn():
        assert time.monotonic() - before_s < SOON_S / 2


def test_a_part_of_a_page_that_runs_alone_has_no_turn_to_give_back() -> None:
    with turns.aside():
        assert turns._free.acquire(blocking=False)
        turns._free.release()
    assert turns._free.acquire(blocking=False)
    turns._free.release()
