"""What people show together: pairs of labels with their lift, counted anew with each forecast."""

from __future__ import annotations

import pandas as pd

from data.store import Store

TABLES = ("label_people", "companion", "companion_evidence")  # each is read from those before it


def count(store: Store, trends: pd.DataFrame) -> None:
    """Count the pairs of the 52 weeks up to the last complete week of any trend, and find evidence of each.

    Args:
        store: holds mentions and evidence.
        trends: now_week; without trends the tables are emptied.
    """
    if trends.empty:
        for table in TABLES:
            store.replace(table, pd.DataFrame())
        return
    now_week = pd.Timestamp(trends["now_week"].max()).date()
    store.replace("label_people", store.read("label_people", now_week=now_week))
    store.replace("companion", store.read("companions", now_week=now_week))
    store.replace("companion_evidence", store.read("companion_evidence"))
