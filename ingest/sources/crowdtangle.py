"""CrowdTangle: the tables of posts it exported from Facebook and Instagram, whose headers changed over the years."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ingest.sources.container import Member
from ingest.sources.raw import Reading
from ingest.sources.table import Table

# Role to headers, best first; in each row the first one that is filled counts. `Page Created` and `Likes at Posting`
# are about the page, and `Total Interactions (weighted …)` is a score.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "id": ("URL", "Post URL", "Link"),
    "author": ("User Name", "Page Name", "Group Name", "Account"),
    "date": ("Post Created", "Created", "Post Created Date"),
    "title": ("Title",),
    "text": ("Message", "Description", "Image Text", "Link Text"),
    "region": ("Page Admin Top Country", "Country"),
    "engagement": ("Total Interactions",),
    "likes": ("Likes",),
    "reposts": ("Shares",),
    "replies": ("Comments",),
}


def recognises(record: Mapping[str, Any]) -> bool:
    """Tell whether a table's row is one of CrowdTangle's, by its columns."""
    there = _columns(record)
    return {"date", "engagement"} <= there.keys() and bool({"text", "title"} & there.keys())


def reading(member: Member) -> Reading:
    """Return the reading of a CrowdTangle export."""
    table = Table.of(member)
    places = _columns(table.sample)
    mapping = {role: " or ".join(columns) for role, columns in places.items()}
    return Reading("crowdtangle", mapping, lambda: table.batches(places), table.notes)


def _columns(names: Mapping[str, Any]) -> dict[str, list[str]]:
    """Find each role's columns by their headers."""
    plain = {_plain(name): name for name in names}
    found = {role: [plain[_plain(one)] for one in headers if _plain(one) in plain] for role, headers in HEADERS.items()}
    return {role: columns for role, columns in found.items() if columns}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
