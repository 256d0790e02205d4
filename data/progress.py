"""Progress shown to the person who waits: a bar on a terminal, plain lines in a log, both with the time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

LOG_EVERY_S = 10.0


class Advance(Protocol):
    """Moves a progress on."""

    def __call__(self, count: int, /) -> None:
        """Count so many more units as done."""
        ...

    def doing(self, what: str) -> None:
        """Say what will take a while before anything more can be counted, such as a training."""
        ...


def progress(what: str, total: int | None, unit: str) -> AbstractContextManager[Advance]:
    """Give a function that moves the progress of `what` on by a number of `unit`s.

    Progress goes to standard error, so that a command's output can be piped.

    Args:
        what: the work in a few words, "Tagging posts".
        total: how many there are, or None when nobody knows.
        unit: what is counted, in the plural.
    """
    return _on_terminal(what, total, unit) if sys.stderr.isatty() else _in_log(what, total, unit)


@contextmanager
def _on_terminal(what: str, total: int | None, unit: str) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total, rate=unit)
        yield _Bar(bar, task, what, unit)
        bar.update(task, description=what)


class _Bar:
    """A bar of rich; what is being done stands beside its name until something more is counted."""

    def __init__(self, bar: Progress, task: TaskID, what: str, unit: str) -> None:
        self.bar, self.task, self.what, self.unit = bar, task, what, unit

    def __call__(self, count: int, /) -> None:
        self.bar.update(self.task, advance=count, description=self.what)
        shown = self.bar.tasks[self.task]
        self.bar.update(self.task, rate=self.unit + _rate(shown.completed, shown.elapsed or 0.0, self.unit))

    def doing(self, what: str) -> None:
        self.bar.update(self.task, description=f"{self.what}: {what}")


@contextmanager
def _in_log(what: str, total: int | None, unit: str) -> Iterator[Advance]:
    lines = _Lines(what, total, unit)
    yield lines
    seconds = time.monotonic() - lines.started_s
    _log(f"{what}: {lines.done:,} {unit} in {seconds:.1f} s{_rate(lines.done, seconds, unit)}")


class _Lines:
    """Plain lines, one every `LOG_EVERY_S` at most, and one for each thing that takes a while."""

    def __init__(self, what: str, total: int | None, unit: str) -> None:
        self.what, self.total, self.unit = what, total, unit
        self.done = 0
        self.started_s = self.last_s = time.monotonic()
        self.first: tuple[int, float] | None = None  # what the first count reached, and when

    def __call__(self, count: int, /) -> None:
        self.done += count
        now_s = time.monotonic()
        self.first = self.first or (self.done, now_s)
        if now_s - self.last_s > LOG_EVERY_S:
            self.last_s = now_s
            _log(f"{self.what}: {self._so_far(now_s)}")

    def doing(self, what: str) -> None:
        _log(f"{self.what}: {what}")

    def _so_far(self, now_s: float) -> str:
        if not self.total:
            return f"{self.done:,} {self.unit}"
        return f"{self.done:,} of {self.total:,} {self.unit}{self._left(self.total, now_s)}"

    def _left(self, total: int, now_s: float) -> str:
        """Say the time left at the speed since the first count: what came before it was getting ready."""
        done, since_s = self.first or (0, now_s)
        if not done < self.done < total:
            return ""
        return f", about {_span((now_s - since_s) / (self.done - done) * (total - self.done))} left"


def _rate(done: float, seconds: float, unit: str) -> str:
    """Return the speed, as in `, 31 pictures/s`; nothing before there is one."""
    if not done or seconds <= 0:
        return ""
    speed = done / seconds
    return f", {speed:,.0f} {unit}/s" if speed >= 100 else f", {speed:.2g} {unit}/s"


def _span(seconds: float) -> str:
    """Return a time as a person would say it: 45 s, 12 min, 2 h 5 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
