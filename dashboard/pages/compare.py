"""Compare: up to six labels side by side, in one region or in each, as measured or with their start set to 100."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, choices, compare, compare_charts, notes
from dashboard.address import Filter, filter_row
from dashboard.charts import Chart
from dashboard.compare import Line
from dashboard.followed import Followed, followed
from dashboard.formats import GAP, month, plain
from dashboard.queries import SMOOTH_WEEKS
from dashboard.readings import (
    growth_words,
    interval_words,
    measure,
    named,
    plain_name,
    reading,
    region_name,
)
from dashboard.words import say

TABLE = ("name", "stage", "share", "growth", "growth_lo", "growth_hi", "peak_week", "confidence", "usual_error")
WEEKS = ("name", "region", "week", "complete", "y", "yhat", "lo80", "hi80")
EACH = "each"
REGIONS_DRAWN, REGIONS_ABREAST = 12, 3

Row = dict[Any, Any]


@dataclass(frozen=True)
class Side:
    """One of the labels compared.

    Attributes:
        label: its row of `page_names`.
        trends: its trends by region.
        weeks: its weeks by region.
    """

    label: Row
    trends: pd.DataFrame
    weeks: pd.DataFrame


@dataclass(frozen=True)
class View:
    """What the boxes say: which labels, where, on which scale, from when."""

    labels: tuple[str, ...]
    region: str
    scale: str
    start: str


def page() -> None:
    """Show the page."""
    known = followed()
    if not known.rows:
        blocks.heading(say("page.compare"), [say("compare.none")])
        return
    top = st.container()
    chosen = choices.several(_labels(known))
    with blocks.waiting(top):
        sides = [_side(known.rows[key]) for key in chosen]
    if not sides:
        with top:
            blocks.heading(say("page.compare"), [say("compare.pick", most=compare.MOST)])
        return
    view = _view(tuple(chosen), sides)
    shown = pd.concat([side.trends for side in sides], ignore_index=True)
    world = shown[shown["region"] == ("all" if view.region == EACH else view.region)]
    with top:
        blocks.heading(say("page.compare"), [_lead(world)])
    _chart(view, sides, shown, world)
    _table(shown[shown["region"] != "all"] if view.region == EACH else world, view.region == EACH)


def _labels(known: Followed) -> choices.Several:
    """Return the box of labels; at rest it holds those that most people show."""
    whole = [key for key in known.largest if known.rows[key]["within_label_id"] == "all"]
    resting = tuple(whole[: compare.RESTING_LABELS])
    return choices.Several("label", say("compare.labels"), known.options, resting, compare.MOST)


def _side(label: Row) -> Side:
    """Read one label's trends and weeks: of all sources together, of its own where it is imported."""
    key = {"label_id": label["label_id"], "within": label["within_label_id"]}
    views = cached.read("views", **key)
    source = str(views["source"].iloc[0])
    trends = views[(views["source"] == source) & (views["audience"] == "all")]
    weeks = cached.read("compare", **key, source=source).assign(magnitude=trends["magnitude"].iloc[0])
    return Side(label, trends.assign(name=plain_name(label), within_name=None), weeks)


def _view(labels: tuple[str, ...], sides: Sequence[Side]) -> View:
    """Show the row of boxes under the labels and return what they say."""
    codes = sorted(set(cached.read("slices")["region"]) - {"all"}, key=region_name)
    regions = {"all": region_name("all")} | ({EACH: say("compare.each")} if codes else {})
    regions |= {code: region_name(code) for code in codes}
    now, first = (pd.Timestamp(end) for end in _span(sides))
    options = compare.starts(first, now)
    resting = compare.resting_start(options, now)
    months = {option: month(pd.Timestamp(option)) for option in (resting, *options)}
    picked = filter_row(
        [
            Filter("region", say("filter.region"), regions),
            Filter("scale", say("compare.scale"), _scales(sides)),
            Filter("from", say("compare.from"), months),
        ]
    )
    return View(labels, picked["region"], picked["scale"], picked["from"])


def _span(sides: Sequence[Side]) -> tuple[Any, Any]:
    """Return the newest complete week and the oldest week of the labels."""
    whole = [side.weeks[side.weeks["complete"].eq(True)] for side in sides]
    weeks = pd.concat([rows["week"] for rows in whole])
    return weeks.max(), weeks.min()


def _scales(sides: Sequence[Side]) -> dict[str, str]:
    """Return the scales that suit the labels: values of different units only compare by their course."""
    index = {compare.INDEX: say("compare.index")}
    units = {"value" if _is_value(side) else "share" for side in sides}
    if len(sides) > 1 and "value" in units:
        return index
    return {compare.SHARE: say(f"compare.{units.pop()}")} | index


def _is_value(side: Side) -> bool:
    """Tell whether a label's series is imported, with values instead of shares."""
    return bool((side.trends["magnitude"] == "value").any())


def _lead(trends: pd.DataFrame) -> str:
    """Say which label grew most and which least, and which is seen most."""
    if trends.empty:
        return say("compare.nothing")
    if len(trends) == 1:
        return reading(trends.iloc[0].to_dict())
    ends = compare.ends(trends)
    if ends is None:
        return say("compare.unmeasured")
    said = [
        say(f"compare.lead_{which}", name=named(row), growth=growth_words(row["growth"]), interval=interval_words(row))
        for which, row in zip(("most", "least"), ends, strict=True)
    ]
    if not (trends["magnitude"] == "value").any():
        seen = trends.sort_values("share").iloc[-1].to_dict()
        said.append(say("compare.lead_seen", name=named(seen), share=measure(seen)))
    return " ".join(said)


def _chart(view: View, sides: Sequence[Side], shown: pd.DataFrame, world: pd.DataFrame) -> None:
    """Show the lines, in one chart or in one for each region, and the weeks behind them."""
    codes = _codes(shown) if view.region == EACH else [view.region]
    drawn = {code: _lines(view, sides, code) for code in codes}
    every = [each for lines in drawn.values() for each in lines]
    banded = view.region != EACH and len(every) <= compare_charts.BANDS_OF
    blocks.section(say("compare.lines"), _how(view, sides, every, banded))
    if not every:
        st.markdown(say("compare.nothing"))
        return
    height_px, letters = (230, 12) if view.region == EACH else (430, 18)
    suffix = f"{GAP}%" if view.scale == compare.SHARE and not any(_is_value(side) for side in sides) else ""
    frame = compare_charts.Frame.around(every, shown["now_week"].max(), view.scale, suffix, height_px, letters, banded)
    grid = st.grid(columns=min(REGIONS_ABREAST, len(codes)), min_column_width=300, gap="medium")
    for code, lines in drawn.items():
        with grid.cell():
            _region(view, code, lines, partial(compare_charts.lines, lines, frame))
    st.caption(notes.of_trends(world if len(world) else shown, "all" if view.region == EACH else view.region))
    with st.expander(say("block.rows")):
        _weeks(view, drawn, sides)


def _codes(trends: pd.DataFrame) -> list[str]:
    """Return the regions in which any of the labels is followed, the largest samples first."""
    apart = trends[trends["region"] != "all"]
    sizes = apart.groupby("region")["authors"].sum().sort_values(ascending=False, kind="stable")
    return [str(code) for code in sizes.index[:REGIONS_DRAWN]]


def _lines(view: View, sides: Sequence[Side], code: str) -> list[Line]:
    """Return the lines of one region; a label that is not followed there, or cannot be set to 100, has none."""
    made = (
        compare.line(
            plain_name(side.label), _weeks_of(side, code), pd.Timestamp(view.start), _unit(view, side), place
        )
        for place, side in enumerate(sides)
    )  # fmt: skip
    return [each for each in made if each is not None]


def _weeks_of(side: Side, code: str) -> pd.DataFrame:
    """Return one label's weeks in one region."""
    return side.weeks[side.weeks["region"] == code]


def _unit(view: View, side: Side) -> float | None:
    """Return what a label's values are divided by to be drawn."""
    if view.scale == compare.INDEX:
        return None
    return 1.0 if _is_value(side) else 0.01


def _how(view: View, sides: Sequence[Side], drawn: Sequence[Line], banded: bool) -> str:
    """Say how the lines are made, and what is missing of them and why."""
    begin, lines = month(pd.Timestamp(view.start)), {each.place: each for each in drawn}
    left = [plain_name(side.label) for place, side in enumerate(sides) if place not in lines]
    begun = pd.Timestamp(view.start) + pd.Timedelta(weeks=SMOOTH_WEEKS)
    late = [each.name for each in lines.values() if each.seen["week"].min() > begun]
    said = [
        say(f"compare.how_{view.scale}", weeks=SMOOTH_WEEKS, month=begin),
        say("compare.bands" if banded else "compare.no_bands", most=compare_charts.BANDS_OF),
        say("compare.mixed") if len(_scales(sides)) == 1 else "",
        say("compare.late", names=_listed(late)) if late else "",
        say(f"compare.left_{view.scale}", names=_listed(left), month=begin) if left else "",
    ]  # fmt: skip
    return " ".join(sentence for sentence in said if sentence)


def _listed(names: Sequence[str]) -> str:
    """Return names with commas between them, escaped for Markdown."""
    return ", ".join(plain(name) for name in names)


def _region(view: View, code: str, lines: list[Line], draw: Callable[[str, str, str], Chart]) -> None:
    """Show one region's lines."""
    if view.region == EACH:
        st.markdown(f"**{plain(region_name(code))}**")
    if not lines:
        st.markdown(say("compare.nothing"))
        return
    theme, what = blocks.theme_name(), say(f"compare.what_{view.scale}")
    key = ("compare", theme, *astuple(view), code)
    blocks.chart(cached.chart(key, partial(draw, theme, what, region_name(code))), f"compare-{code}")


def _weeks(view: View, drawn: Mapping[str, Sequence[Line]], sides: Sequence[Side]) -> None:
    """Show the weeks behind the lines as a table."""
    parts = [
        compare.as_rows(lines, [_weeks_of(side, code) for side in sides]) for code, lines in drawn.items() if lines
    ]
    columns = tuple(name for name in WEEKS if view.region == EACH or name != "region")
    if view.scale == compare.INDEX:
        columns += ("index",)
    heads = {"y": say("compare.measured"), "index": say("compare.index")}
    blocks.table(pd.concat(parts, ignore_index=True), columns, "compare-weeks", "compare-weeks", heads=heads)


def _table(trends: pd.DataFrame, by_region: bool) -> None:
    """Show the trends that are compared."""
    blocks.section(say("compare.table"), say("block.open_hint"))
    if trends.empty:
        st.markdown(say("compare.nothing"))
        return
    columns = (TABLE[0], "region", *TABLE[1:]) if by_region else TABLE
    blocks.table(trends.reset_index(drop=True), columns, "compare", "compare", is_trends=True)


if __name__ == "__main__":
    page()
