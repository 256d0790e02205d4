"""Briefs on demand: from the warehouse and from a snapshot alike, one section anew, an edited one checked again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from briefs_warehouse import NOW, fill, trend_row

from analysis.briefs.brief import SECTIONS, Brief
from analysis.briefs.compose import compose, recheck, rewrite
from analysis.briefs.content import KINDS, write_content
from analysis.briefs.request import Request
from data.errors import UnknownName
from data.settings import Settings
from data.snapshot import Snapshot, publish
from data.store import Store

SUEDE = Request("material:suede")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A published warehouse with trends of one region, a style and a word on the rise beside the usual."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    store = fill(Store(settings))
    german = {"series_id": "material:suede|all|DE|all|all", "region": "DE", "growth": 0.71, "growth_lo": 0.6}
    store.add("trend", pd.DataFrame([{**trend_row("material:suede", "rising", 0.4), **german}]))
    store.add("forecast", pd.DataFrame([_forecast_row("material:suede|all|all|all|all")]))
    style = {"style_id": 2, "reader": "r1", "model": "m", "fitted_on": 9, "centre": [0.0], "looks": 54}
    named_after = json.dumps([{"label_id": "colour:sage", "share": 0.43, "lift": 5.0}])
    store.add("style", pd.DataFrame([{**style, "named_after": named_after}]))
    store.add("style_look", pd.DataFrame([{"style_id": 2, "place": 1, "image_id": "i2", "likeness": 0.9}]))
    word = {"term": "paperfolk", "region": "all", "kind": "word", "first_seen": NOW, "authors_recent": 16, "theme": 1}
    counted = {"authors_before": 20, "share_recent": 0.1, "share_before": 0.01, "q_value": 0.001}
    store.add("emerging_term", pd.DataFrame([{**word, **counted, "post_ids": json.dumps(["p000", "p003"])}]))
    publish(store)
    return Snapshot.current(settings)


def _forecast_row(series_id: str) -> dict[str, Any]:
    known = {"run_id": "run1", "series_id": series_id, "cutoff": NOW, "week": date(2026, 12, 21), "horizon": 52}
    bands = dict.fromkeys(("yhat", "lo80", "hi80", "lo95", "hi95"), 0.02)
    return {**known, **bands, "model": "m", "made_at": NOW, "published_at": NOW}


def said(brief: Brief) -> str:
    return " ".join([brief.title, *(claim.text for _, claim in brief.claims())])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("tone", ["plain", "warm", "editorial"])
def test_a_brief_is_composed_in_each_language_and_tone(snapshot: Snapshot, language: str, tone: str) -> None:
    composed = compose(snapshot, Request("material:suede", language=language, tone=tone))
    assert composed.brief is not None and composed.problems == () and composed.faithfulness == 1.0
    assert ("麂皮" if language == "zh" else "suede") in said(composed.brief).lower()
    assert len(composed.brief.story) == 3 and composed.brief.palette[0].name


def test_the_warehouse_and_its_snapshot_give_the_same_brief(snapshot: Snapshot, store: Store) -> None:
    fill(store)
    publish(store)
    assert compose(store, SUEDE).brief == compose(Snapshot.current(store.settings), SUEDE).brief is not None


def test_a_brief_is_stored_and_read_back_as_it_was(snapshot: Snapshot) -> None:
    brief = compose(snapshot, SUEDE).brief
    assert brief is not None and Brief.from_body(json.loads(json.dumps(brief.body()))) == brief


def test_a_market_with_a_trend_changes_the_figures_and_one_without_says_so(snapshot: Snapshot) -> None:
    german = compose(snapshot, Request("material:suede", market="DE")).brief
    assert german is not None and "71 %" in said(german) and "Germany" in said(german)
    borrowed = compose(snapshot, Request("colour:sage", market="DE")).brief
    assert borrowed is not None and "Germany" in borrowed.risks[0].text and "everyone we read" in borrowed.risks[0].text


@pytest.mark.parametrize(("theme", "words"), [("style:2", "54 looks"), ("term:paperfolk", "16 people")])
def test_a_style_or_a_word_on_the_rise_leads_to_the_label_it_shows(snapshot: Snapshot, theme: str, words: str) -> None:
    brief = compose(snapshot, Request(theme)).brief
    assert brief is not None and brief.theme == theme and brief.label_id != theme and words in brief.story[0].text


def test_a_style_shows_its_own_looks(snapshot: Snapshot) -> None:
    brief = compose(snapshot, Request("style:2")).brief
    assert brief is not None and brief.looks == ("i2",)


@pytest.mark.parametrize(
    ("words", "label_id"),
    [("barn jackets in suede", "category:barn-jacket"), ("suede", "material:suede"), ("SAGE", "colour:sage")],
)
def test_free_text_means_the_labels_it_names(snapshot: Snapshot, words: str, label_id: str) -> None:
    brief = compose(snapshot, Request(words)).brief
    assert brief is not None and brief.label_id == label_id


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (Request(" "), "The theme is empty"),
        (Request("moonsilk"), "No label is meant by 'moonsilk'. On the rise now: category:barn-jacket"),
        (Request("material:velvet"), "velvet has no trend: too few people show it. Known of its kind: material:suede"),
        (Request("velvet"), "'velvet' means material:velvet, which has no trend"),
        (Request("style:9"), "There is no style or word on the rise 'style:9'"),
        (Request("material:suede", season="spring"), "The season 'spring' has no known form"),
        (Request("material:suede", market="XX"), "There is no market 'XX'"),
        (Request("material:suede", customer="robots"), "There is no customer 'robots'"),
        (Request("material:suede", language="fr"), "There is no language 'fr'"),
        (Request("material:suede", tone="loud"), "There is no tone 'loud'"),
        (Request("material:suede", season="SS28"), "SS28 begins 2028-02-01, the forecast ends 2026-12-21"),
        (Request("material:suede", season="FW20"), "FW20 is over"),
    ],
)  # fmt: skip
def test_what_no_brief_can_be_written_for_is_one_sentence(snapshot: Snapshot, request_: Request, sentence: str) -> None:
    composed = compose(snapshot, request_)
    assert composed.brief is None and sentence in str(composed.problems[0].reason)


def test_a_section_is_written_anew_and_the_others_stay_as_they_were_edited(snapshot: Snapshot) -> None:
    brief = compose(snapshot, SUEDE).brief
    assert brief is not None
    edited = replace(brief, title="Suede, my way")
    composed = rewrite(snapshot, edited, SUEDE, "why_now")
    assert composed.brief is not None and composed.problems == ()
    assert composed.brief.why_now != brief.why_now
    assert composed.brief == replace(edited, why_now=composed.brief.why_now)


def test_a_section_that_is_none_is_refused(snapshot: Snapshot) -> None:
    brief = compose(snapshot, SUEDE).brief
    assert brief is not None
    with pytest.raises(UnknownName, match="no section 'whynow'"):
        rewrite(snapshot, brief, SUEDE, "whynow")


def test_an_edit_that_does_not_hold_is_told_at_its_place(snapshot: Snapshot) -> None:
    brief = compose(snapshot, SUEDE).brief
    assert brief is not None and recheck(snapshot, brief) == {}
    first = replace(brief.story[0], text="Suede will double by next year, as at Prada.")
    found = recheck(snapshot, replace(brief, story=(first, *brief.story[1:])))
    assert set(found) == {"story 1"} and any("Prada" in str(reason) for reason in found["story 1"])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_content_for_others_comes_from_the_same_evidence(snapshot: Snapshot, kind: str, language: str) -> None:
    brief = compose(snapshot, SUEDE).brief
    assert brief is not None
    for tone in ("plain", "warm", "editorial"):
        content = write_content(snapshot, brief, kind, language, tone)
        assert content.problems == () and content.faithfulness == 1.0 and content.text
        assert all(claim.evidence_ids for part in content.parts for claim in part.claims)
    sections = {part.section for part in write_content(snapshot, brief, "report").parts}
    assert {"story", "why_now", "risks"} <= sections <= set(SECTIONS)


def test_an_unknown_kind_of_content_is_refused(snapshot: Snapshot) -> None:
    brief = compose(snapshot, SUEDE).brief
    assert brief is not None
    with pytest.raises(UnknownName, match="no kind of content 'poem'"):
        write_content(snapshot, brief, "poem")
