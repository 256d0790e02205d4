"""A brief that a person changes: which words are whose, what they keep resting on, and that nothing else moves."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.briefs.brief import Brief, Claim, Number, Swatch
from analysis.briefs.reasons import Reason
from analysis.briefs.written import Fallback
from dashboard.brief_draft import Draft, changed_sections

GROWTH = Number("growth", 0.61, "trend:s:growth", 2)
SHARE = Number("share", 0.028, "trend:s:share", 3)
BRIEF = Brief(
    run_id="run-1", theme="material:suede", label_id="material:suede", season="SS27", language="en",
    writer="template-1",
    title="Suede, softly",
    story=(Claim("Suede leads.", ("material:suede",), ("t-s",)),),
    why_now=(
        Claim("It grew 61 % over the year.", ("material:suede",), ("t-s", "p-1"), (GROWTH,)),
        Claim("In a usual week 2.8 % of people show it.", ("material:suede",), ("t-s",), (SHARE,)),
    ),
    palette=(
        Swatch("colour:red", "#98092B", 0.6, ("t-r",), "Red"),
        Swatch("colour:tan", "#B88A55", 0.4, ("t-t",), "Tan"),
    ),
    looks=("look1", "look2"),
)  # fmt: skip
DRAFT = Draft(BRIEF, 1.0)


def test_a_changed_sentence_is_the_readers_own_and_keeps_what_still_stands_in_it() -> None:
    edited = DRAFT.with_sentences(
        "why_now", "It grew 61 % over the year, and fast.\nIn a usual week 2.8 % of people show it."
    )
    first, second = edited.brief.why_now
    assert first == replace(BRIEF.why_now[0], text="It grew 61 % over the year, and fast.")
    assert second == BRIEF.why_now[1]
    assert edited.is_own("why_now", first.text) and not edited.is_own("why_now", second.text)
    assert edited.edited == {"why_now"} and not edited.is_kept
    assert edited.brief.story == BRIEF.story


def test_a_figure_that_was_changed_rests_on_no_row_any_more() -> None:
    (first, _) = DRAFT.with_sentences("why_now", "It grew 99 % over the year.\nx").brief.why_now
    assert first.numbers == () and first.evidence_ids == ("t-s", "p-1")


def test_a_new_sentence_rests_on_nothing() -> None:
    edited = DRAFT.with_sentences("risks", "  Leather may   come back. \n\n")
    assert edited.brief.risks == (Claim("Leather may come back.", ("material:suede",), ()),)
    assert edited.is_own("risks", "Leather may come back.")


def test_a_sentence_that_was_the_readers_stays_so_and_one_taken_out_is_forgotten() -> None:
    edited = DRAFT.with_sentences("story", "Suede leads.\nMine.")
    assert edited.with_sentences("story", "Mine.\nSuede leads.").own == {("story", "Mine.")}
    assert edited.with_sentences("story", "Suede leads.").own == frozenset()


def test_a_title_of_ones_own_is_marked_and_an_empty_one_changes_nothing() -> None:
    edited = DRAFT.with_title(" Suede  again ")
    assert edited.brief.title == "Suede again" and edited.is_own("title", "Suede again")
    assert edited.with_title("Third").own == {("title", "Third")}
    assert DRAFT.with_title("  ") is DRAFT and DRAFT.with_title(BRIEF.title) is DRAFT


def test_a_colour_that_was_there_keeps_its_label_and_a_new_one_is_the_readers() -> None:
    edited = DRAFT.with_palette([("Red", "#98092b", 50), ("Mine", "#123456", 50)])
    red, mine = edited.brief.palette
    assert red == replace(BRIEF.palette[0], area=0.5)
    assert (mine.label_id, mine.hex, mine.area, mine.evidence_ids) == ("", "#123456", 0.5, ())
    assert edited.own == {("palette", "Mine")}
    assert DRAFT.with_palette([("Red", "#98092B", 60), ("Tan", "#B88A55", 40)]) is DRAFT
    assert DRAFT.with_palette([]).brief.palette == ()


def test_looks_can_be_chosen_anew() -> None:
    assert DRAFT.with_looks(["look2", "look9"]).brief.looks == ("look2", "look9")
    assert DRAFT.with_looks(["look1", "look2"]) is DRAFT


def test_a_section_written_again_is_the_writers_own_again() -> None:
    other = replace(BRIEF, story=(Claim("Suede is first.", ("material:suede",), ("t-s",)),), title="Other")
    edited = DRAFT.with_sentences("story", "Mine.").with_sentences("risks", "Also mine.")
    again = edited.with_section_of(other, "story", (Fallback("story", Reason("missing"), 3),))
    assert again.brief.story == other.story and again.brief.title == BRIEF.title
    assert again.own == {("risks", "Also mine.")} and again.edited == {"risks"}
    assert again.fallbacks == (Fallback("story", Reason("missing"), 3),)
    assert again.with_section_of(other, "story", ()).fallbacks == ()


def test_a_draft_comes_back_from_json_as_it_was() -> None:
    figure = Reason("other-value", {"number": GROWTH, "cell": 0.4})
    told = Reason("in-sentence", {"place": 1, "start": "It grew 61 %", "reason": figure})
    edited = replace(
        DRAFT.with_sentences("story", "Mine. 麂皮"), fallbacks=(Fallback("title", told, 2),), note="A note."
    )
    back = Draft.from_body(json.loads(json.dumps(edited.body())), 1.0, 4)
    assert back == replace(edited, parent=4, is_kept=True)


def test_a_draft_kept_before_reasons_had_codes_tells_the_sentence_it_was_kept_with() -> None:
    body = {**DRAFT.body(), "fallbacks": [{"section": "title", "reason": "it is missing", "tries": 2}]}
    assert [str(one.reason) for one in Draft.from_body(body, 1.0, 4).fallbacks] == ["it is missing"]


def test_what_differs_is_named_in_the_order_of_the_page() -> None:
    edited = DRAFT.with_sentences("risks", "Mine.").with_title("Other").with_looks(["look1"])
    assert changed_sections(DRAFT, edited) == ["title", "looks", "risks"]
    assert changed_sections(DRAFT, DRAFT) == []


@pytest.mark.parametrize("section", ["story", "why_now", "risks"])
def test_a_section_left_as_it_is_changes_nothing(section: str) -> None:
    assert DRAFT.with_sentences(section, "\n".join(DRAFT.sentences(section))) is DRAFT


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=40), max_size=5))
def test_every_line_is_one_sentence_and_either_known_or_the_readers(lines: list[str]) -> None:
    edited = DRAFT.with_sentences("story", "\n".join(lines))
    for claim in edited.brief.story:
        assert claim.text.strip() and "\n" not in claim.text
        assert claim in BRIEF.story or edited.is_own("story", claim.text)
