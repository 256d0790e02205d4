"""The watchlist's rows: how each kept trend stands, its limits as a table to edit, and the alerts that were told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd
import streamlit as st

from analysis.trends.watching import met
from dashboard import changes
from dashboard.alert_words import limit_words, sentence
from dashboard.formats import is_known
from dashboard.readings import measure
from dashboard.words import say
from data.alerts import Alert
from data.records import short_hash
from data.watchlist import LONGEST_WEEKS, Limits, Standing, Watch

PLACE = ("within_label_id", "region", "source", "audience")
IN_PERCENT = ("growth_above", "growth_below", "share_crosses")


def rows(kept: Sequence[Watch], now: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """Return one row for each kept trend, in its order, also for those that are followed no more.

    Args:
        kept: what is kept.
        now: their rows of `page_watched` in the current snapshot.
        before: the same in the earlier one, None where there is none.

    Returns:
        The columns of `now` under the name it was kept by, with stage_before, growth_before, growth_change, met (rules
        beyond whose limits it stands) and kept_at, the limits, and in words: measure, changed, beyond. One that is
        followed no more stands at its own id, everywhere.
    """
    earlier = now.head(0) if before is None else before
    moved = changes.compared(earlier, now).set_index("series_id")[["stage_before", "growth_before", "growth_change"]]
    known = now.drop(columns="name").set_index("series_id").join(moved)
    base = pd.DataFrame(
        [{"series_id": w.series_id, "name": w.name, "kept_at": w.kept_at, **asdict(w.limits)} for w in kept]
    )
    joined = base.join(known, on="series_id").fillna({"label_id": base["series_id"], **dict.fromkeys(PLACE, "all")})
    words = [_words(watch, row) for watch, row in zip(kept, joined.to_dict("records"), strict=True)]
    return joined.assign(**pd.DataFrame(words))


def limits_frame(kept: Sequence[Watch]) -> pd.DataFrame:
    """Return the limits as they are edited: growth and share in per cent, an empty cell where nothing is watched."""
    frame = pd.DataFrame([{"name": watch.name, **asdict(watch.limits)} for watch in kept])
    for name in IN_PERCENT:
        frame[name] = (frame[name].astype(float) * 100).round(6)
    return frame.assign(peak_weeks=frame["peak_weeks"].astype("Int64"))[
        ["name", "on_stage", "growth_above", "growth_below", "share_crosses", "peak_weeks", "on_confidence"]
    ]


def differing(kept: Sequence[Watch], edited: pd.DataFrame) -> dict[str, Limits]:
    """Return the limits that were changed in a frame of `limits_frame`, by series.

    Raises:
        BadInput: a limit lies where nothing can.
    """
    given = [_limits(row) for row in edited.to_dict("records")]
    return {watch.series_id: new for watch, new in zip(kept, given, strict=True) if new != watch.limits}


def editor_key(kept: Sequence[Watch]) -> str:
    """Return a key that is another one once the limits were stored, so that an editor begins anew with them."""
    return f"limits-{short_hash(*(f'{watch.series_id} {watch.limits}' for watch in kept))}"


def configs() -> dict[str, Any]:
    """Return how the limits are edited."""
    number, check = st.column_config.NumberColumn, st.column_config.CheckboxColumn
    growth = {"format": "%+.0f %%", "min_value": -99.0, "max_value": 1000.0, "step": 1.0}
    return {
        "name": st.column_config.Column(say("column.name")),
        "on_stage": check(say("limit.on_stage")),
        "growth_above": number(say("limit.growth_above", limit="…"), **growth),
        "growth_below": number(say("limit.growth_below", limit="…"), **growth),
        "share_crosses": number(say("limit.share", limit="…"), format="%.4g %%", min_value=0.001, max_value=99.0),
        "peak_weeks": number(say("limit.peak_weeks", limit="…"), min_value=1, max_value=LONGEST_WEEKS, step=1),
        "on_confidence": check(say("limit.on_confidence")),
    }


def alert_rows(found: Sequence[tuple[Alert, Mapping[str, Any]]]) -> pd.DataFrame:
    """Return alerts as rows of the table `alerts`, the channels in words."""
    return pd.DataFrame(
        [
            {
                **asdict(alert),
                **alert.facts,
                **about,
                "week": pd.Timestamp(alert.week),
                "peak_week": pd.Timestamp(alert.peak_week) if alert.peak_week else pd.NaT,
                "sentence": sentence(alert, alert.name),
            }
            for alert, about in found
        ]
    )


def _limits(row: Mapping[Any, Any]) -> Limits:
    """Read one edited row."""
    shares = {name: round(row[name] / 100, 8) if is_known(row[name]) else None for name in IN_PERCENT}
    weeks = int(row["peak_weeks"]) if is_known(row["peak_weeks"]) else None
    return Limits(bool(row["on_stage"]), bool(row["on_confidence"]), **shares, peak_weeks=weeks)


def _words(watch: Watch, row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what stands beside a kept trend in words; of one that is followed no more, that it is gone."""
    if not is_known(row["stage"]):
        return {"met": [], "measure": "–", "changed": say("changes.gone"), "beyond": ""}
    rules = met(watch.limits, Standing.from_trend(row))
    beyond = ", ".join(limit_words(rule, getattr(watch.limits, rule)) for rule in rules)
    return {"met": list(rules), "measure": measure(row), "changed": _changed(row), "beyond": beyond}


def _changed(row: Mapping[Any, Any]) -> str:
    """Say what changed since the earlier snapshot: the stage, else the growth in points."""
    if not is_known(row["stage_before"]):
        return "–"
    if row["stage_before"] != row["stage"]:
        before, now = (say(f"stage_plain.{row[name]}") for name in ("stage_before", "stage"))
        return say("changes.arrow", before=before, now=now)
    if not is_known(row["growth_change"]) or abs(row["growth_change"]) < 0.005:
        return say("reading.flat")
    return say("changes.points", points=f"{round(row['growth_change'] * 100):+d}".replace("-", "−"))
