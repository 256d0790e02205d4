"""Passes through a network that shrink when memory runs out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

CPU_OUT_OF_MEMORY = "DefaultCPUAllocator"  # torch says it as a plain RuntimeError


class Passes:
    """Sends things through a network, so many at once; out of memory halves that number, for all passes to come.

    Args:
        at_once: how many are sent together while memory lasts.
    """

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once

    def run(self, send: Callable[[Sequence[Any]], Any], things: Sequence[Any]) -> list[Any]:
        """Return what `send` makes of the things, one result a pass.

        Raises:
            MemoryError: memory does not do for a single one.
        """
        results, start = [], 0
        while start < len(things):
            part = things[start : start + self.at_once]
            try:
                results.append(send(part))
            except RuntimeError as error:
                self._halve(error, len(part))
            else:
                start += len(part)
        return results

    def _halve(self, error: RuntimeError, tried: int) -> None:
        """Make passes smaller where memory was what lacked."""
        import torch

        if not isinstance(error, torch.OutOfMemoryError) and CPU_OUT_OF_MEMORY not in str(error):
            raise error
        if tried == 1:
            raise MemoryError("memory does not do for one picture") from error
        self.at_once = max(1, tried // 2)
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
