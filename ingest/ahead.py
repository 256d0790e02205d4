"""Work done ahead on a thread of its own, so that one item is read or cleaned while the one before it is stored."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
NO_MORE = object()
AHEAD = 2  # items made ahead, which bounds the memory they take


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
