"""What every live source gives: pages of the service's own records, and how far it has come with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa

from data.records import short_hash

Cursor = Mapping[str, str]  # what is followed, as a hash, to how far it was heard


@dataclass(frozen=True)
class Page:
    """Some records, and how far the source has come with them.

    Attributes:
        records: as the service gives them; one that is no JSON object is refused later.
        moved: the entries of the cursor that these records, with those of earlier pages, reach.
    """

    records: Sequence[Any]
    moved: Cursor = field(default_factory=dict)


class LiveSource(Protocol):
    """A service that is listened to.

    Attributes:
        service: its name in commands and in the journal.
        asked: what it is asked for, in words.
        html: whether its texts are HTML.
    """

    service: str
    asked: str
    html: bool

    def batch(self, records: Sequence[Any]) -> pa.RecordBatch:
        """Return records as a raw batch, one row a record, numbered from 1."""
        ...

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Yield pages for ever, waiting where there is nothing new.

        Raises:
            Stopped: the listening is over.
            BadInput: the service cannot be listened to so.
        """
        ...


def cursor_key(*parts: str) -> str:
    """Return the name under which a cursor keeps how far something was heard; it does not tell what.

    Args:
        parts: all that decides what is heard: another query is another thing, and begins anew.
    """
    return short_hash(*parts)
