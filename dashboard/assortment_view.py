"""What the boxes of the page Assortment say: where, within which garment, for which weeks, beside which plan."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import assortment, cached, horizons
from dashboard.address import Filter, filter_row, settle
from dashboard.formats import count
from dashboard.horizons import Horizon
from dashboard.plan_labels import Plan
from dashboard.readings import facet_name, region_name
from dashboard.words import say

ALL = "all"
Note = tuple[str, str]


@dataclass(frozen=True)
class View:
    """What the boxes say.

    Attributes:
        region, source: the slice.
        garment: label_id of the garment, or `all`.
        within: the garment's name; that of all garments for `all`.
        horizon: the weeks bought for.
        plan_name: the plan laid beside the mix; empty without one.
    """

    region: str
    source: str
    garment: str
    within: str
    horizon: Horizon
    plan_name: str

    @property
    def key(self) -> tuple[str, ...]:
        """What a chart depends on."""
        return (self.region, self.source, self.garment, self.horizon.name, self.plan_name)


def chosen(slices: pd.DataFrame, chooser: Filter, plan: Plan | None) -> View:
    """Show the row of boxes and return what they say.

    Args:
        slices: rows of `page_assortment_slices`, at least one.
        chooser: the box of plans.
        plan: the plan it has chosen.
    """
    regions = sorted(set(slices["region"]), key=lambda code: (code != ALL, region_name(code)))
    region = Filter("region", say("filter.region"), {code: region_name(code) for code in regions})
    here = slices[slices["region"] == settle(region)]
    source = Filter("source", say("filter.source"), _sources(here))
    row = here[here["source"] == settle(source)].iloc[0]
    ahead = horizons.horizons(row["first_week"], row["last_week"])
    garments, followed = _garments(plan)
    picked = filter_row(
        [
            Filter("category", say("assortment.garment"), followed, wide=True),
            Filter("horizon", say("assortment.horizon"), {name: weeks_words(each) for name, each in ahead.items()}),
            region,
            source,
            chooser,
        ]
    )
    within = garments[picked["category"]]
    return View(
        picked["region"], picked["source"], picked["category"], within, ahead[picked["horizon"]], picked["plan"]
    )


def weeks_words(each: Horizon) -> str:
    """Name the weeks bought for."""
    if not each.is_season:
        return say("assortment.weeks", weeks=each.weeks)
    key = "assortment.season" if each.weeks == each.of else "assortment.season_part"
    return say(key, season=each.name, weeks=each.weeks, of=each.of)


def where(view: View) -> str:
    """Name the region and the source."""
    return f"{region_name(view.region)}, {_titles().get(view.source, view.source)}"


def noted(view: View, mix: pd.DataFrame) -> list[Note]:
    """Return what was chosen, as topics and words for the workbook."""
    span = say("assortment.note_span", first=f"{view.horizon.first:%Y-%m-%d}", last=f"{view.horizon.last:%Y-%m-%d}")
    stood_in = mix.loc[mix["within_label_id"].eq(ALL) & (view.garment != ALL), "facet"].unique()
    told = {
        "snapshot": cached.snapshot().snapshot_id,
        "seen": f"{mix['now_week'].max():%Y-%m-%d}",
        "weeks": f"{weeks_words(view.horizon)}: {span}",
        "place": where(view),
        "garment": view.within,
        "plan": view.plan_name,
        "fallback": ", ".join(facet_name(facet) for facet in stood_in),
        "sample": say("assortment.note_sample_how") if cached.read("sources")["is_sample"].any() else "",
    }
    return [(say(f"assortment.note_{topic}"), words) for topic, words in told.items() if words]


def _sources(here: pd.DataFrame) -> dict[str, str]:
    """Return the sources of one region with their titles, all of them together first."""
    titles = _titles()
    ordered = sorted(here["source"], key=lambda source: (source != ALL, source))
    return {source: titles.get(source, source) for source in ordered}


def _titles() -> dict[str, str]:
    """Return what each source is called."""
    rows = cached.read("sources")
    return {ALL: say("filter.all_sources")} | dict(zip(rows["source"], rows["title"], strict=True))


def _garments(plan: Plan | None) -> tuple[dict[str, str], dict[str, str]]:
    """Return the garments within which labels are followed and those a plan has: their names, and words."""
    every = cached.read("assortment_garments")
    followed = every[every["labels"] > 0]
    counts = dict(zip(followed["label_id"], followed["labels"], strict=True))
    names = {ALL: say("assortment.all_garments")} | dict(zip(followed["label_id"], followed["name"], strict=True))
    if plan is not None:
        planned = plan.parts[plan.parts["facet"] == assortment.GARMENT].sort_values("name")
        names = dict(zip(planned["label_id"], planned["name"], strict=True)) | names
        names = {ALL: names.pop(ALL)} | {key: names[key] for key in (*counts, *names)}
    words = {
        key: say("assortment.followed", name=name, count=count(counts[key]))
        if key in counts
        else say("assortment.only_planned", name=name)
        for key, name in names.items()
        if key != ALL
    }
    return names, {ALL: names[ALL]} | words
