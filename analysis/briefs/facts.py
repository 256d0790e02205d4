"""What goes with a theme: palette, companions, looks, product ideas, and what to leave out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analysis.briefs.brief import Swatch
from analysis.briefs.ideas import ideas_of
from analysis.briefs.material import Material
from analysis.briefs.subjects import BriefFacts, Companion, Lead, Subject
from analysis.briefs.themes import AHEAD_WEEKS, FALLING, RISING, choose_themes, season_of

FEWEST_TOGETHER = 3  # distinct people who show both
LEAST_LIFT = 1.0  # at least as often as by chance
FEWEST_COLOURED = 2  # distinct people who show the theme in a colour
COLOURS = 5
SHORT_PALETTE = 3
COMPANIONS_A_FACET = 3
LOOKS = 6
LEFT_OUT = 3


def facts_of(
    theme: str, material: Material, variant: int, season: str = "", lead: Lead | None = None, **asked: Any
) -> BriefFacts:
    """Gather what a brief of one theme may say.

    Args:
        theme: a label_id that has a trend.
        material: the run's rows.
        variant: position of the brief in its run.
        season: the season the brief is for; the one that its theme is for unless given.
        lead: the style or word that the brief is about, where that is not the label.
        asked: market, customer, language, tone, as in `BriefFacts`.
    """
    subject = _subject(theme, material)
    trend = dict(subject.trend or {})
    companions = _companions(theme, material)
    palette = _palette(subject, material, variant)
    wanted = [theme, *(swatch.label_id for swatch in palette), *(one.subject.label_id for one in companions)]
    return BriefFacts(
        run_id=str(trend.get("run_id") or "none"),
        theme=subject,
        season=season or season_of(_brief_week(trend)),
        lead=lead,
        companions=companions,
        palette=palette,
        looks=_looks_of(lead, wanted, material),
        leave_out=_leave_out(subject, companions, material),
        ideas=ideas_of(subject, _rising(material), material.gaps),
        variant=variant,
        **asked,
    )


def _brief_week(trend: dict[str, Any]) -> date:
    """Return the week the brief is for: the coming peak of a seasonal theme, else half a year on."""
    if trend.get("stage") not in RISING and pd.notna(trend.get("peak_week")):
        return pd.Timestamp(trend["peak_week"]).date()
    return pd.Timestamp(trend["now_week"]).date() + timedelta(weeks=AHEAD_WEEKS)


def _subject(label_id: str, material: Material) -> Subject:
    """Return a label with its trend and its best evidence."""
    label = material.label(label_id)
    colour = str(label["hex"]) if pd.notna(label["hex"]) else None
    trend, shown = material.trend(label_id), material.shown(label_id)
    return Subject(label_id, str(label["facet"]), str(label["name"]), colour, trend, shown)


def _rising(material: Material) -> list[Subject]:
    """Return what rises and may be part of a product idea, the surest first."""
    return [_subject(label_id, material) for label_id in material.candidates]


def _companions(theme: str, material: Material) -> tuple[Companion, ...]:
    """Return the labels people show with the theme more often than chance, the commonest of each facet first."""
    pairs = _pairs(theme, material)
    pairs = pairs[(pairs["together"] >= FEWEST_TOGETHER) & (pairs["lift"] >= LEAST_LIFT)]
    kept = pairs[(pairs.groupby("facet").cumcount() < COMPANIONS_A_FACET) & (pairs["facet"] != "colour")]
    return tuple(_companion(theme, row, material) for row in kept.to_dict("records"))


def _pairs(theme: str, material: Material) -> pd.DataFrame:
    """Return what is shown with the theme and is not falling, the commonest first."""
    falling = material.trends.loc[material.trends["stage"].isin(FALLING), "label_id"]
    pairs = material.pairs[(material.pairs["theme"] == theme) & ~material.pairs["label_id"].isin(falling)]
    return pairs.merge(material.labels, on="label_id").sort_values(["together", "label_id"], ascending=[False, True])


def _companion(theme: str, row: dict[Any, Any], material: Material) -> Companion:
    """Return one companion with evidence from posts that show it and the theme."""
    shown = material.pair_evidence
    both = shown[(shown["theme"] == theme) & (shown["label_id"] == row["label_id"])]["evidence_id"]
    return Companion(_subject(row["label_id"], material), int(row["together"]), float(row["lift"]), tuple(both))


def _palette(theme: Subject, material: Material, variant: int) -> tuple[Swatch, ...]:
    """Return the colours people show with the theme, by how many do; rising colours fill up a short palette.

    A theme that is a colour itself takes half.
    """
    pairs = _pairs(theme.label_id, material)
    pairs = pairs[(pairs["facet"] == "colour") & (pairs["together"] >= FEWEST_COLOURED)]
    with_it = [_companion(theme.label_id, row, material) for row in pairs[: COLOURS - 1].to_dict("records")]
    chosen = [(one.subject, one.authors, one.evidence_ids) for one in with_it]
    named = {theme.label_id, *(subject.label_id for subject, _, _ in chosen)}
    fill = [one for one in _rising_colours(material, variant) if one.label_id not in named]
    least = min([weight for _, weight, _ in chosen], default=1)
    chosen += [(one, least, ()) for one in fill[: max(0, SHORT_PALETTE - len(chosen))]]
    if theme.hex:
        chosen = [(theme, sum(weight for _, weight, _ in chosen) or 1, ()), *chosen]
    return _swatches(chosen)


def _rising_colours(material: Material, variant: int) -> list[Subject]:
    """Return colours on the rise, the surest first, from another one on in each brief."""
    trends = material.trends[(material.trends["facet"] == "colour") & material.trends["stage"].isin(RISING)]
    label_ids = choose_themes(trends, len(trends))
    start = variant % len(label_ids) if label_ids else 0
    return [_subject(label_id, material) for label_id in (*label_ids[start:], *label_ids[:start])]


def _swatches(chosen: Sequence[tuple[Subject, int, tuple[str, ...]]]) -> tuple[Swatch, ...]:
    """Turn weights into parts of the whole, in whole percents that add up to one; no evidence, no swatch."""
    standing = [
        (subject, weight, (*shown[:2], *subject.evidence_ids[:2], *subject.standing[:1])[:3])
        for subject, weight, shown in chosen
    ]
    standing = [one for one in standing if one[2]]
    total = sum(weight for _, weight, _ in standing)
    areas = [max(0.01, round(weight / total, 2)) for _, weight, _ in standing]
    areas = [round(areas[0] + 1 - sum(areas), 2), *areas[1:]] if areas else []
    named = zip(standing, areas, strict=True)
    return tuple(
        Swatch(subject.label_id, subject.hex or "", area, ids, subject.name) for (subject, _, ids), area in named
    )


def _looks_of(lead: Lead | None, wanted: Sequence[str], material: Material) -> tuple[str, ...]:
    """Return the pictures of a style, else those that share most labels with the brief."""
    styled = material.style_looks.loc[material.style_looks["theme"] == (lead.theme if lead else ""), "image_id"]
    return tuple(styled[:LOOKS]) or _looks(wanted, material.looks)


def _looks(wanted: Sequence[str], looks: pd.DataFrame) -> tuple[str, ...]:
    """Return the pictures that share most labels with the brief, by different designers first."""
    if looks.empty:
        return ()
    weight = {label_id: 1 / (place + 2) for place, label_id in reversed(list(enumerate(wanted)))}
    scored = looks.assign(
        score=looks["score"] * looks["label_id"].map(weight).fillna(0), designer=looks["designer"].fillna("")
    )
    best = scored.groupby(["image_id", "designer"], as_index=False)["score"].sum()
    best = best[best["score"] > 0].sort_values(["score", "image_id"], ascending=[False, True])
    turn = best.groupby("designer").cumcount()
    return tuple(best.assign(turn=turn).sort_values("turn", kind="stable")["image_id"][:LOOKS])


def _leave_out(theme: Subject, companions: Sequence[Companion], material: Material) -> tuple[Subject, ...]:
    """Return falling labels: of the theme's own facet first, then those that go with it, then the steepest."""
    falling = material.trends[material.trends["stage"].isin(FALLING) & (material.trends["label_id"] != theme.label_id)]
    falling = falling[falling["growth"] < 0]
    near = {one.subject.label_id for one in companions}
    order = falling.assign(far=~falling["label_id"].isin(near), other=falling["facet"] != theme.facet)
    order = order.sort_values(["other", "far", "growth", "label_id"])
    return tuple(_subject(label_id, material) for label_id in order["label_id"][:LEFT_OUT])
