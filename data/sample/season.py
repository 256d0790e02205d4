"""One season on disk: posts, looks, interest series, and the truth file that says what was planted."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from data.sample import SampleSeason
from data.sample.looks import write_looks
from data.sample.phrases import FACETS
from data.sample.plan import (
    AGAINST,
    OFF_TOPIC,
    REGION_WEIGHTS,
    WEEKS,
    NewWord,
    Plan,
    PlantedLabel,
    make_plan,
    week_start,
)
from data.sample.posts import OPPOSED, Draws, draw
from data.sample.shapes import write_posts
from data.sample.texts import Wording

INTEREST_SERIES = 6


def write_season(season: SampleSeason, posts: int, looks: int, seed: int) -> None:
    """Write every file of the season into its folder."""
    season.folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(season.looks, ignore_errors=True)
    plan = make_plan(seed)
    draws = draw(plan, posts)
    counts = write_posts(season.folder, draws, Wording.from_plan(plan).texts(draws), seed)
    interest = _write_interest(season.interest, plan)
    truth = {
        "seed": seed,
        "posts": posts,
        "first_week": f"{week_start(0)}",
        "last_week": f"{week_start(WEEKS - 1)}",
        "off_topic_share": OFF_TOPIC,
        "against_share_of_topic": AGAINST,
        "regions": REGION_WEIGHTS,
        "files": [asdict(count) for count in counts],
        "labels": _label_truths(plan, draws),
        "pairs": [_pair_truth(plan, pair, draws) for pair in plan.pairs],
        "new_words": [_word_truth(word, at, draws) for at, word in enumerate(plan.new_words)],
        "interest": interest,
        "looks": write_looks(season.looks, plan, looks) if looks else [],
    }
    season.truth.write_text(json.dumps(truth, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _label_truths(plan: Plan, draws: Draws) -> list[dict[str, Any]]:
    return [
        _label_truth(label, int(at), column, draws)
        for column, facet in enumerate(FACETS)
        for at, label in enumerate(plan.facet(facet))
    ]


def _label_truth(label: PlantedLabel, at: int, column: int, draws: Draws) -> dict[str, Any]:
    """Return what was planted for a label, and what was drawn of it in the last two years."""
    mentioned = (draws.labels[:, column] == at) & (draws.stance != OPPOSED)
    regions = list(REGION_WEIGHTS)
    return {
        "label_id": label.entry.label_id,
        "kind": label.kind,
        "seasonal": label.peak_week is not None,
        "peak_week": label.peak_week,
        "amplitude": round(label.amplitude, 4),
        "growth": round(label.growth, 4),
        "share": round(label.share, 6),
        "leads_in": None if label.kind == "background" else regions[int(label.by_region.argmax())],
        "mentions_last_52": int((mentioned & (draws.week >= WEEKS - 52)).sum()),
        "mentions_52_before": int((mentioned & (draws.week >= WEEKS - 104) & (draws.week < WEEKS - 52)).sum()),
        "mentions": int(mentioned.sum()),
    }


def _pair_truth(plan: Plan, pair: tuple[str, str], draws: Draws) -> dict[str, Any]:
    """Return how often a garment and a colour stand in one post that does not speak against them."""
    together = draws.stance != OPPOSED
    for label_id in pair:
        facet = label_id.partition(":")[0]
        at = [label.entry.label_id for label in plan.facet(facet)].index(label_id)
        together = together & (draws.labels[:, FACETS.index(facet)] == at)
    return {"within": pair[0], "label_id": pair[1], "mentions": int(together.sum())}


def _word_truth(word: NewWord, at: int, draws: Draws) -> dict[str, Any]:
    return {
        "word": word.word,
        "kind": word.kind,
        "onset_week": f"{week_start(word.onset)}",
        "share": round(float(word.weekly[-8:].mean()), 6),
        "mentions": int((draws.new_word == at).sum()),
    }


def _write_interest(path: Path, plan: Plan) -> dict[str, str]:
    """Write weekly search interest, 0 to 100, for a few planted labels; return series name to label id."""
    rng = np.random.default_rng([plan.seed, 6])
    planted = [label for label in plan.labels if label.kind != "background"]
    chosen = [planted[at] for at in sorted(rng.choice(len(planted), INTEREST_SERIES, replace=False).tolist())]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("unique_id", "ds", "y"))
        for label in chosen:
            searched = label.weekly * np.exp(rng.normal(0, 0.03, WEEKS))
            for week, y in enumerate(100 * searched / searched.max()):
                rows.writerow((label.entry.name, week_start(week), f"{y:.1f}"))
    return {label.entry.name: label.entry.label_id for label in chosen}
