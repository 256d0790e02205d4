"""Design briefs: honest ones pass the check, corrupted ones do not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from briefs_setting import FACTS, ROWS, trend

from analysis.briefs.brief import Brief, Claim, Number
from analysis.briefs.check import check, faithfulness
from analysis.briefs.facts import facts_of
from analysis.briefs.material import Material
from analysis.briefs.naming import spoken
from analysis.briefs.subjects import BriefFacts
from analysis.briefs.themes import choose_themes, season_of
from analysis.models.template_writer import TemplateWriter


def written(facts: BriefFacts = FACTS) -> Brief:
    return TemplateWriter().write(facts, ROWS).brief


def with_claim(brief: Brief, section: str, place: int, **changes: Any) -> Brief:
    """Return the brief with one claim changed."""
    claims = list(getattr(brief, section))
    claims[place] = replace(claims[place], **changes)
    return replace(brief, **{section: tuple(claims)})


@pytest.mark.parametrize("variant", range(20))
def test_whatever_the_writer_says_passes_the_check(variant: int) -> None:
    brief = written(replace(FACTS, variant=variant))
    assert check(brief, ROWS) == [] and faithfulness(brief, []) == 1.0


def test_each_section_says_something_and_every_sentence_is_whole() -> None:
    brief = written()
    for section in ("story", "why_now", "silhouettes", "leave_out", "risks"):
        assert getattr(brief, section)
    for _, claim in brief.claims():
        assert re.fullmatch(r"[A-Z0-9].*[.]", claim.text) and "{" not in claim.text and "!" not in claim.text


def _number(brief: Brief, **changes: Any) -> Brief:
    first = brief.why_now[0].numbers[0]
    return with_claim(brief, "why_now", 0, numbers=(replace(first, **changes), *brief.why_now[0].numbers[1:]))


CORRUPTIONS = {
    "a figure in the sentence": lambda b: with_claim(b, "why_now", 0, text=b.why_now[0].text.replace("24 %", "42 %")),
    "a digit put before a figure": lambda b: with_claim(
        b, "why_now", 0, text=b.why_now[0].text.replace("24 %", "124 %")
    ),
    "a figure more": lambda b: with_claim(b, "story", 0, text=b.story[0].text + " Buy 300 of it."),
    "a value": lambda b: _number(b, value=0.25),
    "a value turned round": lambda b: _number(b, value=-0.24),
    "a rounding": lambda b: _number(b, digits=3),
    "a cell of another column": lambda b: _number(b, row=b.why_now[0].numbers[0].row.replace(":growth", ":outlook")),
    "a cell of another trend": lambda b: _number(b, row="trend:colour:sage|all|all|all|all:growth", value=0.5),
    "a cell that is not there": lambda b: _number(b, row="trend:material:silk|all|all|all|all:growth"),
    "a cell of no table": lambda b: _number(b, row="tweed"),
    "evidence of another label": lambda b: with_claim(b, "risks", 0, evidence_ids=b.leave_out[0].evidence_ids),
    "evidence swapped": lambda b: with_claim(b, "leave_out", 0, evidence_ids=b.why_now[0].evidence_ids),
    "evidence that is not there": lambda b: with_claim(b, "story", 0, evidence_ids=("p-9-material:suede",)),
    "evidence of a trend that is not there": lambda b: with_claim(b, "story", 0, evidence_ids=("t-nothing",)),
    "no evidence": lambda b: with_claim(b, "story", 0, evidence_ids=()),
    "a pair of other labels": lambda b: with_claim(
        b, "silhouettes", 0, numbers=(Number("together", 41, "pair:material:suede+category:bag:authors", 0),)
    ),
    "a label that is not there": lambda b: with_claim(b, "story", 0, label_ids=("material:suede", "material:moonsilk")),
    "a theme that is not there": lambda b: replace(b, theme="material:moonsilk"),
    "a season that is not there": lambda b: replace(b, season="XX26"),
    "a figure in the title": lambda b: replace(b, title="Suede: up 70 %"),
    "a title without words": lambda b: replace(b, title=" "),
    "a picture that is not there": lambda b: replace(b, looks=("img1", "img9")),
    "a swatch of another hex": lambda b: replace(b, palette=(replace(b.palette[0], hex="#6A1B2D"),)),
    "a swatch of no colour": lambda b: replace(b, palette=(replace(b.palette[0], label_id="material:suede"),)),
    "a swatch without evidence": lambda b: replace(b, palette=(replace(b.palette[0], evidence_ids=()),)),
    "a swatch with other evidence": lambda b: replace(
        b, palette=(replace(b.palette[0], evidence_ids=("p-4-material:tweed",)),)
    ),
    "areas beyond the whole": lambda b: replace(b, palette=b.palette * 2),
    "an area of nothing": lambda b: replace(b, palette=(replace(b.palette[0], area=0.0),)),
}  # fmt: skip


@pytest.mark.parametrize("corrupt", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_a_corrupted_brief_is_caught(corrupt: Any) -> None:
    honest = written()
    corrupted = corrupt(honest)
    assert corrupted != honest
    assert check(corrupted, ROWS)


def test_faithfulness_is_the_share_of_claims_without_a_problem() -> None:
    brief = with_claim(written(), "story", 0, evidence_ids=())
    claims = len(list(brief.claims())) + len(brief.palette)
    assert faithfulness(brief, check(brief, ROWS)) == pytest.approx(1 - 1 / claims)


@pytest.mark.parametrize(
    ("column", "value", "digits", "shown"),
    [
        ("share", 0.61, 2, "61 %"), ("share", 0.041, 3, "4.1 %"), ("growth", -0.33, 2, "33 %"),
        ("authors", 1204, 0, "1,204"), ("peak_week", "2026-04-27", 0, "18"),
    ],
)  # fmt: skip
def test_figures_are_written_as_the_trade_reads_them(column: str, value: Any, digits: int, shown: str) -> None:
    assert Number(column, value, f"trend:x:{column}", digits).shown == shown


def test_a_name_with_digits_is_no_figure() -> None:
    claim = Claim("The Y2K look is back.", ("aesthetic:y2k", "material:suede"), ("p-1-material:suede",))
    assert check(replace(written(), story=(claim,)), ROWS) == []


def test_briefs_of_one_run_have_titles_and_openings_of_their_own() -> None:
    briefs = [written(replace(FACTS, variant=variant)) for variant in range(12)]
    assert len({brief.title for brief in briefs}) == 12
    assert len({brief.why_now[0].text for brief in briefs[:4]}) == 4


def test_the_same_facts_give_the_same_brief() -> None:
    assert written() == written()


@pytest.mark.parametrize(
    ("facet", "name", "words", "plural"),
    [
        ("category", "Barn jacket", "barn jackets", True),
        ("category", "Mary Jane", "Mary Janes", True),
        ("category", "T-shirt", "T-shirts", True),
        ("category", "Jeans", "jeans", True),
        ("category", "Skinny jeans", "skinny jeans", True),
        ("detail", "Ruffles", "ruffles", True),
        ("category", "Scarf", "scarves", True),
        ("category", "Swimwear", "swimwear", False),
        ("category", "Dress", "dresses", True),
        ("colour", "Dusty rose", "dusty rose", False),
        ("material", "Faux fur", "faux fur", False),
        ("pattern", "Polka dot", "polka dots", True),
        ("pattern", "Leopard print", "leopard print", False),
        ("pattern", "Fair Isle", "Fair Isle", False),
        ("silhouette", "A-line", "A-line shapes", True),
        ("length", "Midi", "midi lengths", True),
        ("neckline", "Boat neck", "boat necks", True),
        ("neckline", "Halter", "halter necklines", True),
        ("sleeve", "Puff sleeve", "puff sleeves", True),
        ("detail", "Embroidery", "embroidery", False),
        ("detail", "Bow", "bows", True),
        ("aesthetic", "Quiet luxury", "the quiet luxury look", False),
        ("aesthetic", "Y2K", "the Y2K look", False),
        ("occasion", "Date night", "date night dressing", False),
        ("house", "Gown", "gown", False),
    ],
)
def test_labels_stand_in_a_sentence_as_people_say_them(facet: str, name: str, words: str, plural: bool) -> None:
    said = spoken(facet, name)
    assert (said.words, said.plural) == (words, plural)


@pytest.mark.parametrize(
    ("week", "season"),
    [
        (date(2026, 1, 5), "FW25"), (date(2026, 2, 2), "SS26"), (date(2026, 7, 27), "SS26"),
        (date(2026, 8, 3), "FW26"), (date(2026, 12, 28), "FW26"), (date(2000, 1, 3), "FW99"),
    ],
)  # fmt: skip
def test_a_week_lies_in_its_selling_season(week: date, season: str) -> None:
    assert season_of(week) == season


def trends_frame(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.assign(
        name=[label.split(":")[1].title() for label in frame["label_id"]],
        facet=[label.split(":")[0] for label in frame["label_id"]],
        hex=None,
    )


def test_rising_themes_come_first_by_their_surest_growth_and_seasons_fill_up() -> None:
    trends = trends_frame(
        trend("category:coat", growth_lo=0.2), trend("category:bag", growth_lo=0.5, stage="emerging"),
        trend("category:boot", stage="steady", seasonal_strength=0.9),
        trend("category:cape", stage="steady", seasonal_strength=0.5),
        trend("category:belt", stage="declining"), trend("category:hat", stage="steady", seasonal=False),
        trend("category:tie", stage="steady", peak_week="2026-12-01"),
    )  # fmt: skip
    assert choose_themes(trends, 12) == ["category:bag", "category:coat", "category:boot", "category:cape"]
    assert choose_themes(trends, 3) == ["category:bag", "category:coat", "category:boot"]
    nothing_moves = trends.assign(stage="steady", seasonal=False)
    assert choose_themes(nothing_moves, 12) == []


def test_a_brief_is_built_from_what_goes_with_its_theme_and_does_not_fall() -> None:
    trends = trends_frame(
        trend("category:bag"),
        trend("material:suede"),
        trend("material:tweed", stage="declining", growth=-0.3),
        trend("colour:sage"),
    )
    labels = pd.DataFrame(
        [("category:bag", "category", "Bag", None), ("material:suede", "material", "Suede", None),
         ("material:tweed", "material", "Tweed", None), ("colour:sage", "colour", "Sage", "#A9B79B"),
         ("colour:navy", "colour", "Navy", "#1F2A44")], columns=["label_id", "facet", "name", "hex"],
    )  # fmt: skip
    pairs = pd.DataFrame(
        [("category:bag", "material:suede", 9, 2.0), ("category:bag", "material:tweed", 20, 2.0),
         ("category:bag", "colour:navy", 6, 0.9), ("category:bag", "colour:sage", 2, 1.5)],
        columns=["theme", "label_id", "together", "lift"],
    )  # fmt: skip
    evidence = pd.DataFrame([("colour:navy", "p-1-colour:navy")], columns=["label_id", "evidence_id"])
    both = pd.DataFrame(
        [("category:bag", "material:suede", "p-2-material:suede")], columns=["theme", "label_id", "evidence_id"]
    )
    looks = pd.DataFrame(
        [("i1", "Ada", "colour:navy", 0.5), ("i2", "Ada", "colour:navy", 0.9), ("i3", "Bo", "colour:navy", 0.1),
         ("i4", "Bo", "colour:red", 1.0)],
        columns=["image_id", "designer", "label_id", "score"],
    )  # fmt: skip
    facts = facts_of("category:bag", Material(trends, labels, pairs, evidence, both, looks), 0)
    assert [one.subject.label_id for one in facts.companions] == ["material:suede"]
    assert facts.companions[0].evidence_ids == ("p-2-material:suede",)
    assert [(one.label_id, one.hex, one.area) for one in facts.palette] == [
        ("colour:navy", "#1F2A44", 0.75), ("colour:sage", "#A9B79B", 0.25),
    ]  # fmt: skip
    assert [one.label_id for one in facts.leave_out] == ["material:tweed"]
    assert facts.looks == ("i2", "i3", "i1")
    assert facts.season == "SS26"
