"""One theme with everything a brief may say of it, and the rows that bear it out."""

from __future__ import annotations

from datetime import date
from typing import Any

from analysis.briefs.brief import Swatch
from analysis.briefs.ideas import Gap
from analysis.briefs.rows import Rows
from analysis.briefs.subjects import BriefFacts, Companion, Idea, Subject

NOW = "2025-12-22"


def trend(label_id: str, **columns: Any) -> dict[str, Any]:
    usual = {
        "series_id": f"{label_id}|all|all|all|all", "label_id": label_id, "source": "all", "run_id": "run1",
        "now_week": NOW, "stage": "rising", "seasonal": True, "seasonal_strength": 0.4, "share": 0.0412,
        "growth": 0.2449, "growth_lo": 0.1211, "growth_hi": 0.3888, "momentum": 0.31, "outlook": 0.12,
        "peak_week": "2026-04-27", "peak_lo": "2026-04-13", "peak_hi": "2026-05-11", "confidence": "medium",
        "usual_error": 0.094, "posts": 1311, "authors": 1204,
    }  # fmt: skip
    return {**usual, **columns}


SUEDE = trend("material:suede")
JACKET = trend("category:jacket", growth=0.31)
SAGE = trend("colour:sage", growth=0.5)
FALLING = trend("material:tweed", stage="declining", growth=-0.3311, growth_lo=-0.4, growth_hi=-0.2)
ROWS = Rows(
    trends={row["series_id"]: row for row in (SUEDE, FALLING, JACKET, SAGE)},
    evidence={
        "p-1-material:suede": "material:suede", "p-2-category:bag": "category:bag", "p-3-colour:sage": "colour:sage",
        "p-4-material:tweed": "material:tweed", "p-5-silhouette:boxy": "silhouette:boxy",
        "p-6-detail:bow": "detail:bow", "p-7-pattern:check": "pattern:check", "p-8-category:jacket": "category:jacket",
        "i-9-material:suede": "material:suede",
    },
    pairs={
        "material:suede+category:bag": 41, "material:suede+silhouette:boxy": 12, "material:suede+detail:bow": 7,
        "material:suede+pattern:check": 5, "category:jacket+colour:sage": 3,
    },
    gaps={("category:jacket", "colour:sage"): Gap(3, 9.2), ("category:jacket", "material:suede"): Gap(30, 12.0)},
    names={
        "material:suede": "Suede", "category:bag": "Bag", "colour:sage": "Sage", "material:tweed": "Tweed",
        "silhouette:boxy": "Boxy", "detail:bow": "Bow", "pattern:check": "Check", "category:jacket": "Jacket",
        "colour:burgundy": "Burgundy", "aesthetic:y2k": "Y2K",
    },
    hexes={"colour:sage": "#A9B79B", "colour:burgundy": "#6A1B2D"},
    images=frozenset({"img1", "img2"}),
    designers={"i-9-material:suede": "Atelier Morrowe"},
    seasons={"i-9-material:suede": "FW25"},
    known_designers=frozenset({"Atelier Morrowe", "Ada Vance"}),
    until={SUEDE["series_id"]: date(2026, 12, 21)},
)  # fmt: skip
FACTS = BriefFacts(
    run_id="run1",
    theme=Subject("material:suede", "material", "Suede", None, SUEDE, ("p-1-material:suede", "i-9-material:suede")),
    season="SS26",
    companions=(
        Companion(Subject("category:bag", "category", "Bag"), 41, 2.0, ("p-2-category:bag", "p-1-material:suede")),
        Companion(Subject("silhouette:boxy", "silhouette", "Boxy"), 12, 1.4, ("p-5-silhouette:boxy",)),
        Companion(Subject("detail:bow", "detail", "Bow"), 7, 1.3, ("p-6-detail:bow",)),
        Companion(Subject("pattern:check", "pattern", "Check"), 5, 1.2, ("p-7-pattern:check",)),
    ),
    palette=(Swatch("colour:sage", "#A9B79B", 1.0, ("p-3-colour:sage",), "Sage"),),
    looks=("img1", "img2"),
    ideas=(
        Idea(
            (
                Subject("category:jacket", "category", "Jacket", None, JACKET, ("p-8-category:jacket",)),
                Subject("material:suede", "material", "Suede", None, SUEDE, ("p-1-material:suede",)),
                Subject("colour:sage", "colour", "Sage", "#A9B79B", SAGE, ("p-3-colour:sage",)),
            ),
            ("category:jacket", "colour:sage"),
            3,
            9.2,
            Gap(3, 9.2).novelty,
        ),
    ),
    leave_out=(Subject("material:tweed", "material", "Tweed", None, FALLING, ("p-4-material:tweed",)),),
)
