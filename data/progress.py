"""Progress shown to the person who waits: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOG_EVERY_S = 10.0


@contextmanager
def progress(what: str, total: int | None, unit: str) -> Iterator[Callable[[int], None]]:
    """Yield a function that moves the progress of `what` on by a number of `unit`s.

    Progress goes to standard error, so that a command's output can be piped.

    Args:
        what: the work in a few words, "Tagging posts".
        total: how many there are, or None when nobody knows.
        unit: what is counted, in the plural.
    """
    shown = _bar if sys.stderr.isatty() else _lines
    with shown(what, total, unit) as advance:
        yield advance


@contextmanager
def _bar(what: str, total: int | None, unit: str) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(unit))
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda count: bar.advance(task, count)


@contextmanager
def _lines(what: str, total: int | None, unit: str) -> Iterator[Callable[[int], None]]:
    started_s = last_s = time.monotonic()
    done = 0

    def advance(count: int) -> None:
        nonlocal done, last_s
        done += count
        if time.monotonic() - last_s > LOG_EVERY_S:
            last_s = time.monotonic()
            _log(f"{what}: {done:,} of {total:,} {unit}" if total else f"{what}: {done:,} {unit}")

    yield advance
    _log(f"{what}: {done:,} {unit} in {time.monotonic() - started_s:.1f} s")


def _log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
