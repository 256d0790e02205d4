"""A progress that only listens, for tests of what a run tells."""

from __future__ import annotations


class Told:
    """Hears what a progress is told."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.said: list[str] = []

    def __call__(self, count: int, /) -> None:
        self.counts.append(count)

    def doing(self, what: str) -> None:
        self.said.append(what)
