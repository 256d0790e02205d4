"""The check: what in a brief the rows do not bear out. A brief with any problem reaches no page. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from analysis.briefs import prose
from analysis.briefs.brief import Brief, Claim
from analysis.briefs.figures import bare, figure_reasons, number_reasons
from analysis.briefs.naming import lowered, place_name, spoken
from analysis.briefs.reasons import Problem, Reason
from analysis.briefs.rows import Rows
from analysis.briefs.themes import RISING, SEASON, first_day

HEX = re.compile(r"#[0-9A-Fa-f]{6}")
AREA_SLACK = 0.02  # swatches' areas are rounded to whole percents
SIGNED = ("growth", "growth_lo", "growth_hi", "momentum", "outlook")
LONGEST_TITLE = 90


def check(brief: Brief, rows: Rows) -> list[Problem]:
    """Return what the rows do not bear out: a brief with any problem is not to be stored.

    Checked are: ids exist and speak for the labels the claim names; each figure equals its cell at the stated rounding
    and stands in the sentence; no other figure stands there, in digits or in words; every label, stage and season named
    in the text is the claim's; words of direction go the way of the figures; nobody is named who is not behind the
    evidence; nothing lies beyond the forecast; swatches, pictures and the season exist.
    """
    found = [
        Problem(place, reason) for place, claim in brief.claims() for reason in claim_reasons(claim, brief, rows, place)
    ]
    found += [Problem(place, reason) for place, reason in _palette_reasons(brief, rows)]
    unseen = [(n, image_id) for n, image_id in enumerate(brief.looks, 1) if image_id not in rows.images]
    found += [Problem(f"looks {n}", Reason("no-picture", {"image_id": image_id})) for n, image_id in unseen]
    found += [Problem("title", reason) for reason in title_reasons(brief, rows)]
    found += [Problem("season", reason) for reason in season_reasons(brief.season, brief.label_id, rows)]
    unknown = [label_id for label_id in {brief.theme, brief.label_id} if label_id not in rows.names]
    found += [Problem("theme", Reason("no-label", {"label_id": label_id})) for label_id in unknown]
    if not any(True for _ in brief.claims()):
        found.append(Problem("title", Reason("nothing-said")))
    return found


def faithfulness(brief: Brief, problems: list[Problem]) -> float:
    """Return supported claims ÷ claims; swatches count as claims."""
    places = {place for place, _ in brief.claims()} | {f"palette {n}" for n in range(1, len(brief.palette) + 1)}
    return 1 - len(places & {problem.place for problem in problems}) / len(places) if places else 0.0


def claim_reasons(claim: Claim, brief: Brief, rows: Rows, place: str = "") -> Iterator[Reason]:
    """Yield what is wrong with one sentence of a brief."""
    yield from _evidence_reasons(claim, rows)
    for number in claim.numbers:
        yield from number_reasons(number, claim, brief, rows)
    plain = _plain(claim, brief, rows)
    yield from _text_reasons(claim.text, plain, claim, brief, rows)
    yield from _direction_reasons(plain, claim, brief, rows)
    if place.startswith("ideas"):
        yield from _idea_reasons(claim, brief, rows)


def title_reasons(brief: Brief, rows: Rows) -> Iterator[Reason]:
    """Yield what is wrong with the headline."""
    if not brief.title.strip():
        yield Reason("nothing-said")
        return
    claim = Claim(brief.title, (brief.theme, brief.label_id), tuple(f"t-{x}" for x in rows.series_of(brief.label_id)))
    plain = _plain(claim, brief, rows)
    yield from _text_reasons(brief.title, plain, claim, brief, rows, LONGEST_TITLE)
    yield from _direction_reasons(plain, claim, brief, rows)


def season_reasons(season: str, label_id: str, rows: Rows) -> Iterator[Reason]:
    """Yield why no brief can be for a season: it is none, it is over, or the forecast does not reach it."""
    if not SEASON.fullmatch(season):
        yield Reason("no-season", {"season": season})
        return
    for series_id in rows.series_of(label_id):
        now, until = _day(rows.trends[series_id].get("now_week")), rows.until.get(series_id)
        if until and first_day(season) > until:
            yield Reason("season-beyond", {"season": season, "begins": str(first_day(season)), "until": str(until)})
        if now and pd.Timestamp(first_day(season)) + pd.DateOffset(months=6) <= pd.Timestamp(now):
            yield Reason("season-over", {"season": season, "now": str(now)})


def _day(value: Any) -> date | None:
    return pd.Timestamp(value).date() if value else None


def _evidence_reasons(claim: Claim, rows: Rows) -> Iterator[Reason]:
    """Yield what is wrong with what a sentence stands on."""
    yield from (
        Reason("no-label", {"label_id": label_id}) for label_id in claim.label_ids if label_id not in rows.names
    )
    if not claim.evidence_ids:
        yield Reason("no-evidence")
    for evidence_id in claim.evidence_ids:
        label_id = rows.label_of(evidence_id)
        if label_id is None:
            yield Reason("evidence-gone", {"evidence_id": evidence_id})
        elif label_id not in claim.label_ids:
            yield Reason("evidence-of-other", {"label_id": label_id})


def _plain(claim: Claim, brief: Brief, rows: Rows) -> str:
    """Return a text without the names it may say: its labels, its people, its seasons and the brief's market."""
    behind = [
        each.get(evidence_id, "") for evidence_id in claim.evidence_ids for each in (rows.designers, rows.seasons)
    ]
    return prose.without(claim.text, [*_names(claim.label_ids, brief, rows), *behind, brief.season, *_places(brief)])


def _names(label_ids: Sequence[str], brief: Brief, rows: Rows) -> list[str]:
    """Return every form in which a sentence may name its labels."""
    found = []
    for label_id in label_ids:
        name = rows.names.get(label_id, label_id)
        said = spoken(label_id.partition(":")[0], name, brief.language).words
        found += [said, said.removeprefix("the "), name, lowered(name, brief.language)]
    return found


def _places(brief: Brief) -> list[str]:
    """Return the words for where a brief is for."""
    market, customer, language = brief.market, brief.customer, brief.language
    return [
        place_name(market, customer, language),
        place_name(market, "all", language),
        place_name("all", customer, language),
    ]


def _text_reasons(
    text: str, plain: str, claim: Claim, brief: Brief, rows: Rows, longest: int | None = None
) -> Iterator[Reason]:
    """Yield what a text says that its claim does not stand for."""
    language = brief.language
    yield from prose.form_reasons(text, language, longest)
    yield from figure_reasons(plain, claim, brief)
    yield from _label_reasons(text, plain, claim, brief, rows)
    yield from _person_reasons(plain, claim, brief, rows)
    seasons = {brief.season, *(rows.seasons.get(evidence_id, "") for evidence_id in claim.evidence_ids)}
    others = (season for season in SEASON.findall(text) if season not in seasons)
    yield from (Reason("other-season", {"season": season}) for season in others)
    yield from prose.language_reasons(bare(plain, claim, brief), language)


def _label_reasons(text: str, plain: str, claim: Claim, brief: Brief, rows: Rows) -> Iterator[Reason]:
    """Yield the labels that a text names and its claim is not about, and those of the claim that it does not name."""
    seen = prose.labels_in(text, brief.language)
    for label in seen:
        if label.label_id not in claim.label_ids and plain[label.start : label.end].strip():
            yield Reason("names-other", {"label_id": label.label_id})
    called = set(rows.called_in(plain)) - {label.label_id for label in seen}
    yield from (Reason("names-other", {"label_id": label_id}) for label_id in sorted(called))
    for label_id in claim.label_ids:
        is_said = prose.without(text, _names([label_id], brief, rows)) != text
        if not is_said and label_id not in (brief.label_id, brief.theme, *(one.label_id for one in seen)):
            yield Reason("label-not-said", {"label_id": label_id})


def _person_reasons(plain: str, claim: Claim, brief: Brief, rows: Rows) -> Iterator[Reason]:
    """Yield the people and houses a text names that are not behind its evidence."""
    behind = {rows.designers.get(evidence_id) for evidence_id in claim.evidence_ids}
    known = [name for name in rows.known_designers if name not in behind]
    named = prose.brands(plain, known)
    yield from (Reason("names-person", {"name": name}) for name in named)
    if not named:
        strange = prose.strange_names(plain, brief.language)
        yield from (Reason("strange-name", {"name": name}) for name in strange[:1])


def _direction_reasons(plain: str, claim: Claim, brief: Brief, rows: Rows) -> Iterator[Reason]:
    """Yield where words of direction, stage or confidence go against the rows."""
    signed = [n for n in claim.numbers if n.column in SIGNED and not isinstance(n.value, str)]
    rises = {float(number.value) > 0 for number in signed}
    said = prose.directions(plain, brief.language)
    cited = [rows.trends[e[2:]] for e in claim.evidence_ids if e.startswith("t-") and e[2:] in rows.trends]
    if signed:
        ups, downs = said.up or said.above, said.down or said.below
        if len(rises) > 1 or (ups, downs) != (rises == {True}, rises == {False}):
            yield Reason("wrong-way")
    elif said.up or said.down:
        moving = [_rises(trend) for trend in cited if trend.get("stage")]
        if not moving or (said.up and not all(moving)) or (said.down and any(moving)):
            yield Reason("no-such-way")
    yield from _state_reasons(plain, cited, brief)


def _rises(trend: Mapping[str, Any]) -> bool:
    """Tell whether a trend goes up: by its stage where that says so, else by its growth."""
    return trend.get("stage") in RISING or (trend.get("growth") or 0.0) > 0


def _state_reasons(plain: str, cited: Sequence[Mapping[str, Any]], brief: Brief) -> Iterator[Reason]:
    """Yield the stages and confidences a text names that no trend it stands on has."""
    for stage in prose.stages(plain, brief.language) - {str(trend.get("stage")) for trend in cited}:
        yield Reason("other-stage", {"stage": stage})
    for confidence in prose.confidences(plain, brief.language) - {str(trend.get("confidence")) for trend in cited}:
        yield Reason("other-confidence", {"confidence": confidence})


def _idea_reasons(claim: Claim, brief: Brief, rows: Rows) -> Iterator[Reason]:
    """Yield why a product idea is none: its novelty is not stated, or one of its parts but the theme does not rise."""
    if not any(number.column == "novelty" for number in claim.numbers):
        yield Reason("novelty-not-said")
    still = [label_id for label_id in claim.label_ids if label_id not in (*rows.rising, brief.label_id)]
    yield from (Reason("does-not-rise", {"label_id": label_id}) for label_id in still)


def _palette_reasons(brief: Brief, rows: Rows) -> Iterator[tuple[str, Reason]]:
    """Yield what is wrong with the swatches."""
    for number, swatch in enumerate(brief.palette, 1):
        place = f"palette {number}"
        if swatch.label_id not in rows.hexes:
            yield place, Reason("no-colour", {"label_id": swatch.label_id})
        elif swatch.hex.lower() != rows.hexes[swatch.label_id].lower() or not HEX.fullmatch(swatch.hex):
            known = rows.hexes[swatch.label_id]
            yield place, Reason("other-hex", {"label_id": swatch.label_id, "hex": known, "said": swatch.hex})
        elif swatch.name != rows.names.get(swatch.label_id):
            name = rows.names.get(swatch.label_id)
            yield place, Reason("other-name", {"label_id": swatch.label_id, "name": name, "said": swatch.name})
        if not 0 < swatch.area <= 1:
            yield place, Reason("area", {"area": swatch.area})
        if not swatch.evidence_ids:
            yield place, Reason("no-evidence")
        about = {swatch.label_id, brief.label_id}
        foreign = [x for x in swatch.evidence_ids if rows.label_of(x) not in about]
        yield from ((place, Reason("swatch-of-other", {"evidence_id": evidence_id})) for evidence_id in foreign)
    if brief.palette and abs(sum(swatch.area for swatch in brief.palette) - 1) > AREA_SLACK:
        yield "palette 1", Reason("areas")
