"""Work done ahead of whoever asks for it: on a thread of its own, or spread over processes."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")
NO_MORE = object()
AHEAD = 2  # items made ahead, which bounds the memory they take
ALONE = 8  # items below which starting processes costs more than it saves


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items in their order, the next ones being made meanwhile; what their making raises is raised here.

    DuckDB and Arrow let other threads run while they work, so two cores are kept busy by one process.
    """
    following = iter(items)
    with ThreadPoolExecutor(1) as pool:
        made = deque(pool.submit(next, following, NO_MORE) for _ in range(AHEAD))
        while (item := made.popleft().result()) is not NO_MORE:
            made.append(pool.submit(next, following, NO_MORE))
            yield item  # type: ignore[misc]


def spread(work: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """Yield what is made of each item, in their order; after the first few, by a process for each core.

    What was made before an item could not be had is yielded before that is raised.

    Args:
        work: a function that can be pickled, as can the items and what it returns.
        items: taken one after another, a few ahead.
    """
    following = iter(items)
    yield from map(work, islice(following, ALONE))
    if (cores := os.cpu_count() or 1) < 2:
        yield from map(work, following)
        return
    with ProcessPoolExecutor(cores, get_context("spawn"), _end_with_parent) as pool:  # starts none without an item
        yield from _spread_over(pool, cores + AHEAD, work, following)


def _spread_over(
    pool: ProcessPoolExecutor, most: int, work: Callable[[Item], Made], items: Iterator[Item]
) -> Iterator[Made]:
    """Yield what a pool makes of the items, with at most so many of them under way."""
    made: deque[Future[Made]] = deque()
    try:
        for item in items:
            made.append(pool.submit(work, item))
            if len(made) == most:
                yield made.popleft().result()
    except Exception:
        yield from (one.result() for one in made)
        raise
    yield from (one.result() for one in made)


def _end_with_parent() -> None:
    """Leave interrupts to the parent, and end when it ends, however that happens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
