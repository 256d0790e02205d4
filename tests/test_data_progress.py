"""Progress in a log: a line now and then, with the time left, and one for what takes a while."""

from __future__ import annotations

import io
import sys

import pytest

from data import progress
from data.progress import LOG_EVERY_S


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def test_a_log_says_how_far_it_is_and_how_long_it_will_take(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with progress.progress("Forecasting", 4000, "series") as advance:
        clock.now_s += 5
        advance(1000)
        clock.now_s += 2 * LOG_EVERY_S
        advance(1000)
        clock.now_s += 1
        advance(2000)
    assert capsys.readouterr().err.splitlines() == [
        "Forecasting: 2,000 of 4,000 series, about 40 s left",
        "Forecasting: 4,000 series in 26.0 s, 154 series/s",
    ]


def test_a_log_says_what_takes_a_while(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with progress.progress("Forecasting", 4000, "series") as advance:
        advance.doing("neural learns from 4,000 series, at the end")
    assert capsys.readouterr().err.startswith("Forecasting: neural learns from 4,000 series, at the end\n")


def test_without_a_total_there_is_no_time_left(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with progress.progress("Reading", None, "posts") as advance:
        clock.now_s += 2 * LOG_EVERY_S
        advance(5000)
    assert capsys.readouterr().err.splitlines()[0] == "Reading: 5,000 posts"


@pytest.mark.parametrize(
    ("taken_s", "left"), [(1.0, "9 s"), (40.0, "6 min"), (60.0, "9 min"), (600.0, "1 h 30 min"), (900.0, "2 h 15 min")]
)
def test_the_time_left_is_said_as_a_person_would(
    taken_s: float, left: str, clock: Clock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LOG_EVERY_S", 0.5)
    with progress.progress("Forecasting", 100, "series") as advance:
        advance(10)
        clock.now_s += taken_s
        advance(9)
    assert f"about {left} left" in capsys.readouterr().err


def test_a_terminal_gets_a_bar_that_names_what_is_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with progress.progress("Forecasting", 10, "series") as advance:
        advance.doing("neural learns")
        first = advance.bar.tasks[0].description  # type: ignore[attr-defined]
        advance(10)
        advance.doing("weighs the models")
    assert first == "Forecasting: neural learns"
    assert "Forecasting" in terminal.getvalue() and "10/10" in terminal.getvalue()
    assert "weighs" not in terminal.getvalue().splitlines()[-1]
