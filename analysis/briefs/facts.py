"""Which themes get a brief, and what goes with each: palette, companions, looks, and what to leave out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analysis.briefs.brief import BriefFacts, Companion, Subject, Swatch

RISING = ("emerging", "rising")
FALLING = ("declining", "fading")
SEASONAL_PART = 1 / 3  # of the briefs at most, where there are rising themes enough
AHEAD_WEEKS = 26  # a brief is for the season half a year on
FEWEST_TOGETHER = 3  # distinct people who show both
LEAST_LIFT = 1.1
FEWEST_COLOURED = 2  # distinct people who show the theme in a colour
COLOURS = 5
SHORT_PALETTE = 3
COMPANIONS_A_FACET = 2
LOOKS = 6
LEFT_OUT = 3


@dataclass(frozen=True)
class Material:
    """What the briefs of one run are made from.

    Attributes:
        trends: the first trend of each label: columns of `trend` with name, facet, hex.
        labels: label_id, facet, name, hex.
        pairs: theme, label_id, together, lift; labels shown with a theme.
        evidence: label_id, evidence_id, best first.
        pair_evidence: theme, label_id, evidence_id, best first; from posts that show both.
        looks: image_id, designer, label_id, score.
    """

    trends: pd.DataFrame
    labels: pd.DataFrame
    pairs: pd.DataFrame
    evidence: pd.DataFrame
    pair_evidence: pd.DataFrame
    looks: pd.DataFrame


def choose_themes(trends: pd.DataFrame, limit: int) -> list[str]:
    """Return the labels that get a brief: rising ones by the surest growth, then seasons about to peak.

    Args:
        trends: label_id, stage, growth, growth_lo, seasonal, seasonal_strength, peak_week, now_week.
        limit: at most so many.
    """
    trends = trends.assign(sure=trends["growth_lo"].fillna(trends["growth"]))
    rising = trends[trends["stage"].isin(RISING)].sort_values(["sure", "label_id"], ascending=[False, True])
    weeks_off = (pd.to_datetime(trends["peak_week"]) - pd.to_datetime(trends["now_week"])).dt.days / 7
    due = (
        trends["seasonal"].astype(bool) & weeks_off.between(1, AHEAD_WEEKS) & ~trends["stage"].isin((*FALLING, *RISING))
    )
    seasonal = trends[due].sort_values(["seasonal_strength", "label_id"], ascending=[False, True])
    kept = min(len(seasonal), max(int(limit * SEASONAL_PART), limit - len(rising)))
    return [*rising["label_id"][: limit - kept], *seasonal["label_id"][:kept]]


def season_of(week: date) -> str:
    """Return the selling season a week lies in: SS from February to July, FW from August to January."""
    if 2 <= week.month <= 7:
        return f"SS{week.year % 100:02d}"
    return f"FW{(week.year - (week.month == 1)) % 100:02d}"


def facts_of(theme: str, material: Material, variant: int) -> BriefFacts:
    """Gather what a brief of one theme may say.

    Args:
        theme: a label_id that has a trend.
        material: the run's rows.
        variant: position of the brief in its run.
    """
    subject = _subject(theme, material)
    trend = dict(subject.trend or {})
    companions = _companions(theme, material)
    palette = _palette(subject, material, variant)
    wanted = [theme, *(swatch.label_id for swatch in palette), *(one.subject.label_id for one in companions)]
    return BriefFacts(
        run_id=str(trend.get("run_id") or "none"),
        theme=subject,
        season=season_of(_brief_week(trend)),
        companions=companions,
        palette=palette,
        looks=_looks(wanted, material.looks),
        leave_out=_leave_out(subject, companions, material),
        variant=variant,
    )


def _brief_week(trend: dict[str, Any]) -> date:
    """Return the week the brief is for: the coming peak of a seasonal theme, else half a year on."""
    if trend.get("stage") not in RISING and pd.notna(trend.get("peak_week")):
        return pd.Timestamp(trend["peak_week"]).date()
    return pd.Timestamp(trend["now_week"]).date() + timedelta(weeks=AHEAD_WEEKS)


def _subject(label_id: str, material: Material) -> Subject:
    """Return a label with its trend and its best evidence."""
    label = material.labels[material.labels["label_id"] == label_id].iloc[0]
    trend = material.trends[material.trends["label_id"] == label_id]
    row = {str(name): _plain(value) for name, value in trend.iloc[0].items()} if len(trend) else None
    shown = material.evidence.loc[material.evidence["label_id"] == label_id, "evidence_id"]
    colour = str(label["hex"]) if pd.notna(label["hex"]) else None
    return Subject(label_id, str(label["facet"]), str(label["name"]), colour, row, tuple(shown))


def _plain(value: Any) -> Any:
    """Return a cell as a plain value: weeks as ISO dates, missing as None."""
    if pd.isna(value):
        return None
    if isinstance(value, date):
        return pd.Timestamp(value).date().isoformat()
    return value.item() if hasattr(value, "item") else value


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
        (subject, weight, (*shown[:2], *subject.evidence_ids[:2], *_trend_id(subject))[:3])
        for subject, weight, shown in chosen
    ]
    standing = [one for one in standing if one[2]]
    total = sum(weight for _, weight, _ in standing)
    areas = [max(0.01, round(weight / total, 2)) for _, weight, _ in standing]
    areas = [round(areas[0] + 1 - sum(areas), 2), *areas[1:]] if areas else []
    named = zip(standing, areas, strict=True)
    return tuple(Swatch(subject.label_id, subject.hex or "", area, ids) for (subject, _, ids), area in named)


def _trend_id(subject: Subject) -> tuple[str, ...]:
    """Return the evidence id of a label's own trend, where it has one."""
    return (f"t-{subject.trend['series_id']}",) if subject.trend else ()


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
