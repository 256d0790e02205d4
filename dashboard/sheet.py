"""What the one-pager of a trend says: its figures, sentences, weeks and evidence, gathered from one snapshot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard import doubts, goes_with, queries
from dashboard.formats import count, day, is_known, plain, short_day, signed_percent, week_of_year
from dashboard.readings import (
    facet_name,
    measure,
    mix_words,
    note,
    plain_name,
    reading,
    region_name,
    rule,
    stage_words,
)
from dashboard.words import ENGLISH, language, say
from data.errors import BadInput
from data.settings import Settings
from data.snapshot import Snapshot

Row = Mapping[Any, Any]

POSTS, LOOKS, LETTERS = 5, 4, 170
CHECK_COMMAND = "hemline export forecasts"


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, its value, and the interval or condition that belongs to it."""

    label: str
    value: str
    help: str | None = None


@dataclass(frozen=True)
class Sheet:
    """Everything on the page; sentences are Markdown in which what was scraped is escaped.

    Attributes:
        title, kicker: the trend's name, and facet and slice, as plain text.
        stage: its code.
        stage_line: its word with its rule.
        reading: what there is to know.
        figures: at most four.
        seen, ahead, before: as the history chart takes them.
        is_share: whether the values are shares.
        goes_with, doubts: sentences.
        posts: an excerpt and a line on where it is from, each as plain text.
        looks: a picture's file and its caption.
        foot: sample and usual error, where it is from, and how to check it.
    """

    title: str
    kicker: str
    stage: str
    stage_line: str
    reading: str
    figures: list[Figure]
    seen: pd.DataFrame
    ahead: pd.DataFrame
    before: pd.DataFrame
    is_share: bool
    goes_with: list[str]
    doubts: list[str]
    posts: list[tuple[str, str]]
    looks: list[tuple[Path, str]]
    foot: list[str]


def found(snapshot: Snapshot, label: str, region: str) -> Row:
    """Return the trend of a label in a region, from all sources and audiences, named in the language that is said.

    Args:
        snapshot: the published one.
        label: its label_id, or `colour:red in category:coat` for one within another.
        region: its code, or `all`.

    Raises:
        BadInput: no trend of this label, or none there.
    """
    label_id, _, within = label.partition(" in ")
    views = reader(snapshot)("views", label_id=label_id, within=within or "all")
    if views.empty:
        raise BadInput(f"No trend has the label '{label}'; 'hemline export trends' lists them in its column label_id.")
    there = views[views["region"].str.lower() == region.lower()]
    if there.empty:
        raise BadInput(
            f"'{label}' has no trend in '{region}'; it has one in {', '.join(sorted(set(views['region'])))}."
        )
    row: Row = there.iloc[0].to_dict()
    return row


def reader(snapshot: Snapshot) -> doubts.Read:
    """Return what reads a snapshot's rows with labels named in the language that is said now."""
    code = language()
    named_in = {} if code == ENGLISH else _names(snapshot, code)
    return partial(_read, snapshot, named_in)


def gathered(snapshot: Snapshot, settings: Settings, row: Row) -> Sheet:
    """Return the sheet of one trend.

    Args:
        snapshot: what it is read from.
        settings: name the home, which holds the thumbnails.
        row: the trend, a row of `page_views`.
    """
    read = reader(snapshot)
    seen, ahead = (read(name, series_id=row["series_id"]) for name in ("history", "forecast"))
    evidence = read("evidence", label_id=row["label_id"], region=row["region"], source=row["source"])
    return Sheet(
        title=plain_name(row), kicker=f"{facet_name(row['facet'])} · {region_name(row['region'])}", stage=row["stage"],
        stage_line=say("trend.rule", stage=stage_words(row)[2:], rule=rule(row)), reading=reading(row),
        figures=figures(row), seen=seen, ahead=ahead, before=queries.with_year_before(seen, ahead),
        is_share=row["magnitude"] != "value", goes_with=_company(read, row),
        doubts=doubts.sentences(read, row, snapshot.snapshot_id, doubts.last_break(seen)) or [doubts.nothing(row)],
        posts=_posts(evidence), looks=_looks(evidence, settings), foot=_foot(read, row, snapshot.snapshot_id),
    )  # fmt: skip


def file_name(row: Row) -> str:
    """Return a name for the file, without its ending."""
    return re.sub(r"[^a-z0-9]+", "-", f"{row['label_id']} {row['region']}".lower()).strip("-")


def figures(row: Row) -> list[Figure]:
    """Return share, growth, the next peak and the year ahead."""
    is_share = row["magnitude"] != "value"
    share_help = say("trend.share_help") if is_share else None
    return [
        Figure(say("trend.share" if is_share else "trend.value"), measure(row), share_help),
        Figure(say("trend.growth"), change(row["growth"]), _interval_help(row)),
        Figure(say("trend.peak"), _peak(row), _peak_help(row)),
        Figure(say("trend.outlook"), change(row["outlook"]), say("trend.outlook_help")),
    ]  # fmt: skip


def change(value: Any) -> str:
    """Write a change, or a dash where there is none."""
    return signed_percent(value) if is_known(value) else "–"


def trend_note(read: doubts.Read, row: Row) -> str:
    """Return the one line under a trend's charts."""
    own = read("label_mix", label_id=row["label_id"], within=row["within_label_id"], region=row["region"])
    if len(own):
        return note(row, mix_words(own, "authors"), of_label=True)
    return note(row, mix_words(read("mix", region=row["region"]), "posts"), of_label=False)


def _read(snapshot: Snapshot, named_in: dict[str, str], name: str, **params: Any) -> pd.DataFrame:
    rows = queries.read(snapshot, name, **params)
    return queries.renamed(rows, named_in) if named_in else rows


def _names(snapshot: Snapshot, code: str) -> dict[str, str]:
    """Return the labels' names in one language."""
    rows = queries.read(snapshot, "label_names", language=code).dropna()
    return dict(zip(rows["label_id"], rows["name"], strict=True))


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


def _company(read: doubts.Read, row: Row) -> list[str]:
    """Say what it goes with."""
    if row["facet"] == "series":
        return [say("goes_with.none_series")]
    rows = read("companions", label_id=row["label_id"])
    if rows.empty:
        return [say("goes_with.none")]
    return goes_with.sentences(plain(row["name"]), goes_with.pairs(rows)) + goes_with.scope(row)


def _posts(evidence: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the newest posts, cut, each with its stance, source, region and week."""
    posts = evidence[evidence["subject_kind"] == "post"].head(POSTS)
    return [(_cut(str(post["excerpt"] or "")), _line(post)) for post in posts.to_dict("records")]


def _line(post: Row) -> str:
    """Say where a post is from."""
    place = region_name(post["region"]) if is_known(post["region"]) else ""
    parts = (say(f"polarity.{post['polarity']}"), str(post["source"]), place, short_day(post["week"]))
    return " · ".join(part for part in parts if part)


def _looks(evidence: pd.DataFrame, settings: Settings) -> list[tuple[Path, str]]:
    """Return the first looks whose pictures are there."""
    rows = evidence[evidence["sha256"].notna()].drop_duplicates("sha256").to_dict("records")
    shown = ((settings.thumbs / str(row["sha256"])[:2] / f"{row['sha256']}.jpg", _caption(row)) for row in rows)
    return [(path, caption) for path, caption in shown if path.is_file()][:LOOKS]


def _caption(look: Row) -> str:
    """Return `Atelier Vane · SS25 · look 4`, as much of it as is known."""
    number = say("inspiration.look", number=count(look["look"])) if is_known(look["look"]) else ""
    parts = [str(look[name]) for name in ("designer", "season") if is_known(look[name])]
    return " · ".join(part for part in (*parts, number) if part)


def _foot(read: doubts.Read, row: Row, snapshot_id: str) -> list[str]:
    """Say on how many it rests and how far off it usually is, where it is from, and how to check it."""
    sources = read("sources")
    sample = [say("app.sample_all")] if len(sources) and sources["is_sample"].astype(bool).all() else []
    published = day(pd.Timestamp(snapshot_id[:8]))
    return [
        *sample,
        trend_note(read, row),
        say("one_pager.source", snapshot=plain(snapshot_id), day=published),
        say("one_pager.check", series=plain(row["series_id"]), command=plain(CHECK_COMMAND)),
    ]


def _cut(text: str) -> str:
    """Cut a text to what a page has room for."""
    line = " ".join(text.split())
    return line if len(line) <= LETTERS else f"{line[: LETTERS - 1]}…"
