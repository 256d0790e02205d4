"""A range plan beside the market's mix: how far apart they are, and how many options of each label would close it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard.assortment import FACETS, NEW

UNDER, OVER, WITHIN, NOT_FOLLOWED = "under", "over", "within", "not-followed"
TOO_FEW = 10  # options; below it one is ten points and more


def gap(mix: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Return every label of the mix and of the plan, for the facets that the plan names.

    Args:
        mix: as `assortment.mix` gives it.
        plan: a row per option and label: facet, label_id, name, part (1 where the option has one label of the facet,
            ½ where two), units (of that part; missing where not given).

    Returns:
        The columns of `mix` with plan_options, plan_share (of the options whose label is followed), plan_units,
        units_share, gap_points (plan_share less mix_ahead), suggested (whole options; a facet's add up to its options
        in the plan, and a label that is not followed keeps its own), suggested_lo, suggested_hi, to_add (suggested less
        plan_options) and verdict (under or over suggested_lo to suggested_hi, within, or not-followed).
    """
    parts = [
        _of_facet(mix[mix["facet"] == facet], plan[plan["facet"] == facet])
        for facet in FACETS
        if (mix["facet"] == facet).any() and (plan["facet"] == facet).any()
    ]
    return pd.concat(parts, ignore_index=True) if parts else _of_facet(mix.head(0), plan.head(0))


def apportion(parts: Sequence[float], total: int) -> list[int]:
    """Return whole numbers in proportion to `parts` that add up to `total`, by largest remainder (Hamilton's method).

    Each is its exact quota rounded down or up; of equal remainders the first is rounded up.
    """
    whole = math.fsum(parts)
    if not whole > 0:
        return [0] * len(parts)
    quotas = [part / whole * total for part in parts]
    counts = [math.floor(quota) for quota in quotas]
    order = sorted(range(len(parts)), key=lambda at: counts[at] - quotas[at])
    for at in order[: total - sum(counts)]:
        counts[at] += 1
    return counts


def outside(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the labels that the plan has too few or too many of, the furthest off first."""
    off = rows[rows["verdict"].isin((UNDER, OVER))]
    far = off["gap_points"].abs()
    return off.assign(far=far).sort_values(["far", "label_id"], ascending=[False, True]).drop(columns="far")


def newness(gap: pd.DataFrame) -> pd.DataFrame:
    """Return one row per facet: which part of the mix, and of the plan's options, lies in labels that are new.

    Returns:
        facet, labels_new (how many), mix_new, plan_new.
    """
    new = gap[gap["newness"] == NEW].groupby("facet").agg(
        labels_new=("label_id", "size"), mix_new=("mix_ahead", "sum"), plan_new=("plan_share", "sum")
    )  # fmt: skip
    every = new.reindex(gap["facet"].unique()).fillna(0.0)
    return every.astype({"labels_new": int}).rename_axis("facet").reset_index()


def _of_facet(mix: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Return the gap of one facet."""
    rows = _joined(mix, plan)
    followed = rows["mix_ahead"].notna()
    share = rows["plan_options"].where(followed) / max(rows.loc[followed, "plan_options"].sum(), 1e-9)
    units = rows["plan_units"].where(followed)
    rows = rows.assign(plan_share=share, units_share=units / units.sum() if units.sum() > 0 else np.nan)
    rows["gap_points"] = rows["plan_share"] - rows["mix_ahead"]
    rows = _suggested(rows, followed)
    return rows.assign(verdict=_verdict(rows))


def _joined(mix: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Return the labels of both, the mix first, with the plan's options and units of each."""
    counted = plan.groupby(["facet", "label_id"], as_index=False).agg(
        planned=("name", "first"),
        plan_options=("part", "sum"),
        plan_units=("units", lambda each: each.sum(min_count=1)),
    )
    both = mix.merge(counted, on=["facet", "label_id"], how="outer", sort=False)
    both["name"] = both["name"].fillna(both["planned"])
    both["plan_options"] = both["plan_options"].fillna(0.0)
    order = both.sort_values(["mix_ahead", "plan_options", "label_id"], ascending=[False, False, True])
    return order.drop(columns="planned").reset_index(drop=True)


def _suggested(rows: pd.DataFrame, followed: pd.Series[bool]) -> pd.DataFrame:
    """Add how many options of each label the forecast suggests, with the range that the mix's range gives."""
    total = round(rows["plan_options"].sum())
    others = rows.loc[~followed, "plan_options"]
    kept = min(round(others.sum()), total)
    made = rows.assign(suggested=0, suggested_lo=0, suggested_hi=0)
    made.loc[~followed, "suggested"] = apportion(others.tolist(), kept)
    free = total - kept
    made.loc[followed, "suggested"] = apportion(rows.loc[followed, "mix_ahead"].tolist(), free)
    low, high = np.floor(rows["mix_lo80"] * free), np.ceil(rows["mix_hi80"] * free)
    made["suggested_lo"] = low.fillna(made["suggested"]).astype(int)
    made["suggested_hi"] = high.fillna(made["suggested"]).astype(int)
    return made.assign(to_add=made["suggested"] - rows["plan_options"])


def _verdict(rows: pd.DataFrame) -> np.ndarray:
    """Tell where the plan's options lie: under the range of what is suggested, over it, within it, or nowhere."""
    options = rows["plan_options"]
    checks = [rows["mix_ahead"].isna(), options < rows["suggested_lo"], options > rows["suggested_hi"]]
    return np.select(checks, [NOT_FOLLOWED, UNDER, OVER], WITHIN)
