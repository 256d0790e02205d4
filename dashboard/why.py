"""The Why of the Trend page: the parts of a series, the models behind its forecast, the years that looked like it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, cached, why_charts
from dashboard.charts import Chart
from dashboard.formats import GAP, amount, percent, plain, short_day, signed_percent
from dashboard.readings import growth_words, named, region_name
from dashboard.words import say, say_count, say_or

Row = dict[Any, Any]

YEAR_WEEKS = 52
MODELS_NAMED, YEARS_NAMED = 3, 3
ALIKE = 0.5  # least correlation of a year worth naming
MOSTLY = 0.5  # weight from which one model makes most of a forecast
PARTS = ("week", "y", "level", "season_part", "rest")
YEARS = ("name", "region", "until", "likeness", "change_then", "growth_after")


def section(row: Row, line: str) -> None:
    """Show why a trend stands where it stands and why its forecast goes where it goes."""
    blocks.section(say("why.title"))
    _parts(row, line)
    left, right = st.columns(2, gap="large")
    with left:
        _weights(row)
    with right:
        _years(row)


def _parts(row: Row, line: str) -> None:
    """Show level, season and rest side by side."""
    rows = cached.read("components", series_id=row["series_id"])
    if rows.empty:
        st.markdown(say("why.parts_none"))
        return
    grid = st.grid(columns=len(why_charts.PARTS), min_column_width=260)
    for which, sentence in zip(why_charts.PARTS, part_sentences(rows, row), strict=True):
        with grid.cell():
            st.markdown(f"**{say(f'why.{which}')}** {sentence}")
            if rows[which].any():
                blocks.chart(_part(row, rows, which, blocks.theme_name()), f"part-{which}")
    blocks.rows_beside(rows.assign(magnitude=row["magnitude"]), PARTS, "parts", "parts", line)


def _part(row: Row, rows: pd.DataFrame, which: str, theme_name: str) -> Chart:
    """Return the chart of one part."""
    return cached.chart(
        ("part", row["series_id"], which, theme_name),
        lambda: why_charts.part(str(row["name"]), rows, which, theme_name, row["magnitude"] != "value"),
    )


def part_sentences(rows: pd.DataFrame, row: Row) -> tuple[str, str, str]:
    """Say in words what the three parts show: the level and where it came from, the season, the size of the rest.

    Args:
        rows: week, y, level, season_part, rest.
        row: the trend.
    """
    level = rows["level"].iloc[-1]
    rest = _distance(rows["rest"].tail(2 * YEAR_WEEKS).abs().median(), row)
    return _level_words(rows, _measure(level, row)), _season_words(rows, row), say("why.rest_words", rest=rest)


def _level_words(rows: pd.DataFrame, level: str) -> str:
    """Say where the level stands, and against a year before where there is one."""
    before = rows["level"].iloc[-YEAR_WEEKS - 1] if len(rows) > YEAR_WEEKS else 0.0
    if before <= 0:
        return say("why.level_words", level=level)
    return say("why.level_change", level=level, change=growth_words(rows["level"].iloc[-1] / before - 1))


def _season_words(rows: pd.DataFrame, row: Row) -> str:
    """Say what the season adds and takes at most over the last year, in parts of the level."""
    year = rows.tail(YEAR_WEEKS)
    swing = (year["season_part"] / year["level"].where(year["level"] > 0)).fillna(0.0)
    if not row["seasonal"] or swing.abs().max() == 0:
        return say("why.season_none")
    high, low = (year["week"].iloc[int(at)] for at in (swing.argmax(), swing.argmin()))
    return say(
        "why.season_words", high=signed_percent(swing.max()), low=signed_percent(swing.min()),
        high_month=f"{high:%B}", low_month=f"{low:%B}",
    )  # fmt: skip


def _weights(row: Row) -> None:
    """Say which models made the forecast, and with what weight."""
    st.markdown(f"**{say('why.weights')}**")
    weights = cached.read("weights", series_id=row["series_id"])
    if weights.empty:
        st.markdown(say("why.weights_borrowed" if row["reason"] == "borrowed" else "why.weights_none"))
        return
    st.markdown(weight_sentence(weights))
    shown = weights.assign(in_words=[model_words(model) for model in weights["model"]])
    blocks.rows_beside(shown, ("model", "in_words", "weight"), "weights", "weights", "")


def weight_sentence(weights: pd.DataFrame) -> str:
    """Return `mostly last year's weeks again (61 %), then …`, and how many more models share the rest.

    Args:
        weights: model, weight, the largest first.
    """
    parts = [f"{model_words(row['model'])} ({percent(row['weight'], authors=0)})" for row in weights.to_dict("records")]
    first = "why.mostly" if weights["weight"].iloc[0] >= MOSTLY else "why.first"
    said = say(first, model=parts[0])
    if len(parts) > 1:
        said += say("why.then", models=say("why.and").join(parts[1:MODELS_NAMED]))
    more = len(parts) - MODELS_NAMED
    return said + (say_count("why.more", more) if more > 0 else "") + "."


def model_words(model: str) -> str:
    """Return what a model does in plain words; one that has none here goes by its name."""
    return say_or(f"model.{model}", plain(model))


def _years(row: Row) -> None:
    """Say which past years looked like the last one and what followed, with a link to each."""
    st.markdown(f"**{say('why.years')}**")
    years = cached.read("analogues", series_id=row["series_id"])
    alike = years[years["likeness"] >= ALIKE]
    if alike.empty:
        st.markdown(say("why.years_none" if len(years) else "why.years_short"))
        return
    for year in alike.head(YEARS_NAMED).to_dict("records"):
        with st.container(gap=None):
            st.page_link(
                blocks.TREND_PAGE, label=year_name(year, row["series_id"]), query_params=blocks.trend_address(year)
            )
            st.markdown(year_sentence(year))
    st.markdown(spread_sentence(alike))
    st.caption(say("why.years_note"))
    blocks.rows_beside(years, YEARS, "analogues", "analogues", "", is_trends=True)


def year_name(year: Row, series_id: str) -> str:
    """Name the trend whose year it was, and its region.

    Args:
        year: a row of `page_analogues`.
        series_id: the trend that asks.
    """
    if year["series_id"] == series_id:
        return say("why.itself")
    place = "" if year["region"] == "all" else say("why.in_region", region=plain(region_name(year["region"])))
    return f"{named(year)}{place}"


def year_sentence(year: Row) -> str:
    """Say which year it was, how much alike, and what followed."""
    return say(
        "why.year", until=short_day(year["until"]), likeness=percent(year["likeness"], authors=0),
        after=growth_words(year["growth_after"]),
    )  # fmt: skip


def spread_sentence(years: pd.DataFrame) -> str:
    """Say between what and what the years after lay, and the middle of them."""
    after = years["growth_after"]
    return say(
        "why.spread", years=say_count("why.years_count", len(years)), lo=signed_percent(after.min()),
        hi=signed_percent(after.max()), middle=signed_percent(after.median()),
    )  # fmt: skip


def _distance(value: float, row: Row) -> str:
    """Write a distance in the trend's own unit: between shares, in percentage points."""
    if row["magnitude"] == "value":
        return amount(value)
    return say("why.points", value=percent(value, row["authors"]).removesuffix(f"{GAP}%"))


def _measure(value: float, row: Row) -> str:
    """Write a value in the trend's own unit."""
    return amount(value) if row["magnitude"] == "value" else percent(value, row["authors"])
