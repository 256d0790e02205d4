"""The planted season with colours and materials followed within one garment, for tests of the assortment."""

from __future__ import annotations

import dashboard_season as planted
from dashboard_setting import LABELS

from data.settings import Settings
from data.snapshot import publish
from data.store import Store

GARMENT = "category:trench-coat"
INSIDE = ("colour:red", "colour:navy", "colour:camel", "colour:white", "material:suede", "material:denim")
BASE = 60  # people who show the garment in a week


def build_within(settings: Settings) -> str:
    """Fill a warehouse and publish it: four colours and two materials within the trench coat.

    Returns:
        The snapshot's id.
    """
    planted.build_season(settings)
    store = Store(settings)
    kinds = {label_id: kind for label_id, _, _, kind in LABELS}
    with store.transaction():
        for number, label_id in enumerate(INSIDE):
            key = {
                "series_id": f"{label_id}|{GARMENT}|all|all|all", "label_id": label_id, "within_label_id": GARMENT,
                "region": "all", "source": "all", "audience": "all",
            }  # fmt: skip
            course = planted._course(500 + number, kinds[label_id], 4.0)
            store.add("series", planted._series(key, course, BASE))
            store.add("forecast", planted._forecast(key["series_id"], course, borrowed=True))
            store.add("trend", planted.pd.DataFrame([planted._trend(key, course, BASE, borrowed=True)]))
    return publish(store)
