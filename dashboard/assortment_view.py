"""What the boxes of the page Assortment say: where, within which garment, for which weeks, beside which plan."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from dashboard import assortment, cached, horizons, range_gap
from dashboard.address import Filter, filter_row, settle
from dashboard.formats import count
from dashboard.horizons import Horizon
from dashboard.plan_labels import NO_PARTS, Plan
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
        """What the mix depends on."""
        return (self.region, self.source, self.garment, self.horizon.name)


@dataclass(frozen=True)
class Shown:
    """What the page shows of one view.

    Attributes:
        whole: the shares over all garments, rows of `page_assortment`.
        within: those within the garment; none for all garments.
        chosen: the rows the mixes are made of.
        mix: as `assortment.mix` gives it.
        gap: as `range_gap.gap` gives it; no row without a plan, or where the plan names nothing that is mixed.
        plan: the garment's options; None without a plan.
        key: what all this depends on.
    """

    whole: pd.DataFrame
    within: pd.DataFrame
    chosen: pd.DataFrame
    mix: pd.DataFrame
    gap: pd.DataFrame
    plan: Plan | None
    key: tuple[Hashable, ...]

    @property
    def has_gap(self) -> bool:
        """Whether a plan is compared."""
        return len(self.gap) > 0


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


def shown(view: View, plan: Plan | None) -> Shown:
    """Return what the page shows, worked out once for each snapshot, view and plan."""
    inside = plan.of_garment(view.garment) if plan is not None else None
    key = (*view.key, inside.digest if inside is not None else 0)
    return cached.once(("assortment", *key), partial(_shown, view, inside, key))


def _shown(view: View, plan: Plan | None, key: tuple[Hashable, ...]) -> Shown:
    """Read the shares of one view, mix them, and lay the plan beside them."""
    whole, within = _rows(view, ALL), _rows(view, view.garment)
    within = within if view.garment != ALL else within.head(0)
    chosen = assortment.chosen(within, whole)
    mix = assortment.mix(chosen)
    gap = range_gap.gap(mix, plan.parts if plan is not None else NO_PARTS)
    return Shown(whole, within, chosen, mix, gap, plan, key)


def _rows(view: View, within: str) -> pd.DataFrame:
    """Read the shares of one slice over the weeks bought for."""
    first, last = (f"{week:%Y-%m-%d}" for week in (view.horizon.first, view.horizon.last))
    return cached.read("assortment", region=view.region, source=view.source, within=within, first=first, last=last)


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
