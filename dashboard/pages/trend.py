"""Trend: one trend's history and forecast, why, how far off earlier forecasts were, its regions and its evidence."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, charts, keeping, queries, reception, record, why
from dashboard.address import Filter, filter_row, settle
from dashboard.followed import Followed, followed
from dashboard.formats import count, is_known, plain, short_day, signed_percent, week_of_year
from dashboard.readings import (
    interval_words,
    measure,
    mix_words,
    named,
    note,
    reading,
    region_name,
    rule,
    stage_words,
)
from dashboard.words import say, say_or

POSTS_SHOWN, LOOKS_SHOWN, REGIONS_SHOWN = 8, 12, 8
HISTORY = ("week", "complete", "y", "authors", "base", "yhat", "lo80", "hi80", "lo95", "hi95")
COMPARE_PAGE = "dashboard/pages/compare.py"
REGION_ROWS = ("region", "stage", "share", "growth", "growth_lo", "growth_hi", "confidence", "posts", "authors")

Row = dict[Any, Any]


def page() -> None:
    """Show the page."""
    known = followed()
    if not known.rows:
        blocks.heading(say("page.trend"), [say("trend.none")])
        return
    top = st.container()
    row = _picked(known)
    line = _note(row)
    with top:
        blocks.heading(named(row), [reading(row)], say("trend.rule", stage=stage_words(row), rule=rule(row)))
        keeping.button(row)
        _figures(row)
    st.page_link(COMPARE_PAGE, label=say("compare.open"), query_params={"label": blocks.trend_id(row)})
    _history(row, line)
    reception.section(row, line)
    why.section(row, line)
    record.section(row, line)
    _regions(row, line)
    _evidence(row, line)


def _picked(known: Followed) -> Row:
    """Return the trend that the address or the boxes name: a label, then where it is seen."""
    first = known.largest[0]
    trend = Filter("trend", say("filter.trend"), {first: known.options[first]} | known.options, wide=True)
    label = known.rows[settle(trend)]
    views = cached.read("views", label_id=label["label_id"], within=label["within_label_id"])
    slices: dict[str, Row] = {blocks.view_id(row): row for row in views.to_dict("records")}
    view = Filter("view", say("filter.view"), {key: _slice_name(row) for key, row in slices.items()})
    return slices[filter_row([trend, view])["view"]]


def _slice_name(row: Row) -> str:
    """Return where a trend is seen: region, source and audience, as far as they are narrowed."""
    parts = [region_name(row["region"])]
    if row["source"] != "all":
        titles = cached.read("sources").set_index("source")["title"].to_dict()
        parts.append(str(titles.get(row["source"], row["source"])))
    if row["audience"] != "all":
        parts.append(say_or(f"audience.{row['audience']}", row["audience"]))
    return " · ".join(parts)


def _figures(row: Row) -> None:
    """Show share, growth, the next peak and the year ahead."""
    is_share = row["magnitude"] != "value"
    shown = [
        blocks.Figure(
            say("trend.share" if is_share else "trend.value"),
            measure(row),
            say("trend.share_help") if is_share else None,
        ),
        blocks.Figure(say("trend.growth"), _change(row["growth"]), _interval_help(row)),
        blocks.Figure(say("trend.peak"), _peak(row), _peak_help(row)),
        blocks.Figure(say("trend.outlook"), _change(row["outlook"]), say("trend.outlook_help")),
    ]
    blocks.figures(shown)


def _change(value: Any) -> str:
    """Write a change, or a dash where there is none."""
    return signed_percent(value) if is_known(value) else "–"


def _interval_help(row: Row) -> str | None:
    """Explain the growth by its interval."""
    if not (is_known(row["growth_lo"]) and is_known(row["growth_hi"])):
        return None
    return say("trend.growth_help", lo=signed_percent(row["growth_lo"]), hi=signed_percent(row["growth_hi"]))


def _peak(row: Row) -> str:
    """Write the next peak's week."""
    return week_of_year(row["peak_week"]) if is_known(row["peak_week"]) else say("trend.peak_none")


def _peak_help(row: Row) -> str | None:
    """Explain the peak by its interval."""
    if not (is_known(row["peak_lo"]) and is_known(row["peak_hi"])):
        return None
    return say("trend.peak_help", lo=short_day(row["peak_lo"]), hi=short_day(row["peak_hi"]))


def _history(row: Row, line: str) -> None:
    """Show what was seen, the forecast, and the year before."""
    seen = cached.read("history", series_id=row["series_id"])
    ahead = cached.read("forecast", series_id=row["series_id"])
    is_share = row["magnitude"] != "value"
    before, theme = queries.with_year_before(seen, ahead), blocks.theme_name()
    draw = partial(charts.history, str(row["name"]), seen, ahead, before, theme, is_share)
    blocks.section(say("trend.history"), say("trend.history_note") if len(ahead) else "")
    blocks.chart(cached.chart(("history", theme, row["series_id"]), draw), "history")
    if loud := reception.loud_sentence(row):
        st.caption(loud)
    rows = pd.concat([seen, ahead], ignore_index=True).assign(magnitude=row["magnitude"])
    blocks.rows_beside(rows, HISTORY, "history", "history", line)


def _regions(row: Row, line: str) -> None:
    """Show the regions on one axis."""
    blocks.section(say("trend.regions"))
    regions = cached.read("regions", label_id=row["label_id"], within=row["within_label_id"])
    regions = regions[regions["recent"].notna()]
    if regions.empty:
        st.markdown(say("trend.regions_none"))
        return
    st.caption(say("trend.regions_note", weeks=queries.SMOOTH_WEEKS))
    lines = [queries.smoothed(values) for values in regions["recent"].head(REGIONS_SHOWN)]
    top, theme = max(max(values) for values in lines), blocks.theme_name()
    grid = st.grid(columns=4, min_column_width=190)
    for place, values in zip(regions.head(REGIONS_SHOWN).to_dict("records"), lines, strict=True):
        with grid.cell():
            st.markdown(f"**{plain(region_name(place['region']))}** {_change(place['growth'])}{interval_words(place)}")
            draw = partial(
                charts.small_history, str(row["name"]), region_name(place["region"]),
                list(place["weeks"])[-len(values) :], values, top, theme, place["magnitude"] != "value",
            )  # fmt: skip
            drawn = cached.chart(("region", theme, place["series_id"]), draw)
            blocks.chart(drawn, f"region-{place['region']}")
    with_key = regions.assign(
        label_id=row["label_id"], within_label_id=row["within_label_id"], source="all", audience="all"
    )
    blocks.rows_beside(with_key, REGION_ROWS, "regions", "regions", line, is_trends=True)


def _evidence(row: Row, line: str) -> None:
    """Show the posts and looks that stand behind the trend."""
    blocks.section(say("trend.evidence"))
    rows = cached.read("evidence", label_id=row["label_id"], region=row["region"], source=row["source"])
    if rows.empty:
        st.markdown(say("trend.evidence_none"))
        return
    posts, looks = rows[rows["subject_kind"] == "post"], rows[rows["sha256"].notna()]
    if len(looks):
        blocks.gallery(blocks.sized(looks.head(LOOKS_SHOWN)))
    if len(posts):
        st.caption(say("trend.evidence_count", shown=min(POSTS_SHOWN, len(posts)), count=count(len(posts))))
        grid = st.grid(columns=2, min_column_width=300, gap="medium")
        for post in posts.head(POSTS_SHOWN).to_dict("records"):
            with grid.cell():
                _post(post)
    columns = ("week", "source", "region", "polarity", "excerpt", "words", "designer", "season", "look", "engagement")
    blocks.rows_beside(rows, columns, "evidence", "trend-evidence", line)


def _post(post: Row) -> None:
    """Show one post as plain text: scraped words are never read as Markdown."""
    st.text(post["excerpt"] or "")
    place = region_name(post["region"]) if is_known(post["region"]) else ""
    parts = [say(f"polarity.{post['polarity']}"), plain(post["source"]), place, short_day(post["week"])]
    st.caption(" · ".join(part for part in parts if part))


def _note(row: Row) -> str:
    """Return the one line under each chart."""
    own = cached.read("label_mix", label_id=row["label_id"], within=row["within_label_id"], region=row["region"])
    if len(own):
        return note(row, mix_words(own, "authors"), of_label=True)
    return note(row, mix_words(cached.read("mix", region=row["region"]), "posts"), of_label=False)


if __name__ == "__main__":
    page()
