"""Accuracy: how far off forecasts were, by horizon, facet, region and model; how often bands and calls held; misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analysis.forecasts.accuracy import DIRECTION_BAND
from dashboard import accuracy_charts, blocks, cached, charts, record, track
from dashboard.address import Filter, filter_row
from dashboard.formats import count, error_percent, is_known, plain, short_day
from dashboard.readings import facet_name, named, region_name
from dashboard.why import model_words
from dashboard.words import say

HORIZONS = (
    "record", "horizon", "forecasts", "trends", "season_error", "naive_error", "mase", "naive_mase", "covered80",
    "covered95", "called_right", "commonest",
)  # fmt: skip
GROUP = (
    "forecasts", "trends", "season_error", "naive_error", "mase", "naive_mase", "covered80", "covered95",
    "called_right", "commonest",
)  # fmt: skip
MODELS = ("model", "in_words", "forecasts", "season_error", "naive_error", "mase", "naive_mase", "covered80",
          "called_right")  # fmt: skip
BANDS = ("horizon", "nominal", "covered", "low", "high", "forecasts")
ENDS = ("name", "region", "cutoff", "said", "came", "before", "season_error", "naive_error", "called", "went")
ENDS_SHOWN, ENDS_NAMED = 200, 3

Row = dict[Any, Any]


@dataclass(frozen=True)
class View:
    """What the boxes say: published or replayed, over how many weeks, of what, where."""

    kind: str
    horizon: int
    facet: str
    region: str


def page() -> None:
    """Show the page."""
    rows = cached.read("record")
    if rows.empty:
        blocks.heading(say("page.accuracy"), [say("record.all_none")])
        return
    top = st.container()
    view = _view(rows)
    shown = track.group(rows, view.facet, view.region)
    picked = shown[(shown["kind"] == view.kind) & (shown["horizon"] == view.horizon)]
    with top:
        blocks.heading(say("page.accuracy"), [_lead(shown[shown["horizon"] == view.horizon])])
        _figures(picked)
    _horizons(shown)
    if picked.empty:
        st.markdown(say(_why_empty(rows, view)))
        return
    _bands(shown[shown["kind"] == view.kind], view)
    _ways(picked.iloc[0])
    _groups(rows, view)
    _models(view)
    for worst in (True, False):
        _ends(view, worst)


def _view(rows: pd.DataFrame) -> View:
    """Show the boxes and return what they say."""
    horizons = sorted(set(rows["horizon"]))
    first = track.RESTING_HORIZON if track.RESTING_HORIZON in horizons else horizons[0]
    facets = sorted(set(rows["facet"]) - {track.ANY}, key=facet_name)
    regions = sorted(set(rows["region"]) - {track.ANY}, key=lambda code: (code != "all", region_name(code)))
    kinds = {kind: say(f"record.{kind}") for kind in ("replayed", "published")}
    weeks = {str(horizon): say("trend.weeks", count=horizon) for horizon in (first, *horizons)}
    what = {track.ANY: say("filter.all_facets")} | {facet: facet_name(facet) for facet in facets}
    where = {track.ANY: say("track.any_region")} | {region: region_name(region) for region in regions}
    picked = filter_row(
        [
            Filter("record", say("column.record"), kinds),
            Filter("weeks", say("column.horizon"), weeks),
            Filter("facet", say("filter.facet"), what),
            Filter("region", say("filter.region"), where),
        ]
    )
    return View(picked["record"], int(picked["weeks"]), picked["facet"], picked["region"])


def _lead(shown: pd.DataFrame) -> str:
    """Say how far off and how often right, published and replayed apart."""
    return record.overall_lead(shown) or say("track.nothing")


def _figures(picked: pd.DataFrame) -> None:
    """Show the four figures of the kind and horizon that were picked."""
    row: Row = picked.iloc[0].to_dict() if len(picked) else {}
    shown: dict[str, tuple[Any, str, str]] = {
        "usual": (row.get("season_error"), "±", say("track.usual_help")),
        "naive": (row.get("naive_error"), "±", say("track.naive_help")),
        "right": (row.get("called_right"), "", say("track.right_help", band=error_percent(DIRECTION_BAND))),
        "held_80": (row.get("covered80"), "", say("track.held_help")),
    }
    blocks.figures(
        [
            blocks.Figure(say(f"track.{name}"), f"{sign}{error_percent(value)}" if is_known(value) else "–", help_)
            for name, (value, sign, help_) in shown.items()
        ]
    )


def _why_empty(rows: pd.DataFrame, view: View) -> str:
    """Return the words for a view without a forecast: none of its kind has come due, or the boxes let none through."""
    return "track.nothing" if (rows["kind"] == view.kind).any() else f"record.{view.kind}_none"


def _horizons(shown: pd.DataFrame) -> None:
    """Show how far off by horizon, published and replayed."""
    blocks.section(say("record.all"), say("record.all_note", band=error_percent(DIRECTION_BAND)))
    if shown.empty:
        return
    if not (shown["kind"] == "published").any():
        st.caption(say("record.published_none"))
    blocks.chart(charts.backtest(track.errors(shown), blocks.theme_name()), "horizons")
    blocks.table(record.with_words(shown), HORIZONS, "all-records", "all-records", heads=_heads())


def _bands(shown: pd.DataFrame, view: View) -> None:
    """Show how much of what came lay inside the bands, by horizon."""
    blocks.section(say("track.bands"), say("track.bands_note", kind=say(f"track.{view.kind}")))
    rows = track.calibration(shown)
    if rows.empty:
        st.markdown(say("track.bands_none"))
        return
    blocks.chart(accuracy_charts.calibration(rows, blocks.theme_name()), "calibration")
    heads = {name: say(f"track.{name}") for name in ("nominal", "covered", "low", "high")}
    with st.expander(say("block.rows")):
        blocks.table(rows, BANDS, "calibration", "calibration", heads=heads)


def _ways(row: pd.Series[Any]) -> None:
    """Show what came of each call."""
    blocks.section(say("track.ways"), say("track.ways_note", band=error_percent(DIRECTION_BAND)))
    calls = track.calls(row)
    of = int(calls[list(track.WAYS)].to_numpy().sum())
    if not of:
        st.markdown(say("track.ways_none"))
        return
    right = sum(int(row[f"{way}_{way}"]) for way in track.WAYS)
    st.markdown(say("track.ways_lead", right=count(right), of=count(of), commonest=error_percent(row["commonest"])))
    heads = {way: say("track.went", way=say(f"direction.{way}")) for way in track.WAYS} | {
        "right": say("track.share_right")
    }
    blocks.table(calls, ("called", *track.WAYS, "right"), "calls", "calls", heads=heads)


def _groups(rows: pd.DataFrame, view: View) -> None:
    """Show the errors by facet and by region, side by side."""
    grid = st.grid(columns=2, min_column_width=320, gap="large")
    for by, name_of in (("facet", facet_name), ("region", region_name)):
        found = track.split(rows, by, view.facet, view.region)
        found = found[(found["kind"] == view.kind) & (found["horizon"] == view.horizon)]
        with grid.cell():
            blocks.section(say(f"track.by_{by}"), _within(by, view))
            _errors(found, [name_of(code) for code in found[by]], view, f"by-{by}")
            with st.expander(say("block.rows")):
                blocks.table(found, (by, *GROUP), f"by-{by}", "record-groups", heads=_heads())


def _within(by: str, view: View) -> str:
    """Say to what the rows of a split are narrowed."""
    region = say("track.any_region") if view.region == track.ANY else region_name(view.region)
    facet = say("filter.all_facets") if view.facet == track.ANY else facet_name(view.facet)
    return say("track.within", kind=say(f"track.{view.kind}"), weeks=say("trend.weeks", count=view.horizon),
               where=plain(region if by == "facet" else facet))  # fmt: skip


def _errors(found: pd.DataFrame, names: Sequence[str], view: View, which: str) -> None:
    """Show the errors of some groups as a chart."""
    key = ("accuracy", which, blocks.theme_name(), *astuple(view))
    draw = partial(accuracy_charts.groups, found, names, view.kind, str(key[2]))
    blocks.chart(cached.chart(key, draw), which)


def _models(view: View) -> None:
    """Show how each model did on the series it was tried on."""
    rows = cached.read("record_models")
    found = rows[(rows["kind"] == view.kind) & (rows["horizon"] == view.horizon)]
    blocks.section(say("track.by_model"), say("track.models_note"))
    if view.kind == "published":
        st.markdown(say("track.models_published"))
    _errors(found, list(found["model"]), view, "by-model")
    words = [model_words(model) for model in found["model"]]
    blocks.table(found.assign(in_words=words), MODELS, "by-model", "record-models", heads=_heads())


def _ends(view: View, worst: bool) -> None:
    """Show the forecasts that were furthest off, or nearest, and what came instead."""
    which = "misses" if worst else "hits"
    blocks.section(say(f"track.{which}"), say("track.ends_note", most=ENDS_SHOWN))
    rows = cached.read("record_ends", **vars(view), worst=worst, most=ENDS_SHOWN)
    if rows.empty:
        st.markdown(say("track.nothing"))
        return
    st.markdown("\n".join(f"- {_told(row)}" for row in rows.head(ENDS_NAMED).to_dict("records")))
    blocks.table(rows, ENDS, which, "record-ends", is_trends=True, heads=_heads())


def _told(row: Row) -> str:
    """Say what was said and what came of one forecast."""
    place = "" if row["region"] == "all" else say("why.in_region", region=plain(region_name(row["region"])))
    numbers = record.numbers(row, row | {"authors": None})
    return say("track.end", name=named(row), place=place, day=short_day(row["cutoff"]), **numbers)


def _heads() -> dict[str, str]:
    """Return the headings that differ from the usual words of a column."""
    return {
        "season_error": say("column.typical_error"),
        "trends": say("column.series"),
        "covered95": say("track.covered95"),
    }


if __name__ == "__main__":
    page()
