"""The briefs job: checked briefs from the warehouse's own rows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from analysis.briefs.rows import Rows
from analysis.briefs.subjects import BriefFacts
from analysis.briefs.written import Written
from analysis.jobs import briefs, companions
from analysis.models.template_writer import TemplateWriter
from data.store import Store
from data.vocabulary import load_vocabulary

NOW = date(2025, 12, 22)
THEMES = {
    "material:suede": ("rising", 0.4), "category:barn-jacket": ("emerging", 0.9), "colour:sage": ("rising", 0.2),
    "category:swimwear": ("steady", 0.0), "material:tweed": ("declining", -0.3), "colour:camel": ("fading", -0.5),
}  # fmt: skip


def trend_row(label_id: str, stage: str, growth: float) -> dict[str, Any]:
    seasonal = label_id == "category:swimwear"
    peak = (
        {"peak_week": date(2026, 6, 15), "peak_lo": date(2026, 6, 1), "peak_hi": date(2026, 6, 29)} if seasonal else {}
    )
    return {
        "series_id": f"{label_id}|all|all|all|all", "label_id": label_id, "within_label_id": "all", "region": "all",
        "source": "all", "audience": "all", "run_id": "run1", "now_week": NOW, "stage": stage, "seasonal": seasonal,
        "seasonal_strength": 0.6, "magnitude": "small", "share": 0.0213, "growth": growth, "growth_lo": growth - 0.1,
        "growth_hi": growth + 0.15, "momentum": 0.2, "outlook": 0.1, "confidence": "medium", "usual_error": 0.087,
        "posts": 412, "authors": 390, "reason": stage, "facts": "{}", **peak,
    }  # fmt: skip


def fill(store: Store) -> Store:
    """Put trends, posts that show two labels at once, and looks into the warehouse."""
    store.add(
        "source", pd.DataFrame([{"source": "test", "kind": "posts", "title": "Test", "added_at": datetime(2025, 1, 1)}])
    )
    store.add("label", load_vocabulary().frame())
    reader = {"reader": "r1", "kind": "text", "name": "vocabulary", "version": "1", "settings": "{}", "active": True}
    store.add("reader", pd.DataFrame([{**reader, "added_at": datetime(2025, 1, 1)}]))
    pairs = [
        ("material:suede", "colour:sage"),
        ("category:barn-jacket", "material:suede"),
        ("category:barn-jacket", "colour:camel"),
    ]
    shown = [(f"p{n:03}", pairs[n % 3]) for n in range(60)] + [(f"q{n:03}", ("category:swimwear",)) for n in range(60)]
    posts = pd.DataFrame({"post_id": [post_id for post_id, _ in shown]})
    weeks = [NOW - timedelta(weeks=n % 20) for n in range(len(posts))]
    posts = posts.assign(
        native_id=posts["post_id"], source="test", author=posts["post_id"], week=weeks, posted_at=weeks
    )
    store.add("post", posts.assign(text="worn today", text_hash=posts["post_id"]))
    tags = pd.DataFrame(
        [(post_id, label) for post_id, labels in shown for label in labels], columns=["subject_id", "label_id"]
    )
    store.add("tag", tags.assign(reader="r1", subject_kind="post", polarity="for", score=1.0))
    evidence = tags.assign(
        evidence_id="p-" + tags["subject_id"] + "-" + tags["label_id"], week=NOW, subject_kind="post"
    )
    store.add("evidence", evidence.assign(source="test", polarity="for", excerpt="worn today"))
    store.add("trend", pd.DataFrame([trend_row(label_id, *values) for label_id, values in THEMES.items()]))
    images = pd.DataFrame({"image_id": ["i1", "i2"], "designer": ["Ada Vance", None]})
    store.add("source", pd.DataFrame([{"source": "looks", "kind": "images", "title": "looks", "added_at": NOW}]))
    store.add("image", images.assign(sha256="s", source="looks", path="/x", width=1, height=1))
    looks = pd.DataFrame({"subject_id": ["i1", "i2"], "label_id": ["colour:sage", "colour:navy"]})
    store.add("tag", looks.assign(reader="r1", subject_kind="image", polarity="neutral", score=0.5))
    companions.count(store, store.read("brief_trends", market="all", customer="all"))
    return store


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
