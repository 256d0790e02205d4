"""A small warehouse that briefs can be written from: trends, posts that show two labels at once, and looks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from analysis.jobs import companions
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
