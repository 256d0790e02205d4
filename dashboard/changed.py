"""What changed since the last snapshot, as a page shows it: sentences, and the rows behind them folded away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, changes, queries
from dashboard.formats import short_day
from dashboard.words import say

SHOWN = ("name", "change", "stage_before", "stage", "growth_before", "growth", "growth_change", "share")
SLICE = ("region", "source", "audience")


def section(picked: Mapping[str, str]) -> None:
    """Show what changed in the slice, facet and stage that are picked."""
    earlier = cached.snapshot_before()
    if earlier is None:
        st.markdown(say("changes.first"))
        return
    rows = _rows(str(cached.snapshot().path), str(earlier.path), tuple(picked[name] for name in SLICE))
    shown = queries.chosen(rows, picked["facet"], picked["stage"]).reset_index(drop=True)
    st.markdown(" ".join(changes.sentences(shown, since())))
    if len(shown):
        blocks.rows_beside(shown, SHOWN, "changes", "changes", "", is_trends=True, title=say("changes.title"))


def since() -> str:
    """Return when the earlier snapshot was published: the day, with the hour where both are of one day."""
    now, earlier = cached.snapshot(), cached.snapshot_before()
    published = [datetime.strptime(each.snapshot_id[:15], "%Y%m%dT%H%M%S") for each in (earlier or now, now)]
    hour = say("changes.hour", hour=f"{published[0]:%H:%M}") if published[0].date() == published[1].date() else ""
    return short_day(published[0]) + hour


@st.cache_resource(max_entries=40, show_spinner=False)
def _rows(path: str, path_before: str, place: tuple[str, ...]) -> pd.DataFrame:
    """Compare once for each pair of snapshots and slice."""
    asked = dict(zip(SLICE, place, strict=True))
    before = cached.read_before("standing", **asked)
    now = cached.read("standing", **asked)
    return changes.between(now.head(0) if before is None else before, now)
