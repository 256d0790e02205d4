"""The track record as pages show it: what was said, what came, and how often the way was called right."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analysis.forecasts.accuracy import DIRECTION_BAND
from dashboard import blocks, cached, charts, queries
from dashboard.formats import amount, count, error_percent, is_known, percent, short_day
from dashboard.readings import usual_error
from dashboard.words import say, say_count

Row = dict[Any, Any]

MONTHS = {13: "three", 26: "six", 52: "twelve"}
PUBLISHED_NAMED = 3
SHOWN = ("record", "cutoff", "horizon", "said", "came", "season_error", "naive_error", "called", "went")
EVERY = ("record", "model", "cutoff", "horizon", "season_error", "mase", "covered80", "said", "came")


def section(row: Row, line: str) -> None:
    """Show what was said of one trend earlier and what came; what was published apart from what is replayed."""
    blocks.section(say("trend.accuracy"))
    accuracy = cached.read("accuracy", series_id=row["series_id"])
    record = queries.record(accuracy)
    if record.empty:
        st.markdown(say("trend.accuracy_none"))
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(lead(row, accuracy, record))
        _told("published", published_sentences(row, record))
        _told("replayed", replayed_sentences(row, record))
    with right:
        theme = blocks.theme_name()
        draw = partial(charts.backtest, queries.backtest(accuracy), theme)
        blocks.chart(cached.chart(("backtest", theme, row["series_id"]), draw), "backtest")
    shown = with_words(record).assign(magnitude=row["magnitude"])
    blocks.rows_beside(shown, SHOWN, "record", "record", line)
    every = with_words(accuracy).assign(magnitude=row["magnitude"])
    blocks.rows_beside(every, EVERY, "backtest", "backtest", "", title=say("record.every"))


def _told(kind: str, sentences: list[str]) -> None:
    """Show the sentences of one kind under its name, or why there are none."""
    st.caption(say(f"record.{kind}_note"))
    if sentences:
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    else:
        st.markdown(say(f"record.{kind}_none"))


def lead(row: Row, accuracy: pd.DataFrame, record: pd.DataFrame) -> str:
    """Say how far off, judged by how many replays, how often the band held, and how often the way was right.

    Args:
        row: the trend.
        accuracy: its rows of `page_accuracy`.
        record: `queries.record` of them.
    """
    scores = queries.backtest(accuracy)
    replayed = scores[scores["kind"] == "replayed"]
    ours, naive = (replayed[replayed["model"] == model] for model in ("ours", queries.NAIVE))
    half = accuracy[
        accuracy["model"].isin(queries.OURS) & (accuracy["kind"] == "replayed") & (accuracy["horizon"] == 26)
    ]
    said = [_usual(row, len(half)), _band(ours), _better(ours, naive), _ways(record)]
    return " ".join(sentence for sentence in said if sentence)


def _usual(row: Row, replays: int) -> str:
    """Say the usual error and over how many replays it was measured."""
    if not is_known(row["usual_error"]):
        return say("record.unjudged")
    return say("record.usual", usual=usual_error(row["usual_error"]), replays=say_count("record.replays", replays))


def _band(ours: pd.DataFrame) -> str:
    """Say how often the inner band held."""
    held = ours["covered80"].mean() if len(ours) else float("nan")
    return say("record.band", covered=percent(held, authors=0)) if pd.notna(held) else ""


def _better(ours: pd.DataFrame, naive: pd.DataFrame) -> str:
    """Say whether it beats repeating last year, by the scaled error of the weeks."""
    if not len(ours) or not len(naive) or not naive["mase"].mean() > 0:
        return ""
    gain = 1 - ours["mase"].mean() / naive["mase"].mean()
    if abs(gain) < 0.01:
        return ""
    return say("trend.accuracy_better" if gain > 0 else "trend.accuracy_worse", gain=error_percent(abs(gain)))


def _ways(record: pd.DataFrame) -> str:
    """Say how often up, flat or down was called right; published and replayed calls apart."""
    said = []
    for kind, rows in record.groupby("kind", sort=True):
        right, of = queries.calls(rows)
        if of:
            said.append(say(f"record.ways_{kind}", right=count(right), of=count(of)))
    return say("record.ways", said=say("why.and").join(said), band=error_percent(DIRECTION_BAND)) if said else ""


def replayed_sentences(row: Row, record: pd.DataFrame) -> list[str]:
    """Say for three, six and twelve months ago what would have been said of the weeks since, and what came."""
    replayed = record[record["kind"] == "replayed"]
    back = (pd.Timestamp(row["now_week"]) - replayed["cutoff"]).dt.days // 7
    wanted = replayed[(back == replayed["horizon"]) & replayed["horizon"].isin(list(MONTHS))].sort_values("horizon")
    return [
        say("record.would", months=say(f"record.{MONTHS[each['horizon']]}"), **numbers(each, row))
        for each in wanted.to_dict("records")
    ]


def published_sentences(row: Row, record: pd.DataFrame) -> list[str]:
    """Say what the newest published forecasts said of the weeks that have come since, and what came."""
    published = record[record["kind"] == "published"].head(PUBLISHED_NAMED)
    return [
        say("record.said", day=short_day(each["cutoff"]), **numbers(each, row)) for each in published.to_dict("records")
    ]


def numbers(each: Row, row: Row) -> dict[str, str]:
    """Return the numbers of one line of the record in words."""
    size = amount if row["magnitude"] == "value" else lambda value: percent(value, row["authors"])
    return {"said": size(each["said"]), "came": size(each["came"]), "weeks": count(each["horizon"]), "off": _off(each)}


def _off(each: Row) -> str:
    """Say how far off and on which side; nothing where nothing came to be divided by."""
    if not is_known(each["season_error"]):
        return ""
    if each["season_error"] < 0.005:
        return say("record.exact")
    side = "low" if each["said"] < each["came"] else "high"
    return say(f"record.too_{side}", error=error_percent(each["season_error"]))


def with_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Add `record`, the kind of each row in words, so that published and replayed stand apart in every table."""
    return rows.assign(record=[say(f"record.{kind}") for kind in rows["kind"]])


def overall_lead(rows: pd.DataFrame) -> str:
    """Say the hit rate of the longest horizon of each kind beside what always saying the commonest way would get.

    Args:
        rows: of `page_record`.
    """
    longest = rows[rows["called_right"].notna()].sort_values("horizon").drop_duplicates("kind", keep="last")
    said = [
        say(
            f"record.lead_{each['kind']}", weeks=count(each["horizon"]), trends=count(each["trends"]),
            right=error_percent(each["called_right"]), commonest=error_percent(each["commonest"]),
            error=error_percent(each["season_error"]) if is_known(each["season_error"]) else "–",
        )
        for each in longest.sort_values("kind").to_dict("records")
    ]  # fmt: skip
    return " ".join(said)
