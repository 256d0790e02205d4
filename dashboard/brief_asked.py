"""What a brief is asked for: the theme, season, market, customer, language and tone, which live in the address."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from analysis.briefs.brief import Brief
from analysis.briefs.phrases import TONES
from analysis.briefs.request import Request
from analysis.briefs.themes import choose_themes, first_day
from dashboard import cached
from dashboard.address import Filter, filter_row, settle
from dashboard.brief_bench import NOW, OWN_SEASON, Bench, key_of, leave_version, writers
from dashboard.readings import region_name, stage_words
from dashboard.words import LANGUAGES, language, say, say_or
from data import brief_versions, feedback

KINDS = ("SS", "FW", "Resort", "Pre-Fall")
AHEAD = timedelta(weeks=52)  # as far as forecasts reach


def chosen(trends: pd.DataFrame) -> Bench:
    """Show the boxes of the request and return the bench that its brief lies on.

    Args:
        trends: the rows of `page_brief_themes`, at least one.
    """
    slices, now = cached.read("slices"), trends["now_week"].max().date()
    coming = {OWN_SEASON: say("brief.own_season")} | {each: each for each in seasons(now)}
    picked = filter_row(
        [
            Filter("theme", say("brief.theme"), themes(), wide=True, takes_words=True, stays=True),
            Filter("season", say("brief.season"), coming),
            Filter("market", say("brief.market"), _places(slices, "region")),
            Filter("customer", say("brief.customer"), _places(slices, "audience")),
            Filter("language", say("brief.language"), _languages()),
            Filter("tone", say("brief.tone"), {tone: say(f"brief.tone_{tone}") for tone in TONES}),
            Filter("writer", say("brief.writer"), {name: say_or(f"brief.by_{name}", name) for name in writers()}),
        ]
    )
    season = "" if picked["season"] == OWN_SEASON else picked["season"]
    theme, market, customer = picked["theme"].strip(), picked["market"], picked["customer"]
    request = Request(theme, season, market, customer, picked["language"], picked["tone"])
    leave_version(key_of(request))
    number = settle(versions(key_of(request)))
    return Bench(request, None if number == NOW else int(number), picked["writer"])


def versions(key: str) -> Filter:
    """Return the box of the versions that are kept of a brief; its first option is the one that is not kept."""
    kept = [str(each.number) for each in brief_versions.versions(cached.desk(), key)]
    options = {NOW: say("brief.now")} | {number: say("brief.version", number=number) for number in reversed(kept)}
    return Filter("version", say("brief.version_box"), options)


def themes() -> dict[str, str]:
    """Return what a brief can be about by id, with the words shown: trends, then visual styles, then new words.

    Trends that rise come first, the surest first, then seasons about to peak, then the others by name. Those whose
    briefs were found useful lead, and those whose briefs were not close the list.
    """
    named, liked = _named(str(cached.snapshot().path), language()), feedback.liked_themes(feedback.votes(cached.desk()))
    return {theme: named[theme] for theme in sorted(named, key=lambda theme: -liked.get(theme, 0.0))}


@st.cache_resource(max_entries=6, show_spinner=False)
def _named(path: str, code: str) -> dict[str, str]:
    """Return the themes of a snapshot in their order, before anybody said which are liked."""
    trends = cached.read("brief_themes")
    named = {str(row["label_id"]): f"{row['name']} · {stage_words(row)}" for row in trends.to_dict("records")}
    styles, terms = (cached.read(name).to_dict("records") for name in ("styles", "terms"))
    named |= {f"style:{row['style_id']}": str(row["name"]) for row in styles}
    named |= {f"term:{row['term']}": say("brief.term", term=row["term"]) for row in terms}
    return {theme: named[theme] for theme in dict.fromkeys([*choose_themes(trends, len(trends)), *named])}


def seasons(now: date) -> list[str]:
    """Return the seasons that come while forecasts reach, in the order in which they are in the shops."""
    years = range(now.year, now.year + 3)
    named = [f"{kind}{year % 100:02d}" if len(kind) == 2 else f"{kind} {year}" for year in years for kind in KINDS]
    return sorted((each for each in named if now < first_day(each) <= now + AHEAD), key=first_day)


def request_words(brief: Brief) -> str:
    """Return what a brief was asked for besides the theme, as one line of plain text."""
    words = [brief.season, region_name(brief.market)]
    if brief.customer != "all":
        words.append(say_or(f"audience.{brief.customer}", brief.customer))
    return " · ".join([*words, LANGUAGES[brief.language], say(f"brief.tone_{brief.tone}")])


def _places(slices: pd.DataFrame, part: str) -> dict[str, str]:
    """Return the regions or the audiences in which trends are seen, the widest first."""
    found = ["all", *(each for each in dict.fromkeys(slices[part]) if each != "all")]
    return {each: region_name(each) if part == "region" else say_or(f"audience.{each}", each) for each in found}


def _languages() -> dict[str, str]:
    """Return the languages a brief can be written in, the reader's first."""
    return {code: LANGUAGES[code] for code in sorted(LANGUAGES, key=lambda code: code != language())}
