"""Whose page runs: one at a time, in the order they came.

Python computes in one thread, so that pages side by side only slow each other down: each would be as late as the last.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_S = 1.0  # who has waited this long runs beside the others

_free = threading.Semaphore()
_run = threading.local()  # each run of a page has a thread of its own


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no other page runs, but not for ever."""
    _run.has_turn = _free.acquire(timeout=PATIENCE_S)
    try:
        yield
    finally:
        _give_back()


@contextmanager
def aside() -> Iterator[None]:
    """Let others run meanwhile: what is done here waits for something else, or takes long."""
    had_turn = _give_back()
    try:
        yield
    finally:
        _run.has_turn = had_turn and _free.acquire(timeout=PATIENCE_S)


def _give_back() -> bool:
    """Let the next one run; return whether it was this one's turn."""
    had_turn: bool = getattr(_run, "has_turn", False)
    _run.has_turn = False
    if had_turn:
        _free.release()
    return had_turn
