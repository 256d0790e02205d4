"""The briefs job: checked briefs from the warehouse's own rows."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from briefs_warehouse import fill

from analysis.briefs.request import Request
from analysis.briefs.rows import Rows
from analysis.briefs.subjects import BriefFacts
from analysis.briefs.written import Written
from analysis.jobs import briefs
from analysis.models.template_writer import TemplateWriter
from data.errors import BadInput, NothingThere
from data.store import Store


def stored(store: Store) -> pd.DataFrame:
    with store.connection() as con:
        return con.execute("SELECT * FROM brief ORDER BY brief_id").df()


def body_of(store: Store, theme: str) -> dict[str, Any]:
    made = stored(store).set_index("theme")
    return dict(json.loads(made.loc[theme, "body"]))


def test_each_rising_theme_and_each_coming_season_gets_a_brief(store: Store) -> None:
    result = briefs.run(fill(store))
    made = stored(store)
    assert (result.briefs, result.refused) == (4, 0)
    assert set(made["theme"]) == {"material:suede", "category:barn-jacket", "colour:sage", "category:swimwear"}
    assert (made["faithfulness"] == 1.0).all() and made["title"].is_unique and (made["language"] == "en").all()
    assert made.set_index("theme").loc["category:swimwear", "season"] == "SS26"


def test_every_claim_names_rows_that_are_there(store: Store) -> None:
    briefs.run(fill(store))
    with store.connection() as con:
        there = {row[0] for row in con.execute("SELECT evidence_id FROM evidence").fetchall()}
        there |= {f"t-{row[0]}" for row in con.execute("SELECT series_id FROM trend").fetchall()}
    for text in stored(store)["body"]:
        body = json.loads(text)
        claims = [claim for section in body.values() for claim in section if isinstance(claim, dict)]
        assert claims and all(claim["evidence_ids"] and set(claim["evidence_ids"]) <= there for claim in claims)


def test_a_brief_shows_what_goes_with_its_theme(store: Store) -> None:
    briefs.run(fill(store))
    body = body_of(store, "category:barn-jacket")
    assert any("suede" in claim["text"].lower() for claim in body["materials"])
    assert any("tweed" in claim["text"].lower() for claim in body["leave_out"])
    suede = body_of(store, "material:suede")
    assert suede["palette"][0]["label_id"] == "colour:sage" and suede["looks"] == ["i1"]
    assert "colour:camel" not in [swatch["label_id"] for swatch in body["palette"]]


def test_running_again_changes_nothing(store: Store) -> None:
    briefs.run(fill(store))
    first = stored(store)
    briefs.run(store)
    pd.testing.assert_frame_equal(stored(store), first)


def test_a_brief_asked_for_by_theme_joins_the_others(store: Store) -> None:
    briefs.run(fill(store))
    for _ in range(2):
        result = briefs.run(store, asked=Request("suede", language="zh", tone="warm"))
    made = stored(store)
    assert result.briefs == 1 and len(made) == 5
    assert made.loc[made["language"] == "zh", "theme"].tolist() == ["material:suede"]


def test_a_brief_that_nothing_is_known_for_is_one_sentence_and_nothing_is_lost(store: Store) -> None:
    briefs.run(fill(store))
    with pytest.raises(NothingThere, match="No label is meant by 'moonsilk'"):
        briefs.run(store, asked=Request("moonsilk"))
    assert len(stored(store)) == 4


def test_the_limit_is_kept(store: Store) -> None:
    assert briefs.run(fill(store), limit=2).briefs == 2


def test_without_trends_there_are_no_briefs(store: Store) -> None:
    with store.transaction():
        pass
    assert briefs.run(store).briefs == 0 and stored(store).empty


class Boaster(TemplateWriter):
    """A writer that makes the first figure of one theme larger than it is."""

    def write(self, facts: BriefFacts, rows: Rows) -> Written:
        brief = super().write(facts, rows).brief
        if facts.theme.label_id != "material:suede":
            return Written(brief)
        first = brief.why_now[0]
        number = replace(first.numbers[0], value=float(first.numbers[0].value) + 0.3)
        boast = replace(
            first, text=first.text.replace(first.numbers[0].shown, number.shown), numbers=(number, *first.numbers[1:])
        )
        return Written(replace(brief, why_now=(boast, *brief.why_now[1:])))


def test_a_brief_that_says_more_than_its_rows_is_refused_and_listed(store: Store) -> None:
    result = briefs.run(fill(store), writer=Boaster())
    assert (result.briefs, result.refused) == (3, 1)
    assert "material:suede: why_now 1: growth is 0.4, not 0.7" in result.reasons[0]
    assert "material:suede" not in set(stored(store)["theme"])
    with store.connection() as con:
        detail, rejected = con.execute("SELECT detail, rows_rejected FROM job_run WHERE job = 'briefs'").fetchall()[0]
    assert rejected == 1 and "material:suede" in detail


@pytest.mark.parametrize("theme", ["material:suede", ""])
def test_a_season_that_is_over_is_refused_and_the_briefs_there_are_stay(store: Store, theme: str) -> None:
    briefs.run(fill(store))
    before = stored(store)
    with pytest.raises(BadInput, match="SS20 is over"):
        briefs.run(store, asked=Request(theme, "SS20"))
    pd.testing.assert_frame_equal(stored(store), before)
