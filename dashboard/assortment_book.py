"""The workbook a buyer takes along: the suggested mix, the gap, the plan with the labels it was read as, and how."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.exports import PAGE_TABLES
from dashboard.plan_labels import Plan
from dashboard.words import say
from dashboard.workbooks import Sheet, workbook

NOTES = ("topic", "note")
Note = tuple[str, str]


def book(gap: pd.DataFrame, plan: Plan, notes: Sequence[Note]) -> bytes:
    """Return the workbook as bytes.

    Args:
        gap: as `range_gap.gap` gives it.
        plan: the plan, matched.
        notes: what was chosen and how it was computed: topic and words.
    """
    tables = {
        "mix": (gap, PAGE_TABLES["assortment-mix"]),
        "gap": (gap, PAGE_TABLES["assortment-gap"]),
        "plan": (plan.options, PAGE_TABLES["assortment-plan"]),
        "notes": (pd.DataFrame([*notes, *_how()], columns=list(NOTES)), NOTES),
    }
    return workbook(
        [Sheet(say(f"assortment.sheet_{name}"), frame, columns) for name, (frame, columns) in tables.items()]
    )


def _how() -> list[Note]:
    """Say how the figures were computed."""
    topics = ("mix", "range", "suggested")
    return [(say(f"assortment.note_{topic}"), say(f"assortment.note_{topic}_how")) for topic in topics] + [
        (say("assortment.small_print_topic"), say("assortment.small_print"))
    ]
