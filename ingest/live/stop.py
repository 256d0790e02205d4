"""When a listening ends: after its time, or when it is told to."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from data.errors import BadInput

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Stopped(Exception):
    """The listening is over; nothing went wrong."""


class Stop:
    """The end of one listening; everything that waits for a network waits through it.

    Args:
        for_s: seconds until it ends by itself; None for never.
    """

    def __init__(self, for_s: float | None = None) -> None:
        self._ends_s = float("inf") if for_s is None else time.monotonic() + for_s
        self._told = False
        self._away = False

    @property
    def left_s(self) -> float:
        """Seconds until the end, 0 once it is over."""
        return 0.0 if self._told else max(self._ends_s - time.monotonic(), 0.0)

    def tell(self) -> None:
        """End the listening."""
        self._told = True
        if self._away:
            raise Stopped

    def check(self) -> None:
        """Raise `Stopped` once it is over."""
        if self.left_s == 0:
            raise Stopped

    def wait(self, seconds: float) -> None:
        """Wait so long, or raise `Stopped` as soon as it is over."""
        with self.away():
            time.sleep(min(seconds, self.left_s))
        self.check()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Wait for something outside: told to end meanwhile, raise `Stopped` at once."""
        self.check()
        self._away = True
        try:
            yield
        finally:
            self._away = False

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Let Ctrl-C and SIGTERM end the listening, so that what was heard is still put away; a second one leaves."""

        def told(number: int, frame: FrameType | None) -> None:
            if self._told:
                raise KeyboardInterrupt
            self.tell()

        before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def duration_s(text: str) -> float:
    """Return the seconds of `90s`, `30m`, `2h` or `1d`.

    Raises:
        BadInput: it is no such time.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", text.strip().casefold())
    if not found:
        raise BadInput(f"--for '{text}' is no time; write it as in --for 90s, --for 30m or --for 2h.")
    return float(found[1]) * UNITS[found[2]]
