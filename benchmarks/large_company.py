"""What the labels of the large season are shown with: the pairs that Trend and the briefs read, invented."""

from __future__ import annotations

import numpy as np
import pandas as pd

PARTNERS = 40  # of each label
EVIDENCE = 3  # of each pair, from the newest posts of its label
EVERYONE = 500_000


def company(labels: pd.DataFrame, evidence: pd.DataFrame, dice: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the rows of `label_people`, `companion` and `companion_evidence`.

    Args:
        labels: label_id, facet.
        evidence: label_id, evidence_id; the newest first.
        dice: what is drawn from.
    """
    people = labels[["label_id"]].assign(authors=dice.integers(2_000, 20_000, len(labels)), everyone=EVERYONE)
    pairs = _pairs(labels, dice)
    newest = evidence.groupby("label_id").head(EVIDENCE)[["label_id", "evidence_id"]]
    newest = newest.assign(place=newest.groupby("label_id").cumcount() + 1)
    behind = pairs[["label_id", "with_label_id"]].merge(newest, on="label_id")
    return {"label_people": people, "companion": pairs, "companion_evidence": behind}


def _pairs(labels: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
    """Return the pairs with the lift of labels of two facets, for all alike; one in ten is shown far more often."""
    facets = labels.set_index("label_id")["facet"]
    one = np.repeat(labels["label_id"].to_numpy(), PARTNERS)
    half = pd.DataFrame({"label_id": one, "with_label_id": dice.choice(labels["label_id"].to_numpy(), len(one))})
    half = half[half["label_id"] < half["with_label_id"]].drop_duplicates()
    seldom, often = dice.integers(3, 30, len(half)), dice.integers(60, 200, len(half))
    half["authors"] = np.where(dice.random(len(half)) < 0.1, often, seldom)
    half["before"] = half["authors"] // 2
    swapped = half.rename(columns={"label_id": "with_label_id", "with_label_id": "label_id"})
    both = pd.concat([half, swapped], ignore_index=True)
    facet, other = both["label_id"].map(facets), both["with_label_id"].map(facets)
    both["pairs"] = both["authors"].groupby([both["label_id"], other]).transform("sum")
    both["with_pairs"] = both["authors"].groupby([both["with_label_id"], facet]).transform("sum")
    both["all_pairs"] = both["authors"].groupby([facet, other]).transform("sum").astype(float)
    return both.assign(lift=both["authors"] * both["all_pairs"] / (both["pairs"] * both["with_pairs"]))
