"""Range plans that people uploaded, kept on the desk by their names with the rows as they were given."""

from __future__ import annotations

import json
from collections.abc import Sequence

from data.desk import Desk, Row
from data.errors import BadInput, UnknownName
from data.journal import utc_now

LONGEST_NAME = 80


def keep(desk: Desk, name: str, rows: Sequence[Row]) -> None:
    """Keep a plan; one of the same name is replaced.

    Args:
        desk: the desk of the home.
        name: what the plan is called, without spaces around it.
        rows: an option each, column to value: text, numbers, None.

    Raises:
        BadInput: the name is empty or too long, or there are no rows.
    """
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise BadInput(f"A range plan needs a name of 1 to {LONGEST_NAME} characters, not '{name[:LONGEST_NAME]}'.")
    if not rows:
        raise BadInput(f"The range plan '{name}' has no rows; give a file with a line for each option.")
    kept = json.dumps([dict(row) for row in rows], ensure_ascii=False)
    plan = {"name": name.strip(), "uploaded_at": f"{utc_now():%Y-%m-%dT%H:%M:%SZ}", "rows": kept}
    desk.write(("range_plan_keep", [plan]))


def names(desk: Desk) -> list[str]:
    """Return the names of all plans, in their order."""
    return [plan["name"] for plan in desk.read("range_plan_list")]


def rows(desk: Desk, name: str) -> list[Row]:
    """Return the rows of a plan.

    Raises:
        UnknownName: no plan has this name.
    """
    found = desk.read("range_plan_rows", name=name)
    if not found:
        raise UnknownName.among("range plan", name, names(desk))
    plan: list[Row] = json.loads(found[0]["rows"])
    return plan


def drop(desk: Desk, name: str) -> bool:
    """Drop a plan; return whether it was there."""
    return desk.write(("range_plan_drop", [{"name": name}])) > 0
