"""Work spread over the machine's cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

Made = TypeVar("Made")
Task = tuple[Callable[..., Made], tuple[Any, ...]]

PARALLEL_FROM_S = 8.0  # seconds of work below which starting a second process costs more than it saves


def spread(tasks: Iterable[Task[Made]], seconds: float) -> Iterator[Made]:
    """Yield what each task returns, in their order.

    Processes, not threads: models that step through time hold the interpreter's lock, and two threads of them were
    slower than one. Tasks are taken one after another, so a generator keeps only a few of their arguments in memory.

    Args:
        tasks: functions with their arguments, all of which can be pickled.
        seconds: how long they take about on one core; a short while is spent in this process.
    """
    cores = os.cpu_count() or 1
    if cores < 2 or seconds < PARALLEL_FROM_S:
        return (function(*given) for function, given in tasks)
    from joblib import Parallel, delayed  # type: ignore[import-untyped]

    workers = Parallel(n_jobs=cores, return_as="generator", max_nbytes=None)
    made: Iterator[Made] = workers(delayed(function)(*given) for function, given in tasks)
    return made
